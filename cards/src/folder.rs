//! All of it as files, and the authorities from them again.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use jiff::Timestamp;
use openssl::pkey::PKey;
use serde::{Deserialize, Serialize};

use crate::authority::Authority;
use crate::bench::Bench;
use crate::card::{Defect, Kind, Level, Outcome};
use crate::key::Key;
use crate::list::List;
use crate::made::{Made, PASSWORD};
use crate::people::{Company, Person};
use crate::table::table;

const MANIFEST: &str = "manifest.json";
const TRUSTED: &str = "trusted";
const AUTHORITIES: &str = "authorities";
const CARDS: &str = "cards";

/// `manifest.json`: for programs.
#[derive(Serialize)]
struct Manifest {
    made: Timestamp,
    base: String,
    password: &'static str,
    trusted: &'static str,
    authorities: Vec<AuthorityEntry>,
    cards: Vec<CardEntry>,
}

#[derive(Serialize)]
struct AuthorityEntry {
    name: &'static str,
    what: &'static str,
    trusted: bool,
    certificate: String,
    key: String,
    list: String,
}

#[derive(Serialize)]
struct CardEntry {
    name: &'static str,
    what: &'static str,
    expected: Expected,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'static Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'static Company>,
    issuer: &'static str,
    serial: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ocsp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    certificate: String,
    chain: String,
    key: String,
    pkcs12: String,
}

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
enum Expected {
    Login { kind: Kind, level: Option<Level>, on_device: bool },
    Refused { defect: Defect },
}

/// What of a manifest is needed to answer again.
#[derive(Deserialize)]
struct Kept {
    made: Timestamp,
    base: String,
}

impl Bench {
    /// Writes everything: `README.md` for people, `manifest.json` for programs, `trusted/` with the
    /// authorities that are to be believed, `authorities/` with all and their keys, and `cards/`.
    ///
    /// # Errors
    /// If a file cannot be written; if there is something in the folder that is no bench.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        vacant(folder)?;
        for below in [TRUSTED, AUTHORITIES, CARDS] {
            fs::create_dir_all(folder.join(below))?;
        }
        for &authority in Authority::ALL {
            self.write_authority(folder, authority)?;
        }
        for made in self.cards() {
            write_card(folder, made)?;
        }
        fs::write(folder.join("README.md"), self.readme())?;
        fs::write(folder.join(MANIFEST), serde_json::to_string_pretty(&self.manifest())? + "\n")
    }

    /// The bench that was written to this folder, to answer about its cards. Its authorities and
    /// serial numbers are the same; the keys of its cards are not, and stay in the folder.
    ///
    /// # Errors
    /// If the folder cannot be read as one that [`write_to`](Self::write_to) has written;
    /// [`NotFound`](io::ErrorKind::NotFound) if there is no manifest.
    pub fn kept(folder: &Path) -> io::Result<Self> {
        let kept: Kept = serde_json::from_slice(&fs::read(folder.join(MANIFEST))?)?;
        let mut keys = BTreeMap::new();
        for &authority in Authority::ALL {
            let key = PKey::private_key_from_pem(&fs::read(folder.join(key_file(authority)))?)?;
            keys.insert(authority, Key(key));
        }
        Ok(Self::with_keys(kept.made, &kept.base, keys))
    }

    fn write_authority(&self, folder: &Path, authority: Authority) -> io::Result<()> {
        let certificate = self.authority(authority).to_pem()?;
        let key = self.office(authority).key.0.private_key_to_pem_pkcs8()?;
        if authority.is_trusted() {
            let name = format!("{TRUSTED}/{}.pem", authority.name());
            fs::write(folder.join(name), &certificate)?;
        }
        fs::write(folder.join(certificate_file(authority)), &certificate)?;
        write_secret(&folder.join(key_file(authority)), &key)
    }

    fn manifest(&self) -> Manifest {
        Manifest {
            made: self.now(),
            base: self.base().to_owned(),
            password: PASSWORD,
            trusted: TRUSTED,
            authorities: Authority::ALL.iter().map(|&authority| self.entry(authority)).collect(),
            cards: self.cards().map(card_entry).collect(),
        }
    }

    fn entry(&self, authority: Authority) -> AuthorityEntry {
        AuthorityEntry {
            name: authority.name(),
            what: authority.what(),
            trusted: authority.is_trusted(),
            certificate: certificate_file(authority),
            key: key_file(authority),
            list: self.list_url(authority, List::Good),
        }
    }

    fn readme(&self) -> String {
        let (base, table) = (self.base(), table());
        format!(
            "# Cards to test with

Made by Zaguán's `make card-bench`. `manifest.json` says the same for programs, and more.

- `trusted/`: the authorities that a relying party under test is to believe, each a PEM file. They are nobody's
  outside of tests: believe them nowhere else.
- `authorities/`: all authorities, with their keys.
- `cards/NAME.p12`: key, certificate and issuer for browsers; the password is `{PASSWORD}`.
- `cards/NAME.pem`, `NAME.der`, `NAME.key`: the certificate, and its key. `cards/NAME.chain.pem`: the certificate and
  what is sent along.

The certificates name responders and lists below {base}. They answer while
`make card-bench TO=this-folder SERVE=port` runs with that port; without them no status can be known.

{table}"
        )
    }
}

/// A folder that is not there, is empty, or holds an earlier bench.
fn vacant(folder: &Path) -> io::Result<()> {
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(error),
    };
    if is_empty || folder.join(MANIFEST).exists() {
        return Ok(());
    }
    Err(io::Error::other("there is something in it that is no bench"))
}

fn write_card(folder: &Path, made: &Made) -> io::Result<()> {
    let path = |ending| folder.join(card_file(made, ending));
    fs::write(path("pem"), made.certificate_pem())?;
    fs::write(path("der"), made.certificate_der())?;
    fs::write(path("chain.pem"), made.chain_pem())?;
    write_secret(&path("key"), made.key_pem().as_bytes())?;
    write_secret(&path("p12"), &made.pkcs12())
}

fn card_entry(made: &Made) -> CardEntry {
    let outcome = made.outcome();
    let expected = match outcome {
        Outcome::Login { kind, on_device } => {
            Expected::Login { kind, level: outcome.level(), on_device }
        }
        Outcome::Refused(defect) => Expected::Refused { defect },
    };
    CardEntry {
        name: made.card().name(),
        what: made.card().what(),
        expected,
        person: made.person(),
        company: made.company(),
        issuer: made.issuer().name(),
        serial: made.serial(),
        ocsp: made.ocsp().map(str::to_owned),
        list: made.list().map(str::to_owned),
        certificate: card_file(made, "pem"),
        chain: card_file(made, "chain.pem"),
        key: card_file(made, "key"),
        pkcs12: card_file(made, "p12"),
    }
}

fn card_file(made: &Made, ending: &str) -> String {
    format!("{CARDS}/{}.{ending}", made.card().name())
}

fn certificate_file(authority: Authority) -> String {
    format!("{AUTHORITIES}/{}.pem", authority.name())
}

fn key_file(authority: Authority) -> String {
    format!("{AUTHORITIES}/{}.key", authority.name())
}

fn write_secret(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(content)
}
