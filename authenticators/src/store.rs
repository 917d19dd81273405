//! The schema `credentials`: its migrations, and the event of every attempt.
//!
//! Each method owns its tables and brings their migrations in its [`Blueprint`], with a history of
//! its own, so that methods can be added and released independently.

use std::error::Error;

use citizens::CitizenId;
use citizens::passing::is_passing;
use deadpool_postgres::{Client, Pool, PoolError};
use jiff::Timestamp;
use refinery::{Migration, Runner};
use thiserror::Error;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::contract::{AttemptId, Blueprint, Fault, MethodId};

/// What every method's tables stand beside.
const BASE: &[(&str, &str)] = &[
    ("V1__event", include_str!("../migrations/V1__event.sql")),
    ("V2__failures", include_str!("../migrations/V2__failures.sql")),
    ("V3__codes", include_str!("../migrations/V3__codes.sql")),
    ("V4__accesses_and_notices", include_str!("../migrations/V4__accesses_and_notices.sql")),
];

/// Brings the schema up to date, creating it where needed: the base first, then each method's own
/// tables. Nodes that start together wait for each other.
///
/// # Errors
/// [`StoreError`] when the database fails, or a migration that was applied has been changed.
pub async fn migrate(
    client: &mut tokio_postgres::Client,
    methods: &[Blueprint],
) -> Result<(), StoreError> {
    const LOCK: &str = "hashtext('credentials.migrations')";
    client.execute(&format!("SELECT pg_advisory_lock({LOCK})"), &[]).await?;
    let outcome = migrate_alone(client, methods).await;
    client.execute(&format!("SELECT pg_advisory_unlock({LOCK})"), &[]).await?;
    outcome
}

async fn migrate_alone(
    client: &mut tokio_postgres::Client,
    methods: &[Blueprint],
) -> Result<(), StoreError> {
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS credentials").await?;
    apply(client, "base", BASE).await?;
    for method in methods {
        apply(client, method.id.as_str(), method.migrations).await?;
    }
    Ok(())
}

async fn apply(
    client: &mut tokio_postgres::Client,
    whose: &str,
    migrations: &[(&str, &str)],
) -> Result<(), StoreError> {
    let failed = |error| StoreError::Migration { whose: whose.to_owned(), source: Box::new(error) };
    let migrations = migrations
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    let mut runner = Runner::new(&migrations);
    runner.set_migration_table_name(format!("credentials.\"migrations_{whose}\""));
    runner.run_async(client).await.map_err(failed)?;
    Ok(())
}

/// Something that happened with a credential: the auditor's bridge from an attempt to a person.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When.
    pub at: Timestamp,
    /// In which attempt; `None` outside a journey.
    pub attempt: Option<&'a AttemptId>,
    /// Whose; `None` when the document is nobody's.
    pub citizen: Option<CitizenId>,
    /// With which method.
    pub method: &'a MethodId,
    /// What was tried, in one word of the method's own (`login`, `set`).
    pub kind: &'a str,
    /// How it ended, in one word of the method's own (`proved`, `wrong`).
    pub outcome: &'a str,
}

/// How a login ends that was wrong, and after which no other one is looked at: one event, so that nothing
/// tells it from any other. The person hears of it.
pub const LOCKS: &str = "locks";

/// Writes it down; it is committed when this returns.
///
/// # Errors
/// [`StoreError`] when the database fails: then nothing may be answered.
pub async fn record(pool: &Pool, event: &Event<'_>) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.event (at, attempt, citizen, method, kind, outcome)
         VALUES ($1, $2, $3, $4, $5, $6)";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let attempt = event.attempt.map(AttemptId::as_str);
    let citizen = event.citizen.map(|citizen| citizen.0);
    let method = event.method.as_str();
    client
        .execute(&statement, &[&event.at, &attempt, &citizen, &method, &event.kind, &event.outcome])
        .await?;
    Ok(())
}

/// An event as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// Whose; `None` when the document is nobody's.
    pub citizen: Option<CitizenId>,
    /// With which method.
    pub method: String,
    /// What was tried, in the method's words.
    pub kind: String,
    /// How it ended, in the method's words.
    pub outcome: String,
}

/// What happened in an attempt, in its order: for the auditor, who has written down before why they ask.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn recorded(pool: &Pool, attempt: &str) -> Result<Vec<Recorded>, StoreError> {
    const SQL: &str = "SELECT at, citizen, method, kind, outcome FROM credentials.event
         WHERE attempt = $1 ORDER BY at";
    let client = connect(pool).await?;
    let rows = client.query(SQL, &[&attempt]).await?;
    let recorded = |row: &Row| {
        let citizen: Option<Uuid> = row.try_get("citizen")?;
        Ok(Recorded {
            at: row.try_get("at")?,
            citizen: citizen.map(CitizenId),
            method: row.try_get("method")?,
            kind: row.try_get("kind")?,
            outcome: row.try_get("outcome")?,
        })
    };
    rows.iter().map(recorded).collect()
}

/// A connection, for one statement: nobody holds one while they wait for anything else.
pub(crate) async fn connect(pool: &Pool) -> Result<Client, StoreError> {
    Ok(pool.get().await?)
}

/// The database did not do what was asked: a fault of ours, never of a citizen.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No connection, or the server refused for the moment: trying again may help.
    #[error("the database of credentials cannot be asked now: {0}")]
    Away(String),
    /// A statement failed. The text is the server's message without its detail, which quotes the row.
    #[error("the database of credentials failed: {0}")]
    Database(String),
    /// The schema could not be brought up to date.
    #[error("the tables of {whose} in schema credentials could not be brought up to date")]
    Migration {
        /// `base`, or the method's id.
        whose: String,
        /// What refinery says.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Away(_) => Self::Away(error.into()),
            StoreError::Database(_) | StoreError::Migration { .. } => Self::failed(error),
        }
    }
}

impl From<messages::StoreError> for Fault {
    fn from(error: messages::StoreError) -> Self {
        match error {
            messages::StoreError::Away(_) => Self::Away(error.into()),
            messages::StoreError::Database(_)
            | messages::StoreError::Seal
            | messages::StoreError::TooLong => Self::failed(error),
        }
    }
}

impl From<citizens::StoreError> for Fault {
    fn from(error: citizens::StoreError) -> Self {
        match error {
            citizens::StoreError::Away(_) => Self::Away(error.into()),
            citizens::StoreError::Database(_)
            | citizens::StoreError::Migration(_)
            | citizens::StoreError::Unknown(_) => Self::failed(error),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let text = without_detail(&error);
        if is_passing(&error) { Self::Away(text) } else { Self::Database(text) }
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

fn without_detail(error: &tokio_postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return format!("{} ({})", answer.message(), answer.code().code());
    }
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
