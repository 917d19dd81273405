//! From a verified message to a request that is fit for us.
//!
//! A leaf module: nobody else can make an [`AcceptedRequest`], and nobody who has none can name
//! an address to answer to.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use saml::request::{AuthnRequest, RequestedContext};
use saml::{EntityId, MessageId, RelayState, Verified};
use serde::{Deserialize, Deserializer, Serialize};

use crate::directory::Agency;
use crate::journey::rejected::Rejected;

/// A request may be this old (DESIGN §11).
pub const MAX_AGE: SignedDuration = SignedDuration::from_mins(5);
/// The clocks of an agency and of ours may differ by this much.
pub const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// A request whose signature, age, destination and return address are in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AcceptedRequest {
    facts: RequestFacts,
}

/// What was accepted, as plain data. No person is in it, but for what an agency may have put into
/// its RelayState.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestFacts {
    /// Who asks.
    pub agency: EntityId,
    /// The request's own id; the answer's `InResponseTo`.
    pub request_id: MessageId,
    /// When it was made.
    pub issued: Timestamp,
    /// Where the answer goes: an address from the agency's metadata.
    pub consumer: String,
    /// To be echoed.
    pub relay_state: Option<RelayState>,
    /// The binding asked for, when it is not the one that we answer by.
    pub unsupported_binding: bool,
    /// The NameID format asked for.
    pub name_id_format: Option<String>,
    /// The level asked for.
    pub requested: Option<RequestedContext>,
    /// No page may be shown.
    pub is_passive: bool,
}

impl AcceptedRequest {
    /// Checks a verified request against the agency's metadata, our endpoint and the clock.
    ///
    /// # Errors
    /// [`Rejected`]; no return address is trusted then.
    pub fn accept(
        verified: Verified<AuthnRequest>,
        agency: &Agency,
        endpoint: &str,
        now: Timestamp,
    ) -> Result<Self, Rejected> {
        let (request, signer, relay_state) = verified.into_parts();
        if request.issuer.as_ref() != Some(&signer) || signer != agency.metadata.entity_id {
            return Err(Rejected::Issuer);
        }
        // SAML Bindings 3.4.5.2, 3.5.5.2: a signed message names the address it was sent to.
        if request.destination.as_deref() != Some(endpoint) {
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
        let facts = RequestFacts {
            agency: signer,
            request_id: request.id,
            issued: request.issue_instant,
            consumer: consumer.location.clone(),
            relay_state,
            unsupported_binding: request
                .protocol_binding
                .is_some_and(|binding| binding != saml::binding::HTTP_POST),
            name_id_format: request.name_id_format,
            requested: request.requested,
            is_passive: request.is_passive,
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

/// The same door, for the stages that hold a request.
pub(crate) fn restored_from_row<'de, D: Deserializer<'de>>(
    row: D,
) -> Result<AcceptedRequest, D::Error> {
    RequestFacts::deserialize(row).map(AcceptedRequest::restored_from_facts)
}
