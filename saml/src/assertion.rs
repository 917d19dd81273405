//! What an assertion says (SAML Core 2.3.3), in the shape that the web browser profile gives it: one
//! subject, confirmed as bearer; one audience; one authentication; perhaps attributes.

use std::fmt;

use certs::KeyError;
use identity::LevelOfAssurance;
use jiff::Timestamp;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::attributes::{NAME_FORMAT_URI, type_of};
use crate::dialect::Dialect;
use crate::encryption::Unsealer;
use crate::errors::{Malformed, Untrusted};
use crate::name_id::NameId;
use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, EIDAS_NATURAL, SCHEMA, SCHEMA_INSTANCE};
use crate::read::{self, MAX_URI, MAX_URL};
use crate::request::message_id;
use crate::response::{Envelope, issuer_element, required_issuer};
use crate::signature::SignedElement;
use crate::write::{Element, Signing, instant, sign};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const MAX_ATTRIBUTES: usize = 128;
const MAX_VALUES: usize = 32;
/// Characters of one value; a validated certificate's extract (SPEC 3.6) is the longest.
const MAX_VALUE: usize = 65_536;
const MAX_FRIENDLY_NAME: usize = 256;
const MAX_ADDRESS: usize = 64;
const MAX_AUTHORITIES: usize = 16;
/// The signature follows the issuer (SAML Core 2.3.3).
pub(crate) const AFTER_ISSUER: usize = 1;

/// What is vouched for. `Debug` shows nothing about the person.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct Assertion {
    /// Its own `ID`.
    pub id: MessageId,
    /// Not valid before.
    pub not_before: Option<Timestamp>,
    /// Not valid from this instant on.
    pub not_on_or_after: Timestamp,
    /// The party it is for, alone.
    pub audience: String,
    /// It is to be used once and not kept.
    pub one_time_use: bool,
    /// How the party knows the person.
    pub name_id: NameId,
    /// Where the person's browser was seen.
    pub address: Option<String>,
    /// The session it belongs to, opaque.
    pub session_index: Option<String>,
    /// When the person proved who they are.
    pub authn_instant: Timestamp,
    /// `AuthnContextClassRef`: how it was proved, or at which level.
    pub context: String,
    /// Who stood behind the one who asserts; at most 16.
    pub authorities: Vec<EntityId>,
    /// About the person, in this order.
    pub attributes: Vec<Attribute>,
}

/// One attribute.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct Attribute {
    /// A URI.
    pub name: String,
    /// For readers.
    pub friendly_name: Option<String>,
    /// Its values; may be none.
    pub values: Vec<AttributeValue>,
}

/// One value of an attribute.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct AttributeValue {
    /// Its text.
    pub text: String,
    /// False for a name in the script of its country beside one in Latin letters (eIDAS).
    pub is_latin: bool,
}

impl Attribute {
    /// With one value.
    #[must_use]
    pub fn one(name: &str, friendly_name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            friendly_name: Some(friendly_name.to_owned()),
            values: vec![AttributeValue { text: value.to_owned(), is_latin: true }],
        }
    }
}

impl Assertion {
    /// The level of assurance that its context names, if it names one.
    #[must_use]
    pub fn level(&self) -> Option<LevelOfAssurance> {
        LevelOfAssurance::from_uri(&self.context)
    }

    /// The assertion inside this envelope, signed if told how.
    pub(crate) fn to_element(
        &self,
        envelope: &Envelope,
        dialect: Dialect,
        signing: Option<Signing<'_>>,
    ) -> Result<Element, KeyError> {
        let about = (!self.attributes.is_empty()).then(|| {
            let each = self.attributes.iter().map(|attribute| attribute.to_element(dialect));
            saml("AttributeStatement").children(each)
        });
        let element = saml("Assertion")
            .attribute("ID", self.id.as_str())
            .attribute("Version", "2.0")
            .attribute("IssueInstant", instant(envelope.issued))
            .child(issuer_element(&envelope.issuer))
            .child(self.subject(envelope))
            .child(self.conditions())
            .child(self.authn_statement())
            .children(about);
        match signing {
            Some(signing) => sign(element, AFTER_ISSUER, signing),
            None => Ok(element),
        }
    }

