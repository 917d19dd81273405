use openssl::hash::MessageDigest;

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
