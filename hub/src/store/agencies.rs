//! Agencies: what a node loads, and what the registrar reads and writes.

use std::collections::HashMap;
use std::sync::Arc;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use metadata::{Endpoints, ServiceProvider};
use saml::EntityId;
use tokio::task::JoinSet;
use tokio_postgres::types::{Json, ToSql};
use tokio_postgres::{IsolationLevel, Row};

use crate::agency::compare::Difference;
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

/// Somebody wants an agency to be so.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which agency.
    pub entity_id: EntityId,
    /// Names what was proposed at once.
    pub code: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub proposed_by: String,
    /// The version of the agency with which it was compared; nothing: there was none.
    pub base: Option<i64>,
    /// What it is to be.
    pub wanted: Stored,
    /// What would be other than it is.
    pub differences: Vec<Difference>,
    /// Which operators said yes.
    pub approved_by: Vec<String>,
}

impl Proposal {
    /// Whether it means the same as a newer one: then whoever approved of it has seen that one.
    #[must_use]
    pub fn is_as_good_as(&self, newer: &Self) -> bool {
        self.base == newer.base
            && self.differences == newer.differences
            && self.wanted.record == newer.wanted.record
            && self.wanted.source == newer.wanted.source
            && (self.base.is_some() || self.wanted.descriptor == newer.wanted.descriptor)
    }
}

/// Something that was done to an agency.
#[derive(Clone, Debug)]
pub struct AgencyChange {
    /// Names it.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// `added`, `changed`, `rolled back`, `removed`, or `found` by the release that began to keep count.
    pub what: String,
    /// By whom.
    pub done_by: Vec<String>,
    /// What was other than before.
    pub differences: Vec<Difference>,
    /// What the agency was afterwards; nothing: it was gone.
    pub after: Option<Stored>,
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
                agencies.extend(read.map_err(|_| StoreError::Interrupted)??);
            }
            reading.spawn_blocking(move || read(&rows, endpoints));
        }
        while let Some(read) = reading.join_next().await {
            agencies.extend(read.map_err(|_| StoreError::Interrupted)??);
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
        Ok(Directory::new(0, read(&rows, endpoints)?))
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

    /// What waits for approval, the oldest first: all of it, or what has this code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn proposals(&self, code: Option<&str>) -> Result<Vec<Proposal>, StoreError> {
        let client = self.pool.get().await?;
        let select = "SELECT * FROM hub.proposal WHERE $1::text IS NULL OR code = $1
                      ORDER BY at, code, entity_id";
        let rows = client.query(select, &[&code]).await?;
        rows.iter().map(proposal).collect()
    }

    /// What waits for approval of these agencies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn proposals_for(
        &self,
        ids: &[&EntityId],
    ) -> Result<HashMap<EntityId, Proposal>, StoreError> {
        let client = self.pool.get().await?;
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        let select = "SELECT * FROM hub.proposal WHERE entity_id = ANY($1)";
        let rows = client.query(select, &[&ids]).await?;
        rows.iter().map(|row| Ok((entity_id(row)?, proposal(row)?))).collect()
    }

    /// What was done to an agency, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_of(&self, id: &EntityId) -> Result<Vec<AgencyChange>, StoreError> {
        let client = self.pool.get().await?;
        let select = "SELECT * FROM hub.agency_change WHERE entity_id = $1 ORDER BY id DESC";
        let rows = client.query(select, &[&id.as_str()]).await?;
        rows.iter().map(change).collect()
    }

    /// Opens a transaction on the agencies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn write_agencies(&self) -> Result<AgencyWriter, StoreError> {
        Ok(AgencyWriter { client: self.pool.get().await? })
    }
}

/// Somebody else changed the agency meanwhile.
#[derive(Debug, thiserror::Error)]
#[error("it was changed or removed by somebody else meanwhile")]
pub struct ChangedMeanwhile;

