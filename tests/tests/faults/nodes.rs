//! Two nodes behind a proxy that knows no stickiness.

use tests::database::{self, TestDatabase};
use tests::driver::{Habit, Trouble};
use tokio::runtime;

use crate::books::Sql;
use crate::site::{Site, gone, step_done, too_early};

/// A database of the server that all tests share: nothing happens to it here.
fn database() -> TestDatabase {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(database::fresh())
}

#[test]
fn a_login_goes_on_at_whichever_node_comes_next() {
    let database = database();
    let mut site = Site::on(database.url());
    site.open();
    let load = site.load(Habit::Reload);
    let report = load.clone().run(60);
    eprintln!("{report}");
    assert!(report.troubles.is_empty(), "{:?}", report.troubles);
    let [one, two] = site.requests_of_nodes();
    let steps = one + two;
    assert!(one.abs_diff(two) <= steps / 10, "{one} of the steps to one node, {two} to the other");
    let balance = Sql::at(database.url()).balance(&load, &report);
    assert_eq!((balance.received, balance.waiting, balance.lost), (report.logins.len(), 0, 0));
}

#[test]
fn a_node_that_is_killed_loses_no_login_and_doubles_none() {
    let database = database();
    let mut site = Site::on(database.url());
    site.open();
    let load = site.load(Habit::Both);
    let coming = load.clone().begin();
    for node in [0, 1, 0, 1] {
        coming.passes(15);
        let before = coming.troubles();
        site.kill(node);
        coming
            .until("somebody to notice", |report| report.troubles.values().sum::<usize>() > before);
        coming.passes(10);
        site.start(node);
        site.await_start();
    }
    coming.passes(15);
    let report = coming.end();
    eprintln!("{report}");
    // The proxy's own words: the hub could say nothing any more.
    let expected = |trouble: &Trouble| {
        let of_the_proxy =
            matches!(trouble, Trouble::Page(502 | 503, heading) if heading.starts_with("50"));
        of_the_proxy || [Trouble::Broke, gone(), step_done(), too_early()].contains(trouble)
    };
    assert!(report.troubles.keys().all(expected), "{:?}", report.troubles);
    let balance = Sql::at(database.url()).balance(&load, &report);
    eprintln!("{balance:?}");
    assert_eq!((balance.received, balance.lost), (report.logins.len(), 0));
}
