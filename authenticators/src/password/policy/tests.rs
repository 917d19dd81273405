use super::*;

const POLICY: PasswordPolicy = PasswordPolicy::STANDARD;

fn person() -> Identity {
    Identity {
        identifier: "12345678Z".to_owned(),
        given_name: "Begoña".to_owned(),
        family_name: "Núñez del Río".to_owned(),
        first_surname: Some("Núñez".to_owned()),
        date_of_birth: None,
    }
}

fn weaknesses(password: &str) -> Vec<Weakness> {
    POLICY.weaknesses(password, &person())
}

#[test]
fn eight_characters_of_four_kinds_are_enough() {
    for password in ["Abcdef1!", "Ñandú es 7?", "çÇ345678-", "Abc 123 \\"] {
        assert_eq!(weaknesses(password), [], "{password}");
    }
}

#[test]
fn seven_characters_are_too_few_by_one() {
    assert_eq!(weaknesses("Abcde1!"), [Weakness::Short { missing: 1 }]);
}

#[test]
fn each_missing_kind_is_told() {
    assert_eq!(weaknesses("ABCDEF1!"), [Weakness::Lacks(Kind::Lower)]);
    assert_eq!(weaknesses("abcdef1!"), [Weakness::Lacks(Kind::Upper)]);
    assert_eq!(weaknesses("Abcdefg!"), [Weakness::Lacks(Kind::Digit)]);
    assert_eq!(weaknesses("Abcdefg1"), [Weakness::Lacks(Kind::Sign)]);
    assert_eq!(weaknesses("Abcdef1€"), [Weakness::Lacks(Kind::Sign)], "not in the list");
}

#[test]
fn from_sixteen_characters_on_kinds_do_not_matter() {
    assert_eq!(weaknesses("una frase de dos"), []);
    let kinds = [Kind::Upper, Kind::Digit, Kind::Sign].map(Weakness::Lacks);
    assert_eq!(weaknesses("una frase de do"), kinds);
}

#[test]
fn length_counts_characters_as_normalised_not_bytes() {
    assert_eq!(weaknesses(&"ñ".repeat(128)), []);
    assert_eq!(weaknesses(&"ñ".repeat(129)), [Weakness::Long]);
    assert_eq!(weaknesses("An\u{303}1!n\u{303}n\u{303}"), [Weakness::Short { missing: 2 }]);
}

#[test]
fn what_everybody_knows_of_a_person_is_no_password_of_theirs() {
    for password in [
        "begoña es la mejor",
        "BEGONA es la mejor",
        "mi apellido: nunez",
        "Nun\u{303}ez y nadie más",
        "un rio de palabras",
        "mi dni es 12345678",
        "12345678z al revés no",
    ] {
        assert_eq!(weaknesses(password), [Weakness::Personal], "{password}");
    }
    assert_eq!(weaknesses("modelo de otra cosa"), [], "«del» is no name");
}

#[test]
fn a_password_expires_after_730_days_to_the_second() {
    let set_at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let last = set_at + SignedDuration::from_hours(24 * 730) - SignedDuration::from_secs(1);
    assert!(!POLICY.expired(set_at, last));
    assert!(POLICY.expired(set_at, last + SignedDuration::from_secs(1)));
}
