//! The public key used as an HMAC secret: the attacker knows it, and so does the verifier.
//! CVE-2018-7644 (`SimpleSAMLphp`), CVE-2019-1006 (Microsoft WCF and WIF), CVE-2026-15013 (miniOrange).
//! And the length of an HMAC, of which one bit was enough: CVE-2009-0217, CVE-2013-2155 (Santuario).

use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use saml::Untrusted;

use crate::forge::{Recipe, agency, algorithm, open};

fn hmac(data: &[u8], secret: &[u8]) -> Vec<u8> {
    let key = PKey::hmac(secret).unwrap();
    Signer::new(MessageDigest::sha256(), &key).unwrap().sign_oneshot_to_vec(data).unwrap()
}

#[test]
fn an_hmac_is_refused_whatever_its_key() {
    for (uri, name) in [
        ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "HMAC with SHA-256"),
        ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", "HMAC with SHA-512"),
        ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", "HMAC with SHA-1"),
    ] {
        let evil = Recipe {
            method: algorithm("SignatureMethod", uri),
            sign: |data| hmac(data, &agency().key.public_key_to_der().unwrap()),
            ..Recipe::right()
        };
        assert_eq!(open(&evil.xml()), Err(Untrusted::SignatureAlgorithm(name)));
    }
}

#[test]
fn a_truncation_length_is_refused_on_any_method() {
    let method = algorithm("SignatureMethod", crate::forge::RSA_SHA256).replacen(
        "></",
        "><ds:HMACOutputLength>0</ds:HMACOutputLength></",
        1,
    );
    let evil = Recipe { method, ..Recipe::right() };
    assert_eq!(open(&evil.xml()), Err(Untrusted::AlgorithmParameters("RSA with SHA-256")));
}

#[test]
fn an_rsa_signature_called_ecdsa_is_refused() {
    let uri = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    let evil = Recipe { method: algorithm("SignatureMethod", uri), ..Recipe::right() };
    assert_eq!(open(&evil.xml()), Err(Untrusted::Signature));
}
