//! What is encrypted in another shape than the one that is read: more keys than anybody needs (each
//! costs a private operation, so a hundred of them are an attack on the machine), no key, two texts of
//! which one is read, and a text that says to be content instead of an element.

use saml::{Malformed, Untrusted};

use crate::answers::{answered, hub, plain_assertion, provider, response};
use crate::sealing::{
    ELEMENT, Sealed, answered_without_key, cipher_value, ciphertext, encrypted_key, wrapped,
};

fn own_key() -> String {
    encrypted_key(&wrapped(hub().certificate()))
}

fn foreign_key() -> String {
    let der = provider().certificate.to_der().unwrap();
    encrypted_key(&wrapped(&certs::Certificate::from_der(der).unwrap()))
}

fn sealed() -> Sealed {
    Sealed::of(&plain_assertion())
}

#[test]
fn a_fifth_key_is_one_too_many() {
    let four = Sealed { keys: foreign_key().repeat(3) + &own_key(), ..sealed() };
    assert_eq!(answered(&four.xml()), Ok(response()));
    for (inside, beside) in [(5, 0), (4, 1), (0, 5), (100, 0)] {
        let odd =
            Sealed { keys: own_key().repeat(inside), beside: own_key().repeat(beside), ..sealed() };
        assert_eq!(answered_without_key(&odd), Err(Untrusted::EncryptionStructure));
    }
}

#[test]
fn without_a_key_there_is_nothing_to_open() {
    let none = Sealed { keys: String::new(), ..sealed() };
    assert_eq!(answered_without_key(&none), Err(Untrusted::EncryptionStructure));
    let name = "<ds:KeyName>the usual one</ds:KeyName>".to_owned();
    let named = Sealed { keys: name, ..sealed() };
    assert_eq!(answered_without_key(&named), Err(Untrusted::EncryptionStructure));
}

#[test]
fn only_an_element_is_taken() {
    for kind in [
        "http://www.w3.org/2001/04/xmlenc#Content",
        "http://www.w3.org/2001/04/xmlenc#EncryptedKey",
        "http://www.isi.edu/in-notes/iana/assignments/media-types/text/xml",
        "",
    ] {
        let odd = Sealed { kind: kind.to_owned(), ..sealed() };
        assert_eq!(answered_without_key(&odd), Err(Untrusted::EncryptionStructure), "{kind}");
    }
    let untold = sealed().xml().replacen(&format!(" Type=\"{ELEMENT}\""), "", 1);
    assert_eq!(answered(&untold), Ok(response()));
}

#[test]
fn a_second_text_is_refused_wherever_it_stands() {
    let data = cipher_value(&ciphertext(&plain_assertion()));
    let twice = Sealed { data: data.repeat(2), ..sealed() };
    assert_eq!(answered_without_key(&twice), Err(Malformed::Repeated("CipherData").into()));
    let value = data.replace("<xenc:CipherData>", "").replace("</xenc:CipherData>", "");
    let two_values = format!("<xenc:CipherData>{}</xenc:CipherData>", value.repeat(2));
    let odd = Sealed { data: two_values, ..sealed() };
    assert_eq!(answered_without_key(&odd), Err(Untrusted::EncryptionStructure));
    let none = Sealed { data: String::new(), ..sealed() };
    assert_eq!(answered_without_key(&none), Err(Untrusted::EncryptionStructure));
    let empty = Sealed { data: "<xenc:CipherData></xenc:CipherData>".to_owned(), ..sealed() };
    assert_eq!(answered_without_key(&empty), Err(Untrusted::EncryptionStructure));
}

#[test]
fn what_else_stands_in_the_wrapper_is_refused() {
    let xml = sealed().xml();
    let start = xml.find("<xenc:EncryptedData").unwrap();
    let end = xml.find("</saml2:EncryptedAssertion>").unwrap();
    let data = &xml[start..end];
    for (before, after) in [
        (own_key(), String::new()),
        ("<x></x>".to_owned(), String::new()),
        (String::new(), data.to_owned()),
        (String::new(), "<x></x>".to_owned()),
        (String::new(), plain_assertion()),
        (plain_assertion(), String::new()),
    ] {
        let odd = format!("{}{before}{data}{after}{}", &xml[..start], &xml[end..]);
        assert_eq!(answered(&odd), Err(Untrusted::EncryptionStructure));
    }
    let empty = format!("{}{}", &xml[..start], &xml[end..]);
    assert_eq!(answered(&empty), Err(Untrusted::EncryptionStructure));
    let bare = format!("{}{}{}", &xml[..start], plain_assertion(), &xml[end..]);
    assert_eq!(answered(&bare), Err(Untrusted::EncryptionStructure));
}
