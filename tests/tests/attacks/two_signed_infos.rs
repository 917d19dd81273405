//! Two `SignedInfo`: the signature is checked over one, the digest taken from the other.
//! CVE-2019-3465 (xmlseclibs), and six years later CVE-2025-29774 (xml-crypto).

use saml::Untrusted;

use crate::forge::{Recipe, evil, open, sha256};

#[test]
fn a_second_signed_info_is_refused_before_or_after_the_first() {
    let right = Recipe::right();
    let message = evil(crate::forge::ID);
    let forged = Recipe { digest: sha256(message.as_bytes()), message, ..Recipe::right() };
    let info = right.signed_info();
    let before = right.xml().replacen(&info, &format!("{}{info}", forged.signed_info()), 1);
    let after = right.xml().replacen(&info, &format!("{info}{}", forged.signed_info()), 1);
    assert_eq!(open(&before), Err(Untrusted::RepeatedPart));
    assert_eq!(open(&after), Err(Untrusted::RepeatedPart));
}

#[test]
fn a_second_signature_value_is_refused() {
    let twice = Recipe::right().xml().replacen(
        "<ds:SignatureValue>",
        "<ds:SignatureValue>AAAA</ds:SignatureValue><ds:SignatureValue>",
        1,
    );
    assert_eq!(open(&twice), Err(Untrusted::RepeatedPart));
}
