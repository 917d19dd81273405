use std::fmt;

use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};

use crate::certificate::Certificate;
use crate::public_key::{KeyError, Kind};
use crate::scheme::{Family, SignatureScheme};

/// A key of ours and the certificate that shows it to others: RSA of 2048 bits or more, P-256 or
/// P-384.
pub struct SigningKey {
    key: PKey<Private>,
    certificate: Certificate,
    kind: Kind,
}

impl SigningKey {
    /// Takes a private key (unencrypted PKCS#8, PKCS#1 or SEC 1) and its certificate, both PEM.
    pub fn from_pem(key: &[u8], certificate: &[u8]) -> Result<Self, KeyError> {
        let (key, certificate, kind) = private_key(key, certificate)?;
        match kind {
            Kind::Rsa | Kind::Ec(32 | 48) => Ok(Self { key, certificate, kind }),
            Kind::Ec(_) => Err(KeyError::SigningCurve),
        }
    }

    /// The certificate that metadata publishes.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// How it signs unless told otherwise: `RsaSha256`, `EcdsaSha256` or `EcdsaSha384`.
    #[must_use]
    pub fn scheme(&self) -> SignatureScheme {
        match self.kind {
            Kind::Rsa => SignatureScheme::RsaSha256,
            Kind::Ec(48) => SignatureScheme::EcdsaSha384,
            Kind::Ec(_) => SignatureScheme::EcdsaSha256,
        }
    }

    /// Whether it can sign in this way: a key is for RSA or for ECDSA.
    #[must_use]
    pub fn can(&self, scheme: SignatureScheme) -> bool {
        match scheme.family() {
            Family::Pkcs1 | Family::Pss => self.kind == Kind::Rsa,
            Family::Ecdsa => self.kind != Kind::Rsa,
        }
    }

    /// Signs. An ECDSA signature comes in XML form, `r ‖ s`.
    pub fn sign(&self, scheme: SignatureScheme, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        if !self.can(scheme) {
            return Err(KeyError::Scheme);
        }
        self.try_sign(scheme, data).map_err(|_| KeyError::Signing)
    }

    fn try_sign(&self, scheme: SignatureScheme, data: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut signer = Signer::new(scheme.digest(), &self.key)?;
        if scheme.family() == Family::Pss {
            signer.set_rsa_padding(Padding::PKCS1_PSS)?;
            signer.set_rsa_mgf1_md(scheme.digest())?;
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        }
        let signature = signer.sign_oneshot_to_vec(data)?;
        match self.kind {
            Kind::Rsa => Ok(signature),
            Kind::Ec(coordinate) => raw_from_der(&signature, coordinate),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("certificate", &self.certificate)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A private key and the certificate that belongs to it, both PEM.
pub(crate) fn private_key(
    key: &[u8],
    certificate: &[u8],
) -> Result<(PKey<Private>, Certificate, Kind), KeyError> {
    let key =
        PKey::private_key_from_pem_callback(key, |_| Ok(0)).map_err(|_| KeyError::Unreadable)?;
    let certificate = Certificate::from_pem(certificate).map_err(|_| KeyError::Unreadable)?;
    let public = certificate.public_key()?;
    let kind = public.kind();
    if !public.is_half_of(&key) {
        return Err(KeyError::Mismatch);
    }
    Ok((key, certificate, kind))
}

/// XML-DSig 1.1 section 6.4.3: `r ‖ s`, each padded to the length of the field.
fn raw_from_der(der: &[u8], coordinate: usize) -> Result<Vec<u8>, ErrorStack> {
    let parsed = EcdsaSig::from_der(der)?;
    let coordinate = i32::try_from(coordinate).unwrap_or(i32::MAX);
    let mut raw = parsed.r().to_vec_padded(coordinate)?;
    raw.extend(parsed.s().to_vec_padded(coordinate)?);
    Ok(raw)
}
