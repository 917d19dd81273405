//! Our keys: what the operator's commands change, what a node loads, and who has seen them.

use certs::Certificate;
use jiff::Timestamp;
use saml::EntityId;
use tokio_postgres::{GenericClient, IsolationLevel, Row, Transaction};

use crate::keys::rollover::{self, KeyRecord, Refused, State, Terms, Unseen};
use crate::store::{Store, StoreError};

/// Why a step was not taken; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyStepError {
    /// It would strand an agency, or there is nothing to take it with.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<tokio_postgres::Error> for KeyStepError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<deadpool_postgres::PoolError> for KeyStepError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Store(error.into())
    }
}

/// The published ones before the retired, the active first.
const ALL: &str = "SELECT fingerprint, certificate, state, published_at, activated_at, retired_at,
           coalesce(retired_by, activated_by, published_by) AS by,
           (SELECT count(*) FROM hub.key_seen s JOIN hub.agency a ON a.entity_id = s.agency
             WHERE s.fingerprint = k.fingerprint
               AND NOT coalesce((a.record ->> 'suspended')::boolean, false)) AS seen
      FROM hub.key k
     ORDER BY array_position(ARRAY['active', 'next', 'retiring', 'retired'], state),
              published_at, fingerprint";

impl Store {
    /// All keys: the active one, the next, those that retire, those that are retired.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keys(&self) -> Result<Vec<KeyRecord>, StoreError> {
        let client = self.pool.get().await?;
        records(&**client).await
    }

    /// The same and the number of the generation, of one instant.
    ///
    /// # Errors
    /// [`StoreError`]; the keys in use stay in use then.
    pub async fn load_keys(&self) -> Result<(i64, Vec<KeyRecord>), StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        let number = transaction.query_one("SELECT number FROM hub.generation", &[]).await?.get(0);
        let keys = records(&*transaction).await?;
        transaction.commit().await?;
        Ok((number, keys))
    }

    /// Publishes a key. The first of all signs at once, others are next; which of both it became.
    ///
    /// # Errors
    /// [`KeyStepError`] if there is a next one, or if this one is known.
    pub async fn publish_key(
        &self,
        certificate: &Certificate,
        by: &str,
        now: Timestamp,
    ) -> Result<State, KeyStepError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let keys = locked(&transaction).await?;
        let fingerprint = certificate.fingerprint();
        rollover::may_publish(&keys, Some(&fingerprint))?;
        let first = !keys.iter().any(|key| key.state == State::Active);
        let (state, since) =
            if first { (State::Active, Some((now, by))) } else { (State::Next, None) };
        transaction
            .execute(
                "INSERT INTO hub.key (fingerprint, certificate, state, published_at, published_by,
                                      activated_at, activated_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    &fingerprint,
                    &certificate.der(),
                    &state.name(),
                    &now,
                    &by,
                    &since.map(|(at, _)| at),
                    &since.map(|(_, by)| by),
                ],
            )
            .await?;
        transaction.commit().await?;
        Ok(state)
    }

    /// Lets a published key sign; the one that did is retiring from now on.
    ///
    /// # Errors
    /// [`KeyStepError`] if an agency would be stranded.
    pub async fn activate_key(
        &self,
        fingerprint: &str,
        terms: Terms<'_>,
        now: Timestamp,
    ) -> Result<(), KeyStepError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let keys = locked(&transaction).await?;
        let key = rollover::to_activate(&keys, Some(fingerprint))?;
        let unseen = unseen(&transaction, &key.fingerprint).await?;
        rollover::may_activate(key, &unseen, terms, now)?;
        // In this order: at no instant are two of them active.
        let retire = "UPDATE hub.key SET state = 'retiring' WHERE state = 'active'";
        transaction.execute(retire, &[]).await?;
        let activate = "UPDATE hub.key SET state = 'active', activated_at = $2, activated_by = $3
                         WHERE fingerprint = $1";
        transaction.execute(activate, &[&key.fingerprint, &now, &terms.by]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a key out of our metadata: one that retires, or a next one that was a mistake.
    ///
    /// # Errors
    /// [`KeyStepError`] if an agency would be stranded.
    pub async fn retire_key(
        &self,
        fingerprint: &str,
        terms: Terms<'_>,
        now: Timestamp,
    ) -> Result<(), KeyStepError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let keys = locked(&transaction).await?;
        let key = rollover::to_retire(&keys, Some(fingerprint))?;
        if let Some(active) = keys.iter().find(|key| key.state == State::Active) {
            let unseen = unseen(&transaction, &active.fingerprint).await?;
            rollover::may_retire(key, active, &unseen, terms, now)?;
        }
        let retire = "UPDATE hub.key SET state = 'retired', retired_at = $2, retired_by = $3
                       WHERE fingerprint = $1";
        transaction.execute(retire, &[&key.fingerprint, &now, &terms.by]).await?;
        let forget = "DELETE FROM hub.key_seen WHERE fingerprint = $1";
        transaction.execute(forget, &[&key.fingerprint]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How many agencies have to know our keys: those that are not suspended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_agencies(&self) -> Result<i64, StoreError> {
        let client = self.pool.get().await?;
        let count = "SELECT count(*) FROM hub.agency
                     WHERE NOT coalesce((record ->> 'suspended')::boolean, false)";
        Ok(client.query_one(count, &[]).await?.get(0))
    }

    /// The path of an agency's own address for our metadata, if there is such an agency.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn metadata_path(&self, entity_id: &EntityId) -> Result<Option<String>, StoreError> {
        let client = self.pool.get().await?;
        let find = "SELECT metadata_token FROM hub.agency WHERE entity_id = $1";
        let row = client.query_opt(find, &[&entity_id.as_str()]).await?;
        Ok(row.map(|row| format!("/saml/metadata/{}", row.get::<_, &str>(0))))
    }

    /// Notes that the agency with this token has fetched metadata with these keys, and no others. False
    /// if there is no such agency. Where it is noted already, nothing is written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_fetched(
        &self,
        token: &str,
        fingerprints: &[String],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let note = client
            .prepare_cached(
                "WITH agency AS (SELECT entity_id FROM hub.agency WHERE metadata_token = $1),
                      seen AS (INSERT INTO hub.key_seen (agency, fingerprint, seen_at)
                               SELECT entity_id, k.fingerprint, $3 FROM agency, hub.key k
                                WHERE k.fingerprint = ANY ($2) AND k.state <> 'retired'
                                  AND NOT EXISTS (SELECT FROM hub.key_seen s WHERE s.agency = entity_id
                                                     AND s.fingerprint = k.fingerprint)
                               ON CONFLICT DO NOTHING),
                      gone AS (DELETE FROM hub.key_seen USING agency
                                WHERE agency = entity_id AND fingerprint <> ALL ($2))
                 SELECT EXISTS (SELECT FROM agency)",
            )
            .await?;
        Ok(client.query_one(&note, &[&token, &fingerprints, &now]).await?.get(0))
    }

    /// Whether there is an agency with this token.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_metadata_token(&self, token: &str) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let find = "SELECT EXISTS (SELECT FROM hub.agency WHERE metadata_token = $1)";
        Ok(client.query_one(find, &[&token]).await?.get(0))
    }
}

