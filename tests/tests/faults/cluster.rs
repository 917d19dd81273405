//! A PostgreSQL cluster of a test's own, that the test may treat as badly as it likes.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::street::{Folder, Process, own_address, own_ports, run};
use uuid::Uuid;

use crate::books::Sql;

/// Who PostgreSQL runs as when we are root: it refuses root.
const OWNER: &str = "postgres";

/// A cluster, running or not.
pub(crate) struct Cluster {
    /// A node's log is named after it.
    name: &'static str,
    /// Where it listens.
    pub(crate) at: SocketAddr,
    pub(crate) data: PathBuf,
    password: String,
    server: Option<Process>,
    folder: Folder,
}

/// How a server ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// In good order, without waiting for anybody: `pg_ctl stop -m fast`.
    Fast,
    /// As in a crash: `pg_ctl stop -m immediate`.
    Crash,
}

impl Cluster {
    /// An empty cluster, with this in its configuration, that runs.
    pub(crate) fn open(name: &'static str, more: &str) -> Self {
        Self::open_below(name, more, Folder::fresh())
    }

    /// The same, below this folder.
    pub(crate) fn open_below(name: &'static str, more: &str, folder: Folder) -> Self {
        let mut cluster = Self::planned(name, Uuid::new_v4().to_string(), folder);
        let secret = cluster.folder.path.join("password");
        fs::write(&secret, &cluster.password).unwrap();
        give(&secret);
        let mut initdb = as_owner(&program("initdb"));
        initdb.arg("--pgdata").arg(&cluster.data).arg("--pwfile").arg(&secret);
        initdb.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"]);
        run(initdb.args(["--locale=C.UTF-8", "--no-sync"]));
        let hba = "host all all 127.0.0.0/8 scram-sha-256\nhost replication all 127.0.0.0/8 scram-sha-256\n";
        fs::write(cluster.data.join("pg_hba.conf"), hba).unwrap();
        cluster.configure(more);
        cluster.start();
        cluster
    }

    /// A copy of this one that follows it, and runs. It calls itself by its name.
    pub(crate) fn standby(&self, name: &'static str) -> Self {
        let mut standby = Self::planned(name, self.password.clone(), Folder::fresh());
        let source = format!("{} application_name={name}", self.dsn("postgres"));
        let mut copy = as_owner(&program("pg_basebackup"));
        copy.arg("--pgdata").arg(&standby.data).arg("--dbname").arg(source);
        run(copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]));
        standby.configure("");
        standby.start();
        standby
    }

    /// Becomes the primary.
    pub(crate) fn promote(&self) {
        let mut promote = as_owner(&program("pg_ctl"));
        run(promote.arg("--pgdata").arg(&self.data).args(["--wait", "promote"]));
    }

    /// Starts it, and waits until it answers.
    pub(crate) fn start(&mut self) {
        let mut postgres = as_owner(&program("postgres"));
        postgres.arg("-D").arg(&self.data);
        let server = Process::start(self.name, &postgres, &self.folder.path);
        server.until("it to answer", || Sql::reach(&self.url("postgres")).is_some());
        self.server = Some(server);
    }

    /// Ends it.
    pub(crate) fn end(&mut self, how: End) {
        let signal = match how {
            End::Fast => "INT",
            End::Crash => "QUIT",
        };
        self.server.take().unwrap().end_by(signal);
    }

    /// Whether the server's process is there.
    pub(crate) fn runs(&self) -> bool {
        self.server.as_ref().is_some_and(Process::runs)
    }

    /// How to reach a database of it.
    pub(crate) fn url(&self, database: &str) -> String {
        self.url_at(self.at, database)
    }

    /// The same, for whoever goes by another address.
    pub(crate) fn url_at(&self, at: SocketAddr, database: &str) -> String {
        format!("postgresql://postgres:{}@{at}/{database}", self.password)
    }

    /// How to reach this one and another, whichever takes writes.
    pub(crate) fn url_of_both(&self, other: &Self, database: &str) -> String {
        let (one, two, password) = (self.at, other.at, &self.password);
        let writable = "target_session_attrs=read-write";
        format!("postgresql://postgres:{password}@{one},{two}/{database}?{writable}")
    }

    /// Makes a database, and says how to reach it.
    pub(crate) fn database(&self, name: &str) -> String {
        Sql::at(&self.url("postgres")).run(&format!("CREATE DATABASE {name}"));
        self.url(name)
    }

    fn planned(name: &'static str, password: String, folder: Folder) -> Self {
        let data = folder.path.join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
        give(&data);
        let at = SocketAddr::from((own_address(), own_ports()));
        Self { name, at, data, password, server: None, folder }
    }

    /// The operating system goes on whatever the test does, so that nothing has to wait for the disk.
    fn configure(&self, more: &str) {
        let (address, port) = (self.at.ip(), self.at.port());
        let file = self.data.join("postgresql.conf");
        let before = fs::read_to_string(&file).unwrap();
        let ours = format!(
            "listen_addresses = '{address}'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 100\n\
             shared_buffers = 16MB\nfsync = off\nwal_keep_size = 64MB\n{more}\n"
        );
        fs::write(file, format!("{before}{ours}")).unwrap();
    }

    fn dsn(&self, database: &str) -> String {
        let (address, port, password) = (self.at.ip(), self.at.port(), &self.password);
        format!("host={address} port={port} user=postgres password={password} dbname={database}")
    }
}

impl Drop for Cluster {
    /// A server that is told to end in good order would wait for whoever is still connected.
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.end_by("INT");
        }
    }
}

fn program(name: &str) -> PathBuf {
    programs().join(name)
}

/// The folder of the programs of the newest PostgreSQL that is here.
pub(crate) fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").unwrap();
    let newest = versions.max_by_key(|version| {
        version.as_ref().unwrap().file_name().to_str().unwrap().parse::<u32>().unwrap_or(0)
    });
    newest.unwrap().unwrap().path().join("bin")
}

/// A program that runs as the server's user.
pub(crate) fn as_owner(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={OWNER}"), &format!("--regid={OWNER}"), "--clear-groups"]);
    // With another user, the kernel forgets that the process was to end with the test.
    command.args(["--", "setpriv", "--pdeathsig", "INT", "--"]).arg(program).current_dir("/");
    command
}

/// Makes it the server's user's own.
pub(crate) fn give(path: &Path) {
    if is_root() {
        chown(path, Some(number("-u")), Some(number("-g"))).unwrap();
    }
}

fn is_root() -> bool {
    String::from_utf8(run(Command::new("id").arg("-u")).stdout).unwrap().trim() == "0"
}

fn number(of: &str) -> u32 {
    let said = String::from_utf8(run(Command::new("id").args([of, OWNER])).stdout).unwrap();
    said.trim().parse().unwrap()
}
