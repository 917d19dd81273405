//! The forger's bench for what is encrypted: sealed for the hub step by step, so that one step can be
//! taken wrongly and all others be right.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Certificate, ContentCipher, KeyTransport};
use saml::algorithms::{OAEP_MGF1P, cipher_uri};
use saml::{Recipient, Response, Untrusted};

use crate::answers::{answered, around, hub, open_shut, plain_assertion, response, signed};
use crate::forge::DS;

pub(crate) const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";
pub(crate) const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
pub(crate) const CONTENT_KEY: [u8; 32] = [7; 32];

/// An `EncryptedAssertion`, or what is called otherwise.
pub(crate) struct Sealed {
    pub(crate) wrapper: &'static str,
    /// The `Type` of the `EncryptedData`.
    pub(crate) kind: String,
    pub(crate) method: String,
    /// What its `KeyInfo` holds.
    pub(crate) keys: String,
    pub(crate) data: String,
    /// After the `EncryptedData`.
    pub(crate) beside: String,
}

impl Sealed {
    /// All steps taken rightly.
    pub(crate) fn of(plain: &str) -> Self {
        Self {
            wrapper: "EncryptedAssertion",
            kind: ELEMENT.to_owned(),
            method: method(cipher_uri(ContentCipher::Aes256Gcm), ""),
            keys: encrypted_key(&wrapped(hub().certificate())),
            data: cipher_value(&ciphertext(plain)),
            beside: String::new(),
        }
    }

    pub(crate) fn xml(&self) -> String {
        format!(
            "<saml2:{wrapper} xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"><xenc:EncryptedData xmlns:xenc=\"{XENC}\" Type=\"{}\">{}<ds:KeyInfo xmlns:ds=\"{DS}\">{}</ds:KeyInfo>{}</xenc:EncryptedData>{}</saml2:{wrapper}>",
            self.kind,
            self.method,
            self.keys,
            self.data,
            self.beside,
            wrapper = self.wrapper,
        )
    }
}

/// The nonce, the ciphertext and the tag.
pub(crate) fn ciphertext(plain: &str) -> Vec<u8> {
    ContentCipher::Aes256Gcm.seal(&CONTENT_KEY, [1; 12], plain.as_bytes()).unwrap()
}

/// The key of the content, for the holder of this certificate.
pub(crate) fn wrapped(to: &Certificate) -> Vec<u8> {
    wrapped_by(to, Recipient::TRANSPORT, &CONTENT_KEY)
}

pub(crate) fn wrapped_by(to: &Certificate, transport: KeyTransport, key: &[u8]) -> Vec<u8> {
    to.public_key().unwrap().wrap_key(transport, key).unwrap()
}

pub(crate) fn method(uri: &str, inside: &str) -> String {
    format!("<xenc:EncryptionMethod Algorithm=\"{uri}\">{inside}</xenc:EncryptionMethod>")
}

pub(crate) fn cipher_value(octets: &[u8]) -> String {
    let value = STANDARD.encode(octets);
    format!("<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>")
}

/// A key as our own answers carry it.
pub(crate) fn encrypted_key(octets: &[u8]) -> String {
    key_by(&method(OAEP_MGF1P, ""), octets)
}

pub(crate) fn key_by(method: &str, octets: &[u8]) -> String {
    format!(
        "<xenc:EncryptedKey xmlns:xenc=\"{XENC}\">{method}{}</xenc:EncryptedKey>",
        cipher_value(octets)
    )
}

/// In an answer that the provider signed, to a hub that has no key: what it refuses by name it refuses
/// before any key is used.
pub(crate) fn answered_without_key(sealed: &Sealed) -> Result<Response, Untrusted> {
    let refused = open_shut(&signed(around(&sealed.xml())));
    assert_eq!(answered(&sealed.xml()), refused, "a key makes no difference");
    refused
}

#[test]
fn the_sealed_answer_opens_as_long_as_nobody_touches_it() {
    let sealed = Sealed::of(&plain_assertion()).xml();
    assert_eq!(answered(&sealed), Ok(response()));
    assert_eq!(answered(&Sealed::of(&crate::answers::signed_assertion()).xml()), Ok(response()));
    assert_eq!(open_shut(&signed(around(&sealed))), Err(Untrusted::Decryption));
}
