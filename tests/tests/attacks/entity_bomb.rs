//! Billion laughs (Klein, 2002): ten entities of ten entities of ten. And the quadratic blow-up with
//! one long entity. Answered before a parser sees it.

use std::fmt::Write as _;

use saml::Malformed;

use crate::forge::{open, signed};

#[test]
fn a_billion_laughs_are_not_laughed() {
    let mut bomb = String::from("<!DOCTYPE bomb [<!ENTITY a0 \"ha\">");
    for level in 1..10 {
        let laughs = format!("&a{};", level - 1).repeat(10);
        write!(bomb, "<!ENTITY a{level} \"{laughs}\">").unwrap();
    }
    write!(bomb, "]>{}", signed().replace("https://sede", "&a9;")).unwrap();
    assert_eq!(open(&bomb), Err(Malformed::Declaration.into()));
}

#[test]
fn an_entity_that_nobody_declared_is_an_error() {
    let xml = signed().replace("https://sede.ejemplo.test/acs", "&undeclared;");
    let Err(saml::Untrusted::Malformed(Malformed::Syntax { line: 1, .. })) = open(&xml) else {
        panic!("an unknown entity was read");
    };
}
