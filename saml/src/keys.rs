//! The keys a signature is tried with, and what is forgiven whom.

use std::sync::Arc;

use certs::Certificate;
use serde::{Deserialize, Serialize};

use crate::names::EntityId;

/// The signing keys of one party, from its metadata; never from a message.
#[derive(Clone, Debug)]
pub struct TrustedKeys {
    signer: EntityId,
    keys: Vec<Arc<Certificate>>,
    deviations: Vec<Deviation>,
}

/// A party without signing keys: nothing of it can be verified, so nothing is accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the party has no signing key")]
pub struct NoKeys;

/// What a genuine partner sends otherwise than our profile wants it, and the operator took into that
/// partner's record. None of them gives up what the profile is for: one signature over the message
/// that is read, by a key from metadata, with a strong algorithm.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Deviation {
    /// Inclusive canonicalisation 1.0 without comments for `SignedInfo`, and as the second transform
    /// or by leaving that away (XML-DSig 4.4.3.2).
    InclusiveCanonicalization,
    /// A reference with an empty URI: the whole document, which is the message (XML-DSig 4.4.3.3).
    EmptyReference,
}

impl Deviation {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::InclusiveCanonicalization, Self::EmptyReference];

    /// How operators and the manual call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InclusiveCanonicalization => "inclusive_c14n",
            Self::EmptyReference => "empty_reference",
        }
    }

    /// The deviation of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deviation| deviation.name() == name)
    }
}

impl TrustedKeys {
    /// At least one key, tried in this order.
    pub fn new(signer: EntityId, keys: Vec<Arc<Certificate>>) -> Result<Self, NoKeys> {
        if keys.is_empty() {
            return Err(NoKeys);
        }
        Ok(Self { signer, keys, deviations: Vec::new() })
    }

    /// With what the operator forgives this party.
    #[must_use]
    pub fn forgiving(self, deviations: &[Deviation]) -> Self {
        Self { deviations: deviations.to_vec(), ..self }
    }

    /// Whose keys these are.
    #[must_use]
    pub fn signer(&self) -> &EntityId {
        &self.signer
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.keys.iter().map(AsRef::as_ref)
    }

    pub(crate) fn forgives(&self, deviation: Deviation) -> bool {
        self.deviations.contains(&deviation)
    }
}
