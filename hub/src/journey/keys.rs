//! What a cookie's key locks, opens and derives: the same for journeys and for sessions.
//!
//! AES-256-GCM under HKDF-SHA-256 (RFC 5869) of the key, with the row's id as salt and as additional
//! data; so nothing of one row opens in another.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use openssl::cipher::{Cipher, CipherRef};
use openssl::cipher_ctx::CipherCtx;
use openssl::error::ErrorStack;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::clock::{Entropy, NoEntropy, random};

const NONCE: usize = 12;
const TAG: usize = 16;

/// 256 random bits that live in a cookie.
#[derive(Clone)]
pub(super) struct CookieKey([u8; 32]);

impl PartialEq for CookieKey {
    fn eq(&self, other: &Self) -> bool {
        openssl::memcmp::eq(&self.0, &other.0)
    }
}

/// A person's stage or session at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked(Vec<u8>);

/// This key does not open the box: it was locked by another browser, or for another row.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it was locked by another browser")]
pub struct NotYours;

/// A key of this length cannot be derived; those of 32 bytes, which all are, can.
pub use hkdf::InvalidLength as Underivable;

/// A box could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// No randomness for the nonce.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// The key could not be derived.
    #[error(transparent)]
    Derive(#[from] Underivable),
    /// The cipher failed.
    #[error("it could not be encrypted")]
    Cipher(#[from] ErrorStack),
    /// The content cannot be written.
    #[error("it could not be encoded")]
    Encode(#[from] serde_json::Error),
}

impl CookieKey {
    pub(super) fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        random(entropy).map(Self)
    }

    /// Anything but 32 bytes of base64url is no key.
    pub(super) fn from_cookie(value: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    pub(super) fn to_cookie(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Encoding, nonce, ciphertext, tag.
    pub(super) fn lock<T: Serialize>(
        &self,
        (id, purpose, encoding): (&[u8], &[u8], u8),
        content: &T,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        let plain = serde_json::to_vec(content)?;
        let nonce: [u8; NONCE] = random(entropy)?;
        let key = self.derive(id, purpose)?;
        let (body, tag) = sealed(&key, &nonce, id, &plain)?;
        let mut locked = Vec::with_capacity(1 + NONCE + body.len() + TAG);
        locked.push(encoding);
        locked.extend_from_slice(&nonce);
        locked.extend_from_slice(&body);
        locked.extend_from_slice(&tag);
        Ok(Locked(locked))
    }

    pub(super) fn unlock<T: DeserializeOwned>(
        &self,
        (id, purpose, encoding): (&[u8], &[u8], u8),
        locked: &Locked,
    ) -> Result<T, NotYours> {
        let (&written_as, rest) = locked.0.split_first().ok_or(NotYours)?;
        let (nonce, rest) = rest.split_at_checked(NONCE).ok_or(NotYours)?;
        let at = rest.len().checked_sub(TAG).ok_or(NotYours)?;
        let (body, tag) = rest.split_at_checked(at).ok_or(NotYours)?;
        if written_as != encoding {
            return Err(NotYours);
        }
        let key = self.derive(id, purpose).map_err(|_| NotYours)?;
        let plain = opened(&key, nonce, id, body, tag).map_err(|_| NotYours)?;
        serde_json::from_slice(&plain).map_err(|_| NotYours)
    }

    /// HKDF-SHA-256: the row as salt, the purpose as info.
    pub(super) fn derive(&self, salt: &[u8], purpose: &[u8]) -> Result<[u8; 32], Underivable> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(salt), &self.0).expand(purpose, &mut key)?;
        Ok(key)
    }
}

/// AES-256-GCM, asked of OpenSSL once: to look for it costs more than to use it.
fn cipher() -> Result<&'static CipherRef, ErrorStack> {
    static FETCHED: OnceLock<Cipher> = OnceLock::new();
    if let Some(fetched) = FETCHED.get() {
        return Ok(fetched);
    }
    let fetched = Cipher::fetch(None, "AES-256-GCM", None)?;
    Ok(FETCHED.get_or_init(|| fetched))
}

/// Ciphertext and tag.
fn sealed(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    associated: &[u8],
    plain: &[u8],
) -> Result<(Vec<u8>, [u8; TAG]), ErrorStack> {
    let mut context = CipherCtx::new()?;
    context.encrypt_init(Some(cipher()?), Some(key), Some(nonce))?;
    let mut body = Vec::with_capacity(plain.len());
    context.cipher_update(associated, None)?;
    context.cipher_update_vec(plain, &mut body)?;
    context.cipher_final_vec(&mut body)?;
    let mut tag = [0; TAG];
    context.tag(&mut tag)?;
    Ok((body, tag))
}

/// The plain text; an error if the tag is not that of all the rest.
fn opened(
    key: &[u8; 32],
    nonce: &[u8],
    associated: &[u8],
    body: &[u8],
    tag: &[u8],
) -> Result<Vec<u8>, ErrorStack> {
    let mut context = CipherCtx::new()?;
    context.decrypt_init(Some(cipher()?), Some(key), Some(nonce))?;
    context.set_tag(tag)?;
    let mut plain = Vec::with_capacity(body.len());
    context.cipher_update(associated, None)?;
    context.cipher_update_vec(body, &mut plain)?;
    context.cipher_final_vec(&mut plain)?;
    Ok(plain)
}

impl Locked {
    /// From the row.
    #[must_use]
    pub fn from_row(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// For the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
