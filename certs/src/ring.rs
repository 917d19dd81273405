use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use crate::certificate::{Certificate, CertificateError};
use crate::files::{self, FileError};
use crate::making::{self, KeyKind};
use crate::public_key::KeyError;
use crate::signing_key::SigningKey;
use crate::token::{KeyName, Token};

/// Letters of a key's fingerprint in the name of its files.
const IN_NAMES: usize = 8;

/// The folder of the keys that this node holds. A key is `NAME.crt` with `NAME.key` beside it (PEM), or
/// with `NAME.token`, which says which key of the token it is. The file `stamp` says for which
/// environment they are. Which of them signs is not said here: that is the same for all nodes.
///
/// Files are read when a key is asked for, so what is added to the folder is found.
#[derive(Debug)]
pub struct KeyRing {
    folder: PathBuf,
    token: Option<Arc<Token>>,
}

/// A key that was made, and the name of its files.
#[derive(Debug)]
pub struct Created {
    /// The name, without an extension.
    pub name: String,
    /// The key.
    pub key: SigningKey,
}

/// Why a key ring or a key of it is not opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// A file.
    #[error(transparent)]
    File(#[from] FileError),
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
    /// No key of that name.
    #[error("there is no {0}")]
    Missing(PathBuf),
    /// A certificate without its key.
    #[error("beside {0} lies neither its key (.key) nor the name of one in a token (.token)")]
    NoKey(PathBuf),
    /// A key in a token, and no token.
    #[error("{0} names a key in a token, and the configuration has no section [pkcs11]")]
    NoToken(PathBuf),
    /// A file that does not name a key of a token.
    #[error("{0} must say label = \"…\", id = \"hexadecimal\", or both")]
    Name(PathBuf),
    /// A name that is no name of a file.
    #[error("{0:?} is not the name of a key: letters, digits, - _ and . are")]
    BadName(String),
    /// A file that is no certificate.
    #[error("{path} is no certificate")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why it is not.
        source: CertificateError,
    },
    /// A key that is not used.
    #[error("the key of {path} is not used")]
    Key {
        /// The certificate's file.
        path: PathBuf,
        /// Why it is not.
        source: KeyError,
    },
    /// A key that was not made.
    #[error("no key was made")]
    Made(#[source] KeyError),
}

