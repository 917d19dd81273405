//! What an `AuthnRequest` says (SAML Core 3.4.1).

use identity::Comparison;
use jiff::Timestamp;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::binding::Parameter;
use crate::encryption::Unsealer;
use crate::errors::{Malformed, Untrusted};
use crate::extensions::Extensions;
use crate::name_id::NameId;
use crate::names::{EntityId, MessageId};
use crate::namespaces::{ASSERTION, PROTOCOL};
use crate::read::{self, MAX_URI, MAX_URL};
use crate::received::{MAX_PROVIDER_NAME, issuer};
use crate::signature::SignedElement;
use crate::verified::{Message, sealed};
use crate::write::{Element, Namespace, instant};

const MAX_CLASSES: usize = 32;
const MAX_AUDIENCES: usize = 32;
const MAX_PROVIDERS: usize = 64;

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
    /// `Consent`, a URI: whether the person has agreed to being sent.
    pub consent: Option<String>,
    /// Where the answer shall go, by address; never together with `consumer_index`.
    pub consumer_url: Option<String>,
    /// Where the answer shall go, by number.
    pub consumer_index: Option<u16>,
    /// Which of the lists of attributes in its metadata is wanted.
    pub attribute_index: Option<u16>,
    /// The binding for the answer.
    pub protocol_binding: Option<String>,
    /// A session shall not be reused.
    pub force_authn: bool,
    /// Nothing shall be shown to the person.
    pub is_passive: bool,
    /// What is asked beyond SAML: attributes, and methods that are not wanted.
    pub extensions: Extensions,
    /// The one person that the answer may be about.
    pub subject: Option<NameId>,
    /// `NameIDPolicy`.
    pub name_id_policy: Option<NameIdPolicy>,
    /// What the answer's conditions are wished to be.
    pub conditions: Option<RequestedConditions>,
    /// `RequestedAuthnContext`.
    pub requested: Option<RequestedContext>,
    /// `Scoping`.
    pub scoping: Option<Scoping>,
}

/// What kind of name the agency wants (SAML Core 3.4.1.1).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NameIdPolicy {
    /// `Format`; nothing leaves it to us.
    pub format: Option<String>,
    /// For whom the name shall be, where it is not the agency itself.
    pub sp_name_qualifier: Option<String>,
    /// A new name may be made.
    pub allow_create: bool,
}

/// `Conditions` of a request: we may narrow them further, and need not follow (SAML Core 3.4.1).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct RequestedConditions {
    /// Not valid before.
    pub not_before: Option<Timestamp>,
    /// Not valid from this instant on.
    pub not_on_or_after: Option<Timestamp>,
    /// For whom beside the agency; at most 32.
    pub audiences: Vec<String>,
}

/// Who shall, and through how many, authenticate the person (SAML Core 3.4.1.2).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Scoping {
    /// How many providers there may be between us and the one who authenticates.
    pub proxy_count: Option<u32>,
    /// The `ProviderID`s of its `IDPList`; at most 64. Nothing: all may.
    pub providers: Vec<EntityId>,
    /// On whose behalf the agency asks; at most 64.
    pub requesters: Vec<EntityId>,
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

    fn read(signed: &SignedElement<'_, '_>, unsealer: &Unsealer<'_>) -> Result<Self, Untrusted> {
        let root = signed.element();
        read::version(root)?;
        let consumer_url = read::short_attribute(root, "AssertionConsumerServiceURL", MAX_URL)?;
        let consumer_index = index(root, "AssertionConsumerServiceIndex")?;
        if consumer_url.is_some() && consumer_index.is_some() {
            return Err(Malformed::Excluding(
                "AssertionConsumerServiceURL",
                "AssertionConsumerServiceIndex",
            )
            .into());
        }
        Ok(Self {
            id: message_id(root)?,
            issue_instant: read::instant(root, "IssueInstant")?,
            issuer: issuer(root)?,
            provider_name: read::short_attribute(root, "ProviderName", MAX_PROVIDER_NAME)?,
            destination: read::short_attribute(root, "Destination", MAX_URL)?,
            consent: read::short_attribute(root, "Consent", MAX_URI)?,
            consumer_url,
            consumer_index,
            attribute_index: index(root, "AttributeConsumingServiceIndex")?,
            protocol_binding: read::short_attribute(root, "ProtocolBinding", MAX_URI)?,
            force_authn: read::boolean(root, "ForceAuthn")?,
            is_passive: read::boolean(root, "IsPassive")?,
            extensions: Extensions::read(root)?,
            subject: subject(signed, unsealer)?,
            name_id_policy: name_id_policy(root)?,
            conditions: conditions(root)?,
            requested: requested_context(root)?,
            scoping: scoping(root)?,
        })
    }
}

