//! The schema `hub`: the only place with its SQL.

pub mod agencies;
pub mod agency_steps;
mod backup;
pub mod departures;
mod error;
pub mod handovers;
pub mod journeys;
pub mod keys;
mod pairwise;
pub mod policies;
pub mod proposals;
mod schema;
pub mod sessions;
pub mod sources;
mod traces;

use std::time::Duration;

use deadpool_postgres::{Object, Pool, Status};
use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

pub use backup::{Counts, counts};
pub use error::StoreError;
pub use journeys::{Finish, FinishError, Row, SessionStep};
pub use keys::KeyStepError;
pub use policies::{Activated, ActivationError};
pub use schema::{Environment, migrate, stamp};

/// How long a node waits for a number that it asks for all the time.
const PATIENCE: Duration = Duration::from_secs(2);

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

    /// What the database's clock shows, soon or not at all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn time(&self) -> Result<Timestamp, StoreError> {
        let select = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
        Timestamp::from_microsecond(self.number(select).await?).map_err(|_| StoreError::Silent)
    }

    /// How its connections are: those that are open, those of them that nobody uses, and how many wait for one.
    #[must_use]
    pub fn connections(&self) -> Status {
        self.pool.status()
    }

    /// One number, soon or not at all.
    async fn number(&self, select: &'static str) -> Result<i64, StoreError> {
        let until = Instant::now() + PATIENCE;
        let client = timeout_at(until, self.pool.get()).await.map_err(|_| StoreError::Silent)??;
        let asked = async {
            let select = client.prepare_cached(select).await?;
            Ok(client.query_one(&select, &[]).await?.get(0))
        };
        if let Ok(answered) = timeout_at(until, asked).await {
            return answered;
        }
        // Whoever got this connection next would wait behind the question.
        drop(Object::take(client));
        Err(StoreError::Silent)
    }
}
