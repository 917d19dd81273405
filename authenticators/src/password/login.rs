//! Signing in with document and password.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use citizens::{CitizenId, State};
use identity::{ContrastDatum, DocumentError, Factors, SpanishId};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use pages::hub::Cause;
use pages::{Form, Page};
use tokio::time::sleep;

use super::METHOD;
use super::passwords::Passwords;
use super::second::{self, Known, Second};
use super::store::{self, Stored};
use super::waits::{self, Begun, Names, Wait};
use crate::contract::{
    Attempt, Authenticator, Evidence, Fault, Input, Progress, Proof, Queue, Refusal, Step, Subject,
};
use crate::contrast::Asked;
use crate::failures::Failure;
use crate::hashing::{Place, Secret, Verdict};
use crate::store::{Event, LOCKS, record};

#[cfg(test)]
mod tests;

/// The method, ready to work.
pub struct Login {
    passwords: Passwords,
    second: Second,
}

#[async_trait]
impl Authenticator for Login {
    async fn begin(&self, attempt: Attempt<'_>) -> Result<Step, Fault> {
        match self.known(&attempt).await? {
            Some(known) => self.second.begin(&self.passwords, &attempt, known).await,
            None => Ok(ask(blank())),
        }
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        progress: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        // Who remembers anything else, or nothing, is at the password.
        if let Ok(halfway) = progress.read() {
            return self.second.resume(&self.passwords, attempt, halfway, input.form()?).await;
        }
        let answer = match Answer::read(input.form()?) {
            Ok(answer) => answer,
            Err(page) => return Ok(ask(page)),
        };
        let look = match self.look(&attempt, &answer).await? {
            Ok(look) => look,
            Err(step) => return Ok(step),
        };
        let (asked, contrast) = (self.asks(&answer, look.tries), look.contrast);
        let finding = self.examine(&attempt, &answer, look).await?;
        Ok(match finding {
            Finding::Proved(citizen) => prove(attempt, citizen),
            Finding::Halfway(citizen) => {
                self.second.begin(&self.passwords, &attempt, Known::now(citizen)).await?
            }
            Finding::Expired(_) => Step::Refuse(expired()),
            Finding::Unknown
            | Finding::Wrong(_)
            | Finding::Contrast(_)
            | Finding::Locked(_)
            | Finding::Inactive(_) => ask(answer.wrong(asked, contrast)),
        })
    }

    /// The code by SMS is what is missing.
    fn adds_to(&self, earlier: &Proof) -> bool {
        second::completed_by_code(earlier).is_some()
    }

    async fn block(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault> {
        self.passwords.lock(citizen, now).await
    }

    fn queue(&self) -> Option<Queue> {
        Some(self.passwords.hasher.queue())
    }

    async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        self.second.keep_house(now).await?;
        self.passwords.failures.keep_house(now).await?;
        Ok(waits::forget(&self.passwords.pool, now).await?)
    }
}

/// A look at a password, with everything that it costs.
struct Look {
    names: Names,
    place: Place,
    /// As many have been taken from the document, this one included if it counts.
    tries: u8,
    /// Whether the contrast datum is the right one, if it was asked.
    contrast: Option<bool>,
}

impl Login {
    pub(super) fn new(passwords: Passwords, second: Second) -> Self {
        Self { passwords, second }
    }

    /// Whose password was right in an earlier login, if the code is all that is missing here. It goes to
    /// that person, and no form can name another.
    async fn known(&self, attempt: &Attempt<'_>) -> Result<Option<Known>, Fault> {
        let Some(known) = attempt.earlier().and_then(second::completed_by_code) else {
            return Ok(None);
        };
        let standing = self.passwords.citizens.standing(known.citizen).await?;
        let is_asked = standing.is_some_and(|standing| {
            standing.state == State::Active && second::is_asked(attempt, standing.level)
        });
        Ok(is_asked.then_some(known))
    }

    /// What has to be shown beside the password when so many tries have been taken from a document.
    fn asks(&self, answer: &Answer<'_>, tries: u8) -> Option<Asked> {
        let asked = Asked::of(answer.document.kind());
        asked.filter(|_| tries >= self.passwords.policy.contrast_after)
    }

