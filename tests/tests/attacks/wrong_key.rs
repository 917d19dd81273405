//! A message signed well, with a key that is not the party's.

use saml::binding::{Parameter, sign_redirect};
use saml::{Received, Untrusted};

use crate::forge::{
    Recipe, agency, open, open_redirect, plain, request, rsa, signed, stranger, trusted,
};

#[test]
fn a_strangers_signature_is_refused() {
    let key = &stranger().signing;
    let element = saml::write::sign(request().to_element(), 1, key).unwrap();
    let xml = String::from_utf8(element.to_bytes()).unwrap();
    assert_eq!(open(&xml), Err(Untrusted::Signature));
    let query = sign_redirect(Parameter::Request, plain().as_bytes(), None, key).unwrap();
    assert_eq!(open_redirect(&query), Err(Untrusted::Signature));
}

#[test]
fn a_digest_put_right_does_not_help_without_the_key() {
    let evil = Recipe {
        sign: |data| rsa(&stranger().key, openssl::hash::MessageDigest::sha256(), data),
        ..Recipe::right()
    };
    assert_eq!(open(&evil.xml()), Err(Untrusted::Signature));
}

#[test]
fn content_changed_after_signing_is_refused() {
    let changed = signed().replace("sede.ejemplo.test/acs", "sede.ejemplo.test/acz");
    assert_eq!(open(&changed), Err(Untrusted::Digest));
}

#[test]
fn each_key_of_the_party_is_tried() {
    let keys = trusted(&[&stranger().certificate, &agency().certificate]);
    let received = Received::from_post(&crate::forge::form(signed().as_bytes())).unwrap();
    assert_eq!(received.open::<saml::AuthnRequest>(&keys).unwrap().message(), &request());
}
