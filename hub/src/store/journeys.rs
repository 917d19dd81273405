//! Journeys, advanced by compare-and-set, and the one finishing transaction.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Json;

use crate::journey::JourneyId;
use crate::journey::accept::{AcceptedRequest, RequestFacts};
use crate::journey::browser::Locked;
use crate::journey::session::{IDLE, LONGEST, SessionId};
use crate::pairwise::PersonMark;
use crate::store::{Store, StoreError};
use crate::trace::TraceEntry;

/// A journey as it lies in the database.
#[derive(Debug)]
pub struct Row {
    /// Goes up with every advance.
    pub version: i64,
    /// What it holds.
    pub content: Content,
    /// The answer is fixed.
    pub finished: bool,
    /// When the request arrived.
    pub created_at: Timestamp,
    /// When it last advanced, or more time was asked for.
    pub touched_at: Timestamp,
}

/// What a row holds.
#[derive(Debug)]
pub enum Content {
    /// No browser has come yet: the agency's facts.
    Arrived(Box<AcceptedRequest>),
    /// A stage, locked by a browser.
    Locked(Locked),
}

/// What the finishing transaction writes.
#[derive(Debug)]
pub struct Finish<'a> {
    /// Which journey.
    pub id: &'a JourneyId,
    /// The version that it must still have.
    pub from: i64,
    /// The stage `Returning`, locked.
    pub stage: &'a Locked,
    /// The request that is used up by it.
    pub request: &'a AcceptedRequest,
    /// The version of the agency by which it was decided; an assertion is fixed only if it is the
    /// one in force.
    pub agency: i64,
    /// The policy that decided; the same holds for it.
    pub policy: i64,
    /// What it does to the browser's session.
    pub session: &'a SessionStep,
    /// Whether the agency calls the person by the name that it always gets.
    pub by_lasting_name: bool,
    /// The trace entry that commits with it.
    pub entry: &'a TraceEntry,
}

/// Why a journey was not finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// It moved on meanwhile, from another submit of the same page.
    #[error("the journey moved on meanwhile")]
    Conflict,
    /// The request was answered in another journey.
    #[error("the request was answered before")]
    AlreadyUsed,
    /// The agency left while the person was here.
    #[error("the agency is no longer in the directory")]
    AgencyGone,
    /// The agency, the policy or the session before is another one by now than that by which an assertion was decided.
    #[error("the agency, the policy or the session before was changed meanwhile")]
    Overtaken,
    /// The session by which it was decided was ended, or its time is over.
    #[error("the session is over")]
    SessionOver,
    /// The database failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What finishing a journey does to the browser's session.
#[derive(Debug)]
pub enum SessionStep {
    /// Nothing.
    None,
    /// It was used, and must still be there.
    Used(SessionId),
    /// One begins.
    Begun {
        /// Its row.
        id: SessionId,
        /// What was proved, locked.
        content: Locked,
        /// Who has been answered so far, this agency last.
        agencies: Vec<String>,
        /// Who calls the person by the name that they always get.
        lasting: Vec<String>,
        /// The person's mark, by which their sessions are found.
        person: PersonMark,
        /// The one in whose place it comes; and when that was used the last time that one looked, if anything of
        /// it is carried over.
        replaces: Option<(SessionId, Option<Timestamp>)>,
    },
}

impl Store {
    /// Keeps an accepted request until the first browser comes for it.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is kept then.
    pub async fn arrive(
        &self,
        id: &JourneyId,
        request: &AcceptedRequest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let insert = client
            .prepare_cached(
                "INSERT INTO hub.journey (id, version, request, created_at, touched_at)
                 VALUES ($1, 0, $2, $3, $3)",
            )
            .await?;
        client.execute(&insert, &[&id.as_bytes(), &Json(request), &now]).await?;
        Ok(())
    }

