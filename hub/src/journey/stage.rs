//! One struct per stage; a transition consumes it.

use authenticators::{AttemptId, MethodId, Progress, Proof, Refusal, Step};
use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};
use pages::Page;
use saml::status::Status;
use saml::{Assertion, Dialect, Envelope};
use serde::{Deserialize, Serialize};

use crate::agency::ReleaseManner;
use crate::journey::Stop;
use crate::journey::accept::{AcceptedRequest, restored_from_row};
use crate::journey::session::{SessionKey, SessionSecret};
use crate::policy::{Explanation, Shortfall, TooLittle};
use crate::reference::Reference;

/// Where a journey stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The person is choosing how to enter.
    Choosing(Choosing),
    /// The person came with a session that will do, and is asked whether to go on with it.
    Continuing(Continuing),
    /// A method is asking.
    Authenticating(Authenticating),
    /// It was not enough, and the person reads why before the agency is told.
    Explaining(Explaining),
    /// It was enough, and the person sees what goes out.
    Releasing(Releasing),
    /// It was enough, but somebody else had entered in this browser, and the person is asked first.
    Replacing(Replacing),
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
    /// When the request arrived.
    pub(crate) began_at: Timestamp,
    /// Who it was in the session with which the browser came, as far as a screen may show that.
    pub(crate) known_as: Option<String>,
    /// The last try that came to nothing: whoever leaves then did not just change his mind (SPEC 3.7).
    pub(crate) failed: Option<(AttemptId, MethodId)>,
    /// Who proved too little until now: then it is their step-up, and no other method is on offer than
    /// those by which they can show enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) below: Option<Box<Below>>,
}

/// Somebody proved who they are, and it is too little here.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Below {
    /// What they proved.
    #[serde(deserialize_with = "Proof::restored_from_row")]
    pub(crate) proof: Proof,
    /// The session that brought it; nothing: a login of this journey did.
    pub(crate) session: Option<SessionKey>,
    /// Who it is, as far as a screen may show that.
    pub(crate) masked_name: String,
    /// The least level that would do.
    pub(crate) needed: LevelOfAssurance,
    /// What it counts for here, if for anything.
    pub(crate) reached: Option<LevelOfAssurance>,
    /// Why it is too little.
    pub(crate) why: TooLittle,
    /// With a higher registration it would have been enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) registration_limits: bool,
    /// The methods by which they can show enough, perhaps none.
    pub(crate) ways: Vec<Way>,
    /// What was found of a login of this journey, and of these methods.
    pub(crate) because: Explanation,
}

/// A method by which somebody can show more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Way {
    /// Which.
    pub(crate) method: MethodId,
    /// It asks only for what is missing.
    pub(crate) only_the_rest: bool,
}

impl Below {
    /// Whether this session brought it, or none had to.
    pub(crate) fn is_of(&self, session: Option<&SessionKey>) -> bool {
        self.session.is_none() || self.session.as_ref() == session
    }
}

/// The person came with a session that will do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Continuing {
    /// What stands instead, for whoever wants another identity.
    pub(crate) choosing: Choosing,
    /// The session.
    pub(crate) session: SessionKey,
    /// With which method and when it was begun, for the page.
    pub(crate) method: MethodId,
    /// The level that it reaches here.
    pub(crate) level: LevelOfAssurance,
    /// When the person proved it.
    pub(crate) authenticated_at: Timestamp,
    /// The agency was answered only just now, and sent the person back.
    pub(crate) bounced: bool,
}

/// It was proved, and policy has to admit it: now, and again whenever the person comes back to it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Proved {
    /// For what.
    pub(crate) choosing: Choosing,
    /// What.
    #[serde(deserialize_with = "Proof::restored_from_row")]
    pub(crate) proof: Proof,
    /// The session that brought it; nothing: a new login did.
    pub(crate) by_session: Option<SessionKey>,
    /// From what names are made in that session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<SessionSecret>,
    /// The person knows that somebody else had entered in this browser, and goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) replaces_another: bool,
}

/// Somebody else had entered in this browser.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Replacing {
    /// What was proved.
    pub(crate) proved: Proved,
    /// Who had entered, as far as a screen may show that.
    pub(crate) before: String,
    /// And who has now.
    pub(crate) now: String,
}

/// It was not enough.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Explaining {
    /// Where the person may go back to, if another method may do.
    pub(crate) choosing: Choosing,
    /// What the agency will be told.
    pub(crate) status: Status,
    /// What the person is told.
    pub(crate) shortfall: Shortfall,
    /// Why, for the trace.
    pub(crate) because: Explanation,
    /// What was tried, if anything.
    pub(crate) attempt: Option<(AttemptId, MethodId)>,
    /// By which version of the policy.
    pub(crate) policy: String,
    /// What the person can quote, and what the trace will have.
    pub(crate) reference: Reference,
    /// When.
    pub(crate) at: Timestamp,
}

/// The person sees what goes out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Releasing {
    /// What was proved.
    pub(crate) proved: Proved,
    /// The names of the attributes that are shown.
    pub(crate) shown: Vec<String>,
    /// Those of them that the person may keep back.
    pub(crate) optional: Vec<String>,
    /// Whether they are asked, or told. The page says all of this at every node, whatever it knows by then.
    pub(crate) manner: ReleaseManner,
    /// Why they are.
    pub(crate) why: Why,
}

