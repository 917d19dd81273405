//! Two documents in one, or text after the end: one parser takes the first, another the last, and a
//! third a root around both. CVE-2022-39353 (xmldom) and, through it, CVE-2022-39299 (passport-saml)
//! and CVE-2022-39300 (node-saml): one of them is verified, the other is read.

use saml::{Malformed, Untrusted};

use crate::forge::{evil, open, plain, request, signed};

#[test]
fn a_second_root_is_refused_before_or_after_the_first() {
    for two in [
        format!("{}{}", signed(), evil("_evil")),
        format!("{}{}", evil("_evil"), signed()),
        format!("{}{}", signed(), signed()),
        format!("{}\n{}", plain(), signed()),
        format!("{}<x/>", signed()),
        format!("<x/>{}", signed()),
    ] {
        let refused = open(&two);
        assert!(matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { .. }))));
    }
}

#[test]
fn text_outside_the_root_is_refused() {
    for odd in [
        format!("{}text", signed()),
        format!("text{}", signed()),
        format!("{}&#32;", signed()),
        format!("{}&amp;", signed()),
    ] {
        let refused = open(&odd);
        assert!(matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { .. }))));
    }
    assert_eq!(open(&format!("\r\n\t {} \n", signed())), Ok(request()));
}

#[test]
fn an_end_too_many_or_too_few_is_refused() {
    for odd in [
        format!("{}</saml2p:AuthnRequest>", signed()),
        format!("</x>{}", signed()),
        format!("<x>{}", signed()),
        signed().replace("</saml2p:AuthnRequest>", ""),
        format!("{}<", signed()),
    ] {
        assert_eq!(open(&odd), Err(Malformed::NotWellFormed.into()));
    }
    let crossed = signed().replace("</saml2p:AuthnRequest>", "</saml2p:Response>");
    assert!(matches!(open(&crossed), Err(Untrusted::Malformed(Malformed::Syntax { .. }))));
}
