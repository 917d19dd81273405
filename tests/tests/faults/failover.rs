//! The primary dies and its standby takes over, as several-nodes.md has it: streaming replication, of
//! which the primary waits, and both hosts in the connection string.

use std::thread;
use std::time::{Duration, Instant};

use tests::driver::Habit;

use crate::books::Sql;
use crate::cluster::{Cluster, End};
use crate::database::{assert_clear, busy};
use crate::site::Site;

/// Whatever is waited for comes within this time: a leader counts as dead after 20 seconds.
const PATIENCE: Duration = Duration::from_secs(45);

/// A primary that answers nothing as done before its standby has it.
fn pair() -> (Cluster, Cluster) {
    let primary = Cluster::open("primary", "");
    primary.database("zaguan");
    let standby = primary.standby("standby");
    let sql = Sql::at(&primary.url("postgres"));
    sql.run("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    sql.run("SELECT pg_reload_conf()");
    await_that("the standby to be waited for", || {
        sql.count("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1
    });
    (primary, standby)
}

pub(crate) fn await_that(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "waited for {what} in vain");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_primary_that_dies_takes_no_answer_with_it_and_no_node_is_restarted() {
    let (mut primary, standby) = pair();
    let mut site = Site::on(&primary.url_of_both(&standby, "zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    coming.passes(20);
    primary.end(End::Crash);
    coming.until("people to read so", |report| report.times(&busy()) > 0);
    standby.promote();
    coming.passes(20);
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let sql = Sql::at(&standby.url("zaguan"));
    let balance = sql.balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!(balance.received, report.logins.len());

    await_that("both nodes to listen to the new primary", || {
        let listening =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'zaguan, listening'";
        sql.count(listening) == 2
    });
    let before = sql.count("SELECT number FROM hub.generation");
    site.operate(&["agency-set", &site.agency.entity_id, "--contacts", "ana@example.es"]);
    let after = sql.count("SELECT number FROM hub.generation");
    assert!(after > before);
    await_that("both nodes to use it", || site.generations() == [after, after]);
}

#[test]
fn without_its_standby_a_primary_answers_nothing_and_goes_on_when_it_is_back() {
    let (primary, mut standby) = pair();
    let mut site = Site::on(&primary.url_of_both(&standby, "zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    coming.passes(15);
    standby.end(End::Fast);
    coming.until("people to read so", |report| report.times(&busy()) > 0);
    standby.start();
    coming.passes(15);
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let balance = Sql::at(&primary.url("zaguan")).balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
}
