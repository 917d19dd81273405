//! `Fault`: ours. A page with a reference, and the chain of causes in the log.

use std::error::Error;

use crate::clock::NoEntropy;
use crate::journey::browser::{LockError, Underivable};
use crate::policy::PolicyError;
use crate::store::StoreError;

/// Something of ours failed; nothing was answered to an agency.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The schema `hub`.
    #[error("the hub's store failed")]
    Store(#[from] StoreError),
    /// The registry.
    #[error("the registry failed")]
    Citizens(#[from] citizens::StoreError),
    /// The outbox.
    #[error("the outbox failed")]
    Messages(#[from] messages::StoreError),
    /// A method.
    #[error("an authentication method failed")]
    Method(#[from] authenticators::Fault),
    /// A stage could not be locked.
    #[error("a stage could not be locked")]
    Lock(#[from] LockError),
    /// What a cookie's key opens could not be derived.
    #[error("a key could not be derived")]
    Derive(#[from] Underivable),
    /// A name that lasts could not be computed.
    #[error("a pairwise name could not be computed")]
    Pairwise(#[from] openssl::error::ErrorStack),
    /// Our signing key.
    #[error("the answer could not be signed")]
    Key(#[from] certs::KeyError),
    /// A page.
    #[error("a page could not be made")]
    Page(#[from] pages::PageError),
    /// The policy in force.
    #[error("the policy in force cannot be used")]
    Policy(#[from] PolicyError),
    /// Randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// Something that had to hold does not: a stage names a method that is no longer on, or a
    /// person who is no longer registered.
    #[error("{0}")]
    Broken(&'static str),
}

impl From<authenticators::store::StoreError> for Fault {
    fn from(error: authenticators::store::StoreError) -> Self {
        Self::Method(error.into())
    }
}

impl Fault {
    /// Whether trying again in a moment may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_passing(),
            Self::Citizens(error) => matches!(error, citizens::StoreError::Away(_)),
            Self::Messages(error) => matches!(error, messages::StoreError::Away(_)),
            Self::Method(fault) => {
                matches!(fault, authenticators::Fault::Busy | authenticators::Fault::Away(_))
            }
            Self::Lock(_)
            | Self::Derive(_)
            | Self::Pairwise(_)
            | Self::Key(_)
            | Self::Page(_)
            | Self::Policy(_)
            | Self::Entropy(_)
            | Self::Broken(_) => false,
        }
    }
}

/// An error with its causes, as one sentence; Display never repeats its source.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
