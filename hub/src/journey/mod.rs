//! One AuthnRequest's life with us, from its arrival to the one answer.
//!
//! Read from the top: [`Hub::receive`] keeps what was verified; `Hub::enter` binds it to the first
//! browser that comes for it and lets the policy decide; `Hub::choose` and `Hub::answer` run a
//! method; `Hub::admit` weighs what was proved; `Hub::finish` is the one finishing transaction;
//! `Hub::respond` signs what it fixed.
//! Every function takes the journey at one version, and the store moves it on by compare-and-set.

pub mod accept;
mod admit;
pub(crate) mod answer;
pub mod browser;
pub(crate) mod device;
mod finish;
mod give_up;
pub mod handover;
mod id;
mod keys;
mod open;
pub mod rejected;
pub(crate) mod release;
pub mod session;
pub(crate) mod stage;
mod step_up;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use authenticators::{
    AddressBlock, Attempt, AttemptId, Blueprint, Circumstances, Input, MethodId, Progress, Step,
};
use citizens::Standing;
use identity::{Factors, Identity, LevelOfAssurance, RegistrationLevel};
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Language};
use saml::status::Status;
use saml::{EntityId, Malformed, Received};

use crate::agency::Agency;
use crate::clock::random;
use crate::fault::Fault;
use crate::hub::{Hub, Method};
use crate::policy::admit::in_good_standing;
use crate::policy::{Candidate, Decision, Earlier, Effect, Policy, Requirement, Rule, Verdict};
use crate::store::Row;
use crate::store::journeys::Content;
use crate::trust;
use accept::AcceptedRequest;
use browser::BrowserKey;
use give_up::Declining;
use rejected::Rejected;
use release::Said;
use session::{Session, SessionKey};
use stage::{Authenticating, Choosing, Chosen, Continuing, Next, Proved, Releasing, Stage};

