//! The schema `messages`: its migrations and its statements.

use std::time::Duration;

use citizens::passing::is_passing;
use deadpool_postgres::{Pool, PoolError};
use jiff::Timestamp;
use openssl::error::ErrorStack;
use thiserror::Error;
use uuid::Uuid;

use crate::budget::{Budget, LONGEST};
use crate::message::MessageId;
use crate::numbers::Waiting;
use crate::outbox::Fate;
use crate::seal::Name;

/// How long a row is kept after it is of no use.
const KEPT: Duration = Duration::from_hours(24);

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// Brings the schema `messages` up to date, creating it where needed. Nodes that start together wait for
/// each other.
///
/// # Errors
/// [`StoreError`].
pub async fn migrate(client: &mut tokio_postgres::Client) -> Result<(), StoreError> {
    client.execute("SELECT pg_advisory_lock(hashtext('messages.migrations'))", &[]).await?;
    let outcome = migrate_alone(client).await;
    client.execute("SELECT pg_advisory_unlock(hashtext('messages.migrations'))", &[]).await?;
    outcome
}

async fn migrate_alone(client: &mut tokio_postgres::Client) -> Result<(), StoreError> {
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS messages").await?;
    let mut runner = migrations::migrations::runner();
    runner.set_migration_table_name("messages.migrations");
    runner.run_async(client).await.map_err(|error| StoreError::Database(error.to_string()))?;
    Ok(())
}

/// The table of what is to be sent, and that of what was spent.
#[derive(Clone)]
pub(crate) struct Store {
    pool: Pool,
}

/// A message as it is taken. Without a letter it has failed.
pub(crate) struct Row<'a> {
    pub(crate) id: MessageId,
    pub(crate) until: Timestamp,
    pub(crate) purpose: &'a str,
    pub(crate) letter: Option<Vec<u8>>,
    pub(crate) fate: Fate,
}

/// So many may be counted under this name.
pub(crate) struct Limit {
    pub(crate) name: Name,
    pub(crate) budget: Budget,
}

/// A message that this node, and no other, is to bring now.
pub(crate) struct Due {
    pub(crate) id: MessageId,
    pub(crate) tries: i32,
    pub(crate) taken_at: Timestamp,
    pub(crate) purpose: String,
    pub(crate) letter: Vec<u8>,
    pub(crate) passed: Vec<String>,
    pub(crate) refused: Vec<String>,
}

/// What becomes of a message that was not brought.
pub(crate) enum Back<'a> {
    /// It is taken up again then, by others than those who could not bring it.
    Due { at: Timestamp, passed: &'a [String], refused: &'a [String] },
    /// There is nobody left to ask.
    Failed,
}

impl Store {
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// The row and what it spends, in one transaction; or from when on there is room for it. Whoever takes on
    /// the same account waits: what is counted are committed rows.
    pub(crate) async fn take(
        &self,
        row: &Row<'_>,
        limits: &[Limit],
        now: Timestamp,
    ) -> Result<Result<(), Timestamp>, StoreError> {
        let mut names: Vec<&[u8]> = limits.iter().map(|limit| limit.name.as_slice()).collect();
        names.sort_unstable();
        names.dedup();
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // In the order of the names, so that nobody waits for somebody who waits for them. The lock has to be had
        // before the statement that counts begins: it sees what was committed until then.
        let lock = transaction
            .prepare_cached(
                "SELECT pg_advisory_xact_lock(('x' || encode(substr(name, 1, 8), 'hex'))::bit(64)::bigint)
                 FROM unnest($1::bytea[]) AS of (name)",
            )
            .await?;
        transaction.query(&lock, &[&names]).await?;
        if let Some(until) = spent_until(&transaction, limits, now).await? {
            return Ok(Err(until));
        }
        let insert = transaction
            .prepare_cached(
                "WITH spends AS (
                     INSERT INTO messages.spent (name, at) SELECT name, $1 FROM unnest($2::bytea[]) AS of (name)
                 )
                 INSERT INTO messages.outbox (id, taken_at, until, purpose, letter, fate, due_at)
                 VALUES ($3, $1, $4, $5, $6, $7, $1)",
            )
            .await?;
        let fate = row.fate.word();
        let Row { id, until, purpose, letter, .. } = row;
        transaction.execute(&insert, &[&now, &names, &id.0, until, purpose, letter, &fate]).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    pub(crate) async fn fate(&self, id: MessageId) -> Result<Option<Fate>, StoreError> {
        let client = self.pool.get().await?;
        let select =
            client.prepare_cached("SELECT fate FROM messages.outbox WHERE id = $1").await?;
        let found = client.query_opt(&select, &[&id.0]).await?;
        found.map(|row| Fate::of(row.try_get(0)?)).transpose()
    }