    /// The journey with this id, if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load(&self, id: &JourneyId) -> Result<Option<Row>, StoreError> {
        let client = self.pool.get().await?;
        let select = client
            .prepare_cached(
                "SELECT version, request, stage, finished, created_at, touched_at
                 FROM hub.journey WHERE id = $1",
            )
            .await?;
        let Some(row) = client.query_opt(&select, &[&id.as_bytes()]).await? else {
            return Ok(None);
        };
        let stage: Option<Vec<u8>> = row.try_get(2)?;
        let content = if let Some(stage) = stage {
            Content::Locked(Locked::from_row(stage))
        } else {
            let Json(facts): Json<RequestFacts> = row.try_get(1)?;
            Content::Arrived(Box::new(AcceptedRequest::restored_from_facts(facts)))
        };
        Ok(Some(Row {
            version: row.try_get(0)?,
            content,
            finished: row.try_get(3)?,
            created_at: row.try_get(4)?,
            touched_at: row.try_get(5)?,
        }))
    }

    /// Compare-and-set: true if the journey was still at `from`, and is now one further.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn advance(
        &self,
        id: &JourneyId,
        from: i64,
        to: &Locked,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "UPDATE hub.journey
                 SET version = version + 1, request = NULL, stage = $3, touched_at = $4
                 WHERE id = $1 AND version = $2 AND NOT finished",
            )
            .await?;
        let moved = client.execute(&update, &[&id.as_bytes(), &from, &to.as_bytes(), &now]).await?;
        Ok(moved == 1)
    }

    /// Compare-and-set of the time of the last step alone: true if the journey was still at `at`, where
    /// it stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touch(&self, id: &JourneyId, at: i64, now: Timestamp) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "UPDATE hub.journey SET touched_at = greatest(touched_at, $3)
                 WHERE id = $1 AND version = $2 AND stage IS NOT NULL AND NOT finished",
            )
            .await?;
        let touched = client.execute(&update, &[&id.as_bytes(), &at, &now]).await?;
        Ok(touched == 1)
    }

    /// The finishing transaction, one round trip: compare-and-set, session, ledger, trace.
    ///
    /// # Errors
    /// [`FinishError`]; then nothing was written at all.
    pub async fn finish(&self, finish: &Finish<'_>) -> Result<(), FinishError> {
        let client = self.pool.get().await.map_err(StoreError::from)?;
        let call = client
            .prepare_cached(
                "SELECT hub.finish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            )
            .await
            .map_err(StoreError::from)?;
        let now = finish.entry.at;
        let session = Columns::of(finish.session);
        let answer = client
            .query_one(
                &call,
                &[
                    &finish.id.as_bytes(),
                    &finish.from,
                    &finish.stage.as_bytes(),
                    &now,
                    &finish.request.day(),
                    &Json(session.with(columns_of(finish.entry), finish.by_lasting_name)),
                    &finish.agency,
                    &finish.policy,
                    &session.id,
                    &session.content,
                    &session.agencies,
                    &session.replaces,
                    &(now - IDLE),
                    &(now - LONGEST),
                ],
            )
            .await
            .map_err(why_not_finished)?;
        match answer.get::<_, &str>(0) {
            "finished" => Ok(()),
            _ => Err(FinishError::Conflict),
        }
    }

    /// Makes the ledger's partitions around the day of `now`, drops those that have served, and
    /// forgets journeys that nobody can continue and sessions that are over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        client.execute("SELECT hub.keep_ledger($1)", &[&today]).await?;
        let forgotten = now - SignedDuration::from_hours(2);
        client.execute("DELETE FROM hub.journey WHERE created_at < $1", &[&forgotten]).await?;
        // Who comes to leave after a long time is still told where they were.
        let over = "DELETE FROM hub.session WHERE created_at <= $1";
        client.execute(over, &[&(now - LONGEST)]).await?;
        client.execute("DELETE FROM hub.departure WHERE created_at < $1", &[&forgotten]).await?;
        drop(client);
        self.forget_handovers(now).await
    }
}

/// A session as `hub.finish` takes it.
#[derive(Default)]
struct Columns<'a> {
    id: Option<&'a [u8]>,
    content: Option<&'a [u8]>,
    agencies: Option<&'a [String]>,
    lasting: Option<&'a [String]>,
    person: Option<&'a PersonMark>,
    replaces: Option<&'a [u8]>,
    replaces_used: Option<Timestamp>,
}

impl<'a> Columns<'a> {
    fn of(step: &'a SessionStep) -> Self {
        match step {
            SessionStep::None => Self::default(),
            SessionStep::Used(id) => Self { id: Some(id.as_bytes()), ..Self::default() },
            SessionStep::Begun { id, content, agencies, lasting, person, replaces } => Self {
                id: Some(id.as_bytes()),
                content: Some(content.as_bytes()),
                agencies: Some(agencies),
                lasting: Some(lasting),
                person: Some(person),
                replaces: replaces.as_ref().map(|(id, _)| id.as_bytes()),
                replaces_used: replaces.as_ref().and_then(|(_, used_at)| *used_at),
            },
        }
    }

    /// What the function takes beside an entry, and keeps out of the trace.
    fn with(&self, mut entry: Value, by_lasting_name: bool) -> Value {
        if let Value::Object(columns) = &mut entry {
            columns.insert("session_lasting".to_owned(), json!(self.lasting));
            columns.insert("session_person".to_owned(), json!(self.person.map(PersonMark::hex)));
            columns.insert("session_replaces_used".to_owned(), json!(self.replaces_used));
            columns.insert("by_lasting_name".to_owned(), json!(by_lasting_name));
        }
        entry
    }
}

/// An entry by the names of its columns.
pub(super) fn columns_of(entry: &TraceEntry) -> Value {
    json!({
        "at": entry.at,
        "reference": entry.reference,
        "agency": entry.agency.as_str(),
        "service": entry.service.as_ref().map(ToString::to_string),
        "request_id": entry.request_id.as_str(),
        "response_id": entry.response_id.as_str(),
        "assertion_id": entry.assertion_id.as_ref().map(saml::MessageId::as_str),
        "outcome": entry.outcome,
        "attempt": entry.attempt.as_ref().map(authenticators::AttemptId::as_str),
        "method": entry.method.as_ref().map(authenticators::MethodId::as_str),
        "level": entry.level.map(identity::LevelOfAssurance::name),
        "needed": entry.needed.map(identity::LevelOfAssurance::name),
        "reused": entry.reused,
        "began_at": entry.began_at,
        "policy": entry.policy,
        "because": entry.because,
    })
}

fn why_not_finished(error: tokio_postgres::Error) -> FinishError {
    match error.code().map(SqlState::code) {
        Some("ZG001") => FinishError::AlreadyUsed,
        Some("ZG002") => FinishError::AgencyGone,
        Some("ZG003") => FinishError::Overtaken,
        Some("ZG004") => FinishError::SessionOver,
        _ => FinishError::Store(error.into()),
    }
}
