//! Migrations, and the stamp of the environment.

use metadata::Endpoints;
use tokio_postgres::Client;

use crate::store::StoreError;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// What a database, a key ring and a node belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Real citizens.
    Production,
    /// Fictitious ones; only in builds with the feature `demonstration`.
    Demonstration,
}

impl Environment {
    /// As written in the configuration and on stamps.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Demonstration => "demonstration",
        }
    }

    /// Which addresses of agencies are accepted: plain http only in the demonstration, and there
    /// only on this very machine.
    #[must_use]
    pub fn endpoints(self) -> Endpoints {
        match self {
            Self::Demonstration if cfg!(feature = "demonstration") => Endpoints::LoopbackHttpToo,
            Self::Production | Self::Demonstration => Endpoints::HttpsOnly,
        }
    }
}

/// Brings the schema `hub` up to date; harmless when it is.
///
/// # Errors
/// [`StoreError`]; each migration is applied whole or not at all.
pub async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let mut runner = embedded::migrations::runner();
    runner.set_migration_table_name("hub.migrations");
    // Two nodes that start at once take turns.
    client.execute("SELECT pg_advisory_lock(hashtext('hub.migrations'))", &[]).await?;
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS hub").await?;
    let migrated = runner.run_async(client).await;
    client.execute("SELECT pg_advisory_unlock(hashtext('hub.migrations'))", &[]).await?;
    migrated?;
    Ok(())
}

/// Stamps a new database with its environment, and refuses one that belongs to another.
///
/// # Errors
/// [`StoreError::Stamp`] on a mismatch.
pub async fn stamp(client: &Client, environment: Environment) -> Result<(), StoreError> {
    let stamp = "INSERT INTO hub.stamp (environment) VALUES ($1) ON CONFLICT DO NOTHING";
    client.execute(stamp, &[&environment.name()]).await?;
    let row = client.query_one("SELECT environment FROM hub.stamp", &[]).await?;
    let found: String = row.get(0);
    if found == environment.name() { Ok(()) } else { Err(StoreError::Stamp(found)) }
}
