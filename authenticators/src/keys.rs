//! Names and codes that tell nothing without the house's key.

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;

use crate::contract::Fault;
use crate::hashing::Pepper;

/// 256 bits that name something without telling it.
pub type Name = [u8; 32];

/// What the house names people, documents and addresses with where they are only counted. From the
/// pepper, so that all nodes have the same and a stolen database has none. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Keys(Pepper);

impl Keys {
    /// By this pepper.
    #[must_use]
    pub fn new(pepper: Pepper) -> Self {
        Self(pepper)
    }

    /// The pepper itself, for who hashes passwords.
    #[must_use]
    pub fn pepper(&self) -> &Pepper {
        &self.0
    }

    /// A key for one purpose.
    ///
    /// # Errors
    /// When OpenSSL refuses.
    pub fn key(&self, purpose: &str) -> Result<Name, Fault> {
        self.0.derive(purpose).map_err(Fault::failed)
    }

    /// HMAC-SHA-256 of these parts under the key of this purpose. The length of each part stands before
    /// it, so that no two lists of parts have one name.
    ///
    /// # Errors
    /// When OpenSSL refuses.
    pub fn name(&self, purpose: &str, parts: &[&[u8]]) -> Result<Name, Fault> {
        self.code(purpose, parts).map_err(Fault::failed)
    }

    fn code(&self, purpose: &str, parts: &[&[u8]]) -> Result<Name, ErrorStack> {
        let key = PKey::hmac(&self.0.derive(purpose)?)?;
        let mut hmac = Signer::new(MessageDigest::sha256(), &key)?;
        for part in parts {
            hmac.update(&(part.len() as u64).to_be_bytes())?;
            hmac.update(part)?;
        }
        let mut code = [0; 32];
        hmac.sign(&mut code)?;
        Ok(code)
    }
}
