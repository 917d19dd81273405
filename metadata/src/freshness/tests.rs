use super::*;

const HOUR: u64 = 3600;

fn of_one(attributes: &str, inside: &str) -> Result<Freshness, MetadataError> {
    let xml = format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" entityID="urn:a" {attributes}>{inside}</md:EntityDescriptor>"#
    );
    Freshness::read(xml.as_bytes(), None)
}

#[test]
fn the_end_the_duration_and_the_making_are_read() {
    let publication = r#"<md:Extensions><mdrpi:PublicationInfo publisher="urn:p" creationInstant="2026-11-20T10:00:00Z"/></md:Extensions>"#;
    let read = of_one(r#"validUntil="2026-12-01T00:00:00Z" cacheDuration="PT6H""#, publication);
    let said = Freshness {
        valid_until: Some("2026-12-01T00:00:00Z".parse().unwrap()),
        cache_duration: Some(SignedDuration::from_hours(6)),
        created: Some("2026-11-20T10:00:00Z".parse().unwrap()),
    };
    assert_eq!(read, Ok(said));
    assert_eq!(of_one("", ""), Ok(Freshness::default()));
    let undated = r#"<md:Extensions><mdrpi:PublicationInfo publisher="urn:p"/></md:Extensions>"#;
    assert_eq!(of_one("", undated), Ok(Freshness::default()));
}

#[test]
fn what_cannot_be_read_is_an_error_and_not_silence() {
    let value = |name| Err(MetadataError::Malformed(Malformed::Value(name)));
    assert_eq!(of_one(r#"validUntil="tomorrow""#, ""), value("validUntil"));
    assert_eq!(of_one(r#"cacheDuration="6 hours""#, ""), value("cacheDuration"));
    let publication =
        r#"<md:Extensions><mdrpi:PublicationInfo creationInstant="now"/></md:Extensions>"#;
    assert_eq!(of_one("", publication), value("creationInstant"));
    let group = br#"<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>"#;
    assert_eq!(Freshness::read(group, None), Err(MetadataError::Aggregate));
}

#[test]
fn durations_are_those_of_xml_schema() {
    for (text, expected) in [
        ("PT6H", 6 * HOUR),
        ("P1D", DAY),
        ("P1Y2M3DT4H5M6.789S", 365 * DAY + 60 * DAY + 3 * DAY + 4 * HOUR + 5 * 60 + 6),
        ("PT0S", 0),
        ("P0Y0M1DT0H0M0.000S", DAY),
        ("PT604800S", 7 * DAY),
        ("P99999999999999999999D", u64::MAX),
    ] {
        assert_eq!(seconds(text), Some(expected), "{text}");
    }
    for text in [
        "",
        "P",
        "PT",
        "P1DT",
        "-P1D",
        "+P1D",
        "P-1D",
        "1D",
        "P1",
        "PD",
        "P1H",
        "PT1D",
        "PT1M1H",
        "P1D1D",
        "P1W",
        "PT1.5H",
        "PT1.S",
        "PT.5S",
        "p1d",
        "P 1D",
        "PT1S ",
        "P1DT1HT1M",
    ] {
        assert_eq!(seconds(text), None, "{text}");
    }
}

#[test]
fn a_cache_is_kept_neither_for_seconds_nor_for_years() {
    assert_eq!(cache_duration("PT1S"), Ok(Freshness::SHORTEST_CACHE));
    assert_eq!(cache_duration(" P1D "), Ok(SignedDuration::from_hours(24)));
    assert_eq!(cache_duration("P30Y"), Ok(Freshness::LONGEST_CACHE));
    assert_eq!(cache_duration("P99999999999999999999Y"), Ok(Freshness::LONGEST_CACHE));
}
