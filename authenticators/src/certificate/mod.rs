//! An X.509 certificate, in the browser or on the electronic DNI (SPEC 5.5).
//!
//! In reading order:
//!
//! - [`login`]: what happens when somebody signs in;
//! - `desk`: what is done with what a browser presents at the certificate host;
//! - `revocation`: whether it still stands, as its issuer says; `lists`: the lists that issuers publish of it;
//! - `found`: what the desk hands to the login;
//! - `views`: the pages;
//! - `store`: the tables.
//!
//! **It is refused unless everything is known to be good.** Whose authority is not believed, whose policy is not
//! known, whose issuer does not answer: each is told so, on a page of its own, and does not enter.
//!
//! **What was revoked for good stays so.** It is remembered until the certificate ends by itself, whatever its
//! issuer answers later.
//!
//! **Nobody is kept out for trying.** There is nothing to guess in a certificate, so what is wrong with one counts
//! neither against a person nor against where they come from: an expired card does not close an office.
//!
//! **«No he sido yo» means all of them.** Nobody can tell which certificate the stranger had. From then on only one
//! that was issued later enters, or any after [`unblock`].
//!
//! Without a section `[method.certificate]` it is off.

use std::path::PathBuf;
use std::time::Duration;

use certs::holder::{Authorities, Policies, Policy, Use};
use identity::{CertificateKind, Factors, LevelOfAssurance};
use jiff::SignedDuration;
use pages::{Language, Pack};
use serde::Deserialize;

use self::desk::Desk;
use self::login::Login;
pub use self::login::unblock;
use self::revocation::Patience;
use crate::contract::{Authenticator, Blueprint, ConfigError, MethodId, Ports, Profile, Section};

mod desk;
mod found;
mod lists;
pub mod login;
mod revocation;
mod store;
#[cfg(test)]
mod tests;
mod views;

/// The certificate, as the house needs to know it.
pub const BLUEPRINT: Blueprint = Blueprint {
    id: METHOD,
    path: "certificado",
    selected_idp: "AFIRMA",
    exclusion: "http://es.minhafp.clave/AFirmaIdP",
    profile: Profile { least: IN_SOFTWARE, factors: ON_DEVICE, ceiling: LevelOfAssurance::High },
    pack: Pack {
        templates: &[
            ("certificate/before.html", include_str!("templates/before.html")),
            ("certificate/again.html", include_str!("templates/again.html")),
        ],
        messages: &[
            (Language::Es, include_str!("messages/es.ftl")),
            (Language::Ca, include_str!("messages/ca.ftl")),
            (Language::Gl, include_str!("messages/gl.ftl")),
            (Language::Eu, include_str!("messages/eu.ftl")),
            (Language::En, include_str!("messages/en.ftl")),
        ],
        samples: views::samples,
    },
    migrations: &[("V1__certificate", include_str!("migrations/V1__certificate.sql"))],
    is_optional: true,
    build,
};

const METHOD: MethodId = MethodId::new("certificate");

/// What a certificate shows whose key is a file: that, and that it was used now.
const IN_SOFTWARE: Factors = Factors::POSSESSION.union(Factors::DYNAMIC);
/// And what one shows whose key never leaves its card, which works with a PIN only.
const ON_DEVICE: Factors = IN_SOFTWARE.union(Factors::KNOWLEDGE).union(Factors::TAMPER_RESISTANT);

fn build(section: &Section, ports: &Ports) -> Result<Box<dyn Authenticator>, ConfigError> {
    let config: Config = section.read()?;
    let patience = config.patience()?;
    let kept = config.evidence_kept()?;
    let believed = (config.believed()?, config.policies()?);
    let desk = Desk::new(believed, config.names_authorities, patience, ports);
    Ok(Box::new(Login::new(desk, kept, ports)))
}

