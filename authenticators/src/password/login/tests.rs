use pages::FieldError;
use uuid::Uuid;

use super::*;

fn errors_of(body: &str) -> Vec<FieldError> {
    Answer::read(&Form::parse(body.as_bytes()).unwrap()).err().unwrap().errors
}

fn error(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

#[test]
fn each_slip_of_the_form_is_told_at_its_field() {
    for (body, expected) in [
        ("", vec![error("documento", "password-document-empty"), error("clave", "password-empty")]),
        ("documento=12345678Z&clave=", vec![error("clave", "password-empty")]),
        ("documento=+-.+&clave=x", vec![error("documento", "password-document-empty")]),
        ("documento=123&clave=x", vec![error("documento", "password-document-form")]),
        ("documento=12345678%00Z&clave=x", vec![error("documento", "password-document-form")]),
        ("documento=12345678A&clave=x", vec![error("documento", "password-document-letter")]),
        ("documento=A58818501&clave=x", vec![error("documento", "password-document-legal")]),
    ] {
        assert_eq!(errors_of(body), expected, "{body}");
    }
    let long = format!("documento=12345678Z&clave={}", "x".repeat(129));
    assert_eq!(errors_of(&long), [error("clave", "password-long")]);
}

#[test]
fn a_document_is_shown_again_but_never_a_password() {
    let page = |body: &str| Answer::read(&Form::parse(body.as_bytes()).unwrap()).err().unwrap();
    let shown = page("documento=12345678A&clave=Secreto1!");
    assert_eq!(shown.values.get("documento").unwrap(), "12345678A");
    assert!(!format!("{:?}", shown.values).contains("Secreto1!"));
    assert_eq!(page("documento=a%0Ab&clave=x").values.get("documento").unwrap(), "");
    let endless = format!("documento={}&clave=x", "1".repeat(33));
    assert_eq!(page(&endless).values.get("documento").unwrap(), "");
}

#[test]
fn spaces_in_a_password_count() {
    let form = Form::parse(b"documento=12345678Z&clave=+").unwrap();
    let answer = Answer::read(&form);
    assert!(answer.is_ok());
}

#[test]
fn only_the_right_password_of_an_active_person_within_the_tries_enters() {
    let citizen = CitizenId(Uuid::from_u128(1));
    let good = Facts {
        citizen: Some(citizen),
        locked: false,
        contrast: Some(true),
        verdict: Verdict::Right,
        state: Some(State::Active),
        takes_more: false,
        expired: false,
    };
    let outcome = |facts: Facts| facts.finding().outcome();
    assert!(matches!(good.finding(), Finding::Proved(who) if who == citizen));
    assert_eq!(outcome(Facts { verdict: Verdict::Outdated, ..good }), "proved");
    assert_eq!(outcome(Facts { takes_more: true, ..good }), "halfway");
    assert_eq!(outcome(Facts { takes_more: true, verdict: Verdict::Wrong, ..good }), "wrong");
    assert_eq!(outcome(Facts { takes_more: true, expired: true, ..good }), "expired");
    assert_eq!(outcome(Facts { verdict: Verdict::Wrong, expired: true, ..good }), "wrong");
    assert_eq!(outcome(Facts { locked: true, ..good }), "locked");
    assert_eq!(outcome(Facts { contrast: None, ..good }), "proved");
    assert_eq!(outcome(Facts { contrast: Some(false), ..good }), "contrast");
    assert_eq!(outcome(Facts { contrast: Some(false), locked: true, ..good }), "locked");
    assert_eq!(outcome(Facts { locked: true, citizen: None, ..good }), "locked");
    assert_eq!(outcome(Facts { citizen: None, ..good }), "unknown");
    assert_eq!(outcome(Facts { expired: true, ..good }), "expired");
    assert_eq!(outcome(Facts { state: None, ..good }), "inactive");
    for state in [State::PendingSignature, State::Renounced, State::Revoked] {
        assert_eq!(outcome(Facts { state: Some(state), expired: true, ..good }), "inactive");
    }
}