    /// SAML Profiles 4.1.4.2: bearer, for this consumer and this request, and no `NotBefore`.
    fn subject(&self, envelope: &Envelope) -> Element {
        let data = saml("SubjectConfirmationData")
            .attribute("InResponseTo", envelope.in_response_to.as_str())
            .attribute("NotOnOrAfter", instant(self.not_on_or_after))
            .attribute("Recipient", envelope.destination.as_str())
            .optional_attribute("Address", self.address.as_deref());
        saml("Subject")
            .child(self.name_id.to_element())
            .child(saml("SubjectConfirmation").attribute("Method", BEARER).child(data))
    }

    fn conditions(&self) -> Element {
        let audience = saml("Audience").text(self.audience.as_str());
        saml("Conditions")
            .optional_attribute("NotBefore", self.not_before.map(instant))
            .attribute("NotOnOrAfter", instant(self.not_on_or_after))
            .child(saml("AudienceRestriction").child(audience))
            .children(self.one_time_use.then(|| saml("OneTimeUse")))
    }

    fn authn_statement(&self) -> Element {
        let authority = |id: &EntityId| saml("AuthenticatingAuthority").text(id.as_str());
        let context = saml("AuthnContext")
            .child(saml("AuthnContextClassRef").text(self.context.as_str()))
            .children(self.authorities.iter().map(authority));
        saml("AuthnStatement")
            .attribute("AuthnInstant", instant(self.authn_instant))
            .optional_attribute("SessionIndex", self.session_index.as_deref())
            .child(context)
    }

    /// Reads the assertion of a response. What it says twice, or the response says as well, must be the
    /// same.
    pub(crate) fn read(
        signed: &SignedElement<'_, '_>,
        element: Node<'_, '_>,
        envelope: &Envelope,
        unsealer: &Unsealer<'_>,
    ) -> Result<Self, Untrusted> {
        read::version(element)?;
        if required_issuer(element)? != envelope.issuer {
            return Err(Malformed::Contradiction("Issuer").into());
        }
        // SAML Core 2.3.3: statements of other kinds say something that we would not hear.
        for other in ["AuthzDecisionStatement", "Statement"] {
            if read::children(element, ASSERTION, other).next().is_some() {
                return Err(Malformed::Unsupported("Statement").into());
            }
        }
        let subject = read::required(element, ASSERTION, "Subject")?;
        let conditions = read::required(element, ASSERTION, "Conditions")?;
        refuse_unknown_conditions(conditions)?;
        let (confirmed_until, address) = confirmation(subject, envelope)?;
        let until = read::optional_instant(conditions, "NotOnOrAfter")?;
        let statement = read::required(element, ASSERTION, "AuthnStatement")?;
        let context = read::required(statement, ASSERTION, "AuthnContext")?;
        let class = read::required(context, ASSERTION, "AuthnContextClassRef")?;
        Ok(Self {
            id: message_id(element)?,
            not_before: read::optional_instant(conditions, "NotBefore")?,
            not_on_or_after: until.map_or(confirmed_until, |until| until.min(confirmed_until)),
            audience: audience(conditions)?,
            one_time_use: read::child(conditions, ASSERTION, "OneTimeUse")?.is_some(),
            name_id: NameId::read_in(signed, subject, unsealer)?,
            address,
            session_index: read::short_attribute(statement, "SessionIndex", MAX_URI)?,
            authn_instant: read::instant(statement, "AuthnInstant")?,
            context: read::short_text(class, "AuthnContextClassRef", MAX_URI)?,
            authorities: authorities(context)?,
            attributes: attributes(element)?,
        })
    }
}

impl Attribute {
    fn to_element(&self, dialect: Dialect) -> Element {
        saml("Attribute")
            .attribute("Name", self.name.as_str())
            .attribute("NameFormat", NAME_FORMAT_URI)
            .optional_attribute("FriendlyName", self.friendly_name.as_deref())
            .children(self.values.iter().map(|value| value.to_element(&self.name, dialect)))
    }

    fn read(element: Node<'_, '_>) -> Result<Self, Malformed> {
        let name = read::short_attribute(element, "Name", MAX_URI)?;
        let mut values = Vec::new();
        for value in read::children(element, ASSERTION, "AttributeValue") {
            if values.len() == MAX_VALUES {
                return Err(Malformed::TooMany("AttributeValue"));
            }
            values.push(AttributeValue::read(value)?);
        }
        Ok(Self {
            name: name.ok_or(Malformed::Missing("Name"))?,
            friendly_name: read::short_attribute(element, "FriendlyName", MAX_FRIENDLY_NAME)?,
            values,
        })
    }
}

