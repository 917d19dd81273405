//! What the desk hands to the login.

use certs::holder::{Defect, Examined};
use certs::revocation::Reason;
use identity::{CertificateKind, Holder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was found of what a browser presented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Found {
    /// All is good.
    Good(Box<Good>),
    /// Something is not.
    Wrong(Wrong),
}

/// A certificate that is good, and still stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Good {
    pub(super) holder: Holder,
    pub(super) on_device: bool,
    pub(super) issuer: String,
    pub(super) serial: String,
    pub(super) policy: String,
    /// The beginning of its validity.
    pub(super) since: Timestamp,
    pub(super) checked_at: Timestamp,
    /// SHA-256 of what its issuer answered, in hexadecimal.
    pub(super) answer: String,
}

/// Why a certificate does not enter, as its holder is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Wrong {
    /// None was presented.
    None,
    /// The certificate itself is not good.
    Defect(Defect),
    /// Its issuer has revoked it.
    Revoked { at: Timestamp, reason: Option<Reason>, issuer: String },
    /// Its issuer has suspended it.
    Hold { issuer: String },
    /// Its issuer does not know it.
    Unknown { issuer: String },
    /// An authority of its path does not stand any more.
    Authority,
    /// Nobody says whether it stands.
    Unchecked,
    /// The agency does not take certificates of this kind.
    Kind { kind: CertificateKind, company: String },
    /// Its holder has said that it was not them.
    Blocked,
}

impl Wrong {
    /// Not even that can be told of it.
    pub(super) const UNREADABLE: Self = Self::Defect(Defect::Unreadable);

    /// What an examination found. The names of unknown issuers are whatever somebody wrote.
    pub(super) fn of(mut defect: Defect) -> Self {
        if let Defect::UnknownIssuer { issuer } | Defect::UnknownPolicy { issuer } = &mut defect {
            *issuer = bounded(issuer);
        }
        Self::Defect(defect)
    }

    /// In one word: how the login ends in the event, and `certificate-{word}` is what the person reads.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Defect(defect) => word_of(defect),
            Self::Revoked { .. } => "revoked",
            Self::Hold { .. } => "hold",
            Self::Unknown { .. } => "unknown",
            Self::Authority => "authority",
            Self::Unchecked => "unchecked",
            Self::Kind { kind: CertificateKind::Employee, .. } => "employee",
            Self::Kind { kind: CertificateKind::Foreigner, .. } => "foreigner",
            Self::Kind { .. } => "representative",
            Self::Blocked => "blocked",
        }
    }
}

fn word_of(defect: &Defect) -> &'static str {
    match defect {
        Defect::Unreadable => "unreadable",
        Defect::UnknownIssuer { .. } => "issuer",
        Defect::Expired { .. } => "expired",
        Defect::NotYetValid { .. } => "early",
        Defect::WeakSignature => "algorithm",
        Defect::WeakKey => "key",
        Defect::SignatureOnly => "signature",
        Defect::NotForLogin => "purpose",
        Defect::AuthorityEnded { .. } => "authority",
        Defect::UnknownPolicy { .. } => "policy",
        Defect::NotAPerson => "organisation",
        Defect::Pseudonym => "pseudonym",
        Defect::NoDocument => "document",
        Defect::DocumentsDisagree => "documents",
        Defect::WrongDocument => "letter",
        Defect::CriticalExtension => "extension",
    }
}

impl Good {
    /// Of what was examined, with names of a length that can be handed over.
    pub(super) fn of(examined: Examined, answer: String, now: Timestamp) -> Option<Self> {
        let since = examined.path.first()?.not_before().ok()?;
        let Examined { mut holder, on_device, policy, issuer, serial, .. } = examined;
        let Holder { identity, represents, .. } = &mut holder;
        let names = [&mut identity.given_name, &mut identity.family_name];
        let names = names.into_iter().chain(&mut identity.first_surname);
        for name in names.chain(represents.as_mut().map(|company| &mut company.name)) {
            *name = bounded(name);
        }
        let (issuer, checked_at) = (bounded(&issuer), now);
        Some(Self { holder, on_device, issuer, serial, policy, since, checked_at, answer })
    }
}

/// As much of a name as any name has.
pub(super) fn bounded(name: &str) -> String {
    const LONGEST: usize = 200;
    name.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}
