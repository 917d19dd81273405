//! The operator's record of an agency and of its services.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use authenticators::MethodId;
use certs::{ContentCipher, KeyTransport, OaepHash};
use identity::{CertificateKind, LevelOfAssurance, RegistrationLevel, is_invisible};
use jiff::Timestamp;
use metadata::ProviderName;
use saml::{Deviation, Dialect, Signed};
use serde::{Deserialize, Serialize};

/// What the operator decided about an agency.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyRecord {
    /// Its names among people, by language, in the place of those in its metadata.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// The least level that it accepts.
    pub level: LevelOfAssurance,
    /// The least registration that it accepts of registered citizens; nothing: any.
    #[serde(default)]
    pub registration: Option<RegistrationLevel>,
    /// The methods that may be offered for it; nothing: all.
    #[serde(default)]
    pub methods: Option<Vec<MethodId>>,
    /// The attributes agreed beyond the minimum data set, by their full names; nothing: all that it
    /// requests.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// Whether an earlier login may be used for it.
    #[serde(default)]
    pub allow_sso: bool,
    /// Whether people who come with an earlier login are asked the first time.
    #[serde(default = "announced")]
    pub announce_sso: bool,
    /// Whether people are asked before their data go out, or told.
    #[serde(default)]
    pub release: ReleaseManner,
    /// Which parts of an answer are signed.
    #[serde(default)]
    pub signed: Signed,
    /// How an assertion is encrypted for it.
    #[serde(default)]
    pub encryption: Encryption,
    /// How it speaks.
    #[serde(default)]
    pub dialect: Dialect,
    /// By what name it is known in the dialect `clave2`, and only there.
    #[serde(default)]
    pub provider_name: Option<ProviderName>,
    /// What it is forgiven.
    #[serde(default)]
    pub deviations: Vec<Deviation>,
    /// When it may ask.
    #[serde(default)]
    pub active: Period,
    /// It may not ask for now.
    #[serde(default)]
    pub suspended: bool,
    /// Whom to write to: e-mail addresses.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// The further origins to which its address for answers sends browsers on: those follow no redirect
    /// after a form's POST that the page of the form does not name (UX 7.2). A record without any is written
    /// as releases before this one read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form_action_origins: Vec<String>,
    /// Where people return to after it has asked us to end their session, in the dialect `clave2` (SPEC SAML-65);
    /// others say that in their metadata. A record without any is written as releases before this one read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logout_returns: Vec<String>,
    /// The kinds of certificates that it accepts beside those of a person (SPEC 4.2, rows L12 and L13). A
    /// record without any is written as releases before this one read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateKind>,
    /// Its services that have terms of their own.
    #[serde(default)]
    pub services: Vec<ServiceRecord>,
}

fn announced() -> bool {
    true
}

/// What stands on the page that shows what goes out (UX 5.6).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum ReleaseManner {
    /// The person agrees, and may keep back what the agency can do without.
    #[default]
    Asks,
    /// The agency acts by law: the person is told.
    Informs,
}

impl ReleaseManner {
    /// As operators write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Asks => "asks",
            Self::Informs => "informs",
        }
    }

    /// The manner that operators write so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Asks, Self::Informs].into_iter().find(|manner| manner.name() == name)
    }
}

/// What the operator decided about one service of an agency. What is absent is as for the agency.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRecord {
    /// What stands behind the `;` of a `ProviderName`.
    pub code: ServiceCode,
    /// The addresses for answers by which it is known as well.
    #[serde(default)]
    pub consumers: Vec<String>,
    /// Its names among people, by language.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// The least level that it accepts.
    #[serde(default)]
    pub level: Option<LevelOfAssurance>,
    /// The least registration that it accepts.
    #[serde(default)]
    pub registration: Option<RegistrationLevel>,
    /// The methods that may be offered for it.
    #[serde(default)]
    pub methods: Option<Vec<MethodId>>,
    /// The attributes agreed.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// Whether an earlier login may be used for it.
    #[serde(default)]
    pub allow_sso: Option<bool>,
    /// When it may ask; the agency's own period holds as well.
    #[serde(default)]
    pub active: Period,
}

impl AgencyRecord {
    /// What a new agency gets: this level, all methods, all requested attributes (DESIGN §10).
    #[must_use]
    pub fn new(level: LevelOfAssurance) -> Self {
        Self {
            names: BTreeMap::new(),
            level,
            registration: None,
            methods: None,
            attributes: None,
            allow_sso: false,
            announce_sso: announced(),
            release: ReleaseManner::default(),
            signed: Signed::default(),
            encryption: Encryption::default(),
            dialect: Dialect::default(),
            provider_name: None,
            deviations: Vec::new(),
            active: Period::default(),
            suspended: false,
            contacts: Vec::new(),
            form_action_origins: Vec::new(),
            logout_returns: Vec::new(),
            certificates: Vec::new(),
            services: Vec::new(),
        }
    }
}