impl KeyRing {
    /// Opens the ring in `folder`, whose stamp must equal `stamp` (`production` or `demonstration`), and
    /// refuses one with a private key that others may read. `token` is where some of its keys are.
    pub fn open(
        folder: &Path,
        stamp: &str,
        token: Option<Arc<Token>>,
    ) -> Result<Self, KeyRingError> {
        check_stamp(folder, stamp)?;
        for key in list(folder, "key")? {
            files::refuse_exposed(&key)?;
        }
        Ok(Self { folder: folder.to_owned(), token })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where some of its keys are, if the configuration knows a token.
    #[must_use]
    pub fn token(&self) -> Option<&Arc<Token>> {
        self.token.as_ref()
    }

    /// The key whose certificate has this fingerprint, if this node holds it.
    pub fn find(&self, fingerprint: &str) -> Result<Option<SigningKey>, KeyRingError> {
        for path in list(&self.folder, "crt")? {
            let pem = files::read(&path)?;
            // Another key's certificate that cannot be read does not hide this one.
            if Certificate::from_pem(&pem).is_ok_and(|known| known.fingerprint() == fingerprint) {
                return self.load(&path, &pem).map(Some);
            }
        }
        Ok(None)
    }

    /// The key whose files have this name.
    pub fn named(&self, name: &str) -> Result<SigningKey, KeyRingError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            return Err(KeyRingError::BadName(name.to_owned()));
        }
        let path = self.folder.join(format!("{name}.crt"));
        if !path.exists() {
            return Err(KeyRingError::Missing(path));
        }
        let pem = files::read(&path)?;
        if let Err(source) = Certificate::from_pem(&pem) {
            return Err(KeyRingError::Certificate { path, source });
        }
        self.load(&path, &pem)
    }

    /// Makes a key with a certificate for `subject`, in files of their own.
    pub fn create(
        &self,
        kind: KeyKind,
        subject: &str,
        now: Timestamp,
    ) -> Result<Created, KeyRingError> {
        let (key, certificate) =
            making::in_memory(kind, subject, now).map_err(KeyRingError::Made)?;
        let made = SigningKey::from_pem(&key, &certificate).map_err(KeyRingError::Made)?;
        let name = name(&made, now);
        self.write(&format!("{name}.key"), &key, 0o600)?;
        self.write(&format!("{name}.crt"), &certificate, 0o644)?;
        Ok(Created { name, key: made })
    }

    /// Makes a key inside the token; in the folder lie its certificate, and which key it is.
    pub fn create_in(
        &self,
        token: &Arc<Token>,
        kind: KeyKind,
        subject: &str,
        now: Timestamp,
    ) -> Result<Created, KeyRingError> {
        let label = format!("zaguan-{}", now.strftime("%Y-%m-%d"));
        let (key, certificate) =
            making::in_token(token, kind, &label, subject, now).map_err(KeyRingError::Made)?;
        let text = written(&key);
        let made = SigningKey::in_token(Arc::clone(token), key, &certificate)
            .map_err(KeyRingError::Made)?;
        let name = name(&made, now);
        self.write(&format!("{name}.token"), text.as_bytes(), 0o644)?;
        self.write(&format!("{name}.crt"), &certificate, 0o644)?;
        Ok(Created { name, key: made })
    }

    fn load(&self, path: &Path, certificate: &[u8]) -> Result<SigningKey, KeyRingError> {
        let unused = |source| KeyRingError::Key { path: path.to_owned(), source };
        let (key, token) = (path.with_extension("key"), path.with_extension("token"));
        if key.exists() {
            let key = files::read_secret(&key)?;
            return SigningKey::from_pem(&key, certificate).map_err(unused);
        }
        if !token.exists() {
            return Err(KeyRingError::NoKey(path.to_owned()));
        }
        let name =
            key_name(&files::read(&token)?).ok_or_else(|| KeyRingError::Name(token.clone()))?;
        let token = self.token.clone().ok_or(KeyRingError::NoToken(token))?;
        SigningKey::in_token(token, name, certificate).map_err(unused)
    }

    /// Whole or not at all, for the folder's owner: as whom the hub runs, the task may not.
    fn write(&self, name: &str, content: &[u8], mode: u32) -> Result<(), FileError> {
        let path = self.folder.join(name);
        let half = self.folder.join(format!(".{name}.half"));
        let write = || -> io::Result<()> {
            let mut file =
                OpenOptions::new().write(true).create_new(true).mode(mode).open(&half)?;
            file.write_all(content)?;
            let (folder, ours) = (fs::metadata(&self.folder)?, file.metadata()?);
            if folder.uid() != ours.uid() {
                fchown(&file, Some(folder.uid()), Some(folder.gid()))?;
            }
            file.sync_all()?;
            fs::rename(&half, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|source| {
            // Nothing can be done about one that stays; it has no name of a key.
            let _ = fs::remove_file(&half);
            FileError::Write { path: path.clone(), source }
        })
    }
}

/// The day on which it was made, and the first letters of its fingerprint.
fn name(key: &SigningKey, now: Timestamp) -> String {
    let fingerprint = key.certificate().fingerprint();
    let short = fingerprint.get(..IN_NAMES).unwrap_or_default();
    format!("{}-{short}", now.strftime("%Y-%m-%d"))
}

/// A file `NAME.token`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    label: Option<String>,
    id: Option<String>,
}

fn key_name(file: &[u8]) -> Option<KeyName> {
    let named: Named = toml::from_str(std::str::from_utf8(file).ok()?).ok()?;
    let id = match &named.id {
        Some(id) => Some(octets(id)?),
        None => None,
    };
    (named.label.is_some() || id.is_some()).then_some(KeyName { label: named.label, id })
}

fn octets(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hexadecimal.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit))
            .collect(),
    )
}

fn written(key: &KeyName) -> String {
    let mut text = String::from("# Which key of the token; certificate and name lie beside it.\n");
    if let Some(label) = &key.label {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "label = \"{label}\"");
    }
    if let Some(id) = &key.id {
        text.push_str("id = \"");
        for octet in id {
            let _ = write!(text, "{octet:02x}");
        }
        text.push_str("\"\n");
    }
    text
}

fn check_stamp(folder: &Path, wanted: &str) -> Result<(), KeyRingError> {
    let text = files::read(&folder.join("stamp"))?;
    let found = String::from_utf8_lossy(&text).trim().to_owned();
    if found == wanted {
        return Ok(());
    }
    Err(KeyRingError::Stamp { path: folder.to_owned(), found, wanted: wanted.to_owned() })
}

/// The files with this extension, in order of name; hidden ones are half written.
fn list(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, FileError> {
    let failed = |source| FileError::Read { path: folder.to_owned(), source };
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