    /// A look at the password, unless there is something to wait for or to ask before; then nothing has
    /// been counted. Whoever comes while another look at the same document is under way waits for how
    /// it ends: it may be the same person, who pressed twice.
    async fn look(
        &self,
        attempt: &Attempt<'_>,
        answer: &Answer<'_>,
    ) -> Result<Result<Look, Step>, Fault> {
        let (house, now, client) = (&self.passwords, attempt.now(), attempt.client());
        let names = house.names(&answer.document, client, now)?;
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let (wait, tries) =
                waits::in_force(&house.pool, &names, client.is_exempt(), now).await?;
            let asked = self.asks(answer, tries);
            match wait {
                Some(Wait::Pair { under_way: true, .. }) if begun.elapsed() < PATIENCE => {
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                Some(wait) => return Ok(Err(answer.deferred(wait, asked)?)),
                None => {}
            }
            let taken = match asked {
                None => self.take(answer, names, now).await?.map(Ok),
                Some(asked) => match answer.datum(asked) {
                    Ok(datum) => self.take_with(asked, &datum, answer, names, now).await?,
                    Err(page) => return Ok(Err(ask(page))),
                },
            };
            if let Some(taken) = taken {
                return Ok(taken);
            }
        }
    }

    /// Takes a look and a try; nothing if there is something to wait for or to ask now.
    ///
    /// A place in the hashing queue comes first, so that who is turned away there has not lost a try;
    /// the try comes before the hash, so that guesses made at the same time count like guesses made
    /// one by one, also those that would count no longer without the contrast datum.
    async fn take(
        &self,
        answer: &Answer<'_>,
        names: Names,
        now: Timestamp,
    ) -> Result<Option<Look>, Fault> {
        let Passwords { pool, policy, hasher, .. } = &self.passwords;
        let below = match Asked::of(answer.document.kind()) {
            Some(_) => i16::from(policy.contrast_after),
            None => i16::MAX,
        };
        let place = hasher.place()?;
        match waits::take_look(pool, &names, policy, below, now).await? {
            Some(Begun::Counted(tries)) => Ok(Some(Look { names, place, tries, contrast: None })),
            Some(Begun::Uncounted) => {
                waits::call_off(pool, &names, now).await?;
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Takes a look, asks whether the datum is the right one, and takes a try if it is; nothing if there
    /// is something to wait for now. Of the hashing queue nothing is taken while the source thinks.
    async fn take_with(
        &self,
        asked: Asked,
        datum: &ContrastDatum,
        answer: &Answer<'_>,
        names: Names,
        now: Timestamp,
    ) -> Result<Option<Result<Look, Step>>, Fault> {
        let Passwords { pool, policy, hasher, contrasts, .. } = &self.passwords;
        if waits::take_look(pool, &names, policy, NONE_COUNTS, now).await?.is_none() {
            return Ok(None);
        }
        let Ok(contrast) = contrasts.ask(&answer.document, datum).await else {
            waits::call_off(pool, &names, now).await?;
            return Ok(Some(Err(ask(answer.away(asked)))));
        };
        let place = match hasher.place() {
            Ok(place) => place,
            Err(full) => {
                waits::call_off(pool, &names, now).await?;
                return Err(full);
            }
        };
        let tries = waits::take_try(pool, &names.document, policy, contrast, now).await?;
        Ok(Some(Ok(Look { names, place, tries, contrast: Some(contrast) })))
    }

    /// Straight on, whatever is found on the way: the order and number of statements must tell
    /// nothing (SPEC AUTH-10).
    async fn examine(
        &self,
        attempt: &Attempt<'_>,
        answer: &Answer<'_>,
        Look { names, place, tries, contrast }: Look,
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
            contrast,
            verdict,
            state: standing.map(|standing| standing.state),
            takes_more: standing.is_some_and(|standing| second::is_asked(attempt, standing.level)),
            expired: set_at.is_some_and(|at| house.policy.expired(at, attempt.now())),
        }
        .finding();
        let locks = tries == house.policy.tries && contrast != Some(false);
        self.settle(attempt, (&names, locks), &finding).await?;
        if let (Finding::Proved(whose) | Finding::Halfway(whose), Verdict::Outdated, Some(old)) =
            (&finding, verdict, stored)
        {
            self.upgrade(*whose, &old, &answer.password).await;
        }
        Ok(finding)
    }

    /// Nothing is answered that was not recorded, and no try is given back before.
    async fn settle(
        &self,
        attempt: &Attempt<'_>,
        (names, locks): (&Names, bool),
        finding: &Finding,
    ) -> Result<(), Fault> {
        let event = Event {
            at: attempt.now(),
            attempt: Some(attempt.id()),
            citizen: finding.citizen(),
            method: &METHOD,
            kind: "login",
            // All tries are used up with this one: the person hears of it.
            outcome: if locks && finding.is_wrong() { LOCKS } else { finding.outcome() },
        };
        let Passwords { pool, policy, failures, .. } = &self.passwords;
        record(pool, &event).await?;
        let failure = Failure {
            block: names.block,
            counts: !attempt.client().is_exempt(),
            limit: failures.limit(),
            now: attempt.now(),
        };
        let how = (finding.gives_tries_back(), policy.tries);
        waits::settle(pool, &names.document, how, &failure).await?;
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

/// How many tries may have been taken for one more to be taken by a look, before it is known whether its
/// contrast datum is the right one.
const NONE_COUNTS: i16 = 0;

/// What the statements and the hash have told.
#[derive(Clone, Copy)]
struct Facts {
    citizen: Option<CitizenId>,
    locked: bool,
    contrast: Option<bool>,
    verdict: Verdict,
    state: Option<State>,
    /// The password alone is too little, and the code would be enough.
    takes_more: bool,
    expired: bool,
}

/// How a try ended. Only the event and the right password tell more than [`Finding::Wrong`].
#[derive(Debug)]
enum Finding {
    Proved(CitizenId),
    /// The password was right; the code by SMS follows.
    Halfway(CitizenId),
    Expired(CitizenId),
    Inactive(CitizenId),
    Wrong(CitizenId),
    /// Whatever the password is, the contrast datum beside it is not theirs.
    Contrast(Option<CitizenId>),
    /// No look at the password counts any more, right or wrong.
    Locked(Option<CitizenId>),
    Unknown,
}

impl Facts {
    fn finding(self) -> Finding {
        let citizen = match self.citizen {
            whoever if self.locked => return Finding::Locked(whoever),
            whoever if self.contrast == Some(false) => return Finding::Contrast(whoever),
            Some(citizen) => citizen,
            None => return Finding::Unknown,
        };
        match (self.verdict, self.state) {
            (Verdict::Wrong, _) => Finding::Wrong(citizen),
            (Verdict::Right | Verdict::Outdated, Some(State::Active)) if self.expired => {
                Finding::Expired(citizen)
            }
            (Verdict::Right | Verdict::Outdated, Some(State::Active)) if self.takes_more => {
                Finding::Halfway(citizen)
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
            | Self::Halfway(citizen)
            | Self::Expired(citizen)
            | Self::Inactive(citizen)
            | Self::Wrong(citizen) => Some(*citizen),
            Self::Locked(citizen) | Self::Contrast(citizen) => *citizen,
            Self::Unknown => None,
        }
    }

    fn outcome(&self) -> &'static str {
        match self {
            Self::Proved(_) => "proved",
            Self::Halfway(_) => "halfway",
            Self::Expired(_) => "expired",
            Self::Inactive(_) => "inactive",
            Self::Wrong(_) => "wrong",
            Self::Contrast(_) => "contrast",
            Self::Locked(_) => "locked",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody's password was looked at, and it did not let them in.
    fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong(_) | Self::Inactive(_))
    }

    /// Who shows the right password is no guesser; but those who may not enter are told nothing, so
    /// their tries run out like anybody's.
    fn gives_tries_back(&self) -> bool {
        matches!(self, Self::Proved(_) | Self::Halfway(_) | Self::Expired(_))
    }
}

/// A form that can be examined.
struct Answer<'a> {
    form: &'a Form,
    typed: &'a str,
    document: SpanishId,
    password: Secret,
}

impl<'a> Answer<'a> {
    /// Looks at the form only, so these answers count against nobody.
    fn read(form: &'a Form) -> Result<Self, Page> {
        let typed = form.get(DOCUMENT).unwrap_or_default();
        let password = form.get(PASSWORD).unwrap_or_default();
        match (SpanishId::parse(typed), complete(password)) {
            (Ok(document), Ok(password)) => Ok(Self { form, typed, document, password }),
            (document, password) => Err([
                document.err().map(|error| (DOCUMENT, document_message(error))),
                password.err().map(|message| (PASSWORD, message)),
            ]
            .into_iter()
            .flatten()
            .fold(
                with_datum(filled(typed), Asked::in_form(form), Some(form)),
                |page, (field, message)| page.with_error(field, message),
            )),
        }
    }

    /// The contrast datum that was typed; the page that asks for it if its fields were not there, or if
    /// something is wrong with them.
    fn datum(&self, asked: Asked) -> Result<ContrastDatum, Page> {
        let page = self.page(Some(asked));
        if Asked::in_form(self.form) != Some(asked) {
            return Err(page);
        }
        asked.read(self.form).map_err(|wrong| page.with_error(&wrong.field, &wrong.message))
    }

    fn page(&self, asked: Option<Asked>) -> Page {
        with_datum(filled(self.typed), asked, Some(self.form))
    }

    /// The same words whatever was wrong of what was asked.
    fn wrong(&self, asked: Option<Asked>, contrast: Option<bool>) -> Page {
        let words = if contrast.is_some() { WRONG_WITH_CONTRAST } else { WRONG };
        self.page(asked).with_error(PASSWORD, words)
    }

    /// What is answered to who comes before the time.
    fn deferred(&self, wait: Wait, asked: Option<Asked>) -> Result<Step, Fault> {
        Ok(match wait {
            Wait::Pair { until, .. } => ask(early(self.page(asked), next(Unit::Second, until)?)),
            Wait::Block { until } => Step::Defer(next(Unit::Minute, until)?),
        })
    }

    /// Nobody can say now whether the datum is theirs.
    fn away(&self, asked: Asked) -> Page {
        self.page(Some(asked)).with_error(asked.field(), "password-away")
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

/// The page with the fields of what is asked beside the password, and with what was typed into them.
fn with_datum(page: Page, asked: Option<Asked>, form: Option<&Form>) -> Page {
    match asked {
        Some(asked) => asked.on(page, form),
        None => page,
    }
}

const WRONG: &str = "password-wrong";
const WRONG_WITH_CONTRAST: &str = "password-wrong-contrast";

/// The page once more, for who comes before the time.
fn early(page: Page, until: Timestamp) -> Page {
    page.with("until", until.to_string()).with_error(PASSWORD, "password-early")
}

/// An instant as a clock can show it, not before its time.
pub(super) fn next(unit: Unit, instant: Timestamp) -> Result<Timestamp, Fault> {
    let up = TimestampRound::new().smallest(unit).mode(RoundMode::Ceil);
    instant.round(up).map_err(Fault::failed)
}

/// Nothing to remember: what counts is in the tables.
fn ask(page: Page) -> Step {
    Step::Ask { page, progress: Progress::NONE }
}

fn prove(attempt: Attempt<'_>, citizen: CitizenId) -> Step {
    let evidence = Evidence::at(attempt.now());
    attempt.prove(Subject::Registered(citizen), Factors::KNOWLEDGE, evidence)
}

fn expired() -> Refusal {
    Refusal { message: EXPIRED.to_owned(), until: None }
}

const EXPIRED: &str = "password-expired";

/// The page, blank and with each thing that can be wrong, and the refusal.
pub(super) fn samples() -> Vec<(&'static str, Page)> {
    let with = |field, message| filled("12345678Z").with_error(field, message);
    let date = || {
        let page = with_datum(filled("12345678Z"), Some(Asked::Date), None);
        page.with("dia", "1").with("mes", "2").with("ano", "2030")
    };
    let empty = blank().with_error(DOCUMENT, "password-document-empty");
    let at = Timestamp::constant(1_795_335_627, 0);
    let refused = |message: &str, until: Option<Timestamp>| {
        let cause = Cause::Method { message: message.to_owned(), until, other_ways: None };
        pages::hub::Refusal { cause, reference: "7K3Q-9F2M-XW".to_owned(), at }.into()
    };
    let pages = vec![
        ("password", blank()),
        ("password-empty", empty.with_error(PASSWORD, "password-empty")),
        ("password-wrong", with(PASSWORD, WRONG)),
        ("password-early", early(filled("12345678Z"), at)),
        ("password-contrast", with_datum(filled("12345678Z"), Some(Asked::Date), None)),
        (
            "password-contrast-nie",
            with_datum(filled("X1234567L"), Some(Asked::SupportNumber), None),
        ),
        ("password-wrong-contrast", date().with_error(PASSWORD, WRONG_WITH_CONTRAST)),
        ("password-away", date().with_error(Asked::Date.field(), "password-away")),
        ("password-long", with(PASSWORD, "password-long")),
        ("password-document-form", with(DOCUMENT, "password-document-form")),
        ("password-document-letter", with(DOCUMENT, "password-document-letter")),
        ("password-document-legal", with(DOCUMENT, "password-document-legal")),
        ("refusal-password-expired", refused(EXPIRED, None)),
    ];
    pages.into_iter().chain(second::samples(at, refused)).collect()
}
