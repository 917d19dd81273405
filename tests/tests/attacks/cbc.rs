//! Content in CBC mode, whose integrity nobody checks: each answer to a changed ciphertext tells
//! something about the plaintext, fourteen requests an octet. Jager and Somorovsky, "How to Break XML
//! Encryption" (2011); CVE-2011-1096 (`JBossWS`); with GCM on the list beside it, "One Bad Apple" (2013),
//! CVE-2012-5575 (CXF). A wrong padding ended a process in gosaml2 (GHSA-hwqm-qvj9-4jr2, 2026).

use openssl::symm::{Cipher, encrypt};
use saml::Untrusted;

use crate::answers::{answered, hub, plain_assertion, response};
use crate::sealing::{
    Sealed, answered_without_key, cipher_value, encrypted_key, method, wrapped_by,
};

fn ciphers() -> [(&'static str, &'static str, Cipher); 4] {
    [
        (
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
            "AES-128 in CBC mode",
            Cipher::aes_128_cbc(),
        ),
        (
            "http://www.w3.org/2001/04/xmlenc#aes192-cbc",
            "AES-192 in CBC mode",
            Cipher::aes_192_cbc(),
        ),
        (
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
            "AES-256 in CBC mode",
            Cipher::aes_256_cbc(),
        ),
        (
            "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
            "Triple DES in CBC mode",
            Cipher::des_ede3_cbc(),
        ),
    ]
}

/// Encrypted as the standard wants it, for the key that the hub has.
#[test]
fn content_in_cbc_mode_is_refused_by_name_before_any_key_is_used() {
    for (uri, name, cipher) in ciphers() {
        let (key, vector) = (vec![7; cipher.key_len()], vec![1; cipher.iv_len().unwrap()]);
        let content = encrypt(cipher, &key, Some(&vector), plain_assertion().as_bytes()).unwrap();
        let wrapped = wrapped_by(hub().certificate(), saml::Recipient::TRANSPORT, &key);
        let odd = Sealed {
            method: method(uri, ""),
            keys: encrypted_key(&wrapped),
            data: cipher_value(&[vector, content].concat()),
            ..Sealed::of("")
        };
        assert_eq!(answered_without_key(&odd), Err(Untrusted::ContentEncryption(name)));
    }
}

/// What is sealed well, called by another name: the list decides, not the length of the key.
#[test]
fn a_cipher_that_is_not_on_the_list_is_refused() {
    let of = |method: String| Sealed { method, ..Sealed::of(&plain_assertion()) };
    for (uri, name) in [
        ("http://www.w3.org/2001/04/xmlenc#rsa-1_5", "RSA with PKCS#1 1.5 padding"),
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm#", "(of an unknown name)"),
        ("http://www.w3.org/2009/xmlenc11#AES256-GCM", "(of an unknown name)"),
        ("", "(of an unknown name)"),
    ] {
        let refused = answered_without_key(&of(method(uri, "")));
        assert_eq!(refused, Err(Untrusted::ContentEncryption(name)), "{uri}");
    }
    let unnamed = "<xenc:EncryptionMethod></xenc:EncryptionMethod>".to_owned();
    let refused = answered_without_key(&of(unnamed));
    assert_eq!(refused, Err(Untrusted::ContentEncryption("(none is named)")));
    let none = answered_without_key(&of(String::new()));
    assert_eq!(none, Err(Untrusted::EncryptionStructure));
}

#[test]
fn the_same_key_under_a_shorter_name_opens_nothing() {
    let gcm128 = method("http://www.w3.org/2009/xmlenc11#aes128-gcm", "");
    let odd = Sealed { method: gcm128, ..Sealed::of(&plain_assertion()) };
    assert_eq!(answered(&odd.xml()), Err(Untrusted::Decryption));
    assert_eq!(answered(&Sealed::of(&plain_assertion()).xml()), Ok(response()));
}