/// Why a step of the registrar is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody else was faster.
    #[error(transparent)]
    Changed(#[from] ChangedMeanwhile),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<tokio_postgres::Error> for WriteError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A connection for steps that are written together or not at all.
pub struct AgencyWriter {
    client: deadpool_postgres::Object,
}

/// What is written of one agency.
#[derive(Debug)]
pub enum Step<'a> {
    /// The agency is this from now on.
    Put {
        /// Which agency.
        entity_id: &'a EntityId,
        /// The version that it must have; nothing: it must not be there.
        base: Option<i64>,
        /// What it is from now on.
        wanted: &'a Stored,
        /// As in [`AgencyChange`].
        what: &'static str,
        /// By whom.
        done_by: &'a [String],
        /// What is other than before.
        differences: &'a [Difference],
    },
    /// The same agency, for longer.
    Renew {
        /// Which agency.
        entity_id: &'a EntityId,
        /// The version that it must have.
        base: i64,
        /// What it is from now on; the record is not touched.
        wanted: &'a Stored,
    },
    /// Waits for approval, in the place of what waited before.
    Propose(&'a Proposal),
    /// Another operator approved of it; it goes on waiting.
    Approve {
        /// Which agency.
        entity_id: &'a EntityId,
        /// What was approved.
        code: &'a str,
        /// Who did by now.
        approved_by: &'a [String],
    },
    /// Nothing waits any longer.
    Forget {
        /// Which agency.
        entity_id: &'a EntityId,
        /// What must be waiting; nothing: whatever does.
        code: Option<&'a str>,
    },
    /// The agency goes, and what waits of it.
    Remove {
        /// Which agency.
        entity_id: &'a EntityId,
        /// By whom.
        by: &'a str,
    },
}

impl AgencyWriter {
    /// Writes these steps together or none of them.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is written then.
    pub async fn write(&mut self, steps: &[Step<'_>], now: Timestamp) -> Result<(), WriteError> {
        let transaction = self.client.transaction().await?;
        for step in steps {
            write(&transaction, step, now).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn write(
    transaction: &Transaction<'_>,
    step: &Step<'_>,
    now: Timestamp,
) -> Result<(), WriteError> {
    let touched = match *step {
        Step::Put { entity_id, base, wanted, what, done_by, differences } => {
            put(transaction, entity_id, base, wanted, now).await?;
            forget(transaction, entity_id, None).await?;
            let insert = transaction.prepare_cached(
                "INSERT INTO hub.agency_change
                     (entity_id, at, what, done_by, differences, descriptor, record, valid_until, source)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            );
            let Stored { descriptor, record, valid_until, source } = wanted;
            let differences = Json(differences);
            let id = entity_id.as_str();
            transaction
                .execute(
                    &insert.await?,
                    &[
                        &id,
                        &now,
                        &what,
                        &done_by,
                        &differences,
                        descriptor,
                        &Json(record),
                        valid_until,
                        source,
                    ],
                )
                .await?
        }
        Step::Renew { entity_id, base, wanted } => {
            let update = transaction.prepare_cached(
                "UPDATE hub.agency SET descriptor = $3, valid_until = $4 WHERE entity_id = $1 AND version = $2",
            );
            let Stored { descriptor, valid_until, .. } = wanted;
            transaction
                .execute(&update.await?, &[&entity_id.as_str(), &base, descriptor, valid_until])
                .await?
        }
        Step::Propose(proposal) => propose(transaction, proposal).await?,
        Step::Approve { entity_id, code, approved_by } => {
            let update =
                "UPDATE hub.proposal SET approved_by = $3 WHERE entity_id = $1 AND code = $2";
            transaction.execute(update, &[&entity_id.as_str(), &code, &approved_by]).await?
        }
        Step::Forget { entity_id, code } => forget(transaction, entity_id, code).await?,
        Step::Remove { entity_id, by } => {
            forget(transaction, entity_id, None).await?;
            let delete =
                "WITH gone AS (DELETE FROM hub.agency WHERE entity_id = $1 RETURNING entity_id)
                 INSERT INTO hub.agency_change (entity_id, at, what, done_by, differences)
                 SELECT entity_id, $2, 'removed', ARRAY[$3], '[]' FROM gone";
            transaction.execute(delete, &[&entity_id.as_str(), &now, &by]).await?
        }
    };
    let must_be_there = !matches!(step, Step::Forget { code: None, .. });
    if touched == 0 && must_be_there { Err(ChangedMeanwhile.into()) } else { Ok(()) }
}

async fn put(
    transaction: &Transaction<'_>,
    entity_id: &EntityId,
    base: Option<i64>,
    wanted: &Stored,
    now: Timestamp,
) -> Result<(), WriteError> {
    let Stored { descriptor, record, valid_until, source } = wanted;
    let (id, record) = (entity_id.as_str(), Json(record));
    let touched = if let Some(version) = base {
        let update = transaction.prepare_cached(
            "UPDATE hub.agency SET descriptor = $3, record = $4, valid_until = $5, source = $6
             WHERE entity_id = $1 AND version = $2",
        );
        let update = update.await?;
        let values: &[&(dyn ToSql + Sync)] =
            &[&id, &version, descriptor, &record, valid_until, source];
        transaction.execute(&update, values).await?
    } else {
        let insert = transaction.prepare_cached(
            "INSERT INTO hub.agency (entity_id, descriptor, record, valid_until, source, added_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (entity_id) DO NOTHING",
        );
        let insert = insert.await?;
        let values: &[&(dyn ToSql + Sync)] = &[&id, descriptor, &record, valid_until, source, &now];
        transaction.execute(&insert, values).await?
    };
    if touched == 1 { Ok(()) } else { Err(ChangedMeanwhile.into()) }
}

async fn propose(transaction: &Transaction<'_>, proposal: &Proposal) -> Result<u64, StoreError> {
    forget(transaction, &proposal.entity_id, None).await?;
    let insert = transaction.prepare_cached(
        "INSERT INTO hub.proposal (entity_id, code, at, proposed_by, base, descriptor, record, valid_until,
             source, differences, approved_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    );
    let Proposal { entity_id, code, at, proposed_by, base, wanted, differences, approved_by } =
        proposal;
    let Stored { descriptor, record, valid_until, source } = wanted;
    let (differences, record) = (Json(differences), Json(record));
    let values: &[&(dyn ToSql + Sync)] = &[
        &entity_id.as_str(),
        code,
        at,
        proposed_by,
        base,
        descriptor,
        &record,
        valid_until,
        source,
        &differences,
        approved_by,
    ];
    Ok(transaction.execute(&insert.await?, values).await?)
}

async fn forget(
    transaction: &Transaction<'_>,
    entity_id: &EntityId,
    code: Option<&str>,
) -> Result<u64, StoreError> {
    let delete = transaction.prepare_cached(
        "DELETE FROM hub.proposal WHERE entity_id = $1 AND ($2::text IS NULL OR code = $2)",
    );
    Ok(transaction.execute(&delete.await?, &[&entity_id.as_str(), &code]).await?)
}

fn read(rows: &[Row], endpoints: Endpoints) -> Result<Vec<Arc<Agency>>, StoreError> {
    let agencies = rows.iter().map(|row| agency(row, endpoints)).filter_map(Result::transpose);
    agencies.map(|agency| agency.map(Arc::new)).collect()
}

/// A row as an agency of the directory. One whose metadata cannot be read is left out: it must not keep
/// what changes about others from us.
fn agency(row: &Row, endpoints: Endpoints) -> Result<Option<Agency>, StoreError> {
    let stored = stored(row).inspect_err(|why| {
        let entity_id: &str = row.get("entity_id");
        tracing::error!(entity_id, %why, "the record of an agency is not read by this release");
    });
    let Stored { descriptor, record, valid_until, .. } = stored?;
    match ServiceProvider::read_with(&descriptor, endpoints) {
        Ok(mut metadata) => {
            metadata.valid_until = metadata.valid_until.into_iter().chain(valid_until).min();
            Ok(Some(Agency { metadata, record, version: row.get("version") }))
        }
        Err(why) => {
            let entity_id: &str = row.get("entity_id");
            tracing::error!(entity_id, %why, "an agency is left out: its metadata is not read");
            Ok(None)
        }
    }
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        descriptor: row.get("descriptor"),
        record: json(row, "record")?,
        valid_until: row.get("valid_until"),
        source: row.get("source"),
    })
}

fn proposal(row: &Row) -> Result<Proposal, StoreError> {
    Ok(Proposal {
        entity_id: entity_id(row)?,
        code: row.get("code"),
        at: row.get("at"),
        proposed_by: row.get("proposed_by"),
        base: row.get("base"),
        wanted: stored(row)?,
        differences: json(row, "differences")?,
        approved_by: row.get("approved_by"),
    })
}

fn change(row: &Row) -> Result<AgencyChange, StoreError> {
    let what: String = row.get("what");
    Ok(AgencyChange {
        id: row.get("id"),
        at: row.get("at"),
        done_by: row.get("done_by"),
        differences: json(row, "differences")?,
        after: (what != "removed").then(|| stored(row)).transpose()?,
        what,
    })
}

/// What is stored is read as it was written, or not at all; nothing is guessed.
fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    let value: serde_json::Value = row.get(column);
    serde_json::from_value(value).map_err(|_| StoreError::Record(column))
}

fn entity_id(row: &Row) -> Result<EntityId, StoreError> {
    EntityId::new(row.get("entity_id")).map_err(|_| StoreError::Record("entity_id"))
}
