//! Sessions: rows that only a browser's cookie opens.

use jiff::Timestamp;
use tokio_postgres::Row;

use crate::departure::LiveSession;
use crate::journey::browser::Locked;
use crate::journey::session::{IDLE, LONGEST, SessionId};
use crate::pairwise::PersonMark;
use crate::store::{Store, StoreError};

/// Sessions of one person that are told, the last used.
const SHOWN: i64 = 100;

/// A session as it lies in the database.
#[derive(Debug)]
pub struct SessionRow {
    /// Locked by the browser.
    pub content: Locked,
    /// The agencies that were answered in it, the last one last.
    pub agencies: Vec<String>,
    /// Those of them that call the person by the name that they always get.
    pub lasting: Vec<String>,
    /// When the last answer was fixed.
    pub used_at: Timestamp,
}

impl Store {
    /// The session with this id, unless it was not used for too long, or is too old.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        self.session_used_after(id, now - IDLE, now).await
    }

    /// The same however long it was not used: agencies may have theirs still.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session_to_leave(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        self.session_used_after(id, now - LONGEST, now).await
    }

    async fn session_used_after(
        &self,
        id: &SessionId,
        used_after: Timestamp,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let client = self.pool.get().await?;
        let select = client
            .prepare_cached(
                "SELECT content, agencies, lasting, used_at FROM hub.session
                 WHERE id = $1 AND used_at > $2 AND created_at > $3",
            )
            .await?;
        let found =
            client.query_opt(&select, &[&id.as_bytes(), &used_after, &(now - LONGEST)]).await?;
        let Some(row) = found else {
            return Ok(None);
        };
        Ok(Some(SessionRow {
            content: Locked::from_row(row.try_get(0)?),
            agencies: row.try_get(1)?,
            lasting: row.try_get(2)?,
            used_at: row.try_get(3)?,
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

    /// The sessions with this mark whose time is not over, the last used first; `this` is the browser's own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sessions_of(
        &self,
        mark: &PersonMark,
        this: Option<&SessionId>,
        now: Timestamp,
    ) -> Result<Vec<LiveSession>, StoreError> {
        const SQL: &str = "SELECT created_at, used_at, agencies, id FROM hub.session
             WHERE person = $1 AND used_at > $2 AND created_at > $3
             ORDER BY used_at DESC, id LIMIT $4";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        let (idle, longest) = (now - IDLE, now - LONGEST);
        let rows = client.query(&statement, &[&mark.as_bytes(), &idle, &longest, &SHOWN]).await?;
        let live = |row: &Row| {
            let id: &[u8] = row.try_get(3)?;
            Ok(LiveSession {
                begun_at: row.try_get(0)?,
                used_at: row.try_get(1)?,
                agencies: row.try_get(2)?,
                is_this: this.is_some_and(|this| this.as_bytes() == id),
            })
        };
        rows.iter().map(live).collect()
    }

    /// Ends the sessions with this mark, in whatever browser, but for one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_sessions_of(
        &self,
        mark: &PersonMark,
        but: &SessionId,
    ) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM hub.session WHERE person = $1 AND id <> $2";
        let client = self.pool.get().await?;
        let delete = client.prepare_cached(SQL).await?;
        client.execute(&delete, &[&mark.as_bytes(), &but.as_bytes()]).await?;
        Ok(())
    }
}
