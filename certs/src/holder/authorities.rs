use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use openssl::x509::{X509, X509Ref, X509VerifyResult};

use super::path;
use crate::certificate::{Certificate, CertificateError};
use crate::files::FileError;
use crate::parts::Parts;

/// More than all issuers of the European lists together.
const MOST: usize = 5_000;
/// A file with the issuers of a whole list is below this.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// Authorities that are believed: roots, or issuing authorities by themselves. One whose own issuer is here too
/// is believed because of that: a path goes through it, up to the highest that is here.
pub struct Authorities {
    certificates: Vec<Certificate>,
    /// The same, as OpenSSL has them.
    parsed: Vec<Authority>,
    /// Where they are, by a hash of their names.
    by_subject: HashMap<u32, Vec<usize>>,
}

struct Authority {
    x509: X509,
    /// Whether a path may end here.
    is_anchor: bool,
}

/// The authorities that a path may go through.
pub(super) struct Near {
    pub(super) anchors: Vec<X509>,
    pub(super) between: Vec<X509>,
}

/// Why authorities are not taken.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    /// The folder or a file of it.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file longer than 16 MiB.
    #[error("{0} is too long for certificates")]
    TooLarge(PathBuf),
    /// A file without a certificate, or with something else.
    #[error("{path} holds something that is no certificate")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why it is not.
        source: CertificateError,
    },
    /// A certificate that OpenSSL does not read.
    #[error("the certificate with the fingerprint {0} cannot be read")]
    Unreadable(String),
    /// A certificate of somebody who may not issue any.
    #[error("the certificate with the fingerprint {0} is not an authority's")]
    NotAnAuthority(String),
    /// None at all, or none but such as issued each other.
    #[error("there is no authority to believe")]
    None,
    /// More than 5,000.
    #[error("there are more than 5,000 authorities")]
    TooMany,
}

impl Authorities {
    /// Reads every `*.pem`, `*.crt` and `*.cer` of a folder: PEM, many in a file, or DER. None is an error.
    pub fn read(folder: &Path) -> Result<Self, AuthoritiesError> {
        Self::new(certificates_in(folder)?)
    }

    /// These. None is an error.
    pub fn new(certificates: Vec<Certificate>) -> Result<Self, AuthoritiesError> {
        if certificates.len() > MOST {
            return Err(AuthoritiesError::TooMany);
        }
        let all = certificates.iter().map(authority).collect::<Result<Vec<_>, _>>()?;
        let mut by_subject: HashMap<u32, Vec<usize>> = HashMap::new();
        for (place, x509) in all.iter().enumerate() {
            by_subject.entry(x509.subject_name_hash()).or_default().push(place);
        }
        let is_anchor = |x509: &X509| is_self_issued(x509) || !has_issuer(x509, &all, &by_subject);
        let anchors: Vec<bool> = all.iter().map(is_anchor).collect();
        if !anchors.contains(&true) {
            return Err(AuthoritiesError::None);
        }
        let parsed = all.into_iter().zip(anchors);
        let parsed = parsed.map(|(x509, is_anchor)| Authority { x509, is_anchor }).collect();
        Ok(Self { certificates, parsed, by_subject })
    }

    /// All of them.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Those that have the name of an issuer, of an issuer's issuer, and so on.
    pub(super) fn above(&self, leaf: &X509Ref, others: &[X509]) -> Near {
        let mut wanted = vec![leaf.issuer_name_hash()];
        wanted.extend(others.iter().map(|other| other.issuer_name_hash()));
        let mut seen = HashSet::new();
        let mut near = Near { anchors: Vec::new(), between: Vec::new() };
        while let Some(name) = wanted.pop() {
            if !seen.insert(name) {
                continue;
            }
            let places = self.by_subject.get(&name).into_iter().flatten();
            for authority in places.filter_map(|place| self.parsed.get(*place)) {
                wanted.push(authority.x509.issuer_name_hash());
                let kind = if authority.is_anchor { &mut near.anchors } else { &mut near.between };
                kind.push(authority.x509.clone());
            }
        }
        near
    }
}

/// The certificates of every `*.pem`, `*.crt` and `*.cer` of a folder, whoever's they are: at most 5,000.
pub fn certificates_in(folder: &Path) -> Result<Vec<Certificate>, AuthoritiesError> {
    let mut certificates = Vec::new();
    for path in files(folder)? {
        certificates.extend(certificates_of(&path)?);
        if certificates.len() > MOST {
            return Err(AuthoritiesError::TooMany);
        }
    }
    Ok(certificates)
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorities")
            .field("certificates", &self.certificates)
            .finish_non_exhaustive()
    }
}

fn authority(certificate: &Certificate) -> Result<X509, AuthoritiesError> {
    let unreadable = || AuthoritiesError::Unreadable(certificate.fingerprint());
    let parts = Parts::of(certificate).ok_or_else(unreadable)?;
    if !path::issues_certificates(&parts).ok_or_else(unreadable)? {
        return Err(AuthoritiesError::NotAnAuthority(certificate.fingerprint()));
    }
    X509::from_der(certificate.der()).map_err(|_| unreadable())
}

fn is_self_issued(x509: &X509Ref) -> bool {
    x509.issued(x509) == X509VerifyResult::OK
}

fn has_issuer(x509: &X509Ref, all: &[X509], by_subject: &HashMap<u32, Vec<usize>>) -> bool {
    let places = by_subject.get(&x509.issuer_name_hash()).into_iter().flatten();
    let mut issuers = places.filter_map(|place| all.get(*place));
    issuers.any(|issuer| issuer.issued(x509) == X509VerifyResult::OK)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |source| FileError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        if ["pem", "crt", "cer"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn certificates_of(path: &Path) -> Result<Vec<Certificate>, AuthoritiesError> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    if fs::metadata(path).map_err(failed)?.len() > MAX_FILE {
        return Err(AuthoritiesError::TooLarge(path.to_owned()));
    }
    let content = fs::read(path).map_err(failed)?;
    Certificate::all_of(&content)
        .map_err(|source| AuthoritiesError::Certificate { path: path.to_owned(), source })
}
