//! The manifest: what is in a backup, and how each file is recognised.
//!
//! It tells what broke or was changed by mistake. Who can write into a backup can write its manifest as
//! well: that nobody did, the encryption of the backup has to say.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};

use hub::Environment;
use indicatif::ProgressBar;
use jiff::Timestamp;
use openssl::sha::{Sha256, sha256};
use serde::{Deserialize, Serialize};
use tokio_postgres::GenericClient;

use super::{DUMP, about, bytes};
use crate::commands::Error;
use crate::config::Config;

const NAME: &str = "manifest.json";
/// Its hash, as `sha256sum` writes and checks it.
const HASH: &str = "manifest.sha256";
/// The form of backups that this release writes and reads.
const FORMAT: u32 = 1;
const LONGEST: u64 = 1024 * 1024;
/// Files of a backup, at most; folders in folders, at most.
const MOST: usize = 4096;
const DEEPEST: usize = 8;

/// What is in a backup.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The form of this backup.
    format: u32,
    /// The release that wrote it.
    pub(super) version: String,
    /// Production, or the demonstration.
    environment: String,
    /// Who we were.
    pub(super) entity_id: String,
    /// The instant that it shows.
    pub(super) taken_at: Timestamp,
    /// How much there was.
    pub(super) counts: Counts,
    /// All files but the manifest's own.
    pub(super) files: Vec<Entry>,
}

/// How much there was.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    agencies: i64,
    citizens: i64,
    trace: i64,
    generation: i64,
}

/// A file of a backup.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Where it is in the backup.
    pub(super) path: String,
    /// In hexadecimal.
    sha256: String,
    /// Octets.
    size: u64,
    /// The mode that it had, and is to have again, in octal.
    mode: String,
}

impl Counts {
    /// In this transaction, or now.
    pub(super) async fn of(client: &impl GenericClient) -> Result<Self, Error> {
        let hub::store::Counts { agencies, trace, generation } = hub::store::counts(client).await?;
        let citizens = ::citizens::count(client).await?;
        Ok(Self { agencies, citizens, trace, generation })
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agencies, citizens, trace, generation } = self;
        write!(
            f,
            "agencies: {agencies} (generation {generation}), citizens: {citizens}, entries of the trace: {trace}"
        )
    }
}

impl Entry {
    /// The file `path` of the backup in `folder`, read to its end.
    pub(super) fn of(
        folder: &Path,
        path: &str,
        mode: u32,
        bar: &ProgressBar,
    ) -> Result<Self, Error> {
        let (sha256, size) = hash(&folder.join(path), bar)?;
        Ok(Self { path: path.to_owned(), sha256, size, mode: format!("{mode:04o}") })
    }

    /// The mode of the file where it belongs: no more than permissions.
    pub(super) fn mode(&self) -> Result<u32, Error> {
        let mode = u32::from_str_radix(&self.mode, 8).ok().filter(|mode| mode & !0o777 == 0);
        mode.ok_or_else(|| format!("the manifest gives {} an impossible mode", self.path).into())
    }

    /// Refuses the file if it is not the one that was written.
    fn check(&self, folder: &Path, bar: &ProgressBar) -> Result<(), Error> {
        let path = Path::new(&self.path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_below || self.path.is_empty() {
            return Err(format!(
                "the manifest names {:?}, which is no file of a backup",
                self.path
            )
            .into());
        }
        let found = folder.join(path);
        let is_file = found.symlink_metadata().is_ok_and(|about| about.is_file());
        if !is_file {
            return Err(format!("the backup lacks its file {}", self.path).into());
        }
        if hash(&found, bar)? != (self.sha256.clone(), self.size) {
            return Err(format!("the backup's file {} is not as it was written", self.path).into());
        }
        Ok(())
    }
}

impl Manifest {
    pub(super) fn new(
        config: &Config,
        taken_at: Timestamp,
        counts: Counts,
        files: Vec<Entry>,
    ) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            environment: Environment::from(config.environment).name().to_owned(),
            entity_id: config.entity_id.clone(),
            taken_at,
            counts,
            files,
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(self)?;
        put(&folder.join(NAME), &text, 0o600)?;
        let line = format!("{}  {NAME}\n", hexadecimal(&sha256(&text)));
        put(&folder.join(HASH), line.as_bytes(), 0o600)
    }

