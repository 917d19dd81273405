//! One ID, two elements: the verifier resolves the reference to one, the reader takes the other.
//! Each library has its own idea of which attributes are IDs, which is why wrapping works at all.

use saml::{BadName, Malformed, Untrusted};

use crate::forge::{ID, Recipe, at_the_end, open, plain, sha256};

/// Signed by the agency itself, so that the second ID alone is the defect.
fn with_second(attribute: &str) -> String {
    let message = at_the_end(&plain(), &format!("<x {attribute}=\"{ID}\"></x>"));
    Recipe { digest: sha256(message.as_bytes()), message, ..Recipe::right() }.xml()
}

#[test]
fn the_id_is_unique_in_all_its_spellings() {
    for attribute in ["ID", "Id", "id", "iD", "xml:id"] {
        assert_eq!(open(&with_second(attribute)), Err(Untrusted::RepeatedId), "{attribute}");
    }
    assert!(open(&with_second("name")).is_ok());
}

#[test]
fn an_id_in_a_namespace_counts_as_well() {
    let second = format!("<x xmlns:wsu=\"urn:wsu\" wsu:Id=\"{ID}\"></x>");
    let message = at_the_end(&plain(), &second);
    let odd = Recipe { digest: sha256(message.as_bytes()), message, ..Recipe::right() };
    assert_eq!(open(&odd.xml()), Err(Untrusted::RepeatedId));
}

#[test]
fn the_signature_itself_does_not_bear_the_id() {
    let xml = Recipe::right().xml();
    let odd = xml.replacen("<ds:Signature ", &format!("<ds:Signature Id=\"{ID}\" "), 1);
    assert_eq!(open(&odd), Err(Untrusted::RepeatedId));
}

#[test]
fn a_message_without_id_is_not_what_a_reference_means() {
    let attribute = format!(" ID=\"{ID}\"");
    for (other, reference) in [("", format!("#{ID}")), (" Id=\"_x\"", "#_x".to_owned())] {
        let message = plain().replacen(&attribute, other, 1);
        let digest = sha256(message.as_bytes());
        let odd = Recipe { digest, message, uri: reference, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Untrusted::Reference));
    }
}

#[test]
fn an_id_that_is_no_name_is_refused_even_if_signed() {
    for (id, why) in [
        ("1abc", BadName::Character),
        ("a b", BadName::Character),
        ("_&quot;", BadName::Character),
        ("a:b", BadName::Character),
    ] {
        let message = plain().replacen(ID, id, 1);
        let digest = sha256(message.as_bytes());
        let odd = Recipe { digest, message, uri: format!("#{id}"), ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Malformed::Name("ID", why).into()));
    }
}
