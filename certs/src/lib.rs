//! Keys, key rings and X.509: what signs, what verifies, and whose key it is.
//!
//! In reading order:
//!
//! * [`SignatureScheme`]: the algorithms there are. SHA-1, MD5 and HMAC cannot be expressed.
//! * [`Digest`]: the digests there are.
//! * [`Certificate`]: a certificate of another party, its key parsed once, when first needed.
//! * [`PublicKey`]: verifies; RSA of 2048 bits or more, P-256, P-384, P-521.
//! * [`SigningKey`]: one of our keys, with its certificate, in memory or in a token.
//! * [`ContentCipher`] and [`KeyTransport`]: what encrypts, and how its key is sent. Neither CBC nor
//!   PKCS#1 v1.5 can be expressed.
//! * [`DecryptionKey`]: a key of ours that others encrypt for.
//! * [`Token`]: a PKCS#11 token, where a key signs and does not come out.
//! * [`KeyRing`]: the folder of the keys that this node holds, and [`KeyKind`]: those that are made.
//! * [`holder`]: whose certificate it is that somebody presents, and whether its issuer is believed.
//! * [`revocation`]: whether it still stands.

mod certificate;
mod cipher;
mod decryption_key;
mod der;
mod digest;
mod files;
pub mod holder;
mod making;
mod parts;
mod public_key;
pub mod revocation;
mod ring;
mod scheme;
mod signing_key;
mod token;
mod transport;
mod validity;

pub use certificate::{Certificate, CertificateError};
pub use cipher::ContentCipher;
pub use decryption_key::DecryptionKey;
pub use digest::Digest;
pub use files::FileError;
pub use making::KeyKind;
pub use public_key::{EcdsaForm, KeyError, PublicKey};
pub use ring::{Created, KeyRing, KeyRingError};
pub use scheme::SignatureScheme;
pub use signing_key::SigningKey;
pub use token::{KeyName, Token, TokenError, TokenSettings};
pub use transport::{KeyTransport, OaepHash};

#[cfg(test)]
mod pki;
#[cfg(test)]
mod tests;
