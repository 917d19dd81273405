//! By what the nodes of one database know that they have the same pairwise key.

use crate::store::{Store, StoreError};

impl Store {
    /// The value that the first node has left, if there has been one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pairwise_check(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let client = self.pool.get().await?;
        let row = client.query_opt("SELECT check_value FROM hub.pairwise", &[]).await?;
        Ok(row.map(|row| row.get(0)))
    }

    /// Leaves this value if no other node has left one before. The one that is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_pairwise_check(&self, check: &[u8]) -> Result<Vec<u8>, StoreError> {
        let client = self.pool.get().await?;
        let insert = "INSERT INTO hub.pairwise (check_value) VALUES ($1) ON CONFLICT DO NOTHING";
        client.execute(insert, &[&check]).await?;
        Ok(client.query_one("SELECT check_value FROM hub.pairwise", &[]).await?.get(0))
    }
}
