//! Keys of these tests, made once per process.

use std::sync::{Arc, OnceLock};

use certs::{Certificate, ContentCipher, DecryptionKey, KeyTransport, OaepHash, SigningKey};
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;

use crate::{EntityId, Recipient, TrustedKeys};

pub(crate) const AGENCY: &str = "https://sede.ejemplo.test/metadata";

pub(crate) fn rsa() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| certified(&PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()))
}

pub(crate) fn p256() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        certified(&PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    })
}

/// Both keys, as metadata has them: parsed once.
pub(crate) fn trusted() -> &'static TrustedKeys {
    static KEYS: OnceLock<TrustedKeys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let copy = |key: &SigningKey| {
            Arc::new(Certificate::from_der(key.certificate().der().to_vec()).unwrap())
        };
        let signer = EntityId::new(AGENCY).unwrap();
        TrustedKeys::new(signer, vec![copy(p256()), copy(rsa())]).unwrap()
    })
}

/// A key that others encrypt for.
pub(crate) fn decryption() -> &'static [DecryptionKey] {
    static KEY: OnceLock<DecryptionKey> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let (key, certificate) = pem(&PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap());
        DecryptionKey::from_pem(&key, &certificate).unwrap()
    });
    std::slice::from_ref(key)
}

/// The same key as others see it, with the older and the newer algorithms.
pub(crate) fn recipient(short: bool, new: bool) -> Recipient {
    let der = decryption()[0].certificate().der().to_vec();
    let mut recipient = Recipient::new(Arc::new(Certificate::from_der(der).unwrap()));
    if short {
        recipient.cipher = ContentCipher::Aes128Gcm;
    }
    if new {
        recipient.transport = KeyTransport { hash: OaepHash::Sha256, mask: OaepHash::Sha256 };
    }
    recipient
}

fn certified(key: &PKey<Private>) -> SigningKey {
    let (key, certificate) = pem(key);
    SigningKey::from_pem(&key, &certificate).unwrap()
}

fn pem(key: &PKey<Private>) -> (Vec<u8>, Vec<u8>) {
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    (key.private_key_to_pem_pkcs8().unwrap(), builder.build().to_pem().unwrap())
}