pub use id::JourneyId;
pub(crate) use open::{Brought, Held, Moved, Open, Stop};

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

    /// Opens a message as [`trust::open`] does, and accepts it.
    fn verify(
        &self,
        received: Result<Received, Malformed>,
        now: Timestamp,
    ) -> Result<AcceptedRequest, Rejected> {
        let (agency, verified) = trust::open(received?, &self.directory.now(), now)?;
        let endpoints = [self.settings.sso_url(), self.settings.clave2_url()];
        AcceptedRequest::accept(verified, &agency, &endpoints, now)
    }

    /// Opens a journey for a browser. The first browser that comes binds it, and then the policy
    /// decides; for any other browser it stays shut.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn enter(
        &self,
        id: JourneyId,
        (key, brought): (Option<BrowserKey>, Brought),
        now: Timestamp,
    ) -> Result<Open, Stop> {
        let row = self.store.load(&id).await?.ok_or(Stop::NotFound)?;
        match row.content {
            Content::Arrived(ref request) => {
                let request = AcceptedRequest::clone(request);
                self.bind(id, (key, brought), request, &row, now).await
            }
            Content::Locked(_) => reopen(id, (key.ok_or(Stop::NotYours)?, brought), &row, now),
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
        (key, brought): (Option<BrowserKey>, Brought),
        form: &Form,
        now: Timestamp,
    ) -> Result<Open, Stop> {
        let key = key.ok_or(Stop::NoCookies)?;
        let row = self.store.load(&id).await?.ok_or(Stop::NotFound)?;
        let secret = key.form_secret(&id)?;
        let purpose = id.to_string();
        let version = pages::Guard::verify(&secret, &purpose, form).map_err(|_| Stop::Forged)?;
        let open = reopen(id, (key, brought), &row, now)?;
        let now_at = open.held.version.unsigned_abs();
        let pressed_twice = version + 1 == now_at && open.stage.choosing().is_err();
        if version == now_at || pressed_twice { Ok(open) } else { Err(open.stage.behind()) }
    }

    async fn bind(
        &self,
        id: JourneyId,
        (key, brought): (Option<BrowserKey>, Brought),
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
        let Brought { session, device } = brought;
        let held = Held { id, key, session, device, version: row.version };
        match self.decide(held, (request, None), row.created_at, now).await? {
            Moved::Asked(open) | Moved::Finished { open, .. } => Ok(*open),
            Moved::Left(_) => {
                Err(Fault::Broken("a journey was left before a method was chosen").into())
            }
        }
    }

    /// Lets the policy decide what the person is asked, by the session that their browser has now. `failed` is the
    /// last try that came to nothing.
    pub(super) async fn decide(
        &self,
        held: Held,
        (request, failed): (AcceptedRequest, Option<(AttemptId, MethodId)>),
        began_at: Timestamp,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let agency = self.agency_of(&request, now)?;
        let terms = agency.terms(request.facts().service.as_ref());
        let methods = self.methods.iter().map(|method| Candidate::from(method.blueprint));
        let ours = &self.settings.entity_id;
        let policy = self.policy.now();
        let earlier = self.earlier(held.session.clone(), now).await?;
        let known = earlier.as_ref().map(Known::as_earlier);
        let decision = policy.decide(&request, ours, &terms, methods, known, now);
        let Decision { mut verdict, mut because } = decision;
        // Nobody types a password for an answer that could not be encrypted.
        if agency.recipient().is_err() {
            because.found(Rule::Recipient, "no key that can be used", Effect::Decline);
            verdict = Verdict::Decline(Status::unavailable());
        }
        let offered = match &mut verdict {
            Verdict::Offer(methods)
            | Verdict::Continue(_, methods)
            | Verdict::StepUp(_, methods) => std::mem::take(methods),
            Verdict::Explain(..) | Verdict::Decline(_) => Vec::new(),
        };
        let choosing = Choosing {
            request,
            offered,
            because,
            began_at,
            known_as: earlier.as_ref().and_then(Known::masked_name),
            failed,
            below: None,
        };
        match (verdict, earlier) {
            (Verdict::StepUp(short, _), Some(known)) => {
                Box::pin(self.step_up(held, choosing, (short, known), now)).await
            }
            (Verdict::Continue(level, _), Some(known)) => {
                let asks_first = terms.announce_sso;
                let session = (known.session, level, asks_first);
                self.go_on(held, choosing, session, now).await
            }
            (Verdict::Offer(_) | Verdict::Continue(..) | Verdict::StepUp(..), _) => {
                self.show(held, Stage::Choosing(choosing), now).await
            }
            (Verdict::Explain(status, shortfall), _) => {
                let declining = Declining::by(&policy, status, choosing.because.clone());
                self.explain(held, choosing, declining, shortfall, now).await
            }
            (Verdict::Decline(status), _) => {
                let declining = Declining::by(&policy, status, choosing.because.clone());
                self.decline(&held, &choosing, declining, now).await
            }
        }
    }

    /// The session that the browser brought, with whom it is about as they stand now.
    async fn earlier(
        &self,
        session: Option<SessionKey>,
        now: Timestamp,
    ) -> Result<Option<Known<'_>>, Stop> {
        let Some(key) = session else {
            return Ok(None);
        };
        let Some(session) = self.session(&key, now).await? else {
            return Ok(None);
        };
        let Some(method) = self.method(session.proof.method()) else {
            return Ok(None);
        };
        match self.person(&session.proof).await {
            Ok((identity, standing)) => {
                Ok(Some(Known { session, method: method.blueprint, identity, standing }))
            }
            // Nobody is registered any more whom it is about.
            Err(Fault::Broken(_)) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Goes on with a session that will do: at once, or after the person said so. They are asked at an
    /// agency that is new in this session, unless its record says otherwise, and by one that sends them
    /// back just after they were sent there.
    async fn go_on(
        &self,
        held: Held,
        choosing: Choosing,
        (session, level, asks_first): (Session, LevelOfAssurance, bool),
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let agency = &choosing.request.facts().agency;
        let bounced = session.bounces(agency, now);
        if !bounced && (session.knows(agency) || !asks_first) {
            return self.admit(held, by_session(choosing, session), None, now).await;
        }
        if choosing.request.facts().is_passive {
            let mut choosing = choosing;
            choosing.because.found(Rule::Passive, "a page would be needed", Effect::Decline);
            let because = choosing.because.clone();
            let declining = Declining::by(&self.policy.now(), Status::passive(), because);
            return self.decline(&held, &choosing, declining, now).await;
        }
        let continuing = Continuing {
            choosing,
            method: session.proof.method().clone(),
            level,
            authenticated_at: session.proof.evidence().authenticated_at,
            session: session.key,
            bounced,
        };
        self.show(held, Stage::Continuing(continuing), now).await
    }

    /// The person said whether to go on with the session.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn continue_with(
        &self,
        open: Open,
        goes_on: bool,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Continuing(Continuing { choosing, session, .. }) = stage else {
            return finished(held, stage, now);
        };
        let session = if goes_on { self.session(&session, now).await? } else { None };
        match session {
            Some(session) => self.admit(held, by_session(choosing, session), None, now).await,
            None => self.show(held, Stage::Choosing(choosing), now).await,
        }
    }

    /// The person saw what goes out, and lets it: of what may be kept back, the attributes `given`.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn release(
        &self,
        open: Open,
        given: Vec<String>,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Releasing(Releasing { proved, shown, optional, .. }) = stage else {
            return finished(held, stage, now);
        };
        self.admit(held, proved, Some(&Said { shown, optional, given }), now).await
    }

    /// Begins an attempt with one of the methods on offer.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn choose(
        &self,
        open: Open,
        caller: Caller<'_>,
        method: &MethodId,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Choosing(choosing) = stage else {
            return finished(held, stage, now);
        };
        // In another tab they have entered meanwhile: nothing is asked that they may have shown there.
        if self.has_entered_since(&held, &choosing, now).await? {
            let asked = (choosing.request, choosing.failed);
            return self.decide(held, asked, choosing.began_at, now).await;
        }
        let attempt = AttemptId::from_bits(random(self.entropy.as_ref())?);
        let chosen = choosing.choose(method, attempt).map_err(|_| Stop::StepDone)?;
        self.ask(held, chosen, caller, None, now).await
    }

    /// Gives the chosen method what the browser brought back.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn answer(
        &self,
        open: Open,
        caller: Caller<'_>,
        (path, form): (&str, &Form),
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Authenticating(Authenticating { chosen, progress, .. }) = stage else {
            return finished(held, stage, now);
        };
        if self.method_of(&chosen)?.blueprint.path != path {
            return Err(Stop::StepDone);
        }
        self.ask(held, chosen, caller, Some((progress, Input::Form(form))), now).await
    }

    /// Goes back to choosing: from a method, or from the page that says what is missing if another
    /// method may do.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn choose_again(&self, open: Open, now: Timestamp) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let choosing = match stage {
            Stage::Authenticating(waiting) => waiting.chosen.choosing,
            Stage::Explaining(explaining) if explaining.has_other_ways() => {
                // Where the person of the session can do nothing, somebody else may.
                match &explaining.choosing.below {
                    Some(below) if below.ways.is_empty() => explaining.choosing.of_anybody(),
                    Some(_) | None => explaining.choosing,
                }
            }
            other @ (Stage::Choosing(_)
            | Stage::Continuing(_)
            | Stage::Explaining(_)
            | Stage::Releasing(_)
            | Stage::Replacing(_)
            | Stage::Returning(_)) => return Err(other.behind()),
        };
        self.show(held, Stage::Choosing(choosing), now).await
    }

    /// Gives the person more time for the step at which they are. Nothing else changes, the version
    /// neither: the form on the page, with what is typed in it, stays good (ADR 0021).
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn more_time(&self, open: Open, now: Timestamp) -> Result<Open, Stop> {
        let (held, stage) = under_way(open)?;
        if stage.choosing().is_err() || !self.store.touch(&held.id, held.version, now).await? {
            return Err(stage.behind());
        }
        Ok(Open { held, stage, touched_at: now, expired: false })
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

    /// Asks the chosen method for its first page, or gives it what came back to one; and goes where its step
    /// leads.
    async fn ask(
        &self,
        held: Held,
        chosen: Chosen,
        caller: Caller<'_>,
        back: Option<(Progress, Input<'_>)>,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let method = self.method_of(&chosen)?;
        let agency = self.agency_of(&chosen.choosing.request, now)?;
        let policy = self.policy.now();
        let counts = self.still_counts(&held, &chosen.choosing, now).await?;
        let step = {
            let enough = enough(&policy, (method, &agency), &chosen);
            let asked = Asked { chosen: &chosen, counts, enough: &enough };
            let attempt = attempt_with((method, &agency), caller, asked, now);
            match back {
                None => method.authenticator.begin(attempt).await?,
                Some((progress, input)) => {
                    method.authenticator.resume(attempt, progress, input).await?
                }
            }
        };
        self.follow(held, chosen, step, now).await
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
            Next::Leave(waiting) => self.leave(held, waiting, now).await,
            Next::Refused(choosing, refusal) => {
                let agency = choosing.request.facts().agency.clone();
                self.advance(held, Stage::Choosing(choosing), now).await?;
                Err(Stop::Refused(refusal, agency))
            }
            Next::Proved(proved) => self.admit(held, proved, None, now).await,
            Next::Later(agency, until) => Err(Stop::Deferred(until, agency)),
        }
    }

    /// Compare-and-set of the stage.
    async fn advance(&self, mut held: Held, stage: Stage, now: Timestamp) -> Result<Open, Stop> {
        let locked = held.key.lock(&held.id, &stage, self.entropy.as_ref())?;
        if !self.store.advance(&held.id, held.version, &locked, now).await? {
            return Err(Stop::StepDone);
        }
        held.version += 1;
        Ok(Open { held, stage, touched_at: now, expired: false })
    }
}

