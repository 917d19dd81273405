//! Whose certificate it is, as told to an agency.

use serde::{Deserialize, Serialize};

use crate::person::Identity;

/// What a certificate makes of its holder.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateKind {
    /// A person with a Spanish document, who acts for nobody else. Accepted everywhere.
    #[default]
    Person,
    /// Somebody who acts for a company or another legal person.
    Representative,
    /// Somebody who acts for an entity without legal personality.
    EntityRepresentative,
    /// Somebody who works for a public administration.
    Employee,
    /// A person of another country of the Union, without a Spanish document.
    Foreigner,
}

impl CertificateKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Representative,
        Self::EntityRepresentative,
        Self::Employee,
        Self::Foreigner,
    ];

    /// As operators write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Representative => "representative",
            Self::EntityRepresentative => "entity-representative",
            Self::Employee => "employee",
            Self::Foreigner => "foreigner",
        }
    }

    /// The kind that operators write so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_person(&self) -> bool {
        *self == Self::Person
    }
}

/// The holder of a certificate, and for whom they act.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Holder {
    /// The natural person.
    #[serde(flatten)]
    pub identity: Identity,
    /// What the certificate makes of them.
    #[serde(default, skip_serializing_if = "CertificateKind::is_person")]
    pub kind: CertificateKind,
    /// For whom they act, if they act for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub represents: Option<Represented>,
}

impl From<Identity> for Holder {
    /// A person who acts for nobody else.
    fn from(identity: Identity) -> Self {
        Self { identity, kind: CertificateKind::Person, represents: None }
    }
}

/// A company or entity for which somebody acts.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Represented {
    /// Its NIF.
    pub identifier: String,
    /// Its name.
    pub name: String,
}
