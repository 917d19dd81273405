//! A backup put back: everything is looked at before anything is changed.

use std::path::Path;

use hub::journey::accept::LONGEST_LIFE;
use hub::{Clock as _, Environment, Store, SystemClock};
use jiff::Timestamp;
use tokio_postgres::Client;

use super::DUMP;
use super::manifest::{Counts, Manifest};
use super::postgres::{SCHEMAS, Server};
use super::secrets::Staged;
use crate::commands::{Error, say};
use crate::compose;
use crate::config::Config;

pub(in crate::commands) async fn restore(config: &Config, from: &Path) -> Result<(), Error> {
    let manifest = Manifest::verified(from, Environment::from(config.environment))?;
    let server = Server::of(&config.database.url)?;
    let pool = compose::pool(config)?;
    let client = pool.get().await?;
    refuse_used(&client).await?;
    let staged = Staged::beside_their_places(config, from, &manifest)?;
    server.load(&from.join(DUMP)).await?;
    staged.put_in_place()?;
    Store::new(pool.clone()).end_what_browsers_hold().await?;
    let found = Counts::of(&**client).await?;
    if found != manifest.counts {
        return Err(format!(
            "the database was restored and is not what the manifest says ({}), but {found}: do not use it",
            manifest.counts
        )
        .into());
    }
    tell(config, &manifest, SystemClock.now())
}

/// Refuses a database that holds anything of ours, or that somebody works with.
async fn refuse_used(client: &Client) -> Result<(), Error> {
    let schemas = "SELECT nspname FROM pg_namespace WHERE nspname::text = ANY($1) ORDER BY nspname";
    let there = client.query(schemas, &[&SCHEMAS.as_slice()]).await?;
    if !there.is_empty() {
        let names: Vec<String> = there.iter().map(|row| row.get(0)).collect();
        return Err(format!(
            "the database is in use: it has the schemas {}. Make a new, empty one (createdb), and do not migrate it",
            names.join(", ")
        )
        .into());
    }
    let others = "SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND usename = current_user
                    AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let others: i64 = client.query_one(others, &[]).await?.get(0);
    if others > 0 {
        return Err("somebody else is connected to the database: stop every node first".into());
    }
    Ok(())
}

/// What an operator has to know now.
fn tell(config: &Config, manifest: &Manifest, now: Timestamp) -> Result<(), Error> {
    let Manifest { version, taken_at, counts, entity_id, .. } = manifest;
    let second = |instant: Timestamp| instant.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let (taken_at, from) = (second(*taken_at), second(now + LONGEST_LIFE));
    say(&format!(
        "The backup of {taken_at}, written by release {version}, is restored. It holds {counts}."
    ))?;
    if *entity_id != config.entity_id {
        say(&format!(
            "Agencies knew us as {entity_id}; the configuration says {}. They will not accept its answers.",
            config.entity_id
        ))?;
    }
    say("Next: migrate, then start the hub, with the time below in mind.")?;
    say("Who was on their way through the hub begins again at the agency.")?;
    say(&format!(
        "All that happened after {taken_at} is undone: passwords, locks, registrations, departures, agencies."
    ))?;
    say(&format!(
        "Which requests were answered after that is not known, and one lives for {} minutes: start the hub so long after the last old node ended. If the last one ends now, that is {from}.",
        LONGEST_LIFE.as_mins()
    ))
}
