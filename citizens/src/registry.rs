//! The questions the other rooms ask.

use deadpool_postgres::{Client, Pool};
use identity::{Identity, SpanishId};
use jiff::Timestamp;

use crate::person::{CitizenId, Contact, Release, Standing};
use crate::store::{self, StoreError};

/// The registry of citizens. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    pool: Pool,
}

impl Registry {
    /// The registry in the database that `pool` connects to; [`migrate`](crate::migrate) has run.
    #[must_use]
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Who has this document; in whatever state, so ask for their [`standing`](Self::standing).
    pub async fn find(&self, document: &SpanishId) -> Result<Option<CitizenId>, StoreError> {
        store::find(&self.connect().await?, document).await
    }

    /// Name, document and date of birth, as an agency is told.
    pub async fn identity(&self, citizen: CitizenId) -> Result<Option<Identity>, StoreError> {
        store::identity(&self.connect().await?, citizen).await
    }

    /// How they stand now. `None`: there is no such person.
    pub async fn standing(&self, citizen: CitizenId) -> Result<Option<Standing>, StoreError> {
        store::standing(&self.connect().await?, citizen).await
    }

    /// How whoever has this document stands now. `None`: nobody is registered with it.
    pub async fn standing_of(&self, document: &str) -> Result<Option<Standing>, StoreError> {
        store::standing_of_document(&self.connect().await?, document).await
    }

    /// Who they are and how they stand now, in one question. `None`: there is no such person.
    pub async fn person(
        &self,
        citizen: CitizenId,
    ) -> Result<Option<(Identity, Standing)>, StoreError> {
        store::person(&self.connect().await?, citizen).await
    }

    /// How they are reached. `None`: there is no such person.
    pub async fn contact(&self, citizen: CitizenId) -> Result<Option<Contact>, StoreError> {
        store::contact(&self.connect().await?, citizen).await
    }

    /// Ends their sessions, and makes proofs of before worthless, everywhere.
    pub async fn end_sessions(&self, citizen: CitizenId, now: Timestamp) -> Result<(), StoreError> {
        store::end_sessions(&self.connect().await?, citizen, now).await
    }

    /// What they were last shown to go out to this agency. `None`: nothing yet.
    pub async fn release(
        &self,
        citizen: CitizenId,
        agency: &str,
    ) -> Result<Option<Release>, StoreError> {
        store::release(&self.connect().await?, citizen, agency).await
    }

    /// Keeps what they were shown, in the place of what was kept before.
    pub async fn keep_release(
        &self,
        citizen: CitizenId,
        agency: &str,
        release: &Release,
    ) -> Result<(), StoreError> {
        store::keep_release(&self.connect().await?, citizen, agency, release).await
    }

    async fn connect(&self) -> Result<Client, StoreError> {
        Ok(self.pool.get().await?)
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registry")
    }
}
