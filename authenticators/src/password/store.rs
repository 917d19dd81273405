//! The tables of this method: each function is one statement.

use citizens::CitizenId;
use deadpool_postgres::Pool;
use jiff::Timestamp;

use crate::store::{StoreError, connect};

/// Names a document without telling it.
pub(super) type DocumentKey = [u8; 32];

/// A password as it is stored.
pub(super) struct Stored {
    pub(super) hash: String,
    pub(super) set_at: Timestamp,
}

/// The person's passwords, the present one first, at most so many.
pub(super) async fn newest(
    pool: &Pool,
    citizen: CitizenId,
    most: usize,
) -> Result<Vec<Stored>, StoreError> {
    const SQL: &str = "SELECT hash, set_at FROM credentials.password WHERE citizen = $1
         ORDER BY set_at DESC LIMIT $2";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = client.query(&statement, &[&citizen.0, &most]).await?;
    rows.iter()
        .map(|row| Ok(Stored { hash: row.try_get("hash")?, set_at: row.try_get("set_at")? }))
        .collect()
}

/// A new password; of the older ones so many are kept that `history` remain in all.
pub(super) async fn add(
    pool: &Pool,
    citizen: CitizenId,
    new: &Stored,
    history: usize,
) -> Result<(), StoreError> {
    const SQL: &str = "WITH forgotten AS (
             DELETE FROM credentials.password WHERE citizen = $1 AND set_at IN (
                 SELECT set_at FROM credentials.password WHERE citizen = $1
                 ORDER BY set_at DESC OFFSET $4))
         INSERT INTO credentials.password (citizen, set_at, hash) VALUES ($1, $2, $3)";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let keep = i64::try_from(history).unwrap_or(i64::MAX) - 1;
    client.execute(&statement, &[&citizen.0, &new.set_at, &new.hash, &keep]).await?;
    Ok(())
}

/// The same password under another hash, unless it has been changed meanwhile.
pub(super) async fn rehash(
    pool: &Pool,
    citizen: CitizenId,
    old: &Stored,
    hash: &str,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.password SET hash = $4
         WHERE citizen = $1 AND set_at = $2 AND hash = $3";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.execute(&statement, &[&citizen.0, &old.set_at, &old.hash, &hash]).await?;
    Ok(())
}
