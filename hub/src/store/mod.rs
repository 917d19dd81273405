//! The schema `hub`: the only place with its SQL.

pub mod agencies;
mod backup;
mod error;
pub mod journeys;
pub mod keys;
mod pairwise;
pub mod policies;
mod schema;
pub mod sources;

use deadpool_postgres::Pool;

pub use backup::{Counts, counts};
pub use error::StoreError;
pub use journeys::{Finish, FinishError, Row};
pub use keys::KeyStepError;
pub use policies::{Activated, ActivationError};
pub use schema::{Environment, migrate, stamp};

/// Connections to the schema `hub`.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
}

impl Store {
    /// Over connections to a migrated database.
    #[must_use]
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }
}
