//! A message off the wire.

use std::fmt;

use certs::DecryptionKey;
use roxmltree::{Document, Node};

use crate::binding::{self, Binding, Carried, Protection};
use crate::encryption::Unsealer;
use crate::errors::{Malformed, Untrusted};
use crate::gate::{self, Limits};
use crate::keys::TrustedKeys;
use crate::names::EntityId;
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::read;
use crate::signature;
use crate::verified::{Message, Verified};

pub(crate) const MAX_PROVIDER_NAME: usize = 256;

/// A message off the wire. Nothing in it is true yet.
pub struct Received(Carried);

/// Who a message says it is from. Good for one thing: looking up keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claimed {
    /// The `Issuer`, where there is one.
    pub issuer: Option<EntityId>,
    /// By which the dialect `clave2` names an agency: `ProviderName`, or in a request to log out the
    /// `NameID` (SPEC SAML-61).
    pub provider_name: Option<String>,
}

impl Received {
    /// Takes the query of HTTP-Redirect, without `?`, as it was received.
    pub fn from_redirect(query: &str) -> Result<Self, Malformed> {
        Self::at_the_gate(binding::from_redirect(query)?)
    }

    /// Takes the body of HTTP-POST, `application/x-www-form-urlencoded`.
    pub fn from_post(form: &[u8]) -> Result<Self, Malformed> {
        Self::at_the_gate(binding::from_post(form)?)
    }

    /// Takes what a kit of the dialect `clave2` posts: HTTP-POST, where messages of logout stand in
    /// fields of other names, some of them twice (SPEC SAML-60, SAML-62).
    pub fn from_clave2_post(form: &[u8]) -> Result<Self, Malformed> {
        Self::at_the_gate(binding::from_clave2_post(form)?)
    }

    /// How it travelled.
    #[must_use]
    pub fn binding(&self) -> Binding {
        match self.0.protection {
            Protection::Enveloped => Binding::Post,
            Protection::Detached(_) | Protection::None => Binding::Redirect,
        }
    }

    /// Who it says it is from (issuer, `ProviderName`). Good for one thing: looking up keys.
    pub fn claims(&self) -> Result<Claimed, Malformed> {
        let document = self.parse()?;
        let root = document.root_element();
        Ok(Claimed { issuer: issuer(root)?, provider_name: provider_name(root)? })
    }

    /// Whether it says to be a message of this kind. Good for one thing: choosing what to open it as.
    pub fn claims_to_be<M: Message>(&self) -> Result<bool, Malformed> {
        Ok(read::is(self.parse()?.root_element(), M::NAMESPACE, M::NAME))
    }

    /// Verifies, then reads, in this order and from the signed node only. What is encrypted in it
    /// stays shut, and is refused where it is needed.
    pub fn open<M: Message>(self, keys: &TrustedKeys) -> Result<Verified<M>, Untrusted> {
        self.open_with(keys, &[])
    }

    /// As [`open`](Self::open), and decrypts with our keys what the signature covers.
    pub fn open_with<M: Message>(
        self,
        keys: &TrustedKeys,
        ours: &[DecryptionKey],
    ) -> Result<Verified<M>, Untrusted> {
        let document = self.parse()?;
        if !read::is(document.root_element(), M::NAMESPACE, M::NAME) {
            return Err(Malformed::WrongRoot.into());
        }
        if self.0.parameter != M::PARAMETER {
            return Err(Malformed::WrongParameter.into());
        }
        let signed = match &self.0.protection {
            Protection::Enveloped => signature::verify_enveloped(&document, keys)?,
            Protection::Detached(beside) => signature::verify_detached(&document, beside, keys)?,
            Protection::None => return Err(Untrusted::Unsigned),
        };
        Verified::read(&signed, &Unsealer::new(ours, keys), self.0.relay_state.clone())
    }

    fn at_the_gate(carried: Carried) -> Result<Self, Malformed> {
        gate::pass(&carried.xml, &Limits::MESSAGE)?;
        Ok(Self(Carried { xml: read::normalize_line_ends(carried.xml), ..carried }))
    }

    fn parse(&self) -> Result<Document<'_>, Malformed> {
        read::parse_gated(&self.0.xml, &Limits::MESSAGE)
    }
}

/// Nothing of the message: it is neither verified nor ours to show.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("octets", &self.0.xml.len()).finish_non_exhaustive()
    }
}

fn provider_name(root: Node<'_, '_>) -> Result<Option<String>, Malformed> {
    if read::is(root, PROTOCOL, "LogoutRequest") {
        let name_id = read::child(root, ASSERTION, "NameID")?;
        return name_id
            .map(|element| read::short_text(element, "NameID", MAX_PROVIDER_NAME))
            .transpose();
    }
    read::short_attribute(root, "ProviderName", MAX_PROVIDER_NAME)
}

/// The `Issuer` of a message, where there is one.
pub(crate) fn issuer(message: Node<'_, '_>) -> Result<Option<EntityId>, Malformed> {
    let Some(element) = read::child(message, ASSERTION, "Issuer")? else {
        return Ok(None);
    };
    let text = read::text(element, "Issuer")?;
    EntityId::new(&text).map(Some).map_err(|bad| Malformed::Name("Issuer", bad))
}
