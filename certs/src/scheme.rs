use openssl::hash::MessageDigest;

use crate::der::{NULL, Reader, SEQUENCE, explicit};
use crate::digest::Digest;

/// How a signature is made. What is not here cannot be asked for: no SHA-1, no MD5, no HMAC, no DSA.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SignatureScheme {
    /// RSA PKCS#1 v1.5 with SHA-256.
    RsaSha256,
    /// RSA PKCS#1 v1.5 with SHA-384.
    RsaSha384,
    /// RSA PKCS#1 v1.5 with SHA-512.
    RsaSha512,
    /// RSASSA-PSS, SHA-256 in both places, salt as long as the digest.
    PssSha256,
    /// RSASSA-PSS, SHA-384 in both places, salt as long as the digest.
    PssSha384,
    /// RSASSA-PSS, SHA-512 in both places, salt as long as the digest.
    PssSha512,
    /// ECDSA with SHA-256.
    EcdsaSha256,
    /// ECDSA with SHA-384.
    EcdsaSha384,
    /// ECDSA with SHA-512.
    EcdsaSha512,
}

/// The family a scheme belongs to; a key serves one of RSA (both paddings) or ECDSA.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Family {
    Pkcs1,
    Pss,
    Ecdsa,
}

impl SignatureScheme {
    pub(crate) fn family(self) -> Family {
        match self {
            Self::RsaSha256 | Self::RsaSha384 | Self::RsaSha512 => Family::Pkcs1,
            Self::PssSha256 | Self::PssSha384 | Self::PssSha512 => Family::Pss,
            Self::EcdsaSha256 | Self::EcdsaSha384 | Self::EcdsaSha512 => Family::Ecdsa,
        }
    }

    pub(crate) fn hash(self) -> Digest {
        match self {
            Self::RsaSha256 | Self::PssSha256 | Self::EcdsaSha256 => Digest::Sha256,
            Self::RsaSha384 | Self::PssSha384 | Self::EcdsaSha384 => Digest::Sha384,
            Self::RsaSha512 | Self::PssSha512 | Self::EcdsaSha512 => Digest::Sha512,
        }
    }

    pub(crate) fn digest(self) -> MessageDigest {
        match self.hash() {
            Digest::Sha256 => MessageDigest::sha256(),
            Digest::Sha384 => MessageDigest::sha384(),
            Digest::Sha512 => MessageDigest::sha512(),
        }
    }
}

/// How X.509 writes a scheme (RFC 4055, RFC 5758).
impl SignatureScheme {
    /// What an `AlgorithmIdentifier` says; `None` for SHA-1, MD5 and every other that is not here.
    pub(crate) fn from_algorithm(algorithm: &[u8]) -> Option<Self> {
        let mut from = Reader::inside(algorithm, SEQUENCE)?;
        let oid = from.oid()?;
        if oid == PSS {
            let parameters = from.enter(SEQUENCE)?;
            from.end()?;
            return pss(parameters);
        }
        // RFC 4055, 5: for RSA these are NULL; missing they are read too. ECDSA has none.
        if from.optional(NULL)?.is_some_and(|null| !null.is_empty()) {
            return None;
        }
        from.end()?;
        Some(match oid.as_str() {
            "1.2.840.113549.1.1.11" => Self::RsaSha256,
            "1.2.840.113549.1.1.12" => Self::RsaSha384,
            "1.2.840.113549.1.1.13" => Self::RsaSha512,
            "1.2.840.10045.4.3.2" => Self::EcdsaSha256,
            "1.2.840.10045.4.3.3" => Self::EcdsaSha384,
            "1.2.840.10045.4.3.4" => Self::EcdsaSha512,
            _ => return None,
        })
    }
}

const PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";

/// RFC 4055, 3.1. What is missing there is SHA-1.
fn pss(mut from: Reader<'_>) -> Option<SignatureScheme> {
    let hash = hash(from.enter(explicit(0))?.enter(SEQUENCE)?)?;
    let mut mask = from.enter(explicit(1))?.enter(SEQUENCE)?;
    let is_mgf1 = mask.oid()? == MGF1;
    let in_mask = self::hash(mask.enter(SEQUENCE)?)?;
    let salt = from.enter(explicit(2))?.natural()?;
    let (scheme, octets) = match hash {
        Digest::Sha256 => (SignatureScheme::PssSha256, 32),
        Digest::Sha384 => (SignatureScheme::PssSha384, 48),
        Digest::Sha512 => (SignatureScheme::PssSha512, 64),
    };
    (is_mgf1 && in_mask == hash && salt == [octets]).then_some(scheme)
}

fn hash(mut from: Reader<'_>) -> Option<Digest> {
    match from.oid()?.as_str() {
        "2.16.840.1.101.3.4.2.1" => Some(Digest::Sha256),
        "2.16.840.1.101.3.4.2.2" => Some(Digest::Sha384),
        "2.16.840.1.101.3.4.2.3" => Some(Digest::Sha512),
        _ => None,
    }
}