/// The section `[method.certificate]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The folder of the authorities that are believed: every `*.pem`, `*.crt` and `*.cer` of it. A relative path
    /// starts from the program's working folder.
    authorities: PathBuf,
    /// Whether they are named in the handshake, so that browsers offer only certificates of theirs.
    #[serde(default = "yes")]
    names_authorities: bool,
    /// What certificates are by their policy, before what is known of it anyway.
    #[serde(default)]
    policy: Vec<PolicyRow>,
    /// How long the responders of one certificate are waited for, in seconds.
    #[serde(default = "four")]
    ocsp_within: u8,
    /// How long its lists are waited for then.
    #[serde(default = "six")]
    crl_within: u8,
    /// For how many seconds a node takes a good answer for another login, if the answer itself allows it; 0: each
    /// login asks.
    #[serde(default = "an_hour")]
    answers_kept: u32,
    /// For how many days it is kept what stood behind an entry: five years (SPEC SEC-09).
    #[serde(default = "five_years")]
    evidence_days: u16,
}

/// One policy: `kind` if its certificates enter, `use` if they do not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyRow {
    /// Such as `1.3.6.1.4.1.5734.3.10.1`; what has more arcs after it is the same policy.
    oid: String,
    /// Whose they are.
    kind: Option<CertificateKind>,
    /// What they are for instead.
    r#use: Option<OtherUse>,
    /// Whether their keys are on a device; where nothing is said, each certificate says it (`QcSSCD`).
    on_device: Option<bool>,
    /// Whether they have to say that they are qualified.
    #[serde(default = "yes")]
    qualified: bool,
}

/// What a certificate is for that does not enter.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OtherUse {
    /// Signatures of documents.
    SignatureOnly,
    /// Seals.
    Seal,
    /// Servers.
    Server,
    /// Logins under another name.
    Pseudonym,
}

impl Config {
    fn believed(&self) -> Result<Authorities, ConfigError> {
        let folder = self.authorities.display();
        Authorities::read(&self.authorities)
            .map_err(|error| ConfigError(format!("authorities {folder}: {error}")))
    }

    fn policies(&self) -> Result<Policies, ConfigError> {
        let rows = self.policy.iter().map(PolicyRow::read).collect::<Result<_, _>>()?;
        Policies::standard().with(rows).map_err(|error| ConfigError(format!("policy: {error}")))
    }

    /// Whoever waits for a page is told after twelve seconds that it takes too long.
    fn patience(&self) -> Result<Patience, ConfigError> {
        const MOST: u16 = 11;
        let (ocsp, crl) = (self.ocsp_within, self.crl_within);
        if ocsp == 0 || crl == 0 || u16::from(ocsp) + u16::from(crl) > MOST {
            return Err(ConfigError(format!(
                "ocsp_within and crl_within are 1 second at least each, and {MOST} together at most"
            )));
        }
        let seconds = |count| Duration::from_secs(u64::from(count));
        let kept = self.answers_kept;
        if kept > A_DAY {
            return Err(ConfigError("answers_kept is a day, 86400, at most".to_owned()));
        }
        let kept = SignedDuration::from_secs(kept.into());
        Ok(Patience { ocsp: seconds(ocsp), crl: seconds(crl), kept })
    }

    fn evidence_kept(&self) -> Result<SignedDuration, ConfigError> {
        if self.evidence_days == 0 {
            return Err(ConfigError("evidence_days is 1 at least".to_owned()));
        }
        Ok(SignedDuration::from_hours(24 * i64::from(self.evidence_days)))
    }
}

impl PolicyRow {
    fn read(&self) -> Result<Policy, ConfigError> {
        let is = match (self.kind, self.r#use) {
            (Some(kind), None) => Use::Login(kind),
            (None, Some(OtherUse::SignatureOnly)) => Use::SignatureOnly,
            (None, Some(OtherUse::Seal)) => Use::Seal,
            (None, Some(OtherUse::Server)) => Use::Server,
            (None, Some(OtherUse::Pseudonym)) => Use::Pseudonym,
            (None, None) | (Some(_), Some(_)) => {
                let problem = format!("policy {}: say either kind or use", self.oid);
                return Err(ConfigError(problem));
            }
        };
        let Self { oid, on_device, qualified, .. } = self;
        Ok(Policy { oid: oid.clone(), is, on_device: *on_device, qualified: *qualified })
    }
}

fn yes() -> bool {
    true
}

/// In seconds; no answer is believed for longer (SPEC 5.5).
const A_DAY: u32 = 86_400;

fn an_hour() -> u32 {
    3600
}

fn four() -> u8 {
    4
}

fn six() -> u8 {
    6
}

fn five_years() -> u16 {
    1827
}
