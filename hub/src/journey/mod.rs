//! One AuthnRequest's life with us, from its arrival to the one answer.
//!
//! Read from the top: [`Hub::receive`] keeps what was verified; `Hub::enter` binds it to the first
//! browser that comes for it and lets the policy decide; `Hub::choose` and `Hub::answer` run a
//! method; `Hub::finish` is the one finishing transaction; `Hub::respond` signs what it fixed.
//! Every function takes the journey at one version, and the store moves it on by compare-and-set.

pub mod accept;
mod answer;
pub mod browser;
mod finish;
mod id;
mod open;
pub mod rejected;
pub(crate) mod stage;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use authenticators::{Attempt, AttemptId, Blueprint, Input, MethodId, Step};
use jiff::{SignedDuration, Timestamp};
use pages::Form;
use saml::binding::Binding;
use saml::request::AuthnRequest;
use saml::status::Status;
use saml::{Dialect, EntityId, Malformed, Received};

use crate::agency::Agency;
use crate::clock::random;
use crate::fault::Fault;
use crate::hub::{Hub, Method};
use crate::policy::{Candidate, Effect, Requirement, Rule, Verdict};
use crate::store::Row;
use crate::store::journeys::Content;
use accept::AcceptedRequest;
use browser::BrowserKey;
use rejected::Rejected;
use stage::{Authenticating, Choosing, Chosen, Next, Stage};

pub use id::JourneyId;
pub(crate) use open::{Held, Moved, Open, Stop};

/// A journey lasts this long at most (DESIGN §11).
pub const LIFE: SignedDuration = SignedDuration::from_mins(30);
/// And this long without a step.
pub const IDLE: SignedDuration = SignedDuration::from_mins(15);

impl Hub {
    /// Verifies a message, accepts it as a request of one of our agencies, and keeps it for the
    /// browser. Before the signature is verified nothing is written.
    ///
    /// # Errors
    /// `Ok(Err(Rejected))`: a page and a log line, no redirect and no row. `Err`: ours.
    pub async fn receive(
        &self,
        received: Result<Received, Malformed>,
        now: Timestamp,
    ) -> Result<Result<JourneyId, Rejected>, Fault> {
        let request = match self.verify(received, now) {
            Ok(request) => request,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let id = JourneyId::from_bits(random(self.entropy.as_ref())?);
        self.store.arrive(&id, &request, now).await?;
        Ok(Ok(id))
    }

    /// The way of trust: claims are good for looking up keys, keys open the message, and only the
    /// opened message is read.
    fn verify(
        &self,
        received: Result<Received, Malformed>,
        now: Timestamp,
    ) -> Result<AcceptedRequest, Rejected> {
        let received = received?;
        let claimed = received.claims()?;
        let directory = self.directory.now();
        let agency = directory.claimed(&claimed).ok_or(Rejected::UnknownAgency)?;
        let Agency { metadata, record, .. } = agency.as_ref();
        // SPEC SAML-04: no kit of Cl@ve sends by redirect.
        if record.dialect == Dialect::Clave2 && received.binding() != Binding::Post {
            return Err(Rejected::Binding);
        }
        let keys = metadata.signing_keys(now).map_err(Rejected::NoKey)?;
        let verified = received.open::<AuthnRequest>(&keys.forgiving(&record.deviations))?;
        let endpoints = [self.settings.sso_url(), self.settings.clave2_url()];
        AcceptedRequest::accept(verified, agency, &endpoints, now)
    }

    /// Opens a journey for a browser. The first browser that comes binds it, and then the policy
    /// decides; for any other browser it stays shut.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn enter(
        &self,
        id: JourneyId,
        key: Option<BrowserKey>,
        now: Timestamp,
    ) -> Result<Open, Stop> {
        let row = self.store.load(&id).await?.ok_or(Stop::NotFound)?;
        match row.content {
            Content::Arrived(ref request) => {
                let request = AcceptedRequest::clone(request);
                self.bind(id, key, request, &row, now).await
            }
            Content::Locked(_) => reopen(id, key.ok_or(Stop::NotYours)?, &row, now),
        }
    }

