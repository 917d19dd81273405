//! Leaving: single logout (SPEC 3.8), from an agency's request or a page of ours to the page that tells what
//! has ended.
//!
//! Read from the top: [`Hub::receive_logout`] keeps what was verified; `Hub::open_departure` ends the session of
//! the browser that comes for it, and says whom to tell next; the agency's answer comes by
//! [`Hub::receive_farewell`]; `Hub::skip` goes on without one; and the last step fixes the answer to whoever
//! asked. The session ends before anybody is told, so that nobody is let in anew by it meanwhile. Each
//! step is a compare-and-set on the version of the row.

pub mod accept;
mod carry;
mod id;
mod leaver;
pub(crate) mod stage;
#[cfg(test)]
pub(crate) mod tests;

use jiff::{SignedDuration, Timestamp};
use pages::{Form, Guard};
use saml::binding::Binding;
use saml::status::{SecondCode, Status, TopCode};
use saml::{Dialect, EntityId, Envelope, LogoutRequest, LogoutResponse, Received};

use crate::clock::random;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::accept::{MAX_AGE, SKEW};
use crate::journey::browser::{BrowserKey, Locked};
use crate::journey::rejected::Rejected;
use crate::journey::session::SessionKey;
use crate::policy::{Effect, Explanation, Rule};
use crate::reference::Reference;
use crate::store::departures::{Content, DepartError, Departing, Farewells, Row};
use crate::trace::TraceEntry;
use crate::trust;

use accept::{AcceptedLogout, LogoutFacts};
use stage::{Answer, Done, Farewell, Leaving, Outcome, Sent, SessionEnd};

pub(crate) use carry::Carried;
pub use id::DepartureId;
pub(crate) use leaver::Leaver;
pub use leaver::LiveSession;

/// A session that others use meanwhile is read so often.
const TRIES: usize = 3;
/// A departure lasts this long at most.
pub const LIFE: SignedDuration = SignedDuration::from_mins(30);

