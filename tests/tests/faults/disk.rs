//! Disks that are full: the database's, and the one that the hub logs to.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use tests::database;
use tests::driver::{Habit, Trouble};
use tests::street::Folder;
use tokio::runtime;

use crate::books::Sql;
use crate::cluster::Cluster;
use crate::database::{assert_clear, busy};
use crate::site::Site;

/// A small disk of its own, in memory. Whoever may not mount one cannot make a disk full without harm to
/// others: then the server's log of what it is about to write has no room for one more file.
struct Disk {
    path: PathBuf,
    is_mounted: bool,
}

impl Disk {
    /// At this folder.
    fn at(folder: &Folder) -> Self {
        let path = folder.path.clone();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=96m,mode=755", "tmpfs"]).arg(&path);
        let is_mounted = mount.status().unwrap().success();
        if !is_mounted {
            eprintln!(
                "No disk can be mounted here: the folder of the write-ahead log is locked instead."
            );
        }
        Self { path, is_mounted }
    }

    fn fill(&self, cluster: &Cluster) {
        if self.is_mounted {
            let mut ballast = File::create(self.path.join("ballast")).unwrap();
            let block = vec![0; 1 << 16];
            while ballast.write_all(&block).is_ok() {}
        } else {
            lock(cluster, 0o500);
            // It needs the next file now, and may not come to answer.
            let _ = Sql::at(&cluster.url("postgres")).try_run("SELECT pg_switch_wal()");
        }
    }

    fn free(&self, cluster: &Cluster) {
        if self.is_mounted {
            fs::remove_file(self.path.join("ballast")).unwrap();
        } else {
            lock(cluster, 0o700);
        }
    }
}

fn lock(cluster: &Cluster, mode: u32) {
    let folder = cluster.data.join("pg_wal");
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.is_mounted {
            let _ = Command::new("umount").arg(&self.path).status();
            let _ = fs::remove_dir(&self.path);
        }
    }
}

#[test]
fn a_database_whose_disk_is_full_answers_nobody_and_goes_on_when_there_is_room() {
    let folder = Folder::fresh();
    let disk = Disk::at(&folder);
    let mut cluster = Cluster::open_below("postgres", "max_wal_size = 32MB", folder);
    let mut site = Site::on(&cluster.database("zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    coming.passes(15);
    disk.fill(&cluster);
    coming.until("people to read so", |report| report.times(&busy()) > 40);
    disk.free(&cluster);
    if !cluster.runs() {
        cluster.start();
    }
    coming.passes(15);
    let mut report = coming.end();
    eprintln!("{report}");
    if !disk.is_mounted {
        // A locked folder is told with another code than a full disk.
        report.troubles.remove(&Trouble::Page(500, "Tenemos un problema".to_owned()));
    }
    assert_clear(&report);
    let balance = Sql::at(&cluster.url("zaguan")).balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!(balance.received, report.logins.len());
}

#[test]
fn a_log_that_takes_nothing_stops_no_login() {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(database::fresh());
    let mut site = Site::on(database.url());
    site.open_without_logs();
    let load = site.load(Habit::Reload);
    let coming = load.clone().begin();
    coming.passes(10);
    // Now the nodes have something to say.
    let sql = Sql::at(database.url());
    sql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name LIKE 'zaguan%'",
    );
    coming.passes(20);
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let balance = sql.balance(&load, &report);
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
}
