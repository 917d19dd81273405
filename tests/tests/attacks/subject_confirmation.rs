//! Who may bring an assertion: the bearer, once. Another method says that a key has to be shown, and a
//! receiver that does not ask for it takes stolen assertions: CVE-2014-3623 (WSS4J). A second
//! confirmation, or a beginning that bearers do not have (SAML Profiles 4.1.4.2), is another reading.

use saml::{Malformed, Untrusted};

use crate::answers::{UNTIL, answered, plain_assertion};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

fn with(found: &str, instead: &str) -> Untrusted {
    let odd = plain_assertion().replacen(found, instead, 1);
    assert_ne!(odd, plain_assertion(), "{found}");
    answered(&odd).unwrap_err()
}

fn confirmation() -> String {
    let end = "</saml2:SubjectConfirmation>";
    let xml = plain_assertion();
    xml[xml.find("<saml2:SubjectConfirmation ").unwrap()..xml.find(end).unwrap() + end.len()]
        .to_owned()
}

#[test]
fn only_a_bearers_confirmation_is_taken() {
    for method in [
        "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key",
        "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches",
        "urn:oasis:names:tc:SAML:1.0:cm:bearer",
        "bearer",
        "",
    ] {
        let unsupported = Malformed::Unsupported("SubjectConfirmation").into();
        assert_eq!(with(BEARER, method), unsupported, "{method}");
    }
    let none = with(&format!(" Method=\"{BEARER}\""), "");
    assert_eq!(none, Malformed::Unsupported("SubjectConfirmation").into());
}

#[test]
fn there_is_one_confirmation() {
    let own = confirmation();
    let repeated = Untrusted::from(Malformed::Repeated("SubjectConfirmation"));
    assert_eq!(with(&own, &own.repeat(2)), repeated);
    let other = own.replace(BEARER, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key");
    assert_eq!(with(&own, &format!("{own}{other}")), repeated);
    assert_eq!(with(&own, &format!("{other}{own}")), repeated);
    assert_eq!(with(&own, ""), Malformed::Missing("SubjectConfirmation").into());
    let data = "<saml2:SubjectConfirmationData></saml2:SubjectConfirmationData>";
    let twice =
        with("</saml2:SubjectConfirmation>", &format!("{data}</saml2:SubjectConfirmation>"));
    assert_eq!(twice, Malformed::Repeated("SubjectConfirmationData").into());
    let without = own[..own.find("<saml2:SubjectConfirmationData").unwrap()].to_owned();
    assert_eq!(
        with(&own, &format!("{without}</saml2:SubjectConfirmation>")),
        Malformed::Missing("SubjectConfirmationData").into()
    );
}

#[test]
fn a_bearers_confirmation_does_not_begin() {
    let until = format!(" NotOnOrAfter=\"{UNTIL}\" Recipient");
    let begins = format!(" NotBefore=\"2026-03-02T09:15:00Z\"{until}");
    assert_eq!(with(&until, &begins), Malformed::Unsupported("NotBefore").into());
}

#[test]
fn there_is_one_subject() {
    let xml = plain_assertion();
    let end = "</saml2:Subject>";
    let own =
        xml[xml.find("<saml2:Subject>").unwrap()..xml.find(end).unwrap() + end.len()].to_owned();
    assert_eq!(with(&own, ""), Malformed::Missing("Subject").into());
    let other = own.replace("_ana", "_eva");
    let repeated = Untrusted::from(Malformed::Repeated("Subject"));
    assert_eq!(with(&own, &format!("{own}{other}")), repeated);
    assert_eq!(with(&own, &format!("{other}{own}")), repeated);
}
