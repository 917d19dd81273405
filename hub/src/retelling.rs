//! The trace told to people: what somebody quotes, the entries that it means, and each of them in sentences.
//!
//! No person is in the trace, so none is told here. Who it was, an auditor finds out through the attempt, and
//! that is recorded first ([`Joined`]).

use identity::SpanishId;
use jiff::Timestamp;
use serde_json::Value;

use crate::policy::sentences;

#[cfg(test)]
mod tests;

/// Entries that one quotation finds, at most: the id of a request is the agency's to choose.
pub const MOST: usize = 20;

/// What a citizen or an agency quotes: the reference of an entry, as people write it, or the id of a
/// request, a response or an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    reference: String,
    id: String,
}

/// A text that can be neither a reference nor an id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no reference and no id: say the reference that people read, or the id of a request, a response \
     or an assertion, of 256 characters at most"
)]
pub struct BadQuotation;

impl Quoted {
    /// Octets of an id, at most.
    const LONGEST: usize = 256;

    /// Reads it. Of a reference neither case nor spaces nor hyphens count; an id is taken letter by letter.
    ///
    /// # Errors
    /// [`BadQuotation`].
    pub fn parse(text: &str) -> Result<Self, BadQuotation> {
        let id = text.trim();
        let reference: String = id.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if reference.is_empty() || id.len() > Self::LONGEST || id.chars().any(char::is_control) {
            return Err(BadQuotation);
        }
        Ok(Self { reference: reference.to_ascii_uppercase(), id: id.to_owned() })
    }

    /// As a reference, in capitals and without spaces and hyphens.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// As an id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// An entry of the trace as it was stored, by whatever release.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// When it was answered.
    pub at: Timestamp,
    /// Names the entry.
    pub reference: String,
    /// Who asked: the entityID.
    pub agency: String,
    /// For which of its services, if for one that has terms of its own.
    pub service: Option<String>,
    /// When the request arrived.
    pub began_at: Option<Timestamp>,
    /// What was asked.
    pub request_id: String,
    /// What was answered.
    pub response_id: String,
    /// The assertion in it.
    pub assertion_id: Option<String>,
    /// `GRANTED`, or the token of the status.
    pub outcome: String,
    /// The attempt that also stands in the method's event.
    pub attempt: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// The level asserted.
    pub level: Option<String>,
    /// The least level that would have done.
    pub needed: Option<String>,
    /// It was the session of an earlier login that answered.
    pub reused: bool,
    /// The version of the policy that decided.
    pub policy: String,
    /// Why.
    pub because: Value,
}

impl Traced {
    /// When, who asked, what was found, what was done, what was answered. `name` is what the agency is
    /// called, if it is still there.
    #[must_use]
    pub fn told(&self, name: Option<&str>) -> Vec<String> {
        let Self { at, reference, agency, request_id, .. } = self;
        let name = name.unwrap_or("an agency that is in the directory no more");
        let mut told =
            vec![format!("{reference}: {name} ({agency}) asked with the request {request_id}.")];
        told.extend(self.service.as_ref().map(|code| format!("It was for the service {code}.")));
        told.extend(self.began_at.map(|began| format!("It arrived at {began}.")));
        let needed = self.needed.as_ref();
        told.extend(needed.map(|level| format!("The least level that would do was {level}.")));
        told.extend(sentences::stored(&self.because).into_iter().map(|found| format!("- {found}")));
        told.push(self.done());
        told.push(format!("At {at} it was answered {}: {}", self.outcome, answer(&self.outcome)));
        let with = self.assertion_id.as_ref();
        let with = with.map(|id| format!(" with the assertion {id}")).unwrap_or_default();
        let (response, policy) = (&self.response_id, &self.policy);
        told.push(format!("The answer is the response {response}{with}, decided by {policy}."));
        told
    }

    /// What was done with which method.
    fn done(&self) -> String {
        if LEFT.contains(&self.outcome.as_str()) {
            return "The person left.".to_owned();
        }
        let Some(method) = &self.method else {
            return "No method was used to its end.".to_owned();
        };
        match &self.level {
            Some(level) if self.reused => format!(
                "The person had proved who they are before with the method {method}, and their session \
                 reached the level {level}."
            ),
            Some(level) => format!(
                "The person proved who they are with the method {method}, at the level {level}."
            ),
            None if self.outcome == "AUTHN_FAILED" => {
                format!("The last try was with the method {method}, and they were not let in.")
            }
            None if self.outcome == "EXPIRED" => {
                format!("The last try was with the method {method}, and then the time ran out.")
            }
            None if self.outcome == "CANCELLED" => format!(
                "The person proved who they are with the method {method}, and kept their data back."
            ),
            None => format!(
                "The person proved who they are with the method {method}, and was not admitted."
            ),
        }
    }
}

/// The outcomes of leaving.
const LEFT: [&str; 2] = ["LOGGED_OUT", "PARTIAL_LOGOUT"];

/// What an outcome means (SPEC 3.7).
fn answer(outcome: &str) -> &'static str {
    match outcome {
        "GRANTED" => "the agency was sent an assertion.",
        "LOGGED_OUT" => "the person left, and every agency that was told says so.",
        "PARTIAL_LOGOUT" => "not every session that was meant could be ended.",
        "CANCELLED" => "the person gave up.",
        "AUTHN_FAILED" => "the person was not authenticated.",
        "EXPIRED" => "the person took too long.",
        "LOA_NOT_REACHED" => "the level that is needed was not reached, or cannot be.",
        "REGISTRATION_LEVEL_NOT_REACHED" => "the person needs a higher registration for it.",
        "LOA_UNKNOWN" => "the request asks for no level that we know.",
        "NO_AUTHENTICATOR" => "no method is left that may be used.",
        "PASSIVE" => "a page had to be shown, and the request wants none.",
        "ATTRIBUTE" => "the request requires an attribute that it cannot have.",
        "NAMEID" => "the request wants people called in a way that we do not.",
        "SUBJECT" => "the request is about one certain person, by a name that we do not know.",
        "BINDING" => "the request wants its answer by a binding that we do not have.",
        "SP_NOT_ALLOWED" => "the agency may not ask now.",
        "UNAVAILABLE" => {
            "something of ours, or the agency's key for encryption, could not be used."
        }
        "COUNTRY" => "the country that the person chose does not answer.",
        _ => "another release has this answer, and knows what it means.",
    }
}

/// Somebody joins an entry with the person behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Which entry.
    pub reference: String,
    /// Why.
    pub reason: Reason,
}

/// Why somebody wants to know who it was. It names no person: it is kept where no person may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// A reason that is none.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// It says nothing, or a whole story.
    #[error(
        "a reason has 10 to 500 characters on one line: say who wants to know, and the number of the case"
    )]
    Length,
    /// It names somebody.
    #[error(
        "a reason is kept where no person may stand: say the number of the case, not a document"
    )]
    Document,
}

impl Reason {
    /// Reads it.
    ///
    /// # Errors
    /// [`BadReason`].
    pub fn parse(text: &str) -> Result<Self, BadReason> {
        let text = text.trim();
        let length = text.chars().count();
        if !(10..=500).contains(&length) || text.chars().any(identity::is_invisible) {
            return Err(BadReason::Length);
        }
        // Also where it is written with spaces, dots or hyphens in it.
        let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let letters: Vec<_> = plain.char_indices().map(|(at, _)| at).chain([plain.len()]).collect();
        let mut parts = letters.windows(10).filter_map(|at| plain.get(*at.first()?..*at.last()?));
        if parts.any(|part| SpanishId::parse(part).is_ok()) {
            return Err(BadReason::Document);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
