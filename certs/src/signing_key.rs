use std::fmt;

use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;

use crate::certificate::Certificate;
use crate::public_key::{KeyError, Kind};
use crate::scheme::SignatureScheme;

/// Octets of `r` and of `s` on P-256.
const P256_COORDINATE: i32 = 32;

/// A key of ours and the certificate that shows it to others.
pub struct SigningKey {
    key: PKey<Private>,
    certificate: Certificate,
    scheme: SignatureScheme,
}

impl SigningKey {
    /// Takes a private key (unencrypted PKCS#8, PKCS#1 or SEC 1) and its certificate, both PEM.
    pub fn from_pem(key: &[u8], certificate: &[u8]) -> Result<Self, KeyError> {
        let key = PKey::private_key_from_pem_callback(key, |_| Ok(0))
            .map_err(|_| KeyError::Unreadable)?;
        let certificate = Certificate::from_pem(certificate).map_err(|_| KeyError::Unreadable)?;
        let public = certificate.public_key()?;
        let scheme = match public.kind() {
            Kind::Rsa => SignatureScheme::RsaSha256,
            Kind::Ec(32) => SignatureScheme::EcdsaSha256,
            Kind::Ec(_) => return Err(KeyError::SigningCurve),
        };
        if !public.is_half_of(&key) {
            return Err(KeyError::Mismatch);
        }
        Ok(Self { key, certificate, scheme })
    }

    /// The certificate that metadata publishes.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// How it signs: `RsaSha256` or `EcdsaSha256`.
    #[must_use]
    pub fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// Signs. An ECDSA signature comes in XML form, `r ‖ s`.
    pub fn sign(&self, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.try_sign(data).map_err(|_| KeyError::Signing)
    }

    fn try_sign(&self, data: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut signer = Signer::new(MessageDigest::sha256(), &self.key)?;
        let signature = signer.sign_oneshot_to_vec(data)?;
        if self.scheme == SignatureScheme::EcdsaSha256 {
            raw_from_der(&signature)
        } else {
            Ok(signature)
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("certificate", &self.certificate)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// XML-DSig 1.1 section 6.4.3: `r ‖ s`, each padded to the length of the field.
fn raw_from_der(der: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let parsed = EcdsaSig::from_der(der)?;
    let mut raw = parsed.r().to_vec_padded(P256_COORDINATE)?;
    raw.extend(parsed.s().to_vec_padded(P256_COORDINATE)?);
    Ok(raw)
}
