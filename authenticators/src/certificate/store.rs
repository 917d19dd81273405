//! The tables of this method.

use certs::revocation::Reason;
use citizens::CitizenId;
use deadpool_postgres::Pool;
use jiff::Timestamp;
use serde_json::Value;
use tokio_postgres::Row;

use super::found::Good;
use crate::contract::AttemptId;
use crate::store::{Event, StoreError, connect};

/// A certificate that was seen revoked for good.
pub(super) struct Revoked {
    /// SHA-256 of its issuer's name and key, and of its serial number.
    pub(super) certificate: Vec<u8>,
    pub(super) at: Timestamp,
    pub(super) reason: Option<Reason>,
}

impl Revoked {
    /// A reason that this release does not know is none.
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let reason: Option<String> = row.try_get("reason")?;
        let reason = reason.and_then(|name| serde_json::from_value(Value::String(name)).ok());
        let (certificate, at) = (row.try_get("certificate")?, row.try_get("revoked_at")?);
        Ok(Self { certificate, at, reason })
    }
}

/// Those of these certificates that were seen revoked.
pub(super) async fn revoked(pool: &Pool, names: &[&[u8]]) -> Result<Vec<Revoked>, StoreError> {
    const SQL: &str = "SELECT certificate, revoked_at, reason FROM credentials.certificate_revoked
         WHERE certificate = ANY($1)";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.query(&statement, &[&names]).await?.iter().map(Revoked::from_row).collect()
}

/// Remembers one until it has ended by itself. The first word on it counts.
pub(super) async fn remember(
    pool: &Pool,
    revoked: &Revoked,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.certificate_revoked
             (certificate, revoked_at, reason, seen_at, until)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (certificate) DO NOTHING";
    let Revoked { certificate, at, reason } = revoked;
    let reason = reason.and_then(|reason| serde_json::to_value(reason).ok());
    let reason = reason.as_ref().and_then(Value::as_str);
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.execute(&statement, &[certificate, at, &reason, &now, &until]).await?;
    Ok(())
}

/// Writes down an entry and what stood behind it, both or neither.
pub(super) async fn used(pool: &Pool, event: &Event<'_>, good: &Good) -> Result<(), StoreError> {
    const SQL: &str = "WITH told AS (
             INSERT INTO credentials.event (at, attempt, citizen, method, kind, outcome)
             VALUES ($1, $2, $3, $4, $5, $6))
         INSERT INTO credentials.certificate_use
             (attempt, issuer, serial, policy, checked_at, answer)
         VALUES ($2, $7, $8, $9, $10, $11)";
    let Event { at, attempt, citizen, method, kind, outcome } = event;
    let Good { issuer, serial, policy, checked_at, answer, .. } = good;
    let (attempt, citizen) = (attempt.map(AttemptId::as_str), citizen.map(|citizen| citizen.0));
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client
        .execute(
            &statement,
            &[
                at,
                &attempt,
                &citizen,
                &method.as_str(),
                kind,
                outcome,
                issuer,
                serial,
                policy,
                checked_at,
                answer,
            ],
        )
        .await?;
    Ok(())
}

/// When this person said that it was not them; nothing: never.
pub(super) async fn blocked(
    pool: &Pool,
    citizen: CitizenId,
) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT at FROM credentials.certificate_blocked WHERE citizen = $1";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let row = client.query_opt(&statement, &[&citizen.0]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// No certificate of this person's that is valid by then enters any more.
pub(super) async fn block(
    pool: &Pool,
    citizen: CitizenId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.certificate_blocked AS known (citizen, at)
         VALUES ($1, $2)
         ON CONFLICT (citizen) DO UPDATE SET at = greatest(known.at, $2)";
    connect(pool).await?.execute(SQL, &[&citizen.0, &now]).await?;
    Ok(())
}

/// All of them may enter again.
pub(super) async fn unblock(pool: &Pool, citizen: CitizenId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.certificate_blocked WHERE citizen = $1";
    connect(pool).await?.execute(SQL, &[&citizen.0]).await?;
    Ok(())
}

/// Forgets what stood behind entries before `evidence`, the revocation of what has ended by itself at `now`, and
/// blocks of before `blocks`.
pub(super) async fn forget(
    pool: &Pool,
    (evidence, blocks): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    const EVIDENCE: &str = "DELETE FROM credentials.certificate_use WHERE checked_at < $1";
    const REVOKED: &str = "DELETE FROM credentials.certificate_revoked WHERE until < $1";
    const BLOCKED: &str = "DELETE FROM credentials.certificate_blocked WHERE at < $1";
    let client = connect(pool).await?;
    client.execute(EVIDENCE, &[&evidence]).await?;
    client.execute(REVOKED, &[&now]).await?;
    client.execute(BLOCKED, &[&blocks]).await?;
    Ok(())
}
