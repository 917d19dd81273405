//! What applies at once, and what waits.

use metadata::Risk;

use crate::agency::compare::Difference;

/// How many operators have to approve of what does not apply at once.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Approval {
    /// Nobody: everything applies at once. For the demonstration.
    Nobody,
    /// One.
    #[default]
    One,
    /// Two different ones.
    Two,
}

impl Approval {
    /// How many.
    #[must_use]
    pub fn needed(self) -> usize {
        match self {
            Self::Nobody => 0,
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// Who stands behind what is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Voucher {
    /// Nobody: a document that anybody could have made, whoever brought it.
    Nobody,
    /// A key that was known before has signed it: of the agency, or of the source that lists it.
    KnownKey,
    /// The operator who said what he wants in his own words: his record, or a state that was in force
    /// before.
    Operator,
}

/// What is to be done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It applies.
    Apply,
    /// It waits.
    Wait {
        /// Who said yes by saying what he wants.
        approved_by: Vec<String>,
        /// How many have to say yes still.
        missing: usize,
    },
}

/// Safe changes apply if somebody stands behind them; all others need as many operators as the
/// configuration says, and an operator who says himself what he wants is one of them.
#[must_use]
pub fn decide(
    approval: Approval,
    differences: &[Difference],
    voucher: Voucher,
    by: &str,
) -> Verdict {
    let is_safe = differences.iter().all(|difference| difference.risk == Risk::Safe);
    let approved_by = match voucher {
        Voucher::Operator => vec![by.to_owned()],
        Voucher::Nobody | Voucher::KnownKey => Vec::new(),
    };
    let missing = approval.needed().saturating_sub(approved_by.len());
    if missing == 0 || (is_safe && voucher != Voucher::Nobody) {
        Verdict::Apply
    } else {
        Verdict::Wait { approved_by, missing }
    }
}
