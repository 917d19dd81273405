//! Single sign-on: what a browser proved before, and under which key it lies (SPEC 3.9, DESIGN §4).
//!
//! A session is a row whose content only the cookie `__Host-s` opens. The cookie is a fresh one at each
//! login, so that nobody can plant a session and wait for somebody to log in under it.

use authenticators::Proof;
use jiff::{SignedDuration, Timestamp};
use openssl::sha::sha256;
use saml::{EntityId, MessageId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::{Entropy, NoEntropy};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::keys::{CookieKey, LockError, Locked, NotYours, Underivable};
use crate::store::sessions::SessionRow;

/// A session ends so long after its last use (DESIGN §11).
pub const IDLE: SignedDuration = SignedDuration::from_mins(60);
/// And so long after the login.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// An agency that comes back sooner than this after it was answered is likely to come back for ever.
pub const BOUNCE: SignedDuration = SignedDuration::from_secs(5);
/// Agencies that a session remembers, the last ones.
pub const AGENCIES: usize = 100;

const ENCODING: u8 = 1;
const CONTENT: &[u8] = b"session";

/// 256 random bits that live in the cookie `__Host-s`.
#[derive(Clone, PartialEq)]
pub struct SessionKey(CookieKey);

/// Names a session's row: nobody gets from it to the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionId([u8; 32]);

/// What a session holds under its key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Content {
    /// What was proved, when and by whom.
    #[serde(deserialize_with = "Proof::restored_from_row")]
    pub(crate) proof: Proof,
    /// That of the session in whose place it came, of the same person; nothing: its own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<SessionSecret>,
}

/// From what the names of a session at its agencies are made. It outlives the key: who proves more, or enters
/// anew, goes on under the names by which agencies can end what they opened.
#[derive(Clone, PartialEq)]
pub(crate) struct SessionSecret(CookieKey);

/// A session that may still be used, as far as time goes.
#[derive(Debug)]
pub(crate) struct Session {
    /// Its key, which the browser brought.
    pub(crate) key: SessionKey,
    /// What was proved.
    pub(crate) proof: Proof,
    /// When an answer was last fixed in it.
    pub(crate) used_at: Timestamp,
    /// The agencies that were answered in it, the last one last.
    pub(crate) agencies: Vec<String>,
    /// Those of them that call the person by the name that they always get.
    pub(crate) lasting: Vec<String>,
    /// From what the person is called by the others.
    pub(crate) secret: SessionSecret,
}

impl Session {
    /// Whether this agency has been answered in it.
    pub(crate) fn knows(&self, agency: &EntityId) -> bool {
        self.agencies.iter().any(|one| one == agency.as_str())
    }

    /// The agencies, this one last.
    pub(crate) fn with(self, agency: &str) -> Vec<String> {
        let mut agencies = self.agencies;
        agencies.retain(|one| one != agency);
        agencies.drain(..agencies.len().saturating_sub(AGENCIES - 1));
        agencies.push(agency.to_owned());
        agencies
    }

    /// Whether it was this agency that was answered last, and only just now.
    pub(crate) fn bounces(&self, agency: &EntityId, now: Timestamp) -> bool {
        let is_last = self.agencies.last().is_some_and(|last| last == agency.as_str());
        is_last && now.duration_since(self.used_at) < BOUNCE
    }
}

impl SessionKey {
    /// The name of its cookie.
    pub const COOKIE: &'static str = "__Host-s";

    /// A new key, for a login.
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

    /// The row that is opened by it.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub fn id(&self) -> Result<SessionId, Underivable> {
        Ok(SessionId(sha256(&self.0.derive(b"", b"id")?)))
    }

    /// From what names are made in a session that begins with this key, and in the place of no other.
    pub(crate) fn secret(&self) -> SessionSecret {
        SessionSecret(self.0.clone())
    }

    /// Locks what was proved, with the secret that is not this key's own.
    ///
    /// # Errors
    /// [`LockError`]; then nothing is stored.
    pub(crate) fn lock(
        &self,
        proof: &Proof,
        secret: Option<SessionSecret>,
        entropy: &dyn Entropy,
    ) -> Result<(SessionId, Locked), LockError> {
        let id = self.id()?;
        let content = Content { proof: proof.clone(), secret };
        let locked = self.0.lock((id.as_bytes(), CONTENT, ENCODING), &content, entropy)?;
        Ok((id, locked))
    }

    pub(crate) fn unlock(&self, id: &SessionId, locked: &Locked) -> Result<Content, NotYours> {
        self.0.unlock((id.as_bytes(), CONTENT, ENCODING), locked)
    }
}

impl SessionSecret {
    /// What the person is called by an agency for this session, and the session's own name there: always
    /// the same in one session, and never the same at two agencies.
    ///
    /// # Errors
    /// When the key derivation fails.
    pub(crate) fn names_for(&self, agency: &EntityId) -> Result<SessionNames, Fault> {
        let named = |purpose: &[u8]| {
            let bits = self.0.derive(agency.as_str().as_bytes(), purpose)?;
            let half = bits.first_chunk::<16>().copied().unwrap_or_default();
            let text = format!("_{:032x}", u128::from_be_bytes(half));
            MessageId::new(&text).map_err(|_| Fault::Broken("an id of ours is no NCName"))
        };
        Ok(SessionNames { person: named(b"name")?, session: named(b"index")? })
    }
}

/// Names that hold for one session at one agency.
pub(crate) struct SessionNames {
    /// The transient `NameID`.
    pub(crate) person: MessageId,
    /// The `SessionIndex`.
    pub(crate) session: MessageId,
}

impl SessionId {
    /// For the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for SessionKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_cookie().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SessionKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_cookie(&text).ok_or_else(|| serde::de::Error::custom("no key"))
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

impl Serialize for SessionSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_cookie().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SessionSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SessionKey::deserialize(deserializer).map(|key| Self(key.0))
    }
}

impl std::fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

impl Hub {
    /// The session that this key opens, if there is one, it was used not too long ago, and is not too
    /// old. How the person stands is for the policy.
    pub(crate) async fn session(
        &self,
        key: &SessionKey,
        now: Timestamp,
    ) -> Result<Option<Session>, Fault> {
        let id = key.id()?;
        let row = self.store.session(&id, now).await?;
        let session = row.and_then(|row| opened(key, &id, row));
        Ok(session.filter(|one| now.duration_since(one.proof.evidence().oldest()) <= LONGEST))
    }

    /// The same, also if it proves nothing any more: what was opened in it may be open still.
    pub(crate) async fn session_to_leave(
        &self,
        key: &SessionKey,
        now: Timestamp,
    ) -> Result<Option<Session>, Fault> {
        let id = key.id()?;
        let row = self.store.session_to_leave(&id, now).await?;
        Ok(row.and_then(|row| opened(key, &id, row)))
    }
}

/// Nothing if it was not locked by this key: as good as none.
fn opened(key: &SessionKey, id: &SessionId, row: SessionRow) -> Option<Session> {
    let Content { proof, secret } = key.unlock(id, &row.content).ok()?;
    Some(Session {
        secret: secret.unwrap_or_else(|| key.secret()),
        key: key.clone(),
        proof,
        used_at: row.used_at,
        agencies: row.agencies,
        lasting: row.lasting,
    })
}
