//! Somebody proved who they are, and it is too little here (SPEC 3.9, 4.4 no. 4, UX 5.5): what is missing is
//! asked of them, and of nobody else. Another person may enter instead, who is warned first.

use authenticators::Proof;
use citizens::Standing;
use identity::{Identity, LevelOfAssurance};
use jiff::Timestamp;
use saml::status::Status;

use crate::agency::Terms;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::give_up::Declining;
use crate::journey::session::SessionKey;
use crate::journey::stage::{Below, Choosing, Proved, Replacing, Stage, Way};
use crate::journey::{Held, Known, Moved, Open, Stop, finished, under_way};
use crate::policy::admit::in_good_standing;
use crate::policy::{
    Candidate, Effect, Explanation, Policy, Rule, Short, Shortfall, Someone, TooLittle,
};

impl Hub {
    /// The person of the session has to show more; if there is nothing that they could show, they read why.
    pub(super) async fn step_up(
        &self,
        held: Held,
        choosing: Choosing,
        (short, known): (Short, Known<'_>),
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let Some(masked_name) = known.masked_name() else {
            return self.show(held, Stage::Choosing(choosing), now).await;
        };
        let Short { why, needed, reached, registration_limits, offers } = short;
        let policy = self.policy.now();
        let proof = known.session.proof;
        let counts = policy.times().counts(needed, proof.evidence().oldest(), now);
        let ways = offers.into_iter().map(|method| {
            let found = self.method(&method);
            let adds = found.is_some_and(|found| found.authenticator.adds_to(&proof));
            Way { method, only_the_rest: counts && adds }
        });
        let below = Below {
            ways: ways.collect(),
            proof: proof.clone(),
            session: Some(known.session.key),
            masked_name,
            needed,
            reached,
            why,
            registration_limits,
            because: Explanation::default(),
        };
        let is_helpless = below.ways.is_empty();
        // With another method somebody may enter, whoever they are.
        if is_helpless && below.why == TooLittle::Method {
            return self.show(held, Stage::Choosing(choosing), now).await;
        }
        let choosing = Choosing { below: Some(Box::new(below)), ..choosing };
        if !is_helpless {
            return self.show(held, Stage::Choosing(choosing), now).await;
        }
        let mut because = choosing.explanation();
        because.found(Rule::StepUp, "nothing that they could show", Effect::Decline);
        let status = Status::level_not_reached(needed, reached);
        let declining = Declining::by(&policy, status, because);
        let shortfall = Shortfall::Level { needed, reached, registration_limits };
        self.explain(held, choosing, declining, shortfall, now).await
    }

    /// What a login of this journey leads to that reached too little: the person stays who they are, and may
    /// show more. Nothing if it is not more that is missing.
    pub(super) async fn fell_short(
        &self,
        proved: &Proved,
        shortfall: Option<&Shortfall>,
        (policy, terms): (&Policy, &Terms<'_>),
        (identity, standing): (&Identity, Option<&Standing>),
        found: &Explanation,
        now: Timestamp,
    ) -> Result<Option<Below>, Stop> {
        let Some(Shortfall::Level { needed, reached, registration_limits }) = shortfall else {
            return Ok(None);
        };
        let (needed, reached): (LevelOfAssurance, Option<LevelOfAssurance>) = (*needed, *reached);
        if reached >= Some(needed) {
            return Ok(None);
        }
        let Proved { choosing, proof, .. } = proved;
        let method = self.method(proof.method());
        let again = method.is_some_and(|method| method.authenticator.adds_to(proof));
        let someone = Someone { proof, standing, again };
        let offered = self.methods.iter().map(|method| Candidate::from(method.blueprint));
        let offered = offered.filter(|method| choosing.offered.contains(method.id));
        let mut because = found.clone().of_a_try();
        let offers = policy.further(&choosing.request, terms, offered, someone, &mut because, now);
        let ways = offers.into_iter().map(|method| {
            let only_the_rest = again && method == *proof.method();
            Way { method, only_the_rest }
        });
        Ok(Some(Below {
            ways: ways.collect(),
            proof: proof.clone(),
            session: self.session_of_the_same(choosing, identity).await?,
            masked_name: masked(identity),
            needed,
            reached,
            why: TooLittle::Level,
            registration_limits: *registration_limits,
            because,
        }))
    }

    /// The session of whoever had proved too little before, if it is about this person too.
    async fn session_of_the_same(
        &self,
        choosing: &Choosing,
        identity: &Identity,
    ) -> Result<Option<SessionKey>, Stop> {
        let Some(below) = &choosing.below else {
            return Ok(None);
        };
        let known = self.in_good_standing(&below.proof).await?;
        let is_same = known.is_some_and(|one| one.identifier == identity.identifier);
        Ok(below.session.clone().filter(|_| is_same))
    }

    /// Who proved this, if they may enter still.
    async fn in_good_standing(&self, proof: &Proof) -> Result<Option<Identity>, Stop> {
        match self.person(proof).await {
            Ok((identity, standing)) => {
                let stands = in_good_standing(proof, standing.as_ref()).is_some();
                Ok(stands.then_some(identity))
            }
            // Nobody is registered any more whom it is about.
            Err(Fault::Broken(_)) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Whether a method may build on what was proved before: if that is of a session, it has to be the
    /// browser's still and to live; the person may enter still; and it is not too old for what is asked.
    pub(super) async fn still_counts(
        &self,
        held: &Held,
        choosing: &Choosing,
        now: Timestamp,
    ) -> Result<bool, Stop> {
        let Some(below) = &choosing.below else {
            return Ok(false);
        };
        if !below.is_of(held.session.as_ref()) {
            return Ok(false);
        }
        if let Some(session) = &below.session {
            let facts = choosing.request.facts();
            let agency = self.agency_of(&choosing.request, now)?;
            let may_use = agency.terms(facts.service.as_ref()).allow_sso;
            if !may_use || self.session(session, now).await?.is_none() {
                return Ok(false);
            }
        }
        let (policy, shown) = (self.policy.now(), below.proof.evidence().oldest());
        Ok(policy.times().counts(below.needed, shown, now)
            && self.in_good_standing(&below.proof).await?.is_some())
    }

    /// What is missing was found by the session that the browser had. If it has another one by now, or that
    /// one is over, it is decided anew, and this says where that led.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn look_again(
        &self,
        open: Open,
        now: Timestamp,
    ) -> Result<Result<Open, Moved>, Stop> {
        let Open { held, stage, touched_at, expired } = open;
        let same = |held, stage| Open { held, stage, touched_at, expired };
        let Stage::Choosing(choosing) = stage else {
            return Ok(Ok(same(held, stage)));
        };
        if !self.is_outdated(&held, &choosing, now).await? {
            return Ok(Ok(same(held, Stage::Choosing(choosing))));
        }
        let asked = (choosing.request, choosing.failed);
        Ok(Err(self.decide(held, asked, choosing.began_at, now).await?))
    }

    async fn is_outdated(
        &self,
        held: &Held,
        choosing: &Choosing,
        now: Timestamp,
    ) -> Result<bool, Stop> {
        match session_below(choosing) {
            Some(session) if held.session.as_ref() == Some(session) => {
                Ok(self.session(session, now).await?.is_none())
            }
            Some(_) => Ok(true),
            None => Ok(false),
        }
    }

    /// Whether the browser has another living session by now than the one by which it was found what is missing.
    pub(super) async fn has_entered_since(
        &self,
        held: &Held,
        choosing: &Choosing,
        now: Timestamp,
    ) -> Result<bool, Stop> {
        match (session_below(choosing), &held.session) {
            (Some(before), Some(session)) if before != session => {
                Ok(self.session(session, now).await?.is_some())
            }
            (Some(_) | None, _) => Ok(false),
        }
    }

    /// Somebody else sits there: what was proved is forgotten, its session is over, and all methods are on
    /// offer. True if the browser is to lose its session.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn not_me(&self, open: Open, now: Timestamp) -> Result<(Moved, bool), Stop> {
        let (held, stage) = under_way(open)?;
        let choosing = match stage {
            Stage::Choosing(choosing) => choosing,
            other @ (Stage::Continuing(_)
            | Stage::Authenticating(_)
            | Stage::Explaining(_)
            | Stage::Releasing(_)
            | Stage::Replacing(_)
            | Stage::Returning(_)) => return Ok((finished(held, other, now)?, false)),
        };
        let below = choosing.below.as_ref().ok_or(Stop::StepDone)?;
        let theirs = match &below.session {
            Some(session) => Some(session.clone()),
            None => self.session_about(&held, &below.proof, now).await?,
        };
        let ends = theirs.is_some() && theirs == held.session;
        if let Some(session) = theirs {
            self.store.end_session(&session.id()?).await?;
        }
        let moved = self.show(held, Stage::Choosing(choosing.of_anybody()), now).await?;
        Ok((moved, ends))
    }

    /// The session of the browser, if it is about whoever proved this.
    async fn session_about(
        &self,
        held: &Held,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<Option<SessionKey>, Stop> {
        let known = self.earlier(held.session.clone(), now).await?;
        let one = self.in_good_standing(proof).await?;
        let are_same =
            known.zip(one).is_some_and(|(known, one)| known.identity.identifier == one.identifier);
        Ok(held.session.clone().filter(|_| are_same))
    }

    /// Who had entered in this browser, or proved too little in this journey, if it is another person than
    /// the one who enters now: as a screen may show them.
    pub(super) async fn another_before(
        &self,
        held: &Held,
        choosing: &Choosing,
        who: &Identity,
        now: Timestamp,
    ) -> Result<Option<String>, Stop> {
        let is_other = |one: &Identity| one.identifier != who.identifier;
        let known = self.earlier(held.session.clone(), now).await?;
        let masked = known.filter(|known| is_other(&known.identity));
        if let Some(masked) = masked.as_ref().and_then(Known::masked_name) {
            return Ok(Some(masked));
        }
        match &choosing.below {
            Some(below) if below.session.is_none() => {
                let known = self.in_good_standing(&below.proof).await?;
                Ok(known.filter(is_other).map(|_| below.masked_name.clone()))
            }
            Some(_) | None => Ok(None),
        }
    }

    /// The person said whether to go on though somebody else had entered.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn replace(
        &self,
        open: Open,
        goes_on: bool,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Replacing(Replacing { proved, .. }) = stage else {
            return finished(held, stage, now);
        };
        if goes_on {
            let proved = Proved { replaces_another: true, ..proved };
            return self.admit(held, proved, None, now).await;
        }
        self.show(held, Stage::Choosing(proved.choosing), now).await
    }
}

/// The session by which it was found what is missing.
fn session_below(choosing: &Choosing) -> Option<&SessionKey> {
    choosing.below.as_ref()?.session.as_ref()
}

/// As a person may stand on a screen that others see.
pub(super) fn masked(Identity { given_name, family_name, .. }: &Identity) -> String {
    pages::hub::mask(&format!("{given_name} {family_name}"))
}
