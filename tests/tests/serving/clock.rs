//! The hub's clock is wrong: a library answers for the system's, with another time.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tests::street::House;

use crate::{ask, readiness, until};

fn library() -> String {
    let folders = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let at = |folder: PathBuf| folder.join("faketime/libfaketimeMT.so.1");
    let found = folders.map(at).find(|file| file.is_file());
    found.expect("the Debian package faketime is installed").to_str().unwrap().to_owned()
}

/// Starts it anew, with the time that this file says.
fn start(house: &mut House, time: &str) -> PathBuf {
    let file = house.file("faketime");
    fs::write(&file, time).unwrap();
    house.close();
    house.start_in(&[
        ("LD_PRELOAD", &library()),
        ("FAKETIME_TIMESTAMP_FILE", file.to_str().unwrap()),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ]);
    file
}

/// The number of this name among the metrics.
fn number(house: &House, name: &str) -> f64 {
    let numbers = ask(house, "/metrics").answer.body;
    let line = numbers.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("{name} is not in {numbers}")).parse().unwrap()
}

#[test]
fn a_node_whose_clock_is_far_from_the_databases_is_not_ready_and_says_why() {
    let mut house = House::open();
    start(&mut house, "-45s");
    let (status, text) = readiness(&house);
    assert_eq!(status, 503);
    let seconds = ["44", "45"].map(|seconds| {
        format!(
            "the clocks of this node and of the database are {seconds} seconds apart: set right the one \
             that is wrong, by NTP\n"
        )
    });
    assert!(seconds.contains(&text), "{text}");
    let offset = number(&house, "zaguan_clock_offset_seconds");
    assert!((44.0..46.0).contains(&offset), "{offset}");

    start(&mut house, "+10s");
    let (status, text) = readiness(&house);
    assert_eq!(status, 200);
    let seconds = ["9", "10"].map(|seconds| {
        format!(
            "ready\nThe clock of this node is {seconds} seconds ahead of that of the database: look at NTP \
             on both.\n"
        )
    });
    assert!(seconds.contains(&text), "{text}");
}

#[test]
fn a_clock_that_is_set_while_the_hub_runs_is_noticed() {
    let mut house = House::open();
    let time = start(&mut house, "+0s");
    assert_eq!(readiness(&house), (200, "ready\n".to_owned()));
    assert!((number(&house, "zaguan_clock_jumps_total") - 0.0).abs() < f64::EPSILON);
    fs::write(&time, "+600s").unwrap();
    until("it to be noticed", Duration::from_secs(4), || readiness(&house).0 == 503);
    let said = house.said();
    let line = said.lines().find(|line| line.contains("the clock has jumped")).unwrap();
    assert!(line.contains("\"seconds\":600") || line.contains("\"seconds\":599"), "{line}");
    fs::write(&time, "+0s").unwrap();
    let well = || readiness(&house) == (200, "ready\n".to_owned());
    until("all to be well", Duration::from_secs(4), well);
    assert!((number(&house, "zaguan_clock_jumps_total") - 2.0).abs() < f64::EPSILON);
}
