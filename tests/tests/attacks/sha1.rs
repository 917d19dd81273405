//! SHA-1 and MD5: collisions since 2017 (`SHAttered`) and 2004, chosen-prefix since 2020
//! ("SHA-1 is a Shambles"). Signed here by the genuine key: the algorithm alone is the defect.

use openssl::hash::{MessageDigest, hash};
use saml::Untrusted;

use crate::forge::{Recipe, agency, algorithm, open, open_redirect, query, rsa};

#[test]
fn rsa_with_sha1_or_md5_is_refused() {
    for (uri, name) in [
        ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA with SHA-1"),
        ("http://www.w3.org/2000/09/xmldsig#dsa-sha1", "DSA with SHA-1"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "RSA with MD5"),
        ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "RSA-PSS with SHA-1"),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", "ECDSA with SHA-1"),
        ("", "(of an unknown name)"),
    ] {
        let weak = Recipe {
            method: algorithm("SignatureMethod", uri),
            sign: |data| rsa(&agency().key, MessageDigest::sha1(), data),
            ..Recipe::right()
        };
        assert_eq!(open(&weak.xml()), Err(Untrusted::SignatureAlgorithm(name)), "{uri}");
    }
}

#[test]
fn a_sha1_digest_is_refused() {
    let right = Recipe::right();
    let digest = hash(MessageDigest::sha1(), right.message.as_bytes()).unwrap().to_vec();
    let uri = "http://www.w3.org/2000/09/xmldsig#sha1";
    let weak = Recipe { digest, digest_method: algorithm("DigestMethod", uri), ..right };
    assert_eq!(open(&weak.xml()), Err(Untrusted::DigestAlgorithm("SHA-1")));
}

#[test]
fn sha1_is_refused_on_a_query() {
    let weak = query(None)
        .replace("2001%2F04%2Fxmldsig-more%23rsa-sha256", "2000%2F09%2Fxmldsig%23rsa-sha1");
    assert_eq!(open_redirect(&weak), Err(Untrusted::SignatureAlgorithm("RSA with SHA-1")));
}
