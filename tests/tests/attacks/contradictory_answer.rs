//! An assertion that was made for another party, another request or by somebody else than the response
//! around it says: Armando et al., "Formal Analysis of SAML 2.0 Web Browser Single Sign-On" (2008,
//! Google Apps left both out); CVE-2023-41890 (Sustainsys.Saml2, issuer), CVE-2015-6254 (`PicketLink`,
//! destination), CVE-2026-9098 (Casdoor, no request behind the answer). What is said twice must be said
//! the same; against what was asked, the caller compares the envelope.

use saml::{BadName, Malformed, Received, Response, Untrusted};

use crate::answers::{
    CONSUMER, PROVIDER, REQUEST_ID, answered, around, keys, open, plain_assertion, response, signed,
};
use crate::forge::form_of;

/// The assertion with something else in it, in the response as it is.
fn with(found: &str, instead: &str) -> Untrusted {
    let odd = plain_assertion().replacen(found, instead, 1);
    assert_ne!(odd, plain_assertion(), "{found}");
    answered(&odd).unwrap_err()
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{value}\"")
}

#[test]
fn an_assertion_of_another_issuer_is_refused() {
    let issuer = Untrusted::from(Malformed::Contradiction("Issuer"));
    for other in ["https://evil.example/metadata", "https://IDP.ejemplo.test/metadata"] {
        assert_eq!(with(PROVIDER, other), issuer);
    }
    assert_eq!(
        with(&format!(">{PROVIDER}<"), "><"),
        Malformed::Name("Issuer", BadName::Empty).into()
    );
}

#[test]
fn an_assertion_for_another_address_is_refused() {
    let recipient = Untrusted::from(Malformed::Contradiction("Recipient"));
    for other in [
        "https://evil.example/acs",
        "https://hub.example.test/saml/acs/",
        "https://HUB.example.test/saml/acs",
        "",
    ] {
        assert_eq!(
            with(&attribute("Recipient", CONSUMER), &attribute("Recipient", other)),
            recipient
        );
    }
    assert_eq!(with(&attribute("Recipient", CONSUMER), ""), Malformed::Missing("Recipient").into());
}

#[test]
fn an_assertion_for_another_request_is_refused() {
    let own = attribute("InResponseTo", REQUEST_ID);
    let contradiction = Untrusted::from(Malformed::Contradiction("InResponseTo"));
    assert_eq!(with(&own, &attribute("InResponseTo", "_another")), contradiction);
    assert_eq!(with(&own, &attribute("InResponseTo", "")), contradiction);
    assert_eq!(with(&own, ""), Malformed::Missing("InResponseTo").into());
}

#[test]
fn a_response_to_nothing_or_to_nowhere_is_refused() {
    let without = |found: &str, instead: &str| {
        let response = around(&plain_assertion());
        let odd = response.replacen(found, instead, 1);
        assert_ne!(odd, response, "{found}");
        open(&signed(odd)).unwrap_err()
    };
    let request = attribute("InResponseTo", REQUEST_ID);
    assert_eq!(without(&request, ""), Malformed::Missing("InResponseTo").into());
    assert_eq!(
        without(&request, &attribute("InResponseTo", "_another")),
        Malformed::Contradiction("InResponseTo").into()
    );
    assert_eq!(
        without(&request, &attribute("InResponseTo", "not a name")),
        Malformed::Name("InResponseTo", BadName::Character).into()
    );
    let destination = attribute("Destination", CONSUMER);
    assert_eq!(without(&destination, ""), Malformed::Missing("Destination").into());
    assert_eq!(
        without(&destination, &attribute("Destination", "https://evil.example/acs")),
        Malformed::Contradiction("Recipient").into()
    );
    assert_eq!(
        without(&format!(">{PROVIDER}<"), ">https://evil.example/metadata<"),
        Malformed::Contradiction("Issuer").into()
    );
}

#[test]
fn what_the_caller_has_to_compare_is_in_the_envelope() {
    let moved = around(&plain_assertion())
        .replace(CONSUMER, "https://other.example.test/acs")
        .replace(REQUEST_ID, "_another");
    let opened = open(&signed(moved)).unwrap();
    assert_eq!(opened.envelope.destination, "https://other.example.test/acs");
    assert_eq!(opened.envelope.in_response_to.as_str(), "_another");
    assert_eq!(opened.assertion, response().assertion);
}

/// Whoever is asked by one provider and answered by another sees it in the signer (CVE-2023-41890,
/// CVE-2026-49283): that is by our metadata, not by what the message says.
#[test]
fn the_signer_is_told_by_our_metadata_and_not_by_the_message() {
    let another = "https://another.ejemplo.test/metadata";
    let pretending = signed(around(&plain_assertion()).replace(PROVIDER, another));
    let form = form_of(saml::binding::Parameter::Response, pretending.as_bytes());
    let opened = Received::from_post(&form).unwrap().open::<Response>(&keys()).unwrap();
    assert_eq!(opened.signer().as_str(), PROVIDER);
    assert_eq!(opened.message().envelope.issuer.as_str(), another);
}
