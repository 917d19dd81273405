//! A second reference in one signature: the verifier is content with the one, the reader takes the
//! other.

use saml::Untrusted;

use crate::forge::{Recipe, open};

#[test]
fn a_second_reference_is_refused_although_both_hold() {
    let right = Recipe::right();
    let twice = Recipe { second_reference: right.reference(), ..right };
    assert_eq!(open(&twice.xml()), Err(Untrusted::SeveralReferences));
}

#[test]
fn no_reference_is_refused() {
    let right = Recipe::right();
    let without = right.xml().replace(&right.reference(), "");
    assert_eq!(open(&without), Err(Untrusted::SignatureStructure));
}
