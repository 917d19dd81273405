//! A signature of the assertion inside a response that is truly signed: whoever checks the outer one
//! alone takes the inner one for checked, and whoever counts on "the signature" takes either. It has
//! to hold like the outer one, and there is no third. A decoy with the same `SignatureValue` is
//! `OneUptime` issue 2981 (2026); the position instead of the reference, CVE-2024-8698 (Keycloak).

use saml::Untrusted;

use crate::answers::{
    ASSERTION_ID, RESPONSE_ID, answered, around, by_provider, open, plain_assertion, response,
    signed, signed_assertion,
};
use crate::forge::{
    DS, Recipe, after_issuer, algorithm, at_the_end, by_stranger, sha256, signature_of,
};

fn inner() -> Recipe {
    Recipe { sign: by_provider, ..Recipe::over(plain_assertion(), ASSERTION_ID) }
}

#[test]
fn the_assertions_own_signature_has_to_hold() {
    assert_eq!(answered(&inner().xml()), Ok(response()));
    let by_a_stranger = Recipe { sign: by_stranger, ..inner() };
    assert_eq!(answered(&by_a_stranger.xml()), Err(Untrusted::Signature));
    let of_something_else = Recipe { digest: sha256(b"something else"), ..inner() };
    assert_eq!(answered(&of_something_else.xml()), Err(Untrusted::Digest));
    let sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    let weak = Recipe { method: algorithm("SignatureMethod", sha1), ..inner() };
    assert_eq!(answered(&weak.xml()), Err(Untrusted::SignatureAlgorithm("RSA with SHA-1")));
    let xslt = algorithm("Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116");
    let program = Recipe { transforms: format!("{xslt}{xslt}"), ..inner() };
    assert_eq!(answered(&program.xml()), Err(Untrusted::Transform("XSLT")));
}

#[test]
fn it_is_about_the_assertion_that_holds_it() {
    for uri in [format!("#{RESPONSE_ID}"), "#_other".to_owned(), "#".to_owned(), String::new()] {
        let odd = Recipe { uri, ..inner() };
        assert_eq!(answered(&odd.xml()), Err(Untrusted::Reference));
    }
}

#[test]
fn a_third_signature_is_refused_wherever_it_stands() {
    let (inner, response) = (signed_assertion(), around(&signed_assertion()));
    let third = signature_of(&inner);
    for twice in [
        around(&after_issuer(&inner, third)),
        around(&at_the_end(&inner, third)),
        after_issuer(&response, third),
        at_the_end(&response, third),
    ] {
        assert_eq!(open(&signed(twice)), Err(Untrusted::SeveralSignatures));
    }
}

#[test]
fn a_second_signature_stands_in_the_assertion_or_nowhere() {
    let response = around(&plain_assertion());
    let second = signed_assertion();
    let second = signature_of(&second);
    for (before, after) in [
        ("<saml2p:Status>", format!("<saml2p:Status>{second}")),
        ("<saml2:Subject>", format!("<saml2:Subject>{second}")),
        ("<saml2:Conditions ", format!("<x>{second}</x><saml2:Conditions ")),
        ("<saml2:AttributeStatement>", format!("<saml2:AttributeStatement>{second}")),
    ] {
        let odd = response.replacen(before, &after, 1);
        assert_ne!(odd, response);
        assert_eq!(open(&signed(odd)), Err(Untrusted::SeveralSignatures), "{before}");
    }
}

#[test]
fn a_decoy_with_the_genuine_value_is_refused() {
    let genuine = signed(around(&plain_assertion()));
    let decoy = signature_of(&genuine);
    let forged = plain_assertion().replace("Ana", "Eva");
    // In the assertion, about the response.
    let in_the_assertion = around(&after_issuer(&forged, decoy));
    let both = after_issuer(&in_the_assertion, signature_of(&genuine));
    assert_eq!(open(&both), Err(Untrusted::Digest));
    // In the assertion, with the forged one in its object.
    let object = format!("<ds:Object xmlns:ds=\"{DS}\">{forged}</ds:Object>");
    let holding = around(&after_issuer(&plain_assertion(), &at_the_end(decoy, &object)));
    let both = after_issuer(&holding, signature_of(&genuine));
    assert_eq!(open(&both), Err(Untrusted::Digest));
    assert_eq!(open(&signed(holding)), Err(Untrusted::SignatureObject));
    // Beside the genuine one.
    let beside = after_issuer(&genuine, decoy);
    assert_eq!(open(&beside), Err(Untrusted::SeveralSignatures));
}
