//! What was missing: what the person is told before the agency is.

use identity::LevelOfAssurance;
use saml::status::Status;
use serde::{Deserialize, Serialize};

/// What was missing. Nothing of the person is in it but what they reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shortfall {
    /// No method that the agency accepts reaches the level, whoever the person is.
    Unattainable {
        /// The least level that would do.
        needed: LevelOfAssurance,
    },
    /// The person reached less.
    Level {
        /// The least level that would do.
        needed: LevelOfAssurance,
        /// What was reached, if anything.
        reached: Option<LevelOfAssurance>,
        /// With an advanced registration the same proof would do.
        registration_limits: bool,
    },
    /// The agency wants an advanced registration.
    Registration,
    /// The person may not use their credentials, or proved it before that was ended.
    Standing,
    /// The agency does not accept the method any more.
    Method,
}

/// Policy says no.
#[derive(Debug)]
pub(super) struct No {
    /// What the agency is told.
    pub(super) status: Status,
    /// What the person is told first; nothing: it is no matter of theirs.
    pub(super) shortfall: Option<Shortfall>,
    /// It would do if it were not so old.
    pub(super) too_old: bool,
}

impl From<Status> for No {
    fn from(status: Status) -> Self {
        Self { status, shortfall: None, too_old: false }
    }
}

impl No {
    pub(super) fn because_of(shortfall: Shortfall, status: Status) -> Self {
        Self { status, shortfall: Some(shortfall), too_old: false }
    }
}
