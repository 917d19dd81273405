//! Something else that the same party truly signed, inside a forged message: its metadata, which anybody
//! can fetch, a request to log out, an answer. The signature found is genuine, and about something else.
//! CVE-2024-6800 (GitHub Enterprise Server, with the provider's public signed metadata),
//! GHSA-63ch-w8pw-4mf2 (samlify, forged `AuthnRequest` and `LogoutRequest`).

use saml::{AuthnRequest, Malformed, Untrusted};

use crate::answers::{PROVIDER, around, by_provider, evil_assertion, open as open_answer};
use crate::forge::{
    AGENCY, DS, Recipe, after_issuer, after_start, at_the_end, by_stranger, evil, open,
    signature_of,
};

const THEIR_ID: &str = "_m0c2f4a6";
const EVIL_ID: &str = "_evil";

/// What one party signed, other than a request: without signature, and with it.
fn theirs(issuer: &str, sign: fn(&[u8]) -> Vec<u8>) -> [(String, String); 3] {
    let message = |name: &str| {
        format!(
            "<saml2p:{name} xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{THEIR_ID}\" IssueInstant=\"2026-03-02T09:15:00Z\" Version=\"2.0\"><saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{issuer}</saml2:Issuer></saml2p:{name}>"
        )
    };
    let descriptor = format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"{THEIR_ID}\" entityID=\"{issuer}\"></md:EntityDescriptor>"
    );
    [descriptor, message("LogoutRequest"), message("ArtifactResolve")].map(|plain| {
        let recipe = Recipe { sign, ..Recipe::over(plain.clone(), THEIR_ID) };
        let signed = after_start(&plain, &recipe.signature());
        (plain, signed)
    })
}

fn of_the_agency() -> [(String, String); 3] {
    theirs(AGENCY, Recipe::right().sign)
}

fn extensions(inside: &str) -> String {
    format!("<saml2p:Extensions>{inside}</saml2p:Extensions>")
}

#[test]
fn it_is_genuine_and_no_request() {
    for (_, signed) in of_the_agency() {
        assert_eq!(open(&signed), Err(Malformed::WrongRoot.into()));
    }
}

#[test]
fn a_signed_element_inside_a_forged_request_proves_nothing() {
    for (_, signed) in of_the_agency() {
        for id in [EVIL_ID, THEIR_ID] {
            for forged in [
                at_the_end(&evil(id), &signed),
                after_issuer(&evil(id), &signed),
                after_start(&evil(id), &signed),
                at_the_end(&evil(id), &extensions(&signed)),
            ] {
                assert_eq!(open(&forged), Err(Untrusted::MisplacedSignature));
            }
        }
    }
}

#[test]
fn a_signed_element_inside_the_forgers_own_signature_proves_nothing() {
    for (_, signed) in of_the_agency() {
        let holding = |object: String, key_info: String| {
            let own = Recipe::over(evil(EVIL_ID), EVIL_ID);
            open(&Recipe { sign: by_stranger, object, key_info, ..own }.xml())
        };
        let object = format!("<ds:Object>{signed}</ds:Object>");
        assert_eq!(holding(object, String::new()), Err(Untrusted::SeveralSignatures));
        let key_info = format!("<ds:KeyInfo>{signed}</ds:KeyInfo>");
        assert_eq!(holding(String::new(), key_info), Err(Untrusted::SeveralSignatures));
    }
}

#[test]
fn its_signature_moved_up_is_about_something_else() {
    for (plain, signed) in of_the_agency() {
        let signature = signature_of(&signed);
        let object = at_the_end(signature, &format!("<ds:Object>{plain}</ds:Object>"));
        for (id, alone, beside) in [
            (EVIL_ID, Untrusted::Reference, Untrusted::Reference),
            (THEIR_ID, Untrusted::Digest, Untrusted::RepeatedId),
        ] {
            assert_eq!(open(&after_issuer(&evil(id), signature)), Err(alone));
            for beside_it in [
                format!("{signature}{plain}"),
                format!("{plain}{signature}"),
                format!("{signature}{}", extensions(&plain)),
            ] {
                assert_eq!(open(&after_issuer(&evil(id), &beside_it)), Err(beside.clone()));
            }
            assert_eq!(open(&after_issuer(&evil(id), &object)), Err(Untrusted::SignatureObject));
        }
    }
}

#[test]
fn a_forged_answer_around_a_providers_metadata_is_refused() {
    let forged = around(&evil_assertion("_a_evil"));
    for (plain, signed) in theirs(PROVIDER, by_provider) {
        for answer in [at_the_end(&forged, &signed), at_the_end(&forged, &extensions(&signed))] {
            assert_eq!(open_answer(&answer), Err(Untrusted::MisplacedSignature));
        }
        let moved = after_issuer(&forged, &format!("{}{plain}", signature_of(&signed)));
        assert_eq!(open_answer(&moved), Err(Untrusted::Reference));
        // In the assertion, as its own signature.
        let assertion = after_issuer(&evil_assertion("_a_evil"), signature_of(&signed));
        assert_eq!(open_answer(&around(&assertion)), Err(Untrusted::MisplacedSignature));
        let held = at_the_end(&evil_assertion("_a_evil"), &signed);
        assert_eq!(open_answer(&around(&held)), Err(Untrusted::MisplacedSignature));
    }
}

/// The same with the redirect binding, where a message holds no signature at all.
#[test]
fn a_forged_query_around_a_signed_element_is_refused() {
    use saml::binding::{Parameter, sign_redirect};
    let (_, signed) = &of_the_agency()[0];
    let forged = at_the_end(&evil(EVIL_ID), &extensions(signed));
    let key = &crate::forge::agency().signing;
    let query = sign_redirect(Parameter::Request, forged.as_bytes(), None, key).unwrap();
    let opened: Result<AuthnRequest, Untrusted> =
        crate::forge::open_redirect(&query).map(|(request, _)| request);
    assert_eq!(opened, Err(Untrusted::EmbeddedSignature));
    assert!(signed.contains(DS));
}
