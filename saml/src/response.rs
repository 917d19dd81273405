//! What we answer: a signed assertion in a signed response, or a signed refusal.

use std::fmt;

use certs::{KeyError, SigningKey};
use identity::LevelOfAssurance;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::status::Status;
use crate::write::{Element, instant, sign};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
/// SAML Core 8.3.8: a name for one session.
pub const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const NAME_FORMAT_URI: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
/// The signature follows the issuer (SAML Core 3.2.2 and 2.3.3).
const AFTER_ISSUER: usize = 1;

/// What every answer carries, fixed before the first is signed: signed again it is the same.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Envelope {
    /// The response's own `ID`.
    pub response_id: MessageId,
    /// When it is given.
    pub issued: Timestamp,
    /// Who we are.
    pub issuer: EntityId,
    /// The assertion consumer it goes to.
    pub destination: String,
    /// The request it answers.
    pub in_response_to: MessageId,
}

/// What we vouch for.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct Assertion {
    /// Its own `ID`.
    pub id: MessageId,
    /// Not valid before.
    pub not_before: Timestamp,
    /// Not valid from this instant on.
    pub not_on_or_after: Timestamp,
    /// The agency it is for, alone.
    pub audience: String,
    /// How the agency knows the person.
    pub name_id: NameId,
    /// The session it belongs to, opaque.
    pub session_index: String,
    /// When the person proved who they are.
    pub authn_instant: Timestamp,
    /// The level reached, never more.
    pub level: LevelOfAssurance,
    /// About the person, in this order.
    pub attributes: Vec<Attribute>,
}

/// How an agency knows a person.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub enum NameId {
    /// The same each time, and no other agency's (pairwise).
    Persistent(String),
    /// For one session.
    Transient(String),
}

/// One attribute with one value.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct Attribute {
    /// A URI.
    pub name: String,
    /// For readers.
    pub friendly_name: String,
    /// Its text.
    pub value: String,
}

/// A signed assertion inside a signed response, canonical as it stands.
pub fn respond(
    envelope: &Envelope,
    assertion: &Assertion,
    key: &SigningKey,
) -> Result<Vec<u8>, KeyError> {
    let assertion = sign(assertion_element(envelope, assertion), AFTER_ISSUER, key)?;
    let response = response_element(envelope, &Status::success()).child(assertion);
    Ok(sign(response, AFTER_ISSUER, key)?.to_bytes())
}

/// A signed response that says no, without an assertion.
pub fn decline(
    envelope: &Envelope,
    status: &Status,
    key: &SigningKey,
) -> Result<Vec<u8>, KeyError> {
    Ok(sign(response_element(envelope, status), AFTER_ISSUER, key)?.to_bytes())
}

/// SAML Core 3.2.2 and 3.3.3.
fn response_element(envelope: &Envelope, status: &Status) -> Element {
    Element::new(PROTOCOL, "Response")
        .attribute("ID", envelope.response_id.as_str())
        .attribute("Version", "2.0")
        .attribute("IssueInstant", instant(envelope.issued))
        .attribute("Destination", envelope.destination.as_str())
        .attribute("InResponseTo", envelope.in_response_to.as_str())
        .child(issuer_element(&envelope.issuer))
        .child(status.to_element())
}

/// SAML Core 2.3.3, in the order of its schema.
fn assertion_element(envelope: &Envelope, assertion: &Assertion) -> Element {
    let about = Some(&assertion.attributes).filter(|attributes| !attributes.is_empty());
    saml("Assertion")
        .attribute("ID", assertion.id.as_str())
        .attribute("Version", "2.0")
        .attribute("IssueInstant", instant(envelope.issued))
        .child(issuer_element(&envelope.issuer))
        .child(subject_element(envelope, assertion))
        .child(conditions_element(assertion))
        .child(authn_statement_element(assertion))
        .children(about.map(|attributes| {
            saml("AttributeStatement").children(attributes.iter().map(attribute_element))
        }))
}

fn issuer_element(issuer: &EntityId) -> Element {
    saml("Issuer").attribute("Format", ENTITY).text(issuer.as_str())
}

/// SAML Profiles 4.1.4.2: bearer, for this consumer and this request, and no `NotBefore`.
fn subject_element(envelope: &Envelope, assertion: &Assertion) -> Element {
    let data = saml("SubjectConfirmationData")
        .attribute("InResponseTo", envelope.in_response_to.as_str())
        .attribute("NotOnOrAfter", instant(assertion.not_on_or_after))
        .attribute("Recipient", envelope.destination.as_str());
    saml("Subject")
        .child(name_id_element(envelope, assertion))
        .child(saml("SubjectConfirmation").attribute("Method", BEARER).child(data))
}

/// SAML Core 8.3.7: a persistent identifier names the pair it holds for.
fn name_id_element(envelope: &Envelope, assertion: &Assertion) -> Element {
    let element = saml("NameID").attribute("NameQualifier", envelope.issuer.as_str());
    match &assertion.name_id {
        NameId::Persistent(value) => element
            .attribute("Format", PERSISTENT)
            .attribute("SPNameQualifier", assertion.audience.as_str())
            .text(value.as_str()),
        NameId::Transient(value) => element.attribute("Format", TRANSIENT).text(value.as_str()),
    }
}

fn conditions_element(assertion: &Assertion) -> Element {
    let audience = saml("Audience").text(assertion.audience.as_str());
    saml("Conditions")
        .attribute("NotBefore", instant(assertion.not_before))
        .attribute("NotOnOrAfter", instant(assertion.not_on_or_after))
        .child(saml("AudienceRestriction").child(audience))
}

fn authn_statement_element(assertion: &Assertion) -> Element {
    let class = saml("AuthnContextClassRef").text(assertion.level.uri());
    saml("AuthnStatement")
        .attribute("AuthnInstant", instant(assertion.authn_instant))
        .attribute("SessionIndex", assertion.session_index.as_str())
        .child(saml("AuthnContext").child(class))
}

fn attribute_element(attribute: &Attribute) -> Element {
    saml("Attribute")
        .attribute("Name", attribute.name.as_str())
        .attribute("NameFormat", NAME_FORMAT_URI)
        .attribute("FriendlyName", attribute.friendly_name.as_str())
        .child(saml("AttributeValue").text(attribute.value.as_str()))
}

fn saml(local: &'static str) -> Element {
    Element::new(ASSERTION, local)
}

/// What is about a person stays out of logs.
impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assertion")
            .field("id", &self.id)
            .field("audience", &self.audience)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Persistent(_) => "Persistent(..)",
            Self::Transient(_) => "Transient(..)",
        })
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute").field("name", &self.name).finish_non_exhaustive()
    }
}
