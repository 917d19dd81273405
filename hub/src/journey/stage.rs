//! One struct per stage; a transition consumes it.

use authenticators::{AttemptId, MethodId, Progress, Proof, Refusal, Step};
use jiff::{SignedDuration, Timestamp};
use pages::Page;
use saml::status::Status;
use saml::{Assertion, Dialect, Envelope};
use serde::{Deserialize, Serialize};

use crate::journey::accept::{AcceptedRequest, restored_from_row};
use crate::policy::Explanation;

/// Where a journey stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The person is choosing how to enter.
    Choosing(Choosing),
    /// A method is asking.
    Authenticating(Authenticating),
    /// The one answer is fixed and on its way.
    Returning(Returning),
}

/// The person is choosing how to enter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Choosing {
    /// What the agency asked.
    #[serde(deserialize_with = "restored_from_row")]
    pub(crate) request: AcceptedRequest,
    /// The methods that can reach what it asked.
    pub(crate) offered: Vec<MethodId>,
    /// Why these.
    pub(crate) because: Explanation,
}

/// The chosen method is not one of those that were offered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotOffered;

impl Choosing {
    /// Begins an attempt with one of the methods on offer.
    ///
    /// # Errors
    /// [`NotOffered`] for any other method.
    pub(crate) fn choose(
        self,
        method: &MethodId,
        attempt: AttemptId,
    ) -> Result<Chosen, NotOffered> {
        if !self.offered.contains(method) {
            return Err(NotOffered);
        }
        Ok(Chosen { choosing: self, method: method.clone(), attempt })
    }
}

/// A method was chosen: it is about to be asked, or has just answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Chosen {
    /// From what it was chosen; where the person may go back to.
    pub(crate) choosing: Choosing,
    /// The method.
    pub(crate) method: MethodId,
    /// This try; also in the trace and in the method's event.
    pub(crate) attempt: AttemptId,
}

/// What follows from a method's step.
#[derive(Debug)]
pub(crate) enum Next {
    /// It asks something more.
    Wait(Authenticating),
    /// It was proved; policy has to admit it.
    Proved(Chosen, Proof),
    /// It cannot go on; the person may choose again.
    Refused(Choosing, Refusal),
}

impl Chosen {
    /// Applies what the method answered.
    pub(crate) fn apply(self, step: Step) -> Next {
        match step {
            Step::Ask { page, progress } => {
                Next::Wait(Authenticating { chosen: self, page, progress })
            }
            Step::Prove(proof) => Next::Proved(self, proof),
            Step::Refuse(refusal) => Next::Refused(self.choosing, refusal),
        }
    }
}

/// A method is asking.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Authenticating {
    /// Which method, in which attempt.
    pub(crate) chosen: Chosen,
    /// What it asks.
    pub(crate) page: Page,
    /// What it remembers until the answer.
    pub(crate) progress: Progress,
}

/// The one answer, with its ids and times: building it twice gives the same assertion.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Returning {
    /// Whose answer it is, for the page.
    pub(crate) agency: saml::EntityId,
    /// Echoed byte by byte.
    pub(crate) relay_state: Option<saml::RelayState>,
    /// In which dialect it was fixed.
    pub(crate) dialect: Dialect,
    /// What every answer has.
    pub(crate) envelope: Envelope,
    /// The answer itself.
    pub(crate) answer: Answer,
    /// From when the page of the return is no longer shown.
    pub(crate) until: Timestamp,
}

/// What the agency is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// Who, how, and at which level.
    Granted(Box<Assertion>),
    /// Why not.
    Declined(Status),
}

impl Returning {
    /// The page of the return may be loaded as often as wanted for this long (DESIGN §11).
    pub(crate) const SHOWN: SignedDuration = SignedDuration::from_secs(120);
}
