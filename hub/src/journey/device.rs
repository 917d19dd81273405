//! Which browser it is, the next time as well: so that a person hears of a login from one that they
//! never used.

use citizens::CitizenId;

use crate::clock::{Entropy, NoEntropy};
use crate::journey::keys::{CookieKey, Underivable};

/// 256 random bits that live in the cookie `__Host-d`, given at a login and kept for a year.
#[derive(Clone)]
pub(crate) struct DeviceKey(CookieKey);

impl DeviceKey {
    /// The name of its cookie.
    pub(crate) const COOKIE: &'static str = "__Host-d";

    /// A new key, for a browser that has none.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        CookieKey::generate(entropy).map(Self)
    }

    /// From the value of the cookie; anything but 32 bytes of base64url is no key.
    pub(crate) fn from_cookie(value: &str) -> Option<Self> {
        CookieKey::from_cookie(value).map(Self)
    }

    /// The value of the cookie.
    pub(crate) fn to_cookie(&self) -> String {
        self.0.to_cookie()
    }

    /// What this browser is called for one person, and for nobody else: nothing tells that two persons
    /// used the same one.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub(crate) fn name_for(&self, citizen: CitizenId) -> Result<[u8; 32], Underivable> {
        self.0.derive(citizen.0.as_bytes(), b"browser")
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}
