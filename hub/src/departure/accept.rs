//! From a verified `LogoutRequest` to one that is fit for us.
//!
//! A leaf module: nobody else can make an [`AcceptedLogout`], and nobody who has none can name an address to
//! return to.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use openssl::sha::sha256;
use saml::binding::Binding;
use saml::{Dialect, EntityId, LogoutRequest, MessageId, RelayState, Verified};
use serde::{Deserialize, Deserializer, Serialize};

use crate::agency::Agency;
use crate::journey::accept::{MAX_AGE, SKEW};
use crate::journey::rejected::Rejected;
use crate::pairwise::hex;

/// A request to log out whose signature, age and destination are in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AcceptedLogout {
    facts: LogoutFacts,
}

/// What was accepted, as plain data. No person is in it: of names there are hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogoutFacts {
    /// Who asks.
    pub agency: EntityId,
    /// The request's own id; the answer's `InResponseTo`.
    pub request_id: MessageId,
    /// When it was made.
    pub issued: Timestamp,
    /// Until when it is good, if it says so (SAML Core 3.7.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_on_or_after: Option<Timestamp>,
    /// Where the answer goes, and how: an address from the agency's metadata or record; nothing: it has none.
    pub answer_to: Option<AnswerTo>,
    /// To be echoed.
    pub relay_state: Option<RelayState>,
    /// Whose session.
    pub about: About,
}

/// Where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerTo {
    /// How.
    pub binding: Binding,
    /// An address from the agency's metadata or record.
    pub location: String,
}

/// Whose session ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// That of the browser: kits of Cl@ve name nobody (SPEC SAML-63).
    Browser,
    /// That of a person who is called so, in one of these sessions; none: in any.
    Named {
        /// The hash of the name.
        name: NameHash,
        /// The hashes of the sessions' names.
        sessions: Vec<NameHash>,
    },
}

/// SHA-256 of a name, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameHash(String);

impl NameHash {
    /// Of this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(hex(&sha256(name.as_bytes())))
    }
}

impl AcceptedLogout {
    /// Checks a verified request against the agency's metadata and record, our endpoints and the clock.
    ///
    /// # Errors
    /// [`Rejected`]; nothing ends then.
    pub fn accept(
        (verified, came_by): (Verified<LogoutRequest>, Binding),
        agency: &Agency,
        endpoints: &[String],
        now: Timestamp,
    ) -> Result<Self, Rejected> {
        let (request, signer, relay_state) = verified.into_parts();
        if signer != agency.metadata.entity_id || !agency.asks_to_leave(&request) {
            return Err(Rejected::Issuer);
        }
        // SAML Bindings 3.4.5.2, 3.5.5.2: a signed message names the address it was sent to.
        if !endpoints.iter().any(|ours| request.destination.as_ref() == Some(ours)) {
            return Err(Rejected::Destination);
        }
        let is_over = |end: Timestamp| now.duration_since(end) >= SKEW;
        if now.duration_since(request.issue_instant) > MAX_AGE + SKEW
            || request.not_on_or_after.is_some_and(is_over)
        {
            return Err(Rejected::TooOld);
        }
        if request.issue_instant.duration_since(now) > SKEW {
            return Err(Rejected::FromTheFuture);
        }
        let about = match agency.record.dialect {
            Dialect::Clave2 => About::Browser,
            Dialect::Strict => About::Named {
                name: NameHash::of(&request.name_id.value),
                sessions: request.session_indexes.iter().map(|one| NameHash::of(one)).collect(),
            },
        };
        let answer_to = agency.logout_answer_to(request.issuer.as_ref(), came_by);
        let facts = LogoutFacts {
            agency: signer,
            request_id: request.id,
            issued: request.issue_instant,
            not_on_or_after: request.not_on_or_after,
            answer_to,
            relay_state,
            about,
        };
        Ok(Self { facts })
    }

    /// The one door by which what was stored becomes an accepted request again.
    pub(crate) fn restored_from_facts(facts: LogoutFacts) -> Self {
        Self { facts }
    }

    /// What was accepted.
    #[must_use]
    pub fn facts(&self) -> &LogoutFacts {
        &self.facts
    }

    /// The day (UTC) under which the ledger knows this request.
    #[must_use]
    pub fn day(&self) -> Date {
        self.facts.issued.to_zoned(TimeZone::UTC).date()
    }
}

/// The same door, for the stages that hold a request.
pub(super) fn restored_from_row<'de, D: Deserializer<'de>>(
    row: D,
) -> Result<Option<AcceptedLogout>, D::Error> {
    let facts = Option::<LogoutFacts>::deserialize(row)?;
    Ok(facts.map(AcceptedLogout::restored_from_facts))
}
