//! A reference to somewhere else makes the verifier fetch it: request forgery from inside the house,
//! and content that is not the message. For references `SimpleSAMLphp`'s advisory 201809-02 (xmlseclibs);
//! for `KeyInfo` CVE-2021-40690 (Santuario, local files), CVE-2023-36661 (`XMLTooling`) and CVE-2024-21893
//! (Ivanti, exploited). samael 0.0.22 follows `http:` before it looks for keys.

use saml::{Malformed, Untrusted};

use crate::forge::{Recipe, at_the_end, open, request};
use crate::tripwire::Tripwire;

#[test]
fn nothing_is_fetched_for_a_reference() {
    let wire = Tripwire::new();
    for uri in [
        wire.url(),
        format!("{}#{}", wire.url(), crate::forge::ID),
        "file:///etc/hostname".to_owned(),
        "ftp://127.0.0.1/x".to_owned(),
        "message.xml".to_owned(),
        "cid:message".to_owned(),
    ] {
        let odd = Recipe { uri, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Err(Untrusted::Reference));
    }
    wire.assert_silent();
}

#[test]
fn nothing_is_fetched_for_key_info() {
    let wire = Tripwire::new();
    let key_info = format!(
        "<ds:KeyInfo><ds:RetrievalMethod URI=\"{}\"></ds:RetrievalMethod></ds:KeyInfo>",
        wire.url()
    );
    let odd = Recipe { key_info, ..Recipe::right() };
    assert_eq!(open(&odd.xml()), Ok(request()));
    wire.assert_silent();
}

#[test]
fn nothing_is_fetched_for_schemas_and_inclusions() {
    let wire = Tripwire::new();
    let message = at_the_end(
        &crate::forge::signed(),
        &format!(
            "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{}\"></xi:include>",
            wire.url()
        ),
    );
    assert_eq!(open(&message), Err(Untrusted::Digest));
    let doctype = format!("<!DOCTYPE r SYSTEM \"{}\">{}", wire.url(), crate::forge::signed());
    assert_eq!(open(&doctype), Err(Malformed::Declaration.into()));
    wire.assert_silent();
}
