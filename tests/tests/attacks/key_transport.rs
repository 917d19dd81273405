//! The content's key sent with RSA and the padding of PKCS#1 1.5: whoever says whether the padding was
//! right decrypts for the attacker. Bleichenbacher (1998); on XML encryption Jager, Schinzel and
//! Somorovsky (2012). OAEP with a label, and other ways to send a key, are refused in the same place:
//! by name, before the private key is used.

use openssl::rsa::Padding;
use saml::Untrusted;
use saml::algorithms::{OAEP, OAEP_MGF1P};

use crate::answers::{hub, plain_assertion};
use crate::forge::DS;
use crate::sealing::{CONTENT_KEY, Sealed, answered_without_key, key_by, method, wrapped};

fn with(method: &str) -> Untrusted {
    let keys = key_by(method, &wrapped(hub().certificate()));
    answered_without_key(&Sealed { keys, ..Sealed::of(&plain_assertion()) }).unwrap_err()
}

fn digest(uri: &str) -> String {
    format!("<ds:DigestMethod xmlns:ds=\"{DS}\" Algorithm=\"{uri}\"></ds:DigestMethod>")
}

fn mask(uri: &str) -> String {
    format!(
        "<xenc11:MGF xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"{uri}\"></xenc11:MGF>"
    )
}

/// Wrapped that way, as the standard wants it.
#[test]
fn a_key_in_pkcs1_padding_is_refused_by_name_before_any_key_is_used() {
    let certificate = openssl::x509::X509::from_der(hub().certificate().der()).unwrap();
    let public = certificate.public_key().unwrap().rsa().unwrap();
    let mut octets = vec![0; public.size() as usize];
    public.public_encrypt(&CONTENT_KEY, &mut octets, Padding::PKCS1).unwrap();
    let rsa_1_5 = method("http://www.w3.org/2001/04/xmlenc#rsa-1_5", "");
    let odd = Sealed { keys: key_by(&rsa_1_5, &octets), ..Sealed::of(&plain_assertion()) };
    let refused = Untrusted::KeyTransport("RSA with PKCS#1 1.5 padding");
    assert_eq!(answered_without_key(&odd), Err(refused));
}

#[test]
fn any_other_way_to_send_a_key_is_refused() {
    for (uri, name) in [
        ("http://www.w3.org/2009/xmlenc11#ECDH-ES", "ECDH-ES"),
        ("http://www.w3.org/2001/04/xmlenc#kw-aes256", "AES-256 key wrap"),
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "AES-256 in GCM mode"),
        ("urn:stranger", "(of an unknown name)"),
        ("", "(of an unknown name)"),
    ] {
        assert_eq!(with(&method(uri, "")), Untrusted::KeyTransport(name), "{uri}");
    }
    let unnamed = "<xenc:EncryptionMethod></xenc:EncryptionMethod>";
    assert_eq!(with(unnamed), Untrusted::KeyTransport("(none is named)"));
    assert_eq!(with(""), Untrusted::EncryptionStructure);
}

/// What is not on the list beside one that is does not spoil it; what is refused is refused first.
#[test]
fn one_key_sent_badly_is_one_too_many() {
    let good = crate::sealing::encrypted_key(&wrapped(hub().certificate()));
    let bad = key_by(&method("http://www.w3.org/2001/04/xmlenc#rsa-1_5", ""), &[0; 256]);
    for keys in [format!("{good}{bad}"), format!("{bad}{good}")] {
        let odd = Sealed { keys, ..Sealed::of(&plain_assertion()) };
        let refused = Untrusted::KeyTransport("RSA with PKCS#1 1.5 padding");
        assert_eq!(answered_without_key(&odd), Err(refused));
    }
}

#[test]
fn oaep_with_a_label_is_refused() {
    for label in ["", "AAAA"] {
        let label = format!("<xenc:OAEPparams>{label}</xenc:OAEPparams>");
        let refused = Untrusted::AlgorithmParameters("RSA-OAEP with MGF1 over SHA-1");
        assert_eq!(with(&method(OAEP_MGF1P, &label)), refused);
        assert_eq!(with(&method(OAEP, &label)), Untrusted::AlgorithmParameters("RSA-OAEP"));
    }
}

#[test]
fn oaep_over_an_unknown_hash_is_refused() {
    let refused = Untrusted::KeyTransport("RSA-OAEP with MGF1 over SHA-1");
    for uri in ["http://www.w3.org/2001/04/xmldsig-more#md5", "urn:x", ""] {
        assert_eq!(with(&method(OAEP_MGF1P, &digest(uri))), refused, "{uri}");
        assert_eq!(with(&method(OAEP, &mask(uri))), Untrusted::KeyTransport("RSA-OAEP"), "{uri}");
    }
    // The older name says which mask there is.
    let sha256 = mask("http://www.w3.org/2009/xmlenc11#mgf1sha256");
    assert_eq!(with(&method(OAEP_MGF1P, &sha256)), refused);
    let twice = digest("http://www.w3.org/2000/09/xmldsig#sha1").repeat(2);
    let repeated = saml::Malformed::Repeated("DigestMethod");
    assert_eq!(with(&method(OAEP_MGF1P, &twice)), repeated.into());
}
