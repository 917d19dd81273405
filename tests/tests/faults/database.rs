//! The database stops, crashes, goes out of reach, and takes its answers with it.

use tests::driver::{Habit, Report, Trouble};

use crate::books::{Balance, Sql};
use crate::cluster::{Cluster, End};
use crate::relay::{Relay, Weather};
use crate::site::{Site, gone, step_done, too_early};

/// What people read while the hub cannot ask its database.
pub(crate) fn busy() -> Trouble {
    Trouble::Page(503, "Ahora no podemos comprobar tus datos".to_owned())
}

/// That people read nothing but what says what to do next.
#[track_caller]
pub(crate) fn assert_clear(report: &Report) {
    let clear = [busy(), gone(), step_done(), too_early()];
    let other: Vec<_> = report.troubles.iter().filter(|one| !clear.contains(one.0)).collect();
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn a_database_that_is_stopped_in_good_order_takes_no_login_with_it() {
    let (report, balance) = ended_twice_by(End::Fast);
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
}

#[test]
fn a_database_that_crashes_takes_journeys_with_it_and_nothing_that_was_answered() {
    let (report, balance) = ended_twice_by(End::Crash);
    assert_eq!(balance.received, report.logins.len());
}

/// What came of a load whose database ended so and was started again, and that twice.
fn ended_twice_by(end: End) -> (Report, Balance) {
    let mut cluster = Cluster::open("postgres", "");
    let mut site = Site::on(&cluster.database("zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    for _ in 0..2 {
        coming.passes(15);
        let before = coming.times(&busy());
        cluster.end(end);
        coming.until("people to read so", |report| report.times(&busy()) > before);
        cluster.start();
        coming.passes(15);
    }
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let balance = Sql::at(&cluster.url("zaguan")).balance(&load, &report);
    eprintln!("{balance:?}");
    (report, balance)
}

#[test]
fn an_answer_of_the_database_that_never_arrives_is_found_by_whoever_loads_the_page_again() {
    let cluster = Cluster::open("postgres", "");
    cluster.database("zaguan");
    let relay = Relay::to(cluster.at);
    let mut site = Site::on(&cluster.url_at(relay.at, "zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    coming.passes(10);
    relay.set(Weather::Treacherous);
    coming.until("some answers to be cut off", |_| relay.swallowed() >= 12);
    relay.set(Weather::Fair);
    coming.passes(10);
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let sql = Sql::at(&cluster.url("zaguan"));
    let balance = sql.balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
    assert!(balance.waiting > 0, "people who left find their answer where they left it");
}

#[test]
fn a_network_that_is_cut_or_swallows_everything_is_told_on_a_page_and_recovered_from() {
    let cluster = Cluster::open("postgres", "");
    cluster.database("zaguan");
    let relay = Relay::to(cluster.at);
    let mut site = Site::on(&cluster.url_at(relay.at, "zaguan"));
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    for weather in [Weather::Cut, Weather::Hole] {
        coming.passes(10);
        let before = coming.times(&busy());
        relay.set(weather);
        coming.until("people to read so", |report| report.times(&busy()) > before);
        relay.set(Weather::Fair);
        coming.passes(10);
    }
    let report = coming.end();
    eprintln!("{report}");
    assert_clear(&report);
    let balance = Sql::at(&cluster.url("zaguan")).balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
}
