//! The operators' tasks about citizens.

use std::fs::File;
use std::io::{Read as _, Write as _, stderr};
use std::path::Path;

use ::citizens::Registry;
use authenticators::Ports;
use authenticators::password::Passwords;
use hub::{Clock as _, SystemClock};
use identity::SpanishId;

use crate::commands::{Error, progress, say};
use crate::compose;
use crate::config::Config;

pub(super) async fn import(config: &Config, file: &Path) -> Result<(), Error> {
    let mut rows = Vec::new();
    File::open(file)?.take(::citizens::import::LARGEST_FILE + 1).read_to_end(&mut rows)?;
    let pool = compose::stamped(config).await?;
    let mut client = pool.get().await?;
    let lines = rows.split(|byte| *byte == b'\n').count();
    let bar = progress(lines as u64);
    let advance = |done| bar.set_position(done);
    let imported =
        ::citizens::import(&mut client, rows.as_slice(), SystemClock.now(), advance).await;
    bar.finish_and_clear();
    match imported {
        Ok(imported) => say(&format!(
            "{} citizens were registered; {} were registered already, with the same data.",
            imported.added, imported.unchanged
        )),
        Err(::citizens::ImportError::Rows(rows)) => {
            for row in &rows {
                writeln!(stderr(), "{row}")?;
            }
            Err(format!("nobody was registered: {} rows have to be mended first", rows.len())
                .into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn password_unlock(config: &Config, document: &str) -> Result<(), Error> {
    let document = SpanishId::parse(document)?;
    let pool = compose::stamped(config).await?;
    let ports = Ports { citizens: Registry::new(pool.clone()), credentials: pool };
    let passwords = Passwords::open(&compose::section(config, "password"), &ports)?;
    passwords.unlock(&document, SystemClock.now()).await?;
    say("The document has all its tries again.")
}
