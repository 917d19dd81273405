//! The passwords of this house: what signing in and setting one have in common, and the setting.

use citizens::{CitizenId, Registry};
use deadpool_postgres::Pool;
use identity::SpanishId;
use jiff::Timestamp;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;
use thiserror::Error;

use super::policy::{PasswordPolicy, Weakness};
use super::store::{self, DocumentKey, Stored};
use super::waits::{self, Names};
use super::{Config, METHOD};
use crate::address::AddressBlock;
use crate::contract::{ConfigError, Fault, Ports, Section};
use crate::contrast::Contrasts;
use crate::failures::Failures;
use crate::hashing::{Cost, Hasher, Secret, Verdict};
use crate::store::{Event, record};

/// The passwords of all citizens.
pub struct Passwords {
    pub(super) pool: Pool,
    pub(super) citizens: Registry,
    pub(super) hasher: Hasher,
    pub(super) policy: PasswordPolicy,
    pub(super) failures: Failures,
    pub(super) contrasts: Contrasts,
    tries_key: PKey<Private>,
}

impl Passwords {
    /// Starts the hashing threads.
    ///
    /// # Errors
    /// [`ConfigError`] says what in `[method.password]` cannot be used.
    pub fn open(section: &Section, ports: &Ports) -> Result<Self, ConfigError> {
        let config: Config = section.read()?;
        Self::with(Cost::STANDARD, config.workers, ports)
    }

    pub(super) fn with(cost: Cost, workers: usize, ports: &Ports) -> Result<Self, ConfigError> {
        let unusable = |error: &dyn std::error::Error| ConfigError(error.to_string());
        let pepper = ports.keys.pepper();
        let tries_key = pepper.derive("password/tries/1").and_then(|key| PKey::hmac(&key));
        Ok(Self {
            pool: ports.credentials.clone(),
            citizens: ports.citizens.clone(),
            hasher: Hasher::start(pepper, cost, workers).map_err(|error| unusable(&error))?,
            policy: PasswordPolicy::STANDARD,
            failures: Failures::new(ports),
            contrasts: Contrasts::new(ports),
            tries_key: tries_key.map_err(|error| unusable(&error))?,
        })
    }

    /// Gives a citizen a new password, which is theirs from `now` on. It lifts no lock.
    ///
    /// # Errors
    /// [`SetError`] says whether the person, the password or the house is at fault; nothing has
    /// changed then.
    pub async fn set(
        &self,
        citizen: CitizenId,
        password: &str,
        now: Timestamp,
    ) -> Result<(), SetError> {
        let person = self.citizens.identity(citizen).await.map_err(Fault::from)?;
        let weaknesses = self.policy.weaknesses(password, &person.ok_or(SetError::Nobody)?);
        let (Some(secret), []) = (Secret::normalised(password), weaknesses.as_slice()) else {
            return Err(SetError::Weak(weaknesses));
        };
        if self.was_used(citizen, &secret).await? {
            return Err(SetError::Weak(vec![Weakness::Used]));
        }
        Ok(self.add(citizen, secret, now).await?)
    }

    async fn was_used(&self, citizen: CitizenId, secret: &Secret) -> Result<bool, Fault> {
        for stored in store::newest(&self.pool, citizen, self.policy.history).await? {
            let place = self.hasher.place()?;
            if place.verify(secret.clone(), Some(&stored.hash)).await? != Verdict::Wrong {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn add(&self, citizen: CitizenId, secret: Secret, now: Timestamp) -> Result<(), Fault> {
        let hash = self.hasher.place()?.hash(secret).await?;
        let new = Stored { hash, set_at: now };
        store::add(&self.pool, citizen, &new, self.policy.history).await?;
        let event = Event {
            at: now,
            attempt: None,
            citizen: Some(citizen),
            method: &METHOD,
            kind: "set",
            outcome: "done",
        };
        record(&self.pool, &event).await?;
        Ok(())
    }

    /// Gives a document all its tries back, as an operator may after having made sure of the person.
    /// Nobody has to wait to try it any more, wherever they are.
    ///
    /// # Errors
    /// [`Fault`]; the lock and the waits hold then.
    pub async fn unlock(&self, document: &SpanishId, now: Timestamp) -> Result<(), Fault> {
        let citizen = self.citizens.find(document).await?;
        let event = Event {
            at: now,
            attempt: None,
            citizen,
            method: &METHOD,
            kind: "unlock",
            outcome: "done",
        };
        record(&self.pool, &event).await?;
        Ok(waits::unlock(&self.pool, &self.key_of(document)?).await?)
    }

    /// Takes all its tries from a person's document, so that no password of theirs enters any more.
    pub(super) async fn lock(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault> {
        let person = self.citizens.identity(citizen).await?;
        let Some(person) = person else {
            return Ok(());
        };
        let document = SpanishId::parse(&person.identifier).map_err(Fault::failed)?;
        let event = Event {
            at: now,
            attempt: None,
            citizen: Some(citizen),
            method: &METHOD,
            kind: "lock",
            outcome: "done",
        };
        record(&self.pool, &event).await?;
        Ok(waits::lock(&self.pool, &self.key_of(&document)?, self.policy.tries, now).await?)
    }

    /// The names under which a try counts.
    pub(super) fn names(
        &self,
        document: &SpanishId,
        block: &AddressBlock,
        now: Timestamp,
    ) -> Result<Names, Fault> {
        Ok(Names { document: self.key_of(document)?, block: self.failures.name_of(block, now)? })
    }

    /// The name under which a document's tries are counted.
    fn key_of(&self, document: &SpanishId) -> Result<DocumentKey, Fault> {
        hmac(&self.tries_key, document.as_str().as_bytes()).map_err(Fault::failed)
    }
}

fn hmac(key: &PKey<Private>, text: &[u8]) -> Result<DocumentKey, ErrorStack> {
    let mut code = [0; 32];
    let mut hmac = Signer::new(MessageDigest::sha256(), key)?;
    hmac.sign_oneshot(&mut code, text)?;
    Ok(code)
}

/// Why a password was not set.
#[derive(Debug, Error)]
pub enum SetError {
    /// The registry does not know this citizen.
    #[error("there is no such citizen")]
    Nobody,
    /// The password does not obey [`PasswordPolicy`]; everything that is wrong with it.
    #[error("the password is too weak: {0:?}")]
    Weak(Vec<Weakness>),
    /// Ours.
    #[error("the password could not be set")]
    Fault(#[from] Fault),
}
