use std::fmt;
use std::fmt::Write as _;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use openssl::x509::X509;

use crate::public_key::{KeyError, PublicKey};
use crate::validity;

/// Far above any real certificate, and small enough to hold thousands.
const MAX_DER: usize = 64 * 1024;

/// A certificate of another party: a container of a key. Nobody's word is taken for it here;
/// in SAML the metadata it stands in makes it trusted, not its issuer.
///
/// Its key is parsed when first asked for, once: parsing costs several verifications.
pub struct Certificate {
    der: Vec<u8>,
    key: OnceLock<Result<PublicKey, KeyError>>,
}

/// Why octets are no certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CertificateError {
    /// Not base64.
    #[error("the certificate is not base64")]
    Base64,
    /// No PEM block `CERTIFICATE`.
    #[error("the file holds no PEM certificate")]
    Pem,
    /// Not one DER structure and nothing else.
    #[error("the certificate is not DER")]
    Der,
    /// Longer than 64 KiB.
    #[error("the certificate is longer than 64 KiB")]
    TooLarge,
}

impl Certificate {
    /// Takes DER. Checks only that it is one whole structure; the rest when its key is needed.
    pub fn from_der(der: Vec<u8>) -> Result<Self, CertificateError> {
        if der.len() > MAX_DER {
            return Err(CertificateError::TooLarge);
        }
        if !is_one_sequence(&der) {
            return Err(CertificateError::Der);
        }
        Ok(Self { der, key: OnceLock::new() })
    }

    /// Takes base64 as it stands in `ds:X509Certificate`: white space anywhere is skipped.
    pub fn from_base64(text: &str) -> Result<Self, CertificateError> {
        if text.len() > 2 * MAX_DER {
            return Err(CertificateError::TooLarge);
        }
        let compact: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let der = STANDARD.decode(compact).map_err(|_| CertificateError::Base64)?;
        Self::from_der(der)
    }

    /// Takes the first PEM certificate of a file.
    pub fn from_pem(pem: &[u8]) -> Result<Self, CertificateError> {
        let x509 = X509::from_pem(pem).map_err(|_| CertificateError::Pem)?;
        Self::from_der(x509.to_der().map_err(|_| CertificateError::Der)?)
    }

    /// Takes every certificate of a file: one in DER, or PEM.
    pub(crate) fn all_of(file: &[u8]) -> Result<Vec<Self>, CertificateError> {
        if is_one_sequence(file) {
            return Ok(vec![Self::from_der(file.to_vec())?]);
        }
        let all = X509::stack_from_pem(file).map_err(|_| CertificateError::Pem)?;
        if all.is_empty() {
            return Err(CertificateError::Pem);
        }
        all.iter()
            .map(|x509| Self::from_der(x509.to_der().map_err(|_| CertificateError::Der)?))
            .collect()
    }

    /// The certificate as DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate in base64 on one line, as `ds:X509Certificate` holds it.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// The key, if it is one we use.
    pub fn public_key(&self) -> Result<&PublicKey, KeyError> {
        self.key.get_or_init(|| self.parse_key()).as_ref().map_err(Clone::clone)
    }

    /// The beginning of its validity.
    pub fn not_before(&self) -> Result<Timestamp, KeyError> {
        validity::of(&self.der).map(|(before, _)| before).ok_or(KeyError::Unreadable)
    }

    /// The end of its validity.
    pub fn not_after(&self) -> Result<Timestamp, KeyError> {
        validity::of(&self.der).map(|(_, after)| after).ok_or(KeyError::Unreadable)
    }

    /// SHA-256 over the DER, in lower-case hexadecimal without separators.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        openssl::sha::sha256(&self.der).iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    fn parse_key(&self) -> Result<PublicKey, KeyError> {
        let key = self.x509()?.public_key().map_err(|_| KeyError::Unreadable)?;
        PublicKey::new(key)
    }

    fn x509(&self) -> Result<X509, KeyError> {
        X509::from_der(&self.der).map_err(|_| KeyError::Unreadable)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Certificate").field(&self.fingerprint()).finish()
    }
}

/// X.690 8.1: tag SEQUENCE, a definite length, and exactly that many octets.
fn is_one_sequence(der: &[u8]) -> bool {
    let (length, rest) = match der {
        [0x30, length @ 0..=0x7f, rest @ ..] | [0x30, 0x81, length, rest @ ..] => {
            (usize::from(*length), rest)
        }
        [0x30, 0x82, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        _ => return false,
    };
    length > 0 && rest.len() == length
}
