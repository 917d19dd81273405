//! Agencies: what the operator's commands change, and what a node loads.

use identity::LevelOfAssurance;
use jiff::Timestamp;
use metadata::{Endpoints, ServiceProvider};
use saml::EntityId;
use tokio_postgres::IsolationLevel;

use crate::directory::{Agency, AgencyRecord, Directory};
use crate::store::{Store, StoreError};

/// A line of `agency-list`.
#[derive(Debug)]
pub struct Listed {
    /// Who.
    pub entity_id: String,
    /// The least level that it accepts, by its name.
    pub level: String,
    /// Since when.
    pub added_at: Timestamp,
}

impl Store {
    /// Adds an agency, or replaces the descriptor of one that is there; its record stays.
    /// A new one gets `level`. True if it is new.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then.
    pub async fn put_agency(
        &self,
        entity_id: &EntityId,
        descriptor: &[u8],
        level: LevelOfAssurance,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let row = client
            .query_one(
                "INSERT INTO hub.agency (entity_id, descriptor, level, added_at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (entity_id) DO UPDATE SET descriptor = excluded.descriptor
                 RETURNING xmax = 0",
                &[&entity_id.as_str(), &descriptor, &level.name(), &now],
            )
            .await?;
        Ok(row.get(0))
    }

    /// Sets the level that an agency asks for. False if there is no such agency.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_level(
        &self,
        entity_id: &EntityId,
        level: LevelOfAssurance,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let set = "UPDATE hub.agency SET level = $2 WHERE entity_id = $1";
        Ok(client.execute(set, &[&entity_id.as_str(), &level.name()]).await? == 1)
    }

    /// Takes an agency out of the directory. False if it was not in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_agency(&self, entity_id: &EntityId) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let delete = "DELETE FROM hub.agency WHERE entity_id = $1";
        Ok(client.execute(delete, &[&entity_id.as_str()]).await? == 1)
    }

    /// All agencies by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_agencies(&self) -> Result<Vec<Listed>, StoreError> {
        let client = self.pool.get().await?;
        let list = "SELECT entity_id, level, added_at FROM hub.agency ORDER BY entity_id";
        let rows = client.query(list, &[]).await?;
        Ok(rows
            .into_iter()
            .map(|row| Listed { entity_id: row.get(0), level: row.get(1), added_at: row.get(2) })
            .collect())
    }

    /// The number that goes up with every change of the agencies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn generation(&self) -> Result<i64, StoreError> {
        let client = self.pool.get().await?;
        Ok(client.query_one("SELECT number FROM hub.generation", &[]).await?.get(0))
    }

    /// The whole directory and its number, of one instant.
    ///
    /// # Errors
    /// [`StoreError`]; the directory in use stays in use then.
    pub async fn load_directory(&self, endpoints: Endpoints) -> Result<Directory, StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        let generation: i64 =
            transaction.query_one("SELECT number FROM hub.generation", &[]).await?.get(0);
        let rows =
            transaction.query("SELECT entity_id, descriptor, level FROM hub.agency", &[]).await?;
        transaction.commit().await?;
        let mut agencies = Vec::with_capacity(rows.len());
        for row in rows {
            let (entity_id, descriptor, level): (String, Vec<u8>, String) =
                (row.get(0), row.get(1), row.get(2));
            let metadata = ServiceProvider::read_with(&descriptor, endpoints)
                .map_err(|source| StoreError::Descriptor { entity_id, source })?;
            // The column's own check allows no other name; were there one, it asks for most.
            let level = LevelOfAssurance::from_name(&level).unwrap_or(LevelOfAssurance::High);
            agencies.push(Agency { metadata, record: AgencyRecord { level } });
        }
        Ok(Directory::new(generation, agencies))
    }
}
