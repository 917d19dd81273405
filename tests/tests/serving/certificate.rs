//! Another TLS certificate comes while the hub runs.

use std::fs;
use std::time::{Duration, Instant};

use hub::{Clock as _, SystemClock};
use jiff::SignedDuration;
use openssl::x509::X509;
use tests::hall::keys::{Pair, beginning, ending};
use tests::street::House;

use crate::line::Line;
use crate::{assert_metric, readiness, signal, until};

/// The files are read every two seconds, and what is wrong is told at the second look.
const SOON: Duration = Duration::from_secs(6);
const KEPT: &str = "The TLS certificate that is in the files now cannot be used, and the one before it \
                    stays in use: ";

fn in_days(days: i64) -> Pair {
    ending("hub.localhost", SystemClock.now() + SignedDuration::from_hours(24 * days))
}

fn der(pair: &Pair) -> Vec<u8> {
    X509::from_pem(&pair.certificate).unwrap().to_der().unwrap()
}

fn put(house: &House, pair: &Pair) {
    fs::write(house.file("pki/hub.pem"), &pair.certificate).unwrap();
    fs::write(house.file("pki/hub.key"), &pair.key).unwrap();
}

fn shown(house: &House) -> Vec<u8> {
    Line::to(house).certificate()
}

#[test]
fn a_new_pair_is_shown_to_who_comes_and_who_is_there_goes_on() {
    let house = House::open();
    let mut line = Line::to(&house);
    let old = line.certificate();
    assert_eq!(line.get("/ayuda").status, 200);
    assert_eq!(readiness(&house), (200, "ready\n".to_owned()));
    assert_metric(&house, "zaguan_tls_kept 0");

    let new = in_days(5);
    put(&house, &new);
    until("the new certificate", SOON, || shown(&house) == der(&new));
    assert_eq!(line.get("/ayuda").status, 200, "the connection of before goes on");
    assert_eq!(line.certificate(), old);
    let (status, text) = readiness(&house);
    assert_eq!(status, 200);
    assert!(text.starts_with("ready\nThe TLS certificate of this node ends on "), "{text}");
    assert_metric(&house, "zaguan_ending{kind=\"tls\",stage=\"14_days\"} 1");
    assert_eq!(house.said().matches("another TLS certificate is in use").count(), 1);

    let newest = in_days(90);
    put(&house, &newest);
    signal(&house, "HUP");
    let took = until("the newest certificate", SOON, || shown(&house) == der(&newest));
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(readiness(&house), (200, "ready\n".to_owned()));
}

#[test]
fn what_cannot_be_used_leaves_the_old_pair_in_use_and_is_told() {
    let house = House::open();
    let old = shown(&house);
    let new = in_days(90);
    let (certificate, key) = (house.file("pki/hub.pem"), house.file("pki/hub.key"));
    let first = (fs::read(&certificate).unwrap(), fs::read(&key).unwrap());
    let ended = in_days(-1);
    let missing = format!("{}: No such file or directory (os error 2)", key.display());
    let tomorrow = SystemClock.now() + SignedDuration::from_hours(24);
    let later = beginning("hub.localhost", tomorrow);
    let cases: [(&str, &dyn Fn()); 6] = [
        ("the key is not that of the certificate", &|| {
            fs::write(&certificate, &new.certificate).unwrap();
        }),
        ("there is no certificate in its file", &|| fs::write(&certificate, "").unwrap()),
        ("the key is no PEM", &|| {
            fs::write(&certificate, &new.certificate).unwrap();
            fs::write(&key, &new.key[..new.key.len() / 2]).unwrap();
        }),
        (&missing, &|| fs::remove_file(&key).unwrap()),
        ("it has ended", &|| put(&house, &ended)),
        ("it has not begun", &|| put(&house, &later)),
    ];
    for (why, breaks) in cases {
        breaks();
        let text = format!("ready\n{KEPT}{why}.\n");
        until(why, SOON, || readiness(&house) == (200, text.clone()));
        assert!(shown(&house) == old, "{why}");
        assert_metric(&house, "zaguan_tls_kept 1");
        assert_eq!(house.said().matches(&format!("{KEPT}{why}")).count(), 1, "it is told once");
    }
    fs::write(&certificate, &first.0).unwrap();
    fs::write(&key, &first.1).unwrap();
    until("all to be well", SOON, || readiness(&house) == (200, "ready\n".to_owned()));
    put(&house, &new);
    until("the new certificate", SOON, || shown(&house) == der(&new));
    assert_metric(&house, "zaguan_tls_kept 0");
}

#[test]
fn a_pair_that_is_written_file_by_file_alarms_nobody() {
    let house = House::open();
    let new = in_days(90);
    fs::write(house.file("pki/hub.pem"), &new.certificate).unwrap();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(1500) {
        assert_eq!(readiness(&house).1, "ready\n");
    }
    fs::write(house.file("pki/hub.key"), &new.key).unwrap();
    until("the new certificate", SOON, || shown(&house) == der(&new));
    assert!(!house.said().contains("cannot be used"));
}
