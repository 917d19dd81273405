//! What an `AuthnRequest` says (SAML Core 3.4.1).

use identity::Comparison;
use jiff::Timestamp;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::binding::Parameter;
use crate::errors::Malformed;
use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::read;
use crate::received::{MAX_PROVIDER_NAME, issuer};
use crate::signature::SignedElement;
use crate::verified::{Message, sealed};
use crate::write::{Element, Namespace, instant};

const MAX_URL: usize = 2048;
const MAX_URI: usize = 1024;
const MAX_CLASSES: usize = 32;

/// An agency's request that a person be authenticated. Form only: what it may ask is for others.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AuthnRequest {
    /// Its `ID`.
    pub id: MessageId,
    /// When the agency made it, by the agency's clock.
    pub issue_instant: Timestamp,
    /// Who says to have made it. The signer is who did.
    pub issuer: Option<EntityId>,
    /// How the dialect `clave2` names the agency; at most 256 characters.
    pub provider_name: Option<String>,
    /// The endpoint it is meant for.
    pub destination: Option<String>,
    /// Where the answer shall go, by address; never together with `consumer_index`.
    pub consumer_url: Option<String>,
    /// Where the answer shall go, by number.
    pub consumer_index: Option<u16>,
    /// The binding for the answer.
    pub protocol_binding: Option<String>,
    /// A session shall not be reused.
    pub force_authn: bool,
    /// Nothing shall be shown to the person.
    pub is_passive: bool,
    /// `NameIDPolicy/@Format`.
    pub name_id_format: Option<String>,
    /// `RequestedAuthnContext`.
    pub requested: Option<RequestedContext>,
}

/// How sure the agency wants to be.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RequestedContext {
    /// How the classes are meant; `exact` where not said.
    pub comparison: Comparison,
    /// `AuthnContextClassRef`s as they stand, at most 32. May be empty: declarations instead of
    /// classes are not read.
    pub classes: Vec<String>,
}

impl sealed::Sealed for AuthnRequest {}

impl Message for AuthnRequest {
    const NAMESPACE: Namespace = PROTOCOL;
    const NAME: &'static str = "AuthnRequest";
    const PARAMETER: Parameter = Parameter::Request;

    fn read(signed: &SignedElement<'_, '_>) -> Result<Self, Malformed> {
        let root = signed.element();
        if read::attribute(root, "Version") != Some("2.0") {
            return Err(Malformed::Version);
        }
        // SAML Core 3.4.1.4: the answer would have to be about this subject and nobody else.
        if read::child(root, ASSERTION, "Subject")?.is_some() {
            return Err(Malformed::Unsupported("Subject"));
        }
        let consumer_url = read::short_attribute(root, "AssertionConsumerServiceURL", MAX_URL)?;
        let consumer_index = consumer_index(root)?;
        if consumer_url.is_some() && consumer_index.is_some() {
            return Err(Malformed::Excluding(
                "AssertionConsumerServiceURL",
                "AssertionConsumerServiceIndex",
            ));
        }
        Ok(Self {
            id: message_id(root)?,
            issue_instant: read::instant(root, "IssueInstant")?,
            issuer: issuer(root)?,
            provider_name: read::short_attribute(root, "ProviderName", MAX_PROVIDER_NAME)?,
            destination: read::short_attribute(root, "Destination", MAX_URL)?,
            consumer_url,
            consumer_index,
            protocol_binding: read::short_attribute(root, "ProtocolBinding", MAX_URI)?,
            force_authn: read::boolean(root, "ForceAuthn")?,
            is_passive: read::boolean(root, "IsPassive")?,
            name_id_format: name_id_format(root)?,
            requested: requested_context(root)?,
        })
    }
}

impl AuthnRequest {
    /// The request as it is sent, before it is signed: `Issuer` first, the signature after it.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let issuer = self.issuer.as_ref();
        let policy = self.name_id_format.as_ref();
        let flag = |set: bool| set.then_some("true");
        Element::new(PROTOCOL, "AuthnRequest")
            .attribute("ID", self.id.as_str())
            .attribute("Version", "2.0")
            .attribute("IssueInstant", instant(self.issue_instant))
            .optional_attribute("ProviderName", self.provider_name.as_deref())
            .optional_attribute("Destination", self.destination.as_deref())
            .optional_attribute("AssertionConsumerServiceURL", self.consumer_url.as_deref())
            .optional_attribute(
                "AssertionConsumerServiceIndex",
                self.consumer_index.map(|index| index.to_string()),
            )
            .optional_attribute("ProtocolBinding", self.protocol_binding.as_deref())
            .optional_attribute("ForceAuthn", flag(self.force_authn))
            .optional_attribute("IsPassive", flag(self.is_passive))
            .children(issuer.map(|id| Element::new(ASSERTION, "Issuer").text(id.as_str())))
            .children(policy.map(|format| {
                Element::new(PROTOCOL, "NameIDPolicy")
                    .attribute("AllowCreate", "true")
                    .attribute("Format", format.as_str())
            }))
            .children(self.requested.as_ref().map(RequestedContext::to_element))
    }
}

impl RequestedContext {
    fn to_element(&self) -> Element {
        let class = |uri: &String| Element::new(ASSERTION, "AuthnContextClassRef").text(uri);
        Element::new(PROTOCOL, "RequestedAuthnContext")
            .attribute("Comparison", comparison_name(self.comparison))
            .children(self.classes.iter().map(class))
    }
}

pub(crate) fn message_id(root: Node<'_, '_>) -> Result<MessageId, Malformed> {
    let id = read::attribute(root, "ID").ok_or(Malformed::Missing("ID"))?;
    MessageId::new(id).map_err(|bad| Malformed::Name("ID", bad))
}

/// XML Schema 3.3.23, `unsignedShort`: digits alone.
fn consumer_index(root: Node<'_, '_>) -> Result<Option<u16>, Malformed> {
    const NAME: &str = "AssertionConsumerServiceIndex";
    let Some(text) = read::attribute(root, NAME) else {
        return Ok(None);
    };
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).map(Some).ok_or(Malformed::Value(NAME))
}

fn name_id_format(root: Node<'_, '_>) -> Result<Option<String>, Malformed> {
    match read::child(root, PROTOCOL, "NameIDPolicy")? {
        Some(policy) => read::short_attribute(policy, "Format", MAX_URI),
        None => Ok(None),
    }
}

fn requested_context(root: Node<'_, '_>) -> Result<Option<RequestedContext>, Malformed> {
    let Some(context) = read::child(root, PROTOCOL, "RequestedAuthnContext")? else {
        return Ok(None);
    };
    let comparison = match read::attribute(context, "Comparison") {
        None => Comparison::Exact,
        Some(name) => comparison_named(name).ok_or(Malformed::Value("Comparison"))?,
    };
    let mut classes = Vec::new();
    for class in read::children(context, ASSERTION, "AuthnContextClassRef") {
        if classes.len() == MAX_CLASSES {
            return Err(Malformed::TooLong("RequestedAuthnContext"));
        }
        classes.push(read::short_text(class, "AuthnContextClassRef", MAX_URI)?);
    }
    Ok(Some(RequestedContext { comparison, classes }))
}

fn comparison_named(name: &str) -> Option<Comparison> {
    [Comparison::Exact, Comparison::Minimum, Comparison::Better, Comparison::Maximum]
        .into_iter()
        .find(|comparison| comparison_name(*comparison) == name)
}

fn comparison_name(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Exact => "exact",
        Comparison::Minimum => "minimum",
        Comparison::Better => "better",
        Comparison::Maximum => "maximum",
    }
}
