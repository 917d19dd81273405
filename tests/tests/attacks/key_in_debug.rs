//! A private key in a log, because somebody printed what held it: CVE-2023-44483 (Santuario, debug logs),
//! CVE-2022-23716 (Elastic). What holds a secret here says its kind and its certificate.

use openssl::bn::BigNumRef;
use saml::ContentSecret;

use crate::answers::hub;
use crate::forge::agency;

/// The ways in which a number would show.
fn written(number: &BigNumRef) -> [String; 4] {
    let octets = number.to_vec();
    [
        number.to_hex_str().unwrap().to_lowercase(),
        number.to_dec_str().unwrap().to_string(),
        openssl::base64::encode_block(&octets[..48]).to_lowercase(),
        format!("{:?}", &octets[..16]).trim_matches(['[', ']']).to_owned(),
    ]
}

#[test]
fn no_key_shows_in_debug() {
    let rsa = agency().key.rsa().unwrap();
    let shown = format!("{:?} {:?}", agency().signing, hub()).to_lowercase();
    for secret in [rsa.d(), rsa.p().unwrap(), rsa.q().unwrap()] {
        for written in written(secret) {
            assert!(!shown.contains(&written));
        }
    }
    for word in ["private", "pkey", "begin"] {
        assert!(!shown.contains(word), "{word}");
    }
    assert_eq!(format!("{:?}", ContentSecret::new([7; 44])), "ContentSecret(..)");
}
