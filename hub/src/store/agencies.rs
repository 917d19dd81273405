//! Agencies: what the operator's commands change, and what a node loads.

use identity::LevelOfAssurance;
use jiff::Timestamp;
use metadata::{Endpoints, ProviderName, ServiceProvider};
use saml::{Deviation, Dialect, EntityId};
use tokio_postgres::{IsolationLevel, Row};

use crate::directory::{Agency, AgencyRecord, Directory};
use crate::store::{Store, StoreError};

/// A line of `agency-list`.
#[derive(Debug)]
pub struct Listed {
    /// Who.
    pub entity_id: String,
    /// The least level that it accepts, by its name.
    pub level: String,
    /// How it speaks, by its name.
    pub dialect: String,
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

    /// The operator's record of an agency, if there is such an agency.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, entity_id: &EntityId) -> Result<Option<AgencyRecord>, StoreError> {
        let client = self.pool.get().await?;
        let find = "SELECT level, dialect, provider_name, deviations FROM hub.agency
                    WHERE entity_id = $1";
        let row = client.query_opt(find, &[&entity_id.as_str()]).await?;
        row.map(|row| record(&row)).transpose()
    }

    /// Puts another record in the place of `known`. False if there is no such agency, or if its record
    /// is another one by now.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then.
    pub async fn set_record(
        &self,
        entity_id: &EntityId,
        known: &AgencyRecord,
        wanted: &AgencyRecord,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let set = "UPDATE hub.agency
                      SET level = $2, dialect = $3, provider_name = $4, deviations = $5
                    WHERE entity_id = $1 AND level = $6 AND dialect = $7
                      AND provider_name IS NOT DISTINCT FROM $8 AND deviations = $9";
        let changed = client
            .execute(
                set,
                &[
                    &entity_id.as_str(),
                    &wanted.level.name(),
                    &wanted.dialect.name(),
                    &wanted.provider_name.as_ref().map(ProviderName::as_str),
                    &names(&wanted.deviations),
                    &known.level.name(),
                    &known.dialect.name(),
                    &known.provider_name.as_ref().map(ProviderName::as_str),
                    &names(&known.deviations),
                ],
            )
            .await?;
        Ok(changed == 1)
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
        let list = "SELECT entity_id, level, dialect, added_at FROM hub.agency ORDER BY entity_id";
        let rows = client.query(list, &[]).await?;
        Ok(rows
            .into_iter()
            .map(|row| Listed {
                entity_id: row.get(0),
                level: row.get(1),
                dialect: row.get(2),
                added_at: row.get(3),
            })
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
            transaction.query("SELECT entity_id, descriptor, level, dialect, provider_name, deviations FROM hub.agency", &[]).await?;
        transaction.commit().await?;
        let mut agencies = Vec::with_capacity(rows.len());
        for row in rows {
            let (entity_id, descriptor): (String, Vec<u8>) = (row.get(0), row.get(1));
            // One that cannot be read is left out; it must not keep what changes about others from us.
            let metadata = match ServiceProvider::read_with(&descriptor, endpoints) {
                Ok(metadata) => metadata,
                Err(why) => {
                    tracing::error!(%entity_id, %why, "an agency is left out: its metadata is not read");
                    continue;
                }
            };
            agencies.push(Agency { metadata, record: record(&row)? });
        }
        Ok(Directory::new(generation, agencies))
    }
}

/// A row's record. The columns' own checks allow no other values; were there one, nothing is guessed.
fn record(row: &Row) -> Result<AgencyRecord, StoreError> {
    let (level, dialect): (String, String) = (row.get("level"), row.get("dialect"));
    let provider_name: Option<String> = row.get("provider_name");
    let deviations: Vec<String> = row.get("deviations");
    let provider_name = provider_name.map(|name| ProviderName::parse(&name)).transpose();
    let deviations = deviations.iter().map(|name| Deviation::from_name(name)).collect();
    Ok(AgencyRecord {
        level: LevelOfAssurance::from_name(&level).ok_or(StoreError::Record("level"))?,
        dialect: Dialect::from_name(&dialect).ok_or(StoreError::Record("dialect"))?,
        provider_name: provider_name.map_err(|_| StoreError::Record("provider_name"))?,
        deviations: Option::ok_or(deviations, StoreError::Record("deviations"))?,
    })
}

fn names(deviations: &[Deviation]) -> Vec<&'static str> {
    deviations.iter().map(|deviation| deviation.name()).collect()
}
