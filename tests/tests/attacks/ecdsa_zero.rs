//! "Psychic signatures" (CVE-2022-21449): an ECDSA verifier that takes r = s = 0. And the two ways of
//! writing ECDSA, which must not be mixed up inside XML.

use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use saml::{AuthnRequest, Received, Untrusted};

use crate::forge::{Recipe, algorithm, elliptic, form, request, rsa, trusted};

fn open(sign: fn(&[u8]) -> Vec<u8>) -> Result<AuthnRequest, Untrusted> {
    let uri = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    let xml = Recipe { method: algorithm("SignatureMethod", uri), sign, ..Recipe::right() }.xml();
    let keys = trusted(&[&elliptic().certificate]);
    Ok(Received::from_post(&form(xml.as_bytes()))?.open(&keys)?.into_parts().0)
}

fn der(data: &[u8]) -> Vec<u8> {
    rsa(&elliptic().key, MessageDigest::sha256(), data)
}

fn raw(data: &[u8]) -> Vec<u8> {
    let signature = EcdsaSig::from_der(&der(data)).unwrap();
    let padded = |number: &openssl::bn::BigNumRef| number.to_vec_padded(32).unwrap();
    [padded(signature.r()), padded(signature.s())].concat()
}

#[test]
fn zeros_sign_nothing() {
    assert_eq!(open(|_| vec![0; 64]), Err(Untrusted::Signature));
    assert_eq!(open(|_| Vec::new()), Err(Untrusted::Signature));
    assert_eq!(open(|data| [&raw(data)[..32], &[0; 32]].concat()), Err(Untrusted::Signature));
}

#[test]
fn inside_xml_a_signature_has_one_form() {
    assert_eq!(open(raw), Ok(request()));
    assert_eq!(open(der), Err(Untrusted::Signature));
    assert_eq!(open(|data| [raw(data), vec![0]].concat()), Err(Untrusted::Signature));
    let wide = |data: &[u8]| {
        let raw = raw(data);
        [&[0], &raw[..32], &[0], &raw[32..]].concat()
    };
    assert_eq!(open(wide), Err(Untrusted::Signature));
}
