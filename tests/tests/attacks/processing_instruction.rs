//! A processing instruction does the work of a comment where comments are guarded against: xml-crypto
//! canonicalises it to its text, so that a part of a name is signed and not read (`OneUptime` issue 2988,
//! 2026). And it names stylesheets that a viewer would run.

use saml::Malformed;

use crate::forge::{AGENCY, open, signed};

#[test]
fn a_processing_instruction_is_refused_wherever_it_stands() {
    let signed = signed();
    let cut = AGENCY.replace("ejemplo", "ejem<?x?>plo");
    for odd in [
        signed.replace(AGENCY, &cut),
        format!("<?xml-stylesheet href=\"x\"?>{signed}"),
        format!("{signed}<?x?>"),
        format!(" <?xml version=\"1.0\"?>{signed}"),
    ] {
        assert_eq!(open(&odd), Err(Malformed::ProcessingInstruction.into()));
    }
}
