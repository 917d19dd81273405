//! How the hub's own program serves: clients that are slow or want too much, crowds, another certificate, a clock that
//! is wrong, being told to stop; and what an operator sees of it.

#![cfg(test)]

mod certificate;
mod certificate_host;
mod clients;
mod clock;
mod crowds;
mod leaving;
mod line;
mod watching;

use std::thread;
use std::time::{Duration, Instant};

use http::StatusCode;
use tests::street::{House, Page};

/// Waits for something, and says how long it took.
fn until(what: &str, patience: Duration, mut done: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < patience, "waited for {what} in vain");
        thread::sleep(Duration::from_millis(50));
    }
    begun.elapsed()
}

fn ask(house: &House, path: &str) -> Page {
    house.visitor().get(&format!("{}{path}", house.admin()))
}

/// Status and text of `/readyz`.
fn readiness(house: &House) -> (u16, String) {
    let answer = ask(house, "/readyz").answer;
    (answer.status.as_u16(), answer.body)
}

/// That a line stands among the metrics.
fn assert_metric(house: &House, line: &str) {
    let numbers = ask(house, "/metrics").answer.body;
    assert!(numbers.lines().any(|one| one == line), "{line} is not in\n{numbers}");
}

/// That a page is served, and soon.
fn assert_served(house: &House) {
    let begun = Instant::now();
    let page = house.visitor().get(&format!("{}/ayuda", house.url));
    assert_eq!(page.answer.status, StatusCode::OK);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

fn signal(house: &House, name: &str) {
    let mut kill = std::process::Command::new("sh");
    let told = kill.arg("-c").arg(format!("kill -{name} {}", house.process())).status().unwrap();
    assert!(told.success());
}
