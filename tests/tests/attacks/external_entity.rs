//! XXE: an entity whose text is a file or the answer of a server inside the house (Steuck, 2002;
//! CVE-2013-6440 in `OpenSAML`).

use saml::Malformed;

use crate::forge::{open, signed};

#[test]
fn no_external_entity_is_declared() {
    for declaration in [
        "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
        "<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.dtd\"> %x;",
        "<!ENTITY x PUBLIC \"p\" \"file:///dev/zero\">",
    ] {
        let xml = format!("<!DOCTYPE r [{declaration}]>{}", signed().replace("/acs", "&x;"));
        assert_eq!(open(&xml), Err(Malformed::Declaration.into()));
    }
}
