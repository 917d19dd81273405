//! Takes messages in, one by one, for callgrind to count what each costs.
//!
//! ```text
//! valgrind --tool=callgrind --collect-atstart=no --toggle-collect=gauge::measured \
//!     --dump-after=gauge::measured gauge FOLDER
//! ```
//!
//! `FOLDER/trusted` holds the agency's certificates as DER; `FOLDER/cases` a file for each message,
//! its extension the entrance that it comes in by. All are read first. What happens inside
//! [`measured`] is counted and nothing else, and written out each time it returns: the first count is
//! that of the first file by name, and so on. How each message ended is a line of the output.
//! `tests/tests/linear_cost` is who runs this, and judges.

#![expect(clippy::unwrap_used, reason = "a measurement that fails ends")]

use std::fmt;
use std::hint::black_box;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use certs::Certificate;
use jiff::Timestamp;
use metadata::{Endpoints, MetadataError, ServiceProvider};
use saml::{AuthnRequest, EntityId, Malformed, Received, TrustedKeys, Untrusted};

fn main() {
    let folder = PathBuf::from(env::args_os().nth(1).unwrap());
    let keys = trusted(&folder.join("trusted"));
    let cases: Vec<Case> = files(&folder.join("cases")).iter().map(|file| case(file)).collect();
    let mut out = stdout();
    for case in &cases {
        let end = measured(case, &keys);
        writeln!(out, "{end:?}").unwrap();
    }
}

/// What callgrind counts: called through its own name, so that the name is there to be found.
#[inline(never)]
fn measured(case: &Case, keys: &TrustedKeys) -> End {
    black_box(take_in(case, keys))
}

fn take_in(case: &Case, keys: &TrustedKeys) -> End {
    match case {
        Case::Post(form) => End::Message(open(Received::from_post(form), keys)),
        Case::Redirect(query) => End::Message(open(Received::from_redirect(query), keys)),
        Case::Read(xml) => End::Metadata(ServiceProvider::read(xml).map(drop)),
        Case::Lint(xml) => {
            let findings = metadata::lint(xml, Endpoints::HttpsOnly, Timestamp::UNIX_EPOCH);
            End::Findings(findings.len())
        }
        Case::Aggregate(xml) => End::Aggregate(members(xml)),
        Case::Quadratic(octets) => End::Pairs(pairs(octets)),
    }
}

/// As the hub does it, except that a hub stops when the claims cannot be read.
fn open(received: Result<Received, Malformed>, keys: &TrustedKeys) -> Result<(), Untrusted> {
    let received = received?;
    let _ = black_box(received.claims());
    received.open::<AuthnRequest>(keys).map(drop)
}

/// As an import and a check do it, one after the other: how many are taken, and how much is said.
fn members(xml: &[u8]) -> Result<(usize, usize), MetadataError> {
    let all = metadata::aggregate(xml, None)?;
    let (mut taken, mut findings) = (0, all.lint(Timestamp::UNIX_EPOCH).len());
    for member in all.members(Endpoints::HttpsOnly) {
        taken += usize::from(black_box(member.read()).is_ok_and(|found| found.is_some()));
        findings += member.lint(Timestamp::UNIX_EPOCH).len();
    }
    Ok((taken, findings))
}

/// Compares each octet with all others, as nobody should. It shows that the judge can say no.
fn pairs(octets: &[u8]) -> usize {
    let alike = |one: &u8| octets.iter().filter(|other| black_box(*other) == one).count();
    octets.iter().map(alike).sum()
}

enum Case {
    Post(Vec<u8>),
    Redirect(String),
    Read(Vec<u8>),
    Lint(Vec<u8>),
    Aggregate(Vec<u8>),
    Quadratic(Vec<u8>),
}

enum End {
    Message(Result<(), Untrusted>),
    Metadata(Result<(), MetadataError>),
    Findings(usize),
    Aggregate(Result<(usize, usize), MetadataError>),
    Pairs(usize),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(end) => end.fmt(f),
            Self::Metadata(end) => end.fmt(f),
            Self::Findings(count) => write!(f, "{count} findings"),
            Self::Aggregate(end) => end.fmt(f),
            Self::Pairs(count) => write!(f, "{count} pairs"),
        }
    }
}

fn case(file: &Path) -> Case {
    let octets = fs::read(file).unwrap();
    match file.extension().unwrap().to_str().unwrap() {
        "post" => Case::Post(octets),
        "redirect" => Case::Redirect(String::from_utf8(octets).unwrap()),
        "read" => Case::Read(octets),
        "lint" => Case::Lint(octets),
        "aggregate" => Case::Aggregate(octets),
        "quadratic" => Case::Quadratic(octets),
        other => unreachable!("{other} is no entrance"),
    }
}

fn trusted(folder: &Path) -> TrustedKeys {
    let certificate = |file: &PathBuf| Certificate::from_der(fs::read(file).unwrap()).unwrap();
    let keys = files(folder).iter().map(certificate).map(Arc::new).collect();
    TrustedKeys::new(EntityId::new("https://sede.ejemplo.test/metadata").unwrap(), keys).unwrap()
}

/// The files of a folder, in order of name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}
