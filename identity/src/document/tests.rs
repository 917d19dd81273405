use proptest::prelude::*;

use super::*;

fn parsed(typed: &str) -> Result<String, DocumentError> {
    SpanishId::parse(typed).map(String::from)
}

#[test]
fn numbers_with_the_right_letter_are_accepted_as_they_are() {
    let right = [
        // the boundaries of the modulus
        "00000000T",
        "00000001R",
        "00000014Z",
        "00000022E",
        "00000023T",
        "12345678Z",
        "87654321X",
        "99999999R",
        "11111111H",
        "50000000R",
        "02635542H",
        "X0000000T",
        "Y0000000Z",
        "Z0000000M",
        "X1234567L",
        "Y1234567X",
        "Z1234567R",
        "X9999999J",
        "Z9999999H",
        "K1234567L",
        "L1234567L",
        "M1234567L",
        "K0000001R",
        "M0000002W",
    ];
    for number in right {
        assert_eq!(parsed(number), Ok(number.to_owned()), "{number}");
    }
}

#[test]
fn case_and_separators_do_not_matter() {
    assert_eq!(parsed("00000000t"), Ok("00000000T".into()));
    assert_eq!(parsed("X1234567-L"), Ok("X1234567L".into()));
    assert_eq!(parsed(" 12.345.678 - z "), Ok("12345678Z".into()));
    assert_eq!(parsed("y-1234567-x"), Ok("Y1234567X".into()));
    assert_eq!(parsed("\u{a0}12345678Z\t"), Ok("12345678Z".into()));
}

#[test]
fn only_a_dni_gets_its_leading_zero() {
    assert_eq!(parsed("1234567L"), Ok("01234567L".into()));
    assert_eq!(parsed("123456Y"), Err(DocumentError::Form), "six digits are a slip, not a style");
    assert_eq!(parsed("X123456L"), Err(DocumentError::Form));
    assert_eq!(parsed("K123456L"), Err(DocumentError::Form));
}

#[test]
fn a_wrong_letter_is_named_as_such() {
    for number in ["12345678A", "X1234567A", "K1234567A", "1234567A", "12345678I", "12345678O"] {
        assert_eq!(parsed(number), Err(DocumentError::Letter), "{number}");
    }
}

#[test]
fn what_has_no_form_of_a_document_is_refused() {
    let formless = [
        "12345678",
        "X1234567",
        "123456789Z",
        "O0000000T",
        "Ñ",
        "12345678Ñ",
        "Ñ1234567L",
        "123456789",
        "I1234567L",
        "X12345678L",
        "１２３４５６７８Z",
        "12345678Z12345678Z",
    ];
    for number in formless {
        assert_eq!(parsed(number), Err(DocumentError::Form), "{number}");
    }
    assert_eq!(parsed(&"1".repeat(1_000_000)), Err(DocumentError::Form));
}

#[test]
fn nothing_typed_is_not_a_wrong_document() {
    assert_eq!(parsed(""), Err(DocumentError::Empty));
    assert_eq!(parsed(" - "), Err(DocumentError::Empty));
}

#[test]
fn companies_are_recognised_and_are_no_citizens() {
    for number in ["A58818501", "B12345674", "Q2826000H", "S2800568D", "P2807900B"] {
        assert_eq!(parsed(number), Err(DocumentError::Legal), "{number}");
        assert_eq!(LegalId::parse(number).map(|id| id.as_str().to_owned()), Ok(number.to_owned()));
    }
    assert_eq!(parsed("a-58818501"), Err(DocumentError::Legal));
}

#[test]
fn the_control_of_a_company_is_a_letter_or_a_digit_by_its_type() {
    assert_eq!(LegalId::parse("A58818502"), Err(DocumentError::Letter));
    assert_eq!(LegalId::parse("A5881850A"), Err(DocumentError::Letter), "type A wants a digit");
    assert_eq!(LegalId::parse("Q28260008"), Err(DocumentError::Letter), "type Q wants a letter");
    assert!(LegalId::parse("C12345674").is_ok(), "type C takes either");
    assert!(LegalId::parse("C1234567D").is_ok(), "type C takes either");
    assert_eq!(LegalId::parse("12345678Z"), Err(DocumentError::Form));
    assert_eq!(parsed("A58818502"), Err(DocumentError::Letter));
}

#[test]
fn the_kind_is_told_by_the_first_character() {
    let kind = |number| SpanishId::parse(number).unwrap().kind();
    assert_eq!(kind("12345678Z"), DocumentKind::Dni);
    assert_eq!(kind("X1234567L"), DocumentKind::Nie);
    assert_eq!(kind("Y1234567X"), DocumentKind::Nie);
    assert_eq!(kind("Z1234567R"), DocumentKind::Nie);
    assert_eq!(kind("K1234567L"), DocumentKind::NifK);
    assert_eq!(kind("L1234567L"), DocumentKind::NifL);
    assert_eq!(kind("M1234567L"), DocumentKind::NifM);
}

#[test]
fn the_number_does_not_leak_through_debug() {
    let id = SpanishId::parse("12345678Z").unwrap();
    assert_eq!(format!("{id:?}"), "SpanishId(Dni, redacted)");
}

fn right_number() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]", "[XYZ]", "[KLM]"].prop_flat_map(|lead| {
        "[0-9]{7}".prop_map(move |digits| {
            let letter = check_letter(lead.chars().next().unwrap(), &digits).unwrap();
            format!("{lead}{digits}{letter}")
        })
    })
}

proptest! {
    #[test]
    fn writing_and_reading_again_changes_nothing(number in right_number()) {
        let id = SpanishId::parse(&number).unwrap();
        prop_assert_eq!(id.as_str(), &number);
        prop_assert_eq!(SpanishId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn one_changed_digit_never_keeps_the_letter(
        number in right_number(), place in 0_usize..8, other in 1_u8..10,
    ) {
        let mut bytes = number.into_bytes();
        prop_assume!(bytes[place].is_ascii_digit());
        bytes[place] = b'0' + (bytes[place] - b'0' + other) % 10;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(SpanishId::parse(&changed), Err(DocumentError::Letter));
    }

    #[test]
    fn nothing_typed_makes_it_panic(typed in ".{0,40}") {
        let _ = SpanishId::parse(&typed);
        let _ = LegalId::parse(&typed);
    }
}

#[test]
fn a_number_is_stored_as_its_text_and_judged_again_when_read() {
    let id = SpanishId::parse("12345678Z").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), r#""12345678Z""#);
    assert_eq!(serde_json::from_str::<SpanishId>(r#""12345678Z""#).unwrap(), id);
    assert_eq!(
        serde_json::from_str::<SpanishId>(r#""12345678A""#).unwrap_err().to_string(),
        "the letter does not match the digits"
    );
}
