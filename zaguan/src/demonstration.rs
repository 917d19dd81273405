//! Only in builds with the feature `demonstration`: fictitious citizens, and their passwords.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authenticators::Ports;
use authenticators::password::{Passwords, SetError, Weakness};
use citizens::Registry;
use hub::{Clock as _, Environment, SystemClock};
use identity::SpanishId;

use crate::commands::{Error, say};
use crate::compose;
use crate::config::Config;

/// Columns of the demonstration's file that are no registration data.
const NOT_REGISTERED: [&str; 2] = ["contrast_datum", "password"];

/// Registers everybody in the file (all or none), then gives each the password beside them.
pub(crate) async fn seed(config: &Config, file: &Path) -> Result<(), Error> {
    if Environment::from(config.environment) != Environment::Demonstration {
        return Err("passwords that everybody knows are for the demonstration alone".into());
    }
    let text = fs::read_to_string(file)?;
    let (registrations, passwords) = split(&text)?;
    let pool = compose::stamped(config).await?;
    let now = SystemClock.now();
    let mut client = pool.get().await?;
    let imported = citizens::import(&mut client, registrations.as_bytes(), now, |_| {}).await?;
    drop(client);
    let registry = Registry::new(pool.clone());
    let ports = Ports { citizens: registry.clone(), credentials: pool };
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

/// The rows as `citizen-import` wants them, and the password of each document.
fn split(text: &str) -> Result<(String, BTreeMap<String, String>), Error> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("the file is empty")?.split(',').collect();
    let column = |name: &str| {
        header.iter().position(|known| *known == name).ok_or(format!("no column {name}"))
    };
    let (document, password) = (column("document")?, column("password")?);
    let kept = |cells: &[&str]| {
        let cells = header.iter().zip(cells).filter(|(name, _)| !NOT_REGISTERED.contains(name));
        cells.map(|(_, cell)| *cell).collect::<Vec<_>>().join(",")
    };
    let mut rows = kept(&header);
    let mut passwords = BTreeMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: usize| cells.get(at).copied().ok_or("a row is too short");
        passwords.insert(cell(document)?.to_owned(), cell(password)?.to_owned());
        rows.push('\n');
        rows.push_str(&kept(&cells));
    }
    rows.push('\n');
    Ok((rows, passwords))
}
