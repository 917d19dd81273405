//! XML signature wrapping: the signature covers the genuine message, moved to where nobody reads,
//! and the forged one is read. `McIntosh` and Austel 2005; the eight variants XSW1 to XSW8 after
//! Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be" (2012), here with requests (with
//! answers: [`crate::response_wrapping`]). CVE-2011-1411 (`OpenSAML`), CVE-2012-4418 (Axis2),
//! CVE-2024-6800 (GitHub Enterprise Server), CVE-2025-47949 (samlify), CVE-2026-47201 (authentik); with
//! requests GHSA-63ch-w8pw-4mf2 (samlify). samael 0.0.22 takes a wrapped request.

use saml::Untrusted;

use crate::forge::{ID, after_issuer, at_the_end, evil, open, plain, signature_of, signed};

const EVIL_ID: &str = "_evil";

/// The signature, with something put last inside it.
fn signature_holding(inside: &str) -> String {
    at_the_end(signature_of(&signed()), inside)
}

fn extensions(inside: &str) -> String {
    format!("<saml2p:Extensions>{inside}</saml2p:Extensions>")
}

#[test]
fn xsw1_the_original_inside_the_signature() {
    let wrapped = |id| after_issuer(&evil(id), &signature_holding(&plain()));
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::SignatureStructure));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::SignatureStructure));
}

#[test]
fn xsw2_the_original_before_the_signature() {
    let inside = format!("{}{}", plain(), signature_of(&signed()));
    assert_eq!(open(&after_issuer(&evil(EVIL_ID), &inside)), Err(Untrusted::Reference));
    assert_eq!(open(&after_issuer(&evil(ID), &inside)), Err(Untrusted::RepeatedId));
}

#[test]
fn xsw3_the_signed_original_beside_the_forged_one() {
    let both = format!("{}{}", evil("_inner"), signed());
    let wrapped = |id| at_the_end(&evil(id), &both);
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::MisplacedSignature));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::MisplacedSignature));
}

#[test]
fn xsw4_the_signed_original_inside_the_forged_one() {
    let wrapped = |id| at_the_end(&evil(id), &signed());
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::MisplacedSignature));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::MisplacedSignature));
}

#[test]
fn xsw5_the_signature_in_the_forged_one_and_the_original_last() {
    let wrapped = |id| at_the_end(&after_issuer(&evil(id), signature_of(&signed())), &plain());
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::Reference));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::RepeatedId));
}

#[test]
fn xsw6_the_original_in_a_part_of_the_signature_that_is_not_signed() {
    let signature =
        signature_of(&signed()).replacen("</ds:KeyInfo>", &format!("{}</ds:KeyInfo>", plain()), 1);
    let wrapped = |id| after_issuer(&evil(id), &signature);
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::Reference));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::RepeatedId));
}

#[test]
fn xsw7_the_original_in_extensions() {
    let inside = format!("{}{}", signature_of(&signed()), extensions(&plain()));
    let wrapped = |id| after_issuer(&evil(id), &inside);
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::Reference));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::RepeatedId));
    let with_its_signature = after_issuer(&evil(ID), &extensions(&signed()));
    assert_eq!(open(&with_its_signature), Err(Untrusted::MisplacedSignature));
}

#[test]
fn xsw8_the_original_in_an_object() {
    let object = format!("<ds:Object>{}</ds:Object>", plain());
    let wrapped = |id| after_issuer(&evil(id), &signature_holding(&object));
    assert_eq!(open(&wrapped(EVIL_ID)), Err(Untrusted::SignatureObject));
    assert_eq!(open(&wrapped(ID)), Err(Untrusted::SignatureObject));
}

#[test]
fn the_genuine_signature_on_a_forged_message_is_refused() {
    let forged = after_issuer(&evil(ID), signature_of(&signed()));
    assert_eq!(open(&forged), Err(Untrusted::Digest));
}