/// A journey in which steps may still be taken.
fn under_way(open: Open) -> Result<(Held, Stage), Stop> {
    match open {
        Open { held, stage, expired: false, .. } => Ok((held, stage)),
        expired => Err(Stop::Expired(Box::new(expired))),
    }
}

/// What a step of another stage leads to: pressed twice at the end, to the same answer.
fn finished(held: Held, stage: Stage, now: Timestamp) -> Result<Moved, Stop> {
    if stage.choosing().is_ok() {
        return Err(Stop::StepDone);
    }
    Ok(Moved::finished(Open { held, stage, expired: false, touched_at: now }))
}

fn by_session(choosing: Choosing, session: Session) -> Proved {
    let Session { proof, key, secret, .. } = session;
    let (by_session, secret) = (Some(key), Some(secret));
    Proved { choosing, proof, by_session, secret, replaces_another: false }
}

/// A session, with whom it is about.
struct Known<'a> {
    session: Session,
    method: &'a Blueprint,
    identity: Identity,
    standing: Option<Standing>,
}

impl Known<'_> {
    fn as_earlier(&self) -> Earlier<'_> {
        Earlier {
            method: (&self.method.id, &self.method.profile),
            proof: &self.session.proof,
            standing: self.standing.as_ref(),
        }
    }

    /// As it may stand on a screen that others see; nothing of whoever may not enter any more.
    fn masked_name(&self) -> Option<String> {
        in_good_standing(&self.session.proof, self.standing.as_ref())?;
        Some(step_up::masked(&self.identity))
    }
}

