//! What the registry says of a person.

use std::fmt;

use identity::RegistrationLevel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The registry's own name for a person. It says nothing about them, stays for life, and is what
/// other rooms store.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(transparent)]
pub struct CitizenId(pub Uuid);

impl CitizenId {
    /// Nobody's: the registry makes random ones.
    pub const NOBODY: Self = Self(Uuid::nil());
}

impl fmt::Display for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a person stands with us. Asked at every finish and every reuse of a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Standing {
    /// Where their registration is.
    pub state: State,
    /// How well their identity was checked.
    pub level: RegistrationLevel,
    /// Sessions and proofs made before this instant no longer count.
    pub sessions_valid_after: Timestamp,
    /// When the phone by which they are reached became another one; nothing: it never did.
    pub contact_changed_at: Option<Timestamp>,
}

/// How a person is reached. Its `Debug` shows nothing of it.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Contact {
    /// Their phone, as E.164 has it.
    pub phone: Option<String>,
    /// Their mailbox.
    pub email: Option<String>,
    /// The language they want to be spoken to in, as two letters; nothing: they never said.
    pub language: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(redacted)")
    }
}

/// What a person was shown to go out to an agency.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Release {
    /// When they agreed, or were told.
    pub at: Timestamp,
    /// The names of all attributes that were shown.
    pub shown: Vec<String>,
    /// Those of them that they kept back.
    pub withheld: Vec<String>,
}

/// Where a registration is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum State {
    /// They can identify themselves.
    Active,
    /// Registered at an office; the signed copy is not filed yet.
    PendingSignature,
    /// They left of their own will.
    Renounced,
    /// Ended by the administration.
    Revoked,
}

impl State {
    const ALL: [Self; 4] = [Self::Active, Self::PendingSignature, Self::Renounced, Self::Revoked];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::PendingSignature => "pending_signature",
            Self::Renounced => "renounced",
            Self::Revoked => "revoked",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
