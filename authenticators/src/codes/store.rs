//! The table of codes: each function is one statement.

use citizens::CitizenId;
use deadpool_postgres::Pool;
use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

use super::CodePolicy;
use crate::contract::AttemptId;
use crate::store::{StoreError, connect};

/// In which attempt, what for, and whose it is. An attempt may serve several people at once, as long as none of them
/// has got further in it: to each statement a row of somebody else is none.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) attempt: &'a AttemptId,
    pub(super) purpose: &'a str,
    pub(super) citizen: CitizenId,
}

pub(super) struct Stored {
    pub(super) nonce: Vec<u8>,
    pub(super) expires_at: Timestamp,
    pub(super) tries: i16,
    pub(super) sends: i16,
    pub(super) sent_at: Option<Timestamp>,
    pub(super) message: Option<Uuid>,
    used_at: Option<Timestamp>,
}

impl Stored {
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.used_at.is_some() || now >= self.expires_at
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            nonce: row.try_get("nonce")?,
            expires_at: row.try_get("expires_at")?,
            tries: row.try_get("tries")?,
            sends: row.try_get("sends")?,
            sent_at: row.try_get("sent_at")?,
            message: row.try_get("message")?,
            used_at: row.try_get("used_at")?,
        })
    }
}

/// A code that nobody has sent yet, unless there is one, perhaps somebody else's.
pub(super) async fn make(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
    (nonce, expires_at): (&[u8], Timestamp),
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.code
             (attempt, purpose, citizen, nonce, expires_at, tries, sends)
         VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (attempt, purpose) DO NOTHING";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client
        .execute(&statement, &[&attempt.as_str(), &purpose, &citizen.0, &nonce, &expires_at])
        .await?;
    Ok(())
}

/// Takes one of the times that it is sent, if it is time.
pub(super) async fn take_send(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
    policy: &CodePolicy,
    now: Timestamp,
) -> Result<Option<Stored>, StoreError> {
    const SQL: &str = "UPDATE credentials.code SET sends = sends + 1, sent_at = $3
         WHERE attempt = $1 AND purpose = $2 AND citizen = $6 AND used_at IS NULL AND expires_at > $3
             AND sends < $4 AND (sent_at IS NULL OR sent_at <= $5)
         RETURNING *";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let before = now - policy.resend_after;
    let row = client
        .query_opt(
            &statement,
            &[&attempt.as_str(), &purpose, &now, &policy.sends, &before, &citizen.0],
        )
        .await?;
    row.as_ref().map(Stored::from_row).transpose()
}

/// It was not sent after all.
pub(super) async fn give_send_back(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.code SET sends = sends - 1, sent_at = NULL
         WHERE attempt = $1 AND purpose = $2 AND citizen = $3";
    let client = connect(pool).await?;
    client.execute(SQL, &[&attempt.as_str(), &purpose, &citizen.0]).await?;
    Ok(())
}

/// Which message it is in.
pub(super) async fn sent(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
    message: Uuid,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.code SET message = $3
         WHERE attempt = $1 AND purpose = $2 AND citizen = $4";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.execute(&statement, &[&attempt.as_str(), &purpose, &message, &citizen.0]).await?;
    Ok(())
}

pub(super) async fn find(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
) -> Result<Option<Stored>, StoreError> {
    const SQL: &str =
        "SELECT * FROM credentials.code WHERE attempt = $1 AND purpose = $2 AND citizen = $3";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let row = client.query_opt(&statement, &[&attempt.as_str(), &purpose, &citizen.0]).await?;
    row.as_ref().map(Stored::from_row).transpose()
}

/// Takes a try; its number is in the row. Nothing: there is none left.
pub(super) async fn take_try(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
    most: i16,
    now: Timestamp,
) -> Result<Option<Stored>, StoreError> {
    const SQL: &str = "UPDATE credentials.code SET tries = tries + 1
         WHERE attempt = $1 AND purpose = $2 AND citizen = $5 AND used_at IS NULL AND expires_at > $3
             AND tries < $4 AND sends > 0
         RETURNING *";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let row = client
        .query_opt(&statement, &[&attempt.as_str(), &purpose, &now, &most, &citizen.0])
        .await?;
    row.as_ref().map(Stored::from_row).transpose()
}

/// Uses it up: true for one, whoever else tries at the same time.
pub(super) async fn use_up(
    pool: &Pool,
    Bound { attempt, purpose, citizen }: Bound<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE credentials.code SET used_at = $3
         WHERE attempt = $1 AND purpose = $2 AND citizen = $4 AND used_at IS NULL";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    Ok(client.execute(&statement, &[&attempt.as_str(), &purpose, &now, &citizen.0]).await? == 1)
}

/// Forgets what is over.
pub(super) async fn forget(pool: &Pool, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.code WHERE expires_at < $1";
    let client = connect(pool).await?;
    client.execute(SQL, &[&now]).await?;
    Ok(())
}
