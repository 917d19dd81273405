//! Only in builds with the feature `demonstration`: fictitious citizens, and their passwords.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authenticators::password::{Passwords, SetError, Weakness};
use hub::{Clock as _, Environment, SystemClock};
use identity::SpanishId;

use crate::commands::{Error, say};
use crate::compose;
use crate::config::Config;

/// Columns of the demonstration's file that are no registration data.
const NOT_REGISTERED: [&str; 2] = ["contrast_datum", "password"];

/// Registers everybody in the file (all or none), takes their cards, then gives each the password beside
/// them.
pub(crate) async fn seed(config: &Config, file: &Path) -> Result<(), Error> {
    if Environment::from(config.environment) != Environment::Demonstration {
        return Err("passwords that everybody knows are for the demonstration alone".into());
    }
    let text = fs::read_to_string(file)?;
    let Split { registrations, cards, passwords } = split(&text)?;
    let pool = compose::stamped(config).await?;
    let now = SystemClock.now();
    let mut client = pool.get().await?;
    let imported = citizens::import(&mut client, registrations.as_bytes(), now, |_| {}).await?;
    citizens::import_cards(&mut client, cards.as_bytes(), |_| {}).await?;
    drop(client);
    let ports = compose::ports(config, &pool, authenticators::BUILT_IN)?;
    let registry = ports.citizens.clone();
    let store = Passwords::open(&compose::section(config, "password"), &ports)?;
    for (document, password) in &passwords {
        let document = SpanishId::parse(document)?;
        let citizen = registry.find(&document).await?.ok_or("a citizen is not registered")?;
        match store.set(citizen, password, now).await {
            // Theirs already: the demonstration was started before.
            Err(SetError::Weak(found)) if found == [Weakness::Used] => {}
            outcome => outcome?,
        }
    }
    say(&format!(
        "{} citizens of the demonstration are ready.",
        imported.added + imported.unchanged
    ))
}

/// The demonstration's file in its parts.
struct Split {
    /// The rows as `citizen-import` wants them.
    registrations: String,
    /// The rows as `card-import` wants them.
    cards: String,
    /// The password of each document.
    passwords: BTreeMap<String, String>,
}

fn split(text: &str) -> Result<Split, Error> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("the file is empty")?.split(',').collect();
    let column = |name: &str| {
        header.iter().position(|known| *known == name).ok_or(format!("no column {name}"))
    };
    let (document, password) = (column("document")?, column("password")?);
    // Who tries out other things may leave it out.
    let datum = column("contrast_datum").ok();
    let kept = |cells: &[&str]| {
        let cells = header.iter().zip(cells).filter(|(name, _)| !NOT_REGISTERED.contains(name));
        cells.map(|(_, cell)| *cell).collect::<Vec<_>>().join(",")
    };
    let mut registrations = kept(&header);
    let mut cards = "document,datum".to_owned();
    let mut passwords = BTreeMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: usize| cells.get(at).copied().ok_or("a row is too short");
        passwords.insert(cell(document)?.to_owned(), cell(password)?.to_owned());
        registrations.push('\n');
        registrations.push_str(&kept(&cells));
        if let Some(datum) = datum.map(cell).transpose()?.filter(|datum| !datum.is_empty()) {
            cards.push('\n');
            cards.push_str(&[cell(document)?, datum].join(","));
        }
    }
    registrations.push('\n');
    Ok(Split { registrations, cards, passwords })
}
