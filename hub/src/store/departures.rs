//! Departures, advanced by compare-and-set, and what agencies answer to farewells.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use saml::{EntityId, MessageId};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Json;

use crate::departure::DepartureId;
use crate::departure::accept::{AcceptedLogout, LogoutFacts};
use crate::journey::browser::{BrowserMark, Locked};
use crate::journey::session::SessionId;
use crate::store::journeys::columns_of;
use crate::store::{Store, StoreError};
use crate::trace::TraceEntry;

/// A departure as it lies in the database.
#[derive(Debug)]
pub struct Row {
    /// Goes up with every advance.
    pub version: i64,
    /// What it holds.
    pub content: Content,
    /// Nobody is told any more.
    pub finished: bool,
    /// When it began.
    pub created_at: Timestamp,
}

/// What a row holds.
#[derive(Debug)]
pub enum Content {
    /// No browser has come yet: the agency's facts.
    Arrived(Box<AcceptedLogout>),
    /// How far it is, locked by a browser.
    Locked(Locked),
}

/// What agencies answered, by the ids of our requests; nothing: not yet.
pub type Farewells = BTreeMap<String, Option<bool>>;

/// What the first step of a departure writes.
#[derive(Debug)]
pub struct Departing<'a> {
    /// Which.
    pub id: &'a DepartureId,
    /// How far it is, locked.
    pub stage: &'a Locked,
    /// Whose it is.
    pub browser: &'a BrowserMark,
    /// The session that ends, and when it was used the last time that one looked.
    pub session: Option<&'a (SessionId, Timestamp)>,
    /// The request that is used up by it; nothing: the person left from a page of ours.
    pub request: Option<&'a AcceptedLogout>,
}

/// Why a departure did not begin.
#[derive(Debug, thiserror::Error)]
pub enum DepartError {
    /// Another browser was faster.
    #[error("the departure was begun meanwhile")]
    Conflict,
    /// The request was answered in another departure.
    #[error("the request was answered before")]
    AlreadyUsed,
    /// The session was used, or ended, since one looked.
    #[error("the session is another one by now")]
    Moved,
    /// The database failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Keeps an accepted request until the first browser comes for it.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is kept then.
    pub async fn keep_logout(
        &self,
        id: &DepartureId,
        request: &AcceptedLogout,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO hub.departure (id, version, request, created_at)
             VALUES ($1, 0, $2, $3)";
        let client = self.pool.get().await?;
        let insert = client.prepare_cached(SQL).await?;
        client.execute(&insert, &[&id.as_bytes(), &Json(request), &now]).await?;
        Ok(())
    }

