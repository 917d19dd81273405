//! What waits for approval, and what was done.

use std::collections::HashMap;

use jiff::Timestamp;
use saml::EntityId;
use tokio_postgres::Row;

use crate::agency::compare::Difference;
use crate::store::agencies::{Stored, entity_id, json, stored};
use crate::store::{Store, StoreError};

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

/// Something that was done to an agency.
#[derive(Clone, Debug)]
pub struct AgencyChange {
    /// Names it.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// `added`, `changed`, `rolled back`, `removed`, `rejected` of what waited, or `found` by the release
    /// that began to keep count.
    pub what: String,
    /// Who wanted it.
    pub proposed_by: String,
    /// Who approved of it, if it needed that.
    pub approved_by: Vec<String>,
    /// What was other than before.
    pub differences: Vec<Difference>,
    /// What the agency was afterwards; nothing: it was gone, or what waited was rejected.
    pub after: Option<Stored>,
}

impl Store {
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

    /// How often each of these agencies was changed by this name since an instant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_by(
        &self,
        by: &str,
        since: Timestamp,
        ids: &[&EntityId],
    ) -> Result<HashMap<EntityId, i64>, StoreError> {
        let client = self.pool.get().await?;
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        let count = "SELECT entity_id, count(*) FROM hub.agency_change
                     WHERE entity_id = ANY($1) AND proposed_by = $2 AND at > $3 GROUP BY entity_id";
        let rows = client.query(count, &[&ids, &by, &since]).await?;
        rows.iter().map(|row| Ok((entity_id(row)?, row.get("count")))).collect()
    }

    /// Gives what waits under one code another: until then nobody was shown it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recode(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let update = "UPDATE hub.proposal SET code = $2 WHERE code = $1";
        client.execute(update, &[&from, &to]).await?;
        Ok(())
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

    /// What was done to an agency, the newest first; the last hundred.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_of(&self, id: &EntityId) -> Result<Vec<AgencyChange>, StoreError> {
        let client = self.pool.get().await?;
        let select =
            "SELECT * FROM hub.agency_change WHERE entity_id = $1 ORDER BY id DESC LIMIT 100";
        let rows = client.query(select, &[&id.as_str()]).await?;
        rows.iter().map(change).collect()
    }
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
        proposed_by: row.get("proposed_by"),
        approved_by: row.get("approved_by"),
        differences: json(row, "differences")?,
        after: (what != "removed" && what != "rejected").then(|| stored(row)).transpose()?,
        what,
    })
}
