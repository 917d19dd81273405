//! Signing in with document and password.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use citizens::{CitizenId, State};
use identity::{DocumentError, Factors, SpanishId};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use pages::hub::Cause;
use pages::{Form, Page};
use tokio::time::sleep;

use super::METHOD;
use super::passwords::Passwords;
use super::store::{self, Stored};
use super::waits::{self, Names, Wait};
use crate::contract::{
    Attempt, Authenticator, Evidence, Fault, Input, Progress, Queue, Refusal, Step, Subject,
};
use crate::hashing::{Place, Secret, Verdict};
use crate::store::{Event, record};

#[cfg(test)]
mod tests;

/// The method, ready to work.
pub struct Login {
    passwords: Passwords,
}

#[async_trait]
impl Authenticator for Login {
    async fn begin(&self, _: Attempt<'_>) -> Result<Step, Fault> {
        Ok(ask(blank()))
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        _: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        let answer = match Answer::read(input.form) {
            Ok(answer) => answer,
            Err(page) => return Ok(ask(page)),
        };
        let finding = match self.look(&attempt, &answer).await? {
            Ok(look) => self.examine(&attempt, &answer, look).await?,
            Err(Wait::Pair { until, .. }) => {
                return Ok(ask(early(&answer.typed, next(Unit::Second, until)?)));
            }
            Err(Wait::Block { until }) => return Ok(Step::Defer(next(Unit::Minute, until)?)),
        };
        Ok(match finding {
            Finding::Proved(citizen) => prove(attempt, citizen),
            Finding::Expired(_) => Step::Refuse(expired()),
            Finding::Unknown | Finding::Wrong(_) | Finding::Locked(_) | Finding::Inactive(_) => {
                ask(wrong(&answer.typed))
            }
        })
    }

    fn queue(&self) -> Option<Queue> {
        Some(self.passwords.hasher.queue())
    }

    async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        Ok(waits::forget(&self.passwords.pool, now).await?)
    }
}

/// A look at a password, with everything that it costs.
struct Look {
    names: Names,
    place: Place,
    tries: u8,
}

impl Login {
    pub(super) fn new(passwords: Passwords) -> Self {
        Self { passwords }
    }

    /// A look at the password, unless there is something to wait for; then nothing has been counted.
    ///
    /// A place in the hashing queue comes first, so that who is turned away there has not lost a try;
    /// the try comes before the hash, so that guesses made at the same time count like guesses made
    /// one by one. Whoever comes while another look at the same document is under way waits for how it
    /// ends: it may be the same person, who pressed twice.
    async fn look(
        &self,
        attempt: &Attempt<'_>,
        answer: &Answer,
    ) -> Result<Result<Look, Wait>, Fault> {
        let (house, now, client) = (&self.passwords, attempt.now(), attempt.client());
        let names = house.names(&answer.document, client, now)?;
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let wait = waits::in_force(&house.pool, &names, client.is_exempt(), now).await?;
            match wait {
                Some(Wait::Pair { under_way: true, .. }) if begun.elapsed() < PATIENCE => {
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                Some(wait) => return Ok(Err(wait)),
                None => {}
            }
            let place = house.hasher.place()?;
            if let Some(tries) = waits::take_look(&house.pool, &names, &house.policy, now).await? {
                return Ok(Ok(Look { names, place, tries }));
            }
        }
    }

    /// Straight on, whatever is found on the way: the order and number of statements must tell
    /// nothing (SPEC AUTH-10).
    async fn examine(
        &self,
        attempt: &Attempt<'_>,
        answer: &Answer,
        Look { names, place, tries }: Look,
    ) -> Result<Finding, Fault> {
        let house = &self.passwords;
        let citizen = house.citizens.find(&answer.document).await?;
        let whose = citizen.unwrap_or(CitizenId::NOBODY);
        let standing = house.citizens.standing(whose).await?;
        let stored = store::newest(&house.pool, whose, 1).await?.pop();
        let hash = stored.as_ref().map(|stored| stored.hash.as_str());
        let verdict = place.verify(answer.password.clone(), hash).await?;

        let set_at = stored.as_ref().map(|stored| stored.set_at);
        let finding = Facts {
            citizen,
            locked: tries > house.policy.tries,
            verdict,
            state: standing.map(|standing| standing.state),
            expired: set_at.is_some_and(|at| house.policy.expired(at, attempt.now())),
        }
        .finding();
        self.settle(attempt, &names, &finding).await?;
        if let (Finding::Proved(whose), Verdict::Outdated, Some(old)) = (&finding, verdict, stored)
        {
            self.upgrade(*whose, &old, &answer.password).await;
        }
        Ok(finding)
    }

