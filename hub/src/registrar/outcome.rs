//! What became of something wanted about an agency.

use crate::agency::compare::Difference;
use crate::store::proposals::Proposal;

/// What became of something wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is so already.
    Unchanged,
    /// The same, for longer.
    Renewed,
    /// It is so now.
    Applied {
        /// The agency was not there before.
        is_new: bool,
        /// What is other than before.
        differences: Vec<Difference>,
        /// The code of what waited and does not any longer: it compared with what is past.
        dropped: Option<String>,
    },
    /// It is gone, as it was not there before.
    Removed,
    /// What was approved compares with what is no longer so: it waits no longer.
    Outdated,
    /// It cannot be so, for this reason; of many that arrive together the others are taken in.
    Refused(String),
    /// It waits until enough operators approve.
    Waiting {
        /// By which it is approved.
        code: String,
        /// The agency was not there before.
        is_new: bool,
        /// What would be other than it is.
        differences: Vec<Difference>,
        /// How many have to approve still.
        missing: usize,
        /// The code of what waited before, and does not any longer.
        dropped: Option<String>,
    },
}

impl Outcome {
    /// Says what it put an end to.
    pub(super) fn instead_of(&mut self, code: &str) {
        if let Self::Applied { dropped, .. } | Self::Waiting { dropped, .. } = self {
            *dropped = Some(code.to_owned());
        }
    }

    pub(super) fn recode(&mut self, from: &str, to: &str) {
        if let Self::Waiting { code, .. } = self
            && code == from
        {
            to.clone_into(code);
        }
    }

    /// What is, or would be, other than before.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        match self {
            Self::Applied { differences, .. } | Self::Waiting { differences, .. } => differences,
            Self::Unchanged | Self::Renewed | Self::Removed | Self::Outdated | Self::Refused(_) => {
                &[]
            }
        }
    }
}

impl Proposal {
    /// What becomes of it with those who approved of it by now.
    pub(super) fn outcome(&self, needed: usize) -> Outcome {
        let (is_new, differences) = (self.base.is_none(), self.differences.clone());
        match needed.saturating_sub(self.approved_by.len()) {
            0 => Outcome::Applied { is_new, differences, dropped: None },
            missing => Outcome::Waiting {
                code: self.code.clone(),
                is_new,
                differences,
                missing,
                dropped: None,
            },
        }
    }
}
