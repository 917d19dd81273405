//! Transforms decide what is signed: `XPath` that selects nothing, XSLT that runs programs
//! (CVE-2022-47966, `ManageEngine`), base64 and `here()` games. Hill, "Attacking XML Security" (2007).

use saml::Untrusted;

use crate::forge::{EXCLUSIVE, Recipe, algorithm, open, request};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

fn transform(uri: &str) -> String {
    algorithm("Transform", uri)
}

fn with(transforms: &str) -> Result<saml::AuthnRequest, Untrusted> {
    open(&Recipe { transforms: transforms.to_owned(), ..Recipe::right() }.xml())
}

#[test]
fn any_other_transform_is_refused_in_any_place() {
    let usual = [transform(ENVELOPED), transform(EXCLUSIVE)];
    for (uri, name) in [
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
        ("http://www.w3.org/2002/06/xmldsig-filter2", "XPath filter 2"),
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
        ("http://www.w3.org/2000/09/xmldsig#base64", "base64"),
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "inclusive canonicalisation 1.0"),
        ("http://www.w3.org/2006/12/xml-c14n11", "inclusive canonicalisation 1.1"),
        (
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            "exclusive canonicalisation with comments",
        ),
        ("urn:stranger", "(of an unknown name)"),
        ("", "(of an unknown name)"),
    ] {
        let other = transform(uri);
        for transforms in [
            other.clone(),
            format!("{other}{}{}", usual[0], usual[1]),
            format!("{}{other}{}", usual[0], usual[1]),
            format!("{}{}{other}", usual[0], usual[1]),
        ] {
            assert_eq!(with(&transforms), Err(Untrusted::Transforms), "{transforms}");
        }
        for transforms in [format!("{}{other}", usual[0]), format!("{other}{}", usual[1])] {
            assert_eq!(with(&transforms), Err(Untrusted::Transform(name)), "{transforms}");
        }
    }
}

#[test]
fn the_two_transforms_come_once_and_in_order() {
    let (enveloped, exclusive) = (transform(ENVELOPED), transform(EXCLUSIVE));
    for transforms in [
        String::new(),
        enveloped.clone(),
        exclusive.clone(),
        format!("{enveloped}{enveloped}{exclusive}"),
        format!("{enveloped}{exclusive}{exclusive}"),
    ] {
        assert_eq!(with(&transforms), Err(Untrusted::Transforms), "{transforms}");
    }
    let reversed = with(&format!("{exclusive}{enveloped}"));
    assert_eq!(reversed, Err(Untrusted::Transform("exclusive canonicalisation")));
}

#[test]
fn a_program_inside_a_known_transform_is_refused() {
    let xpath = "<ds:XPath>not(//*)</ds:XPath>";
    let inside = transform(EXCLUSIVE).replacen("></", &format!(">{xpath}</"), 1);
    let refused = |name| Err(Untrusted::AlgorithmParameters(name));
    let exclusive = with(&format!("{}{inside}", transform(ENVELOPED)));
    assert_eq!(exclusive, refused("exclusive canonicalisation"));
    let inside = transform(ENVELOPED).replacen("></", &format!(">{xpath}</"), 1);
    let enveloped = with(&format!("{inside}{}", transform(EXCLUSIVE)));
    assert_eq!(enveloped, refused("enveloped-signature"));
}

#[test]
fn a_prefix_list_is_understood_and_a_long_one_refused() {
    assert_eq!(with(&listing("xs xsi #default")), Ok(request()));
    assert_eq!(with(&listing(&"p ".repeat(33))), Err(Untrusted::PrefixList));
    assert_eq!(with(&listing(&"p".repeat(513))), Err(Untrusted::PrefixList));
}

/// XML Schema splits such a list, xmlsec1 1.2 does not, so that each signs another canonical form;
/// found by `differential`.
#[test]
fn a_prefix_list_is_split_at_blanks_alone() {
    assert_eq!(with(&listing("  xs  xsi ")), Ok(request()));
    for space in ["&#9;", "&#10;", "&#13;"] {
        assert_eq!(with(&listing(&format!("xs{space}xsi"))), Err(Untrusted::PrefixList), "{space}");
    }
}

#[test]
fn inclusive_namespaces_without_a_list_are_refused() {
    let without = listing("").replacen(" PrefixList=\"\"", "", 1);
    let refused = Untrusted::AlgorithmParameters("exclusive canonicalisation");
    assert_eq!(with(&without), Err(refused));
}

fn listing(list: &str) -> String {
    let element = format!(
        "><ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"{list}\"></ec:InclusiveNamespaces></"
    );
    format!("{}{}", transform(ENVELOPED), transform(EXCLUSIVE).replacen("></", &element, 1))
}

#[test]
fn any_other_canonicalisation_of_signed_info_is_refused() {
    for (uri, name) in [
        ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "inclusive canonicalisation 1.0"),
        (
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            "exclusive canonicalisation with comments",
        ),
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
        ("", "(of an unknown name)"),
    ] {
        let canonicalization = algorithm("CanonicalizationMethod", uri);
        let odd = Recipe { canonicalization, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Untrusted::Canonicalization(name)));
    }
}

#[test]
fn a_reference_without_transforms_is_refused() {
    let right = Recipe::right();
    let start = right.xml().find("<ds:Transforms>").unwrap();
    let end = right.xml().find("</ds:Transforms>").unwrap() + "</ds:Transforms>".len();
    let mut xml = right.xml();
    xml.replace_range(start..end, "");
    assert_eq!(open(&xml), Err(Untrusted::Transforms));
}
