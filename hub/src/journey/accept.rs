//! From a verified message to a request that is fit for us.
//!
//! A leaf module: nobody else can make an [`AcceptedRequest`], and nobody who has none can name
//! an address to answer to.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use saml::attributes::{CLAVE, PERSON_IDENTIFIER, RELAY_STATE, is_known};
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::{AuthnRequest, RequestedContext};
use saml::{EntityId, Malformed, MessageId, RelayState, Verified};
use serde::{Deserialize, Deserializer, Serialize};

use crate::agency::{Agency, ServiceCode, TwoServices};
use crate::journey::rejected::Rejected;

/// A request may be this old (DESIGN §11).
pub const MAX_AGE: SignedDuration = SignedDuration::from_mins(5);
/// The clocks of an agency and of ours may differ by this much.
pub const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// After an answer the same request would be accepted for this long at most: it was made by a clock
/// that is ahead of ours by all that is allowed.
pub const LONGEST_LIFE: SignedDuration =
    SignedDuration::from_secs(MAX_AGE.as_secs() + 2 * SKEW.as_secs());

/// A request whose signature, age, destination and return address are in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AcceptedRequest {
    facts: RequestFacts,
}

/// What was accepted, as plain data. No person is in it, but for what an agency may have put into
/// its RelayState.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is what a request says, and they are free of each other"
)]
pub struct RequestFacts {
    /// Who asks.
    pub agency: EntityId,
    /// The request's own id; the answer's `InResponseTo`.
    pub request_id: MessageId,
    /// When it was made.
    pub issued: Timestamp,
    /// For which of its services, if for one that has terms of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// Where the answer goes: an address from the agency's metadata.
    pub consumer: String,
    /// To be echoed.
    pub relay_state: Option<RelayState>,
    /// The binding asked for, when it is not the one that we answer by.
    pub unsupported_binding: bool,
    /// The NameID format asked for.
    pub name_id_format: Option<String>,
    /// In whose namespace the name shall be.
    #[serde(default)]
    pub namespace: Namespace,
    /// The answer may be about one certain person only. Who that is, is not kept.
    pub about_somebody: bool,
    /// The attributes asked for, without the values that some carry.
    pub attributes: Vec<AskedAttribute>,
    /// What the agency wants back among the attributes.
    pub echo: Option<RelayState>,
    /// Who may authenticate the person; nothing: all may.
    pub providers: Vec<EntityId>,
    /// The level asked for.
    pub requested: Option<RequestedContext>,
    /// No page may be shown.
    pub is_passive: bool,
    /// No earlier login will do.
    #[serde(default)]
    pub force_authn: bool,
}

/// In whose namespace the person's name shall be (SAML Core 3.4.1.1, `SPNameQualifier`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Namespace {
    /// The agency's own.
    #[default]
    Agency,
    /// Another party's, or that of a group of parties. Whose, is not kept.
    Others,
}

/// An attribute that an agency asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAttribute {
    /// A URI.
    pub name: String,
    /// Without it there shall be no answer.
    pub is_required: bool,
    /// Only one of certain values will do.
    pub of_value: bool,
}

