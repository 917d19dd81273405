use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Cause, Refusal};
use crate::Page;

fn next(cause: Cause) -> Value {
    let refusal = Refusal { cause, reference: "R".to_owned(), at: Timestamp::UNIX_EPOCH };
    Page::from(refusal).values["next"].clone()
}

#[test]
fn every_cause_has_its_own_key_and_the_true_status() {
    let told: Vec<(&str, u16)> = Refusal::samples()
        .iter()
        .map(|refusal| (refusal.cause.key(), refusal.status().as_u16()))
        .collect();
    assert_eq!(
        told,
        [
            ("unknown-agency", 403),
            ("untrusted-request", 403),
            ("malformed-request", 400),
            ("stale-request", 403),
            ("request-used", 410),
            ("mid-journey", 403),
            ("finished", 410),
            ("step-done", 409),
            ("bounced", 409),
            ("timeout", 410),
            ("no-cookies", 400),
            ("not-found", 404),
            ("method-not-allowed", 405),
            ("too-large", 413),
            ("unsupported-type", 415),
            ("bad-form", 400),
            ("cross-site", 403),
            ("too-many", 429),
            ("method", 403),
            ("no-way", 403),
            ("busy", 503),
            ("problem", 500),
        ]
    );
    let keys: BTreeSet<&str> = told.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys.len(), told.len());
}

#[test]
fn the_button_after_a_bounce_answers_as_that_of_the_continue_page() {
    assert_eq!(
        next(Cause::Bounced { again: "/again".to_owned() }),
        json!({
            "kind": "post",
            "to": "/again",
            "text": "continue-anyway",
            "name": "respuesta",
            "value": "continuar",
        })
    );
}

#[test]
fn an_agency_address_that_is_no_web_address_is_not_linked() {
    let finished = |address: &str| Cause::Finished { agency_address: Some(address.to_owned()) };
    assert_eq!(next(finished("javascript:alert(1)")), Value::Null);
    assert_eq!(next(finished("data:text/html,x")), Value::Null);
    assert_eq!(
        next(finished("https://sede.ejemplo.es/")),
        json!({ "kind": "link", "to": "https://sede.ejemplo.es/", "text": "back-to-agency" })
    );
}
