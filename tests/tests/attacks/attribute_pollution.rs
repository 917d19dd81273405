//! The same attribute with and without a prefix: `ID` and `saml2p:ID` are two attributes to XML and one
//! to a reader that looks at local names, which verifies by the one and reads the other. Fedotkin, "The
//! Fragile Lock: Novel Bypasses for SAML Authentication" (2025). Truly signed here, so that a prefixed
//! attribute is shown to be no attribute of the message.

use saml::{AuthnRequest, Malformed, Untrusted};

use crate::forge::{EVIL_CONSUMER, ID, Recipe, open, plain, request};

fn genuinely(message: String) -> Result<AuthnRequest, Untrusted> {
    open(&Recipe::over(message, ID).xml())
}

/// Puts an attribute first into the root's tag.
fn with(attribute: &str) -> String {
    plain().replacen(" ID=", &format!(" {attribute} ID="), 1)
}

#[test]
fn a_prefixed_attribute_beside_the_plain_one_is_not_read() {
    for attribute in [
        format!("saml2p:AssertionConsumerServiceURL=\"{EVIL_CONSUMER}\""),
        "saml2p:Destination=\"https://evil.example/\"".to_owned(),
        "saml2p:ForceAuthn=\"false\"".to_owned(),
        "saml2p:ID=\"_evil\"".to_owned(),
        "saml2p:Version=\"1.1\"".to_owned(),
        "xmlns:x=\"urn:x\" x:IssueInstant=\"1970-01-01T00:00:00Z\"".to_owned(),
        "xml:ID=\"_evil\"".to_owned(),
    ] {
        assert_eq!(genuinely(with(&attribute)), Ok(request()), "{attribute}");
    }
}

#[test]
fn a_prefixed_attribute_instead_of_the_plain_one_is_not_read() {
    let prefixed =
        |name: &str| plain().replacen(&format!(" {name}=\""), &format!(" saml2p:{name}=\""), 1);
    let instant = genuinely(prefixed("IssueInstant"));
    assert_eq!(instant, Err(Malformed::Missing("IssueInstant").into()));
    assert_eq!(genuinely(prefixed("Version")), Err(Malformed::Version.into()));
    assert_eq!(genuinely(prefixed("ID")), Err(Untrusted::Reference));
    let consumer = genuinely(prefixed("AssertionConsumerServiceURL")).unwrap();
    assert_eq!(consumer.consumer_url, None);
    assert_eq!(genuinely(prefixed("Destination")).unwrap().destination, None);
    assert!(!genuinely(prefixed("ForceAuthn")).unwrap().force_authn);
}

/// A prefixed ID with the value of the plain one is what some library resolves.
#[test]
fn an_id_that_stands_twice_on_one_tag_is_refused() {
    for spelling in ["saml2p:ID", "saml2p:Id", "Id", "xml:id"] {
        let twice = genuinely(with(&format!("{spelling}=\"{ID}\"")));
        assert_eq!(twice, Err(Untrusted::RepeatedId), "{spelling}");
    }
}

#[test]
fn one_attribute_twice_is_no_xml() {
    let signed = Recipe::right().xml();
    for attribute in [
        format!("ID=\"{ID}\""),
        "ID=\"_evil\"".to_owned(),
        "xmlns:p=\"urn:x\" xmlns:q=\"urn:x\" p:a=\"1\" q:a=\"2\"".to_owned(),
    ] {
        let odd = signed.replacen(" ID=", &format!(" {attribute} ID="), 1);
        let refused = open(&odd);
        assert!(
            matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))),
            "{attribute}"
        );
    }
    // The same in the parts of the signature.
    for name in ["URI", "Algorithm"] {
        let odd = signed.replacen(&format!(" {name}="), &format!(" {name}=\"\" {name}="), 1);
        let refused = open(&odd);
        assert!(matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))));
    }
}

#[test]
fn a_prefixed_attribute_of_the_signature_is_none() {
    let prefixed = |name: &str| {
        open(&Recipe::right().xml().replacen(&format!(" {name}="), &format!(" ds:{name}="), 1))
    };
    assert_eq!(prefixed("URI"), Err(Untrusted::Reference));
    assert_eq!(prefixed("Algorithm"), Err(Untrusted::Canonicalization("(none is named)")));
}
