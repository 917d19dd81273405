//! The house keeps the boxes, the citizen keeps the keys (ADR 0002).
//!
//! A stage at rest is ciphertext under a key that only the person's browser holds, in the cookie
//! `__Host-b`. Whoever reads the database learns nothing about a person; and a journey cannot be
//! continued from another browser, since nothing there opens the box.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::md::Md;
use openssl::pkey::Id;
use openssl::pkey_ctx::PkeyCtx;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::{Entropy, NoEntropy, random};
use crate::journey::JourneyId;

/// The encoding of stages that this release writes and reads. There is no released one before it.
const ENCODING: u8 = 2;
const NONCE: usize = 12;
const TAG: usize = 16;

/// 256 random bits that live in the cookie `__Host-b`.
#[derive(Clone)]
pub struct BrowserKey([u8; 32]);

/// A person's stage at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked(Vec<u8>);

/// This browser's key does not open the box: the journey belongs to another browser.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journey belongs to another browser")]
pub struct NotYours;

/// A box could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// No randomness for the nonce.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// The cipher failed.
    #[error("a stage could not be encrypted")]
    Cipher(#[from] openssl::error::ErrorStack),
    /// The stage cannot be written.
    #[error("a stage could not be encoded")]
    Encode(#[from] serde_json::Error),
}

impl BrowserKey {
    /// The name of its cookie.
    pub const COOKIE: &'static str = "__Host-b";

    /// A new key for a browser that has none.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        random(entropy).map(Self)
    }

    /// From the value of the cookie; anything but 32 bytes of base64url is no key.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The value of the cookie.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Locks a stage: encoding, nonce, ciphertext, tag.
    ///
    /// # Errors
    /// [`LockError`]; then nothing is stored.
    pub fn lock<T: Serialize>(
        &self,
        id: &JourneyId,
        stage: &T,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        let plain = serde_json::to_vec(stage)?;
        let nonce: [u8; NONCE] = random(entropy)?;
        let mut tag = [0; TAG];
        let key = self.derive(id, b"stage")?;
        let cipher = Cipher::aes_256_gcm();
        let body = encrypt_aead(cipher, &key, Some(&nonce), id.as_bytes(), &plain, &mut tag)?;
        let mut locked = Vec::with_capacity(1 + NONCE + body.len() + TAG);
        locked.push(ENCODING);
        locked.extend_from_slice(&nonce);
        locked.extend_from_slice(&body);
        locked.extend_from_slice(&tag);
        Ok(Locked(locked))
    }

    /// Opens a stage of the journey `id`.
    ///
    /// # Errors
    /// [`NotYours`] if it was locked by another browser, for another journey, or was altered.
    pub fn unlock<T: DeserializeOwned>(
        &self,
        id: &JourneyId,
        locked: &Locked,
    ) -> Result<T, NotYours> {
        let (&encoding, rest) = locked.0.split_first().ok_or(NotYours)?;
        let (nonce, rest) = rest.split_at_checked(NONCE).ok_or(NotYours)?;
        let at = rest.len().checked_sub(TAG).ok_or(NotYours)?;
        let (body, tag) = rest.split_at_checked(at).ok_or(NotYours)?;
        if encoding != ENCODING {
            return Err(NotYours);
        }
        let key = self.derive(id, b"stage").map_err(|_| NotYours)?;
        let cipher = Cipher::aes_256_gcm();
        let plain = decrypt_aead(cipher, &key, Some(nonce), id.as_bytes(), body, tag)
            .map_err(|_| NotYours)?;
        serde_json::from_slice(&plain).map_err(|_| NotYours)
    }

    /// The secret under which this browser's forms in this journey are guarded.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn form_secret(&self, id: &JourneyId) -> Result<[u8; 32], openssl::error::ErrorStack> {
        self.derive(id, b"form")
    }

    /// HKDF-SHA-256 (RFC 5869): the journey as salt, the purpose as info.
    fn derive(
        &self,
        id: &JourneyId,
        purpose: &[u8],
    ) -> Result<[u8; 32], openssl::error::ErrorStack> {
        let mut key = [0; 32];
        let mut context = PkeyCtx::new_id(Id::HKDF)?;
        context.derive_init()?;
        context.set_hkdf_md(Md::sha256())?;
        context.set_hkdf_key(&self.0)?;
        context.set_hkdf_salt(id.as_bytes())?;
        context.add_hkdf_info(purpose)?;
        context.derive(Some(&mut key))?;
        Ok(key)
    }
}

impl std::fmt::Debug for BrowserKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserKey(…)")
    }
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
