//! Pairwise identifiers: what a person is called by one agency, always, and by no other.
//!
//! A name is HMAC-SHA-256(pairwise key, scope, subject). It is computed and kept nowhere, so that there
//! is no list of who goes where. The key never rotates: with another one all people would be strangers
//! to every agency. So it is in the backup, the same on every node, and never made by a node.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use identity::{Identity, SpanishId};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;

use crate::agency::Agency;
use crate::fault::Fault;
use crate::store::{Store, StoreError};

#[cfg(test)]
mod tests;

/// Octets of the key, and of a code made with it.
const LENGTH: usize = 32;
/// Twice as many digits and the end of the line; a longer file is not read.
const LONGEST_FILE: u64 = 2 * LENGTH as u64 + 2;
/// What others than the owner may not do with the file: they, anything; its group, write it.
const FORBIDDEN_MODE: u32 = 0o027;

/// What codes are for. Each begins with its purpose, so that none can stand for another.
const NAME: &str = "zaguan/pairwise/name/1";
const CHECK: &str = "zaguan/pairwise/check/1";
const MARK: &str = "zaguan/pairwise/session/1";

/// The key under which people are named.
pub struct Pairwise(PKey<Private>);

/// By which the sessions of one person are found, and which says nothing without the pairwise key.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonMark(Vec<u8>);

impl PersonMark {
    /// As in the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Two digits an octet.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl std::fmt::Debug for PersonMark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonMark(…)")
    }
}

/// Why a node does not start with its pairwise key.
#[derive(Debug, thiserror::Error)]
pub enum PairwiseError {
    /// Nobody has made one yet.
    #[error(
        "there is no pairwise key at {0}: make one, once for all nodes: (umask 077; openssl rand -hex 32 >{0})"
    )]
    Missing(PathBuf),
    /// It is not on this node.
    #[error(
        "there is no pairwise key at {0}, and this database has names made with one: copy it from another node or from the backup; a new one would make everybody a stranger"
    )]
    Lost(PathBuf),
    /// The file cannot be read.
    #[error("the pairwise key {path} cannot be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Its mode lets others read it, or its group write it.
    #[error("others must not read {0} nor its group write it: chmod 600")]
    Exposed(PathBuf),
    /// It holds something else.
    #[error("{0} does not hold 64 hexadecimal digits, as openssl rand -hex 32 prints them")]
    Form(PathBuf),
    /// It is another one.
    #[error(
        "{0} is not the pairwise key of this database: copy the right one from another node or from the backup"
    )]
    Another(PathBuf),
    /// OpenSSL refuses it.
    #[error("the pairwise key cannot be used")]
    Key(#[from] ErrorStack),
    /// The database cannot be asked.
    #[error("the database could not be asked about the pairwise key")]
    Store(#[from] StoreError),
}

impl Pairwise {
    /// The name of its file in the folder of the key ring.
    pub const FILE: &'static str = "pairwise";

    /// Reads the key of a node, and makes sure that it is the one that all nodes of this database have.
    ///
    /// # Errors
    /// [`PairwiseError`], which says what to do.
    pub async fn open(ring: &Path, store: &Store) -> Result<Self, PairwiseError> {
        let file = ring.join(Self::FILE);
        let key = match Self::read(&file) {
            Err(PairwiseError::Missing(file)) if store.pairwise_check().await?.is_some() => {
                return Err(PairwiseError::Lost(file));
            }
            read => read?,
        };
        let ours = key.check_value()?;
        if store.keep_pairwise_check(&ours).await? == ours {
            Ok(key)
        } else {
            Err(PairwiseError::Another(file))
        }
    }

    fn read(file: &Path) -> Result<Self, PairwiseError> {
        let failed = |source: io::Error| {
            let path = file.to_owned();
            if source.kind() == io::ErrorKind::NotFound {
                return PairwiseError::Missing(path);
            }
            PairwiseError::Read { path, source }
        };
        let about = fs::metadata(file).map_err(failed)?;
        if about.permissions().mode() & FORBIDDEN_MODE != 0 {
            return Err(PairwiseError::Exposed(file.to_owned()));
        }
        if about.len() > LONGEST_FILE {
            return Err(PairwiseError::Form(file.to_owned()));
        }
        let text = fs::read(file).map_err(failed)?;
        let octets = hexadecimal(text.trim_ascii_end());
        Self::from_octets(&octets.ok_or_else(|| PairwiseError::Form(file.to_owned()))?)
    }

    /// From octets that came another way.
    ///
    /// # Errors
    /// When OpenSSL refuses them.
    pub fn from_octets(octets: &[u8; LENGTH]) -> Result<Self, PairwiseError> {
        Ok(Self(PKey::hmac(octets)?))
    }

    /// What this agency calls this person: 64 hexadecimal digits, which survive agencies that compare
    /// without regard to case.
    ///
    /// # Errors
    /// [`Fault`] when the person has no identifier that lasts.
    pub fn name(&self, agency: &Agency, person: &Identity) -> Result<String, Fault> {
        let (kind, number) = subject(person)
            .ok_or(Fault::Broken("a person has no identifier that a name can be made of"))?;
        Ok(hex(&self.code(&[NAME, scope(agency), kind, &number])?))
    }

    /// The mark of this person's sessions: the same with whatever method they entered.
    ///
    /// # Errors
    /// [`Fault`] when OpenSSL fails.
    pub fn mark(&self, person: &Identity) -> Result<PersonMark, Fault> {
        let (kind, number) = subject(person).unwrap_or(("other", person.identifier.clone()));
        Ok(PersonMark(self.code(&[MARK, kind, &number])?))
    }

    /// Tells one key from another and nothing else.
    fn check_value(&self) -> Result<Vec<u8>, ErrorStack> {
        self.code(&[CHECK])
    }

    /// The length of each part stands before it, so that no two lists of parts are the same octets.
    fn code(&self, parts: &[&str]) -> Result<Vec<u8>, ErrorStack> {
        let mut hmac = Signer::new(MessageDigest::sha256(), &self.0)?;
        for part in parts {
            hmac.update(&(part.len() as u64).to_be_bytes())?;
            hmac.update(part.as_bytes())?;
        }
        hmac.sign_to_vec()
    }
}

/// Within what a person has one name: the agency. Where agencies are to share names, their operator's
/// records will say so, and this function will look there.
fn scope(agency: &Agency) -> &str {
    agency.metadata.entity_id.as_str()
}

/// The person's document in its one normal form, with what kind it is. Not the registry's own id: who
/// leaves and registers again is the same person, and so is who comes with another method.
fn subject(person: &Identity) -> Option<(&'static str, String)> {
    if let Ok(document) = SpanishId::parse(&person.identifier) {
        return Some(("nif", document.as_str().to_owned()));
    }
    // eIDAS attribute profile 2.2.3: nationality, destination, and what that country wrote, as it stands.
    let (country, rest) = person.identifier.split_once("/ES/")?;
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_country && !rest.is_empty()).then(|| ("eidas", person.identifier.clone()))
}

/// Two digits an octet.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |digits, octet| digits + &format!("{octet:02x}"))
}

/// Two digits an octet, and nothing else.
fn hexadecimal(digits: &[u8]) -> Option<[u8; LENGTH]> {
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.len() != 2 * LENGTH || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut octets = [0; LENGTH];
    for (place, octet) in octets.iter_mut().enumerate() {
        *octet = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(octets)
}

impl std::fmt::Debug for Pairwise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pairwise(…)")
    }
}
