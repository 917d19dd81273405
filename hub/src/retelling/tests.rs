use serde_json::json;

use super::{BadQuotation, BadReason, Quoted, Reason, Traced};

fn entry() -> Traced {
    Traced {
        at: "2026-03-02T09:15:00Z".parse().unwrap(),
        reference: "7K2M-QX4T-9B".to_owned(),
        agency: "https://sede.example.test/metadata".to_owned(),
        service: None,
        began_at: None,
        request_id: "_r".to_owned(),
        response_id: "_a".to_owned(),
        assertion_id: None,
        outcome: "CANCELLED".to_owned(),
        attempt: None,
        method: None,
        level: None,
        needed: None,
        reused: false,
        policy: "policy-3".to_owned(),
        because: json!([]),
    }
}

#[test]
fn a_reference_is_found_however_it_is_written_and_an_id_as_it_is() {
    for typed in ["7K2M-QX4T-9B", " 7k2m qx4t 9b\n", "7K2MQX4T9B", "7k2m-qx4t-9b"] {
        assert_eq!(Quoted::parse(typed).unwrap().reference(), "7K2MQX4T9B");
    }
    let id = Quoted::parse(" _aB-1 ").unwrap();
    assert_eq!((id.id(), id.reference()), ("_aB-1", "_AB1"));
}

#[test]
fn what_can_be_neither_is_refused_and_nothing_longer_than_an_id_is_looked_for() {
    for text in ["", "  ", "- -", "a\0b", &"x".repeat(257)] {
        assert_eq!(Quoted::parse(text), Err(BadQuotation));
    }
    assert!(Quoted::parse(&"x".repeat(256)).is_ok());
}

#[test]
fn an_entry_without_a_method_says_that_nobody_proved_anything() {
    assert_eq!(
        entry().told(None),
        [
            "7K2M-QX4T-9B: an agency that is in the directory no more (https://sede.example.test/metadata) \
             asked with the request _r.",
            "No method was used to its end.",
            "At 2026-03-02T09:15:00Z it was answered CANCELLED: the person gave up.",
            "The answer is the response _a, decided by policy-3.",
        ]
    );
}

#[test]
fn what_was_proved_and_not_admitted_and_an_outcome_of_a_newer_release_are_told() {
    let later = Traced {
        outcome: "LATER".to_owned(),
        method: Some("pin".to_owned()),
        attempt: Some("0".to_owned()),
        ..entry()
    };
    let told = later.told(Some("Sede"));
    assert_eq!(
        told[1..3],
        [
            "The person proved who they are with the method pin, and was not admitted.",
            "At 2026-03-02T09:15:00Z it was answered LATER: another release has this answer, and knows \
             what it means.",
        ]
    );
}

#[test]
fn nobody_is_said_to_have_proved_what_came_to_nothing() {
    let with = |outcome: &str| {
        let (outcome, method) = (outcome.to_owned(), Some("password".to_owned()));
        Traced { outcome, method, ..entry() }.told(None)[1].clone()
    };
    let last = "The last try was with the method password";
    assert_eq!(with("AUTHN_FAILED"), format!("{last}, and they were not let in."));
    assert_eq!(with("EXPIRED"), format!("{last}, and then the time ran out."));
    let proved = "The person proved who they are with the method password";
    assert_eq!(with("CANCELLED"), format!("{proved}, and kept their data back."));
    assert_eq!(with("LOA_NOT_REACHED"), format!("{proved}, and was not admitted."));
}

#[test]
fn a_reason_is_a_line_that_names_no_document() {
    let reason = Reason::parse(" Court 3, case 2026/117 ").unwrap();
    assert_eq!(reason.as_str(), "Court 3, case 2026/117");
    for text in ["", "curiosity", "Court 3,\ncase 2026/117", &"x".repeat(501)] {
        assert_eq!(Reason::parse(text), Err(BadReason::Length));
    }
    for text in [
        "The citizen 12345678Z asks",
        "x1234567l, case 2026/117",
        "Court 3, 12.345.678-Z",
        "Court 3, 12345678 z",
    ] {
        assert_eq!(Reason::parse(text), Err(BadReason::Document));
    }
}
