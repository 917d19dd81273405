//! What ends is told before it does, wherever operators look: at the hub's own program.

#![cfg(test)]

use std::fs;

use http::StatusCode;
use hub::{Clock as _, SystemClock};
use jiff::{SignedDuration, Timestamp};
use tests::hall::agency::Agency;
use tests::hall::keys;
use tests::street::{House, Page};

fn in_days(days: i64) -> Timestamp {
    let end = SystemClock.now() + SignedDuration::from_hours(24 * days);
    Timestamp::from_second(end.as_second()).unwrap()
}

fn minute(end: Timestamp) -> String {
    end.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn day(end: Timestamp) -> String {
    end.strftime("%Y-%m-%d").to_string()
}

/// An agency whose certificate ends then.
fn agency(name: &str, end: Timestamp) -> Agency {
    let agency = Agency::new(&format!("https://{name}.example.test/metadata"));
    Agency { keys: keys::ending(name, end), ..agency }
}

fn ask(house: &House, path: &str) -> Page {
    house.visitor().get(&format!("{}{path}", house.admin()))
}

fn ready(house: &House) -> String {
    let page = ask(house, "/readyz");
    assert_eq!(page.answer.status, StatusCode::OK, "whatever ends, a node is ready");
    page.answer.body
}

fn list(house: &House) -> String {
    String::from_utf8(house.operate(&["agency-list"]).stdout).unwrap()
}

#[test]
fn a_certificate_that_ends_in_ten_days_is_told_where_a_node_is_asked_and_in_the_list_and_the_log() {
    let mut house = House::open();
    let end = in_days(10);
    let sede = agency("sede", end);
    let _ = house.join(&Agency::new("https://otra.example.test/metadata").metadata());
    assert_eq!(ready(&house), "ready\n");
    let _ = house.join(&sede.metadata());
    let sentence = format!(
        "The certificate of a key of https://sede.example.test/metadata ends on {}; the key is used on, \
         because its metadata counts: ask the agency for metadata with a new one.",
        minute(end)
    );
    assert_eq!(ready(&house), format!("ready\n{sentence}\n"));

    let page = ask(&house, "/metrics");
    let numbers = &page.answer.body;
    for line in [
        "zaguan_ready 1",
        "zaguan_agencies 2",
        "zaguan_sources_failing 0",
        "zaguan_ending{kind=\"agency_key\",stage=\"30_days\"} 0",
        "zaguan_ending{kind=\"agency_key\",stage=\"14_days\"} 1",
        "zaguan_ending{kind=\"agency_key\",stage=\"3_days\"} 0",
        "zaguan_ending{kind=\"tls\",stage=\"14_days\"} 0",
    ] {
        assert!(numbers.lines().any(|one| one == line), "{line} is not in\n{numbers}");
    }
    let left = numbers.split("\nzaguan_next_end_seconds{kind=\"agency_key\"} ").nth(1).unwrap();
    let left: i64 = left.lines().next().unwrap().parse().unwrap();
    assert!((864_000 - 120..=864_000).contains(&left), "{left}");
    let age = numbers.split("\nzaguan_directory_age_seconds ").nth(1).unwrap();
    let age: i64 = age.lines().next().unwrap().parse().unwrap();
    assert!((0..=5).contains(&age), "{age}");
    assert!(!numbers.contains("example.test"), "nobody is named");

    let lines = format!(
        "low          strict  active     https://otra.example.test/metadata\n\
         low          strict  active     https://sede.example.test/metadata  key ends {}\n",
        day(end)
    );
    assert_eq!(list(&house), lines);
    assert!(!house.said().contains(&sentence), "it joined after the log was told what ends");
    house.close();
    house.start();
    assert_eq!(ready(&house), format!("ready\n{sentence}\n"));
    assert_eq!(house.said().matches(&sentence).count(), 1);
}

#[test]
fn an_ended_certificate_is_used_on_and_ended_metadata_is_not() {
    let house = House::open();
    let (before, soon) = (in_days(-1), in_days(2));
    let old = agency("vieja", before);
    let _ = house.join(&old.metadata());
    let short = Agency::new("https://breve.example.test/metadata");
    let until = format!("<md:EntityDescriptor validUntil=\"{soon}\" ");
    let _ = house.join(&short.metadata().replace("<md:EntityDescriptor ", &until));
    let text = format!(
        "ready\n\
         The certificate of a key of https://vieja.example.test/metadata ended on {}; the key is used on, \
         because its metadata counts: ask the agency for metadata with a new one.\n\
         The metadata of https://breve.example.test/metadata ends on {}; nothing of it is accepted from \
         then on: renew it with agency-add.\n",
        minute(before),
        minute(soon)
    );
    assert_eq!(ready(&house), text);
    let lines = format!(
        "low          strict  active     https://breve.example.test/metadata  metadata ends {}\n\
         low          strict  active     https://vieja.example.test/metadata  key ended {}\n",
        day(soon),
        day(before)
    );
    assert_eq!(list(&house), lines);
    let mut request = old.request("_r", SystemClock.now());
    request.destination = Some(format!("{}/saml/sso", house.url));
    let page = house.visitor().get(&format!("{}{}", house.url, old.redirect(&request, None)));
    assert_eq!(page.answer.heading(), "Elige cómo entrar");
}

#[test]
fn our_own_certificates_are_told_of_as_well() {
    let mut house = House::open();
    house.close();
    let (tls, key) = (in_days(3), in_days(29));
    let pair = keys::ending("hub.localhost", tls);
    fs::write(house.file("pki/hub.pem"), &pair.certificate).unwrap();
    fs::write(house.file("pki/hub.key"), &pair.key).unwrap();
    let pair = keys::ending("hub", key);
    keys::add(&house.file("key-ring"), "ending", &pair);
    assert!(house.operate(&["key-next", "--from", "ending"]).status.success());
    house.start();
    let certificate = certs::Certificate::from_pem(&pair.certificate).unwrap();
    let text = format!(
        "ready\n\
         The TLS certificate of this node ends on {}: no browser comes in after that.\n\
         Our certificate {}… in our metadata ends on {}: some agencies take no answer after that.\n",
        minute(tls),
        &certificate.fingerprint()[..16],
        minute(key)
    );
    assert_eq!(ready(&house), text);
    let numbers = ask(&house, "/metrics").answer.body;
    assert!(numbers.contains("zaguan_ending{kind=\"our_key\",stage=\"30_days\"} 1\n"));
    assert!(numbers.contains("zaguan_ending{kind=\"tls\",stage=\"3_days\"} 1\n"));
}
