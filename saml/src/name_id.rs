//! How a party calls a person (SAML Core 2.2.3), plain or encrypted.

use std::fmt;

use certs::KeyError;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::encryption::{ContentSecret, Recipient, Unsealer, encrypt};
use crate::errors::{Malformed, Untrusted};
use crate::names::EntityId;
use crate::namespaces::ASSERTION;
use crate::read::{self, MAX_URI};
use crate::signature::SignedElement;
use crate::write::Element;

/// SAML Core 8.3.8: a name for one session.
pub const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// SAML Core 8.3.7: the same name each time, and no other party's.
pub const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
/// SAML Core 8.3.6: the name of a party.
pub const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
/// SAML Core 8.3.1: nothing is said about the name.
pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
/// What some kits write for [`UNSPECIFIED`], although SAML has no such name (SPEC SAML-20).
pub const UNSPECIFIED_ALIAS: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:unspecified";

/// SAML Core 8.3.7: at most 256 characters.
const MAX_VALUE: usize = 256;

/// A name of a person. `Debug` does not show the name.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct NameId {
    /// What kind of name it is.
    pub format: Option<String>,
    /// The name: at most 256 characters.
    pub value: String,
    /// Who gave it.
    pub name_qualifier: Option<String>,
    /// For whom it was given.
    pub sp_name_qualifier: Option<String>,
}

impl NameId {
    /// A name for one session, given by `issuer`.
    #[must_use]
    pub fn transient(value: String, issuer: &EntityId) -> Self {
        Self {
            format: Some(TRANSIENT.to_owned()),
            value,
            name_qualifier: Some(issuer.as_str().to_owned()),
            sp_name_qualifier: None,
        }
    }

    /// The same name each time, for the pair that it names (SAML Core 8.3.7).
    #[must_use]
    pub fn persistent(value: String, issuer: &EntityId, audience: &str) -> Self {
        Self {
            format: Some(PERSISTENT.to_owned()),
            value,
            name_qualifier: Some(issuer.as_str().to_owned()),
            sp_name_qualifier: Some(audience.to_owned()),
        }
    }

    pub(crate) fn to_element(&self) -> Element {
        Element::new(ASSERTION, "NameID")
            .optional_attribute("Format", self.format.as_deref())
            .optional_attribute("NameQualifier", self.name_qualifier.as_deref())
            .optional_attribute("SPNameQualifier", self.sp_name_qualifier.as_deref())
            .text(self.value.as_str())
    }

    /// For one recipient's eyes: an `EncryptedID`.
    pub fn encrypted(
        &self,
        recipient: &Recipient,
        secret: ContentSecret,
    ) -> Result<Element, KeyError> {
        let data = encrypt(&self.to_element(), recipient, secret)?;
        Ok(Element::new(ASSERTION, "EncryptedID").child(data))
    }

    /// The name that stands in `parent`, plain or encrypted: exactly one.
    pub(crate) fn read_in(
        signed: &SignedElement<'_, '_>,
        parent: Node<'_, '_>,
        unsealer: &Unsealer<'_>,
    ) -> Result<Self, Untrusted> {
        if read::child(parent, ASSERTION, "BaseID")?.is_some() {
            return Err(Malformed::Unsupported("BaseID").into());
        }
        let plain = read::child(parent, ASSERTION, "NameID")?;
        let encrypted = read::child(parent, ASSERTION, "EncryptedID")?;
        match (plain, encrypted) {
            (Some(plain), None) => Ok(Self::read(plain)?),
            (None, Some(encrypted)) => {
                unsealer.open(signed, encrypted, (ASSERTION, "NameID"), |inner| {
                    Ok(Self::read(inner.element())?)
                })
            }
            (Some(_), Some(_)) => Err(Malformed::Excluding("NameID", "EncryptedID").into()),
            (None, None) => Err(Malformed::Missing("NameID").into()),
        }
    }

    fn read(element: Node<'_, '_>) -> Result<Self, Malformed> {
        Ok(Self {
            format: read::short_attribute(element, "Format", MAX_URI)?,
            value: read::short_text(element, "NameID", MAX_VALUE)?,
            name_qualifier: read::short_attribute(element, "NameQualifier", MAX_URI)?,
            sp_name_qualifier: read::short_attribute(element, "SPNameQualifier", MAX_URI)?,
        })
    }
}

impl fmt::Debug for NameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameId").field("format", &self.format).finish_non_exhaustive()
    }
}