    /// Nothing is answered that was not recorded, and no try is given back before.
    async fn settle(
        &self,
        attempt: &Attempt<'_>,
        names: &Names,
        finding: &Finding,
    ) -> Result<(), Fault> {
        let event = Event {
            at: attempt.now(),
            attempt: Some(attempt.id()),
            citizen: finding.citizen(),
            method: &METHOD,
            kind: "login",
            outcome: finding.outcome(),
        };
        let Passwords { pool, policy, .. } = &self.passwords;
        record(pool, &event).await?;
        let how = (finding.gives_tries_back(), attempt.client().is_exempt());
        waits::settle(pool, names, how, &policy.address, attempt.now()).await?;
        Ok(())
    }

    /// Hashes a right password again at today's cost. The person is not kept from entering when it
    /// does not succeed: the next login tries again.
    async fn upgrade(&self, citizen: CitizenId, old: &Stored, password: &Secret) {
        if let Err(fault) = self.try_upgrade(citizen, old, password).await {
            tracing::warn!(error = %fault, "a password keeps its outdated hash");
        }
    }

    async fn try_upgrade(
        &self,
        citizen: CitizenId,
        old: &Stored,
        password: &Secret,
    ) -> Result<(), Fault> {
        let hash = self.passwords.hasher.place()?.hash(password.clone()).await?;
        store::rehash(&self.passwords.pool, citizen, old, &hash).await?;
        Ok(())
    }
}

/// How long somebody waits for how another look ends.
const PATIENCE: Duration = Duration::from_secs(5);
/// When they ask for the first time; then twice as long later each time, up to this.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// What the statements and the hash have told.
#[derive(Clone, Copy)]
struct Facts {
    citizen: Option<CitizenId>,
    locked: bool,
    verdict: Verdict,
    state: Option<State>,
    expired: bool,
}

/// How a try ended. Only the event and the right password tell more than [`Finding::Wrong`].
#[derive(Debug)]
enum Finding {
    Proved(CitizenId),
    Expired(CitizenId),
    Inactive(CitizenId),
    Wrong(CitizenId),
    /// No look at the password counts any more, right or wrong.
    Locked(Option<CitizenId>),
    Unknown,
}

impl Facts {
    fn finding(self) -> Finding {
        let citizen = match self.citizen {
            whoever if self.locked => return Finding::Locked(whoever),
            Some(citizen) => citizen,
            None => return Finding::Unknown,
        };
        match (self.verdict, self.state) {
            (Verdict::Wrong, _) => Finding::Wrong(citizen),
            (Verdict::Right | Verdict::Outdated, Some(State::Active)) if self.expired => {
                Finding::Expired(citizen)
            }
            (Verdict::Right | Verdict::Outdated, Some(State::Active)) => Finding::Proved(citizen),
            (Verdict::Right | Verdict::Outdated, _) => Finding::Inactive(citizen),
        }
    }
}

impl Finding {
    fn citizen(&self) -> Option<CitizenId> {
        match self {
            Self::Proved(citizen)
            | Self::Expired(citizen)
            | Self::Inactive(citizen)
            | Self::Wrong(citizen) => Some(*citizen),
            Self::Locked(citizen) => *citizen,
            Self::Unknown => None,
        }
    }

    fn outcome(&self) -> &'static str {
        match self {
            Self::Proved(_) => "proved",
            Self::Expired(_) => "expired",
            Self::Inactive(_) => "inactive",
            Self::Wrong(_) => "wrong",
            Self::Locked(_) => "locked",
            Self::Unknown => "unknown",
        }
    }

    /// Who shows the right password is no guesser; but those who may not enter are told nothing, so
    /// their tries run out like anybody's.
    fn gives_tries_back(&self) -> bool {
        matches!(self, Self::Proved(_) | Self::Expired(_))
    }
}

