//! Another valid ciphertext in the place of the genuine one: anybody can encrypt for the hub, so that
//! it can be decrypted proves nothing. The signature covers the ciphertext and is checked first; who is
//! not the signer never makes the hub's key work. CVE-2024-4985 and CVE-2024-9487 (GitHub Enterprise
//! Server, forgery where assertions are encrypted), CVE-2026-2092 (Keycloak).

use saml::{Malformed, Untrusted};

use crate::answers::{
    EVA, PROVIDER, RESPONSE_ID, answered, around, assertion, evil_assertion, open, open_shut,
    plain_assertion, response, signed, signed_assertion,
};
use crate::forge::{Recipe, after_issuer, at_the_end, by_stranger, signature_of};
use crate::sealing::Sealed;

fn genuine() -> String {
    signed(around(&Sealed::of(&plain_assertion()).xml()))
}

fn forged() -> String {
    Sealed::of(&evil_assertion("_evil")).xml()
}

/// With keys and without, the same: no key was used.
fn refused(xml: &str) -> Untrusted {
    let refused = open(xml).unwrap_err();
    assert_eq!(open_shut(xml), Err(refused.clone()));
    refused
}

#[test]
fn a_swapped_ciphertext_breaks_the_signature_before_any_key_is_used() {
    assert_eq!(open(&genuine()), Ok(response()));
    let swapped = genuine()
        .replace(&Sealed::of(&plain_assertion()).data, &Sealed::of(&evil_assertion("_evil")).data);
    assert_ne!(swapped, genuine());
    assert_eq!(refused(&swapped), Untrusted::Digest);
    let signature = genuine();
    let whole = after_issuer(&around(&forged()), signature_of(&signature));
    assert_eq!(refused(&whole), Untrusted::Digest);
}

#[test]
fn an_encrypted_assertion_that_nobody_signed_is_not_decrypted() {
    assert_eq!(refused(&around(&forged())), Untrusted::Unsigned);
    // However well it is signed inside.
    let sealed = Sealed::of(&signed_assertion()).xml();
    assert_eq!(refused(&around(&sealed)), Untrusted::Unsigned);
    let response = around(&sealed);
    let by_a_stranger = Recipe { sign: by_stranger, ..Recipe::over(response, RESPONSE_ID) };
    assert_eq!(refused(&by_a_stranger.xml()), Untrusted::Signature);
}

#[test]
fn an_encrypted_one_beside_a_signed_one_is_not_decrypted() {
    for inside in [
        format!("{}{}", forged(), signed_assertion()),
        format!("{}{}", signed_assertion(), forged()),
    ] {
        assert_eq!(refused(&around(&inside)), Untrusted::MisplacedSignature);
        let excluding = Malformed::Excluding("Assertion", "EncryptedAssertion");
        assert_eq!(refused(&signed(around(&inside))), excluding.into());
    }
}

/// XSW with ciphertexts: the genuine response somewhere in the forged one.
#[test]
fn a_wrapped_encrypted_response_is_refused() {
    let evil = |id: &str| around(&forged()).replace(RESPONSE_ID, id);
    let original = around(&Sealed::of(&plain_assertion()).xml());
    let genuine = genuine();
    let signature = signature_of(&genuine);
    let extensions = format!("<saml2p:Extensions>{original}</saml2p:Extensions>");
    for (id, error) in [("_evil", Untrusted::Reference), (RESPONSE_ID, Untrusted::RepeatedId)] {
        for beside in [format!("{signature}{original}"), format!("{signature}{extensions}")] {
            assert_eq!(refused(&after_issuer(&evil(id), &beside)), error);
        }
        let inside = at_the_end(signature, &original);
        assert_eq!(refused(&after_issuer(&evil(id), &inside)), Untrusted::SignatureStructure);
        let nested = at_the_end(&evil(id), &genuine);
        assert_eq!(refused(&nested), Untrusted::MisplacedSignature);
    }
}

/// A partner puts the ciphertext that it saw in somebody else's answer into an answer of its own. The
/// hub opens it, as it must; what it says must then be said by the partner itself.
#[test]
fn a_ciphertext_of_another_party_says_nothing_in_ones_own_answer() {
    let another = "https://another.ejemplo.test/metadata";
    let theirs = Sealed::of(&plain_assertion().replace(PROVIDER, another)).xml();
    assert_eq!(answered(&theirs), Err(Malformed::Contradiction("Issuer").into()));
    // Pretending to be that party in the envelope: then it is not its own answer. The signer is told
    // beside the issuer, and the caller compares them.
    let pretending = around(&theirs).replace(PROVIDER, another);
    let opened = open(&signed(pretending)).unwrap();
    assert_eq!(opened.envelope.issuer.as_str(), another);
    // What the other party signed inside is not signed by this one.
    let theirs = plain_assertion().replace(PROVIDER, another);
    let signed_inside =
        Recipe { sign: by_stranger, ..Recipe::over(theirs, assertion().id.as_str()) };
    let pretending = around(&Sealed::of(&signed_inside.xml()).xml()).replace(PROVIDER, another);
    assert_eq!(open(&signed(pretending)), Err(Untrusted::Signature));
}

#[test]
fn what_an_attacker_wants_would_be_told_apart() {
    let opened = answered(&forged()).unwrap().assertion.unwrap();
    assert_eq!(opened.name_id.value, EVA);
}