impl AcceptedRequest {
    /// Checks a verified request against the agency's metadata, our endpoints and the clock.
    ///
    /// # Errors
    /// [`Rejected`]; no return address is trusted then.
    pub fn accept(
        verified: Verified<AuthnRequest>,
        agency: &Agency,
        endpoints: &[String],
        now: Timestamp,
    ) -> Result<Self, Rejected> {
        let (request, signer, relay_state) = verified.into_parts();
        if signer != agency.metadata.entity_id || !agency.is_sender_of(&request) {
            return Err(Rejected::Issuer);
        }
        // SAML Bindings 3.4.5.2, 3.5.5.2: a signed message names the address it was sent to.
        if !endpoints.iter().any(|ours| request.destination.as_ref() == Some(ours)) {
            return Err(Rejected::Destination);
        }
        if now.duration_since(request.issue_instant) > MAX_AGE + SKEW {
            return Err(Rejected::TooOld);
        }
        if request.issue_instant.duration_since(now) > SKEW {
            return Err(Rejected::FromTheFuture);
        }
        // SAML Core 3.4.1: an address in the request must be one of the metadata's.
        let consumer = agency
            .metadata
            .consumer(request.consumer_url.as_deref(), request.consumer_index)
            .ok_or(Rejected::Consumer)?;
        let service = agency.service_of(&request, &consumer.location);
        let service = service.map_err(|TwoServices| Rejected::Consumer)?;
        let service = service.map(|service| service.code.clone());
        let named = request.name_id_policy.unwrap_or_default();
        let facts = RequestFacts {
            service,
            namespace: match named.sp_name_qualifier {
                Some(whose) if whose != signer.as_str() => Namespace::Others,
                Some(_) | None => Namespace::Agency,
            },
            name_id_format: named.format,
            agency: signer,
            request_id: request.id,
            issued: request.issue_instant,
            consumer: consumer.location.clone(),
            relay_state,
            unsupported_binding: request
                .protocol_binding
                .is_some_and(|binding| binding != saml::binding::HTTP_POST),
            about_somebody: request.subject.is_some() || names_a_person(&request.extensions),
            echo: echo(&request.extensions)?,
            attributes: request.extensions.attributes.into_iter().filter_map(asked).collect(),
            providers: request.scoping.map(|scoping| scoping.providers).unwrap_or_default(),
            requested: request.requested,
            is_passive: request.is_passive,
            force_authn: request.force_authn,
        };
        Ok(Self { facts })
    }

    /// The one door by which what was stored becomes an accepted request again. There is no
    /// `Deserialize`: whoever could call that could make one from anything.
    pub(crate) fn restored_from_facts(facts: RequestFacts) -> Self {
        Self { facts }
    }

    /// What was accepted.
    #[must_use]
    pub fn facts(&self) -> &RequestFacts {
        &self.facts
    }

    /// The day (UTC) under which the ledger knows this request, whenever it is finished.
    #[must_use]
    pub fn day(&self) -> Date {
        self.facts.issued.to_zoned(TimeZone::UTC).date()
    }
}

/// What an attribute `RelayState` brings, to be echoed as an attribute (SPEC 3.3).
fn echo(extensions: &Extensions) -> Result<Option<RelayState>, Rejected> {
    let asked = extensions.attribute(RELAY_STATE);
    let value = asked.and_then(|attribute| attribute.values.first());
    let echo = value.map(|value| RelayState::new(value)).transpose();
    echo.map_err(|bad| Rejected::Malformed(Malformed::RelayState(bad)))
}

/// An identifier with a value: only this person, please.
fn names_a_person(extensions: &Extensions) -> bool {
    let identifier = extensions.attribute(PERSON_IDENTIFIER);
    identifier.is_some_and(|attribute| !attribute.values.is_empty())
}

/// Of what is asked, what the policy looks at. Names that nobody knows are not kept as they came: an
/// agency could write anything into them.
fn asked(attribute: RequestedAttribute) -> Option<AskedAttribute> {
    let RequestedAttribute { name, is_required, values, .. } = attribute;
    let of_value = !values.is_empty() && name != RELAY_STATE;
    let excludes = name.strip_prefix(CLAVE).is_some_and(|short| {
        short.len() <= LONGEST_SHORT_NAME && short.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let name = if is_known(&name) || excludes { name } else { UNKNOWN.to_owned() };
    (is_required || name != UNKNOWN).then_some(AskedAttribute { name, is_required, of_value })
}

/// Stands for the name of an attribute that nobody knows.
const UNKNOWN: &str = "unknown";
/// Letters of a name below that of Cl@ve, by which methods are excluded.
const LONGEST_SHORT_NAME: usize = 32;

/// The same door, for the stages that hold a request.
pub(crate) fn restored_from_row<'de, D: Deserializer<'de>>(
    row: D,
) -> Result<AcceptedRequest, D::Error> {
    RequestFacts::deserialize(row).map(AcceptedRequest::restored_from_facts)
}
