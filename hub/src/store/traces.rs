//! The trace, read; and who joined an entry with a person.

use std::collections::BTreeMap;

use tokio_postgres::Row;
use tokio_postgres::types::Json;

use crate::retelling::{Joined, MOST, Quoted, Traced};
use crate::store::{Store, StoreError};

impl Store {
    /// The entries that are meant, the oldest first: [`MOST`] and one more, if there are more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn traced(&self, quoted: &Quoted) -> Result<Vec<Traced>, StoreError> {
        let client = self.pool.get().await?;
        let select =
            "SELECT at, reference, agency, service, began_at, request_id, response_id, assertion_id,
                             outcome, attempt, method, level, needed, reused, policy, because
                      FROM hub.trace
                      WHERE upper(replace(reference, '-', '')) = $1
                         OR request_id = $2 OR response_id = $2 OR assertion_id = $2
                      ORDER BY id LIMIT $3";
        let most = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
        let rows = client.query(select, &[&quoted.reference(), &quoted.id(), &most]).await?;
        rows.iter().map(traced).collect()
    }

    /// Which agency was answered after each of these attempts, for the person whose they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn agencies_of(
        &self,
        attempts: &[&str],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        const SQL: &str = "SELECT attempt, agency FROM hub.trace
             WHERE attempt = ANY($1) AND outcome = 'GRANTED' AND NOT reused";
        let client = self.pool.get().await?;
        let rows = client.query(SQL, &[&attempts]).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Writes down that somebody joins an entry with a person; it is committed when this returns.
    ///
    /// # Errors
    /// [`StoreError`]: then nothing may be told.
    pub async fn record_join(&self, joined: &Joined) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let insert = "INSERT INTO hub.trace_join (at, joined_by, reference, reason)
                      VALUES ($1, $2, $3, $4)";
        let Joined { at, by, reference, reason } = joined;
        client.execute(insert, &[at, by, reference, &reason.as_str()]).await?;
        Ok(())
    }
}

fn traced(row: &Row) -> Result<Traced, StoreError> {
    let Json(because) = row.try_get("because")?;
    Ok(Traced {
        at: row.try_get("at")?,
        reference: row.try_get("reference")?,
        agency: row.try_get("agency")?,
        service: row.try_get("service")?,
        began_at: row.try_get("began_at")?,
        request_id: row.try_get("request_id")?,
        response_id: row.try_get("response_id")?,
        assertion_id: row.try_get("assertion_id")?,
        outcome: row.try_get("outcome")?,
        attempt: row.try_get("attempt")?,
        method: row.try_get("method")?,
        level: row.try_get("level")?,
        needed: row.try_get("needed")?,
        reused: row.try_get("reused")?,
        policy: row.try_get("policy")?,
        because,
    })
}