/// Why a page of a departure is not shown.
#[derive(Debug)]
pub(crate) enum Halt {
    /// There is none, or it was forgotten.
    NotFound,
    /// It belongs to another browser.
    NotYours,
    /// The browser brought no cookie.
    NoCookies,
    /// The form was not one of ours.
    Forged,
    /// It is over.
    Ended,
    /// The request was answered before.
    Used(EntityId),
    /// The browser is on the way out already, in another departure.
    OnTheWay(DepartureId),
    /// A fault of ours.
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for Halt {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// A departure in the hands of its browser.
#[derive(Debug)]
pub(crate) struct Open {
    /// Which.
    pub(crate) id: DepartureId,
    /// Whose.
    pub(crate) key: BrowserKey,
    /// Where it stands.
    pub(crate) leaving: Leaving,
    /// What agencies have answered.
    farewells: Farewells,
    /// The version that a step from here must find.
    version: i64,
    /// Nobody is told any more.
    is_finished: bool,
    /// The agency that is told now was chosen by this very request: nobody has been sent there yet.
    pub(crate) is_fresh: bool,
    /// The session of the browser ended with this very request.
    pub(crate) has_just_ended: bool,
}

impl Open {
    /// Who was told, and what came of it.
    pub(crate) fn told(&self) -> Vec<(&EntityId, Outcome)> {
        self.leaving.told(&self.farewells)
    }

    /// Who is told now.
    pub(crate) fn now(&self) -> Option<&Sent> {
        self.leaving.now.as_ref()
    }

    /// Who is told afterwards, in order.
    pub(crate) fn to_come(&self) -> impl Iterator<Item = &EntityId> {
        self.leaving.to_come.iter().rev().map(|farewell| &farewell.agency)
    }

    /// Whether the agency that is told now has still to answer.
    fn waits(&self) -> bool {
        let answered = |sent: &Sent| self.farewells.get(sent.request.as_str()).copied().flatten();
        self.now().is_some_and(|sent| answered(sent).is_none())
    }

    /// Who asked.
    pub(crate) fn asked_by(&self) -> Option<&EntityId> {
        self.leaving.asked.as_ref().map(|asked| &asked.facts().agency)
    }

    /// The end is not told any more.
    fn is_too_late(&self, now: Timestamp) -> bool {
        self.leaving.told_until.is_none_or(|until| now > until)
    }

    /// The seal of the forms on its page.
    pub(crate) fn guard(&self) -> Option<Guard> {
        let secret = self.key.departure_secret(&self.id).ok()?;
        Some(Guard::issue(&secret, &self.id.to_string(), self.version.unsigned_abs()))
    }
}

impl Leaving {
    fn told(&self, farewells: &Farewells) -> Vec<(&EntityId, Outcome)> {
        let outcome = |done: &Done| match &done.request {
            Some(request) => Outcome::of(farewells.get(request.as_str()).copied().flatten()),
            None if done.is_too_late => Outcome::NoTime,
            None => Outcome::Unsupported,
        };
        self.done.iter().map(|done| (&done.agency, outcome(done))).collect()
    }

    /// The agency that is told now is one of those that were.
    fn settle(&mut self) {
        if let Some(Sent { agency, request, .. }) = self.now.take() {
            self.done.push(Done { agency, request: Some(request), is_too_late: false });
        }
    }
}

impl Hub {
    /// Verifies a message, accepts it as one of our agencies' request to log out, and keeps it for the browser.
    ///
    /// # Errors
    /// `Ok(Err(Rejected))`: a page and a log line. `Err`: ours.
    pub async fn receive_logout(
        &self,
        received: Received,
        now: Timestamp,
    ) -> Result<Result<DepartureId, Rejected>, Fault> {
        let request = match self.verify_logout(received, now) {
            Ok(request) => request,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let id = DepartureId::from_bits(random(self.entropy.as_ref())?);
        self.store.keep_logout(&id, &request, now).await?;
        Ok(Ok(id))
    }

    fn verify_logout(
        &self,
        received: Received,
        now: Timestamp,
    ) -> Result<AcceptedLogout, Rejected> {
        let came_by = received.binding();
        let directory = self.directory.now();
        let agency = directory.leaving(&received.claims()?).ok_or(Rejected::UnknownAgency)?;
        // SPEC SAML-60: no kit of Cl@ve sends by redirect.
        if agency.record.dialect == Dialect::Clave2 && came_by != Binding::Post {
            return Err(Rejected::Binding);
        }
        let verified = trust::open_as::<LogoutRequest>(received, agency, now)?;
        let endpoints = [self.settings.slo_url(), self.settings.clave2_url()];
        AcceptedLogout::accept((verified, came_by), agency, &endpoints, now)
    }

    /// Verifies what an agency answered to what we told it, and keeps that; the departure goes on from there.
    ///
    /// # Errors
    /// As [`Hub::receive_logout`].
    pub async fn receive_farewell(
        &self,
        received: Received,
        now: Timestamp,
    ) -> Result<Result<DepartureId, Rejected>, Fault> {
        let (agency, response) = match self.verify_farewell(received, now) {
            Ok(verified) => verified,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let has_ended = has_ended(&response.status);
        let request = &response.envelope.in_response_to;
        let departure = self.store.answer_farewell((request, &agency), has_ended).await?;
        Ok(departure.ok_or(Rejected::Unasked))
    }

    fn verify_farewell(
        &self,
        received: Received,
        now: Timestamp,
    ) -> Result<(EntityId, LogoutResponse), Rejected> {
        let directory = self.directory.now();
        let agency = directory.answering(&received.claims()?).ok_or(Rejected::UnknownAgency)?;
        let verified = trust::open_as::<LogoutResponse>(received, agency, now)?;
        let (response, signer, _) = verified.into_parts();
        let Envelope { issuer, destination, issued, .. } = &response.envelope;
        if *issuer != signer || signer != agency.metadata.entity_id {
            return Err(Rejected::Issuer);
        }
        if *destination != self.settings.slo_url() {
            return Err(Rejected::Destination);
        }
        if now.duration_since(*issued) > MAX_AGE + SKEW {
            return Err(Rejected::TooOld);
        }
        if issued.duration_since(now) > SKEW {
            return Err(Rejected::FromTheFuture);
        }
        Ok((signer, response))
    }

    /// Opens a departure for a browser. The first browser that comes binds it, and its session ends; then whoever has
    /// answered is told no more, and the next one is.
    ///
    /// # Errors
    /// [`Halt`].
    pub(crate) async fn open_departure(
        &self,
        id: DepartureId,
        (key, session): (Option<BrowserKey>, Option<SessionKey>),
        now: Timestamp,
    ) -> Result<Open, Halt> {
        let (row, farewells) = self.store.departure(&id).await?.ok_or(Halt::NotFound)?;
        let open = match row.content {
            Content::Arrived(ref request) => {
                let request = AcceptedLogout::clone(request);
                self.bind_departure(id, (key, session), request, now).await?
            }
            Content::Locked(ref stage) => {
                let key = key.ok_or(Halt::NotYours)?;
                reopened(id, key, (&row, stage), farewells)?
            }
        };
        self.go_on_leaving(open, row.created_at + LIFE, now).await
    }

    async fn bind_departure(
        &self,
        id: DepartureId,
        (key, session): (Option<BrowserKey>, Option<SessionKey>),
        request: AcceptedLogout,
        now: Timestamp,
    ) -> Result<Open, Halt> {
        // It was good when it came; whoever brings it later, or elsewhere, ends nothing by it.
        let LogoutFacts { issued, not_on_or_after, .. } = request.facts();
        let is_over = |end: &Timestamp| now.duration_since(*end) >= SKEW;
        if now.duration_since(*issued) > MAX_AGE + SKEW
            || not_on_or_after.as_ref().is_some_and(is_over)
        {
            return Err(Halt::NotFound);
        }
        let key = match key {
            Some(key) => key,
            None => BrowserKey::generate(self.entropy.as_ref())?,
        };
        // Who presses twice at an agency has left by the first press already.
        if self.leaver(session.as_ref(), now).await?.is_none()
            && let Some(first) = self.lost_departure(Some(&key), now).await?
            && self.as_it_stands(first.clone(), key.clone()).await?.asked_by()
                == Some(&request.facts().agency)
        {
            return Err(Halt::OnTheWay(first));
        }
        for _ in 0..TRIES {
            let (leaver, end) = match self.leaver(session.as_ref(), now).await? {
                Some(leaver) if self.is_meant(&request, &leaver)? => {
                    (Some(leaver), SessionEnd::Ended)
                }
                Some(_) => (None, SessionEnd::Another),
                None => (None, SessionEnd::None),
            };
            let of_session =
                |leaver: &Leaver| Ok((leaver.session.key.id()?, leaver.session.used_at));
            let ends = leaver.as_ref().map(of_session).transpose().map_err(Halt::Fault)?;
            let leaver = leaver.map(|leaver| (leaver, false));
            let mut leaving = self.leaving(Some(request.clone()), leaver, now)?;
            leaving.ended.session = end;
            let stage = key.lock_departure(&id, &leaving, self.entropy.as_ref())?;
            let departing = Departing {
                id: &id,
                stage: &stage,
                browser: &key.mark()?,
                session: ends.as_ref(),
                request: Some(&request),
            };
            match self.store.depart(&departing, now).await {
                // Another tab was answered in it meanwhile: that agency is told as well.
                Err(DepartError::Moved) => {}
                Err(DepartError::AlreadyUsed) => {
                    return Err(Halt::Used(request.facts().agency.clone()));
                }
                Err(DepartError::Store(fault)) => return Err(fault.into()),
                Err(DepartError::Conflict) => return self.as_it_stands(id, key).await,
                Ok(()) => {
                    let has_just_ended = end == SessionEnd::Ended;
                    return Ok(Open {
                        id,
                        key,
                        leaving,
                        farewells: Farewells::new(),
                        version: 1,
                        is_finished: false,
                        is_fresh: false,
                        has_just_ended,
                    });
                }
            }
        }
        Err(Halt::Fault(Fault::Broken("a session was used again and again while it was left")))
    }

    /// Goes on without the agency that is being told.
    ///
    /// # Errors
    /// [`Halt`].
    pub(crate) async fn skip(
        &self,
        id: DepartureId,
        key: Option<BrowserKey>,
        form: &Form,
    ) -> Result<(), Halt> {
        let key = key.ok_or(Halt::NoCookies)?;
        let (row, farewells) = self.store.departure(&id).await?.ok_or(Halt::NotFound)?;
        let secret = key.departure_secret(&id)?;
        let version = Guard::verify(&secret, &id.to_string(), form).map_err(|_| Halt::Forged)?;
        let Content::Locked(ref stage) = row.content else {
            return Err(Halt::NotFound);
        };
        let mut open = reopened(id, key, (&row, stage), farewells)?;
        // Of a page that was left behind there is nothing to go on from. Who is told next is chosen by the page that
        // tells them.
        if version == open.version.unsigned_abs() {
            open.leaving.settle();
            let stage = open.key.lock_departure(&open.id, &open.leaving, self.entropy.as_ref())?;
            self.store.pass_over(&open.id, open.version, &stage).await?;
        }
        Ok(())
    }

    /// Whoever has answered is told no more; the next one is, and after the last one the answer is fixed. After
    /// `until` nobody is told any more.
    async fn go_on_leaving(
        &self,
        mut open: Open,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Open, Halt> {
        let is_over = now > until;
        let directory = self.directory.now();
        let can_tell = |agency: &EntityId| {
            directory.find(agency).is_some_and(|agency| agency.told_at(now).is_some())
        };
        // What was made too long ago, no agency takes any more.
        let is_good =
            |sent: &Sent| now.duration_since(sent.at) <= carry::GOOD_FOR && can_tell(&sent.agency);
        let waits = !is_over && open.waits() && open.now().is_some_and(is_good);
        // Who comes later, perhaps another person, reads of nobody's services.
        if open.is_finished && open.is_too_late(now) {
            return Err(Halt::Ended);
        }
        if open.is_finished || waits {
            return Ok(open);
        }
        open.leaving.settle();
        while let Some(Farewell { agency, names }) = open.leaving.to_come.pop() {
            let Some(names) = names.filter(|_| !is_over && can_tell(&agency)) else {
                open.leaving.done.push(Done { agency, request: None, is_too_late: is_over });
                continue;
            };
            let sent = Sent { agency, names, request: self.message_id()?, at: now };
            return self.tell(open, sent).await;
        }
        let open = self.end(open, until, now).await?;
        if open.is_too_late(now) { Err(Halt::Ended) } else { Ok(open) }
    }

    async fn tell(&self, mut open: Open, sent: Sent) -> Result<Open, Halt> {
        let told = (sent.request.clone(), sent.agency.clone());
        open.leaving.now = Some(sent);
        let stage = open.key.lock_departure(&open.id, &open.leaving, self.entropy.as_ref())?;
        let (request, agency) = (&told.0, &told.1);
        if !self.store.tell_next(&open.id, open.version, &stage, (request, agency)).await? {
            return self.as_it_stands(open.id, open.key).await;
        }
        open.version += 1;
        open.is_fresh = true;
        Ok(open)
    }

    /// The answer to whoever asked is fixed, and traced. Where the time has been over for long, it is told to nobody.
    async fn end(&self, mut open: Open, until: Timestamp, now: Timestamp) -> Result<Open, Halt> {
        open.leaving.told_until = Some(now.min(until) + Answer::SHOWN);
        let entry = match self.fixed(&open, now)? {
            Some((answer, entry)) => {
                open.leaving.answer = answer;
                Some(entry)
            }
            None => None,
        };
        let stage = open.key.lock_departure(&open.id, &open.leaving, self.entropy.as_ref())?;
        if !self.store.end_departure(&open.id, open.version, &stage, entry.as_ref()).await? {
            return self.as_it_stands(open.id, open.key).await;
        }
        if let Some(entry) = &entry {
            self.node.numbers.answers.count(&[("outcome", &entry.outcome)]);
        }
        open.version += 1;
        open.is_finished = true;
        Ok(open)
    }

    fn fixed(
        &self,
        open: &Open,
        now: Timestamp,
    ) -> Result<Option<(Option<Answer>, TraceEntry)>, Fault> {
        let Some(asked) = &open.leaving.asked else {
            return Ok(None);
        };
        let facts = asked.facts();
        let mut because = Explanation::default();
        let told = open.told();
        // How many, and not which: the trace is of the agency that asked, and tells it nothing of others.
        for outcome in Outcome::ALL {
            let many = told.iter().filter(|(_, one)| *one == outcome).count();
            if many > 0 {
                let effect = if outcome == Outcome::Ended { Effect::Keep } else { Effect::Drop };
                let about = format!("{many} of {}: {}", told.len(), outcome.name());
                because.found(Rule::Told, about, effect);
            }
        }
        // What was opened in a session that is not there any more, nobody knows; and one that was not meant goes on.
        let is_unknown = open.leaving.ended.session != SessionEnd::Ended;
        if is_unknown {
            because.found(
                Rule::Session,
                "the one that is meant is not that of the browser",
                Effect::Drop,
            );
        }
        let all_ended = !is_unknown && told.iter().all(|(_, outcome)| *outcome == Outcome::Ended);
        let (status, outcome) = if all_ended {
            (Status::success(), "LOGGED_OUT")
        } else {
            (Status::partial_logout(), "PARTIAL_LOGOUT")
        };
        let response_id = self.message_id()?;
        let entry = TraceEntry {
            at: now,
            reference: Reference::generate(self.entropy.as_ref())?,
            agency: facts.agency.clone(),
            service: None,
            began_at: facts.issued,
            request_id: facts.request_id.clone(),
            response_id: response_id.clone(),
            assertion_id: None,
            outcome: outcome.to_owned(),
            attempt: None,
            method: None,
            level: None,
            needed: None,
            reused: false,
            policy: self.policy.now().version().to_owned(),
            because,
        };
        let directory = self.directory.now();
        let dialect = directory.find(&facts.agency).map(|agency| agency.record.dialect);
        let answer = facts.answer_to.clone().zip(dialect).map(|(to, dialect)| Answer {
            envelope: Envelope {
                response_id,
                issued: now,
                issuer: self.settings.entity_id.clone(),
                destination: to.location.clone(),
                in_response_to: facts.request_id.clone(),
            },
            status,
            to,
            relay_state: facts.relay_state.clone(),
            dialect,
            until: now + Answer::SHOWN,
        });
        Ok(Some((answer, entry)))
    }

    /// Another request of the same browser was faster.
    async fn as_it_stands(&self, id: DepartureId, key: BrowserKey) -> Result<Open, Halt> {
        let (row, farewells) = self.store.departure(&id).await?.ok_or(Halt::NotFound)?;
        let Content::Locked(ref stage) = row.content else {
            return Err(Halt::NotFound);
        };
        reopened(id, key, (&row, stage), farewells)
    }

    /// The answer that goes back to whoever asked, if there is one and it is not too late.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub(crate) fn way_back(&self, open: &Open, now: Timestamp) -> Result<Option<Carried>, Fault> {
        let (Some(answer), Some(asked_by)) = (&open.leaving.answer, open.asked_by()) else {
            return Ok(None);
        };
        let directory = self.directory.now();
        match directory.find(asked_by) {
            Some(agency) => self.carry_answer(answer, agency, now),
            None => Ok(None),
        }
    }
}

fn reopened(
    id: DepartureId,
    key: BrowserKey,
    (row, stage): (&Row, &Locked),
    farewells: Farewells,
) -> Result<Open, Halt> {
    let leaving = key.unlock_departure(&id, stage).map_err(|_| Halt::NotYours)?;
    let (version, is_finished) = (row.version, row.finished);
    Ok(Open {
        id,
        key,
        leaving,
        farewells,
        version,
        is_finished,
        is_fresh: false,
        has_just_ended: false,
    })
}

/// What an agency says of the session that it was told of. One that knows of no such session has none any more.
fn has_ended(status: &Status) -> bool {
    let is_gone = status.second == Some(SecondCode::UnknownPrincipal);
    let is_partial = status.second == Some(SecondCode::PartialLogout);
    is_gone || (status.top == TopCode::Success && !is_partial)
}
