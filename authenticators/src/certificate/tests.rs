use std::collections::BTreeSet;

use identity::{Holder, Identity, Represented};
use jiff::Timestamp;
use pages::messages::gaps;
use pages::{Frame, Pages};
use serde_json::{Value, json};

use super::found::{Found, Good, bounded};
use super::*;
use crate::contract::Progress;

fn config(json: &Value) -> Result<Config, ConfigError> {
    Section::new(json.as_object().unwrap().clone()).read()
}

fn problem<T: std::fmt::Debug>(outcome: Result<T, ConfigError>) -> String {
    outcome.unwrap_err().0
}

#[test]
fn the_section_names_a_folder_and_little_else() {
    let standard = config(&json!({ "authorities": "trusted" })).unwrap();
    let seconds = Duration::from_secs;
    let kept = SignedDuration::from_hours(1);
    let patience = Patience { ocsp: seconds(4), crl: seconds(6), kept };
    assert_eq!(standard.patience().unwrap(), patience);
    assert_eq!(standard.evidence_kept().unwrap(), SignedDuration::from_hours(24 * 1827));
    assert!(standard.names_authorities && standard.policy.is_empty());
    let missing = problem(config(&json!({ "names_authorities": false })));
    assert!(missing.starts_with("missing field `authorities`"), "{missing}");
    let unknown = problem(config(&json!({ "authorities": "trusted", "authority": 1 })));
    assert!(unknown.starts_with("unknown field `authority`"), "{unknown}");
}

#[test]
fn issuers_are_waited_for_less_than_a_request_lasts_and_answers_are_kept_for_a_day_at_most() {
    for (kept, fits) in [(0, true), (86_400, true), (86_401, false)] {
        let json = json!({ "authorities": "x", "answers_kept": kept });
        assert_eq!(config(&json).unwrap().patience().is_ok(), fits, "{kept}");
    }
    for (ocsp, crl, fits) in
        [(1, 10, true), (10, 1, true), (5, 6, true), (6, 6, false), (0, 1, false), (1, 0, false)]
    {
        let json = json!({ "authorities": "x", "ocsp_within": ocsp, "crl_within": crl });
        assert_eq!(config(&json).unwrap().patience().is_ok(), fits, "{ocsp} {crl}");
    }
    let none = config(&json!({ "authorities": "x", "evidence_days": 0 })).unwrap();
    assert_eq!(problem(none.evidence_kept()), "evidence_days is 1 at least");
}

#[test]
fn a_policy_says_whose_certificates_are_or_what_they_are_for() {
    let read = |row: Value| {
        let config = config(&json!({ "authorities": "x", "policy": [row] }))?;
        config.policy.iter().map(PolicyRow::read).collect::<Result<Vec<_>, _>>()
    };
    let given = read(json!({ "oid": "1.2.3", "kind": "entity-representative" })).unwrap();
    let is = Use::Login(CertificateKind::EntityRepresentative);
    let policy = Policy { oid: "1.2.3".to_owned(), is, on_device: None, qualified: true };
    assert_eq!(given, [policy]);
    let row = json!({ "oid": "1.2.3", "use": "seal", "on_device": true, "qualified": false });
    let policy =
        Policy { oid: "1.2.3".to_owned(), is: Use::Seal, on_device: Some(true), qualified: false };
    assert_eq!(read(row).unwrap(), [policy]);
    for row in [json!({ "oid": "1.2" }), json!({ "oid": "1.2", "kind": "person", "use": "seal" })] {
        assert_eq!(problem(read(row)), "policy 1.2: say either kind or use");
    }
}

#[test]
fn a_folder_that_cannot_be_believed_is_told_by_its_name() {
    let absent = problem(config(&json!({ "authorities": "no-such-folder" })).unwrap().believed());
    assert!(absent.starts_with("authorities no-such-folder: "), "{absent}");
    let none =
        problem(config(&json!({ "authorities": "src/certificate/messages" })).unwrap().believed());
    assert_eq!(none, "authorities src/certificate/messages: there is no authority to believe");
}

#[test]
fn the_words_are_complete_in_five_languages() {
    assert_eq!(gaps(BLUEPRINT.pack.messages), Vec::<String>::new());
}

#[test]
fn each_thing_that_can_be_wrong_has_a_page_of_its_own_in_each_language() {
    let pages = Pages::new(&[BLUEPRINT.pack]).unwrap();
    let samples = views::samples();
    for language in Language::ALL {
        let mut frame = Frame::new(language, "Acceso", "hub.localhost", "/t/0/certificado");
        frame.agency = Some("Agencia de Prueba");
        let html = samples.iter().map(|(_, page)| pages.render(&frame, page).unwrap());
        assert_eq!(html.collect::<BTreeSet<_>>().len(), samples.len(), "{language:?}");
    }
}

#[test]
fn pages_have_a_button_and_no_field() {
    let pages = Pages::new(&[BLUEPRINT.pack]).unwrap();
    let frame = Frame::new(Language::Es, "Acceso", "hub.localhost", "/t/0/certificado");
    for (name, page) in views::samples() {
        let html = pages.render(&frame, &page).unwrap();
        assert_eq!(html.matches("<button type=\"submit\"").count(), 1, "{name}");
        assert!(!html.contains("<input"), "{name}");
    }
}

/// The longest that a certificate can say fits into what is handed over.
#[test]
fn names_as_long_as_any_are_handed_over() {
    let name = bounded(&"Ñ\u{7}".repeat(300));
    assert_eq!(name, "Ñ".repeat(150 + 50));
    let identity = Identity {
        identifier: "12345678Z".to_owned(),
        given_name: name.clone(),
        family_name: name.clone(),
        first_surname: Some(name.clone()),
        date_of_birth: None,
    };
    let represents = Some(Represented { identifier: "B12345674".to_owned(), name: name.clone() });
    let good = Good {
        holder: Holder { identity, kind: CertificateKind::Representative, represents },
        on_device: true,
        issuer: name,
        serial: "f".repeat(40),
        policy: "1.3.6.1.4.1.5734.3.11.1".to_owned(),
        since: Timestamp::UNIX_EPOCH,
        checked_at: Timestamp::MAX,
        answer: "0".repeat(64),
    };
    let found = Found::Good(Box::new(good));
    assert_eq!(Progress::of(&found).unwrap().read::<Found>().unwrap(), found);
}
