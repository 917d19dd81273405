//! The operators' tasks: plain sentences, progress on long work, non-zero when they fail.

mod agencies;
mod agency_check;
mod backup;
mod citizens;
mod explain;
pub(crate) mod import;
mod keys;
mod policy;
pub(crate) mod record;
mod show;
mod status;
mod trace;
mod trusted_list;

use std::fs;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use authenticators::{BUILT_IN, Blueprint};
use hub::Store;
use hub::fault::chain;
use hub::registrar::follow::REFRESH;
use identity::is_invisible;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Cli, Command};
use crate::compose;
use crate::config::Config;

/// Anything that ends a command; its chain of causes is printed as one sentence.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

pub(crate) async fn run(cli: Cli) -> Result<(), Error> {
    if let Command::AgencyCheck { metadata } = &cli.command
        && !cli.config.is_file()
    {
        return agency_check::run(None, metadata).await;
    }
    if let Command::TrustedList { list, signers, to } = &cli.command
        && !cli.config.is_file()
    {
        return trusted_list::run(None, list, signers, to).await;
    }
    let config = Config::read(&cli.config)?;
    match cli.command {
        Command::Run => serve(&cli.config, BUILT_IN).await,
        Command::Status => status::run(&config).await,
        Command::Migrate => migrate(&config).await,
        Command::AgencyCheck { metadata } => agency_check::run(Some(&config), &metadata).await,
        Command::TrustedList { list, signers, to } => {
            trusted_list::run(Some(&config), &list, &signers, &to).await
        }
        Command::AgencyAdd { addition } => {
            import::add(&config, &addition, &operator(cli.by)?).await
        }
        Command::AgencyRefresh { source, anyway } => {
            import::refresh(&config, source.as_deref(), anyway).await
        }
        Command::AgencySources => import::sources(&config).await,
        Command::AgencyUnfollow { source } => import::unfollow(&config, &source).await,
        Command::AgencyApprove { code, entity } => {
            let by = operator(cli.by)?;
            agencies::approve(&config, code.as_deref(), entity.as_deref(), &by).await
        }
        Command::AgencyReject { code } => {
            agencies::reject(&config, &code, &operator(cli.by)?).await
        }
        Command::AgencyList => show::agencies(&config).await,
        Command::AgencyShow { entity } => show::agency(&config, &entity).await,
        Command::AgencyRemove { entity } => {
            agencies::remove(&config, &entity, &operator(cli.by)?).await
        }
        Command::AgencyRollback { entity, to } => {
            agencies::roll_back(&config, &entity, to, &operator(cli.by)?).await
        }
        Command::AgencySet { entity, change } => {
            agencies::set(&config, &entity, &change, &operator(cli.by)?).await
        }
        Command::KeyNext { kind, token, from } => {
            keys::next(&config, keys::New { kind, token, from }, &operator(cli.by)?).await
        }
        Command::KeyList => keys::list(&config).await,
        Command::KeyActivate { key, anyway } => {
            keys::activate(&config, key.as_deref(), anyway, &operator(cli.by)?).await
        }
        Command::KeyRetire { key, anyway } => {
            keys::retire(&config, key.as_deref(), anyway, &operator(cli.by)?).await
        }
        Command::PolicyShow { version } => policy::show(&config, version.as_deref()).await,
        Command::PolicyCheck { file } => policy::check(&config, &file).await,
        Command::PolicyActivate { file } => {
            policy::activate(&config, &file, &operator(cli.by)?).await
        }
        Command::Explain { request } => explain::run(&config, &request).await,
        Command::Trace { id } => trace::tell(&config, &id).await,
        Command::TraceJoin { id, reason } => {
            trace::join(&config, &id, &reason, operator(cli.by)?).await
        }
        Command::Metadata => {
            let hub = compose::hub(&config, BUILT_IN).await?;
            stdout().write_all(&hub.metadata(hub.clock.now())?.xml)?;
            Ok(())
        }
        Command::CitizenImport { file } => citizens::import(&config, &file).await,
        Command::CardImport { file } => citizens::import_cards(&config, &file).await,
        Command::PasswordUnlock { document } => citizens::password_unlock(&config, &document).await,
        Command::PinUnlock { document } => citizens::pin_unlock(&config, &document).await,
        Command::CertificateUnlock { document } => {
            citizens::certificate_unlock(&config, &document).await
        }
        Command::Backup { to } => backup::backup(&config, &to).await,
        Command::Restore { from } => backup::restore(&config, &from).await,
        #[cfg(feature = "demonstration")]
        Command::DemonstrationSeed { file } => crate::demonstration::seed(&config, &file).await,
    }
}

/// Serves citizens and agencies, with these methods.
pub(crate) async fn serve(file: &Path, methods: &'static [Blueprint]) -> Result<(), Error> {
    let config = Config::read(file)?;
    log();
    let hub = compose::hub(&config, methods).await?;
    crate::serve::run(file, &config, hub).await
}

/// Who does this: as said, else by the login name, also behind sudo. Nobody proves it here: whoever may
/// run these commands is trusted to say who he is.
fn operator(said: Option<String>) -> Result<String, Error> {
    let login =
        || ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = match said.or_else(login).filter(|name| !name.trim().is_empty()) {
        Some(name) => name.trim().to_owned(),
        None => format!("user {}", fs::metadata("/proc/self")?.uid()),
    };
    if name.eq_ignore_ascii_case(REFRESH) {
        return Err("refresh is who looks at the sources: say another name with BY=name".into());
    }
    let readable = |c: char| c.is_alphanumeric() || " .-_@".contains(c);
    if name.chars().count() > LONGEST_OPERATOR || !name.chars().all(readable) {
        return Err(
            "the name of an operator has up to 64 letters, digits, spaces and . - _ @".into()
        );
    }
    Ok(name)
}

/// Characters of an operator's name.
const LONGEST_OPERATOR: usize = 64;

/// Lines on standard error: JSON, or plain for whoever looks at a terminal. `RUST_LOG` narrows or widens them. A
/// line about a request has its name and that of its journey. No personal data is logged.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // On a full disk a line is lost. Complaining of that on standard error, where the log itself goes, panics.
    let lines = tracing_subscriber::fmt().log_internal_errors(false);
    let lines = lines.with_env_filter(filter).with_writer(stderr);
    if stderr().is_terminal() {
        lines.compact().with_target(false).init();
    } else {
        lines.json().with_span_list(false).init();
    }
}

async fn migrate(config: &Config) -> Result<(), Error> {
    let pool = compose::pool(config)?;
    let mut client = pool.get().await?;
    ::citizens::migrate(&mut client).await?;
    messages::migrate(&mut client).await?;
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
    writeln!(stdout(), "{}", visible(sentence))?;
    Ok(())
}

/// The same to who watches for what is wrong.
pub(crate) fn warn(sentence: &str) -> Result<(), Error> {
    writeln!(stderr(), "{}", visible(sentence))?;
    Ok(())
}

/// What others wrote moves no cursor and hides nothing on an operator's terminal.
fn visible(sentence: &str) -> String {
    let shown = |c: char| if c != '\n' && is_invisible(c) { '\u{fffd}' } else { c };
    sentence.chars().map(shown).collect()
}

/// Tells on standard error why a command failed.
pub(crate) fn complain(error: &dyn std::error::Error) {
    let _ = warn(&format!("zaguan: {}", chain(error)));
}
