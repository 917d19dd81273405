//! What a list says.

use certs::Certificate;
use jiff::Timestamp;
use roxmltree::Node;
use saml::gate::Limits;
use saml::read::{children, is, parse_gated, required, short_text, text};
use saml::write::Namespace;

use crate::errors::TrustedListError as Error;
use crate::signature;

const LIST: Namespace = Namespace { prefix: "tsl", uri: "http://uri.etsi.org/02231/v2#" };

/// ETSI TS 119 612, 5.5.1.1: issues qualified certificates.
const ISSUES_QUALIFIED: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
/// 5.5.4, and annex D.5.
const GRANTED: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
/// 5.5.9.4.
const FOR_SIGNATURES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures";

const LONGEST: usize = 512;

/// A list whose signature holds.
#[derive(Debug)]
pub struct TrustedList {
    /// Of which country.
    pub territory: String,
    /// Each list has one more than the one before.
    pub sequence: u64,
    /// Since when it is.
    pub issued: Timestamp,
    /// When the next one will be there at the latest.
    pub next_update: Timestamp,
    /// Who issues qualified certificates for signatures, with the status granted now.
    pub services: Vec<Service>,
}

/// An issuer.
#[derive(Debug)]
pub struct Service {
    /// Whose it is.
    pub provider: String,
    /// What it is called.
    pub name: String,
    /// As whom it issues; often one.
    pub certificates: Vec<Certificate>,
}

/// Reads a list if one of these signed it, and its time is now.
pub fn read(xml: &[u8], signers: &[Certificate], now: Timestamp) -> Result<TrustedList, Error> {
    let document = parse_gated(xml, &Limits::AGGREGATE)?;
    let root = document.root_element();
    if !is(root, LIST, "TrustServiceStatusList") {
        return Err(Error::NotAList);
    }
    signature::verify(&document, signers, now)?;
    let scheme = required(root, LIST, "SchemeInformation")?;
    if !matches!(number(scheme, "TSLVersionIdentifier")?, 5 | 6) {
        return Err(Error::NotAList);
    }
    let issued = instant(required(scheme, LIST, "ListIssueDateTime")?, "ListIssueDateTime")?;
    let next = required(required(scheme, LIST, "NextUpdate")?, LIST, "dateTime")?;
    let next_update = instant(next, "NextUpdate")?;
    if issued > now {
        return Err(Error::NotYet(issued));
    }
    if next_update <= now {
        return Err(Error::Ended(next_update));
    }
    let territory = required(scheme, LIST, "SchemeTerritory")?;
    let territory = short_text(territory, "SchemeTerritory", LONGEST)?;
    if territory.len() != 2 || !territory.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::Value("SchemeTerritory"));
    }
    let sequence = number(scheme, "TSLSequenceNumber")?;
    Ok(TrustedList { territory, sequence, issued, next_update, services: services(root, now)? })
}

fn services(root: Node<'_, '_>, now: Timestamp) -> Result<Vec<Service>, Error> {
    let mut found = Vec::new();
    for providers in children(root, LIST, "TrustServiceProviderList") {
        for provider in children(providers, LIST, "TrustServiceProvider") {
            let name = name(required(provider, LIST, "TSPInformation")?, "TSPName")?;
            let services = required(provider, LIST, "TSPServices")?;
            for service in children(services, LIST, "TSPService") {
                found.extend(issuer(service, &name, now)?);
            }
        }
    }
    Ok(found)
}

/// The service, if it issues qualified certificates for signatures now. Its history is not looked at.
fn issuer(service: Node<'_, '_>, provider: &str, now: Timestamp) -> Result<Option<Service>, Error> {
    let service = required(service, LIST, "ServiceInformation")?;
    let kind = text(required(service, LIST, "ServiceTypeIdentifier")?, "ServiceTypeIdentifier")?;
    let status = text(required(service, LIST, "ServiceStatus")?, "ServiceStatus")?;
    let since = required(service, LIST, "StatusStartingTime")?;
    let since = instant(since, "StatusStartingTime")?;
    if kind != ISSUES_QUALIFIED || status != GRANTED || since > now || !is_for_signatures(service)?
    {
        return Ok(None);
    }
    let certificates = certificates(required(service, LIST, "ServiceDigitalIdentity")?)?;
    let name = name(service, "ServiceName")?;
    Ok(Some(Service { provider: provider.to_owned(), name, certificates }))
}

fn is_for_signatures(service: Node<'_, '_>) -> Result<bool, Error> {
    for extensions in children(service, LIST, "ServiceInformationExtensions") {
        for extension in children(extensions, LIST, "Extension") {
            for one in children(extension, LIST, "AdditionalServiceInformation") {
                if text(required(one, LIST, "URI")?, "URI")? == FOR_SIGNATURES {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

fn certificates(identity: Node<'_, '_>) -> Result<Vec<Certificate>, Error> {
    let mut all: Vec<Certificate> = Vec::new();
    for id in children(identity, LIST, "DigitalId") {
        for written in children(id, LIST, "X509Certificate") {
            let der = signature::octets(written)?;
            let certificate =
                Certificate::from_der(der).map_err(|_| Error::Value("X509Certificate"))?;
            if !all.contains(&certificate) {
                all.push(certificate);
            }
        }
    }
    Ok(all)
}

/// The first of its names, in whatever language.
fn name(parent: Node<'_, '_>, kind: &'static str) -> Result<String, Error> {
    let names = required(parent, LIST, kind)?;
    let first = children(names, LIST, "Name").next().ok_or(Error::Value(kind))?;
    Ok(short_text(first, kind, LONGEST)?)
}

fn number(parent: Node<'_, '_>, kind: &'static str) -> Result<u64, Error> {
    text(required(parent, LIST, kind)?, kind)?.parse().map_err(|_| Error::Value(kind))
}

fn instant(element: Node<'_, '_>, kind: &'static str) -> Result<Timestamp, Error> {
    text(element, kind)?.parse().map_err(|_| Error::Value(kind))
}
