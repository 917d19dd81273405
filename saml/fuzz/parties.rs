//! Who there is when fuzzing: a party whose keys are known, and ourselves. Both are made of the
//! worthless keys in `keys/`, which never change, so that what was signed once stays signed.

use std::sync::{Arc, OnceLock};

use certs::{Certificate, DecryptionKey, SigningKey};
use saml::{Deviation, EntityId, Recipient, TrustedKeys};

/// Its key on P-256, which signs what the entry points sign: ten times faster than RSA.
pub fn ec() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let (key, certificate) = (include_bytes!("keys/ec.key"), include_bytes!("keys/ec.crt"));
        SigningKey::from_pem(key, certificate).unwrap()
    })
}

/// Its RSA key.
pub fn rsa() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let (key, certificate) = (include_bytes!("keys/rsa.key"), include_bytes!("keys/rsa.crt"));
        SigningKey::from_pem(key, certificate).unwrap()
    })
}

/// Both keys, as its metadata has them.
pub fn trusted() -> &'static TrustedKeys {
    static KEYS: OnceLock<TrustedKeys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let signer = EntityId::new("https://sede.ejemplo.test/metadata").unwrap();
        TrustedKeys::new(signer, vec![copy(ec().certificate()), copy(rsa().certificate())]).unwrap()
    })
}

/// The same keys, of a party that is forgiven whatever can be forgiven.
pub fn forgiven() -> &'static TrustedKeys {
    static KEYS: OnceLock<TrustedKeys> = OnceLock::new();
    KEYS.get_or_init(|| trusted().clone().forgiving(&Deviation::ALL))
}

/// Our key that others encrypt for.
pub fn decryption() -> &'static [DecryptionKey] {
    static KEY: OnceLock<DecryptionKey> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let key = include_bytes!("keys/decryption.key");
        DecryptionKey::from_pem(key, include_bytes!("keys/decryption.crt")).unwrap()
    });
    std::slice::from_ref(key)
}

/// Ourselves, as others encrypt for us.
pub fn recipient() -> &'static Recipient {
    static RECIPIENT: OnceLock<Recipient> = OnceLock::new();
    RECIPIENT.get_or_init(|| Recipient::new(copy(decryption()[0].certificate())))
}

fn copy(certificate: &Certificate) -> Arc<Certificate> {
    Arc::new(Certificate::from_der(certificate.der().to_vec()).unwrap())
}