    /// Opens a journey for a form that was posted to it: the form must be of the version at which
    /// the journey stands, and carry the guard of this browser. The form that finished the journey
    /// opens it again, for people who press twice: it leads to the same answer.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn enter_by_form(
        &self,
        id: JourneyId,
        key: Option<BrowserKey>,
        form: &Form,
        now: Timestamp,
    ) -> Result<Open, Stop> {
        let key = key.ok_or(Stop::NoCookies)?;
        let row = self.store.load(&id).await?.ok_or(Stop::NotFound)?;
        let secret = key.form_secret(&id)?;
        let purpose = id.to_string();
        let version = pages::Guard::verify(&secret, &purpose, form).map_err(|_| Stop::Forged)?;
        let open = reopen(id, key, &row, now)?;
        let now_at = open.held.version.unsigned_abs();
        match &open.stage {
            _ if version == now_at => Ok(open),
            Stage::Returning(_) if version + 1 == now_at => Ok(open),
            Stage::Returning(returning) => Err(Stop::Ended(returning.agency.clone())),
            Stage::Choosing(_) | Stage::Authenticating(_) => Err(Stop::StepDone),
        }
    }

    async fn bind(
        &self,
        id: JourneyId,
        key: Option<BrowserKey>,
        request: AcceptedRequest,
        row: &Row,
        now: Timestamp,
    ) -> Result<Open, Stop> {
        let key = match key {
            Some(key) => key,
            None => BrowserKey::generate(self.entropy.as_ref())?,
        };
        if is_over(row, now) {
            return Err(Stop::NotFound);
        }
        let held = Held { id, key, version: row.version };
        let agency = self.agency_of(&request, now)?;
        let terms = agency.terms(request.facts().service.as_ref());
        let methods = self.methods.iter().map(|method| Candidate::from(method.blueprint));
        let ours = &self.settings.entity_id;
        let policy = self.policy.now();
        let mut decision = policy.decide(&request, ours, &terms, methods, now);
        // Nobody types a password for an answer that could not be encrypted.
        if agency.recipient().is_err() {
            decision.because.found(Rule::Recipient, "no key that can be used", Effect::Decline);
            decision.verdict = Verdict::Decline(Status::unavailable());
        }
        match decision.verdict {
            Verdict::Offer(offered) => {
                let because = decision.because;
                let stage = Stage::Choosing(Choosing { request, offered, because });
                self.advance(held, stage, now).await
            }
            Verdict::Decline(status) => {
                let decided = (status, decision.because);
                self.decline(&held, &request, &policy, decided, now).await?;
                let row = self.store.load(&held.id).await?.ok_or(Stop::NotFound)?;
                reopen(held.id, held.key, &row, now)
            }
        }
    }

    /// Begins an attempt with one of the methods on offer.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn choose(
        &self,
        open: Open,
        method: &MethodId,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let Open { held, stage, expired: false } = open else {
            return Err(Stop::Expired(Box::new(open)));
        };
        let choosing = match stage {
            Stage::Choosing(choosing) => choosing,
            Stage::Returning(_) => return Ok(Moved::Finished),
            Stage::Authenticating(_) => return Err(Stop::StepDone),
        };
        let attempt = AttemptId::from_bits(random(self.entropy.as_ref())?);
        let chosen = choosing.choose(method, attempt).map_err(|_| Stop::StepDone)?;
        let method = self.method_of(&chosen)?;
        let agency = self.agency_of(&chosen.choosing.request, now)?;
        let attempt = attempt_with(method, &agency, &chosen, now);
        let step = method.authenticator.begin(attempt).await?;
        self.follow(held, chosen, step, now).await
    }

    /// Gives the chosen method what the browser brought back.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn answer(
        &self,
        open: Open,
        path: &str,
        form: &Form,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let Open { held, stage, expired: false } = open else {
            return Err(Stop::Expired(Box::new(open)));
        };
        let waiting = match stage {
            Stage::Authenticating(waiting) => waiting,
            Stage::Returning(_) => return Ok(Moved::Finished),
            Stage::Choosing(_) => return Err(Stop::StepDone),
        };
        let Authenticating { chosen, progress, .. } = waiting;
        let method = self.method_of(&chosen)?;
        let agency = self.agency_of(&chosen.choosing.request, now)?;
        if method.blueprint.path != path {
            return Err(Stop::StepDone);
        }
        let attempt = attempt_with(method, &agency, &chosen, now);
        let step = method.authenticator.resume(attempt, progress, Input { form }).await?;
        self.follow(held, chosen, step, now).await
    }

    /// Leaves the method and goes back to choosing.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn choose_again(&self, open: Open, now: Timestamp) -> Result<Open, Stop> {
        let Open { held, stage, expired: false } = open else {
            return Err(Stop::Expired(Box::new(open)));
        };
        let waiting = match stage {
            Stage::Authenticating(waiting) => waiting,
            Stage::Returning(returning) => return Err(Stop::Ended(returning.agency)),
            Stage::Choosing(_) => return Err(Stop::StepDone),
        };
        self.advance(held, Stage::Choosing(waiting.chosen.choosing), now).await
    }

    fn method_of(&self, chosen: &Chosen) -> Result<&Method, Stop> {
        Ok(self.method(&chosen.method).ok_or(Fault::Broken("the chosen method is off"))?)
    }

    /// The agency as it is now. Its metadata must hold still, and the address of the answer must be
    /// one of its addresses still.
    fn agency_of(&self, request: &AcceptedRequest, now: Timestamp) -> Result<Arc<Agency>, Stop> {
        let facts = request.facts();
        self.agency_at(&facts.agency, &facts.consumer, now)
    }

    fn agency_at(
        &self,
        agency: &EntityId,
        consumer: &str,
        now: Timestamp,
    ) -> Result<Arc<Agency>, Stop> {
        let directory = self.directory.now();
        let agency = directory.find(agency).ok_or(Stop::AgencyGone)?;
        let metadata = &agency.metadata;
        let is_there = metadata.holds(now) && metadata.consumer(Some(consumer), None).is_some();
        is_there.then(|| Arc::clone(agency)).ok_or(Stop::AgencyGone)
    }

    /// Goes where the method's step leads.
    async fn follow(
        &self,
        held: Held,
        chosen: Chosen,
        step: Step,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        match chosen.apply(step) {
            Next::Wait(waiting) => {
                let open = self.advance(held, Stage::Authenticating(waiting), now).await?;
                Ok(Moved::Asked(Box::new(open)))
            }
            Next::Refused(choosing, refusal) => {
                let agency = choosing.request.facts().agency.clone();
                self.advance(held, Stage::Choosing(choosing), now).await?;
                Err(Stop::Refused(refusal, agency))
            }
            Next::Proved(chosen, proof) => self.admit(&held, chosen, proof, now).await,
        }
    }

    /// Compare-and-set of the stage.
    async fn advance(&self, mut held: Held, stage: Stage, now: Timestamp) -> Result<Open, Stop> {
        let locked = held.key.lock(&held.id, &stage, self.entropy.as_ref())?;
        if !self.store.advance(&held.id, held.version, &locked, now).await? {
            return Err(Stop::StepDone);
        }
        held.version += 1;
        Ok(Open { held, stage, expired: false })
    }
}