    /// Reads the manifest of the backup in `folder` and compares every file with it. Nothing is believed
    /// before all of it was compared.
    pub(super) fn verified(folder: &Path, environment: Environment) -> Result<Self, Error> {
        let text = short(&folder.join(NAME), LONGEST)?;
        let line = short(&folder.join(HASH), 1024)?;
        if line != format!("{}  {NAME}\n", hexadecimal(&sha256(&text))).into_bytes() {
            return Err(format!("the backup's file {NAME} is not as it was written").into());
        }
        let unreadable = |error| format!("the backup's file {NAME} is not understood: {error}");
        let manifest: Self = serde_json::from_slice(&text).map_err(unreadable)?;
        if manifest.format != FORMAT {
            return Err(format!(
                "release {} wrote this backup in form {}; this release reads form {FORMAT}",
                manifest.version, manifest.format
            )
            .into());
        }
        if manifest.environment != environment.name() {
            return Err(format!(
                "this is a backup of {}, and the configuration says {}",
                manifest.environment,
                environment.name()
            )
            .into());
        }
        manifest.check(folder)?;
        Ok(manifest)
    }

    /// Exactly the files that are listed, each as it was.
    fn check(&self, folder: &Path) -> Result<(), Error> {
        if !self.files.iter().any(|entry| entry.path == DUMP) {
            return Err(format!("the manifest does not name {DUMP}").into());
        }
        let bar = bytes(self.size());
        for entry in &self.files {
            entry.check(folder, &bar)?;
        }
        bar.finish_and_clear();
        let mut known: BTreeSet<PathBuf> =
            self.files.iter().map(|entry| PathBuf::from(&entry.path)).collect();
        known.extend([NAME, HASH].map(PathBuf::from));
        match files_below(folder)?.into_iter().find(|path| !known.contains(path)) {
            None => Ok(()),
            Some(other) => {
                Err(format!("the backup holds {}, which is not its own", other.display()).into())
            }
        }
    }

    /// Octets in all.
    pub(super) fn size(&self) -> u64 {
        self.files.iter().map(|entry| entry.size).fold(0, u64::saturating_add)
    }
}

/// All that is no folder below a folder, by its path from there.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![(PathBuf::new(), 0)];
    while let Some((below, depth)) = folders.pop() {
        let here = folder.join(&below);
        for entry in about(&here, fs::read_dir(&here))? {
            let entry = about(&here, entry)?;
            let path = below.join(entry.file_name());
            // Links are followed: the ring may be mounted that way.
            if about(&entry.path(), fs::metadata(entry.path()))?.is_dir() {
                folders.push((path, depth + 1));
            } else {
                found.push(path);
            }
        }
        if depth > DEEPEST || found.len() > MOST {
            return Err(format!("{} holds too much for keys or a backup", folder.display()).into());
        }
    }
    found.sort();
    Ok(found)
}

/// A new file, on the disk when this returns.
pub(super) fn put(path: &Path, text: &[u8], mode: u32) -> Result<(), Error> {
    let write = || {
        let mut file = File::options().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text)?;
        file.sync_all()
    };
    about(path, write())
}

/// A file that is no longer than this.
pub(super) fn short(path: &Path, longest: u64) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    let file = about(path, File::open(path))?;
    about(path, file.take(longest + 1).read_to_end(&mut text))?;
    if text.len() as u64 > longest {
        return Err(format!("{} is too long", path.display()).into());
    }
    Ok(text)
}

fn hash(path: &Path, bar: &ProgressBar) -> Result<(String, u64), Error> {
    let mut file = about(path, File::open(path))?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = about(path, file.read(&mut buffer))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            return Ok((hexadecimal(&hash.finish()), size));
        };
        hash.update(part);
        size += read as u64;
        bar.inc(read as u64);
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |digits, octet| digits + &format!("{octet:02x}"))
}
