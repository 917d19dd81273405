//! Leaving (SAML Core 3.7; SPEC 3.8): the request to end a session, and its answer.

use certs::KeyError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::assertion::AFTER_ISSUER;
use crate::binding::Parameter;
use crate::dialect::Dialect;
use crate::encryption::{ContentSecret, Recipient, Unsealer};
use crate::errors::Untrusted;
use crate::name_id::NameId;
use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::read::{self, MAX_URI, MAX_URL};
use crate::received::issuer;
use crate::request::message_id;
use crate::response::Envelope;
use crate::signature::SignedElement;
use crate::status::Status;
use crate::verified::{Message, sealed};
use crate::write::{Element, Namespace, Signing, instant, sign};

const MAX_SESSIONS: usize = 64;

/// A request to end a person's session. In the dialect `clave2` it names the agency where others name
/// the person, and its issuer is an address to return to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LogoutRequest {
    /// Its `ID`.
    pub id: MessageId,
    /// When it was made.
    pub issue_instant: Timestamp,
    /// Who says to have made it. The signer is who did.
    pub issuer: Option<EntityId>,
    /// The endpoint it is meant for.
    pub destination: Option<String>,
    /// It is of no use from this instant on.
    pub not_on_or_after: Option<Timestamp>,
    /// Why, a URI.
    pub reason: Option<String>,
    /// Whose session.
    pub name_id: NameId,
    /// Which of that person's sessions: at most 64; none means all.
    pub session_indexes: Vec<String>,
}

/// The answer to a [`LogoutRequest`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LogoutResponse {
    /// Who answers what, when and where.
    pub envelope: Envelope,
    /// Whether all sessions have ended.
    pub status: Status,
}

impl sealed::Sealed for LogoutRequest {}
impl sealed::Sealed for LogoutResponse {}

impl Message for LogoutRequest {
    const NAMESPACE: Namespace = PROTOCOL;
    const NAME: &'static str = "LogoutRequest";
    const PARAMETER: Parameter = Parameter::Request;

    fn read(signed: &SignedElement<'_, '_>, unsealer: &Unsealer<'_>) -> Result<Self, Untrusted> {
        let root = signed.element();
        read::version(root)?;
        Ok(Self {
            id: message_id(root)?,
            issue_instant: read::instant(root, "IssueInstant")?,
            issuer: issuer(root)?,
            destination: read::short_attribute(root, "Destination", MAX_URL)?,
            not_on_or_after: read::optional_instant(root, "NotOnOrAfter")?,
            reason: read::short_attribute(root, "Reason", MAX_URI)?,
            name_id: NameId::read_in(signed, root, unsealer)?,
            session_indexes: read::short_texts(
                root,
                PROTOCOL,
                "SessionIndex",
                (MAX_SESSIONS, MAX_URI),
            )?,
        })
    }
}

impl LogoutRequest {
    /// The request as it is sent, before it is signed: `Issuer` first, the signature after it. The
    /// person's name is encrypted for a recipient, where there is one.
    pub fn to_element(
        &self,
        recipient: Option<(&Recipient, ContentSecret)>,
    ) -> Result<Element, KeyError> {
        let name_id = match recipient {
            Some((recipient, secret)) => self.name_id.encrypted(recipient, secret)?,
            None => self.name_id.to_element(),
        };
        let session = |index: &String| Element::new(PROTOCOL, "SessionIndex").text(index);
        let issuer = self.issuer.as_ref();
        Ok(Element::new(PROTOCOL, "LogoutRequest")
            .attribute("ID", self.id.as_str())
            .attribute("Version", "2.0")
            .attribute("IssueInstant", instant(self.issue_instant))
            .optional_attribute("Destination", self.destination.as_deref())
            .optional_attribute("NotOnOrAfter", self.not_on_or_after.map(instant))
            .optional_attribute("Reason", self.reason.as_deref())
            .children(issuer.map(|id| Element::new(ASSERTION, "Issuer").text(id.as_str())))
            .child(name_id)
            .children(self.session_indexes.iter().map(session)))
    }
}

impl LogoutRequest {
    /// The request as it goes by HTTP-POST: signed.
    pub fn signed(&self, signing: Signing<'_>) -> Result<Vec<u8>, KeyError> {
        Ok(sign(self.to_element(None)?, AFTER_ISSUER, signing)?.to_bytes())
    }
}

impl Message for LogoutResponse {
    const NAMESPACE: Namespace = PROTOCOL;
    const NAME: &'static str = "LogoutResponse";
    const PARAMETER: Parameter = Parameter::Response;

    fn read(signed: &SignedElement<'_, '_>, _: &Unsealer<'_>) -> Result<Self, Untrusted> {
        let root = signed.element();
        Ok(Self { envelope: Envelope::read(root)?, status: Status::read(root)? })
    }
}

impl LogoutResponse {
    /// The answer as it is sent, before it is signed: `Issuer` first, the signature after it.
    #[must_use]
    pub fn to_element(&self, dialect: Dialect) -> Element {
        self.envelope.to_element("LogoutResponse", &self.status, dialect)
    }
    /// The answer as it goes by HTTP-POST: signed.
    pub fn signed(&self, dialect: Dialect, signing: Signing<'_>) -> Result<Vec<u8>, KeyError> {
        Ok(sign(self.to_element(dialect), AFTER_ISSUER, signing)?.to_bytes())
    }
}
