//! The prefixes `xml` and `xmlns` and their namespaces are bound by definition (Namespaces in XML 1.0,
//! section 3). A parser that lets them be bound otherwise sees other elements than the next one:
//! `xml:xmlns` in CVE-2025-66567 (ruby-saml, the repair of CVE-2025-25292), after Fedotkin (2025).

use saml::{Malformed, Untrusted};

use crate::forge::{DS, open, request, signed};

fn with(attribute: &str) -> Result<saml::AuthnRequest, Untrusted> {
    open(&signed().replacen(" ID=", &format!(" {attribute} ID="), 1))
}

#[test]
fn an_attribute_called_xmlns_in_a_namespace_is_refused() {
    for attribute in [
        "xml:xmlns=\"urn:x\"".to_owned(),
        format!("xml:xmlns=\"{DS}\""),
        "saml2p:xmlns=\"urn:x\"".to_owned(),
    ] {
        assert_eq!(with(&attribute), Err(Malformed::NamespaceDeclaration.into()), "{attribute}");
    }
    let signature =
        signed().replacen("<ds:Signature ", &format!("<ds:Signature xml:xmlns=\"{DS}\" "), 1);
    assert_eq!(open(&signature), Err(Malformed::NamespaceDeclaration.into()));
}

#[test]
fn reserved_prefixes_and_namespaces_are_not_bound_otherwise() {
    for attribute in [
        "xmlns:xml=\"urn:x\"",
        "xmlns:p=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns:p=\"http://www.w3.org/2000/xmlns/\"",
        "xmlns=\"http://www.w3.org/2000/xmlns/\"",
    ] {
        let refused = with(attribute);
        assert!(
            matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))),
            "{attribute}: {refused:?}"
        );
    }
    let xmlns = with("xmlns:xmlns=\"http://www.w3.org/2000/xmlns/\"");
    assert_eq!(xmlns, Err(Malformed::NamespaceDeclaration.into()));
}

/// Declaring `xml` as what it is says nothing new.
#[test]
fn xml_declared_as_what_it_is_changes_nothing() {
    let redundant = with("xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"");
    assert_eq!(redundant, Ok(request()));
}
