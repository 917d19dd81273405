use identity::CertificateKind;

use super::subject::ORGANISATION;
use crate::parts::attributes;

/// What a certificate is, by its policy: a table of which the first row that fits the most counts.
#[derive(Clone, Debug)]
pub struct Policies {
    rows: Vec<Row>,
}

/// A policy, and of whom it is taken.
#[derive(Clone, Debug)]
struct Row {
    policy: Policy,
    /// The organisation of the authority in which the path ends; any, if none is said.
    of: Option<&'static str>,
}

/// A policy, and what a certificate with it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Its OID; what has more arcs after it is the same policy in another version.
    pub oid: String,
    /// What it is for.
    pub is: Use,
    /// Whether the key cannot leave its device; where nothing is said here, the statement `QcSSCD` does.
    pub on_device: Option<bool>,
    /// Whether the certificate must say that it is qualified (`QcCompliance`).
    pub qualified: bool,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Use {
    /// For logins of such a holder.
    Login(CertificateKind),
    /// For signatures of documents.
    SignatureOnly,
    /// For seals of companies.
    Seal,
    /// For servers.
    Server,
    /// For logins of somebody under another name.
    Pseudonym,
}

/// Why a table of policies is not taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// Not an OID.
    #[error("{0:?} is not an OID: numbers with dots between them")]
    Oid(String),
    /// The same policy twice.
    #[error("the policy {0} is there twice")]
    Twice(String),
}

impl Policies {
    /// The Spanish policies that are known, and behind them those of the whole Union.
    #[must_use]
    pub fn standard() -> Self {
        let policy = |(oid, is): &(&str, Use)| Policy::qualified(oid, *is);
        let mut rows: Vec<Row> = STANDARD.iter().map(policy).map(Row::of_anybody).collect();
        // Behind what is for signatures only: with both, a certificate is for no login.
        rows.insert(1, dnie());
        Self { rows }
    }

    /// These, and no others.
    pub fn new(policies: Vec<Policy>) -> Result<Self, PolicyError> {
        for (place, policy) in policies.iter().enumerate() {
            if !is_oid(&policy.oid) {
                return Err(PolicyError::Oid(policy.oid.clone()));
            }
            if policies.iter().take(place).any(|other| other.oid == policy.oid) {
                return Err(PolicyError::Twice(policy.oid.clone()));
            }
        }
        Ok(Self { rows: policies.into_iter().map(Row::of_anybody).collect() })
    }

    /// Those of `more` before these.
    pub fn with(self, more: Vec<Policy>) -> Result<Self, PolicyError> {
        let mut rows = Self::new(more)?.rows;
        rows.extend(self.rows);
        Ok(Self { rows })
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.rows.iter().map(|row| &row.policy)
    }

    /// The first row that fits one of a certificate's policies, and which that is; `anchor` is the authority
    /// in which its path ends, a `Name`.
    pub(super) fn find<'a>(
        &self,
        policies: &'a [String],
        anchor: &[u8],
    ) -> Option<(&'a str, &Policy)> {
        let rows = self.rows.iter().filter(|row| row.is_taken_of(anchor));
        rows.map(|row| &row.policy).find_map(|row| {
            policies.iter().find(|policy| row.fits(policy)).map(|policy| (policy.as_str(), row))
        })
    }
}

impl Row {
    fn of_anybody(policy: Policy) -> Self {
        Self { policy, of: None }
    }

    fn is_taken_of(&self, anchor: &[u8]) -> bool {
        self.of.is_none_or(|organisation| {
            let attributes = attributes(anchor).unwrap_or_default();
            attributes.iter().any(|one| one.oid == ORGANISATION && one.text == organisation)
        })
    }
}

/// The one policy whose word is taken for the device and without a statement: so of one issuer only.
fn dnie() -> Row {
    let policy = Policy {
        oid: DNIE_AUTHENTICATION.to_owned(),
        is: Use::Login(CertificateKind::Person),
        on_device: Some(true),
        qualified: false,
    };
    Row { policy, of: Some(DNIE_ISSUER) }
}