/// A method that is asked.
struct Asked<'a> {
    /// It, and from what it was chosen.
    chosen: &'a Chosen,
    /// Whether what the person proved before still counts.
    counts: bool,
    /// Whether factors would be admitted.
    enough: &'a (dyn Fn(Factors, RegistrationLevel) -> bool + Send + Sync),
}

/// What a method may know of the journey. The agency's name is the one that everybody reads; pages
/// show it in their own language.
fn attempt_with<'a>(
    (method, agency): (&'a Method, &'a Agency),
    Caller { client, language }: Caller<'a>,
    Asked { chosen, counts, enough }: Asked<'a>,
    now: Timestamp,
) -> Attempt<'a> {
    let facts = chosen.choosing.request.facts();
    let service = facts.service.as_ref();
    let around = Circumstances {
        now,
        client,
        language,
        required: Requirement::least(agency.terms(service).level, facts),
        agency: agency.display_name(service, "es"),
        account: facts.agency.as_str(),
        is_outside: false,
        certificates: agency.terms(service).certificates,
        earlier: chosen.choosing.below.as_ref().filter(|_| counts).map(|below| &below.proof),
        enough,
    };
    let Blueprint { id, profile, .. } = method.blueprint;
    Attempt::new(chosen.attempt.clone(), around, (id, profile))
}

/// Whether factors would be admitted, as the policy is now: a method asks for no more than it takes.
fn enough<'a>(
    policy: &'a Policy,
    (method, agency): (&'a Method, &'a Agency),
    chosen: &'a Chosen,
) -> impl Fn(Factors, RegistrationLevel) -> bool + Send + Sync + 'a {
    let Blueprint { id, profile, .. } = method.blueprint;
    move |factors, registration| {
        let request = &chosen.choosing.request;
        let terms = agency.terms(request.facts().service.as_ref());
        policy.would_do(request, &terms, (id, profile), (factors, registration))
    }
}

/// Who answers, as far as a method may know.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    /// Where they are.
    pub(crate) client: &'a AddressBlock,
    /// What they read.
    pub(crate) language: Language,
}

/// Opens what the browser locked before.
fn reopen(
    id: JourneyId,
    (key, Brought { session, device }): (BrowserKey, Brought),
    row: &Row,
    now: Timestamp,
) -> Result<Open, Stop> {
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
    let held = Held { id, key, session, device, version: row.version };
    Ok(Open { held, stage, touched_at: row.touched_at, expired })
}

fn is_over(row: &Row, now: Timestamp) -> bool {
    now.duration_since(row.created_at) > LIFE || now.duration_since(row.touched_at) > IDLE
}
