use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{AttributeKind, Release, ReleasedAttribute};
use crate::Page;

fn informs() -> Release {
    Release::samples().into_iter().find(|(name, _)| *name == "release").unwrap().1
}

/// How the page shows this value: as a message, or as it is.
fn shown(kind: AttributeKind, value: &str) -> (Value, Value) {
    let attribute = ReleasedAttribute { kind, value: value.to_owned(), is_optional: false };
    let page = Page::from(Release { attributes: vec![attribute], ..informs() });
    let fact = &page.values["always"][0];
    (fact["words"].clone(), fact["value"].clone())
}

#[test]
fn codes_are_said_in_words_and_what_is_no_code_of_ours_as_it_is() {
    use AttributeKind::{Method, RegistrationLevel};
    assert_eq!(shown(RegistrationLevel, "BASIC").0, "registration-basic");
    assert_eq!(shown(RegistrationLevel, "ADVANCED").0, "registration-advanced");
    assert_eq!(shown(RegistrationLevel, "OTHER"), (Value::Null, json!("OTHER")));
    assert_eq!(shown(Method, "password").0, "method-password");
}

#[test]
fn a_date_of_birth_is_written_as_people_write_it() {
    let born = |value| shown(AttributeKind::DateOfBirth, value);
    assert_eq!(born("1980-02-01"), (Value::Null, json!("01-02-1980")));
    assert_eq!(born("1980-02-31"), (Value::Null, json!("1980-02-31")));
    assert_eq!(born("1980"), (Value::Null, json!("1980")));
}

#[test]
fn a_value_cannot_steer_the_text_around_it_and_has_an_end() {
    let name = "JUANA\u{202e}\n ESPAÑOLA";
    assert_eq!(shown(AttributeKind::FirstName, name).1, "JUANA ESPAÑOLA");
    let long = format!("JUANA\u{2066} {}", "ñ".repeat(200));
    assert_eq!(shown(AttributeKind::FirstName, &long).1, format!("JUANA {}…", "ñ".repeat(193)));
}

#[test]
fn each_attribute_has_a_checkbox_of_its_own() {
    let names: BTreeSet<&str> =
        AttributeKind::ALL.into_iter().map(AttributeKind::checkbox).collect();
    assert_eq!(names.len(), AttributeKind::ALL.len());
    assert!(names.iter().all(|name| name.starts_with("enviar-")));
}

#[test]
fn only_what_is_optional_has_a_checkbox_on_the_page() {
    let asks = Release::samples().into_iter().find(|(name, _)| *name == "release-asks").unwrap().1;
    let page = Page::from(asks);
    let labels = |list: &str| -> Vec<String> {
        let facts = page.values[list].as_array().unwrap();
        facts.iter().map(|fact| fact["label"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        labels("always"),
        ["attribute-person-identifier", "attribute-first-name", "attribute-family-name", "way-in"]
    );
    assert_eq!(
        labels("optional"),
        ["attribute-first-surname", "attribute-date-of-birth", "attribute-registration"]
    );
}

#[test]
fn its_debug_tells_no_value() {
    let told = format!("{:?}", informs());
    assert!(told.contains("PersonIdentifier"));
    assert!(!told.contains("12345678Z") && !told.contains("JUANA"), "{told}");
}