/// What a method may know of the journey. The agency's name is the one that everybody reads; pages
/// show it in their own language.
fn attempt_with<'a>(
    method: &'a Method,
    agency: &'a Agency,
    chosen: &Chosen,
    now: Timestamp,
) -> Attempt<'a> {
    let facts = chosen.choosing.request.facts();
    let service = facts.service.as_ref();
    let required = Requirement::least(agency.terms(service).level, facts);
    let name = agency.display_name(service, "es");
    let Blueprint { id, profile, .. } = method.blueprint;
    Attempt::new(chosen.attempt.clone(), now, required, name, id, profile)
}

/// Opens what the browser locked before.
fn reopen(id: JourneyId, key: BrowserKey, row: &Row, now: Timestamp) -> Result<Open, Stop> {
    let Content::Locked(locked) = &row.content else {
        return Err(Stop::StepDone);
    };
    let stage = key.unlock(&id, locked).map_err(|_| Stop::NotYours)?;
    if let Stage::Returning(returning) = &stage
        && now > returning.until
    {
        return Err(Stop::Ended(returning.agency.clone()));
    }
    let expired = !row.finished && is_over(row, now);
    Ok(Open { held: Held { id, key, version: row.version }, stage, expired })
}

fn is_over(row: &Row, now: Timestamp) -> bool {
    now.duration_since(row.created_at) > LIFE || now.duration_since(row.touched_at) > IDLE
}