impl AttributeValue {
    /// The namespaces of types are declared on each value, so that they are still there when the
    /// assertion was encrypted, and taken out by a reader that knows no context.
    fn to_element(&self, name: &str, dialect: Dialect) -> Element {
        let element = saml("AttributeValue").text(self.text.as_str());
        if !dialect.writes_types() {
            return element;
        }
        let (namespace, kind) = type_of(name);
        let element = element.declaring(EIDAS_NATURAL).declaring(SCHEMA).attribute_in(
            SCHEMA_INSTANCE,
            "type",
            format!("{}:{kind}", namespace.prefix),
        );
        if self.is_latin {
            return element;
        }
        element.attribute_in(EIDAS_NATURAL, "LatinScript", "false")
    }

    /// `xsi:type` is not looked at: the name of the attribute says what its values are.
    fn read(element: Node<'_, '_>) -> Result<Self, Malformed> {
        let latin = element.attribute((EIDAS_NATURAL.uri, "LatinScript"));
        Ok(Self {
            text: read::short_text(element, "AttributeValue", MAX_VALUE)?,
            is_latin: !matches!(latin, Some("false" | "0")),
        })
    }
}

/// SAML Core 2.5.1: who does not know a condition cannot say that it is met.
fn refuse_unknown_conditions(conditions: Node<'_, '_>) -> Result<(), Malformed> {
    let known = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
    let mut inside = conditions.children().filter(Node::is_element);
    if inside.all(|one| known.iter().any(|name| read::is(one, ASSERTION, name))) {
        Ok(())
    } else {
        Err(Malformed::Unsupported("Condition"))
    }
}

/// The one confirmation as bearer, for this address and this request: until when, and where the
/// browser was seen.
fn confirmation(
    subject: Node<'_, '_>,
    envelope: &Envelope,
) -> Result<(Timestamp, Option<String>), Malformed> {
    let confirmation = read::required(subject, ASSERTION, "SubjectConfirmation")?;
    if read::attribute(confirmation, "Method") != Some(BEARER) {
        return Err(Malformed::Unsupported("SubjectConfirmation"));
    }
    let data = read::required(confirmation, ASSERTION, "SubjectConfirmationData")?;
    let recipient = read::short_attribute(data, "Recipient", MAX_URL)?;
    let request = read::attribute(data, "InResponseTo");
    if recipient.ok_or(Malformed::Missing("Recipient"))? != envelope.destination {
        return Err(Malformed::Contradiction("Recipient"));
    }
    if request.ok_or(Malformed::Missing("InResponseTo"))? != envelope.in_response_to.as_str() {
        return Err(Malformed::Contradiction("InResponseTo"));
    }
    // SAML Profiles 4.1.4.2: a bearer's confirmation does not begin.
    if read::attribute(data, "NotBefore").is_some() {
        return Err(Malformed::Unsupported("NotBefore"));
    }
    let address = read::short_attribute(data, "Address", MAX_ADDRESS)?;
    Ok((read::instant(data, "NotOnOrAfter")?, address))
}

fn audience(conditions: Node<'_, '_>) -> Result<String, Malformed> {
    let restriction = read::required(conditions, ASSERTION, "AudienceRestriction")?;
    read::short_text(read::required(restriction, ASSERTION, "Audience")?, "Audience", MAX_URI)
}

fn authorities(context: Node<'_, '_>) -> Result<Vec<EntityId>, Malformed> {
    const NAME: &str = "AuthenticatingAuthority";
    let texts = read::short_texts(context, ASSERTION, NAME, (MAX_AUTHORITIES, MAX_URI))?;
    let name = |text: &String| EntityId::new(text).map_err(|bad| Malformed::Name(NAME, bad));
    texts.iter().map(name).collect()
}

/// At most one statement; what it holds encrypted is not passed over.
fn attributes(element: Node<'_, '_>) -> Result<Vec<Attribute>, Malformed> {
    let Some(statement) = read::child(element, ASSERTION, "AttributeStatement")? else {
        return Ok(Vec::new());
    };
    if read::children(statement, ASSERTION, "EncryptedAttribute").next().is_some() {
        return Err(Malformed::Unsupported("EncryptedAttribute"));
    }
    let mut attributes: Vec<Attribute> = Vec::new();
    for attribute in read::children(statement, ASSERTION, "Attribute") {
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(Malformed::TooMany("Attribute"));
        }
        let attribute = Attribute::read(attribute)?;
        if attributes.iter().any(|known| known.name == attribute.name) {
            return Err(Malformed::Repeated("Attribute"));
        }
        attributes.push(attribute);
    }
    Ok(attributes)
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
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttributeValue(..)")
    }
}
