//! The ciphertext, or its key, said to be somewhere else: `CipherReference` and `RetrievalMethod` make
//! the receiver fetch and transform what a stranger names. CVE-2021-40690 (Santuario, a `RetrievalMethod`
//! with `XPath` reads local files), CVE-2023-36661 (`XMLTooling`), CVE-2024-21893 (Ivanti, exploited);
//! the Shibboleth identity provider's advisory of December 2022 (XSLT in encrypted parts).

use saml::Untrusted;

use crate::answers::{answered, hub, plain_assertion, response};
use crate::forge::DS;
use crate::sealing::{Sealed, answered_without_key, encrypted_key, method, wrapped};
use crate::tripwire::Tripwire;

fn retrieval(uri: &str, inside: &str) -> String {
    format!(
        "<ds:RetrievalMethod xmlns:ds=\"{DS}\" Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\" URI=\"{uri}\">{inside}</ds:RetrievalMethod>"
    )
}

const XPATH: &str = "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>//*</ds:XPath></ds:Transform></ds:Transforms>";

#[test]
fn nothing_is_fetched_for_a_ciphertext() {
    let wire = Tripwire::new();
    for uri in [wire.url(), "file:///etc/passwd".to_owned(), String::new(), "#_x".to_owned()] {
        let transforms = format!(
            "<xenc:Transforms>{}</xenc:Transforms>",
            crate::forge::algorithm("Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116")
                .replace("<ds:Transform ", &format!("<ds:Transform xmlns:ds=\"{DS}\" "))
        );
        for inside in ["", &transforms] {
            let reference = format!(
                "<xenc:CipherData><xenc:CipherReference URI=\"{uri}\">{inside}</xenc:CipherReference></xenc:CipherData>"
            );
            let content = Sealed { data: reference.clone(), ..Sealed::of("") };
            assert_eq!(answered_without_key(&content), Err(Untrusted::CipherReference));
            let oaep = method(saml::algorithms::OAEP_MGF1P, "");
            let key = encrypted_key(b"").replace(&crate::sealing::cipher_value(b""), &reference);
            assert!(key.contains(&oaep));
            let key = Sealed { keys: key, ..Sealed::of(&plain_assertion()) };
            assert_eq!(answered_without_key(&key), Err(Untrusted::CipherReference));
        }
    }
    wire.assert_silent();
}

#[test]
fn a_key_that_is_only_referred_to_is_none() {
    let wire = Tripwire::new();
    for uri in [wire.url(), format!("{}#key", wire.url()), "#_key".to_owned()] {
        for inside in ["", XPATH] {
            let odd = Sealed { keys: retrieval(&uri, inside), ..Sealed::of(&plain_assertion()) };
            assert_eq!(answered_without_key(&odd), Err(Untrusted::EncryptionStructure));
        }
    }
    wire.assert_silent();
}

/// Genuine senders put the key beside the data and refer to it: the key is found by where it is.
#[test]
fn a_reference_beside_a_key_is_not_followed() {
    let wire = Tripwire::new();
    let key = encrypted_key(&wrapped(hub().certificate()));
    let own = Sealed::of(&plain_assertion());
    let beside = Sealed { keys: retrieval("#_key", ""), beside: key.clone(), ..own };
    assert_eq!(answered(&beside.xml()), Ok(response()));
    let elsewhere = format!("{}{key}", retrieval(&wire.url(), XPATH));
    let odd = Sealed { keys: elsewhere, ..Sealed::of(&plain_assertion()) };
    assert_eq!(answered(&odd.xml()), Ok(response()));
    wire.assert_silent();
}

/// CVE-2026-2092 and relatives look for keys and data anywhere; here they have their places.
#[test]
fn a_key_or_data_elsewhere_is_not_found() {
    let key = encrypted_key(&wrapped(hub().certificate()));
    for keys in [
        format!("<x>{key}</x>"),
        format!("<ds:KeyInfo xmlns:ds=\"{DS}\">{key}</ds:KeyInfo>"),
        format!("<ds:Object xmlns:ds=\"{DS}\">{key}</ds:Object>"),
    ] {
        let odd = Sealed { keys, ..Sealed::of(&plain_assertion()) };
        assert_eq!(answered_without_key(&odd), Err(Untrusted::EncryptionStructure));
    }
}
