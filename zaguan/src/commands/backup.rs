//! Backup and restore: the database and the secrets beside it, as one, because neither is of use
//! without the other.
//!
//! A backup is a folder that appears whole or not at all:
//!
//! - `database.dump`: the four schemas as of one instant, by `pg_dump`; without journeys and messages
//! - `keys/`: the key ring and the other secret files that the configuration names ([`secrets`])
//! - `manifest.json` and `manifest.sha256`: what there is and how it can be recognised ([`manifest`])
//!
//! [`restore`](mod@restore) puts it back. The drill is in the manual (`hub/manual/backup.md`).

mod manifest;
mod postgres;
mod restore;
mod secrets;

use std::fs::{self, DirBuilder, File};
use std::io::{self, IsTerminal as _, stderr};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hub::{Clock as _, Pairwise, Store, SystemClock};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_postgres::IsolationLevel;

use self::manifest::{Counts, Manifest};
use self::postgres::Server;
use crate::commands::{Error, say};
use crate::compose;
use crate::config::Config;

pub(super) use self::restore::restore;

/// The dump's name in a backup.
const DUMP: &str = "database.dump";

pub(super) async fn backup(config: &Config, to: &Path) -> Result<(), Error> {
    let unfinished = Unfinished::begin(to)?;
    tokio::select! {
        written = write(config, &unfinished.folder) => {
            let manifest = written?;
            unfinished.finish(to)?;
            say(&format!(
                "The backup is in {}: {}; files: {}, of {} in all.",
                to.display(),
                manifest.counts,
                manifest.files.len(),
                size(manifest.size())
            ))?;
            say("It holds every secret of the house: encrypt it before it leaves this machine.")
        }
        _ = tokio::signal::ctrl_c() => Err("the backup was broken off; nothing is kept of it".into()),
    }
}

/// Everything, of one instant: the keys are read as soon as that is fixed.
async fn write(config: &Config, folder: &Path) -> Result<Manifest, Error> {
    let server = Server::of(&config.database.url)?;
    let pool = compose::stamped(config).await?;
    // A backup whose names nobody could give again is none.
    Pairwise::open(&config.key_ring, &Store::new(pool.clone())).await?;
    let mut client = pool.get().await?;
    // Before the snapshot: whatever it lacks happened after this instant.
    let taken_at = SystemClock.now();
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    transaction.batch_execute("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let snapshot: String = transaction.query_one("SELECT pg_export_snapshot()", &[]).await?.get(0);
    let mut files = secrets::keep(config, folder)?;
    let dump = folder.join(DUMP);
    server.dump(&snapshot, &dump).await?;
    about(&dump, fs::set_permissions(&dump, fs::Permissions::from_mode(0o600)))?;
    let counts = Counts::of(&*transaction).await?;
    transaction.commit().await?;
    let bar = bytes(about(&dump, fs::metadata(&dump))?.len());
    files.push(manifest::Entry::of(folder, DUMP, 0o600, &bar)?);
    bar.finish_and_clear();
    let manifest = Manifest::new(config, taken_at, counts, files);
    manifest.write(folder)?;
    Ok(manifest)
}

/// A backup under another name, until it is whole. It goes with whoever gives up.
struct Unfinished {
    folder: PathBuf,
}

impl Unfinished {
    fn begin(to: &Path) -> Result<Self, Error> {
        if to.symlink_metadata().is_ok() {
            return Err(format!("{} is there already: say a new folder", to.display()).into());
        }
        let name = to.file_name().ok_or("say a folder's name, such as backup-2026-03-02")?;
        let folder = to.with_file_name(format!(".{}.unfinished", name.to_string_lossy()));
        let made = DirBuilder::new().mode(0o700).create(&folder);
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(format!(
                "{} is there: another backup is under way, or was killed; then delete it",
                folder.display()
            )
            .into()),
            made => about(&folder, made).map(|()| Self { folder }),
        }
    }

    /// On the disk first, then under its own name.
    fn finish(self, to: &Path) -> Result<(), Error> {
        about(&self.folder, sync(&self.folder))?;
        about(to, fs::rename(&self.folder, to))?;
        let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
        about(to, sync(parent.unwrap_or(Path::new("."))))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Says which file it is about.
fn about<T>(path: &Path, outcome: io::Result<T>) -> Result<T, Error> {
    outcome.map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A bar of octets on a terminal; nothing where nobody looks.
fn bytes(length: u64) -> ProgressBar {
    shown(ProgressBar::new(length), "{bar:40} {bytes} of {total_bytes}, {eta} left")
}

/// Something turns, and octets are counted, where nobody knows how long it takes.
fn spinner(what: &'static str) -> ProgressBar {
    let bar = shown(ProgressBar::no_length(), "{spinner} {msg} {bytes}").with_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn shown(bar: ProgressBar, template: &str) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn size(octets: u64) -> String {
    indicatif::BinaryBytes(octets).to_string()
}
