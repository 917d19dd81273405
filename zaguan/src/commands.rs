//! The operators' tasks: plain sentences, progress on long work, non-zero when they fail.

use std::fs::File;
use std::io::{IsTerminal as _, Read, Write as _, stderr, stdout};
use std::path::Path;

use authenticators::password::Passwords;
use authenticators::{BUILT_IN, Ports};
use citizens::Registry;
use hub::directory::{AgencyRecord, Directory};
use hub::fault::chain;
use hub::{Clock as _, Environment, Store, SystemClock};
use identity::{LevelOfAssurance, SpanishId};
use indicatif::{ProgressBar, ProgressStyle};
use metadata::{ProviderName, ServiceProvider, Severity};
use saml::{Deviation, Dialect, EntityId};

use crate::cli::{Cli, Command};
use crate::compose;
use crate::config::Config;
use crate::fetch::{self, Reach};
use crate::serve;

/// Anything that ends a command; its chain of causes is printed as one sentence.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// A descriptor of one entity is this long at most.
const LONGEST_DESCRIPTOR: usize = 1024 * 1024;

pub(crate) async fn run(cli: Cli) -> Result<(), Error> {
    let config = Config::read(&cli.config)?;
    match cli.command {
        Command::Run => {
            log();
            serve::run(&config, compose::hub(&config).await?).await
        }
        Command::Migrate => migrate(&config).await,
        Command::AgencyAdd { metadata } => agency_add(&config, &metadata).await,
        Command::AgencyList => agency_list(&config).await,
        Command::AgencyRemove { entity } => agency_remove(&config, &entity).await,
        Command::AgencySet { entity, level, dialect, provider_name, deviations } => {
            let level = level.map(LevelOfAssurance::from);
            let change = Change { level, dialect, provider_name, deviations };
            agency_set(&config, &entity, change).await
        }
        Command::Metadata => {
            let hub = compose::hub(&config).await?;
            stdout().write_all(&hub.metadata(hub.clock.now())?)?;
            Ok(())
        }
        Command::CitizenImport { file } => citizen_import(&config, &file).await,
        Command::PasswordUnlock { document } => password_unlock(&config, &document).await,
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
    citizens::migrate(&mut client).await?;
    authenticators::store::migrate(&mut client, BUILT_IN).await?;
    hub::store::migrate(&mut client).await?;
    hub::store::stamp(&client, config.environment.into()).await?;
    say("The database is up to date.")
}

async fn agency_add(config: &Config, from: &str) -> Result<(), Error> {
    let endpoints = Environment::from(config.environment).endpoints();
    let now = SystemClock.now();
    let descriptor = descriptor(config, from).await?;
    let findings = metadata::lint(&descriptor, endpoints, now);
    for finding in &findings {
        writeln!(stderr(), "{finding}")?;
    }
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err("the agency was not added: its metadata has to be mended first".into());
    }
    let metadata = ServiceProvider::read_with(&descriptor, endpoints)?;
    let store = store(config).await?;
    let level = LevelOfAssurance::Low;
    let id = &metadata.entity_id;
    let directory = store.load_directory(endpoints).await?;
    let dialect = directory.find(id).map(|known| known.record.dialect).unwrap_or_default();
    own_address(&directory, &metadata, dialect)?;
    let new = store.put_agency(id, &descriptor, level, now).await?;
    let done = if new { "was added, at level low" } else { "has new metadata; its record stays" };
    say(&format!("{id} {done}. Every node uses it within 2 seconds."))
}

async fn agency_list(config: &Config) -> Result<(), Error> {
    let agencies = store(config).await?.list_agencies().await?;
    if agencies.is_empty() {
        return say("There are no agencies yet: add one with agency-add.");
    }
    for agency in agencies {
        let since = agency.added_at.strftime("%Y-%m-%d %H:%M UTC");
        let (level, dialect) = (agency.level, agency.dialect);
        say(&format!("{level:<12} {dialect:<7} since {since}  {}", agency.entity_id))?;
    }
    Ok(())
}

async fn agency_remove(config: &Config, entity: &str) -> Result<(), Error> {
    if !store(config).await?.remove_agency(&EntityId::new(entity)?).await? {
        return Err(format!("there is no agency {entity}").into());
    }
    say(&format!("{entity} was removed. No node accepts it after 2 seconds."))
}

/// In the dialect clave2 an answer says only by its address for whom it is.
fn own_address(
    directory: &Directory,
    metadata: &ServiceProvider,
    dialect: Dialect,
) -> Result<(), Error> {
    match directory.sharing_an_address(metadata, dialect) {
        None => Ok(()),
        Some(other) => Err(format!(
            "{other} has one of its addresses for answers, and an agency of the dialect clave2 shares none"
        )
        .into()),
    }
}

/// What is to be different in an agency's record.
struct Change {
    level: Option<LevelOfAssurance>,
    dialect: Option<Dialect>,
    provider_name: Option<String>,
    deviations: Option<String>,
}

