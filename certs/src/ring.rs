use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::certificate::{Certificate, CertificateError};
use crate::public_key::KeyError;
use crate::signing_key::SigningKey;

/// No key or certificate file is longer than this; larger ones are not read.
const MAX_FILE: u64 = 64 * 1024;
/// Anything for others, or written by the group.
const FORBIDDEN_MODE: u32 = 0o027;

/// Our keys in one folder: `active/` with one key and its certificate, `next/` and `retiring/`
/// with the certificates that are published beside it, and the file `stamp` that says for which
/// environment they are.
#[derive(Debug)]
pub struct KeyRing {
    active: SigningKey,
    next: Vec<Certificate>,
    retiring: Vec<Certificate>,
}

/// Why a key ring is not opened. Paths are ours, so they may be shown to the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// A file or folder cannot be read.
    #[error("{path} cannot be read")]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why it could not be.
        source: io::Error,
    },
    /// The ring belongs to another environment.
    #[error("{path} is stamped {found:?}, and this is {wanted:?}")]
    Stamp {
        /// The key ring's folder.
        path: PathBuf,
        /// What its stamp says.
        found: String,
        /// What this process runs as.
        wanted: String,
    },
    /// Not exactly one file of a kind in `active/`.
    #[error("{path} holds {count} files *.{extension}; exactly one is wanted")]
    NotOne {
        /// The folder.
        path: PathBuf,
        /// `key` or `crt`.
        extension: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A private key that others may read, or that its group may write.
    #[error("{path} has mode {mode:o}; others must not read it nor its group write it")]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A file too long to be a key or certificate.
    #[error("{path} is longer than 64 KiB")]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A file that is no certificate.
    #[error("{path} is no certificate")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why it is not.
        source: CertificateError,
    },
    /// A key that is not used.
    #[error("the key in {path} is not used")]
    Key {
        /// The file.
        path: PathBuf,
        /// Why it is not.
        source: KeyError,
    },
}

impl KeyRing {
    /// Opens the ring in `folder`, whose stamp must equal `stamp`
    /// (`production` or `demonstration`).
    pub fn open(folder: &Path, stamp: &str) -> Result<Self, KeyRingError> {
        check_stamp(folder, stamp)?;
        Ok(Self {
            active: active_key(&folder.join("active"))?,
            next: certificates(&folder.join("next"))?,
            retiring: certificates(&folder.join("retiring"))?,
        })
    }

    /// The key that signs now.
    #[must_use]
    pub fn active(&self) -> &SigningKey {
        &self.active
    }

    /// All certificates that metadata shows, the active one first.
    pub fn published(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(self.active.certificate()).chain(&self.next).chain(&self.retiring)
    }
}

fn check_stamp(folder: &Path, wanted: &str) -> Result<(), KeyRingError> {
    let text = read(&folder.join("stamp"))?;
    let found = String::from_utf8_lossy(&text).trim().to_owned();
    if found == wanted {
        return Ok(());
    }
    Err(KeyRingError::Stamp { path: folder.to_owned(), found, wanted: wanted.to_owned() })
}

fn active_key(folder: &Path) -> Result<SigningKey, KeyRingError> {
    let key_path = only_file(folder, "key")?;
    let certificate_path = only_file(folder, "crt")?;
    refuse_exposed(&key_path)?;
    SigningKey::from_pem(&read(&key_path)?, &read(&certificate_path)?)
        .map_err(|source| KeyRingError::Key { path: key_path, source })
}

/// Certificates are published only if others could use their key.
fn certificates(folder: &Path) -> Result<Vec<Certificate>, KeyRingError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for path in files(folder, "crt")? {
        let certificate = match Certificate::from_pem(&read(&path)?) {
            Ok(certificate) => certificate,
            Err(source) => return Err(KeyRingError::Certificate { path, source }),
        };
        if let Err(source) = certificate.public_key() {
            return Err(KeyRingError::Key { path, source });
        }
        found.push(certificate);
    }
    Ok(found)
}

fn only_file(folder: &Path, extension: &'static str) -> Result<PathBuf, KeyRingError> {
    let mut found = files(folder, extension)?;
    match (found.pop(), found.len()) {
        (Some(path), 0) => Ok(path),
        (last, others) => Err(KeyRingError::NotOne {
            path: folder.to_owned(),
            extension,
            count: others + usize::from(last.is_some()),
        }),
    }
}

/// The files with this extension, in order of name.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, KeyRingError> {
    let failed = |source| KeyRingError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension() == Some(OsStr::new(extension)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn refuse_exposed(path: &Path) -> Result<(), KeyRingError> {
    let mode = metadata(path)?.permissions().mode() & 0o777;
    if mode & FORBIDDEN_MODE == 0 {
        return Ok(());
    }
    Err(KeyRingError::Exposed { path: path.to_owned(), mode })
}

fn read(path: &Path) -> Result<Vec<u8>, KeyRingError> {
    if metadata(path)?.len() > MAX_FILE {
        return Err(KeyRingError::TooLarge { path: path.to_owned() });
    }
    fs::read(path).map_err(|source| KeyRingError::Read { path: path.to_owned(), source })
}

fn metadata(path: &Path) -> Result<fs::Metadata, KeyRingError> {
    fs::metadata(path).map_err(|source| KeyRingError::Read { path: path.to_owned(), source })
}
