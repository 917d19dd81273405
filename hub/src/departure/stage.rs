//! How far somebody is on the way out.

use jiff::{SignedDuration, Timestamp};
use saml::status::Status;
use saml::{Dialect, EntityId, Envelope, MessageId, NameId, RelayState};
use serde::{Deserialize, Serialize};

use super::accept::{AcceptedLogout, AnswerTo, restored_from_row};

/// Where a departure stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Leaving {
    /// What an agency asked; nothing: the person left from a page of ours.
    #[serde(deserialize_with = "restored_from_row")]
    pub(super) asked: Option<AcceptedLogout>,
    /// What has ended with it.
    pub(crate) ended: Ended,
    /// Agencies that are still to be told, the next one last.
    pub(super) to_come: Vec<Farewell>,
    /// The one that is being told.
    pub(super) now: Option<Sent>,
    /// Those that were, in order.
    pub(super) done: Vec<Done>,
    /// The answer to whoever asked, once all were told.
    pub(super) answer: Option<Answer>,
    /// From then on the end is not told any more.
    pub(super) told_until: Option<Timestamp>,
}

/// What has ended with the first step.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ended {
    /// The session of the browser.
    pub(crate) session: SessionEnd,
    /// It was begun with a certificate, which the browser goes on showing until it is closed.
    pub(crate) by_certificate: bool,
    /// The person's sessions in other browsers as well.
    pub(crate) everywhere: bool,
}

/// What became of the session of the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SessionEnd {
    /// It has ended.
    Ended,
    /// There was none.
    #[default]
    None,
    /// The request did not mean it, and it goes on.
    Another,
}

/// What an agency is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Farewell {
    /// Whom.
    pub(crate) agency: EntityId,
    /// What the agency calls the person, and the session; nothing: it cannot be told.
    pub(super) names: Option<(NameId, String)>,
}

/// What was told, once it is on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// Whom.
    pub(crate) agency: EntityId,
    /// Under which names.
    pub(super) names: (NameId, String),
    /// The id of the request.
    pub(super) request: MessageId,
    /// When it was made.
    pub(super) at: Timestamp,
}

/// An agency that was told, or cannot be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Whom.
    pub(super) agency: EntityId,
    /// By which request; nothing: it was not.
    pub(super) request: Option<MessageId>,
    /// There was no time left for that; else it has no address for it.
    pub(super) is_too_late: bool,
}

/// The answer to whoever asked, with its id and time: signed as often as it is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) envelope: Envelope,
    pub(super) status: Status,
    pub(super) to: AnswerTo,
    pub(super) relay_state: Option<RelayState>,
    pub(super) dialect: Dialect,
    pub(super) until: Timestamp,
}

impl Answer {
    /// It may be shown for this long, and so may the end.
    pub(super) const SHOWN: SignedDuration = SignedDuration::from_secs(120);
}

/// What became of an agency's session, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The agency says that it has ended.
    Ended,
    /// It has not said anything.
    NoAnswer,
    /// The time was over before its turn came.
    NoTime,
    /// It says that it could not end it.
    Refused,
    /// It has no address at which it is told.
    Unsupported,
}

impl Outcome {
    /// All of them.
    pub(super) const ALL: [Self; 5] =
        [Self::Ended, Self::NoAnswer, Self::NoTime, Self::Refused, Self::Unsupported];

    /// Of a request that may have been answered.
    pub(super) fn of(has_ended: Option<bool>) -> Self {
        match has_ended {
            Some(true) => Self::Ended,
            Some(false) => Self::Refused,
            None => Self::NoAnswer,
        }
    }

    /// As it stands in the trace.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ended => "it has ended",
            Self::NoAnswer => "it did not answer",
            Self::NoTime => "there was no time left to tell it",
            Self::Refused => "it could not end it",
            Self::Unsupported => "it has no address for that",
        }
    }
}
