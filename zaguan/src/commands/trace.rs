//! The operators' task that tells what was answered, and the auditors' that tells to whom.

use ::citizens::{CitizenId, Registry};
use authenticators::store::{Recorded, recorded};
use hub::retelling::{Joined, MOST, Quoted, Reason, Traced};
use hub::{Clock as _, Directory, Environment, Store, SystemClock};

use crate::commands::{Error, say, store};
use crate::compose;
use crate::config::Config;

/// Tells every entry of the trace that is meant.
pub(super) async fn tell(config: &Config, id: &str) -> Result<(), Error> {
    let quoted = Quoted::parse(id)?;
    let store = store(config).await?;
    let entries = found(&store, &quoted).await?;
    let directory = directory(config, &store).await?;
    if entries.len() > 1 {
        say(&format!("{} entries have this id:", counted(&entries)))?;
    }
    for entry in entries.iter().take(MOST) {
        for sentence in entry.told(name(&directory, entry)) {
            say(&sentence)?;
        }
    }
    Ok(())
}

/// Tells who was behind an entry, once it is written down who asks and why.
pub(super) async fn join(config: &Config, id: &str, reason: &str, by: String) -> Result<(), Error> {
    let quoted = Quoted::parse(id)?;
    let reason = Reason::parse(reason)?;
    let pool = compose::stamped(config).await?;
    let store = Store::new(pool.clone());
    let entries = found(&store, &quoted).await?;
    let [entry] = entries.as_slice() else {
        let references: Vec<_> =
            entries.iter().take(MOST).map(|entry| entry.reference.as_str()).collect();
        let (count, references) = (counted(&entries), references.join(", "));
        return Err(format!(
            "{count} entries have this id; say the reference of one: {references}"
        )
        .into());
    };
    let Some(attempt) = &entry.attempt else {
        return Err("nobody proved who they are there, so there is nobody to join it with".into());
    };
    let reference = entry.reference.clone();
    let joined = Joined { at: SystemClock.now(), by, reference, reason };
    store
        .record_join(&joined)
        .await
        .map_err(|cause| format!("it could not be recorded, so nothing is told: {cause}"))?;
    say(&format!(
        "Recorded: {} asks who was behind {}: {}",
        joined.by,
        joined.reference,
        joined.reason.as_str()
    ))?;
    let events = recorded(&pool, attempt).await?;
    if events.is_empty() {
        return Err("the event of the method is not there any more, or in another database".into());
    }
    let registry = Registry::new(pool);
    for event in events {
        let Recorded { at, citizen, method, kind, outcome } = event;
        let who = person(&registry, citizen).await?;
        say(&format!("{at}: {kind} with {method}, {outcome}: {who}."))?;
    }
    Ok(())
}

async fn person(registry: &Registry, citizen: Option<CitizenId>) -> Result<String, Error> {
    let Some(citizen) = citizen else {
        return Ok("a document that nobody here has".to_owned());
    };
    Ok(match registry.identity(citizen).await? {
        Some(person) => {
            let (given, family) = (&person.given_name, &person.family_name);
            format!("{}, {given} {family}", person.identifier)
        }
        None => format!("{citizen}, whom the registry does not have any more"),
    })
}

async fn found(store: &Store, quoted: &Quoted) -> Result<Vec<Traced>, Error> {
    let entries = store.traced(quoted).await?;
    if entries.is_empty() {
        return Err(
            "there is no entry with this reference or id. The person may still be under way, the request \
             may have been refused before it was trusted (then its reference is in the log only), or it is \
             older than the trace is kept"
                .into(),
        );
    }
    Ok(entries)
}

fn counted(entries: &[Traced]) -> String {
    if entries.len() > MOST { format!("More than {MOST}") } else { entries.len().to_string() }
}

async fn directory(config: &Config, store: &Store) -> Result<Directory, Error> {
    let endpoints = Environment::from(config.environment).endpoints();
    Ok(store.load_directory(endpoints, &Directory::empty()).await?)
}

/// What the agency is called, if it is still there.
fn name<'a>(directory: &'a Directory, entry: &Traced) -> Option<&'a str> {
    let agency = directory.find_by_name(&entry.agency)?;
    Some(agency.display_name(None, "es"))
}
