//! The operators' tasks: plain sentences, progress on long work, non-zero when they fail.

mod agencies;
mod citizens;
mod keys;

use std::io::{IsTerminal as _, Write as _, stderr, stdout};

use authenticators::BUILT_IN;
use hub::Store;
use hub::fault::chain;
use identity::LevelOfAssurance;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Cli, Command};
use crate::compose;
use crate::config::Config;
use crate::serve;

/// Anything that ends a command; its chain of causes is printed as one sentence.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

pub(crate) async fn run(cli: Cli) -> Result<(), Error> {
    let config = Config::read(&cli.config)?;
    match cli.command {
        Command::Run => {
            log();
            serve::run(&config, compose::hub(&config).await?).await
        }
        Command::Migrate => migrate(&config).await,
        Command::AgencyAdd { metadata } => agencies::add(&config, &metadata).await,
        Command::AgencyList => agencies::list(&config).await,
        Command::AgencyRemove { entity } => agencies::remove(&config, &entity).await,
        Command::AgencySet { entity, level, dialect, provider_name, deviations } => {
            let level = level.map(LevelOfAssurance::from);
            let change = agencies::Change { level, dialect, provider_name, deviations };
            agencies::set(&config, &entity, change).await
        }
        Command::KeyNext { kind, token, from, by } => {
            keys::next(&config, keys::New { kind, token, from }, by).await
        }
        Command::KeyList => keys::list(&config).await,
        Command::KeyActivate { key, anyway, by } => {
            keys::activate(&config, key.as_deref(), anyway, by).await
        }
        Command::KeyRetire { key, anyway, by } => {
            keys::retire(&config, key.as_deref(), anyway, by).await
        }
        Command::Metadata => {
            let hub = compose::hub(&config).await?;
            stdout().write_all(&hub.metadata(hub.clock.now())?.xml)?;
            Ok(())
        }
        Command::CitizenImport { file } => citizens::import(&config, &file).await,
        Command::PasswordUnlock { document } => citizens::password_unlock(&config, &document).await,
        #[cfg(feature = "demonstration")]
        Command::DemonstrationSeed { file } => crate::demonstration::seed(&config, &file).await,
    }
}

/// JSON lines on standard error; `RUST_LOG` narrows or widens them. No personal data is logged.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(stderr).init();
}

async fn migrate(config: &Config) -> Result<(), Error> {
    let pool = compose::pool(config)?;
    let mut client = pool.get().await?;
    ::citizens::migrate(&mut client).await?;
    authenticators::store::migrate(&mut client, BUILT_IN).await?;
    hub::store::migrate(&mut client).await?;
    hub::store::stamp(&client, config.environment.into()).await?;
    say("The database is up to date.")
}

/// A bar on a terminal; nothing where nobody looks.
fn progress(rows: u64) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} rows, {eta} left");
    let bar = ProgressBar::new(rows);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

async fn store(config: &Config) -> Result<Store, Error> {
    Ok(Store::new(compose::stamped(config).await?))
}

pub(crate) fn say(sentence: &str) -> Result<(), Error> {
    writeln!(stdout(), "{sentence}")?;
    Ok(())
}

/// Tells on standard error why a command failed.
pub(crate) fn complain(error: &dyn std::error::Error) {
    let _ = writeln!(stderr(), "zaguan: {}", chain(error));
}