/// A form that can be examined.
struct Answer {
    typed: String,
    document: SpanishId,
    password: Secret,
}

impl Answer {
    /// Looks at the form only, so these answers count against nobody.
    fn read(form: &Form) -> Result<Self, Page> {
        let typed = form.get(DOCUMENT).unwrap_or_default();
        let password = form.get(PASSWORD).unwrap_or_default();
        match (SpanishId::parse(typed), complete(password)) {
            (Ok(document), Ok(password)) => {
                Ok(Self { typed: typed.to_owned(), document, password })
            }
            (document, password) => Err([
                document.err().map(|error| (DOCUMENT, document_message(error))),
                password.err().map(|message| (PASSWORD, message)),
            ]
            .into_iter()
            .flatten()
            .fold(filled(typed), |page, (field, message)| page.with_error(field, message))),
        }
    }
}

const DOCUMENT: &str = "documento";
const PASSWORD: &str = "clave";

fn complete(typed: &str) -> Result<Secret, &'static str> {
    if typed.is_empty() {
        return Err("password-empty");
    }
    Secret::normalised(typed).ok_or("password-long")
}

fn document_message(error: DocumentError) -> &'static str {
    match error {
        DocumentError::Empty => "password-document-empty",
        DocumentError::Form => "password-document-form",
        DocumentError::Letter => "password-document-letter",
        DocumentError::Legal => "password-document-legal",
    }
}

fn blank() -> Page {
    Page::new("password/login.html")
}

/// The page with the document again, so that only the password is typed twice (WCAG 2.2 SC 3.3.7).
/// What cannot be a document is not repeated.
fn filled(typed: &str) -> Page {
    const LONGEST: usize = 32;
    let fit = typed.len() <= LONGEST && !typed.chars().any(char::is_control);
    blank().with(DOCUMENT, if fit { typed } else { "" })
}

fn wrong(typed: &str) -> Page {
    filled(typed).with_error(PASSWORD, "password-wrong")
}

/// The page once more, for who comes before the time.
fn early(typed: &str, until: Timestamp) -> Page {
    filled(typed).with("until", until.to_string()).with_error(PASSWORD, "password-early")
}

/// An instant as a clock can show it, not before its time.
fn next(unit: Unit, instant: Timestamp) -> Result<Timestamp, Fault> {
    let up = TimestampRound::new().smallest(unit).mode(RoundMode::Ceil);
    instant.round(up).map_err(Fault::failed)
}

/// Nothing to remember: what counts is in the tables.
fn ask(page: Page) -> Step {
    Step::Ask { page, progress: Progress::NONE }
}

fn prove(attempt: Attempt<'_>, citizen: CitizenId) -> Step {
    let authenticated_at: Timestamp = attempt.now();
    attempt.prove(Subject::Registered(citizen), Factors::KNOWLEDGE, Evidence { authenticated_at })
}

fn expired() -> Refusal {
    Refusal { message: EXPIRED.to_owned(), until: None }
}

const EXPIRED: &str = "password-expired";

/// The page, blank and with each thing that can be wrong, and the refusal.
pub(super) fn samples() -> Vec<(&'static str, Page)> {
    let with = |field, message| filled("12345678Z").with_error(field, message);
    let empty = blank().with_error(DOCUMENT, "password-document-empty");
    let at = Timestamp::constant(1_795_335_627, 0);
    let cause = Cause::Method { message: EXPIRED.to_owned(), until: None, other_ways: None };
    let refused = pages::hub::Refusal { cause, reference: "7K3Q-9F2M-XW".to_owned(), at };
    vec![
        ("password", blank()),
        ("password-empty", empty.with_error(PASSWORD, "password-empty")),
        ("password-wrong", wrong("12345678Z")),
        ("password-early", early("12345678Z", at)),
        ("password-long", with(PASSWORD, "password-long")),
        ("password-document-form", with(DOCUMENT, "password-document-form")),
        ("password-document-letter", with(DOCUMENT, "password-document-letter")),
        ("password-document-legal", with(DOCUMENT, "password-document-legal")),
        ("refusal-password-expired", refused.into()),
    ]
}
