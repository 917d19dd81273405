//! The key is taken from the message that it is to prove: whoever signs brings the certificate
//! along. The oldest mistake of XML signature, and in samael a function (`try_verify_self_signed`).

use openssl::hash::MessageDigest;
use saml::Untrusted;

use crate::forge::{Recipe, agency, key_info, open, request, rsa, stranger};

#[test]
fn a_strangers_key_in_the_message_proves_nothing() {
    let evil = Recipe {
        key_info: key_info(&stranger().certificate),
        sign: |data| rsa(&stranger().key, MessageDigest::sha256(), data),
        ..Recipe::right()
    };
    assert_eq!(open(&evil.xml()), Err(Untrusted::Signature));
}

#[test]
fn the_agencys_certificate_beside_a_strangers_signature_proves_nothing() {
    let evil = Recipe {
        key_info: key_info(&agency().certificate),
        sign: |data| rsa(&stranger().key, MessageDigest::sha256(), data),
        ..Recipe::right()
    };
    assert_eq!(open(&evil.xml()), Err(Untrusted::Signature));
}

#[test]
fn nobody_looks_into_key_info() {
    let odd = Recipe { key_info: key_info(&stranger().certificate), ..Recipe::right() };
    assert_eq!(open(&odd.xml()), Ok(request()));
}
