//! What a backup is known by, and what is done when one was restored.

use tokio_postgres::GenericClient;

use crate::store::{Store, StoreError};

/// How much there is of what never shrinks unnoticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Agencies.
    pub agencies: i64,
    /// Entries of the trace.
    pub trace: i64,
    /// The number of the directory.
    pub generation: i64,
}

/// Counts; in a backup's own transaction all of it is of one instant.
///
/// # Errors
/// [`StoreError`].
pub async fn counts(client: &impl GenericClient) -> Result<Counts, StoreError> {
    let count = "SELECT (SELECT count(*) FROM hub.agency), (SELECT count(*) FROM hub.trace),
                        (SELECT number FROM hub.generation)";
    let row = client.query_one(count, &[]).await?;
    Ok(Counts { agencies: row.get(0), trace: row.get(1), generation: row.get(2) })
}

impl Store {
    /// Ends everything that browsers hold a key of. Called once after a restore, and the one place for
    /// it: what a browser was told since the backup is not known any more, so nobody goes on from where
    /// they stood. Neither journeys nor sessions are in a backup: a database that was in use before it was
    /// restored into may have some.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_what_browsers_hold(&self) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        client.batch_execute("DELETE FROM hub.journey; DELETE FROM hub.session").await?;
        Ok(())
    }
}
