//! What the configuration file says. Unknown keys are errors; the environment may override any key
//! (`ZAGUAN_DATABASE__URL` is `database.url`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::http::HeaderName;
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use hub::Environment;
use hub::registrar::Approval;
use pages::Language;
use serde::Deserialize;

use crate::client::Ways;
use crate::network::Network;
use crate::post::{Messages, PostError};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Absent means production.
    #[serde(default)]
    pub(crate) environment: Kind,
    /// Our entityID.
    pub(crate) entity_id: String,
    /// Our origin as browsers see it, `https://host[:port]`.
    pub(crate) base_url: String,
    /// Where citizens and agencies are served.
    pub(crate) listen: SocketAddr,
    /// Where load balancers ask; loopback by default.
    #[serde(default = "loopback")]
    pub(crate) admin_listen: SocketAddr,
    /// The folder of the key ring.
    pub(crate) key_ring: PathBuf,
    /// File of 64 hexadecimal digits, mixed into every password hash; losing it loses every password.
    pub(crate) pepper_file: PathBuf,
    /// The token that keys of ours may be in.
    #[serde(default)]
    pub(crate) pkcs11: Option<Pkcs11>,
    /// How our keys take turns.
    #[serde(default)]
    pub(crate) keys: Keys,
    /// Our name in each language.
    #[serde(default)]
    pub(crate) names: BTreeMap<Language, String>,
    /// Authorities (PEM) trusted, besides the system's, when metadata is fetched by https.
    #[serde(default)]
    pub(crate) metadata_ca: Option<PathBuf>,
    /// How many operators have to approve of what changes an agency: `one`, `two`, and in the
    /// demonstration `nobody`, which is the default there.
    #[serde(default)]
    pub(crate) approval: Option<Approvals>,
    /// Who is asked what is printed on people's cards.
    #[serde(default)]
    pub(crate) identity_source: IdentitySource,
    /// How TLS is done.
    pub(crate) tls: Tls,
    /// Where browsers show certificates. Without it there is no method of certificates.
    #[serde(default)]
    pub(crate) certificate_host: Option<CertificateHost>,
    /// The proxies that may say from whom they got a request.
    #[serde(default)]
    pub(crate) trusted_proxies: Vec<Network>,
    /// Whether they begin connections with the PROXY protocol, version 2.
    #[serde(default)]
    pub(crate) proxy_protocol: bool,
    /// Where state lives.
    pub(crate) database: Database,
    /// How much is done at once, and for whom it is not limited.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// For how many seconds a node that was told to stop still answers whoever comes, so that load balancers have
    /// time to hear of it.
    #[serde(default)]
    pub(crate) drain_delay: u16,
    /// Who brings SMS and mails.
    #[serde(default)]
    pub(crate) messages: Messages,
    /// A section for each method, `[method.password]` and so on.
    #[serde(default)]
    pub(crate) method: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
}

/// Production, or the demonstration.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    #[default]
    Production,
    #[cfg(feature = "demonstration")]
    Demonstration,
}

impl From<Kind> for Environment {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Production => Self::Production,
            #[cfg(feature = "demonstration")]
            Kind::Demonstration => Self::Demonstration,
        }
    }
}

/// How many operators have to approve.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Approvals {
    One,
    Two,
    #[cfg(feature = "demonstration")]
    Nobody,
}

/// How TLS is done.
#[derive(Debug, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Tls {
    /// By us, with this certificate chain and key (PEM).
    Own { certificate: PathBuf, key: PathBuf },
    /// By a reverse proxy in front of us; we speak plain HTTP to it.
    Proxy,
}

/// Where browsers show certificates: a listener of its own, and below its name a fresh one for each visit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificateHost {
    /// Its host as browsers see it, with its port if it has one; all names below it lead here.
    pub(crate) name: String,
    /// Where it is served.
    pub(crate) listen: SocketAddr,
    /// How TLS is done there.
    pub(crate) tls: CertificateTls,
}

