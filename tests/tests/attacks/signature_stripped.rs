//! The signature taken off the query, or its algorithm: verifiers that check only where there is
//! something to check. And a signature inside the message, which this binding does not have.

use saml::binding::{Parameter, sign_redirect};
use saml::{Malformed, Untrusted};

use crate::forge::{agency, open_form, open_redirect, query, signed};

fn without(names: &[&str]) -> String {
    let query = query(Some("state"));
    let kept = query.split('&').filter(|pair| !names.iter().any(|name| pair.starts_with(name)));
    kept.collect::<Vec<_>>().join("&")
}

#[test]
fn a_query_without_signature_is_refused() {
    assert_eq!(open_redirect(&without(&["SigAlg=", "Signature="])), Err(Untrusted::Unsigned));
    assert_eq!(open_redirect(&without(&["Signature="])), Err(Malformed::HalfSignature.into()));
    assert_eq!(open_redirect(&without(&["SigAlg="])), Err(Malformed::HalfSignature.into()));
}

#[test]
fn an_empty_or_broken_signature_is_refused() {
    let stripped = without(&["Signature="]);
    let with = |value: &str| open_redirect(&format!("{stripped}&Signature={value}"));
    assert_eq!(with(""), Err(Untrusted::Signature));
    assert_eq!(with("AAAA"), Err(Untrusted::Signature));
    assert_eq!(with("*"), Err(Untrusted::SignatureEncoding));
}

#[test]
fn a_signature_inside_a_redirected_message_does_not_count() {
    let key = &agency().signing;
    let query = sign_redirect(Parameter::Request, signed().as_bytes(), None, key).unwrap();
    assert_eq!(open_redirect(&query), Err(Untrusted::EmbeddedSignature));
    let stripped = query.split('&').next().unwrap();
    assert_eq!(open_redirect(stripped), Err(Untrusted::Unsigned));
}

#[test]
fn a_signature_beside_a_posted_message_does_not_count() {
    let plain = String::from_utf8(crate::forge::form(crate::forge::plain().as_bytes())).unwrap();
    let query = query(None);
    let beside = query.split_once('&').unwrap().1;
    assert_eq!(open_form(format!("{plain}&{beside}").as_bytes()), Err(Untrusted::Unsigned));
}
