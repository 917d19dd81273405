//! `URI=""` means the whole document and no reference at all means whatever the application likes:
//! neither says which element is signed. Same-document pointers (`xpointer`) are the longer way to say so.

use saml::Untrusted;

use crate::forge::{ID, Recipe, open};

#[test]
fn a_reference_that_is_not_the_messages_own_id_is_refused() {
    for uri in [
        String::new(),
        "#".to_owned(),
        "#_another".to_owned(),
        format!("#{ID}x"),
        format!("#{}", &ID[..10]),
        format!("# {ID}"),
        format!("#{}", ID.to_uppercase()),
        ID.to_owned(),
        "#xpointer(/)".to_owned(),
        format!("#xpointer(id('{ID}'))"),
        format!("#%5F{}", &ID[1..]),
    ] {
        let odd = Recipe { uri, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Untrusted::Reference));
    }
}

#[test]
fn a_reference_without_uri_is_refused() {
    let without = Recipe::right().xml().replacen(&format!(" URI=\"#{ID}\""), "", 1);
    assert_eq!(open(&without), Err(Untrusted::Reference));
}