    /// So many of the messages that are due, for this node alone until `lease`.
    pub(crate) async fn take_up(
        &self,
        most: usize,
        lease: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Due>, StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "WITH due AS MATERIALIZED (
                     SELECT id FROM messages.outbox
                     WHERE fate = 'under_way' AND due_at <= $1 AND until > $1
                     ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
                 )
                 UPDATE messages.outbox AS message SET due_at = $3, tries = tries + 1
                 FROM due WHERE message.id = due.id
                 RETURNING message.id, tries, taken_at, purpose, letter, passed, refused",
            )
            .await?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = client.query(&update, &[&now, &most, &lease]).await?;
        rows.iter()
            .map(|row| {
                Ok(Due {
                    id: MessageId(row.try_get::<_, Uuid>(0)?),
                    tries: row.try_get(1)?,
                    taken_at: row.try_get(2)?,
                    purpose: row.try_get(3)?,
                    letter: row.try_get::<_, Option<_>>(4)?.unwrap_or_default(),
                    passed: row.try_get(5)?,
                    refused: row.try_get(6)?,
                })
            })
            .collect()
    }

    /// A carrier has it. What a receipt said meanwhile holds.
    pub(crate) async fn handed(&self, id: MessageId, tries: i32) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "UPDATE messages.outbox SET fate = 'handed'
                 WHERE id = $1 AND tries = $2 AND fate IN ('under_way', 'failed')",
            )
            .await?;
        client.execute(&update, &[&id.0, &tries]).await?;
        Ok(())
    }

    /// It is there, whoever brought it. Whether the message is known.
    pub(crate) async fn delivered(&self, id: MessageId) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "UPDATE messages.outbox SET fate = 'delivered', letter = NULL WHERE id = $1",
            )
            .await?;
        Ok(client.execute(&update, &[&id.0]).await? == 1)
    }

    /// It was not brought at this try, unless it was overtaken meanwhile.
    pub(crate) async fn not_brought(
        &self,
        id: MessageId,
        tries: i32,
        back: &Back<'_>,
    ) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        match back {
            Back::Due { at, passed, refused } => {
                let update = client
                    .prepare_cached(
                        "UPDATE messages.outbox SET due_at = $3, passed = $4, refused = $5
                         WHERE id = $1 AND tries = $2 AND fate = 'under_way'",
                    )
                    .await?;
                client.execute(&update, &[&id.0, &tries, at, passed, refused]).await?;
            }
            Back::Failed => {
                let update = client
                    .prepare_cached(
                        "UPDATE messages.outbox SET fate = 'failed', letter = NULL
                         WHERE id = $1 AND tries = $2 AND fate = 'under_way'",
                    )
                    .await?;
                client.execute(&update, &[&id.0, &tries]).await?;
            }
        }
        Ok(())
    }

    /// A carrier that had it says that it could not bring it: another one is asked, if there is time. Who says
    /// so of an earlier try, or late, changes nothing. Whether the message is known.
    pub(crate) async fn came_back(
        &self,
        id: MessageId,
        tries: i32,
        carrier: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "WITH known AS (SELECT id FROM messages.outbox WHERE id = $1),
                 back AS (
                     UPDATE messages.outbox
                     SET fate = CASE WHEN letter IS NULL OR until <= $4 THEN 'failed' ELSE 'under_way' END,
                         letter = CASE WHEN until > $4 THEN letter END,
                         refused = refused || $3::text, tries = tries + 1, due_at = $4
                     WHERE id = $1 AND tries = $2 AND fate IN ('under_way', 'handed')
                 )
                 SELECT count(*) FROM known",
            )
            .await?;
        let row = client.query_one(&update, &[&id.0, &tries, &carrier, &now]).await?;
        Ok(row.try_get::<_, i64>(0)? == 1)
    }

    /// Nothing of what is of no use any more is kept; what was not brought until then is not.
    pub(crate) async fn give_up(&self, now: Timestamp) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let update = client
            .prepare_cached(
                "UPDATE messages.outbox SET letter = NULL,
                     fate = CASE fate WHEN 'under_way' THEN 'failed' ELSE fate END
                 WHERE letter IS NOT NULL AND until <= $1",
            )
            .await?;
        client.execute(&update, &[&now]).await?;
        Ok(())
    }

    pub(crate) async fn waiting(&self, now: Timestamp) -> Result<Waiting, StoreError> {
        let client = self.pool.get().await?;
        let select = client
            .prepare_cached(
                "SELECT count(*), min(taken_at) FROM messages.outbox
                 WHERE fate = 'under_way' AND until > $1",
            )
            .await?;
        let row = client.query_one(&select, &[&now]).await?;
        let oldest: Option<Timestamp> = row.try_get(1)?;
        let oldest = oldest.and_then(|at| Duration::try_from(now.duration_since(at)).ok());
        let count = u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or(0);
        Ok(Waiting { count, oldest: oldest.unwrap_or_default() })
    }

    pub(crate) async fn keep_house(&self, now: Timestamp) -> Result<(), StoreError> {
        self.give_up(now).await?;
        let client = self.pool.get().await?;
        let kept = now - KEPT;
        let messages = "DELETE FROM messages.outbox WHERE taken_at < $1 AND until < $1";
        client.execute(messages, &[&kept]).await?;
        client.execute("DELETE FROM messages.spent WHERE at < $1", &[&(now - LONGEST)]).await?;
        Ok(())
    }
}

