//! What can go wrong between us and the database.

/// A fault of ours or of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection in time.
    #[error("no connection to the database")]
    Pool(#[from] deadpool_postgres::PoolError),
    /// The database refused a statement.
    #[error("the database refused a statement")]
    Database(#[from] tokio_postgres::Error),
    /// A migration failed.
    #[error("the schema could not be migrated")]
    Migration(#[from] refinery::Error),
    /// A value could not be written or read as JSON.
    #[error("a row could not be encoded")]
    Json(#[from] serde_json::Error),
    /// An agency's stored descriptor cannot be read.
    #[error("the descriptor of {entity_id} cannot be read")]
    Descriptor {
        /// Whose.
        entity_id: String,
        /// Why.
        source: metadata::MetadataError,
    },
    /// The database belongs to another environment.
    #[error("this database belongs to the {0} environment")]
    Stamp(String),
}
