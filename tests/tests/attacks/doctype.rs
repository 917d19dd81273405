//! A document type changes what the text means: default attributes, ID types, and differences
//! between parsers. CVE-2018-0486 (`XMLTooling`, data changed under a valid signature), CVE-2025-25291
//! (ruby-saml, declarations in it make two parsers find two signatures).

use saml::Malformed;

use crate::forge::{open, signed};

#[test]
fn any_document_type_is_refused() {
    for doctype in [
        "<!DOCTYPE AuthnRequest>",
        "<!doctype a>",
        "<!DOCTYPE a [ <!ATTLIST a ID ID #IMPLIED> ]>",
        "<!DOCTYPE a PUBLIC \"-//x\" \"x\">",
        "<!NOTATION n SYSTEM \"x\">",
        "<!",
    ] {
        assert_eq!(open(&format!("{doctype}{}", signed())), Err(Malformed::Declaration.into()));
        let declared = format!("<?xml version=\"1.0\"?>\n{doctype}{}", signed());
        assert_eq!(open(&declared), Err(Malformed::Declaration.into()));
    }
}