impl Policy {
    /// Of a certificate that must say that it is qualified, and may say that its key is in a device.
    #[must_use]
    pub fn qualified(oid: &str, is: Use) -> Self {
        Self { oid: oid.to_owned(), is, on_device: None, qualified: true }
    }

    fn fits(&self, policy: &str) -> bool {
        let behind = policy.strip_prefix(self.oid.as_str());
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
    }
}

const DNIE_AUTHENTICATION: &str = "2.16.724.1.2.2.2.4";
const DNIE_ISSUER: &str = "DIRECCION GENERAL DE LA POLICIA";

/// ETSI EN 319 411-2, 5.3: a natural person, with the key wherever.
const NATURAL: &str = "0.4.0.194112.1.0";
/// A natural person, with the key in a qualified device.
const NATURAL_ON_DEVICE: &str = "0.4.0.194112.1.2";

/// What is for no login first, then what is of one issuer or country, then what is of the Union.
const STANDARD: [(&str, Use); 23] = [
    // DNIe, signature.
    ("2.16.724.1.2.2.2.3", Use::SignatureOnly),
    // Spanish administrations (profiles of 2010, then those of 2016): sites, seals, pseudonyms, employees.
    ("2.16.724.1.3.5.1", Use::Server),
    ("2.16.724.1.3.5.5", Use::Server),
    ("2.16.724.1.3.5.2", Use::Seal),
    ("2.16.724.1.3.5.6", Use::Seal),
    ("2.16.724.1.3.5.4", Use::Pseudonym),
    ("2.16.724.1.3.5.3", Use::Login(CertificateKind::Employee)),
    ("2.16.724.1.3.5.7", Use::Login(CertificateKind::Employee)),
    // Representatives, whoever issues the certificate.
    ("2.16.724.1.3.5.8", Use::Login(CertificateKind::Representative)),
    ("2.16.724.1.3.5.9", Use::Login(CertificateKind::EntityRepresentative)),
    // FNMT.
    ("1.3.6.1.4.1.5734.3.11.1", Use::Login(CertificateKind::Representative)),
    ("1.3.6.1.4.1.5734.3.11.2", Use::Login(CertificateKind::Representative)),
    ("1.3.6.1.4.1.5734.3.11.3", Use::Login(CertificateKind::EntityRepresentative)),
    ("1.3.6.1.4.1.5734.3.10.1", Use::Login(CertificateKind::Person)),
    ("1.3.6.1.4.1.5734.3.20.1.0", Use::Login(CertificateKind::Person)),
    // CATCert CIPISA.
    ("1.3.6.1.4.1.15096.1.3.2.86.2", Use::Login(CertificateKind::Person)),
    // The Union: seals and sites, then persons.
    ("0.4.0.194112.1.1", Use::Seal),
    ("0.4.0.194112.1.3", Use::Seal),
    ("0.4.0.194112.1.4", Use::Server),
    ("0.4.0.194112.1.5", Use::Server),
    ("0.4.0.194112.1.6", Use::Server),
    (NATURAL_ON_DEVICE, Use::Login(CertificateKind::Person)),
    (NATURAL, Use::Login(CertificateKind::Person)),
];

/// Whether a certificate's policies say that its key may be anywhere.
pub(super) fn deny_device(policies: &[String]) -> bool {
    let has = |wanted: &str| policies.iter().any(|policy| policy == wanted);
    has(NATURAL) && !has(NATURAL_ON_DEVICE)
}

/// Two numbers at least, none with zeros before it.
fn is_oid(text: &str) -> bool {
    let is_arc = |arc: &str| arc.parse::<u64>().is_ok_and(|number| number.to_string() == arc);
    text.contains('.') && text.split('.').all(is_arc)
}
