//! A `Response` (SAML Core 3.3.3): what we answer, and what others answer us.

use certs::{KeyError, SigningKey};
use jiff::Timestamp;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::assertion::{AFTER_ISSUER, Assertion};
use crate::binding::Parameter;
use crate::dialect::Dialect;
use crate::encryption::{ContentSecret, Recipient, Unsealer, encrypt};
use crate::errors::{Malformed, Untrusted};
use crate::name_id::ENTITY;
use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::read::{self, MAX_URL};
use crate::received::issuer;
use crate::request::message_id;
use crate::signature::SignedElement;
use crate::status::{Status, TopCode};
use crate::verified::{Message, sealed};
use crate::write::{Element, Namespace, Signing, instant, sign};

const RESPONSE: &str = "Response";

/// What every answer carries, fixed before the first is signed: signed again it is the same.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Envelope {
    /// The response's own `ID`.
    pub response_id: MessageId,
    /// When it is given.
    pub issued: Timestamp,
    /// Who answers.
    pub issuer: EntityId,
    /// The assertion consumer it goes to.
    pub destination: String,
    /// The request it answers. An answer to no request does not exist here.
    pub in_response_to: MessageId,
}

/// An answer as it was received. That its issuer is its signer, and that somebody waits for it, are for
/// the caller to see to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Response {
    /// Who answers what, when and where.
    pub envelope: Envelope,
    /// Whether it worked.
    pub status: Status,
    /// Who was authenticated: there exactly if it worked.
    pub assertion: Option<Assertion>,
}

/// Which parts of an answer are signed. A refusal is signed whatever this says.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Signed {
    /// The assertion, and the response around it.
    #[default]
    Both,
    /// The response alone.
    Response,
    /// The assertion alone.
    Assertion,
}

impl Signed {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Both, Self::Response, Self::Assertion];

    /// How operators call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Response => "response",
            Self::Assertion => "assertion",
        }
    }

    /// What is called so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signed| signed.name() == name)
    }
}

/// How an answer is written for one party.
#[derive(Debug)]
pub struct Manner<'a> {
    /// How values, consent and names are written.
    pub dialect: Dialect,
    /// Which parts are signed.
    pub signed: Signed,
    /// How they are signed.
    pub signing: Signing<'a>,
    /// For whom the assertion is encrypted.
    pub recipient: Option<(&'a Recipient, ContentSecret)>,
}

impl<'a> Manner<'a> {
    /// In a dialect: both parts signed as it wants, and not encrypted.
    #[must_use]
    pub fn new(dialect: Dialect, key: &'a SigningKey) -> Self {
        Self { dialect, signed: Signed::Both, signing: dialect.signing(key), recipient: None }
    }
}

/// An assertion in a response, canonical as it stands: signed, encrypted, and signed again.
pub fn respond(
    envelope: &Envelope,
    assertion: &Assertion,
    manner: Manner<'_>,
) -> Result<Vec<u8>, KeyError> {
    let Manner { dialect, signed, signing, recipient } = manner;
    let inner = (signed != Signed::Response).then_some(signing);
    let assertion = assertion.to_element(envelope, dialect, inner)?;
    let assertion = match recipient {
        Some((recipient, secret)) => {
            let data = encrypt(&assertion, recipient, secret)?;
            Element::new(ASSERTION, "EncryptedAssertion").child(data)
        }
        None => assertion,
    };
    let response = envelope.to_element(RESPONSE, &Status::success(), dialect).child(assertion);
    if signed == Signed::Assertion {
        return Ok(response.to_bytes());
    }
    Ok(sign(response, AFTER_ISSUER, signing)?.to_bytes())
}

/// A signed response that says no, without an assertion.
#[expect(clippy::needless_pass_by_value, reason = "as `respond`, which uses a secret up")]
pub fn decline(
    envelope: &Envelope,
    status: &Status,
    manner: Manner<'_>,
) -> Result<Vec<u8>, KeyError> {
    let response = envelope.to_element(RESPONSE, status, manner.dialect);
    Ok(sign(response, AFTER_ISSUER, manner.signing)?.to_bytes())
}