/// Why a person is shown what goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Why {
    /// It is the first time.
    FirstTime,
    /// The agency asks for more than the last time.
    NewAttributes,
    /// The last time was long ago.
    LongAgo,
}

impl Explaining {
    /// Whether another method may do, or somebody else.
    pub(crate) fn has_other_ways(&self) -> bool {
        let used = self.attempt.as_ref().map(|(_, method)| method);
        let offered = || self.choosing.offered.iter();
        match &self.choosing.below {
            Some(below) if below.ways.is_empty() => {
                below.session.is_some() && offered().count() > 0
            }
            Some(_) => true,
            None => offered().any(|method| Some(method) != used),
        }
    }
}

impl Stage {
    /// Why a page of another stage than this one is not shown.
    pub(crate) fn behind(&self) -> Stop {
        match self.choosing() {
            Ok(_) => Stop::StepDone,
            Err(returning) => Stop::Ended(returning.agency.clone()),
        }
    }

    /// What was asked; of a journey whose answer is fixed no more than that is kept.
    pub(crate) fn choosing(&self) -> Result<&Choosing, &Returning> {
        match self {
            Self::Choosing(choosing) => Ok(choosing),
            Self::Continuing(continuing) => Ok(&continuing.choosing),
            Self::Authenticating(waiting) => Ok(&waiting.chosen.choosing),
            Self::Explaining(explaining) => Ok(&explaining.choosing),
            Self::Releasing(releasing) => Ok(&releasing.proved.choosing),
            Self::Replacing(replacing) => Ok(&replacing.proved.choosing),
            Self::Returning(returning) => Err(returning),
        }
    }
}

/// The chosen method is not one of those that were offered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotOffered;

impl Choosing {
    /// Whether the person is asked for what is missing of a session.
    pub(crate) fn stands_on_session(&self) -> bool {
        self.below.as_ref().is_some_and(|below| below.session.is_some())
    }

    /// Begins an attempt with one of the methods on offer.
    ///
    /// # Errors
    /// [`NotOffered`] for any other method.
    pub(crate) fn choose(
        self,
        method: &MethodId,
        attempt: AttemptId,
    ) -> Result<Chosen, NotOffered> {
        if !self.on_offer().any(|one| one == method) {
            return Err(NotOffered);
        }
        Ok(Chosen { choosing: self, method: method.clone(), attempt })
    }

    /// The methods among which the person chooses now.
    pub(crate) fn on_offer(&self) -> impl Iterator<Item = &MethodId> {
        let (ways, offered) = match &self.below {
            Some(below) => (below.ways.as_slice(), [].as_slice()),
            None => ([].as_slice(), self.offered.as_slice()),
        };
        ways.iter().map(|way| &way.method).chain(offered)
    }

    /// All that was found until now.
    pub(crate) fn explanation(&self) -> Explanation {
        let later = self.below.as_ref().map(|below| below.because.clone());
        self.because.clone().then(later.unwrap_or_default())
    }

    /// The ordinary choice, of whoever is somebody else than the one who entered before.
    pub(crate) fn of_anybody(self) -> Self {
        Self { known_as: None, below: None, ..self }
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
    /// The same, and the browser goes to the certificate host first.
    Leave(Authenticating),
    /// It was proved; policy has to admit it.
    Proved(Proved),
    /// It cannot go on; the person may choose again.
    Refused(Choosing, Refusal),
    /// It stays as it was; the person may answer again from this instant on.
    Later(saml::EntityId, Timestamp),
}

impl Chosen {
    /// Applies what the method answered.
    pub(crate) fn apply(mut self, step: Step) -> Next {
        let failed = match &step {
            Step::Ask { page, .. } => !page.errors.is_empty(),
            Step::Refuse(_) => true,
            Step::Prove(_) | Step::Defer(_) | Step::Leave { .. } => false,
        };
        if failed {
            self.choosing.failed = Some((self.attempt.clone(), self.method.clone()));
        }
        match step {
            Step::Ask { page, progress } => {
                Next::Wait(Authenticating { chosen: self, page, progress })
            }
            Step::Leave { page, progress } => {
                Next::Leave(Authenticating { chosen: self, page, progress })
            }
            Step::Prove(proof) => {
                self.choosing.failed = None;
                let choosing = self.choosing;
                let (by_session, secret, replaces_another) = (None, None, false);
                Next::Proved(Proved { choosing, proof, by_session, secret, replaces_another })
            }
            Step::Refuse(refusal) => Next::Refused(self.choosing, refusal),
            Step::Defer(until) => Next::Later(self.choosing.request.facts().agency.clone(), until),
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
    /// When the person entered before, after a login of somebody whom we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Earlier>,
    /// From when the page of the return is no longer shown.
    pub(crate) until: Timestamp,
}

/// What a person is told of before (SPEC AUTH-11).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Earlier {
    /// When they entered the last time; nothing: never.
    pub(crate) last: Option<Timestamp>,
    /// Attempts since then in which nobody entered.
    pub(crate) failed: u32,
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
