//! The policy in use: read often, swapped whole, on all nodes at once.

use std::sync::{Arc, PoisonError, RwLock};

use crate::fault::chain;
use crate::hub::Hub;
use crate::policy::{BadPolicy, Policy, Remark};
use crate::store::policies::Activated;
use crate::store::{Store, StoreError};
use authenticators::BUILT_IN;

/// Why a node cannot take the policy of the database into use.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not understood: a newer release may have activated it.
    #[error(
        "policy-{0} is not understood by this release, which keeps the one before: bring this node up to \
         date, or activate a policy that it knows"
    )]
    Unknown(i64, #[source] BadPolicy),
    /// The policy that every build brings along is broken.
    #[error("the policy of this build is not one")]
    Embedded(#[source] BadPolicy),
}

/// The policy in use, and why a newer one is not.
#[derive(Debug)]
pub struct CurrentPolicy(RwLock<InUse>);

#[derive(Debug)]
struct InUse {
    generation: i64,
    policy: Arc<Policy>,
    /// Why a newer one is not in use, in a sentence.
    problem: Option<String>,
}

impl CurrentPolicy {
    /// Begins with that of the database; where none was ever activated, with that of this build.
    ///
    /// # Errors
    /// [`PolicyError`]: a node that has none before does not begin with another one than the others'.
    pub async fn load(store: &Store) -> Result<Self, PolicyError> {
        let (generation, activated) = store.load_policy().await?;
        let policy = Arc::new(taken(activated)?);
        Ok(Self(RwLock::new(InUse { generation, policy, problem: None })))
    }

    /// The one in use. It stays the same for whoever holds it.
    #[must_use]
    pub fn now(&self) -> Arc<Policy> {
        // Nothing can be half-written under this lock, so a panic elsewhere does not spoil it.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).policy)
    }

    /// The generation of which it is.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).generation
    }

    /// Why a newer one is not in use, if that was tried.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).problem.clone()
    }

    async fn renew(&self, store: &Store) -> Result<bool, PolicyError> {
        let (generation, activated) = store.load_policy().await?;
        let before = self.now();
        let is_other = activated.as_ref().map_or(0, |activated| activated.id) != before.id();
        let policy = if is_other { taken(activated).map(Arc::new) } else { Ok(before) };
        let mut in_use = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match policy {
            // Only forwards: of two that were loaded at once the newer one stays.
            Ok(_) if generation <= in_use.generation => Ok(false),
            Ok(policy) => {
                *in_use = InUse { generation, policy, problem: None };
                Ok(is_other)
            }
            Err(error) => {
                in_use.problem = Some(chain(&error));
                Err(error)
            }
        }
    }
}

fn taken(activated: Option<Activated>) -> Result<Policy, PolicyError> {
    match activated {
        None => Policy::embedded().map_err(PolicyError::Embedded),
        Some(Activated { id, text, .. }) => {
            Policy::read(&text, id).map_err(|bad| PolicyError::Unknown(id, bad))
        }
    }
}

impl Hub {
    /// Takes the policy of the database into use if it has changed since. True if another one decides
    /// now.
    ///
    /// # Errors
    /// [`PolicyError`]; the policy in use stays in use.
    pub async fn refresh_policy(&self) -> Result<bool, PolicyError> {
        if self.store.generation().await? == self.policy.generation() {
            return Ok(false);
        }
        self.policy.renew(&self.store).await
    }

    /// What the operator has to know of the policy in use.
    #[must_use]
    pub fn policy_warnings(&self) -> Vec<Remark> {
        let is_on = |id| self.method(id).is_some();
        let off = BUILT_IN.iter().filter(|blueprint| !is_on(&blueprint.id));
        let known = self.methods.iter().map(|method| method.blueprint).chain(off);
        let known: Vec<_> = known.map(|blueprint| (&blueprint.id, &blueprint.profile)).collect();
        self.policy.now().warnings(&known)
    }
}
