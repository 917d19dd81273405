//! Namespace declarations that parsers read differently: declared twice on one tag, `p:xmlns`, a
//! prefix undeclared. roxmltree 0.21 takes the first two, libxml2 and the standard refuse them.
//! Fedotkin, "The Fragile Lock: Novel Bypasses for SAML Authentication" (2025); CVE-2025-25292 and its
//! incomplete repair CVE-2025-66567 (ruby-saml): see [`crate::reserved_namespaces`].

use saml::{Malformed, Untrusted};

use crate::forge::{Recipe, open, signed};

#[test]
fn an_ambiguous_declaration_is_refused() {
    for declaration in [
        "xmlns=\"urn:a\" xmlns=\"urn:b\"",
        "saml2p:xmlns=\"urn:a\"",
        "xmlns:xmlns=\"urn:a\"",
        "xmlns:p=\"\"",
    ] {
        let odd = signed().replacen(" ID=", &format!(" {declaration} ID="), 1);
        assert_eq!(open(&odd), Err(Malformed::NamespaceDeclaration.into()));
    }
}

/// Canonical XML 1.0 section 2.1: such a document has no canonical form. libxml2 2.9 gives none, and
/// keeps a reference in a namespace's name as it is written; both were found by `differential`.
#[test]
fn a_namespace_that_is_no_absolute_uri_is_refused() {
    for name in
        ["relative", "../relative", "#relative", "urn:a&amp;b", "&#117;rn:a", "urn:a b", "urn:a\n"]
    {
        let odd = signed().replacen(" ID=", &format!(" xmlns:p=\"{name}\" ID="), 1);
        assert_eq!(open(&odd), Err(Malformed::NamespaceDeclaration.into()), "{name}");
    }
}

#[test]
fn a_redefined_prefix_makes_another_signature_of_it() {
    let xml = Recipe::right().xml();
    let odd = xml
        .replace("http://www.w3.org/2000/09/xmldsig#\"", "http://www.w3.org/2000/09/xmldsig#x\"");
    assert_eq!(open(&odd), Err(Untrusted::Unsigned));
}

#[test]
fn a_request_in_another_namespace_is_no_request() {
    let odd = signed().replace("SAML:2.0:protocol", "SAML:2.0:protocol2");
    assert_eq!(open(&odd), Err(Malformed::WrongRoot.into()));
}
