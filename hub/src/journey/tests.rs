//! Boxes and keys, without a database.

use super::browser::{BrowserKey, Locked, NotYours};
use super::*;
use crate::clock::SystemEntropy;

fn key() -> BrowserKey {
    BrowserKey::generate(&SystemEntropy).unwrap()
}

fn id(byte: u8) -> JourneyId {
    JourneyId::from_bits([byte; 16])
}

#[test]
fn what_a_browser_locks_it_opens_again() {
    let key = key();
    let locked = key.lock(&id(1), &"stage", &SystemEntropy).unwrap();
    assert_eq!(key.unlock::<String>(&id(1), &locked).unwrap(), "stage");
    let cookie = key.to_cookie();
    let returned = BrowserKey::from_cookie(&cookie).unwrap();
    assert_eq!(returned.unlock::<String>(&id(1), &locked).unwrap(), "stage");
}

/// RFC 5869, by OpenSSL: what was locked before the library changed opens afterwards.
#[test]
fn keys_are_derived_by_hkdf_as_openssl_does_it() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use openssl::{md::Md, pkey::Id, pkey_ctx::PkeyCtx};
    let key = key();
    let mut oracle = PkeyCtx::new_id(Id::HKDF).unwrap();
    oracle.derive_init().unwrap();
    oracle.set_hkdf_md(Md::sha256()).unwrap();
    oracle.set_hkdf_key(&URL_SAFE_NO_PAD.decode(key.to_cookie()).unwrap()).unwrap();
    oracle.set_hkdf_salt(id(1).as_bytes()).unwrap();
    oracle.add_hkdf_info(b"form").unwrap();
    let mut derived = [0; 32];
    oracle.derive(Some(&mut derived)).unwrap();
    assert_eq!(key.form_secret(&id(1)).unwrap(), derived);
}

#[test]
fn the_same_stage_is_never_locked_alike() {
    let key = key();
    let lock = || key.lock(&id(1), &"stage", &SystemEntropy).unwrap();
    assert_ne!(lock(), lock());
}

#[test]
fn another_browser_or_another_journey_opens_nothing() {
    let key = key();
    let locked = key.lock(&id(1), &"stage", &SystemEntropy).unwrap();
    let other = BrowserKey::generate(&SystemEntropy).unwrap();
    assert_eq!(other.unlock::<String>(&id(1), &locked), Err(NotYours));
    assert_eq!(key.unlock::<String>(&id(2), &locked), Err(NotYours));
}

#[test]
fn a_box_that_was_altered_anywhere_opens_nothing() {
    let key = key();
    let locked = key.lock(&id(1), &"stage", &SystemEntropy).unwrap();
    for at in 0..locked.as_bytes().len() {
        let mut altered = locked.as_bytes().to_vec();
        altered[at] ^= 1;
        let altered = Locked::from_row(altered);
        assert_eq!(key.unlock::<String>(&id(1), &altered), Err(NotYours), "octet {at}");
    }
    for length in 0..locked.as_bytes().len() {
        let cut = Locked::from_row(locked.as_bytes()[..length].to_vec());
        assert_eq!(key.unlock::<String>(&id(1), &cut), Err(NotYours), "{length} octets");
    }
}

#[test]
fn a_cookie_that_is_no_key_is_none() {
    for value in ["", "AAAA", &"A".repeat(44), &"!".repeat(43), &"A".repeat(4096)] {
        assert!(BrowserKey::from_cookie(value).is_none(), "{value:.10}");
    }
    assert!(BrowserKey::from_cookie(&"A".repeat(43)).is_some());
}

#[test]
fn the_secret_of_the_forms_is_not_the_key_of_the_stage() {
    let key = key();
    let one = key.form_secret(&id(1)).unwrap();
    assert_ne!(one, key.form_secret(&id(2)).unwrap());
    assert!(!key.to_cookie().as_bytes().windows(8).any(|part| part == &one[..8]));
}

#[test]
fn nothing_of_a_key_is_printed() {
    assert_eq!(format!("{:?}", key()), "BrowserKey(…)");
}

#[test]
fn an_address_names_a_journey_in_one_way_only() {
    let text = "0123456789abcdef0123456789abcdef";
    assert_eq!(JourneyId::from_path(text).unwrap().to_string(), text);
    for other in [
        "",
        "0123456789ABCDEF0123456789ABCDEF",
        "+123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdeg",
        "０１23456789abcdef0123456789ab",
    ] {
        assert_eq!(JourneyId::from_path(other), None, "{other}");
    }
}

/// As the release before wrote it, when no request could ask for a name in a namespace.
#[test]
fn a_request_that_was_stored_before_there_were_namespaces_is_still_read() {
    let row = r#"{"agency":"https://sede.example.test","request_id":"_r","issued":"2026-03-02T09:15:00Z","consumer":"https://sede.example.test/acs","relay_state":null,"unsupported_binding":false,"name_id_format":null,"about_somebody":false,"attributes":[],"echo":null,"providers":[],"requested":null,"is_passive":false}"#;
    let facts: accept::RequestFacts = serde_json::from_str(row).unwrap();
    assert_eq!(facts.namespace, accept::Namespace::Agency);
}
