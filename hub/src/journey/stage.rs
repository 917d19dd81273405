//! One struct per stage; a transition consumes it.

use authenticators::{AttemptId, MethodId, Progress, Refusal, Step};
use jiff::{SignedDuration, Timestamp};
use pages::Page;
use saml::response::{Assertion, Envelope};
use saml::status::Status;
use serde::{Deserialize, Serialize};

use crate::journey::accept::{AcceptedRequest, restored_from_row};

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
}

/// The chosen method is not one of those that were offered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotOffered;

impl Choosing {
    /// Begins an attempt with one of the methods on offer.
    ///
    /// # Errors
    /// [`NotOffered`] for any other method; the stage is given back.
    pub(crate) fn choose(
        self,
        method: &MethodId,
        attempt: AttemptId,
    ) -> Result<Chosen, NotOffered> {
        if !self.offered.contains(method) {
            return Err(NotOffered);
        }
        let method = method.clone();
        Ok(Chosen { request: self.request, offered: self.offered, method, attempt })
    }
}

/// A method was chosen and is about to be asked, or has just answered. Never stored.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// What the agency asked.
    pub(crate) request: AcceptedRequest,
    /// What else could be chosen.
    pub(crate) offered: Vec<MethodId>,
    /// The chosen method.
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
    Proved(Chosen, authenticators::Proof),
    /// It cannot go on; the person may choose again.
    Refused(Choosing, Refusal),
}

impl Chosen {
    /// Applies what the method answered.
    pub(crate) fn apply(self, step: Step) -> Next {
        match step {
            Step::Ask { page, progress } => Next::Wait(self.waits(page, progress)),
            Step::Prove(proof) => Next::Proved(self, proof),
            Step::Refuse(refusal) => {
                let choosing = Choosing { request: self.request, offered: self.offered };
                Next::Refused(choosing, refusal)
            }
        }
    }

    fn waits(self, page: Page, progress: Progress) -> Authenticating {
        Authenticating {
            request: self.request,
            offered: self.offered,
            method: self.method,
            attempt: self.attempt,
            page,
            progress,
        }
    }
}

/// A method is asking.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Authenticating {
    /// What the agency asked.
    #[serde(deserialize_with = "restored_from_row")]
    pub(crate) request: AcceptedRequest,
    /// What else could be chosen.
    pub(crate) offered: Vec<MethodId>,
    /// Who is asking.
    pub(crate) method: MethodId,
    /// This try.
    pub(crate) attempt: AttemptId,
    /// What it asks.
    pub(crate) page: Page,
    /// What it remembers until the answer.
    pub(crate) progress: Progress,
}

impl Authenticating {
    /// The answer came: what the method needs to go on, and what remains of the stage.
    pub(crate) fn answered(self) -> (Chosen, Progress) {
        let chosen = Chosen {
            request: self.request,
            offered: self.offered,
            method: self.method,
            attempt: self.attempt,
        };
        (chosen, self.progress)
    }

    /// The person wants another method.
    pub(crate) fn choose_again(self) -> Choosing {
        Choosing { request: self.request, offered: self.offered }
    }
}

/// The one answer, with its ids and times: building it twice gives the same assertion.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Returning {
    /// Whose answer it is, for the page.
    pub(crate) agency: saml::EntityId,
    /// Echoed byte by byte.
    pub(crate) relay_state: Option<saml::RelayState>,
    /// What every answer has.
    pub(crate) envelope: Envelope,
    /// The answer itself.
    pub(crate) answer: Answer,
    /// From when the page of the return is no longer shown.
    pub(crate) until: Timestamp,
}

/// What the agency is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// Who, how, and at which level.
    Granted(Assertion),
    /// Why not.
    Declined(Status),
}

impl Returning {
    /// The page of the return may be loaded as often as wanted for this long (DESIGN §11).
    pub(crate) const SHOWN: SignedDuration = SignedDuration::from_secs(120);
}
