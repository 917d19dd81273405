//! The schema `citizens`: its migrations and its statements.

use std::error::Error;

use deadpool_postgres::{Client, PoolError};
use identity::{Identity, RegistrationLevel, SpanishId};
use jiff::Timestamp;
use thiserror::Error;
use tokio_postgres::{GenericClient, Row};
use uuid::Uuid;

use crate::passing::is_passing;
use crate::person::{CitizenId, Contact, Release, Standing, State};

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// Brings the schema `citizens` up to date, creating it where needed. Nodes that start together
/// wait for each other.
pub async fn migrate(client: &mut tokio_postgres::Client) -> Result<(), StoreError> {
    client.execute("SELECT pg_advisory_lock(hashtext('citizens.migrations'))", &[]).await?;
    let outcome = migrate_alone(client).await;
    client.execute("SELECT pg_advisory_unlock(hashtext('citizens.migrations'))", &[]).await?;
    outcome
}

async fn migrate_alone(client: &mut tokio_postgres::Client) -> Result<(), StoreError> {
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS citizens").await?;
    let mut runner = migrations::migrations::runner();
    runner.set_migration_table_name("citizens.migrations");
    runner.run_async(client).await.map_err(|error| StoreError::Migration(Box::new(error)))?;
    Ok(())
}

/// How many persons there are, in whatever state; asked in a backup's own transaction.
pub async fn count(client: &impl GenericClient) -> Result<i64, StoreError> {
    let row = client.query_one("SELECT count(*) FROM citizens.person", &[]).await?;
    Ok(row.try_get(0)?)
}

pub(crate) async fn find(
    client: &Client,
    document: &SpanishId,
) -> Result<Option<CitizenId>, StoreError> {
    let statement =
        client.prepare_cached("SELECT id FROM citizens.person WHERE document = $1").await?;
    let found = client.query_opt(&statement, &[&document.as_str()]).await?;
    found.map(|row| Ok(CitizenId(row.try_get::<_, Uuid>("id")?))).transpose()
}

pub(crate) async fn identity(
    client: &Client,
    citizen: CitizenId,
) -> Result<Option<Identity>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT document, given_name, first_surname, second_surname, birth_date
             FROM citizens.person WHERE id = $1",
        )
        .await?;
    let found = client.query_opt(&statement, &[&citizen.0]).await?;
    found.as_ref().map(identity_of).transpose()
}

pub(crate) async fn standing(
    client: &Client,
    citizen: CitizenId,
) -> Result<Option<Standing>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT state, level, sessions_valid_after, contact_changed_at
             FROM citizens.person WHERE id = $1",
        )
        .await?;
    let found = client.query_opt(&statement, &[&citizen.0]).await?;
    found.as_ref().map(standing_of).transpose()
}

pub(crate) async fn standing_of_document(
    client: &Client,
    document: &str,
) -> Result<Option<Standing>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT state, level, sessions_valid_after, contact_changed_at
             FROM citizens.person WHERE document = $1",
        )
        .await?;
    let found = client.query_opt(&statement, &[&document]).await?;
    found.as_ref().map(standing_of).transpose()
}

pub(crate) async fn person(
    client: &Client,
    citizen: CitizenId,
) -> Result<Option<(Identity, Standing)>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT document, given_name, first_surname, second_surname, birth_date,
                    state, level, sessions_valid_after, contact_changed_at
             FROM citizens.person WHERE id = $1",
        )
        .await?;
    let found = client.query_opt(&statement, &[&citizen.0]).await?;
    found.map(|row| Ok((identity_of(&row)?, standing_of(&row)?))).transpose()
}

pub(crate) async fn contact(
    client: &Client,
    citizen: CitizenId,
) -> Result<Option<Contact>, StoreError> {
    let statement = client
        .prepare_cached("SELECT phone, email, language FROM citizens.person WHERE id = $1")
        .await?;
    let Some(row) = client.query_opt(&statement, &[&citizen.0]).await? else {
        return Ok(None);
    };
    let (phone, email) = (row.try_get("phone")?, row.try_get("email")?);
    Ok(Some(Contact { phone, email, language: row.try_get("language")? }))
}

pub(crate) async fn end_sessions(
    client: &Client,
    citizen: CitizenId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = client
        .prepare_cached(
            "UPDATE citizens.person SET sessions_valid_after = greatest(sessions_valid_after, $2)
             WHERE id = $1",
        )
        .await?;
    client.execute(&statement, &[&citizen.0, &now]).await?;
    Ok(())
}

pub(crate) async fn card(
    client: &Client,
    document: &SpanishId,
) -> Result<Option<String>, StoreError> {
    let statement =
        client.prepare_cached("SELECT datum FROM citizens.card WHERE document = $1").await?;
    let found = client.query_opt(&statement, &[&document.as_str()]).await?;
    Ok(found.map(|row| row.try_get("datum")).transpose()?)
}

pub(crate) async fn release(
    client: &Client,
    citizen: CitizenId,
    agency: &str,
) -> Result<Option<Release>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT at, shown, withheld FROM citizens.release WHERE person = $1 AND agency = $2",
        )
        .await?;
    let Some(row) = client.query_opt(&statement, &[&citizen.0, &agency]).await? else {
        return Ok(None);
    };
    let (at, shown, withheld) =
        (row.try_get("at")?, row.try_get("shown")?, row.try_get("withheld")?);
    Ok(Some(Release { at, shown, withheld }))
}

pub(crate) async fn keep_release(
    client: &Client,
    citizen: CitizenId,
    agency: &str,
    Release { at, shown, withheld }: &Release,
) -> Result<(), StoreError> {
    let statement = client
        .prepare_cached(
            "INSERT INTO citizens.release (person, agency, at, shown, withheld)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person, agency) DO UPDATE
                SET at = excluded.at, shown = excluded.shown, withheld = excluded.withheld",
        )
        .await?;
    client.execute(&statement, &[&citizen.0, &agency, at, shown, withheld]).await?;
    Ok(())
}

fn identity_of(row: &Row) -> Result<Identity, StoreError> {
    let first: String = row.try_get("first_surname")?;
    let second: Option<String> = row.try_get("second_surname")?;
    Ok(Identity {
        identifier: row.try_get("document")?,
        given_name: row.try_get("given_name")?,
        family_name: second.map_or_else(|| first.clone(), |second| format!("{first} {second}")),
        first_surname: Some(first),
        date_of_birth: Some(row.try_get("birth_date")?),
    })
}

fn standing_of(row: &Row) -> Result<Standing, StoreError> {
    let state = State::from_name(row.try_get("state")?).ok_or(StoreError::Unknown("state"))?;
    let level =
        RegistrationLevel::from_name(row.try_get("level")?).ok_or(StoreError::Unknown("level"))?;
    let sessions_valid_after = row.try_get("sessions_valid_after")?;
    let contact_changed_at = row.try_get("contact_changed_at")?;
    Ok(Standing { state, level, sessions_valid_after, contact_changed_at })
}

/// The database did not do what was asked: a fault of ours, never of a citizen.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No connection, or the server refused for the moment: trying again may help.
    #[error("the registry's database cannot be asked now: {0}")]
    Away(String),
    /// A statement failed. The text is the server's message without its detail, which quotes the row.
    #[error("the registry's database failed: {0}")]
    Database(String),
    /// The schema could not be brought up to date.
    #[error("the registry's schema could not be brought up to date")]
    Migration(#[source] Box<dyn Error + Send + Sync>),
    /// A column of `citizens.person` holds a word this release does not know.
    #[error("the registry holds an unknown {0}")]
    Unknown(&'static str),
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
