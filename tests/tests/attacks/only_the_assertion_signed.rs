//! The assertion is signed and the response is not: the status, the address and the request that is
//! answered are anybody's. Common, and allowed by SAML; CVE-2021-28091 (Lasso), CVE-2025-54369
//! (node-saml), CVE-2026-49284 (`SimpleSAMLphp`, an unsigned `InResponseTo`). Our profile wants the
//! response signed, and there is no deviation for it.

use saml::{Deviation, Dialect, Manner, Received, Response, Signed, Untrusted, respond};

use crate::answers::{
    RESPONSE_ID, around, assertion, keys, open, provider, response, signed_assertion,
};
use crate::forge::{Recipe, by_stranger, form_of};

#[test]
fn a_response_without_signature_is_refused_whatever_is_signed_in_it() {
    assert_eq!(open(&around(&signed_assertion())), Err(Untrusted::MisplacedSignature));
    let manner = Manner::new(Dialect::Strict, &provider().signing);
    let manner = Manner { signed: Signed::Assertion, ..manner };
    let xml = respond(&response().envelope, &assertion(), manner).unwrap();
    assert_eq!(open(std::str::from_utf8(&xml).unwrap()), Err(Untrusted::MisplacedSignature));
}

#[test]
fn nothing_that_can_be_forgiven_forgives_it() {
    let form = form_of(saml::binding::Parameter::Response, around(&signed_assertion()).as_bytes());
    let received = Received::from_post(&form).unwrap();
    let refused = received.open::<Response>(&keys().forgiving(&Deviation::ALL)).unwrap_err();
    assert_eq!(refused, Untrusted::MisplacedSignature);
}

#[test]
fn a_captured_assertion_in_a_strangers_response_is_refused() {
    let response = around(&signed_assertion());
    let xml = Recipe { sign: by_stranger, ..Recipe::over(response, RESPONSE_ID) }.xml();
    assert_eq!(open(&xml), Err(Untrusted::Signature));
}

#[test]
fn a_response_with_no_signature_at_all_is_unsigned() {
    assert_eq!(open(&around(&crate::answers::plain_assertion())), Err(Untrusted::Unsigned));
}
