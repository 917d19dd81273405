//! A journey that ends without an assertion: given up, out of time, or read to be too little.

use authenticators::{AttemptId, MethodId};
use jiff::Timestamp;
use saml::status::Status;

use crate::hub::Hub;
use crate::journey::finish::Versions;
use crate::journey::stage::{Choosing, Explaining, Proved, Stage};
use crate::journey::{Held, Moved, Open, Stop};
use crate::policy::{Effect, Explanation, Policy, Rule, TooLittle};
use crate::reference::Reference;

/// A request that is about to be declined: what was decided, and by which policy.
pub(super) struct Declining {
    pub(super) status: Status,
    pub(super) because: Explanation,
    pub(super) attempt: Option<(AttemptId, MethodId)>,
    pub(super) policy: String,
    /// If the person was told one already.
    pub(super) reference: Option<Reference>,
}

impl Declining {
    /// By this policy.
    pub(super) fn by(policy: &Policy, status: Status, because: Explanation) -> Self {
        let policy = policy.version().to_owned();
        Self { status, because, attempt: None, policy, reference: None }
    }
}

impl Hub {
    /// The person gives up, ran out of time, or has read why it is no: the agency is told which.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn cancel(&self, open: Open, now: Timestamp) -> Result<Moved, Stop> {
        let Open { held, stage, touched_at, expired } = open;
        let policy = self.policy.now();
        let status = if expired { Status::expired() } else { status_of_leaving(&stage) };
        let (choosing, declining) = match stage {
            returning @ Stage::Returning(_) => {
                return Ok(Moved::finished(Open { held, stage: returning, expired, touched_at }));
            }
            Stage::Explaining(Explaining {
                choosing,
                status,
                because,
                attempt,
                policy,
                reference,
                ..
            }) => {
                let reference = Some(reference);
                (choosing, Declining { status, because, attempt, policy, reference })
            }
            Stage::Choosing(choosing) => Self::given_up(choosing, &policy, status),
            Stage::Continuing(one) => Self::given_up(one.choosing, &policy, status),
            Stage::Authenticating(one) => Self::given_up(one.chosen.choosing, &policy, status),
            Stage::Replacing(one) => Self::given_up(one.proved.choosing, &policy, status),
            Stage::Releasing(one) => {
                let Proved { mut choosing, proof, .. } = one.proved;
                choosing.because = choosing.explanation();
                choosing.below = None;
                choosing.because.found(Rule::Release, "not sent", Effect::Decline);
                let (choosing, declining) = Self::given_up(choosing, &policy, status);
                let attempt = Some((proof.attempt().clone(), proof.method().clone()));
                (choosing, Declining { attempt, ..declining })
            }
        };
        self.decline(&held, &choosing, declining, now).await
    }

    fn given_up(choosing: Choosing, policy: &Policy, status: Status) -> (Choosing, Declining) {
        let mut because = choosing.explanation();
        let mut attempt = choosing.failed.clone();
        if let Some(below) = &choosing.below {
            because.found(Rule::StepUp, "not shown", Effect::Decline);
            let proof = Some(&below.proof).filter(|_| below.session.is_none());
            let tried = proof.map(|proof| (proof.attempt().clone(), proof.method().clone()));
            attempt = attempt.or(tried);
        }
        (choosing, Declining { attempt, ..Declining::by(policy, status, because) })
    }

    /// Finishes a journey without an assertion; the request is used up all the same.
    pub(super) async fn decline(
        &self,
        held: &Held,
        choosing: &Choosing,
        declining: Declining,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let request = &choosing.request;
        let agency = self.agency_of(request, now)?;
        let fixed = self.declined(choosing, &agency, declining, now)?;
        // Only an assertion is bound to a version of the policy.
        let by = Versions { agency: agency.version, policy: 0 };
        let (open, _) = self.finish(held, request, by, fixed).await?;
        Ok(Moved::finished(open))
    }
}

/// What the agency is told when a person leaves. Who proved too little did not just change their mind; nor did
/// who tried in vain.
fn status_of_leaving(stage: &Stage) -> Status {
    let choosing = match stage {
        Stage::Releasing(_) | Stage::Returning(_) => return Status::cancelled(),
        Stage::Choosing(choosing) => choosing,
        Stage::Continuing(continuing) => &continuing.choosing,
        Stage::Authenticating(waiting) => &waiting.chosen.choosing,
        Stage::Explaining(explaining) => &explaining.choosing,
        Stage::Replacing(replacing) => &replacing.proved.choosing,
    };
    match choosing {
        // It is not the level that is missing where the method is another one.
        Choosing { below: Some(below), .. } if below.why != TooLittle::Method => {
            Status::level_not_reached(below.needed, below.reached)
        }
        Choosing { failed: Some(_), .. } => Status::authn_failed(),
        Choosing { .. } => Status::cancelled(),
    }
}
