//! Sessions: rows that only a browser's cookie opens.

use jiff::Timestamp;

use crate::journey::browser::Locked;
use crate::journey::session::{IDLE, LONGEST, SessionId};
use crate::store::{Store, StoreError};

/// A session as it lies in the database.
#[derive(Debug)]
pub struct SessionRow {
    /// Locked by the browser.
    pub content: Locked,
    /// The agencies that were answered in it, the last one last.
    pub agencies: Vec<String>,
    /// When the last answer was fixed.
    pub used_at: Timestamp,
}

impl Store {
    /// The session with this id, unless its time is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let client = self.pool.get().await?;
        let select = client
            .prepare_cached(
                "SELECT content, agencies, used_at FROM hub.session
                 WHERE id = $1 AND used_at > $2 AND created_at > $3",
            )
            .await?;
        let found =
            client.query_opt(&select, &[&id.as_bytes(), &(now - IDLE), &(now - LONGEST)]).await?;
        let Some(row) = found else {
            return Ok(None);
        };
        Ok(Some(SessionRow {
            content: Locked::from_row(row.try_get(0)?),
            agencies: row.try_get(1)?,
            used_at: row.try_get(2)?,
        }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_session(&self, id: &SessionId) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let delete = client.prepare_cached("DELETE FROM hub.session WHERE id = $1").await?;
        client.execute(&delete, &[&id.as_bytes()]).await?;
        Ok(())
    }
}
