//! The operators' tasks about citizens.

use std::fs::File;
use std::io::{Read as _, Write as _, stderr};
use std::path::Path;

use authenticators::certificate::unblock;
use authenticators::password::Passwords;
use authenticators::pin::Pins;
use hub::{Clock as _, SystemClock};
use identity::SpanishId;

use crate::commands::{Error, progress, say};
use crate::compose;
use crate::config::Config;

pub(super) async fn import(config: &Config, file: &Path) -> Result<(), Error> {
    let rows = rows_of(file)?;
    let pool = compose::stamped(config).await?;
    let mut client = pool.get().await?;
    let bar = progress(lines_of(&rows));
    let advance = |done| bar.set_position(done);
    let imported =
        ::citizens::import(&mut client, rows.as_slice(), SystemClock.now(), advance).await;
    bar.finish_and_clear();
    let imported = imported.map_err(|error| refused(error, "nobody was registered"))?;
    say(&format!(
        "{} citizens were registered; {} were registered already, with the same data.",
        imported.added, imported.unchanged
    ))
}

pub(super) async fn import_cards(config: &Config, file: &Path) -> Result<(), Error> {
    let rows = rows_of(file)?;
    let pool = compose::stamped(config).await?;
    let mut client = pool.get().await?;
    let bar = progress(lines_of(&rows));
    let advance = |done| bar.set_position(done);
    let imported = ::citizens::import_cards(&mut client, rows.as_slice(), advance).await;
    bar.finish_and_clear();
    let imported = imported.map_err(|error| refused(error, "no card was taken"))?;
    say(&format!(
        "{} cards were added; what was known of {} others was replaced.",
        imported.added, imported.replaced
    ))
}

/// A file of rows, not longer than it takes to see that it is too long.
fn rows_of(file: &Path) -> Result<Vec<u8>, Error> {
    let mut rows = Vec::new();
    File::open(file)?.take(::citizens::import::LARGEST_FILE + 1).read_to_end(&mut rows)?;
    Ok(rows)
}

fn lines_of(rows: &[u8]) -> u64 {
    rows.split(|byte| *byte == b'\n').count() as u64
}

/// Tells every bad row on a line of its own, and what that means for all.
fn refused(error: ::citizens::ImportError, all: &str) -> Error {
    let ::citizens::ImportError::Rows(rows) = error else {
        return error.into();
    };
    for row in &rows {
        // If nobody reads it, the sentence below still says how many they are.
        let _ = writeln!(stderr(), "{row}");
    }
    format!("{all}: {} rows have to be mended first", rows.len()).into()
}

pub(super) async fn password_unlock(config: &Config, document: &str) -> Result<(), Error> {
    let document = SpanishId::parse(document)?;
    let pool = compose::stamped(config).await?;
    let ports = compose::ports(config, &pool, authenticators::BUILT_IN)?;
    let passwords = Passwords::open(&compose::section(config, "password"), &ports)?;
    passwords.unlock(&document, SystemClock.now()).await?;
    say("The document has all its tries again.")
}

pub(super) async fn pin_unlock(config: &Config, document: &str) -> Result<(), Error> {
    let document = SpanishId::parse(document)?;
    let pool = compose::stamped(config).await?;
    let ports = compose::ports(config, &pool, authenticators::BUILT_IN)?;
    let pins = Pins::open(&compose::section(config, "pin"), &ports)?;
    pins.unlock(&document, SystemClock.now()).await?;
    say("The holder of the document can have a PIN again.")
}

pub(super) async fn certificate_unlock(config: &Config, document: &str) -> Result<(), Error> {
    let document = SpanishId::parse(document)?;
    let pool = compose::stamped(config).await?;
    let ports = compose::ports(config, &pool, authenticators::BUILT_IN)?;
    unblock(&ports, &document, SystemClock.now()).await?;
    say("The certificates of the document's holder enter again.")
}