/// From when on all of these have room again; nothing: now. In each window that is full, the place that is free
/// first is that of the message that was the last to fit.
async fn spent_until(
    transaction: &deadpool_postgres::Transaction<'_>,
    limits: &[Limit],
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let names: Vec<&[u8]> = limits.iter().map(|limit| limit.name.as_slice()).collect();
    let mosts: Vec<i64> = limits.iter().map(|limit| limit.budget.most.into()).collect();
    let within = |limit: &Limit| limit.budget.within.as_secs_f64();
    let withins: Vec<f64> = limits.iter().map(within).collect();
    let select = transaction
        .prepare_cached(
            "SELECT max(last.at + make_interval(secs => within))
             FROM unnest($1::bytea[], $2::bigint[], $3::double precision[]) AS window_of (name, most, within)
             CROSS JOIN LATERAL (
                 SELECT at FROM messages.spent
                 WHERE spent.name = window_of.name AND spent.at > $4::timestamptz - make_interval(secs => within)
                 ORDER BY at DESC OFFSET greatest(most - 1, 0) LIMIT 1
             ) AS last",
        )
        .await?;
    let row = transaction.query_one(&select, &[&names, &mosts, &withins, &now]).await?;
    let until: Option<Timestamp> = row.try_get(0)?;
    // Nobody has room for nothing.
    let none = limits.iter().filter(|limit| limit.budget.most == 0);
    let closed = none.map(|limit| now + limit.budget.within).max();
    Ok(until.max(closed))
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Handed => "handed",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        let all = [Self::UnderWay, Self::Handed, Self::Delivered, Self::Failed];
        let found = all.into_iter().find(|fate| fate.word() == word);
        found.ok_or_else(|| StoreError::Database(format!("{word} is no fate of a message")))
    }
}

/// A message was not taken, or nothing is known of it: a fault of ours.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No connection, or the server refused for the moment: trying again may help.
    #[error("the database of messages cannot be asked now: {0}")]
    Away(String),
    /// A statement failed.
    #[error("the database of messages failed: {0}")]
    Database(String),
    /// It could not be locked.
    #[error("a message could not be locked")]
    Seal,
    /// Nobody sends such a long one.
    #[error("a message is longer than any may be")]
    TooLong,
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // Its message; a detail of it might tell what was written.
        let said = error.as_db_error().map(|error| error.message().to_owned());
        let said = said.unwrap_or_else(|| error.to_string());
        if is_passing(&error) { Self::Away(said) } else { Self::Database(said) }
    }
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_)
            | PoolError::Closed
            | PoolError::NoRuntimeSpecified
            | PoolError::PostCreateHook(_) => Self::Away("no connection is free".to_owned()),
        }
    }
}

impl From<ErrorStack> for StoreError {
    fn from(_: ErrorStack) -> Self {
        Self::Seal
    }
}
