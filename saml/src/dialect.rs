//! The two ways in which agencies speak with us.

use certs::{Digest, SigningKey};
use serde::{Deserialize, Serialize};

use crate::attributes::TYPE_PREFIXES;
use crate::status::{Status, TopCode};
use crate::write::Signing;

/// How an agency speaks. The checks of what arrives are the same for both; what differs is by what
/// name the agency is known, and how the answer is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Dialect {
    /// SAML 2.0 as stock service providers read it: entityIDs, plain values, SHA-256.
    #[default]
    Strict,
    /// As the kits of Cl@ve read it (SPEC 3.2 to 3.5): known by `ProviderName`, values with
    /// `xsi:type`, the audience is the address, SHA-512.
    Clave2,
}

impl Dialect {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Strict, Self::Clave2];

    /// How operators call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Clave2 => "clave2",
        }
    }

    /// The dialect of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// How a message in this dialect is signed: SHA-256, or SHA-512 with a `PrefixList` that keeps the
    /// namespaces of types.
    #[must_use]
    pub fn signing(self, key: &SigningKey) -> Signing<'_> {
        match self {
            Self::Strict => Signing::from(key),
            Self::Clave2 => Signing::from(key).with(Digest::Sha512).listing(TYPE_PREFIXES),
        }
    }

    /// Whether values are written with `xsi:type`.
    pub(crate) fn writes_types(self) -> bool {
        self == Self::Clave2
    }

    /// SAML Core 8.4.3: what `Consent` says of an answer that worked (SPEC 3.5). A refusal says nothing
    /// of the kind.
    pub(crate) fn consent(self, status: &Status) -> Option<&'static str> {
        let says = self == Self::Clave2 && status.top == TopCode::Success;
        says.then_some("urn:oasis:names:tc:SAML:2.0:consent:obtained")
    }
}