/// Why a record is not kept.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadRecord {
    /// Known by its entityID.
    #[error("a provider name is for the dialect clave2 only: say DIALECT=clave2 as well")]
    NameWithoutClave2,
    /// Known by nothing.
    #[error("in the dialect clave2 an agency is known by its provider name: say which")]
    Clave2WithoutName,
    /// A list longer than anybody needs.
    #[error("there are more than {1} {0}")]
    TooMany(&'static str, usize),
    /// A name that people could not read.
    #[error("a name has 1 to {LONGEST_NAME} visible characters")]
    Name,
    /// Not an e-mail address.
    #[error("{0} is no e-mail address")]
    Contact(String),
    /// Not the origin of a site that browsers reach safely.
    #[error(
        "{0} is no origin: write https://, the host in small letters, and its port if it has one"
    )]
    Origin(String),
    /// An address to return to that is none.
    #[error(
        "an address to which people return after leaving is https://host/path of plain characters, not {0}"
    )]
    Return(String),
    /// Nobody could log in.
    #[error("at least one method has to be allowed")]
    NoMethod,
    /// A period without an instant in it.
    #[error("the time in which requests are accepted ends before it begins")]
    Period,
    /// A code that stands twice, or an address that would mean two services.
    #[error("{0} would mean two services")]
    Ambiguous(String),
}

/// Characters of a name for people.
const LONGEST_NAME: usize = 200;
/// Services, and things in each other list of a record.
const MOST_SERVICES: usize = 500;
const MOST: usize = 64;
/// Origins of a record, and characters of one. All of them stand in one header, and reverse proxies take 4 KiB
/// of headers by default.
const MOST_ORIGINS: usize = 8;
const LONGEST_ORIGIN: usize = 200;
/// Octets of an address.
const LONGEST_RETURN: usize = 1024;

impl AgencyRecord {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// [`BadRecord`].
    pub fn check(&self) -> Result<(), BadRecord> {
        match (self.dialect, &self.provider_name) {
            (Dialect::Strict, Some(_)) => return Err(BadRecord::NameWithoutClave2),
            (Dialect::Clave2, None) => return Err(BadRecord::Clave2WithoutName),
            (Dialect::Strict, None) | (Dialect::Clave2, Some(_)) => {}
        }
        few("contacts", self.contacts.len(), MOST)?;
        few("kinds of certificates", self.certificates.len(), CertificateKind::ALL.len())?;
        few("services", self.services.len(), MOST_SERVICES)?;
        if let Some(contact) = self.contacts.iter().find(|contact| !is_address(contact)) {
            return Err(BadRecord::Contact(contact.clone()));
        }
        few("form-action origins", self.form_action_origins.len(), MOST_ORIGINS)?;
        if let Some(origin) = self.form_action_origins.iter().find(|origin| !is_origin(origin)) {
            return Err(BadRecord::Origin(origin.clone()));
        }
        few("addresses to return to", self.logout_returns.len(), MOST)?;
        if let Some(address) = self.logout_returns.iter().find(|address| !is_return(address)) {
            return Err(BadRecord::Return(address.clone()));
        }
        check(&self.names, self.methods.as_ref(), self.attributes.as_ref(), self.active)?;
        let mut known = HashSet::new();
        for service in &self.services {
            few("addresses", service.consumers.len(), MOST)?;
            let (methods, attributes) = (service.methods.as_ref(), service.attributes.as_ref());
            check(&service.names, methods, attributes, service.active)?;
            let addresses = service.consumers.iter().map(String::as_str);
            for name in addresses.chain([service.code.as_str()]) {
                if !known.insert(name) {
                    return Err(BadRecord::Ambiguous(name.to_owned()));
                }
            }
        }
        Ok(())
    }
}

fn check(
    names: &BTreeMap<String, String>,
    methods: Option<&Vec<MethodId>>,
    attributes: Option<&Vec<String>>,
    active: Period,
) -> Result<(), BadRecord> {
    few("names", names.len(), MOST)?;
    few("methods", methods.map_or(0, Vec::len), MOST)?;
    few("attributes", attributes.map_or(0, Vec::len), MOST)?;
    let readable = |name: &String| {
        (1..=LONGEST_NAME).contains(&name.chars().count())
            && !name.trim().is_empty()
            && !name.contains(is_invisible)
    };
    if !names.values().all(readable) {
        return Err(BadRecord::Name);
    }
    if methods.is_some_and(Vec::is_empty) {
        return Err(BadRecord::NoMethod);
    }
    match (active.from, active.until) {
        (Some(from), Some(until)) if until <= from => Err(BadRecord::Period),
        _ => Ok(()),
    }
}

fn few(what: &'static str, count: usize, most: usize) -> Result<(), BadRecord> {
    if count > most { Err(BadRecord::TooMany(what, most)) } else { Ok(()) }
}

/// Good enough to write down; whether anybody reads it, only writing shows.
fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let visible = |text: &str| {
        !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || is_invisible(c))
    };
    text.len() <= 254 && parts.is_some_and(|(user, host)| visible(user) && visible(host))
}

/// An address below an origin, of characters that need no escaping.
fn is_return(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let Some((authority, path)) = rest.split_once('/') else {
        return false;
    };
    let sign = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}#".contains(&byte);
    text.len() <= LONGEST_RETURN
        && is_origin(&format!("https://{authority}"))
        && path.bytes().all(sign)
}

