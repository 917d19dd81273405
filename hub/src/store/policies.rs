//! Policies: what was activated, by whom, and which is in force.

use jiff::Timestamp;
use openssl::sha::sha256;
use tokio_postgres::{IsolationLevel, Row};

use crate::store::{Store, StoreError};

/// A policy that an operator activated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activated {
    /// Its number; goes up.
    pub id: i64,
    /// The file, as it was.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// SHA-256 over the file, in hexadecimal.
    pub sha256: String,
}

/// Why a policy was not activated; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActivationError {
    /// Another one than that with which it was compared is in force.
    #[error("another policy was activated meanwhile: look at what this one changes once more")]
    Overtaken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<tokio_postgres::Error> for ActivationError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<deadpool_postgres::PoolError> for ActivationError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Store(error.into())
    }
}

const NEWEST: &str = "SELECT id, text, activated_at, activated_by, sha256 FROM hub.policy
                       ORDER BY id DESC LIMIT 1";

impl Store {
    /// The policy in force, if any was ever activated, and the number of the generation, of one instant.
    ///
    /// # Errors
    /// [`StoreError`]; the policy in use stays in use then.
    pub async fn load_policy(&self) -> Result<(i64, Option<Activated>), StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        let number = transaction.query_one("SELECT number FROM hub.generation", &[]).await?.get(0);
        let newest = transaction.query_opt(NEWEST, &[]).await?;
        transaction.commit().await?;
        Ok((number, newest.as_ref().map(activated).transpose()?))
    }

    /// The policy with this number, in force or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn policy_numbered(&self, id: i64) -> Result<Option<Activated>, StoreError> {
        let client = self.pool.get().await?;
        let find =
            "SELECT id, text, activated_at, activated_by, sha256 FROM hub.policy WHERE id = $1";
        client.query_opt(find, &[&id]).await?.as_ref().map(activated).transpose()
    }

    /// Puts a policy in force that was read and compared with the one numbered `compared`; its number.
    ///
    /// # Errors
    /// [`ActivationError`] if that one is not in force any more.
    pub async fn activate_policy(
        &self,
        text: &str,
        compared: i64,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, ActivationError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // Nobody else activates one until this is done; whoever decides only reads.
        transaction.batch_execute("LOCK TABLE hub.policy IN SHARE ROW EXCLUSIVE MODE").await?;
        let newest = "SELECT coalesce(max(id), 0) FROM hub.policy";
        if transaction.query_one(newest, &[]).await?.get::<_, i64>(0) != compared {
            return Err(ActivationError::Overtaken);
        }
        let insert = "INSERT INTO hub.policy (text, activated_at, activated_by, sha256)
                      VALUES ($1, $2, $3, $4) RETURNING id";
        let id = transaction.query_one(insert, &[&text, &now, &by, &digest(text)]).await?.get(0);
        transaction.commit().await?;
        Ok(id)
    }
}

/// SHA-256 over the text, as `sha256sum` writes it.
#[must_use]
pub fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    sha256(text.as_bytes()).iter().fold(String::new(), |mut hexadecimal, octet| {
        let _ = write!(hexadecimal, "{octet:02x}");
        hexadecimal
    })
}

/// A row that is not what was activated decides nothing.
fn activated(row: &Row) -> Result<Activated, StoreError> {
    let (text, sha256): (String, String) = (row.get("text"), row.get("sha256"));
    if digest(&text) != sha256 {
        return Err(StoreError::Policy);
    }
    Ok(Activated {
        id: row.get("id"),
        text,
        at: row.get("activated_at"),
        by: row.get("activated_by"),
        sha256,
    })
}