impl Change {
    fn of(self, known: &AgencyRecord) -> Result<AgencyRecord, Error> {
        let dialect = self.dialect.unwrap_or(known.dialect);
        let named = match (self.provider_name, dialect) {
            (Some(_), Dialect::Strict) => {
                return Err("a provider name is for the dialect clave2 only".into());
            }
            (None, Dialect::Strict) => None,
            (Some(name), Dialect::Clave2) => Some(ProviderName::parse(&name)?),
            (None, Dialect::Clave2) => Some(known.provider_name.clone().ok_or(
                "in the dialect clave2 an agency is known by its provider name: say which",
            )?),
        };
        Ok(AgencyRecord {
            level: self.level.unwrap_or(known.level),
            dialect,
            provider_name: named,
            deviations: match self.deviations {
                Some(listed) => deviations(&listed)?,
                None => known.deviations.clone(),
            },
        })
    }
}

fn deviations(listed: &str) -> Result<Vec<Deviation>, Error> {
    if listed == "none" {
        return Ok(Vec::new());
    }
    let find = |name: &str| {
        let known = Deviation::ALL.map(Deviation::name).join(", ");
        let unknown = format!("there is no deviation {name}; there are {known}, and none");
        Deviation::from_name(name).ok_or(unknown)
    };
    Ok(listed.split(',').map(str::trim).map(find).collect::<Result<_, _>>()?)
}

async fn agency_set(config: &Config, entity: &str, change: Change) -> Result<(), Error> {
    let store = store(config).await?;
    let id = EntityId::new(entity)?;
    let Some(known) = store.record(&id).await? else {
        return Err(format!("there is no agency {entity}").into());
    };
    let wanted = change.of(&known)?;
    let endpoints = Environment::from(config.environment).endpoints();
    let directory = store.load_directory(endpoints).await?;
    if let Some(agency) = directory.find(&id) {
        own_address(&directory, &agency.metadata, wanted.dialect)?;
    }
    if !store.set_record(&id, &known, &wanted).await? {
        return Err(format!("{entity} was changed or removed by somebody else: try again").into());
    }
    let name = wanted.provider_name.map_or(String::new(), |name| format!(" as {name}"));
    let forgiven = match wanted.deviations.as_slice() {
        [] => "nothing".to_owned(),
        some => some.iter().map(|one| one.name()).collect::<Vec<_>>().join(", "),
    };
    let (level, dialect) = (wanted.level.name(), wanted.dialect.name());
    say(&format!(
        "{entity} now asks for level {level}, speaks {dialect}{name}, and is forgiven {forgiven}."
    ))
}

async fn citizen_import(config: &Config, file: &Path) -> Result<(), Error> {
    let mut rows = Vec::new();
    File::open(file)?.take(citizens::import::LARGEST_FILE + 1).read_to_end(&mut rows)?;
    let pool = compose::stamped(config).await?;
    let mut client = pool.get().await?;
    let lines = rows.split(|byte| *byte == b'\n').count();
    let bar = progress(lines as u64);
    let advance = |done| bar.set_position(done);
    let imported = citizens::import(&mut client, rows.as_slice(), SystemClock.now(), advance).await;
    bar.finish_and_clear();
    match imported {
        Ok(imported) => say(&format!(
            "{} citizens were registered; {} were registered already, with the same data.",
            imported.added, imported.unchanged
        )),
        Err(citizens::ImportError::Rows(rows)) => {
            for row in &rows {
                writeln!(stderr(), "{row}")?;
            }
            Err(format!("nobody was registered: {} rows have to be mended first", rows.len())
                .into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn password_unlock(config: &Config, document: &str) -> Result<(), Error> {
    let document = SpanishId::parse(document)?;
    let pool = compose::stamped(config).await?;
    let ports = Ports { citizens: Registry::new(pool.clone()), credentials: pool };
    let passwords = Passwords::open(&compose::section(config, "password"), &ports)?;
    passwords.unlock(&document, SystemClock.now()).await?;
    say("The document has all its tries again.")
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

/// A descriptor from a file or an https address.
async fn descriptor(config: &Config, from: &str) -> Result<Vec<u8>, Error> {
    if from.starts_with("https://") || from.starts_with("http://") {
        let reach = match Environment::from(config.environment) {
            Environment::Production => Reach::Public,
            Environment::Demonstration => Reach::Loopback,
        };
        let ca = config.metadata_ca.as_deref();
        return fetch::get(from, reach, ca, LONGEST_DESCRIPTOR).await;
    }
    let mut bytes = Vec::new();
    File::open(from)?.take(LONGEST_DESCRIPTOR as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn say(sentence: &str) -> Result<(), Error> {
    writeln!(stdout(), "{sentence}")?;
    Ok(())
}

/// Tells on standard error why a command failed.
pub(crate) fn complain(error: &dyn std::error::Error) {
    let _ = writeln!(stderr(), "zaguan: {}", chain(error));
}
