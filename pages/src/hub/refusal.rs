//! Errors and refusals: one template (UX 5.14).
//!
//! Each says what happened, why, what to do now and what we did not do, with a reference and the time.
//! The agency's SAML status never stands on a page.

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Page;
use crate::headers::origin_of;

/// A page that says no.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// What happened.
    pub cause: Cause,
    /// What the person can quote, and what the log has.
    pub reference: String,
    /// When it happened.
    pub at: Timestamp,
}

/// What happened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cause {
    /// The request's sender is not one of our agencies.
    UnknownAgency,
    /// The request is not signed by the agency it names, or asks for what its metadata does not allow.
    UntrustedRequest,
    /// The request cannot be read.
    MalformedRequest,
    /// The request is too old, or from the future.
    StaleRequest,
    /// The request was already answered.
    RequestUsed,
    /// The journey belongs to another browser, or never was.
    MidJourney,
    /// The operation ended, granted or not.
    Finished {
        /// The agency's address to start again at, if its record has one; left out unless it is
        /// `http` or `https`.
        agency_address: Option<String>,
    },
    /// This step is behind the person.
    StepDone {
        /// Path of the step that they are at.
        current: String,
    },
    /// The agency sent a person who had just entered back here at once.
    Bounced {
        /// Path that «Continuar de todos modos» posts to: `respuesta` is `continuar`.
        again: String,
    },
    /// The journey ran out of time.
    Timeout {
        /// Path that «Volver a …» posts to, which tells the agency; none if there is no way back.
        way_back: Option<String>,
    },
    /// The browser does not send our cookies back.
    NoCookies,
    /// Nothing is served at this address.
    NotFound,
    /// The address is right, the method is not.
    MethodNotAllowed,
    /// What was sent is too long.
    TooLarge,
    /// What was sent is of a type that we do not read.
    UnsupportedType,
    /// What was sent cannot be read: a form not well encoded, a field twice.
    BadForm,
    /// A form came from another site, or without its guard.
    CrossSite,
    /// Too many tries from here.
    TooMany {
        /// When to try again.
        until: Option<Timestamp>,
    },
    /// The method said no, for good in this journey.
    Method {
        /// Key of a message of the method's pack: its text is the heading, its attributes `.why` and
        /// `.do` the rest. All three may name `{ $agency }` (empty if none) and `{ $until }`.
        message: String,
        /// Instant that the message can name, such as when a lock ends: `{ $until }` is a clock time
        /// («10:35»), or `none`.
        until: Option<Timestamp>,
        /// Where «Elegir otra forma de entrar» leads, where there is a choice.
        other_ways: Option<String>,
    },
    /// No method reaches what the agency asks for.
    NoWay,
    /// The register, the database or an upstream cannot be asked now.
    Busy,
    /// Our fault.
    Problem,
}

/// What the person can do now, as the page offers it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Next {
    /// A link.
    Link {
        /// Where to.
        to: String,
        /// Key of its text; it may name `{ $agency }`.
        text: &'static str,
    },
    /// A button: a form that posts the guard and, where the step wants one, an answer.
    Post {
        /// Where to.
        to: String,
        /// Key of its text.
        text: &'static str,
        /// What it posts as `respuesta`.
        answer: Option<&'static str>,
    },
}

impl Refusal {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.cause.status()
    }

    /// One of each, with made-up facts.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let at = Timestamp::constant(1_795_335_627, 0);
        let address = || Some("https://sede.ejemplo.es/".to_owned());
        [
            Cause::UnknownAgency,
            Cause::UntrustedRequest,
            Cause::MalformedRequest,
            Cause::StaleRequest,
            Cause::RequestUsed,
            Cause::MidJourney,
            Cause::Finished { agency_address: address() },
            Cause::StepDone { current: "/t/0123456789abcdef".to_owned() },
            Cause::Bounced { again: "/t/0123456789abcdef".to_owned() },
            Cause::Timeout { way_back: Some("/t/0123456789abcdef/cancelar".to_owned()) },
            Cause::NoCookies,
            Cause::NotFound,
            Cause::MethodNotAllowed,
            Cause::TooLarge,
            Cause::UnsupportedType,
            Cause::BadForm,
            Cause::CrossSite,
            Cause::TooMany { until: Some(at) },
            Cause::Method {
                message: "refused-sample".to_owned(),
                until: Some(at),
                other_ways: Some("/t/0123456789abcdef".to_owned()),
            },
            Cause::NoWay,
            Cause::Busy,
            Cause::Problem,
        ]
        .into_iter()
        .map(|cause| Self { cause, reference: "7K3Q-9F2M-XW".to_owned(), at })
        .collect()
    }
}

