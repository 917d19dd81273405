//! The same ID written otherwise: by character references, which a filter does not see and a parser
//! resolves, or with characters that end a query. CVE-2025-23369 (GitHub Enterprise Server, an entity
//! reference in the ID finds another element), CVE-2025-9943 (Shibboleth, SQL by ID), CVE-2015-20108
//! (ruby-saml, `XPath` by ID).

use saml::{AuthnRequest, BadName, Malformed, Untrusted};

use crate::forge::{
    ID, Recipe, after_issuer, at_the_end, canonical, evil, open, plain, request, signature_of,
    signed,
};

fn genuinely(message: String, id: &str) -> Result<AuthnRequest, Untrusted> {
    open(&Recipe::over(message, id).xml())
}

/// Every character by its number.
fn by_number(text: &str) -> String {
    let each: Vec<String> = text.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    each.concat()
}

fn by_hexadecimal_number(text: &str) -> String {
    let each: Vec<String> = text.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect();
    each.concat()
}

#[test]
fn an_id_written_by_references_is_the_same_id() {
    for written in [by_number(ID), by_hexadecimal_number(ID), format!("&#95;{}", &ID[1..])] {
        let second = at_the_end(&plain(), &format!("<x ID=\"{written}\"></x>"));
        assert_eq!(genuinely(second, ID), Err(Untrusted::RepeatedId));
        let own = plain().replacen(ID, &written, 1);
        assert_eq!(genuinely(own, ID), Ok(request()));
        // A wrapped original cannot hide its ID either.
        let original = plain().replacen(ID, &written, 1);
        let signature = signed();
        let wrapped = format!("{}{original}", signature_of(&signature));
        assert_eq!(open(&after_issuer(&evil(ID), &wrapped)), Err(Untrusted::RepeatedId));
    }
}

#[test]
fn a_reference_written_by_references_means_the_same() {
    let canonical = Recipe::right();
    for written in [format!("#{}", by_number(ID)), format!("&#35;{ID}")] {
        let xml =
            canonical.xml().replacen(&format!("URI=\"#{ID}\""), &format!("URI=\"{written}\""), 1);
        assert_eq!(open(&xml), Ok(request()));
    }
    let entity = canonical.xml().replacen(&format!("URI=\"#{ID}\""), "URI=\"#&id;\"", 1);
    assert!(matches!(open(&entity), Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))));
}

/// As it stands in the canonical form of what is signed.
fn canonically(value: &str) -> String {
    let element = canonical(&format!("<x a=\"{value}\"></x>"));
    element["<x a=\"".len()..element.len() - "\"></x>".len()].to_owned()
}

#[test]
fn an_id_that_would_end_a_query_is_no_name() {
    for id in [
        "_' or '1'='1",
        "_&quot;]|//*[&quot;",
        "_&#39;--",
        "_;drop",
        "_&lt;x>",
        "_&#32;",
        "_&#10;x",
        "_&#9;",
        "_$1",
        "_../x",
        "_%00",
        "_\u{202e}x",
    ] {
        let message = plain().replacen(ID, id, 1);
        let refused = genuinely(message, &canonically(id));
        assert_eq!(refused, Err(Malformed::Name("ID", BadName::Character).into()), "{id}");
    }
}
