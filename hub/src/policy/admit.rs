//! On the way out: what was proved, against what is asked. A leaf module: the only maker of a
//! [`Grant`].

use authenticators::{MethodId, Profile, Proof, Subject};
use citizens::{Standing, State};
use identity::{CertificateKind, Comparison, Factors, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use saml::Dialect;
use saml::request::RequestedContext;
use saml::status::Status;

use crate::agency::Terms;
use crate::journey::accept::AcceptedRequest;
use crate::policy::Policy;
use crate::policy::decide::in_force;
use crate::policy::explain::{Effect, Explanation, Rule};
use crate::policy::requirement::{Requirement, UnknownLevel};
use crate::policy::rules::{Rules, case, registration_name};
use crate::policy::shortfall::{No, Shortfall};
use crate::policy::times::Times;

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
    /// What the person is told first; nothing: it is no matter of theirs.
    pub shortfall: Option<Shortfall>,
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
        let scales = self.scales(request, terms, now);
        let weighed = in_force(terms, now, &mut because).map_err(No::from);
        let weighed = weighed.and_then(|()| scales.weigh(chosen, &proof, standing, &mut because));
        match weighed {
            Ok(level) => Ok(Grant { proof, level, because }),
            Err(No { status, shortfall, .. }) => Err(Declined { status, shortfall, because }),
        }
    }

    /// Whether these factors, shown with this method by a person of this registration, would be admitted. It
    /// grants nothing: it lets a method ask for no more than it takes.
    #[must_use]
    pub fn would_do(
        &self,
        request: &AcceptedRequest,
        terms: &Terms<'_>,
        (method, profile): (&MethodId, &Profile),
        (factors, registration): (Factors, RegistrationLevel),
    ) -> bool {
        // What is about to be shown is not old.
        let scales = self.scales(request, terms, Timestamp::MIN);
        let registered = terms.registration.is_none_or(|least| registration >= least);
        let reached = scales.level((method, profile), factors, Some(registration));
        let does = |needed: &Requirement| reached.is_some_and(|level| needed.accepts(level));
        registered && scales.requirement().is_ok_and(|needed| does(&needed))
    }

    pub(super) fn scales<'a>(
        &'a self,
        request: &'a AcceptedRequest,
        terms: &'a Terms<'a>,
        now: Timestamp,
    ) -> Scales<'a> {
        Scales { rules: &self.rules, times: &self.times, request, terms, now }
    }
}

/// By what a proof is weighed.
pub(super) struct Scales<'a> {
    pub(super) rules: &'a Rules,
    pub(super) times: &'a Times,
    pub(super) request: &'a AcceptedRequest,
    pub(super) terms: &'a Terms<'a>,
    pub(super) now: Timestamp,
}

/// Who shows something, as far as it matters for what that counts for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shower {
    pub(super) registration: Option<RegistrationLevel>,
    /// The phone by which they are reached is a new one.
    pub(super) cools: bool,
}