impl AuthnRequest {
    /// A request with an `ID` and an instant, and nothing else said.
    #[must_use]
    pub fn new(id: MessageId, issue_instant: Timestamp) -> Self {
        Self {
            id,
            issue_instant,
            issuer: None,
            provider_name: None,
            destination: None,
            consent: None,
            consumer_url: None,
            consumer_index: None,
            attribute_index: None,
            protocol_binding: None,
            force_authn: false,
            is_passive: false,
            extensions: Extensions::default(),
            subject: None,
            name_id_policy: None,
            conditions: None,
            requested: None,
            scoping: None,
        }
    }

    /// The request as it is sent, before it is signed: in the order of its schema, `Issuer` first and
    /// the signature after it.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let number = |index: Option<u16>| index.map(|index| index.to_string());
        let flag = |set: bool| set.then_some("true");
        let subject = self.subject.as_ref();
        Element::new(PROTOCOL, "AuthnRequest")
            .attribute("ID", self.id.as_str())
            .attribute("Version", "2.0")
            .attribute("IssueInstant", instant(self.issue_instant))
            .optional_attribute("ProviderName", self.provider_name.as_deref())
            .optional_attribute("Destination", self.destination.as_deref())
            .optional_attribute("Consent", self.consent.as_deref())
            .optional_attribute("AssertionConsumerServiceURL", self.consumer_url.as_deref())
            .optional_attribute("AssertionConsumerServiceIndex", number(self.consumer_index))
            .optional_attribute("AttributeConsumingServiceIndex", number(self.attribute_index))
            .optional_attribute("ProtocolBinding", self.protocol_binding.as_deref())
            .optional_attribute("ForceAuthn", flag(self.force_authn))
            .optional_attribute("IsPassive", flag(self.is_passive))
            .children(self.issuer.as_ref().map(|id| saml("Issuer").text(id.as_str())))
            .children(self.extensions.to_element())
            .children(subject.map(|name_id| saml("Subject").child(name_id.to_element())))
            .children(self.name_id_policy.as_ref().map(NameIdPolicy::to_element))
            .children(self.conditions.as_ref().map(RequestedConditions::to_element))
            .children(self.requested.as_ref().map(RequestedContext::to_element))
            .children(self.scoping.as_ref().map(Scoping::to_element))
    }
}

impl NameIdPolicy {
    fn to_element(&self) -> Element {
        samlp("NameIDPolicy")
            .optional_attribute("Format", self.format.as_deref())
            .optional_attribute("SPNameQualifier", self.sp_name_qualifier.as_deref())
            .optional_attribute("AllowCreate", self.allow_create.then_some("true"))
    }
}

impl RequestedConditions {
    fn to_element(&self) -> Element {
        let audience = |audience: &String| saml("Audience").text(audience);
        let audiences = (!self.audiences.is_empty())
            .then(|| saml("AudienceRestriction").children(self.audiences.iter().map(audience)));
        saml("Conditions")
            .optional_attribute("NotBefore", self.not_before.map(instant))
            .optional_attribute("NotOnOrAfter", self.not_on_or_after.map(instant))
            .children(audiences)
    }
}

impl Scoping {
    fn to_element(&self) -> Element {
        let entry = |id: &EntityId| samlp("IDPEntry").attribute("ProviderID", id.as_str());
        let list = (!self.providers.is_empty())
            .then(|| samlp("IDPList").children(self.providers.iter().map(entry)));
        let requester = |id: &EntityId| samlp("RequesterID").text(id.as_str());
        samlp("Scoping")
            .optional_attribute("ProxyCount", self.proxy_count.map(|count| count.to_string()))
            .children(list)
            .children(self.requesters.iter().map(requester))
    }
}

impl RequestedContext {
    fn to_element(&self) -> Element {
        let class = |uri: &String| saml("AuthnContextClassRef").text(uri);
        samlp("RequestedAuthnContext")
            .attribute("Comparison", comparison_name(self.comparison))
            .children(self.classes.iter().map(class))
    }
}

pub(crate) fn message_id(root: Node<'_, '_>) -> Result<MessageId, Malformed> {
    let id = read::attribute(root, "ID").ok_or(Malformed::Missing("ID"))?;
    MessageId::new(id).map_err(|bad| Malformed::Name("ID", bad))
}

