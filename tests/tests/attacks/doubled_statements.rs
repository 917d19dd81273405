//! The same said twice in one assertion, differently: two names, two attributes of one name, two
//! statements. A reader takes the first, the next the last, and neither is wrong. Truly signed here:
//! a provider that lets a person choose a display name may be made to say such things.

use saml::{Malformed, Untrusted};

use crate::answers::{answered, plain_assertion, response};

fn with(found: &str, instead: &str) -> Untrusted {
    let odd = plain_assertion().replacen(found, instead, 1);
    assert_ne!(odd, plain_assertion(), "{found}");
    answered(&odd).unwrap_err()
}

fn element(name: &str) -> String {
    let (xml, end) = (plain_assertion(), format!("</saml2:{name}>"));
    let start =
        xml.find(&format!("<saml2:{name}>")).or(xml.find(&format!("<saml2:{name} "))).unwrap();
    xml[start..xml.find(&end).unwrap() + end.len()].to_owned()
}

#[test]
fn an_attribute_that_comes_twice_is_refused() {
    let own = element("Attribute");
    let other = own.replace("99999990S", "00000000T");
    let repeated = Untrusted::from(Malformed::Repeated("Attribute"));
    assert_eq!(with(&own, &own.repeat(2)), repeated);
    assert_eq!(with(&own, &format!("{other}{own}")), repeated);
    // At the other end of the list, and under another friendly name.
    let renamed = other.replace("FriendlyName=\"PersonIdentifier\"", "FriendlyName=\"Other\"");
    let last = format!("{renamed}</saml2:AttributeStatement>");
    assert_eq!(with("</saml2:AttributeStatement>", &last), repeated);
}

#[test]
fn a_statement_that_comes_twice_is_refused() {
    for (name, error) in [
        ("AttributeStatement", "AttributeStatement"),
        ("AuthnStatement", "AuthnStatement"),
        ("NameID", "NameID"),
        ("AuthnContext", "AuthnContext"),
        ("AuthnContextClassRef", "AuthnContextClassRef"),
        ("Issuer", "Issuer"),
    ] {
        let own = element(name);
        assert_eq!(with(&own, &own.repeat(2)), Malformed::Repeated(error).into(), "{name}");
    }
}

#[test]
fn a_statement_of_another_kind_is_not_passed_over() {
    let unsupported = Untrusted::from(Malformed::Unsupported("Statement"));
    let conditions = element("Conditions");
    for other in [
        "<saml2:AuthzDecisionStatement></saml2:AuthzDecisionStatement>",
        "<saml2:Statement></saml2:Statement>",
    ] {
        assert_eq!(with(&conditions, &format!("{conditions}{other}")), unsupported);
    }
    let base = "<saml2:BaseID></saml2:BaseID><saml2:NameID";
    assert_eq!(with("<saml2:NameID", base), Malformed::Unsupported("BaseID").into());
}

#[test]
fn more_than_text_in_a_name_or_value_is_refused() {
    for (name, text) in [("NameID", "_ana"), ("AttributeValue", "99999990S")] {
        for inside in
            [format!("{text}<x></x>"), format!("<x>{text}</x>"), format!("_<x>a</x>{text}")]
        {
            let refused = with(&format!(">{text}<"), &format!(">{inside}<"));
            assert_eq!(refused, Malformed::NotText(name).into(), "{inside}");
        }
    }
}

/// Advice is for whoever wants it (SAML Core 2.3.3). What it holds is not read, and may not be signed.
#[test]
fn an_assertion_in_advice_says_nothing() {
    let evil = crate::answers::evil_assertion("_evil");
    let advised = |inside: &str| {
        let conditions = element("Conditions");
        let more = format!("{conditions}<saml2:Advice>{inside}</saml2:Advice>");
        answered(&plain_assertion().replacen(&conditions, &more, 1))
    };
    assert_eq!(advised(&evil), Ok(response()));
    let signed = crate::answers::signed_assertion_of(evil, "_evil");
    assert_eq!(advised(&signed), Err(Untrusted::SeveralSignatures));
}