impl Scales<'_> {
    /// What the record and the request ask for together. In the dialect of Cl@ve a request may compare in
    /// two ways only (SPEC SAML-21); elsewhere as SAML Core 3.3.2.2.1 has it.
    pub(super) fn requirement(&self) -> Result<Requirement, UnknownLevel> {
        let requested = self.request.facts().requested.as_ref();
        let is_known = |context: &RequestedContext| {
            self.terms.dialect == Dialect::Strict
                || matches!(context.comparison, Comparison::Minimum | Comparison::Exact)
        };
        if !requested.is_none_or(is_known) {
            return Err(UnknownLevel);
        }
        Requirement::new(self.terms.level, requested)
    }

    /// The level that these factors reach, shown with this method by a person of this registration.
    fn level(
        &self,
        (method, profile): (&MethodId, &Profile),
        factors: Factors,
        registration: Option<RegistrationLevel>,
    ) -> Option<LevelOfAssurance> {
        let factors = factors.intersection(profile.factors);
        let level = self.rules.level(method, factors, registration);
        level.map(|level| level.min(profile.ceiling))
    }

    /// The best that a method can reach for somebody who shows all that it can, or all but what a new phone
    /// makes worthless.
    pub(super) fn best(
        &self,
        (method, profile): (&MethodId, &Profile),
        Shower { registration, cools }: Shower,
    ) -> Option<LevelOfAssurance> {
        let all = self.level((method, profile), profile.factors, registration);
        if !cools || !profile.factors.contains(Factors::POSSESSION) {
            return all;
        }
        let rest = profile.factors.without(Factors::POSSESSION);
        let rest = self.level((method, profile), rest, registration);
        rest.max(all.map(|level| level.min(LevelOfAssurance::Low)))
    }

    /// What is left of a level if what was shown is old, or goes by a phone that is new.
    fn lowered(
        &self,
        reached: Option<LevelOfAssurance>,
        (proof, standing): (&Proof, Option<&Standing>),
        because: &mut Explanation,
    ) -> Option<LevelOfAssurance> {
        let mut level = reached?;
        if level > LevelOfAssurance::Low && self.cools(proof, standing) {
            because.found(Rule::Cooling, level.name(), Effect::Drop);
            level = LevelOfAssurance::Low;
        }
        let most = self.times.most(proof.evidence().oldest(), self.now);
        if most.is_none_or(|most| level > most) {
            because.found(Rule::ProofAge, level.name(), Effect::Drop);
        }
        most.map(|most| most.min(level))
    }

    fn cools(&self, proof: &Proof, standing: Option<&Standing>) -> bool {
        let by_phone = matches!(proof.who(), Subject::Registered(_))
            && proof.factors().contains(Factors::POSSESSION);
        let changed = standing.and_then(|standing| standing.contact_changed_at);
        by_phone && self.times.cools(changed, self.now)
    }

    /// What a certificate makes of its holder has to be accepted, unless it is a person and nothing else.
    fn accept_kind(&self, proof: &Proof, because: &mut Explanation) -> Result<(), No> {
        let kind = match proof.who() {
            Subject::Certified(holder) => holder.kind,
            Subject::Registered(_) | Subject::Foreign(_) => CertificateKind::Person,
        };
        if kind == CertificateKind::Person {
            return Ok(());
        }
        let is_accepted = self.terms.certificates.contains(&kind);
        let effect = if is_accepted { Effect::Keep } else { Effect::Decline };
        because.found(Rule::CertificateKind, kind.name(), effect);
        if is_accepted {
            return Ok(());
        }
        Err(No::because_of(Shortfall::Method, Status::no_authenticator()))
    }

    /// The level that a proof reaches, if it is enough.
    pub(super) fn weigh(
        &self,
        (method, profile): (&MethodId, &Profile),
        proof: &Proof,
        standing: Option<&Standing>,
        because: &mut Explanation,
    ) -> Result<LevelOfAssurance, No> {
        let Self { terms, .. } = self;
        if proof.method() != method {
            because.found(Rule::ChosenMethod, proof.method().as_str(), Effect::Decline);
            return Err(Status::authn_failed().into());
        }
        if !terms.allows(method) {
            let about = format!("the method {} is not allowed", method.as_str());
            because.found(Rule::AllowedMethods, about, Effect::Decline);
            return Err(No::because_of(Shortfall::Method, Status::no_authenticator()));
        }
        because.found(Rule::ChosenMethod, method.as_str(), Effect::Keep);
        let known = standing;
        let Some(standing) = in_good_standing(proof, standing) else {
            let about = "not active, or was renewed after this proof";
            because.found(Rule::Standing, about, Effect::Decline);
            return Err(No::because_of(Shortfall::Standing, Status::authn_failed()));
        };
        because.found(Rule::Standing, standing.about(), Effect::Keep);
        self.accept_kind(proof, because)?;
        if let Some(least) = terms.registration {
            let is_enough = standing.is_as_good_as(least);
            let effect = if is_enough { Effect::Keep } else { Effect::Decline };
            let about = registration_name(standing.registration());
            because.found(Rule::RegistrationLevel, about, effect);
            if !is_enough {
                let status = Status::registration_level_not_reached();
                return Err(No::because_of(Shortfall::Registration, status));
            }
        }
        let registration = standing.registration();
        let Ok(requirement) = self.requirement() else {
            because.found(Rule::RequestedLevel, "none that we know", Effect::Decline);
            return Err(Status::level_unknown().into());
        };
        let factors: Factors = proof.factors().intersection(profile.factors);
        let level_at = |factors, registration| self.level((method, profile), factors, registration);
        let does =
            |level: Option<LevelOfAssurance>| level.filter(|level| requirement.accepts(*level));
        let by_rules = level_at(factors, registration);
        let reached = self.lowered(by_rules, (proof, known), because);
        let level = reached.map_or("none", LevelOfAssurance::name);
        let about = format!("{level}, by factors {}", case(factors, registration));
        if let Some(level) = does(reached) {
            because.found(Rule::LevelReached, about, Effect::Keep);
            return Ok(level);
        }
        because.found(Rule::LevelReached, about, Effect::Decline);
        let needed = requirement.floor().unwrap_or(terms.level);
        // Whatever they showed with it, their registration would not let it do; a higher one would.
        let with_all = |registration| does(level_at(profile.factors, registration)).is_some();
        let registration_limits =
            with_all(Some(RegistrationLevel::Advanced)) && !with_all(registration);
        let shortfall = Shortfall::Level { needed, reached, registration_limits };
        let too_old = does(by_rules).is_some() && !self.cools(proof, known);
        let no = No::because_of(shortfall, Status::level_not_reached(needed, reached));
        Err(No { too_old, ..no })
    }
}

/// Somebody who may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoodStanding {
    /// A person whom we registered so.
    Registered(RegistrationLevel),
    /// A person for whom an authority of certificates vouches, whatever we have of them.
    Certified,
}

impl GoodStanding {
    fn registration(self) -> Option<RegistrationLevel> {
        match self {
            Self::Registered(level) => Some(level),
            Self::Certified => None,
        }
    }

    /// A certificate was issued upon a proof of identity that is worth an advanced registration (SPEC T-L6).
    fn is_as_good_as(self, least: RegistrationLevel) -> bool {
        match self {
            Self::Registered(level) => level >= least,
            Self::Certified => true,
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Registered(_) => "active",
            Self::Certified => "certified",
        }
    }
}

/// A registered person who is active, or one with a certificate, whose proof, by the first that was shown of it, was not overtaken by a reset, a
/// renunciation or «close all sessions». Who gave a registration up may use a certificate still (SPEC 5.5),
/// but not one whose registration the administration has ended.
/// Foreign persons come with their method.
pub(crate) fn in_good_standing(proof: &Proof, standing: Option<&Standing>) -> Option<GoodStanding> {
    let proved_at: Timestamp = proof.evidence().oldest();
    let counts = |standing: &Standing| proved_at >= standing.sessions_valid_after;
    match proof.who() {
        Subject::Registered(_) => {
            let standing = standing.filter(|one| one.state == State::Active && counts(one))?;
            Some(GoodStanding::Registered(standing.level))
        }
        Subject::Certified(_) => standing
            .is_none_or(|one| one.state != State::Revoked && counts(one))
            .then_some(GoodStanding::Certified),
        Subject::Foreign(_) => None,
    }
}
