//! What the registrar writes of agencies, together or not at all.

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use saml::EntityId;
use tokio_postgres::types::{Json, ToSql};

use crate::agency::compare::Difference;
use crate::store::agencies::Stored;
use crate::store::proposals::Proposal;
use crate::store::{Store, StoreError};

impl Store {
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

/// What an agency is from now on.
#[derive(Debug)]
pub struct Put<'a> {
    /// Which agency.
    pub entity_id: &'a EntityId,
    /// The version that it must have; nothing: it must not be there.
    pub base: Option<i64>,
    /// What it is from now on.
    pub wanted: &'a Stored,
    /// As in the history.
    pub what: &'static str,
    /// Who wanted it.
    pub proposed_by: &'a str,
    /// Who approved of it.
    pub approved_by: &'a [String],
    /// The code under which it must have waited; nothing: whatever waits is forgotten.
    pub code: Option<&'a str>,
    /// What is other than before.
    pub differences: &'a [Difference],
}

/// What is written of one agency.
#[derive(Debug)]
pub enum Step<'a> {
    /// The agency is this from now on.
    Put(Put<'a>),
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
    /// What waits is forgotten, because it does not fit any more.
    Forget {
        /// Which agency.
        entity_id: &'a EntityId,
        /// What must be waiting.
        code: &'a str,
        /// Where it came from.
        source: Option<&'a str>,
    },
    /// What waits is forgotten, because somebody wants it not to be.
    Reject {
        /// What was proposed.
        proposal: &'a Proposal,
        /// By whom.
        by: &'a str,
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
        Step::Put(ref put) => put_and_note(transaction, put, now).await?,
        Step::Renew { entity_id, base, wanted } => {
            renew(transaction, entity_id, base, wanted).await?
        }
        Step::Propose(proposal) => propose(transaction, proposal).await?,
        Step::Approve { entity_id, code, approved_by } => {
            let update =
                "UPDATE hub.proposal SET approved_by = $3 WHERE entity_id = $1 AND code = $2";
            transaction.execute(update, &[&entity_id.as_str(), &code, &approved_by]).await?
        }
        Step::Forget { entity_id, code, source } => {
            look_again(transaction, source).await?;
            forget(transaction, entity_id, Some(code)).await?
        }
        Step::Reject { proposal, by } => reject(transaction, proposal, by, now).await?,
        Step::Remove { entity_id, by } => remove(transaction, entity_id, by, now).await?,
    };
    if touched == 0 { Err(ChangedMeanwhile.into()) } else { Ok(()) }
}

/// The agency, what waited of it, and the history.
async fn put_and_note(
    transaction: &Transaction<'_>,
    Put { entity_id, base, wanted, what, proposed_by, approved_by, code, differences }: &Put<'_>,
    now: Timestamp,
) -> Result<u64, WriteError> {
    put(transaction, entity_id, *base, wanted, now).await?;
    let waited = forget(transaction, entity_id, *code).await?;
    match (code, waited) {
        (Some(_), 0) => return Err(ChangedMeanwhile.into()),
        (None, 1..) => look_again(transaction, wanted.source.as_deref()).await?,
        (Some(_), _) | (None, 0) => {}
    }
    let insert = transaction.prepare_cached(
        "INSERT INTO hub.agency_change
             (entity_id, at, what, proposed_by, approved_by, differences, descriptor, record,
              valid_until, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let Stored { descriptor, record, valid_until, source } = wanted;
    let (id, differences, record) = (entity_id.as_str(), Json(differences), Json(record));
    let values: &[&(dyn ToSql + Sync)] = &[
        &id,
        &now,
        what,
        proposed_by,
        approved_by,
        &differences,
        descriptor,
        &record,
        valid_until,
        source,
    ];
    Ok(transaction.execute(&insert.await?, values).await?)
}

async fn renew(
    transaction: &Transaction<'_>,
    entity_id: &EntityId,
    base: i64,
    wanted: &Stored,
) -> Result<u64, StoreError> {
    let update = transaction.prepare_cached(
        "UPDATE hub.agency SET descriptor = $3, valid_until = $4 WHERE entity_id = $1 AND version = $2",
    );
    // What waits compares with the same still.
    let rebase = transaction.prepare_cached(
        "UPDATE hub.proposal SET base = (SELECT version FROM hub.agency WHERE entity_id = $1)
         WHERE entity_id = $1 AND base = $2",
    );
    let (id, Stored { descriptor, valid_until, .. }) = (entity_id.as_str(), wanted);
    let renewed =
        transaction.execute(&update.await?, &[&id, &base, descriptor, valid_until]).await?;
    transaction.execute(&rebase.await?, &[&id, &base]).await?;
    Ok(renewed)
}

async fn reject(
    transaction: &Transaction<'_>,
    Proposal { entity_id, code, differences, .. }: &Proposal,
    by: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let delete = "WITH gone AS (DELETE FROM hub.proposal WHERE entity_id = $1 AND code = $4
                                RETURNING entity_id)
         INSERT INTO hub.agency_change (entity_id, at, what, proposed_by, approved_by, differences)
         SELECT entity_id, $2, 'rejected', $3, '{}', $5 FROM gone";
    let values: &[&(dyn ToSql + Sync)] =
        &[&entity_id.as_str(), &now, &by, code, &Json(differences)];
    Ok(transaction.execute(delete, values).await?)
}

/// Keeps the token of its address for our metadata: should it come back, it finds that where it was.
async fn remove(
    transaction: &Transaction<'_>,
    entity_id: &EntityId,
    by: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    forget(transaction, entity_id, None).await?;
    let delete = "WITH gone AS (DELETE FROM hub.agency WHERE entity_id = $1
                                RETURNING entity_id, metadata_token)
         INSERT INTO hub.agency_change
             (entity_id, at, what, proposed_by, approved_by, differences, metadata_token)
         SELECT entity_id, $2, 'removed', $3, '{}', '[]', metadata_token FROM gone";
    Ok(transaction.execute(delete, &[&entity_id.as_str(), &now, &by]).await?)
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
            "INSERT INTO hub.agency (entity_id, descriptor, record, valid_until, source, added_at, metadata_token)
             VALUES ($1, $2, $3, $4, $5, $6, coalesce(
                 (SELECT metadata_token FROM hub.agency_change
                   WHERE entity_id = $1 AND what = 'removed' ORDER BY id DESC LIMIT 1),
                 gen_random_uuid()::text))
             ON CONFLICT (entity_id) DO NOTHING",
        );
        let insert = insert.await?;
        let values: &[&(dyn ToSql + Sync)] = &[&id, descriptor, &record, valid_until, source, &now];
        transaction.execute(&insert, values).await?
    };
    if touched == 1 { Ok(()) } else { Err(ChangedMeanwhile.into()) }
}

/// What was lost without anybody's no is brought again by the next look at its source, new or not.
async fn look_again(transaction: &Transaction<'_>, source: Option<&str>) -> Result<(), StoreError> {
    let forget = "UPDATE hub.source SET digest = NULL WHERE address = $1";
    transaction.execute(forget, &[&source]).await?;
    Ok(())
}

async fn propose(transaction: &Transaction<'_>, proposal: &Proposal) -> Result<u64, StoreError> {
    if forget(transaction, &proposal.entity_id, None).await? > 0 {
        look_again(transaction, proposal.wanted.source.as_deref()).await?;
    }
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
