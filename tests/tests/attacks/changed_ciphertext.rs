//! A ciphertext that was changed, a key for somebody else, a tag cut short: GCM with a tag of one octet
//! is guessed in 256 tries, CVE-2026-32313 (xmlseclibs) and CVE-2026-32600 (`SimpleSAMLphp`). Whoever
//! sends it learns from the refusal what went wrong in no case, because there is one refusal.

use certs::{Certificate, ContentCipher};
use openssl::symm::{Cipher, encrypt_aead};
use saml::Untrusted;

use crate::answers::{answered, hub, plain_assertion, provider, response};
use crate::sealing::{
    CONTENT_KEY, Sealed, cipher_value, ciphertext, encrypted_key, wrapped, wrapped_by,
};

fn with_data(octets: &[u8]) -> Result<saml::Response, Untrusted> {
    let odd = Sealed { data: cipher_value(octets), ..Sealed::of("") };
    answered(&odd.xml())
}

fn with_key(octets: &[u8]) -> Result<saml::Response, Untrusted> {
    let keys = encrypted_key(octets);
    answered(&Sealed { keys, ..Sealed::of(&plain_assertion()) }.xml())
}

#[test]
fn a_tag_that_is_cut_at_any_length_is_refused() {
    let whole = ciphertext(&plain_assertion());
    assert_eq!(with_data(&whole), Ok(response()));
    for cut in 1..=16 {
        assert_eq!(with_data(&whole[..whole.len() - cut]), Err(Untrusted::Decryption), "{cut}");
    }
}

/// Sealed with a short tag from the start, by somebody who has the key.
#[test]
fn a_tag_that_was_made_short_is_refused() {
    for octets in [4, 8, 12, 15] {
        let mut tag = vec![0; octets];
        let plain = plain_assertion();
        let sealed = encrypt_aead(
            Cipher::aes_256_gcm(),
            &CONTENT_KEY,
            Some(&[1; 12]),
            &[],
            plain.as_bytes(),
            &mut tag,
        )
        .unwrap();
        let whole = [&[1; 12], sealed.as_slice(), &tag].concat();
        assert_eq!(with_data(&whole), Err(Untrusted::Decryption), "{octets}");
    }
}

#[test]
fn a_ciphertext_too_short_for_nonce_and_tag_is_refused() {
    let whole = ciphertext(&plain_assertion());
    for octets in [0, 1, 11, 12, 13, 27, 28] {
        assert_eq!(with_data(&whole[..octets]), Err(Untrusted::Decryption), "{octets}");
    }
    let nothing = ContentCipher::Aes256Gcm.seal(&CONTENT_KEY, [1; 12], b"").unwrap();
    assert_eq!(nothing.len(), 28);
    assert_eq!(with_data(&nothing), Err(saml::Malformed::NotWellFormed.into()));
}

#[test]
fn no_flipped_bit_of_nonce_text_or_tag_opens() {
    let whole = ciphertext(&plain_assertion());
    let places = [0, 11, 12, whole.len() / 2, whole.len() - 17, whole.len() - 16, whole.len() - 1];
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert_eq!(with_data(&changed), Err(Untrusted::Decryption), "{place}");
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(with_data(&longer), Err(Untrusted::Decryption));
}

/// The wrong key, a changed key, a key of another length and a changed text: the same refusal.
#[test]
fn a_key_that_does_not_fit_is_told_as_a_changed_text_is() {
    let der = provider().certificate.to_der().unwrap();
    let somebody_else = Certificate::from_der(der).unwrap();
    let own = wrapped(hub().certificate());
    assert_eq!(with_key(&own), Ok(response()));
    let transport = saml::Recipient::TRANSPORT;
    let mut changed = own.clone();
    changed[100] ^= 1;
    for odd in [
        wrapped(&somebody_else),
        changed,
        wrapped_by(hub().certificate(), transport, &[8; 32]),
        wrapped_by(hub().certificate(), transport, &[7; 16]),
        wrapped_by(hub().certificate(), transport, b""),
        own[..255].to_vec(),
        [own.as_slice(), &[0]].concat(),
        [&[0], own.as_slice()].concat(),
        vec![0; 256],
        vec![0xff; 256],
        Vec::new(),
    ] {
        assert_eq!(with_key(&odd), Err(Untrusted::Decryption), "{} octets", odd.len());
    }
}

#[test]
fn what_is_no_base64_is_refused_before_any_key_is_used() {
    for broken in ["*", "A", "AAA=AAAA", "AAAA====", "A-_A"] {
        let data =
            cipher_value(b"").replace("<xenc:CipherValue>", &format!("<xenc:CipherValue>{broken}"));
        let odd = Sealed { data, ..Sealed::of("") };
        let refused = crate::sealing::answered_without_key(&odd);
        assert_eq!(refused, Err(saml::Malformed::Base64.into()), "{broken}");
    }
    let element = cipher_value(b"").replace("<xenc:CipherValue>", "<xenc:CipherValue><x></x>");
    let odd = Sealed { data: element, ..Sealed::of("") };
    let refused = crate::sealing::answered_without_key(&odd);
    assert_eq!(refused, Err(saml::Malformed::NotText("CipherValue").into()));
}
