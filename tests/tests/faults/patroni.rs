//! Two PostgreSQL that Patroni keeps, with etcd: the machine of the leader dies, comes back as a follower,
//! and becomes the leader again by an operator's word.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use tests::driver::{Habit, Load};
use tests::street::{Folder, Process, own_address, own_ports, run};

use crate::books::Sql;
use crate::cluster::{as_owner, give, programs};
use crate::database::{assert_clear, busy};
use crate::failover::await_that;
use crate::site::Site;

const PASSWORD: &str = "patroni-of-a-test";

/// A PostgreSQL with its Patroni.
struct Kept {
    name: &'static str,
    at: SocketAddr,
    config: PathBuf,
    data: PathBuf,
    patroni: Option<Process>,
}

/// Both, and what they agree by.
struct Pair {
    kept: [Kept; 2],
    _etcd: Process,
    folder: Folder,
}

impl Pair {
    fn open() -> Self {
        let folder = Folder::fresh();
        let etcd = SocketAddr::from((own_address(), own_ports()));
        let peer = SocketAddr::from((etcd.ip(), etcd.port() + 1));
        let mut command = Command::new("etcd");
        command.args(["--name", "test", "--logger", "zap", "--log-level", "error"]);
        command.arg("--data-dir").arg(folder.path.join("etcd"));
        for (option, at) in [
            ("--listen-client-urls", etcd),
            ("--advertise-client-urls", etcd),
            ("--listen-peer-urls", peer),
            ("--initial-advertise-peer-urls", peer),
        ] {
            command.arg(option).arg(format!("http://{at}"));
        }
        command.arg("--initial-cluster").arg(format!("test=http://{peer}"));
        let process = Process::start("etcd", &command, &folder.path);
        process.listens(etcd);
        let kept = ["north", "south"].map(|name| Kept::planned(name, etcd, &folder));
        let mut pair = Self { kept, _etcd: process, folder };
        pair.start(0);
        await_that("the first to lead", || pair.leads(0));
        pair.start(1);
        pair.await_standby(0);
        pair
    }

    fn start(&mut self, which: usize) {
        let Kept { name, config, patroni, .. } = &mut self.kept[which];
        let mut command = as_owner(&PathBuf::from("patroni"));
        *patroni = Some(Process::start(name, command.arg(config), &self.folder.path));
    }

    /// The whole machine of one dies.
    fn kill(&mut self, which: usize) {
        let Kept { data, patroni, .. } = &mut self.kept[which];
        let file = fs::read_to_string(data.join("postmaster.pid")).unwrap();
        let pid = file.lines().next().unwrap();
        let says = fs::read(format!("/proc/{pid}/cmdline")).unwrap();
        let says = String::from_utf8(says).unwrap();
        assert!(says.contains(data.to_str().unwrap()), "{says} is the server of this test");
        patroni.take().unwrap().end_by("KILL");
        run(Command::new("sh").arg("-c").arg(format!("kill -s KILL {pid}")));
    }

    fn leads(&self, which: usize) -> bool {
        let sql = Sql::reach(&self.url(which, "postgres"));
        sql.is_some_and(|sql| {
            sql.count("SELECT count(*) WHERE NOT pg_is_in_recovery()") == 1
                && sql
                    .count("SELECT count(*) WHERE current_setting('transaction_read_only') = 'off'")
                    == 1
        })
    }

    /// Waits until the one that leads waits for the other.
    fn await_standby(&self, leader: usize) {
        await_that("the other to be waited for", || {
            let sql = Sql::reach(&self.url(leader, "postgres"));
            let waited = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
            sql.is_some_and(|sql| sql.count(waited) == 1)
        });
    }

    fn switch(&self, from: usize, to: usize) {
        let mut patronictl = Command::new("patronictl");
        patronictl.arg("--config-file").arg(&self.kept[0].config).args(["switchover", "zaguan"]);
        patronictl.args(["--master", self.kept[from].name, "--candidate", self.kept[to].name]);
        run(patronictl.arg("--force"));
    }

    fn url(&self, which: usize, database: &str) -> String {
        format!("postgresql://postgres:{PASSWORD}@{}/{database}", self.kept[which].at)
    }

    fn url_of_both(&self, database: &str) -> String {
        let [one, two] = &self.kept;
        let writable = "target_session_attrs=read-write";
        format!("postgresql://postgres:{PASSWORD}@{},{}/{database}?{writable}", one.at, two.at)
    }
}

impl Kept {
    fn planned(name: &'static str, etcd: SocketAddr, folder: &Folder) -> Self {
        let (at, api) = (own_ports(), own_ports());
        let [at, api] = [at, api].map(|port| SocketAddr::from((own_address(), port)));
        let home = folder.path.join(name);
        fs::create_dir(&home).unwrap();
        give(&home);
        let (data, programs) = (home.join("data"), programs());
        let config = folder.path.join(format!("{name}.yml"));
        let text = format!(
            "scope: zaguan
name: {name}
restapi: {{listen: '{api}', connect_address: '{api}'}}
etcd3: {{host: '{etcd}'}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 4
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {{wal_keep_size: 64MB, max_connections: 100}}
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, no-sync]
postgresql:
  listen: '{at}'
  connect_address: '{at}'
  data_dir: {data}
  bin_dir: {programs}
  pgpass: {home}/pgpass
  authentication:
    superuser: {{username: postgres, password: {PASSWORD}}}
    replication: {{username: replicator, password: {PASSWORD}}}
  parameters: {{unix_socket_directories: '{home}', shared_buffers: 16MB, wal_log_hints: 'on'}}
  pg_hba:
  - host all all 127.0.0.0/8 scram-sha-256
  - host replication all 127.0.0.0/8 scram-sha-256
",
            data = data.display(),
            programs = programs.display(),
            home = home.display(),
        );
        fs::write(&config, text).unwrap();
        Self { name, at, config, data, patroni: None }
    }
}

#[test]
#[ignore = "it takes a minute, and needs patroni and etcd: make test-patroni"]
fn whoever_leads_dies_and_comes_back_and_leads_again() {
    let mut pair = Pair::open();
    Sql::at(&pair.url(0, "postgres")).run("CREATE DATABASE zaguan");
    let mut site = Site::on(&pair.url_of_both("zaguan"));
    site.open();
    let load: Load = site.load(Habit::Both);
    let coming = load.clone().begin();
    coming.passes(20);
    pair.kill(0);
    coming.until("people to read so", |report| report.times(&busy()) > 0);
    await_that("the second to lead", || pair.leads(1));
    coming.passes(20);
    pair.start(0);
    pair.await_standby(1);
    coming.passes(20);
    pair.switch(1, 0);
    await_that("the first to lead again", || pair.leads(0));
    coming.passes(20);
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let balance = Sql::at(&pair.url(0, "zaguan")).balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!(balance.received, report.logins.len());
}
