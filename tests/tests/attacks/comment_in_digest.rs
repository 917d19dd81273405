//! A comment or an element inside `DigestValue`: one side reads the text before it, the other all of
//! it. CVE-2025-29775 (xml-crypto). Comments do not pass the gate; elements are tried here.

use saml::{Malformed, Untrusted};

use crate::forge::{Recipe, open};

fn inside(element: &str, inserted: &str) -> String {
    let tag = format!("<ds:{element}>");
    Recipe::right().xml().replacen(&tag, &format!("{tag}{inserted}"), 1)
}

#[test]
fn more_than_text_in_a_digest_or_signature_is_refused() {
    let hidden = "<x>AAAA</x>";
    assert_eq!(open(&inside("DigestValue", hidden)), Err(Untrusted::DigestEncoding));
    assert_eq!(open(&inside("SignatureValue", hidden)), Err(Untrusted::SignatureEncoding));
    let comment = "<!--AAAA-->";
    assert_eq!(open(&inside("DigestValue", comment)), Err(Malformed::Declaration.into()));
}

#[test]
fn what_is_no_base64_is_refused() {
    assert_eq!(open(&inside("DigestValue", "*")), Err(Untrusted::DigestEncoding));
    assert_eq!(open(&inside("SignatureValue", "=")), Err(Untrusted::SignatureEncoding));
}
