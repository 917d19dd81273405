//! The house keeps the boxes, the citizen keeps the keys (ADR 0002).
//!
//! A stage at rest is ciphertext under a key that only the person's browser holds, in the cookie
//! `__Host-b`. Whoever reads the database learns nothing about a person; and a journey cannot be
//! continued from another browser, since nothing there opens the box.

use openssl::sha::sha256;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::{Entropy, NoEntropy};
use crate::departure::DepartureId;
use crate::journey::JourneyId;
use crate::journey::keys::CookieKey;

pub use crate::journey::keys::{LockError, Locked, NotYours, Underivable};

/// The encoding of stages that this release writes and reads. There is no released one before it.
const ENCODING: u8 = 3;
const STAGE: &[u8] = b"stage";
/// What a departure remembers, and its encoding.
const DEPARTURE: (&[u8], u8) = (b"departure", 1);
/// What pages outside a journey remember, and its encoding.
const OUTSIDE: (&[u8], u8) = (b"outside", 1);

/// 256 random bits that live in the cookie `__Host-b`.
#[derive(Clone)]
pub struct BrowserKey(CookieKey);

impl BrowserKey {
    /// The name of its cookie.
    pub const COOKIE: &'static str = "__Host-b";

    /// A new key for a browser that has none.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        CookieKey::generate(entropy).map(Self)
    }

    /// From the value of the cookie; anything but 32 bytes of base64url is no key.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        CookieKey::from_cookie(value).map(Self)
    }

    /// The value of the cookie.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        self.0.to_cookie()
    }

    /// Locks a stage of the journey `id`.
    ///
    /// # Errors
    /// [`LockError`]; then nothing is stored.
    pub fn lock<T: Serialize>(
        &self,
        id: &JourneyId,
        stage: &T,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        self.0.lock((id.as_bytes(), STAGE, ENCODING), stage, entropy)
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
        self.0.unlock((id.as_bytes(), STAGE, ENCODING), locked)
    }

    /// Locks how far somebody is on the way out.
    ///
    /// # Errors
    /// [`LockError`]; then nothing is stored.
    pub fn lock_departure<T: Serialize>(
        &self,
        id: &DepartureId,
        leaving: &T,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        self.0.lock((id.as_bytes(), DEPARTURE.0, DEPARTURE.1), leaving, entropy)
    }

    /// Opens it again.
    ///
    /// # Errors
    /// [`NotYours`] if it was locked by another browser, for another departure, or was altered.
    pub fn unlock_departure<T: DeserializeOwned>(
        &self,
        id: &DepartureId,
        locked: &Locked,
    ) -> Result<T, NotYours> {
        self.0.unlock((id.as_bytes(), DEPARTURE.0, DEPARTURE.1), locked)
    }

    /// By which its departures are found.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn mark(&self) -> Result<BrowserMark, Underivable> {
        Ok(BrowserMark(sha256(&self.0.derive(b"", b"browser")?)))
    }

    /// The secret under which this browser's forms in this departure are guarded.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn departure_secret(&self, id: &DepartureId) -> Result<[u8; 32], Underivable> {
        self.0.derive(id.as_bytes(), b"departure form")
    }

    /// Locks what a page outside a journey has to remember until it comes back.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn lock_outside<T: Serialize>(
        &self,
        page: &str,
        what: &T,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        self.0.lock((page.as_bytes(), OUTSIDE.0, OUTSIDE.1), what, entropy)
    }

    /// Opens it again.
    ///
    /// # Errors
    /// [`NotYours`] if it was locked by another browser, for another page, or was altered.
    pub fn unlock_outside<T: DeserializeOwned>(
        &self,
        page: &str,
        locked: &Locked,
    ) -> Result<T, NotYours> {
        self.0.unlock((page.as_bytes(), OUTSIDE.0, OUTSIDE.1), locked)
    }

    /// The secret under which this browser's forms of that page are guarded.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn secret_outside(&self, page: &str) -> Result<[u8; 32], Underivable> {
        self.0.derive(page.as_bytes(), b"outside form")
    }

    /// The secret under which this browser's forms in this journey are guarded.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn form_secret(&self, id: &JourneyId) -> Result<[u8; 32], Underivable> {
        self.0.derive(id.as_bytes(), b"form")
    }
}

/// Names a browser in a row: nobody gets from it to the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserMark([u8; 32]);

impl BrowserMark {
    /// As in the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for BrowserKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserKey(…)")
    }
}
