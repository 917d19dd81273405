//! The issuers of a list as a file of a folder of authorities.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use certs::Certificate;
use certs::holder::Authorities;
use identity::is_invisible;
use jiff::Timestamp;

use crate::errors::WriteError;
use crate::list::TrustedList;

/// What a file begins with, and its number after that.
const TITLE: &str = "Trusted list ";
const LINE: usize = 64;

/// Writes the issuers whose time is now into one file, which replaces that of the list before; so whoever is no
/// longer in the list is gone. Returns the file, how many are in it, and how many were passed over.
pub fn write(
    list: &TrustedList,
    folder: &Path,
    now: Timestamp,
) -> Result<(PathBuf, usize, usize), WriteError> {
    let path = folder.join(format!("trusted-list-{}.pem", list.territory));
    refuse_older(list, &path)?;
    let (text, written, passed) = text(list, now);
    if written == 0 {
        return Err(WriteError::Nobody);
    }
    replace(&path, &text).map_err(|source| WriteError::File { path: path.clone(), source })?;
    Ok((path, written, passed))
}

/// Whoever gives an old list could bring back an issuer that was taken out.
fn refuse_older(list: &TrustedList, path: &Path) -> Result<(), WriteError> {
    let before = match fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(WriteError::File { path: path.to_owned(), source }),
    };
    let number = before.strip_prefix(TITLE).and_then(|rest| rest.split(' ').nth(1));
    match number.and_then(|number| number.parse().ok()) {
        Some(there) if there > list.sequence => {
            Err(WriteError::Older { path: path.to_owned(), there, this: list.sequence })
        }
        Some(_) | None => Ok(()),
    }
}

fn text(list: &TrustedList, now: Timestamp) -> (String, usize, usize) {
    let mut text = format!(
        "{TITLE}{} {} of {}, next at {}\n",
        list.territory, list.sequence, list.issued, list.next_update
    );
    let mut seen: Vec<&Certificate> = Vec::new();
    let mut passed = 0;
    for service in &list.services {
        for certificate in &service.certificates {
            if seen.contains(&certificate) {
                continue;
            }
            if !is_usable(certificate, now) {
                passed += 1;
                continue;
            }
            seen.push(certificate);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n{}: {}", plain(&service.provider), plain(&service.name));
            append(&mut text, certificate);
        }
    }
    (text, seen.len(), passed)
}

/// One that cannot be used would keep the whole folder from being read.
fn is_usable(certificate: &Certificate, now: Timestamp) -> bool {
    let copy = Certificate::from_der(certificate.der().to_vec());
    certificate.not_after().is_ok_and(|end| now < end)
        && copy.is_ok_and(|copy| Authorities::new(vec![copy]).is_ok())
}

/// A name that begins no block of PEM.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !is_invisible(*c) && *c != '-').collect()
}

fn append(text: &mut String, certificate: &Certificate) {
    text.push_str("-----BEGIN CERTIFICATE-----\n");
    for (place, letter) in certificate.to_base64().chars().enumerate() {
        if place > 0 && place % LINE == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.push_str("\n-----END CERTIFICATE-----\n");
}

/// Whole or not at all. A hidden file is no authority's.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let half = path.with_extension("half");
    fs::write(&half, text)?;
    fs::rename(&half, path)
}