/// All keys, and nobody else takes a step until the transaction ends.
async fn locked(transaction: &Transaction<'_>) -> Result<Vec<KeyRecord>, StoreError> {
    transaction.batch_execute("LOCK TABLE hub.key IN SHARE ROW EXCLUSIVE MODE").await?;
    records(transaction).await
}

async fn records(client: &impl GenericClient) -> Result<Vec<KeyRecord>, StoreError> {
    client.query(ALL, &[]).await?.iter().map(record).collect()
}

/// The columns' own checks allow no other values; were there one, nothing is guessed.
fn record(row: &Row) -> Result<KeyRecord, StoreError> {
    let der: Vec<u8> = row.get("certificate");
    let certificate = Certificate::from_der(der).map_err(|_| StoreError::Key("certificate"))?;
    let fingerprint: String = row.get("fingerprint");
    if certificate.fingerprint() != fingerprint {
        return Err(StoreError::Key("fingerprint"));
    }
    Ok(KeyRecord {
        fingerprint,
        certificate,
        state: State::from_name(row.get("state")).ok_or(StoreError::Key("state"))?,
        published_at: row.get("published_at"),
        activated_at: row.get("activated_at"),
        retired_at: row.get("retired_at"),
        by: row.get("by"),
        seen: row.get("seen"),
    })
}

async fn unseen(transaction: &Transaction<'_>, fingerprint: &str) -> Result<Unseen, StoreError> {
    let lacking = "SELECT entity_id, count(*) OVER () FROM hub.agency
                    WHERE NOT coalesce((record ->> 'suspended')::boolean, false)
                      AND NOT EXISTS (SELECT FROM hub.key_seen s
                                       WHERE s.agency = entity_id AND s.fingerprint = $1)
                    ORDER BY entity_id LIMIT $2";
    let named = i64::try_from(Unseen::NAMED).unwrap_or(i64::MAX);
    let rows = transaction.query(lacking, &[&fingerprint, &named]).await?;
    let count = rows.first().map_or(0, |row| row.get::<_, i64>(1));
    Ok(Unseen {
        some: rows.iter().map(|row| row.get(0)).collect(),
        count: usize::try_from(count).unwrap_or(usize::MAX),
    })
}
