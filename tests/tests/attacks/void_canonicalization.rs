//! A message that cannot be canonicalised, and a verifier that then digests nothing: libxml2 gives up on
//! a relative namespace, and its callers took the empty answer for the canonical form, whose digest
//! everybody knows. CVE-2025-66568 (ruby-saml), CVE-2025-66578 (xmlseclibs), CVE-2025-66475 (php-saml;
//! `SimpleSAMLphp` keeps the vector), GHSA-wx95-c6cv-8532 (Nokogiri); Fedotkin, "The Fragile Lock" (2025).
//! Here such a message does not pass the gate, and nothing is not what anybody signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml::{Malformed, Untrusted};

use crate::forge::{ID, Recipe, after_issuer, evil, open, plain, sha256, signature_of};

const OF_NOTHING: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const RELATIVE: &str = "xmlns:example=\"1\"";

/// A forged message under the genuine ID.
fn forged() -> Recipe {
    Recipe { digest: sha256(b""), ..Recipe::over(evil(ID), ID) }
}

#[test]
fn it_is_the_digest_of_nothing() {
    assert_eq!(STANDARD.encode(sha256(b"")), OF_NOTHING);
}

#[test]
fn a_relative_namespace_does_not_pass_wherever_it_stands() {
    let right = Recipe::right().xml();
    for (before, after) in [
        (" ID=", format!(" {RELATIVE} ID=")),
        ("<saml2:Issuer ", format!("<saml2:Issuer {RELATIVE} ")),
        ("<ds:Signature ", format!("<ds:Signature {RELATIVE} ")),
        ("<ds:SignedInfo ", format!("<ds:SignedInfo {RELATIVE} ")),
        ("<ds:Reference ", format!("<ds:Reference {RELATIVE} ")),
        ("<ds:DigestValue", format!("<ds:DigestValue {RELATIVE}")),
        (" ID=", " xmlns=\"1\" ID=".to_owned()),
        (" ID=", " xmlns:example=\"../x\" ID=".to_owned()),
    ] {
        let odd = right.replacen(before, &after, 1);
        assert_ne!(odd, right, "{before}");
        assert_eq!(open(&odd), Err(Malformed::NamespaceDeclaration.into()), "{after}");
    }
    let with_it = evil(ID).replacen(" ID=", &format!(" {RELATIVE} ID="), 1);
    let signature = forged().signature();
    let published = after_issuer(&with_it, &signature);
    assert!(published.contains(OF_NOTHING));
    assert_eq!(open(&published), Err(Malformed::NamespaceDeclaration.into()));
}

/// Whatever else would make a verifier digest nothing: nobody signed nothing.
#[test]
fn the_digest_of_nothing_is_that_of_no_message() {
    // Put into the genuine signature.
    let right = Recipe::right();
    let own = STANDARD.encode(&right.digest);
    let put_in = signature_of(&right.xml()).replacen(&own, OF_NOTHING, 1);
    assert_eq!(open(&after_issuer(&evil(ID), &put_in)), Err(Untrusted::Signature));
    assert_eq!(open(&after_issuer(&plain(), &put_in)), Err(Untrusted::Signature));
    // Truly signed, by an agency that was made to.
    assert_eq!(open(&forged().xml()), Err(Untrusted::Digest));
    let by_the_agency = Recipe { digest: sha256(b""), ..Recipe::right() };
    assert_eq!(open(&by_the_agency.xml()), Err(Untrusted::Digest));
    let no_octets = Recipe { digest: Vec::new(), ..Recipe::right() };
    assert_eq!(open(&no_octets.xml()), Err(Untrusted::Digest));
}

/// The other half: a `SignedInfo` that cannot be canonicalised, and a signature over nothing.
#[test]
fn a_signature_over_nothing_is_that_of_no_message() {
    let over_nothing = Recipe { sign: |_| (Recipe::right().sign)(b""), ..Recipe::right() };
    assert_eq!(open(&over_nothing.xml()), Err(Untrusted::Signature));
    let both = Recipe { sign: |_| (Recipe::right().sign)(b""), ..forged() };
    assert_eq!(open(&both.xml()), Err(Untrusted::Signature));
}