/// How TLS is done where certificates are shown.
#[derive(Debug, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum CertificateTls {
    /// By us, with this certificate chain and key (PEM), which is good for all names below the host's.
    Own { certificate: PathBuf, key: PathBuf },
    /// By a reverse proxy in front of us.
    Proxy {
        /// The header in which it writes the certificate that it was shown: PEM, escaped as in an address.
        header: String,
        /// The addresses of the proxies: of anybody else the header is not read.
        from: Vec<Network>,
    },
}

/// Who is asked what is printed on people's cards.
#[derive(Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum IdentitySource {
    /// Our own table, which `card-import` fills.
    #[default]
    Table,
    /// A service.
    Http(HttpSource),
}

/// A service that knows what is printed on people's cards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HttpSource {
    /// Where each question is posted to, by https.
    pub(crate) url: String,
    /// A file with the token that it knows us by, for nobody else to read.
    pub(crate) token_file: PathBuf,
    /// The authority (PEM) of its certificate; the system's if it is not said.
    #[serde(default)]
    pub(crate) ca: Option<PathBuf>,
    /// For how many seconds an answer is waited for, 1 to 10.
    #[serde(default = "patience")]
    pub(crate) timeout: u16,
}

fn patience() -> u16 {
    2
}

/// Where state lives: one database for the four schemas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    /// A connection string of PostgreSQL.
    pub(crate) url: String,
    /// Connections of one node, at most.
    #[serde(default = "connections")]
    pub(crate) connections: usize,
}

/// How much is done at once.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Connections of citizens and agencies.
    connections: Option<usize>,
    /// Those from one neighbourhood of addresses. Behind a proxy all come from one, and nothing is bounded so.
    connections_from_one: Option<usize>,
    /// Requests.
    requests: Option<usize>,
    /// Networks of many people, such as offices: what goes wrong there is not counted together.
    #[serde(default)]
    pub(crate) exempt: Vec<Network>,
}

impl Limits {
    /// Connections, and those from one neighbourhood.
    pub(crate) fn connections(&self, are_direct: bool) -> (usize, usize) {
        let most = self.connections.unwrap_or(4096).max(1);
        let share = if are_direct { most.div_ceil(4) } else { most };
        (most, self.connections_from_one.unwrap_or(share).max(1))
    }

    /// Requests.
    pub(crate) fn requests(&self) -> usize {
        self.requests.unwrap_or(hub::node::REQUESTS)
    }
}

/// A token with keys of ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pkcs11 {
    /// The module of whoever made it.
    pub(crate) module: PathBuf,
    /// Its label.
    pub(crate) token: String,
    /// A file with the user's PIN, for nobody else to read.
    pub(crate) pin_file: PathBuf,
    /// Signatures at once, at most.
    #[serde(default = "sessions")]
    pub(crate) sessions: usize,
}

/// How our keys take turns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// For how many days agencies can fetch a key before it signs (SPEC 3.10).
    #[serde(default = "published_for")]
    pub(crate) published_for: u16,
}

impl Default for Keys {
    fn default() -> Self {
        Self { published_for: published_for() }
    }
}

fn published_for() -> u16 {
    30
}

fn sessions() -> usize {
    4
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8442))
}

fn connections() -> usize {
    16
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("the configuration file {0} is not there")]
    Missing(PathBuf),
    #[error("the configuration cannot be read")]
    Read(#[from] Box<figment::Error>),
    #[error("base_url must be https://host or https://host:port, without a path")]
    BaseUrl,
    #[cfg(feature = "demonstration")]
    #[error("approval = \"nobody\" is for the demonstration only: say one or two")]
    NobodyApproves,
    #[error("trusted_proxies names every address there is: anybody could say who they are")]
    EverybodyTrusted,
    #[error("proxy_protocol needs the addresses of the proxies: say trusted_proxies as well")]
    NobodyTrusted,
    #[error(
        "certificate_host.name must be a host, or host:port, in small letters, and another one than ours"
    )]
    CertificateHost,
    #[error(
        "certificate_host.tls needs the name of a header, and the addresses of the proxies that write it"
    )]
    CertificateHeader,
    #[error(
        "the method certificate needs certificate_host, and certificate_host the section [method.certificate]"
    )]
    HalfCertificates,
    #[error(transparent)]
    Messages(#[from] PostError),
    #[error("the demonstration listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
}

