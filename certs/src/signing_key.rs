use std::fmt;
use std::sync::Arc;

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};

use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::public_key::{KeyError, Kind};
use crate::scheme::{Family, SignatureScheme};
use crate::token::{KeyName, Token};

/// A key of ours and the certificate that shows it to others: RSA of 2048 bits or more, P-256 or
/// P-384. It lies in memory, or in a token.
pub struct SigningKey {
    place: Place,
    certificate: Certificate,
    kind: Kind,
}

enum Place {
    Memory(PKey<Private>),
    Token(Arc<Token>, KeyName),
}

impl SigningKey {
    /// Takes a private key (unencrypted PKCS#8, PKCS#1 or SEC 1) and its certificate, both PEM.
    pub fn from_pem(key: &[u8], certificate: &[u8]) -> Result<Self, KeyError> {
        let (key, certificate, kind) = private_key(key, certificate)?;
        refuse_other_curves(kind)?;
        Ok(Self { place: Place::Memory(key), certificate, kind })
    }

    /// Takes a key of a token, by its name, and its certificate as PEM. The token is not asked yet:
    /// whether the two belong together, [`SigningKey::prove`] finds out.
    pub fn in_token(
        token: Arc<Token>,
        name: KeyName,
        certificate: &[u8],
    ) -> Result<Self, KeyError> {
        let certificate = Certificate::from_pem(certificate).map_err(|_| KeyError::Unreadable)?;
        let kind = certificate.public_key()?.kind();
        refuse_other_curves(kind)?;
        Ok(Self { place: Place::Token(token, name), certificate, kind })
    }

    /// The certificate that metadata publishes.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether signing is somebody else's work, and may take as long as that takes.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        matches!(self.place, Place::Token(..))
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
        match (&self.place, self.kind) {
            (Place::Memory(key), kind) => {
                sign_in_memory(key, kind, scheme, data).map_err(|_| KeyError::Signing)
            }
            (Place::Token(token, name), Kind::Ec(field)) => {
                sign_in_token(token, name, scheme, field, data)
            }
            (Place::Token(token, name), Kind::Rsa) => sign_in_token(token, name, scheme, 0, data),
        }
    }
}

fn sign_in_memory(
    key: &PKey<Private>,
    kind: Kind,
    scheme: SignatureScheme,
    data: &[u8],
) -> Result<Vec<u8>, ErrorStack> {
    let mut signer = Signer::new(scheme.digest(), key)?;
    if scheme.family() == Family::Pss {
        signer.set_rsa_padding(Padding::PKCS1_PSS)?;
        signer.set_rsa_mgf1_md(scheme.digest())?;
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
    }
    let signature = signer.sign_oneshot_to_vec(data)?;
    match kind {
        Kind::Rsa => Ok(signature),
        Kind::Ec(coordinate) => raw_from_der(&signature, coordinate),
    }
}

/// The digest is made here, so that a token is sent a few octets. `field` is the length of a coordinate;
/// of a longer digest its first octets are signed (FIPS 186-5 section 6.4.1), as OpenSSL does.
pub(crate) fn sign_in_token(
    token: &Token,
    name: &KeyName,
    scheme: SignatureScheme,
    field: usize,
    data: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let hash = scheme.hash();
    let digest = hash.of(data);
    let signature = match scheme.family() {
        Family::Pkcs1 => {
            token.sign(name, &Mechanism::RsaPkcs, &[digest_info(hash), &digest].concat())?
        }
        Family::Pss => token.sign(name, &Mechanism::RsaPkcsPss(pss(hash)), &digest)?,
        Family::Ecdsa => {
            let digest = digest.get(..field).unwrap_or(&digest);
            token.sign(name, &Mechanism::Ecdsa, digest)?
        }
    };
    Ok(signature)
}

/// RFC 8017 section 9.2, note 1: what stands before a digest that is signed by PKCS#1 v1.5.
fn digest_info(hash: Digest) -> &'static [u8] {
    match hash {
        Digest::Sha256 => {
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
        }
        Digest::Sha384 => {
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
        }
        Digest::Sha512 => {
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
        }
    }
}

fn pss(hash: Digest) -> PkcsPssParams {
    let (hash_alg, mgf, octets) = match hash {
        Digest::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32_u64),
        Digest::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48),
        Digest::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, 64),
    };
    PkcsPssParams { hash_alg, mgf, s_len: octets.into() }
}

fn refuse_other_curves(kind: Kind) -> Result<(), KeyError> {
    match kind {
        Kind::Rsa | Kind::Ec(32 | 48) => Ok(()),
        Kind::Ec(_) => Err(KeyError::SigningCurve),
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
