//! The secrets beside the database: which there are, and where they belong.
//!
//! In a backup the key ring's files are below `keys/key_ring/`; each other file is named after its key
//! in the configuration, such as `keys/pepper_file`. So a restore puts it where the
//! configuration of the new node wants it, wherever that is.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::manifest::{Entry, Manifest, files_below, put, short};
use super::{DUMP, about, sync};
use crate::commands::{Error, say};
use crate::config::{Config, Tls};

const KEYS: &str = "keys";
const RING: &str = "keys/key_ring";
/// A secret is no longer than this.
const LONGEST: u64 = 1024 * 1024;
/// In a method's section, a key that ends so names a file that belongs to a backup.
const FILE: &str = "_file";

/// A file that the configuration names: as what, and where it is on this node.
struct Named {
    name: String,
    place: PathBuf,
    /// Another one will do as well: what is in its place stays there.
    renewable: bool,
}

/// What the configuration names beside the key ring.
fn named(config: &Config) -> Vec<Named> {
    let pepper = config.pepper_file.clone();
    let name = format!("{KEYS}/pepper_file");
    let mut found = vec![Named { name, place: pepper, renewable: false }];
    for (method, section) in &config.method {
        for (key, value) in section.iter().filter(|(key, _)| key.ends_with(FILE)) {
            let place = value.as_str().map(PathBuf::from);
            let name = format!("{KEYS}/method.{method}.{key}");
            found.extend(place.map(|place| Named { name, place, renewable: false }));
        }
    }
    for (key, place) in config.messages.secrets() {
        found.push(Named { name: format!("{KEYS}/{key}"), place, renewable: false });
    }
    if let Tls::Own { certificate, key } = &config.tls {
        for (name, place) in [("tls.certificate", certificate), ("tls.key", key)] {
            let name = format!("{KEYS}/{name}");
            found.push(Named { name, place: place.clone(), renewable: true });
        }
    }
    found
}

/// Copies all of them into the backup in `folder`.
pub(super) fn keep(config: &Config, folder: &Path) -> Result<Vec<Entry>, Error> {
    make_folder(&folder.join(KEYS))?;
    let mut sources = Vec::new();
    for path in files_below(&config.key_ring)? {
        let name = path.to_str().ok_or("a file of the key ring has a name that is no text")?;
        sources.push((format!("{RING}/{name}"), config.key_ring.join(&path)));
    }
    sources.extend(named(config).into_iter().map(|named| (named.name, named.place)));
    let mut entries = Vec::new();
    for (name, place) in sources {
        let copy = folder.join(&name);
        let parent = copy.parent().unwrap_or(folder);
        make_folders(parent)?;
        put(&copy, &short(&place, LONGEST)?, 0o600)?;
        about(parent, sync(parent))?;
        let mode = about(&place, fs::metadata(&place))?.permissions().mode() & 0o777;
        entries.push(Entry::of(folder, &name, mode, &ProgressBar::hidden())?);
    }
    Ok(entries)
}

/// The keys of a backup beside their places, ready to be put there. What is not put in place goes again.
pub(super) struct Staged {
    /// Where each is now, and where it belongs.
    files: Vec<(PathBuf, PathBuf)>,
    folders: Vec<PathBuf>,
}

impl Staged {
    /// Finds the place of every key and writes it beside that. A key that is there must be the same.
    pub(super) fn beside_their_places(
        config: &Config,
        from: &Path,
        manifest: &Manifest,
    ) -> Result<Self, Error> {
        let wanted = wanted(config, manifest)?;
        refuse_strangers(&config.key_ring, &wanted)?;
        let mut staged = Self { files: Vec::new(), folders: Vec::new() };
        for (entry, place) in wanted {
            let text = short(&from.join(&entry.path), LONGEST)?;
            match fs::read(&place) {
                Ok(found) if found == text => {}
                Ok(_) => {
                    return Err(format!(
                        "{} is there and is another one than in the backup: move it away first",
                        place.display()
                    )
                    .into());
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    staged.stage(&place, &text, entry.mode()?)?;
                }
                Err(error) => return about(&place, Err(error)),
            }
        }
        Ok(staged)
    }

    fn stage(&mut self, place: &Path, text: &[u8], mode: u32) -> Result<(), Error> {
        let name = place.file_name().ok_or("a key's place has no name")?.to_string_lossy();
        let beside = place.with_file_name(format!(".{name}.restored"));
        if let Some(parent) = place.parent() {
            self.folders.extend(make_folders(parent)?);
        }
        put(&beside, text, 0o600)?;
        self.files.push((beside.clone(), place.to_owned()));
        about(&beside, fs::set_permissions(&beside, fs::Permissions::from_mode(mode)))
    }

    /// Puts them in their places.
    pub(super) fn put_in_place(mut self) -> Result<(), Error> {
        self.folders.clear();
        for (beside, place) in std::mem::take(&mut self.files) {
            about(&place, fs::rename(&beside, &place))?;
            if let Some(parent) = place.parent() {
                about(parent, sync(parent))?;
            }
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (beside, _) in &self.files {
            let _ = fs::remove_file(beside);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Every key of the backup with its place.
fn wanted<'a>(config: &Config, manifest: &'a Manifest) -> Result<Vec<(&'a Entry, PathBuf)>, Error> {
    let named = named(config);
    let (mut wanted, mut renewable) = (Vec::new(), Vec::new());
    for entry in manifest.files.iter().filter(|entry| entry.path != DUMP) {
        let known = named.iter().find(|named| named.name == entry.path);
        if let Some(below) = entry.path.strip_prefix(RING).and_then(|rest| rest.strip_prefix('/')) {
            wanted.push((entry, config.key_ring.join(below)));
        } else if let Some(Named { place, renewable: false, .. }) = known {
            wanted.push((entry, place.clone()));
        } else if let Some(known) = known {
            renewable.push((entry, known.place.clone()));
        } else if entry.path.starts_with("keys/tls.") {
            say(
                "The TLS key of the backup is left where it is: the configuration has no place for it.",
            )?;
        } else {
            let key = entry.path.trim_start_matches("keys/");
            return Err(format!(
                "the backup has a file {key}, and the configuration says not where it belongs"
            )
            .into());
        }
    }
    // A certificate and its key go together. Newer ones are no reason to refuse, and stay.
    if renewable.iter().all(|(_, place)| place.symlink_metadata().is_err()) {
        wanted.append(&mut renewable);
    } else if !renewable.is_empty() {
        say("The TLS certificate and key that are there stay as they are.")?;
    }
    Ok(wanted)
}

/// A key of another ring beside those of this one would leave no ring at all.
fn refuse_strangers(ring: &Path, wanted: &[(&Entry, PathBuf)]) -> Result<(), Error> {
    if !ring.exists() {
        return Ok(());
    }
    let mut there = files_below(ring)?.into_iter().map(|path| ring.join(path));
    match there.find(|path| !wanted.iter().any(|(_, place)| place == path)) {
        None => Ok(()),
        Some(stranger) => Err(format!(
            "{} is there and not in the backup: move it away first",
            stranger.display()
        )
        .into()),
    }
}

/// Makes a folder and those above it that are missing; which ones, outermost first.
fn make_folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .collect();
    let mut made = Vec::new();
    for path in missing.into_iter().rev() {
        make_folder(path)?;
        made.push(path.to_owned());
    }
    Ok(made)
}

fn make_folder(path: &Path) -> Result<(), Error> {
    about(path, DirBuilder::new().mode(0o700).create(path))
}
