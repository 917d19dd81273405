//! A CDATA section splits a text into nodes, of which careless readers take the first; it also hides
//! markup from filters.

use saml::Malformed;

use crate::forge::{AGENCY, open, signed};

#[test]
fn a_cdata_section_is_refused() {
    let split = AGENCY.replace("ejemplo", "ejem<![CDATA[plo]]>");
    assert_eq!(open(&signed().replace(AGENCY, &split)), Err(Malformed::Declaration.into()));
}
