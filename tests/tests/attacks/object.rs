//! `ds:Object` and `ds:Manifest` carry anything at all inside a signature: a home for wrapped
//! messages and for references that are checked by other rules ("XML Signature Best Practices", 2013).

use saml::Untrusted;

use crate::forge::{Recipe, evil, open};

#[test]
fn an_object_is_refused_whatever_it_holds() {
    for inside in ["", "text", "<ds:Manifest></ds:Manifest>", &evil("_x")] {
        let object = format!("<ds:Object>{inside}</ds:Object>");
        let odd = Recipe { object, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Untrusted::SignatureObject));
    }
}

#[test]
fn a_manifest_in_the_place_of_a_reference_is_refused() {
    let right = Recipe::right();
    let odd = right.xml().replace("ds:Reference", "ds:Manifest");
    assert_eq!(open(&odd), Err(Untrusted::SignatureStructure));
}
