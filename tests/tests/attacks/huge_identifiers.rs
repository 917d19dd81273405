//! Names without an end: an ID, an issuer, an address or a relay state as long as the message fills
//! columns, logs and headers, and is compared and copied everywhere. Each kind has a limit, exact.

use saml::{AuthnRequest, BadName, Malformed, Untrusted};

use crate::forge::{AGENCY, ID, Recipe, form, open, open_form, plain, signed};

fn with(found: &str, instead: &str) -> Result<AuthnRequest, Untrusted> {
    open(&Recipe::over(plain().replacen(found, instead, 1), ID).xml())
}

#[test]
fn an_id_has_at_most_256_octets() {
    let of = |id: String| open(&Recipe::over(plain().replacen(ID, &id, 1), &id).xml());
    assert_eq!(of("_".repeat(256)).unwrap().id.as_str().len(), 256);
    for id in ["_".repeat(257), "_".repeat(200_000 / 3), "ñ".repeat(129)] {
        assert_eq!(of(id), Err(Malformed::Name("ID", BadName::TooLong).into()));
    }
}

#[test]
fn an_issuer_has_at_most_1024_characters() {
    let long = |octets: usize| format!("https://{}", "x".repeat(octets - "https://".len()));
    assert_eq!(with(AGENCY, &long(1024)).unwrap().issuer.unwrap().as_str().len(), 1024);
    for octets in [1025, 100_000] {
        let refused = with(AGENCY, &long(octets));
        assert_eq!(refused, Err(Malformed::Name("Issuer", BadName::TooLong).into()));
    }
}

#[test]
fn addresses_and_names_have_their_limits() {
    let consumer = "https://sede.ejemplo.test/acs";
    let long = |octets: usize| format!("{consumer}{}", "x".repeat(octets - consumer.len()));
    assert_eq!(with(consumer, &long(2048)).unwrap().consumer_url, Some(long(2048)));
    let refused = |name| Err(Malformed::TooLong(name).into());
    assert_eq!(with(consumer, &long(2049)), refused("AssertionConsumerServiceURL"));
    let destination = "https://hub.example.test/saml/sso";
    let long = format!("{destination}{}", "x".repeat(2048));
    assert_eq!(with(destination, &long), refused("Destination"));
    let named = |octets: usize| format!(" ProviderName=\"{}\" ID=", "x".repeat(octets));
    assert!(with(" ID=", &named(256)).is_ok());
    assert_eq!(with(" ID=", &named(257)), refused("ProviderName"));
}

#[test]
fn a_relay_state_has_at_most_1024_octets() {
    let form = String::from_utf8(form(signed().as_bytes())).unwrap();
    let with = |state: &str| open_form(format!("{form}&RelayState={state}").as_bytes());
    assert!(with(&"%C3%B1".repeat(512)).is_ok());
    for state in ["%C3%B1".repeat(513), "x".repeat(1025), "x".repeat(300_000)] {
        assert_eq!(with(&state), Err(Malformed::RelayState(BadName::TooLong).into()));
    }
}
