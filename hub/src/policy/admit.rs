//! On the way out: what was proved, against what is asked. A leaf module: the only maker of a
//! [`Grant`].

use authenticators::{MethodId, Profile, Proof, Subject};
use citizens::{Standing, State};
use identity::{Factors, LevelOfAssurance};
use jiff::Timestamp;
use saml::status::Status;

use crate::agency::Terms;
use crate::journey::accept::AcceptedRequest;
use crate::policy::Policy;
use crate::policy::decide::in_force;
use crate::policy::explain::{Effect, Explanation, Rule};
use crate::policy::requirement::Requirement;
use crate::policy::rules::Rules;

/// The right to issue one assertion. Answering consumes it.
#[derive(Debug)]
pub struct Grant {
    proof: Proof,
    level: LevelOfAssurance,
    because: Explanation,
}

impl Grant {
    /// Spends it: what was proved, the level reached (which is what the assertion says), and why.
    #[must_use]
    pub fn spend(self) -> (Proof, LevelOfAssurance, Explanation) {
        (self.proof, self.level, self.because)
    }
}

/// Policy does not admit it: a status for the agency.
#[derive(Debug)]
pub struct Declined {
    /// What the agency is told.
    pub status: Status,
    /// Why, for the trace.
    pub because: Explanation,
}

impl Policy {
    /// Decides again on the way out, by the hub's own registry of methods and by the person's
    /// standing now: the page where one chooses is no security boundary.
    ///
    /// # Errors
    /// [`Declined`] with the status of SPEC 3.7; nothing is asserted then.
    pub fn admit(
        &self,
        request: &AcceptedRequest,
        terms: &Terms<'_>,
        chosen: (&MethodId, &Profile),
        proof: Proof,
        standing: Option<&Standing>,
        now: Timestamp,
    ) -> Result<Grant, Declined> {
        let mut because = Explanation::default();
        let weighed = in_force(terms, now, &mut because).and_then(|()| {
            weigh(&self.rules, request, terms, chosen, &proof, standing, &mut because)
        });
        match weighed {
            Ok(level) => Ok(Grant { proof, level, because }),
            Err(status) => Err(Declined { status, because }),
        }
    }
}

fn weigh(
    rules: &Rules,
    request: &AcceptedRequest,
    terms: &Terms<'_>,
    (method, profile): (&MethodId, &Profile),
    proof: &Proof,
    standing: Option<&Standing>,
    because: &mut Explanation,
) -> Result<LevelOfAssurance, Status> {
    if proof.method() != method {
        because.found(Rule::ChosenMethod, proof.method().as_str(), Effect::Decline);
        return Err(Status::authn_failed());
    }
    if !terms.allows(method) {
        because.found(Rule::AllowedMethods, method.as_str(), Effect::Decline);
        return Err(Status::no_authenticator());
    }
    because.found(Rule::ChosenMethod, method.as_str(), Effect::Keep);
    let Some(standing) = in_good_standing(proof, standing) else {
        because.found(Rule::Standing, "not active", Effect::Decline);
        return Err(Status::authn_failed());
    };
    because.found(Rule::Standing, "active", Effect::Keep);
    if terms.registration.is_some_and(|least| standing.level < least) {
        because.found(Rule::RegistrationLevel, standing.level.name(), Effect::Decline);
        return Err(Status::registration_level_not_reached());
    }
    let Ok(requirement) = Requirement::new(terms.level, request.facts().requested.as_ref()) else {
        because.found(Rule::RequestedLevel, "none that we know", Effect::Decline);
        return Err(Status::level_unknown());
    };
    let factors: Factors = proof.factors().intersection(profile.factors);
    let reached = rules.level(method, factors, Some(standing.level));
    let reached = reached.map(|level| level.min(profile.ceiling));
    match reached {
        Some(level) if requirement.accepts(level) => {
            because.found(Rule::LevelReached, level.name(), Effect::Keep);
            Ok(level)
        }
        _ => {
            because.found(
                Rule::LevelReached,
                reached.map_or("none", LevelOfAssurance::name),
                Effect::Decline,
            );
            Err(Status::level_not_reached(requirement.floor().unwrap_or(terms.level), reached))
        }
    }
}

/// A registered person who is active, and whose proof was not overtaken by a reset, a
/// renunciation or «close all sessions». Certified and foreign persons come with their methods.
fn in_good_standing<'a>(proof: &Proof, standing: Option<&'a Standing>) -> Option<&'a Standing> {
    let Subject::Registered(_) = proof.who() else {
        return None;
    };
    let proved_at: Timestamp = proof.evidence().authenticated_at;
    standing.filter(|s| s.state == State::Active && proved_at >= s.sessions_valid_after)
}
