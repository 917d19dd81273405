//! A message without signature is taken because a signature is only checked where there is one.
//! CVE-2012-5351 (Axis2), CVE-2020-12676 (fusionauth-samlv2), CVE-2024-41107 (`CloudStack`); with requests
//! CVE-2026-41669 (Admidio, which throws the verdict away). One unsigned assertion beside a signed one is
//! another matter: see [`crate::second_assertion`].

use saml::{Malformed, Untrusted};

use crate::forge::{
    after_issuer, open, open_form, open_redirect, plain, query, signature_of, signed,
};

#[test]
fn a_posted_message_without_signature_is_refused() {
    assert_eq!(open(&plain()), Err(Untrusted::Unsigned));
}

#[test]
fn a_signature_in_another_namespace_is_none() {
    let fake = signature_of(&signed()).replace("2000/09/xmldsig#", "2000/09/xmldsig");
    assert_eq!(open(&after_issuer(&plain(), &fake)), Err(Untrusted::Unsigned));
}

#[test]
fn a_redirected_message_without_signature_is_refused() {
    let query = query(None);
    let message = query.split('&').next().unwrap();
    assert_eq!(open_redirect(message), Err(Untrusted::Unsigned));
}

#[test]
fn an_empty_form_is_no_message() {
    for form in ["", "&", "=", "RelayState=x", "samlrequest=x"] {
        assert_eq!(open_form(form.as_bytes()), Err(Malformed::NoMessage.into()));
    }
}