impl Envelope {
    /// SAML Core 3.2.2: an answer of this name, without what it may hold beside the status.
    pub(crate) fn to_element(
        &self,
        name: &'static str,
        status: &Status,
        dialect: Dialect,
    ) -> Element {
        Element::new(PROTOCOL, name)
            .attribute("ID", self.response_id.as_str())
            .attribute("Version", "2.0")
            .attribute("IssueInstant", instant(self.issued))
            .attribute("Destination", self.destination.as_str())
            .attribute("InResponseTo", self.in_response_to.as_str())
            .optional_attribute("Consent", dialect.consent(status))
            .child(issuer_element(&self.issuer))
            .child(status.to_element())
    }

    pub(crate) fn read(root: Node<'_, '_>) -> Result<Self, Malformed> {
        read::version(root)?;
        let destination = read::short_attribute(root, "Destination", MAX_URL)?;
        Ok(Self {
            response_id: message_id(root)?,
            issued: read::instant(root, "IssueInstant")?,
            issuer: required_issuer(root)?,
            destination: destination.ok_or(Malformed::Missing("Destination"))?,
            in_response_to: in_response_to(root)?,
        })
    }
}

pub(crate) fn issuer_element(issuer: &EntityId) -> Element {
    Element::new(ASSERTION, "Issuer").attribute("Format", ENTITY).text(issuer.as_str())
}

impl sealed::Sealed for Response {}

impl Message for Response {
    const NAMESPACE: Namespace = PROTOCOL;
    const NAME: &'static str = RESPONSE;
    const PARAMETER: Parameter = Parameter::Response;

    fn read(signed: &SignedElement<'_, '_>, unsealer: &Unsealer<'_>) -> Result<Self, Untrusted> {
        let root = signed.element();
        let envelope = Envelope::read(root)?;
        let status = Status::read(root)?;
        // Some say no and assert something nevertheless (SPEC 3.7): nobody reads that.
        let assertion = match status.top {
            TopCode::Success => Some(assertion(signed, &envelope, unsealer)?),
            TopCode::Requester | TopCode::Responder | TopCode::VersionMismatch => None,
        };
        Ok(Self { envelope, status, assertion })
    }
}

pub(crate) fn required_issuer(element: Node<'_, '_>) -> Result<EntityId, Malformed> {
    issuer(element)?.ok_or(Malformed::Missing("Issuer"))
}

fn in_response_to(root: Node<'_, '_>) -> Result<MessageId, Malformed> {
    const NAME: &str = "InResponseTo";
    let id = read::attribute(root, NAME).ok_or(Malformed::Missing(NAME))?;
    MessageId::new(id).map_err(|bad| Malformed::Name(NAME, bad))
}

/// The one assertion, plain or encrypted.
fn assertion(
    signed: &SignedElement<'_, '_>,
    envelope: &Envelope,
    unsealer: &Unsealer<'_>,
) -> Result<Assertion, Untrusted> {
    let root = signed.element();
    let plain = read::child(root, ASSERTION, "Assertion")?;
    let encrypted = read::child(root, ASSERTION, "EncryptedAssertion")?;
    match (plain, encrypted) {
        (Some(plain), None) => Assertion::read(signed, plain, envelope, unsealer),
        (None, Some(encrypted)) => {
            unsealer.open(signed, encrypted, (ASSERTION, "Assertion"), |inner| {
                Assertion::read(inner, inner.element(), envelope, unsealer)
            })
        }
        (Some(_), Some(_)) => Err(Malformed::Excluding("Assertion", "EncryptedAssertion").into()),
        (None, None) => Err(Malformed::Missing("Assertion").into()),
    }
}