impl Cause {
    /// The status that tells the truth about it.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MalformedRequest | Self::NoCookies | Self::BadForm => StatusCode::BAD_REQUEST,
            Self::UnknownAgency
            | Self::UntrustedRequest
            | Self::StaleRequest
            | Self::MidJourney
            | Self::CrossSite
            | Self::Method { .. }
            | Self::NoWay => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::StepDone { .. } | Self::Bounced { .. } => StatusCode::CONFLICT,
            Self::RequestUsed | Self::Finished { .. } | Self::Timeout { .. } => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Problem => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A short name of it, for messages and logs.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::UnknownAgency => "unknown-agency",
            Self::UntrustedRequest => "untrusted-request",
            Self::MalformedRequest => "malformed-request",
            Self::StaleRequest => "stale-request",
            Self::RequestUsed => "request-used",
            Self::MidJourney => "mid-journey",
            Self::Finished { .. } => "finished",
            Self::StepDone { .. } => "step-done",
            Self::Bounced { .. } => "bounced",
            Self::Timeout { .. } => "timeout",
            Self::NoCookies => "no-cookies",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TooLarge => "too-large",
            Self::UnsupportedType => "unsupported-type",
            Self::BadForm => "bad-form",
            Self::CrossSite => "cross-site",
            Self::TooMany { .. } => "too-many",
            Self::Method { .. } => "method",
            Self::NoWay => "no-way",
            Self::Busy => "busy",
            Self::Problem => "problem",
        }
    }

    fn next(&self) -> Option<Next> {
        match self {
            Self::Finished { agency_address } => {
                let address = agency_address.clone().filter(|to| origin_of(to).is_some());
                address.map(|to| Next::Link { to, text: "back-to-agency" })
            }
            Self::Timeout { way_back } => {
                way_back.clone().map(|to| Next::Post { to, text: "back-to-agency", answer: None })
            }
            Self::Bounced { again } => Some(Next::Post {
                to: again.clone(),
                text: "continue-anyway",
                answer: Some("continuar"),
            }),
            Self::StepDone { current } => {
                Some(Next::Link { to: current.clone(), text: "current-step" })
            }
            Self::Method { other_ways, .. } => {
                other_ways.clone().map(|to| Next::Link { to, text: "other-ways" })
            }
            Self::UnknownAgency
            | Self::UntrustedRequest
            | Self::MalformedRequest
            | Self::StaleRequest
            | Self::RequestUsed
            | Self::MidJourney
            | Self::NoCookies
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::TooLarge
            | Self::UnsupportedType
            | Self::BadForm
            | Self::CrossSite
            | Self::TooMany { .. }
            | Self::NoWay
            | Self::Busy
            | Self::Problem => None,
        }
    }

    /// Key of the message that is the heading; its attributes say why and what to do.
    fn message(&self) -> String {
        if let Self::Method { message, .. } = self {
            message.clone()
        } else {
            format!("refusal-{}", self.key())
        }
    }

    /// Key of what we did not do: the assurance people look for first.
    fn not_done(&self) -> &'static str {
        match self {
            Self::RequestUsed
            | Self::Finished { .. }
            | Self::StepDone { .. }
            | Self::Bounced { .. } => "not-sent-again",
            Self::NotFound
            | Self::MethodNotAllowed
            | Self::TooLarge
            | Self::UnsupportedType
            | Self::BadForm
            | Self::CrossSite => "not-kept",
            Self::UnknownAgency
            | Self::UntrustedRequest
            | Self::MalformedRequest
            | Self::StaleRequest
            | Self::MidJourney
            | Self::Timeout { .. }
            | Self::NoCookies
            | Self::TooMany { .. }
            | Self::Method { .. }
            | Self::NoWay
            | Self::Busy
            | Self::Problem => "not-sent",
        }
    }

    fn until(&self) -> Option<Timestamp> {
        if let Self::TooMany { until } | Self::Method { until, .. } = self { *until } else { None }
    }
}

impl From<Refusal> for Page {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.cause.message();
        let next = match refusal.cause.next() {
            Some(Next::Link { to, text }) => json!({ "kind": "link", "to": to, "text": text }),
            Some(Next::Post { to, text, answer }) => json!({
                "kind": "post",
                "to": to,
                "text": text,
                "name": answer.map_or("", |_| "respuesta"),
                "value": answer.unwrap_or_default(),
            }),
            None => Value::Null,
        };
        Page::new("refusal.html")
            .with("message", message)
            .with("next", next)
            .with("not_done", refusal.cause.not_done())
            .with("until", refusal.cause.until().map(|until| until.to_string()))
            .with("reference", refusal.reference)
            .with("at", refusal.at.to_string())
    }
}

#[cfg(test)]
mod tests;
