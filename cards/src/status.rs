//! What is revoked, since when and why.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::authority::Authority;
use crate::card::Card;

/// Why something was revoked (RFC 5280 5.3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Somebody else may have the key.
    KeyCompromise,
    /// Somebody else may have the authority's key.
    AuthorityCompromise,
    /// The holder belongs elsewhere now.
    AffiliationChanged,
    /// There is a newer one.
    Superseded,
    /// It is needed no longer.
    CessationOfOperation,
    /// For now only.
    Hold,
    /// What it says of its holder holds no longer.
    PrivilegeWithdrawn,
}

impl Reason {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::AuthorityCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::Hold => 6,
            Self::PrivilegeWithdrawn => 9,
        }
    }
}

/// Whose status it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Holder {
    Card(Card),
    Authority(Authority),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Revocation {
    pub(crate) at: Timestamp,
    pub(crate) reason: Option<Reason>,
}

pub(crate) type Revocations = BTreeMap<Holder, Revocation>;

/// Those that are revoked from the beginning.
pub(crate) fn from_the_beginning(at: Timestamp) -> Revocations {
    let all = [
        (Holder::Card(Card::Revoked), Some(Reason::KeyCompromise)),
        (Holder::Card(Card::RevokedNoReason), None),
        (Holder::Card(Card::RevokedOcspDead), Some(Reason::Superseded)),
        (Holder::Card(Card::RevokedByList), Some(Reason::CessationOfOperation)),
        (Holder::Card(Card::OnHold), Some(Reason::Hold)),
        (Holder::Authority(Authority::Withdrawn), Some(Reason::AuthorityCompromise)),
    ];
    all.into_iter().map(|(holder, reason)| (holder, Revocation { at, reason })).collect()
}
