//! The addresses whose metadata is looked at again and again.

use jiff::{SignedDuration, Timestamp};
use saml::EntityId;
use tokio_postgres::Row;

use crate::store::{Store, StoreError};

/// An address that is followed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Where: https.
    pub address: String,
    /// The certificate (DER) whose key must have signed what comes from there; nothing: nobody has to.
    pub signer: Option<Vec<u8>>,
    /// When it is looked at next.
    pub next_at: Timestamp,
    /// When a copy was last taken from it.
    pub good_at: Option<Timestamp>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// How many tries have failed since.
    pub failures: u32,
    /// SHA-256 of the last good copy.
    pub digest: Option<Vec<u8>>,
    /// When the last good copy was made, as it says.
    pub made_at: Option<Timestamp>,
    /// When the last good copy ends.
    pub valid_until: Option<Timestamp>,
}

impl Store {
    /// Follows an address from now on, or with another signer than before. It is looked at next at
    /// `next_at`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn follow(
        &self,
        address: &str,
        signer: Option<&[u8]>,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let put = "INSERT INTO hub.source (address, signer, next_at) VALUES ($1, $2, $3)
                   ON CONFLICT (address) DO UPDATE SET signer = excluded.signer, next_at = excluded.next_at";
        client.execute(put, &[&address, &signer, &next_at]).await?;
        Ok(())
    }

    /// Follows an address no longer; what was taken from it stays. False if it was not followed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unfollow(&self, address: &str) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let delete = "DELETE FROM hub.source WHERE address = $1";
        Ok(client.execute(delete, &[&address]).await? == 1)
    }

    /// An address, if it is followed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn source(&self, address: &str) -> Result<Option<Source>, StoreError> {
        let client = self.pool.get().await?;
        let select = "SELECT * FROM hub.source WHERE address = $1";
        client.query_opt(select, &[&address]).await?.as_ref().map(source).transpose()
    }

    /// All addresses that are followed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        let client = self.pool.get().await?;
        let rows = client.query("SELECT * FROM hub.source ORDER BY address", &[]).await?;
        rows.iter().map(source).collect()
    }

    /// Takes the address that has been due for longest, for `lease`: no other node takes it meanwhile.
    /// With `address`, that one, due or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_due_source(
        &self,
        address: Option<&str>,
        lease: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<Source>, StoreError> {
        let client = self.pool.get().await?;
        let take = "UPDATE hub.source SET next_at = $2, tried_at = $1 WHERE address = (
                        SELECT address FROM hub.source
                        WHERE CASE WHEN $3::text IS NULL THEN next_at <= $1 ELSE address = $3 END
                        ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING *";
        let row = client.query_opt(take, &[&now, &(now + lease), &address]).await?;
        row.as_ref().map(source).transpose()
    }

    /// Whether an address is due.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_source_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let due = "SELECT EXISTS (SELECT FROM hub.source WHERE next_at <= $1)";
        Ok(client.query_one(due, &[&now]).await?.get(0))
    }

    /// How many addresses were not good when they were last looked at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn failing_sources(&self) -> Result<i64, StoreError> {
        self.number("SELECT count(*) FROM hub.source WHERE failures > 0").await
    }

    /// Keeps what a look at a source led to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_source(&self, source: &Source) -> Result<(), StoreError> {
        let client = self.pool.get().await?;
        let update = "UPDATE hub.source
                         SET next_at = $2, good_at = $3, failure = $4, failures = $5, digest = $6,
                             made_at = $7, valid_until = $8
                       WHERE address = $1";
        let Source {
            address,
            next_at,
            good_at,
            failure,
            failures,
            digest,
            made_at,
            valid_until,
            ..
        } = source;
        let failures = i32::try_from(*failures).unwrap_or(i32::MAX);
        client
            .execute(
                update,
                &[address, next_at, good_at, failure, &failures, digest, made_at, valid_until],
            )
            .await?;
        Ok(())
    }

    /// The agencies that were taken from an address and may ask for all we know.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn agencies_of_source(&self, address: &str) -> Result<Vec<EntityId>, StoreError> {
        let client = self.pool.get().await?;
        let select = "SELECT entity_id FROM hub.agency WHERE source = $1
                      AND NOT coalesce((record ->> 'suspended')::boolean, false) ORDER BY entity_id";
        let rows = client.query(select, &[&address]).await?;
        let id = |row: &Row| {
            EntityId::new(row.get("entity_id")).map_err(|_| StoreError::Record("entity_id"))
        };
        rows.iter().map(id).collect()
    }
}

fn source(row: &Row) -> Result<Source, StoreError> {
    let failures: i32 = row.get("failures");
    Ok(Source {
        address: row.get("address"),
        signer: row.get("signer"),
        next_at: row.get("next_at"),
        good_at: row.get("good_at"),
        failure: row.get("failure"),
        failures: u32::try_from(failures).map_err(|_| StoreError::Record("failures"))?,
        digest: row.get("digest"),
        made_at: row.get("made_at"),
        valid_until: row.get("valid_until"),
    })
}
