//! Our signing keys: which of them signs, which are published, and when that may change.
//!
//! Their states are in the database, so that all nodes change at once; their private halves are in the
//! key ring of each node. [`rollover`] says when a step may be taken.

pub mod rollover;

#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use certs::{Certificate, KeyError, KeyRing, KeyRingError, SigningKey};

use crate::fault::Fault;
use crate::hub::Hub;
use crate::store::{Store, StoreError};
use rollover::{KeyRecord, State, called};

/// The keys of one generation.
#[derive(Debug)]
pub struct Keys {
    generation: i64,
    active: Arc<SigningKey>,
    /// Published beside it: the next one, then those that retire.
    others: Vec<Arc<Certificate>>,
    /// The active one's first.
    fingerprints: Vec<String>,
}

impl Keys {
    /// The number that goes up with every change.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.generation
    }

    /// The key that signs.
    #[must_use]
    pub fn active(&self) -> &SigningKey {
        &self.active
    }

    /// What metadata shows, the active one's first.
    pub fn published(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(self.active.certificate()).chain(self.others.iter().map(AsRef::as_ref))
    }

    /// The fingerprints of these, in the same order.
    #[must_use]
    pub fn fingerprints(&self) -> &[String] {
        &self.fingerprints
    }
}

/// Why a node cannot take the keys of the database into use.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no active key.
    #[error("there is no signing key yet: make one with key-next")]
    None,
    /// The active key is not here.
    #[error("the active key {0} is not in the key ring of this node: put its files there")]
    Lacking(String),
    /// The key ring.
    #[error("the key ring cannot be read")]
    Ring(#[from] KeyRingError),
    /// The key is here and does not sign.
    #[error(
        "the active key {0} does not sign: see to its files or its token, or activate another one"
    )]
    Mute(String, #[source] KeyError),
    /// The thread that looked for it is gone.
    #[error("the key ring was not read to its end")]
    Interrupted,
}

/// The keys in use: read often, swapped whole.
#[derive(Debug)]
pub struct CurrentKeys {
    ring: Arc<KeyRing>,
    in_use: RwLock<InUse>,
}

#[derive(Debug)]
struct InUse {
    keys: Arc<Keys>,
    /// Why newer ones are not in use, in a sentence.
    problem: Option<String>,
}

impl CurrentKeys {
    /// Begins with those of the database.
    ///
    /// # Errors
    /// [`KeysError`]: without a key that signs, nobody is answered.
    pub async fn load(store: &Store, ring: KeyRing) -> Result<Self, KeysError> {
        let ring = Arc::new(ring);
        let (generation, records) = store.load_keys().await?;
        let keys = Arc::new(taken(generation, records, None, Arc::clone(&ring)).await?);
        Ok(Self { ring, in_use: RwLock::new(InUse { keys, problem: None }) })
    }

    /// The ones in use. They stay the same for whoever holds them.
    #[must_use]
    pub fn now(&self) -> Arc<Keys> {
        // Nothing can be half-written under this lock, so a panic elsewhere does not spoil it.
        Arc::clone(&self.in_use.read().unwrap_or_else(PoisonError::into_inner).keys)
    }

    /// Why newer ones are not in use, if that was tried.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner).problem.clone()
    }

    async fn renew(&self, store: &Store) -> Result<bool, KeysError> {
        let (generation, records) = store.load_keys().await?;
        let before = self.now();
        match taken(generation, records, Some(&before), Arc::clone(&self.ring)).await {
            Ok(keys) => {
                let is_other = keys.fingerprints != before.fingerprints;
                self.set(|in_use| *in_use = InUse { keys: Arc::new(keys), problem: None });
                Ok(is_other)
            }
            Err(error) => {
                let sentence = crate::fault::chain(&error);
                self.set(|in_use| in_use.problem = Some(sentence));
                Err(error)
            }
        }
    }

    fn set(&self, change: impl FnOnce(&mut InUse)) {
        change(&mut self.in_use.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Hub {
    /// Takes the keys of the database into use if they have changed since. True if other keys sign or
    /// are published now.
    ///
    /// # Errors
    /// [`KeysError`]; the keys in use stay in use.
    pub async fn refresh_keys(&self) -> Result<bool, KeysError> {
        if self.store.generation().await? == self.keys.now().generation() {
            return Ok(false);
        }
        self.keys.renew(&self.store).await
    }

    /// Runs what signs. A key in a token keeps a thread waiting, and not one that others need.
    pub(crate) async fn sign_apart<T: Send + 'static>(
        self: &Arc<Self>,
        sign: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        if !self.keys.now().active().is_elsewhere() {
            return Ok(sign(self));
        }
        let hub = Arc::clone(self);
        let signed = tokio::task::spawn_blocking(move || sign(&hub)).await;
        signed.map_err(|_| Fault::Broken("the thread that signs is gone"))
    }
}

/// The keys of these records. An active one that is in use already is not looked for again.
async fn taken(
    generation: i64,
    records: Vec<KeyRecord>,
    before: Option<&Keys>,
    ring: Arc<KeyRing>,
) -> Result<Keys, KeysError> {
    let (mut active, mut others) = (None, Vec::new());
    for record in records {
        match record.state {
            State::Active => active = Some(record.fingerprint),
            State::Next | State::Retiring => others.push(record),
            State::Retired => {}
        }
    }
    let fingerprint = active.ok_or(KeysError::None)?;
    let known = before.filter(|keys| keys.fingerprints.first() == Some(&fingerprint));
    let active = match known {
        Some(keys) => Arc::clone(&keys.active),
        None => Arc::new(found(fingerprint.clone(), ring).await?),
    };
    let mut fingerprints = vec![fingerprint];
    fingerprints.extend(others.iter().map(|record| record.fingerprint.clone()));
    let others = others.into_iter().map(|record| Arc::new(record.certificate)).collect();
    Ok(Keys { generation, active, others, fingerprints })
}

/// Looks for it in the folder, and lets it sign once: it may be in a token.
async fn found(fingerprint: String, ring: Arc<KeyRing>) -> Result<SigningKey, KeysError> {
    let look = move || {
        let named = || called(&fingerprint).to_owned();
        let key = ring.find(&fingerprint)?.ok_or_else(|| KeysError::Lacking(named()))?;
        key.prove().map_err(|source| KeysError::Mute(named(), source))?;
        Ok(key)
    };
    tokio::task::spawn_blocking(look).await.map_err(|_| KeysError::Interrupted)?
}
