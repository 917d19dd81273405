//! With a public exponent of 3, a cube root makes a block that begins as a signature does and ends in
//! rubbish; a verifier that does not look at the end takes it. Bleichenbacher (2006), CVE-2006-4339
//! (OpenSSL), CVE-2014-1568 (NSS, "`BERserk`"), CVE-2016-1494 (python-rsa). No private key is needed.

use std::cmp::Ordering;

use openssl::bn::{BigNum, BigNumContext};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use saml::{AuthnRequest, Received, Untrusted};

use crate::forge::{Recipe, form, request, rsa, self_signed, sha256, trusted};

const OCTETS: i32 = 256;
/// RFC 8017 section 9.2: how a SHA-256 digest begins in a block.
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

fn cube(root: &BigNum, context: &mut BigNumContext) -> BigNum {
    let (mut square, mut cube) = (BigNum::new().unwrap(), BigNum::new().unwrap());
    square.sqr(root, context).unwrap();
    cube.checked_mul(&square, root, context).unwrap();
    cube
}

/// The smallest number whose cube is not below this.
fn cube_root(of: &BigNum) -> BigNum {
    let mut context = BigNumContext::new().unwrap();
    let mut root = BigNum::new().unwrap();
    for bit in (0..=of.num_bits() / 3).rev() {
        root.set_bit(bit).unwrap();
        if cube(&root, &mut context).cmp(of) != Ordering::Less {
            root.clear_bit(bit).unwrap();
        }
    }
    root.add_word(1).unwrap();
    root
}

/// A block that begins rightly, with few octets of padding, and ends as it comes.
fn beginning(data: &[u8]) -> Vec<u8> {
    [&[0, 1], [0xff; 8].as_slice(), &[0], &DIGEST_INFO, &sha256(data)].concat()
}

fn forged(data: &[u8]) -> Vec<u8> {
    let mut block = beginning(data);
    block.resize(256, 0);
    cube_root(&BigNum::from_slice(&block).unwrap()).to_vec_padded(OCTETS).unwrap()
}

fn key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate_with_e(2048, &BigNum::from_u32(3).unwrap()).unwrap()).unwrap()
}

#[test]
fn a_cube_root_is_no_signature() {
    let key = key();
    let keys = trusted(&[&self_signed(&key)]);
    let open = |xml: &str| {
        let received = Received::from_post(&form(xml.as_bytes()))?;
        Ok::<AuthnRequest, Untrusted>(received.open(&keys)?.into_parts().0)
    };
    let evil = Recipe { sign: forged, ..Recipe::right() };
    // Whoever looks at the beginning alone would take it.
    let data = evil.signed_info();
    let root = BigNum::from_slice(&forged(data.as_bytes())).unwrap();
    let block = cube(&root, &mut BigNumContext::new().unwrap()).to_vec_padded(OCTETS).unwrap();
    assert!(block.starts_with(&beginning(data.as_bytes())));
    assert_eq!(open(&evil.xml()), Err(Untrusted::Signature));
    // What the key itself signs holds, so that the cube root alone is the defect.
    let right = Recipe::right();
    let value = rsa(&key, openssl::hash::MessageDigest::sha256(), right.signed_info().as_bytes());
    let own = (right.sign)(right.signed_info().as_bytes());
    let encode = openssl::base64::encode_block;
    assert_eq!(open(&right.xml().replacen(&encode(&own), &encode(&value), 1)), Ok(request()));
}
