//! The keys a signature is tried with.

use std::sync::Arc;

use certs::Certificate;

use crate::names::EntityId;

/// The signing keys of one party, from its metadata; never from a message.
#[derive(Clone, Debug)]
pub struct TrustedKeys {
    signer: EntityId,
    keys: Vec<Arc<Certificate>>,
}

/// A party without signing keys: nothing of it can be verified, so nothing is accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the party has no signing key")]
pub struct NoKeys;

impl TrustedKeys {
    /// At least one key, tried in this order.
    pub fn new(signer: EntityId, keys: Vec<Arc<Certificate>>) -> Result<Self, NoKeys> {
        if keys.is_empty() {
            return Err(NoKeys);
        }
        Ok(Self { signer, keys })
    }

    /// Whose keys these are.
    #[must_use]
    pub fn signer(&self) -> &EntityId {
        &self.signer
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.keys.iter().map(AsRef::as_ref)
    }
}
