//! Instants that readers count differently, or that keep them busy: a regular expression on timestamps
//! went backwards for ever in CVE-2018-6519 (`SimpleSAMLphp`), a bad date ended Shibboleth's daemon
//! (2018). A leap second, a year without end, a zone that does not exist.

use jiff::Timestamp;
use saml::{Malformed, Untrusted};

use crate::forge::{ID, Recipe, open, plain};

fn with(instant: &str) -> Result<Timestamp, Untrusted> {
    let odd = plain().replace("2026-03-02T09:15:00Z", instant);
    open(&Recipe::over(odd, ID).xml()).map(|request| request.issue_instant)
}

#[test]
fn what_is_no_instant_is_refused() {
    let long = format!("2026-03-02T09:15:00.{}Z", "1".repeat(100_000));
    for instant in [
        &long,
        "2026-02-29T09:15:00Z",
        "2026-03-02T24:15:00Z",
        "2026-03-02T09:60:00Z",
        "2026-03-02T09:15:61Z",
        "99999-03-02T09:15:00Z",
        "-2026-03-02T09:15:00Z",
        "0000-00-00T00:00:00Z",
        "2026-03-02T09:15:00+25:00",
        "2026-03-02T09:15:00+14:01",
        "2026-03-02T09:15:00-15:00",
        "2026-03-02T09:15:00+01:60",
        "2026-03-02T09:15:00+0100",
        "2026-03-02T09:15:00 Z",
        " 2026-03-02T09:15:00Z",
        "2026-03-02T09:15:00Z ",
        "2026-03-02T09:15:00,5Z",
        "2026-03-02T09:15:00.Z",
        "2026-03-02T09:15Z",
        "2026-3-2T09:15:00Z",
        "2026-03-02T09:15:00ZZ",
        "\u{662}026-03-02T09:15:00Z",
    ] {
        let refused = with(instant);
        let shown = &instant[..instant.len().min(40)];
        assert_eq!(refused, Err(Malformed::Value("IssueInstant").into()), "{shown}");
    }
}

#[test]
fn the_same_instant_in_another_zone_is_the_same() {
    let own: Timestamp = "2026-03-02T09:15:00Z".parse().unwrap();
    assert_eq!(with("2026-03-02T10:15:00+01:00"), Ok(own));
    assert_eq!(with("2026-03-02T09:15:00.000Z"), Ok(own));
    assert_eq!(with("2026-03-02T09:15:00-00:00"), Ok(own));
    assert_eq!(with("2026-03-02T23:15:00+14:00"), Ok(own));
    assert_eq!(with("2026-03-01T19:15:00-14:00"), Ok(own));
}

/// A leap second is the second before it: nobody has one, and nothing is later by it.
#[test]
fn a_leap_second_is_the_second_before() {
    assert_eq!(with("2026-03-02T09:14:60Z"), Ok("2026-03-02T09:14:59Z".parse().unwrap()));
}
