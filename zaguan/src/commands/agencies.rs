//! The operators' tasks about agencies.

use std::fs::File;
use std::io::{Read as _, Write as _, stderr};

use hub::directory::{AgencyRecord, Directory};
use hub::{Clock as _, Environment, SystemClock};
use identity::LevelOfAssurance;
use metadata::{ProviderName, ServiceProvider, Severity};
use saml::{Deviation, Dialect, EntityId};

use crate::commands::{Error, say, store};
use crate::config::Config;
use crate::fetch::{self, Reach};

/// A descriptor of one entity is this long at most.
const LONGEST_DESCRIPTOR: usize = 1024 * 1024;

pub(super) async fn add(config: &Config, from: &str) -> Result<(), Error> {
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
    say(&format!("{id} {done}. Every node uses it within 2 seconds."))?;
    match store.metadata_path(id).await? {
        Some(path) => say(&format!("Its address for our metadata: {}{path}", config.base_url)),
        None => Ok(()),
    }
}

pub(super) async fn list(config: &Config) -> Result<(), Error> {
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

pub(super) async fn remove(config: &Config, entity: &str) -> Result<(), Error> {
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
pub(super) struct Change {
    pub(super) level: Option<LevelOfAssurance>,
    pub(super) dialect: Option<Dialect>,
    pub(super) provider_name: Option<String>,
    pub(super) deviations: Option<String>,
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

pub(super) async fn set(config: &Config, entity: &str, change: Change) -> Result<(), Error> {
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
