use super::*;

fn of_dni(typed: &str) -> Result<String, ContrastError> {
    ContrastDatum::parse(DocumentKind::Dni, typed).map(|datum| datum.as_str().to_owned())
}

fn of_nie(typed: &str) -> Result<String, ContrastError> {
    ContrastDatum::parse(DocumentKind::Nie, typed).map(|datum| datum.as_str().to_owned())
}

#[test]
fn the_separators_of_a_date_do_not_matter() {
    for typed in ["05-03-2031", "05/03/2031", "05 03 2031", "5-3-2031", " 05 - 03 - 2031 "] {
        assert_eq!(of_dni(typed), Ok("05-03-2031".into()), "{typed}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    let wrong = [
        "31-02-2031",
        "2031-03-05",
        "05-03-31",
        "05-03",
        "05-03-2031-1",
        "0x-03-2031",
        "E01234567",
        "05032031",
        "+5-03-2031",
        "05-13-2031",
        "00-01-2031",
    ];
    for typed in wrong {
        assert_eq!(of_dni(typed), Err(ContrastError::Form(DocumentKind::Dni)), "{typed}");
    }
}

#[test]
fn a_permanent_dni_is_recognised() {
    let permanent = ContrastDatum::parse(DocumentKind::Dni, "1/1/9999").unwrap();
    let dated = ContrastDatum::parse(DocumentKind::Dni, "01-01-2031").unwrap();
    assert!(permanent.is_permanent_validity());
    assert!(!dated.is_permanent_validity());
}

#[test]
fn support_numbers_get_their_leading_zeros() {
    assert_eq!(of_nie("E01234567"), Ok("E01234567".into()));
    assert_eq!(of_nie("e1234567"), Ok("E01234567".into()));
    assert_eq!(of_nie("C 1234567"), Ok("C01234567".into()));
    assert_eq!(of_nie("c-7"), Ok("C00000007".into()));
}

#[test]
fn what_is_no_support_number_is_refused() {
    for typed in ["E", "E123456789", "D01234567", "01234567", "E0123456X", "EE1234567", "Ñ1"] {
        assert_eq!(of_nie(typed), Err(ContrastError::Form(DocumentKind::Nie)), "{typed}");
    }
}

#[test]
fn nothing_typed_is_not_a_wrong_datum() {
    assert_eq!(of_dni(" "), Err(ContrastError::Empty));
    assert_eq!(of_nie(""), Err(ContrastError::Empty));
}

#[test]
fn some_documents_have_no_datum() {
    for kind in [DocumentKind::NifK, DocumentKind::NifL, DocumentKind::NifM] {
        assert_eq!(ContrastDatum::parse(kind, "01-01-2031").unwrap_err(), ContrastError::NoDatum);
    }
}

#[test]
fn only_the_same_datum_matches() {
    let date = ContrastDatum::parse(DocumentKind::Dni, "05-03-2031").unwrap();
    let same = ContrastDatum::parse(DocumentKind::Dni, "5/3/2031").unwrap();
    let other = ContrastDatum::parse(DocumentKind::Dni, "06-03-2031").unwrap();
    let support = ContrastDatum::parse(DocumentKind::Nie, "E05032031").unwrap();
    assert!(date.matches(&same));
    assert!(!date.matches(&other));
    assert!(!date.matches(&support));
}

#[test]
fn the_datum_does_not_leak_through_debug() {
    let datum = ContrastDatum::parse(DocumentKind::Nie, "E01234567").unwrap();
    assert_eq!(format!("{datum:?}"), "ContrastDatum(redacted)");
}
