//! Signing in with a certificate.

use async_trait::async_trait;
use citizens::{CitizenId, Registry};
use deadpool_postgres::Pool;
use identity::SpanishId;
use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use super::found::{Found, Good, Wrong};
use super::{IN_SOFTWARE, METHOD, ON_DEVICE, store, views};
use crate::contract::{
    Attempt, AttemptId, Authenticator, CertificateDesk, Evidence, Fault, Input, MethodId, Ports,
    Progress, Step, Subject,
};
use crate::store::{Event, record};

/// No certificate of a person is valid for longer, so whoever said that it was not them needs no reminder.
const BLOCK_KEPT: SignedDuration = SignedDuration::from_hours(24 * 366 * 10);

static ID: MethodId = METHOD;

/// The method, ready to work.
pub struct Login {
    desk: Desk,
    pool: Pool,
    citizens: Registry,
    evidence_kept: SignedDuration,
}

#[async_trait]
impl Authenticator for Login {
    async fn begin(&self, _: Attempt<'_>) -> Result<Step, Fault> {
        Ok(Step::Ask { page: views::before(), progress: Progress::NONE })
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        _: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        match input {
            Input::Form(_) => Ok(Step::Leave { page: views::before(), progress: Progress::NONE }),
            Input::Handed(found) => match found.read()? {
                Found::Good(good) => self.enter(attempt, &good).await,
                Found::Wrong(wrong) => self.ask_again(&attempt, None, &wrong).await,
            },
        }
    }

    async fn block(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault> {
        tell(&self.pool, None, Some(citizen), ("lock", "done"), now).await?;
        Ok(store::block(&self.pool, citizen, now).await?)
    }

    fn desk(&self) -> Option<&dyn CertificateDesk> {
        Some(&self.desk)
    }

    async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        let before = (now - self.evidence_kept, now - BLOCK_KEPT);
        Ok(store::forget(&self.pool, before, now).await?)
    }
}

impl Login {
    pub(super) fn new(desk: Desk, evidence_kept: SignedDuration, ports: &Ports) -> Self {
        let (pool, citizens) = (ports.credentials.clone(), ports.citizens.clone());
        Self { desk, pool, citizens, evidence_kept }
    }

    /// The certificate is good: now it has to be one that may enter here.
    async fn enter(&self, attempt: Attempt<'_>, good: &Good) -> Result<Step, Fault> {
        let citizen = self.citizen(good).await?;
        let kind = good.holder.kind;
        if !attempt.accepts(kind) {
            let represents = good.holder.represents.as_ref();
            let company = represents.map(|company| company.name.clone()).unwrap_or_default();
            return self.ask_again(&attempt, citizen, &Wrong::Kind { kind, company }).await;
        }
        if self.is_blocked(citizen, good).await? {
            return self.ask_again(&attempt, citizen, &Wrong::Blocked).await;
        }
        let event = event(Some(attempt.id()), citizen, ("login", "proved"), attempt.now());
        store::used(&self.pool, &event, good).await?;
        let factors = if good.on_device { ON_DEVICE } else { IN_SOFTWARE };
        let evidence = Evidence::at(good.checked_at);
        Ok(attempt.prove(Subject::Certified(good.holder.clone()), factors, evidence))
    }

    /// Who it is of those who are registered; nobody has to be.
    async fn citizen(&self, good: &Good) -> Result<Option<CitizenId>, Fault> {
        match SpanishId::parse(&good.holder.identity.identifier) {
            Ok(document) => Ok(self.citizens.find(&document).await?),
            Err(_) => Ok(None),
        }
    }

    async fn is_blocked(&self, citizen: Option<CitizenId>, good: &Good) -> Result<bool, Fault> {
        let Some(citizen) = citizen else {
            return Ok(false);
        };
        let blocked = store::blocked(&self.pool, citizen).await?;
        Ok(blocked.is_some_and(|at| good.since <= at))
    }

    /// Says what is wrong. It counts against nobody: there is nothing to guess.
    async fn ask_again(
        &self,
        attempt: &Attempt<'_>,
        citizen: Option<CitizenId>,
        wrong: &Wrong,
    ) -> Result<Step, Fault> {
        let what = ("login", wrong.word());
        tell(&self.pool, Some(attempt.id()), citizen, what, attempt.now()).await?;
        Ok(Step::Ask { page: views::again(wrong), progress: Progress::NONE })
    }
}

/// Lets the certificates of a document's holder enter again, as an operator may after having made sure of the
/// person.
///
/// # Errors
/// [`Fault`]; what kept them out still does then.
pub async fn unblock(ports: &Ports, document: &SpanishId, now: Timestamp) -> Result<(), Fault> {
    let (pool, citizen) = (&ports.credentials, ports.citizens.find(document).await?);
    tell(pool, None, citizen, ("unlock", "done"), now).await?;
    if let Some(citizen) = citizen {
        store::unblock(pool, citizen).await?;
    }
    Ok(())
}

/// Writes down what happened; it is committed when this returns.
async fn tell(
    pool: &Pool,
    attempt: Option<&AttemptId>,
    citizen: Option<CitizenId>,
    what: (&str, &str),
    at: Timestamp,
) -> Result<(), Fault> {
    Ok(record(pool, &event(attempt, citizen, what, at)).await?)
}

fn event<'a>(
    attempt: Option<&'a AttemptId>,
    citizen: Option<CitizenId>,
    (kind, outcome): (&'a str, &'a str),
    at: Timestamp,
) -> Event<'a> {
    Event { at, attempt, citizen, method: &ID, kind, outcome }
}
