//! Agencies: what a node loads, and what the registrar reads and writes.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use metadata::{Endpoints, ServiceProvider};
use saml::EntityId;
use tokio::task::JoinSet;
use tokio_postgres::{IsolationLevel, Row};

use crate::agency::{Agency, AgencyRecord};
use crate::directory::Directory;
use crate::store::{Store, StoreError};

/// An agency as it lies in the database.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its metadata, as received.
    pub descriptor: Vec<u8>,
    /// The operator's record.
    pub record: AgencyRecord,
    /// When the group ends from which the descriptor was taken.
    pub valid_until: Option<Timestamp>,
    /// The address that is looked at again and again.
    pub source: Option<String>,
}

/// A line of the list of agencies.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which agency.
    pub entity_id: String,
    /// What lies in the database.
    pub stored: Stored,
    /// Since when.
    pub added_at: Timestamp,
    /// The code of what waits for approval.
    pub waiting: Option<String>,
}

/// Descriptors that are read at once.
const PART: usize = 256;
/// What waits behind a lock ends, and is tried again.
const LOADING: &str = "SET LOCAL statement_timeout = '10s'";
const STORED: &str = "descriptor, record, valid_until, source";

impl Store {
    /// The number that goes up with every change of the agencies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn generation(&self) -> Result<i64, StoreError> {
        self.number("SELECT number FROM hub.generation").await
    }

    /// The whole directory and its number, of one instant. Of the agencies that `known` has in the same
    /// version, only the version is read.
    ///
    /// # Errors
    /// [`StoreError`]; the directory in use stays in use then.
    pub async fn load_directory(
        &self,
        endpoints: Endpoints,
        known: &Directory,
    ) -> Result<Directory, StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        transaction.batch_execute(LOADING).await?;
        let generation: i64 =
            transaction.query_one("SELECT number FROM hub.generation", &[]).await?.get(0);
        let mut agencies = Vec::new();
        let mut wanted = Vec::new();
        for row in transaction.query("SELECT entity_id, version FROM hub.agency", &[]).await? {
            let (entity_id, version): (&str, i64) = (row.get(0), row.get(1));
            match known.find_by_name(entity_id).filter(|agency| agency.version == version) {
                Some(agency) => agencies.push(Arc::clone(agency)),
                None => wanted.push(entity_id.to_owned()),
            }
        }
        let select = format!(
            "SELECT entity_id, version, {STORED} FROM hub.agency WHERE entity_id = ANY($1)"
        );
        let select = transaction.prepare_cached(&select).await?;
        agencies.reserve_exact(wanted.len());
        // Part by part, so that never all descriptors are held at once: one is read while the next comes.
        let mut reading = JoinSet::new();
        for part in wanted.chunks(PART) {
            let rows = transaction.query(&select, &[&part]).await?;
            if let Some(read) = reading.join_next().await {
                agencies.extend(read.map_err(|_| StoreError::Interrupted)?);
            }
            reading.spawn_blocking(move || read(&rows, endpoints));
        }
        while let Some(read) = reading.join_next().await {
            agencies.extend(read.map_err(|_| StoreError::Interrupted)?);
        }
        transaction.commit().await?;
        Ok(Directory::new(generation, agencies))
    }

    /// All agencies as they are now, or only those of the dialect `clave2`: for comparing with one more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_neighbours(
        &self,
        endpoints: Endpoints,
        only_clave2: bool,
    ) -> Result<Directory, StoreError> {
        let client = self.pool.get().await?;
        let select = format!(
            "SELECT entity_id, version, {STORED} FROM hub.agency WHERE provider_name IS NOT NULL OR NOT $1"
        );
        let rows = client.query(&select, &[&only_clave2]).await?;
        Ok(Directory::new(0, read(&rows, endpoints)))
    }

    /// All agencies by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_agencies(&self) -> Result<Vec<Listed>, StoreError> {
        let client = self.pool.get().await?;
        let list = "SELECT a.entity_id, a.descriptor, a.record, a.valid_until, a.source, a.added_at, p.code
                    FROM hub.agency a LEFT JOIN hub.proposal p USING (entity_id) ORDER BY a.entity_id";
        let rows = client.query(list, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(Listed {
                    entity_id: row.get("entity_id"),
                    stored: stored(row)?,
                    added_at: row.get("added_at"),
                    waiting: row.get("code"),
                })
            })
            .collect()
    }

    /// Whether there is such an agency, readable or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_agency(&self, id: &EntityId) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let find = "SELECT EXISTS (SELECT FROM hub.agency WHERE entity_id = $1)";
        Ok(client.query_one(find, &[&id.as_str()]).await?.get(0))
    }

    /// Those of these agencies that are there, with their versions.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn agencies(
        &self,
        ids: &[&EntityId],
    ) -> Result<HashMap<EntityId, (i64, Stored)>, StoreError> {
        let client = self.pool.get().await?;
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        let select = format!(
            "SELECT entity_id, version, {STORED} FROM hub.agency WHERE entity_id = ANY($1)"
        );
        let rows = client.query(&select, &[&ids]).await?;
        rows.iter().map(|row| Ok((entity_id(row)?, (row.get("version"), stored(row)?)))).collect()
    }
}

fn read(rows: &[Row], endpoints: Endpoints) -> Vec<Arc<Agency>> {
    rows.iter().filter_map(|row| agency(row, endpoints)).map(Arc::new).collect()
}

/// A row as an agency of the directory. One that cannot be read is left out: it must not keep what
/// changes about others from us.
fn agency(row: &Row, endpoints: Endpoints) -> Option<Agency> {
    let entity_id: &str = row.get("entity_id");
    let Ok(Stored { descriptor, record, valid_until, .. }) = stored(row) else {
        tracing::error!(entity_id, "an agency is left out: its record is not read by this release");
        return None;
    };
    match ServiceProvider::read_with(&descriptor, endpoints) {
        Ok(mut metadata) => {
            metadata.valid_until = metadata.valid_until.into_iter().chain(valid_until).min();
            Some(Agency { metadata, record, version: row.get("version") })
        }
        Err(why) => {
            tracing::error!(entity_id, %why, "an agency is left out: its metadata is not read");
            None
        }
    }
}

pub(super) fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        descriptor: row.get("descriptor"),
        record: json(row, "record")?,
        valid_until: row.get("valid_until"),
        source: row.get("source"),
    })
}

/// What is stored is read as it was written, or not at all; nothing is guessed.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: &'static str,
) -> Result<T, StoreError> {
    let value: serde_json::Value = row.get(column);
    serde_json::from_value(value).map_err(|_| StoreError::Record(column))
}

pub(super) fn entity_id(row: &Row) -> Result<EntityId, StoreError> {
    EntityId::new(row.get("entity_id")).map_err(|_| StoreError::Record("entity_id"))
}
