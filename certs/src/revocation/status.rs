use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::der::{ENUMERATED, Reader};

/// What is said of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It stands.
    Good,
    /// It does not.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why, if that is said.
        reason: Option<Reason>,
    },
    /// The responder does not know it.
    Unknown,
}

/// Why a certificate does not stand any more (RFC 5280, 5.3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Nothing in particular.
    Unspecified,
    /// Its key is in other hands.
    KeyCompromise,
    /// Its issuer's key is.
    AuthorityCompromise,
    /// What it says of its holder has changed.
    AffiliationChanged,
    /// There is a newer one.
    Superseded,
    /// It is not needed any more.
    Ceased,
    /// It is suspended, and may stand again.
    Hold,
    /// Its holder may not do this any more.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is in other hands.
    AttributeAuthorityCompromise,
}

impl Reason {
    /// Whether the certificate may stand again.
    #[must_use]
    pub fn may_end(self) -> bool {
        self == Self::Hold
    }

    /// `removeFromCRL` is none: it has a meaning only in lists of what has changed.
    pub(super) fn read(mut from: Reader<'_>) -> Option<Self> {
        let [code] = from.take(ENUMERATED)? else {
            return None;
        };
        from.end()?;
        match *code {
            0 => Some(Self::Unspecified),
            1 => Some(Self::KeyCompromise),
            2 => Some(Self::AuthorityCompromise),
            3 => Some(Self::AffiliationChanged),
            4 => Some(Self::Superseded),
            5 => Some(Self::Ceased),
            6 => Some(Self::Hold),
            9 => Some(Self::PrivilegeWithdrawn),
            10 => Some(Self::AttributeAuthorityCompromise),
            _ => None,
        }
    }
}
