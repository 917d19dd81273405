//! Signing in with document and password.

use async_trait::async_trait;
use citizens::{CitizenId, State};
use identity::{DocumentError, Factors, SpanishId};
use jiff::Timestamp;
use pages::{Form, Page};

use super::METHOD;
use super::passwords::Passwords;
use super::store::{self, DocumentKey, Stored};
use crate::contract::{
    Attempt, Authenticator, Evidence, Fault, Input, Progress, Refusal, Step, Subject,
};
use crate::hashing::{Secret, Verdict};
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
        let finding = self.examine(&attempt, &answer).await?;
        Ok(match finding {
            Finding::Proved(citizen) => prove(attempt, citizen),
            Finding::Expired(_) => Step::Refuse(expired()),
            Finding::Unknown | Finding::Wrong(_) | Finding::Locked(_) | Finding::Inactive(_) => {
                ask(wrong(&answer.typed))
            }
        })
    }
}

impl Login {
    pub(super) fn new(passwords: Passwords) -> Self {
        Self { passwords }
    }

    /// Straight on, whatever is found on the way: the order and number of statements must tell
    /// nothing (SPEC AUTH-10). A place in the hashing queue comes first, so that who is turned away
    /// there has not lost a try; the try comes before the hash, so that guesses made at the same
    /// time count like guesses made one by one.
    async fn examine(&self, attempt: &Attempt<'_>, answer: &Answer) -> Result<Finding, Fault> {
        let house = &self.passwords;
        let document = house.key_of(&answer.document)?;

        let place = house.hasher.place()?;
        let most = house.policy.tries;
        let tries = store::take_try(&house.pool, &document, most, attempt.now()).await?;
        let citizen = house.citizens.find(&answer.document).await?;
        let whose = citizen.unwrap_or(CitizenId::NOBODY);
        let standing = house.citizens.standing(whose).await?;
        let stored = store::newest(&house.pool, whose, 1).await?.pop();
        let hash = stored.as_ref().map(|stored| stored.hash.as_str());
        let verdict = place.verify(answer.password.clone(), hash).await?;

        let set_at = stored.as_ref().map(|stored| stored.set_at);
        let finding = Facts {
            citizen,
            locked: tries > most,
            verdict,
            state: standing.map(|standing| standing.state),
            expired: set_at.is_some_and(|at| house.policy.expired(at, attempt.now())),
        }
        .finding();
        self.settle(attempt, &document, &finding).await?;
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
        document: &DocumentKey,
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
        let pool = &self.passwords.pool;
        record(pool, &event).await?;
        store::settle(pool, document, finding.gives_tries_back()).await?;
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

/// Nothing to remember: what counts is in the tables.
fn ask(page: Page) -> Step {
    Step::Ask { page, progress: Progress::NONE }
}

fn prove(attempt: Attempt<'_>, citizen: CitizenId) -> Step {
    let authenticated_at: Timestamp = attempt.now();
    attempt.prove(Subject::Registered(citizen), Factors::KNOWLEDGE, Evidence { authenticated_at })
}

fn expired() -> Refusal {
    Refusal { message: "password-expired".to_owned(), until: None }
}