/// XML Schema 3.3.23, `unsignedShort`: digits alone.
fn index(root: Node<'_, '_>, name: &'static str) -> Result<Option<u16>, Malformed> {
    number(read::attribute(root, name), name)
}

fn number<T: std::str::FromStr>(
    text: Option<&str>,
    name: &'static str,
) -> Result<Option<T>, Malformed> {
    let Some(text) = text else {
        return Ok(None);
    };
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).map(Some).ok_or(Malformed::Value(name))
}

/// SAML Profiles 4.1.4.1: a subject without confirmation.
fn subject(
    signed: &SignedElement<'_, '_>,
    unsealer: &Unsealer<'_>,
) -> Result<Option<NameId>, Untrusted> {
    let Some(subject) = read::child(signed.element(), ASSERTION, "Subject")? else {
        return Ok(None);
    };
    if read::children(subject, ASSERTION, "SubjectConfirmation").next().is_some() {
        return Err(Malformed::Unsupported("SubjectConfirmation").into());
    }
    NameId::read_in(signed, subject, unsealer).map(Some)
}

fn name_id_policy(root: Node<'_, '_>) -> Result<Option<NameIdPolicy>, Malformed> {
    let Some(policy) = read::child(root, PROTOCOL, "NameIDPolicy")? else {
        return Ok(None);
    };
    Ok(Some(NameIdPolicy {
        format: read::short_attribute(policy, "Format", MAX_URI)?,
        sp_name_qualifier: read::short_attribute(policy, "SPNameQualifier", MAX_URI)?,
        allow_create: read::boolean(policy, "AllowCreate")?,
    }))
}

/// Conditions of other kinds are wishes that we do not know, and need not follow.
fn conditions(root: Node<'_, '_>) -> Result<Option<RequestedConditions>, Malformed> {
    let Some(conditions) = read::child(root, ASSERTION, "Conditions")? else {
        return Ok(None);
    };
    let restriction = read::child(conditions, ASSERTION, "AudienceRestriction")?;
    let audiences = restriction.map(|restriction| {
        read::short_texts(restriction, ASSERTION, "Audience", (MAX_AUDIENCES, MAX_URI))
    });
    Ok(Some(RequestedConditions {
        not_before: read::optional_instant(conditions, "NotBefore")?,
        not_on_or_after: read::optional_instant(conditions, "NotOnOrAfter")?,
        audiences: audiences.transpose()?.unwrap_or_default(),
    }))
}

fn scoping(root: Node<'_, '_>) -> Result<Option<Scoping>, Malformed> {
    let Some(scoping) = read::child(root, PROTOCOL, "Scoping")? else {
        return Ok(None);
    };
    let name = |text: &str, what| EntityId::new(text).map_err(|bad| Malformed::Name(what, bad));
    let mut providers = Vec::new();
    if let Some(list) = read::child(scoping, PROTOCOL, "IDPList")? {
        for entry in read::children(list, PROTOCOL, "IDPEntry") {
            if providers.len() == MAX_PROVIDERS {
                return Err(Malformed::TooMany("IDPEntry"));
            }
            let id =
                read::attribute(entry, "ProviderID").ok_or(Malformed::Missing("ProviderID"))?;
            providers.push(name(id, "ProviderID")?);
        }
    }
    let limits = (MAX_PROVIDERS, MAX_URI);
    let requesters = read::short_texts(scoping, PROTOCOL, "RequesterID", limits)?;
    Ok(Some(Scoping {
        proxy_count: number(read::attribute(scoping, "ProxyCount"), "ProxyCount")?,
        providers,
        requesters: requesters
            .iter()
            .map(|id| name(id, "RequesterID"))
            .collect::<Result<_, _>>()?,
    }))
}

fn requested_context(root: Node<'_, '_>) -> Result<Option<RequestedContext>, Malformed> {
    let Some(context) = read::child(root, PROTOCOL, "RequestedAuthnContext")? else {
        return Ok(None);
    };
    let comparison = match read::attribute(context, "Comparison") {
        None => Comparison::Exact,
        Some(name) => comparison_named(name).ok_or(Malformed::Value("Comparison"))?,
    };
    let limits = (MAX_CLASSES, MAX_URI);
    let classes = read::short_texts(context, ASSERTION, "AuthnContextClassRef", limits)?;
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

fn samlp(local: &'static str) -> Element {
    Element::new(PROTOCOL, local)
}

fn saml(local: &'static str) -> Element {
    Element::new(ASSERTION, local)
}
