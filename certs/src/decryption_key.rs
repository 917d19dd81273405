use std::fmt;

use openssl::pkey::{PKey, Private};

use crate::certificate::Certificate;
use crate::public_key::{KeyError, Kind};
use crate::signing_key::private_key;
use crate::transport::KeyTransport;

/// A key of ours that others encrypt for, and the certificate that shows it to them. RSA alone.
pub struct DecryptionKey {
    key: PKey<Private>,
    certificate: Certificate,
}

impl DecryptionKey {
    /// Takes a private key (unencrypted PKCS#8 or PKCS#1) and its certificate, both PEM.
    pub fn from_pem(key: &[u8], certificate: &[u8]) -> Result<Self, KeyError> {
        let (key, certificate, kind) = private_key(key, certificate)?;
        match kind {
            Kind::Rsa => Ok(Self { key, certificate }),
            Kind::Ec(_) => Err(KeyError::Encryption),
        }
    }

    /// The certificate that metadata publishes.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The content key inside, or nothing: wrapped for another key, in another way, or changed. Who
    /// sent it learns no more than that, and in OpenSSL's constant time.
    #[must_use]
    pub fn unwrap_key(&self, transport: KeyTransport, wrapped: &[u8]) -> Option<Vec<u8>> {
        transport.unwrap(&self.key, wrapped).ok()
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptionKey")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}
