//! Keys, key rings and X.509: what signs, what verifies, and whose key it is.
//!
//! In reading order:
//!
//! * [`SignatureScheme`]: the algorithms there are. SHA-1, MD5 and HMAC cannot be expressed.
//! * [`Digest`]: the digests there are.
//! * [`Certificate`]: a certificate of another party, its key parsed once, when first needed.
//! * [`PublicKey`]: verifies; RSA of 2048 bits or more, P-256, P-384, P-521.
//! * [`SigningKey`]: one of our keys, with its certificate.
//! * [`KeyRing`]: the folder of our keys: next, active, retiring.

mod certificate;
mod digest;
mod public_key;
mod ring;
mod scheme;
mod signing_key;

pub use certificate::{Certificate, CertificateError};
pub use digest::Digest;
pub use public_key::{EcdsaForm, KeyError, PublicKey};
pub use ring::{KeyRing, KeyRingError};
pub use scheme::SignatureScheme;
pub use signing_key::SigningKey;

#[cfg(test)]
mod tests;