impl Config {
    /// Reads and checks it.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        if !path.is_file() {
            return Err(ConfigError::Missing(path.to_owned()));
        }
        let config: Self = Figment::new()
            .merge(Toml::file_exact(path))
            .merge(Env::prefixed("ZAGUAN_").ignore(&["config"]).split("__").filter(|key| {
                // Other programs' variables of the same prefix are not ours to complain about.
                key.as_str().contains("__") || key.as_str().contains('.')
            }))
            .extract()
            .map_err(Box::new)?;
        config.check()?;
        Ok(config)
    }

    /// How many operators have to approve.
    pub(crate) fn approval(&self) -> Approval {
        match (self.approval, self.environment) {
            (Some(Approvals::One), _) | (None, Kind::Production) => Approval::One,
            (Some(Approvals::Two), _) => Approval::Two,
            #[cfg(feature = "demonstration")]
            (Some(Approvals::Nobody), _) | (None, Kind::Demonstration) => Approval::Nobody,
        }
    }

    /// How clients reach us.
    pub(crate) fn ways(&self) -> Ways {
        Ways {
            trusted: self.trusted_proxies.clone(),
            proxy_protocol: self.proxy_protocol,
            exempt: self.limits.exempt.clone(),
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let host = self.base_url.strip_prefix("https://").ok_or(ConfigError::BaseUrl)?;
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(ConfigError::BaseUrl);
        }
        if self.trusted_proxies.iter().any(Network::is_everything) {
            return Err(ConfigError::EverybodyTrusted);
        }
        if self.proxy_protocol && self.trusted_proxies.is_empty() {
            return Err(ConfigError::NobodyTrusted);
        }
        let demonstration = Environment::from(self.environment) == Environment::Demonstration;
        #[cfg(feature = "demonstration")]
        if !demonstration && self.approval == Some(Approvals::Nobody) {
            return Err(ConfigError::NobodyApproves);
        }
        self.messages.check(demonstration)?;
        if self.certificate_host.is_some() != self.method.contains_key("certificate") {
            return Err(ConfigError::HalfCertificates);
        }
        if let Some(place) = &self.certificate_host {
            place.check(host)?;
        }
        let certificates = self.certificate_host.as_ref().map(|place| place.listen);
        for address in [self.listen, self.admin_listen].into_iter().chain(certificates) {
            if demonstration && !address.ip().is_loopback() {
                return Err(ConfigError::NotLoopback(address));
            }
        }
        Ok(())
    }
}

impl CertificateHost {
    fn check(&self, ours: &str) -> Result<(), ConfigError> {
        let name = self.name.split_once(':').map_or(self.name.as_str(), |(name, _)| name);
        let sign =
            |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || b"-.".contains(&sign);
        let port = self.name.split_once(':').map(|(_, port)| port.parse::<u16>());
        let is_host = name.bytes().all(sign) && name.split('.').all(|label| !label.is_empty());
        if !is_host
            || name.len() > 200
            || port.is_some_and(|port| port.is_err())
            || self.name == ours
        {
            return Err(ConfigError::CertificateHost);
        }
        match &self.tls {
            CertificateTls::Own { .. } => Ok(()),
            CertificateTls::Proxy { header, from } => {
                let is_name = HeaderName::from_bytes(header.as_bytes()).is_ok();
                let everybody = from.is_empty() || from.iter().any(Network::is_everything);
                if is_name && !everybody { Ok(()) } else { Err(ConfigError::CertificateHeader) }
            }
        }
    }
}