    /// The departure with this id, and what agencies have answered in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn departure(
        &self,
        id: &DepartureId,
    ) -> Result<Option<(Row, Farewells)>, StoreError> {
        const ROW: &str = "SELECT version, request, stage, finished, created_at
             FROM hub.departure WHERE id = $1";
        const FAREWELLS: &str = "SELECT id, has_ended FROM hub.farewell WHERE departure = $1";
        let client = self.pool.get().await?;
        let select = client.prepare_cached(ROW).await?;
        let Some(row) = client.query_opt(&select, &[&id.as_bytes()]).await? else {
            return Ok(None);
        };
        let stage: Option<Vec<u8>> = row.try_get(2)?;
        let content = if let Some(stage) = stage {
            Content::Locked(Locked::from_row(stage))
        } else {
            let Json(facts): Json<LogoutFacts> = row.try_get(1)?;
            Content::Arrived(Box::new(AcceptedLogout::restored_from_facts(facts)))
        };
        let (version, finished, created_at) = (row.try_get(0)?, row.try_get(3)?, row.try_get(4)?);
        let select = client.prepare_cached(FAREWELLS).await?;
        let answers = client.query(&select, &[&id.as_bytes()]).await?;
        let answers = answers.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        let farewells = answers.collect::<Result<_, StoreError>>()?;
        Ok(Some((Row { version, content, finished, created_at }, farewells)))
    }

    /// The first step, one round trip: the session ends, and the request is used up.
    ///
    /// # Errors
    /// [`DepartError`]; then nothing was written at all.
    pub async fn depart(
        &self,
        departing: &Departing<'_>,
        now: Timestamp,
    ) -> Result<(), DepartError> {
        let Departing { id, stage, browser, session, request } = departing;
        let client = self.pool.get().await.map_err(StoreError::from)?;
        let call =
            client.prepare_cached("SELECT hub.depart($1, $2, $3, $4, $5, $6, $7, $8, $9)").await;
        let call = call.map_err(StoreError::from)?;
        let (session, used_at) = session.map(|(id, used_at)| (id.as_bytes(), *used_at)).unzip();
        let asked_by = request.map(|request| request.facts().agency.as_str());
        let asked_in = request.map(|request| request.facts().request_id.as_str());
        let day: Option<Date> = request.map(AcceptedLogout::day);
        let (id, stage) = (id.as_bytes(), stage.as_bytes());
        let answer = client
            .query_one(
                &call,
                &[
                    &id,
                    &stage,
                    &browser.as_bytes(),
                    &now,
                    &session,
                    &used_at,
                    &asked_by,
                    &asked_in,
                    &day,
                ],
            )
            .await
            .map_err(why_not_begun)?;
        match answer.get::<_, &str>(0) {
            "begun" => Ok(()),
            _ => Err(DepartError::Conflict),
        }
    }

    /// The last departure of this browser that began after `since` and is not at its end.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn departure_of(
        &self,
        browser: &BrowserMark,
        since: Timestamp,
    ) -> Result<Option<DepartureId>, StoreError> {
        const SQL: &str = "SELECT id FROM hub.departure
             WHERE browser = $1 AND NOT finished AND created_at > $2
             ORDER BY created_at DESC LIMIT 1";
        let client = self.pool.get().await?;
        let select = client.prepare_cached(SQL).await?;
        let row = client.query_opt(&select, &[&browser.as_bytes(), &since]).await?;
        row.map_or(Ok(None), |row| id_in(&row))
    }

    /// Compare-and-set, with the request by which an agency is told: true if the departure was still at `from`, and
    /// is now one further.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell_next(
        &self,
        id: &DepartureId,
        from: i64,
        to: &Locked,
        (request, agency): (&MessageId, &EntityId),
    ) -> Result<bool, StoreError> {
        const SQL: &str = "WITH moved AS (
                 UPDATE hub.departure SET version = version + 1, stage = $3
                 WHERE id = $1 AND version = $2 AND NOT finished RETURNING id)
             INSERT INTO hub.farewell (id, departure, agency) SELECT $4, id, $5 FROM moved";
        let client = self.pool.get().await?;
        let update = client.prepare_cached(SQL).await?;
        let (request, agency) = (request.as_str(), agency.as_str());
        let moved = client
            .execute(&update, &[&id.as_bytes(), &from, &to.as_bytes(), &request, &agency])
            .await?;
        Ok(moved == 1)
    }

    /// Compare-and-set without telling anybody: whoever was told last is passed over. False: another request was faster.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pass_over(
        &self,
        id: &DepartureId,
        from: i64,
        to: &Locked,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE hub.departure SET version = version + 1, stage = $3
             WHERE id = $1 AND version = $2 AND NOT finished";
        let client = self.pool.get().await?;
        let update = client.prepare_cached(SQL).await?;
        Ok(client.execute(&update, &[&id.as_bytes(), &from, &to.as_bytes()]).await? == 1)
    }

    /// Compare-and-set to the end, with the entry of the trace if an agency is answered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_departure(
        &self,
        id: &DepartureId,
        from: i64,
        to: &Locked,
        entry: Option<&TraceEntry>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "WITH moved AS (
                 UPDATE hub.departure SET version = version + 1, stage = $3, finished = true
                 WHERE id = $1 AND version = $2 AND NOT finished RETURNING id),
             traced AS (
                 INSERT INTO hub.trace (at, reference, agency, request_id, response_id, outcome,
                                        began_at, policy, because)
                 SELECT at, reference, agency, request_id, response_id, outcome, began_at, policy, because
                 FROM moved, jsonb_populate_record(NULL::hub.trace, $4)
                 WHERE at IS NOT NULL)
             SELECT id FROM moved";
        let client = self.pool.get().await?;
        let update = client.prepare_cached(SQL).await?;
        let entry = entry.map(|entry| Json(columns_of(entry)));
        let moved =
            client.query_opt(&update, &[&id.as_bytes(), &from, &to.as_bytes(), &entry]).await?;
        Ok(moved.is_some())
    }

    /// Keeps what an agency answered to our request, the first time that it does; which departure it was. Nothing: this
    /// agency was not asked so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answer_farewell(
        &self,
        (request, agency): (&MessageId, &EntityId),
        has_ended: bool,
    ) -> Result<Option<DepartureId>, StoreError> {
        const SQL: &str = "UPDATE hub.farewell SET has_ended = coalesce(has_ended, $3)
             WHERE id = $1 AND agency = $2 RETURNING departure";
        let client = self.pool.get().await?;
        let update = client.prepare_cached(SQL).await?;
        let row =
            client.query_opt(&update, &[&request.as_str(), &agency.as_str(), &has_ended]).await?;
        row.map_or(Ok(None), |row| id_in(&row))
    }
}

fn id_in(row: &tokio_postgres::Row) -> Result<Option<DepartureId>, StoreError> {
    let id: &[u8] = row.try_get(0)?;
    Ok(id.try_into().ok().map(DepartureId::from_bits))
}

fn why_not_begun(error: tokio_postgres::Error) -> DepartError {
    match error.code().map(SqlState::code) {
        Some("ZG001") => DepartError::AlreadyUsed,
        Some("ZG004") => DepartError::Moved,
        _ => DepartError::Store(error.into()),
    }
}