/// `https://host[:port]`, as browsers write it.
fn is_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://") else {
        return false;
    };
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let sign =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    text.len() <= LONGEST_ORIGIN
        && host.bytes().all(sign)
        && host.split('.').all(|label| (1..=63).contains(&label.len()))
        && port.bytes().all(|digit| digit.is_ascii_digit())
        && port.parse::<u16>().is_ok_and(|port| port > 0)
}

impl ServiceRecord {
    /// A service without terms of its own yet.
    #[must_use]
    pub fn new(code: ServiceCode) -> Self {
        Self {
            code,
            consumers: Vec::new(),
            names: BTreeMap::new(),
            level: None,
            registration: None,
            methods: None,
            attributes: None,
            allow_sso: None,
            active: Period::default(),
        }
    }
}

/// From when until when somebody may ask; open where nothing is said.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first instant.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// The first instant that is too late.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Period {
    /// Whether `now` lies in it.
    #[must_use]
    pub fn holds(self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// The name of an application, as kits write it behind the `;` of a `ProviderName`: 1 to 40 letters,
/// digits and `-._`, in capitals.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceCode(String);

/// Why a text is not the code of a service.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the code of a service has 1 to 40 letters, digits and the signs - . _")]
pub struct BadServiceCode;

impl ServiceCode {
    const LONGEST: usize = 40;

    /// Reads a code, in capitals or not.
    ///
    /// # Errors
    /// [`BadServiceCode`].
    pub fn parse(text: &str) -> Result<Self, BadServiceCode> {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if text.is_empty() || text.len() > Self::LONGEST || !text.bytes().all(sign) {
            return Err(BadServiceCode);
        }
        Ok(Self(text.to_ascii_uppercase()))
    }

    /// The code in a `ProviderName`, if there is one.
    #[must_use]
    pub fn of_provider_name(name: &str) -> Option<Self> {
        Self::parse(name.split_once(';')?.1.trim()).ok()
    }

    /// In capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ServiceCode {
    type Error = BadServiceCode;

    fn try_from(text: String) -> Result<Self, BadServiceCode> {
        Self::parse(&text)
    }
}

impl From<ServiceCode> for String {
    fn from(code: ServiceCode) -> Self {
        code.0
    }
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an assertion is encrypted for an agency.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Encryption {
    /// With its key and as its metadata lists; not at all if that holds no key.
    #[default]
    AsMetadata,
    /// With its key and in this way, whatever its metadata lists; without a key it gets nothing.
    By(ContentCipher, KeyTransport),
    /// Never: whoever holds the answer can read it.
    Never,
}

/// Why a text says no way to encrypt.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "the ways to encrypt are metadata, never, and aes128-gcm, aes192-gcm or aes256-gcm, each with /sha1 or /sha256"
)]
pub struct BadEncryption;

impl Encryption {
    const CIPHERS: [(&'static str, ContentCipher); 3] = [
        ("aes128-gcm", ContentCipher::Aes128Gcm),
        ("aes192-gcm", ContentCipher::Aes192Gcm),
        ("aes256-gcm", ContentCipher::Aes256Gcm),
    ];
    const HASHES: [(&'static str, OaepHash); 2] =
        [("sha1", OaepHash::Sha1), ("sha256", OaepHash::Sha256)];

    /// Reads a way to encrypt: `metadata`, `never`, or a cipher and the hash inside OAEP, as in
    /// `aes256-gcm/sha1`.
    ///
    /// # Errors
    /// [`BadEncryption`].
    pub fn parse(text: &str) -> Result<Self, BadEncryption> {
        match text {
            "metadata" => return Ok(Self::AsMetadata),
            "never" => return Ok(Self::Never),
            _ => {}
        }
        let (cipher, hash) = text.split_once('/').ok_or(BadEncryption)?;
        let cipher = Self::CIPHERS.iter().find(|(name, _)| *name == cipher);
        let hash = Self::HASHES.iter().find(|(name, _)| *name == hash);
        match (cipher, hash) {
            (Some((_, cipher)), Some((_, hash))) => {
                Ok(Self::By(*cipher, KeyTransport { hash: *hash, mask: *hash }))
            }
            _ => Err(BadEncryption),
        }
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::By(cipher, transport) = self else {
            return f.write_str(if *self == Self::Never { "never" } else { "metadata" });
        };
        let cipher =
            Self::CIPHERS.iter().find(|(_, one)| one == cipher).map_or("?", |(name, _)| name);
        let hash = Self::HASHES.iter().find(|(_, one)| *one == transport.hash);
        write!(f, "{cipher}/{}", hash.map_or("?", |(name, _)| name))
    }
}

impl TryFrom<String> for Encryption {
    type Error = BadEncryption;

    fn try_from(text: String) -> Result<Self, BadEncryption> {
        Self::parse(&text)
    }
}

impl From<Encryption> for String {
    fn from(way: Encryption) -> Self {
        way.to_string()
    }
}
