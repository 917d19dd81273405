//! From a descriptor to what it says.
//!
//! Lists are read item by item, each with its element and its own result, so that
//! [`lint`](crate::lint()) can tell about all of them and [`service_provider`] stops at the first
//! that is wrong.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use certs::{Certificate, ContentCipher, KeyTransport, SignatureScheme};
use identity::is_invisible;
use jiff::Timestamp;
use roxmltree::Node;
use saml::algorithms::{cipher, scheme};
use saml::binding::{Binding, HTTP_POST, HTTP_REDIRECT};
use saml::encryption::key_transport;
use saml::gate::Limits;
use saml::namespaces::{METADATA, PROTOCOL, SIGNATURE, XML};
use saml::read::{
    attribute, boolean, child, children, is, optional_instant, parse_gated, short_text, text,
};
use saml::signature::verify_descriptor;
use saml::{BadName, EntityId, Malformed, Recipient, TrustedKeys};

use crate::errors::MetadataError;
use crate::location::{self, Endpoints};
use crate::service_provider::{AssertionConsumer, LogoutService, ServiceProvider};
use crate::{ALGORITHMS, UI};

pub(crate) fn service_provider(
    xml: &[u8],
    endpoints: Endpoints,
) -> Result<ServiceProvider, MetadataError> {
    let document = parse_gated(xml, &Limits::METADATA)?;
    check_kind(document.root_element())?;
    described(document.root_element(), endpoints)
}

pub(crate) fn signed_service_provider(
    xml: &[u8],
    endpoints: Endpoints,
    keys: &TrustedKeys,
) -> Result<ServiceProvider, MetadataError> {
    let document = parse_gated(xml, &Limits::METADATA)?;
    check_kind(document.root_element())?;
    described(verify_descriptor(&document, keys)?.element(), endpoints)
}

/// What an `EntityDescriptor` says of a service provider.
pub(crate) fn described(
    entity: Node<'_, '_>,
    endpoints: Endpoints,
) -> Result<ServiceProvider, MetadataError> {
    let role = role(entity)?;
    let keys = keys(role).map(|(_, key)| key).collect::<Result<Vec<_>, _>>()?;
    let candidates = consumers(role, endpoints).map(|(_, one)| one).collect::<Result<_, _>>()?;
    let signing = certificates(&keys, |purpose| purpose != Purpose::Encryption);
    few_signing_keys(signing.len())?;
    Ok(ServiceProvider {
        entity_id: entity_id(entity)?,
        consumers: with_default(candidates)?,
        logout: logout(role, endpoints).filter_map(|(_, one)| one.ok()).collect(),
        signing,
        encryption: recipients(&keys),
        reads: reads(entity, role)?,
        name_id_formats: name_id_formats(role)?,
        display_names: display_names(entity, role)?,
        valid_until: valid_until(entity, role)?,
    })
}

/// Characters of a name that people are shown.
const LONGEST_NAME: usize = 200;
/// A rollover takes two keys; each one more is tried with what anybody sends in the party's name.
const MAX_SIGNING_KEYS: usize = 16;

pub(crate) fn few_signing_keys(count: usize) -> Result<(), MetadataError> {
    if count > MAX_SIGNING_KEYS {
        return Err(MetadataError::TooManyKeys(MAX_SIGNING_KEYS));
    }
    Ok(())
}

/// An `EntityDescriptor`, and not many.
pub(crate) fn check_kind(root: Node<'_, '_>) -> Result<(), MetadataError> {
    if is(root, METADATA, "EntityDescriptor") {
        Ok(())
    } else if is(root, METADATA, "EntitiesDescriptor") {
        Err(MetadataError::Aggregate)
    } else {
        Err(MetadataError::NotMetadata)
    }
}

pub(crate) fn entity_id(entity: Node<'_, '_>) -> Result<EntityId, MetadataError> {
    const NAME: &str = "entityID";
    let text = attribute(entity, NAME).ok_or(Malformed::Missing(NAME))?;
    // Where there is no name for people, they are shown this one.
    if text.contains(is_invisible) {
        return Err(Malformed::Name(NAME, BadName::Character).into());
    }
    Ok(EntityId::new(text).map_err(|cause| Malformed::Name(NAME, cause))?)
}

/// The one `SPSSODescriptor` that speaks SAML 2.0.
pub(crate) fn role<'a, 'x: 'a>(entity: Node<'a, 'x>) -> Result<Node<'a, 'x>, MetadataError> {
    let mut roles = children(entity, METADATA, "SPSSODescriptor").filter(|role| {
        attribute(*role, "protocolSupportEnumeration")
            .is_some_and(|spoken| spoken.split_whitespace().any(|uri| uri == PROTOCOL.uri))
    });
    let role = roles.next().ok_or(MetadataError::NoServiceProvider)?;
    if roles.next().is_some() { Err(MetadataError::SeveralServiceProviders) } else { Ok(role) }
}

/// Whether there is an `SPSSODescriptor` that speaks SAML 2.0, however many and however broken.
pub(crate) fn is_service_provider(entity: Node<'_, '_>) -> bool {
    !matches!(role(entity), Err(MetadataError::NoServiceProvider))
}

/// The earlier of the two ends that the descriptor and its role may have (SAML Metadata 2.4.1).
pub(crate) fn valid_until(
    entity: Node<'_, '_>,
    role: Node<'_, '_>,
) -> Result<Option<Timestamp>, Malformed> {
    let end = |element| optional_instant(element, "validUntil");
    Ok(end(entity)?.into_iter().chain(end(role)?).min())
}

/// A `KeyDescriptor`. It may hold several certificates, or none.
pub(crate) struct Key {
    pub(crate) purpose: Purpose,
    pub(crate) certificates: Vec<Arc<Certificate>>,
    /// The first content cipher of its `EncryptionMethod`s that we have.
    pub(crate) cipher: Option<ContentCipher>,
    /// The first key transport of its `EncryptionMethod`s that we have.
    pub(crate) transport: Option<KeyTransport>,
}

/// What a key is for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Purpose {
    Signing,
    Encryption,
    /// SAML Metadata 2.4.1.1: without `use`, a key is for both.
    Both,
}

/// One result for each element of a list, beside the element.
type Judged<'a, 'x, T> = (Node<'a, 'x>, Result<T, MetadataError>);

pub(crate) fn keys<'a, 'x: 'a>(role: Node<'a, 'x>) -> impl Iterator<Item = Judged<'a, 'x, Key>> {
    let mut known = HashMap::new();
    (1..)
        .zip(children(role, METADATA, "KeyDescriptor"))
        .map(move |(number, descriptor)| (descriptor, key(descriptor, number, &mut known)))
}

/// One certificate mostly stands there for both purposes: what is parsed of it is parsed once.
type Certificates = HashMap<String, Arc<Certificate>>;

fn key(
    descriptor: Node<'_, '_>,
    number: usize,
    known: &mut Certificates,
) -> Result<Key, MetadataError> {
    let purpose = match attribute(descriptor, "use") {
        Some("signing") => Purpose::Signing,
        Some("encryption") => Purpose::Encryption,
        None => Purpose::Both,
        Some(_) => return Err(MetadataError::KeyUse(number)),
    };
    let certificates = children(descriptor, SIGNATURE, "KeyInfo")
        .flat_map(|info| children(info, SIGNATURE, "X509Data"))
        .flat_map(|data| children(data, SIGNATURE, "X509Certificate"))
        .map(|element| certificate(element, number, known))
        .collect::<Result<_, _>>()?;
    let certificates: Vec<Arc<Certificate>> = certificates;
    if purpose == Purpose::Encryption && certificates.is_empty() {
        return Err(MetadataError::NoEncryptionKey(number));
    }
    let methods = || children(descriptor, METADATA, "EncryptionMethod");
    Ok(Key {
        purpose,
        certificates,
        cipher: methods().filter_map(|method| attribute(method, "Algorithm")).find_map(cipher),
        transport: methods().find_map(|method| key_transport(method).ok()),
    })
}

fn certificate(
    element: Node<'_, '_>,
    descriptor: usize,
    known: &mut Certificates,
) -> Result<Arc<Certificate>, MetadataError> {
    let base64 = text(element, "X509Certificate")?;
    if let Some(certificate) = known.get(&base64) {
        return Ok(Arc::clone(certificate));
    }
    let certificate = Certificate::from_base64(&base64)
        .map_err(|problem| MetadataError::Certificate { descriptor, problem })?;
    let certificate = Arc::new(certificate);
    known.insert(base64, Arc::clone(&certificate));
    Ok(certificate)
}

/// SAML Metadata 2.4.1.1: what can be encrypted for, and as it wants: of the methods that a key lists
/// the first that we have counts, and ours where it lists none.
fn recipients(keys: &[Key]) -> Vec<Recipient> {
    let mut known = HashSet::new();
    let all = keys.iter().filter(|key| key.purpose != Purpose::Signing);
    let each =
        all.flat_map(|key| key.certificates.iter().map(move |certificate| (key, certificate)));
    each.filter(|(_, certificate)| known.insert(certificate.der()))
        .map(|(key, certificate)| Recipient {
            certificate: Arc::clone(certificate),
            cipher: key.cipher.unwrap_or(Recipient::CIPHER),
            transport: key.transport.unwrap_or(Recipient::TRANSPORT),
        })
        .collect()
}

/// SAML V2.0 Metadata Profile for Algorithm Support 2.1: the role's list, else that of the party.
pub(crate) fn reads(
    entity: Node<'_, '_>,
    role: Node<'_, '_>,
) -> Result<Vec<SignatureScheme>, Malformed> {
    let listed = |element| -> Result<Vec<SignatureScheme>, Malformed> {
        let Some(extensions) = child(element, METADATA, "Extensions")? else {
            return Ok(Vec::new());
        };
        let methods = children(extensions, ALGORITHMS, "SigningMethod");
        Ok(methods.filter_map(|method| attribute(method, "Algorithm")).filter_map(scheme).collect())
    };
    let own = listed(role)?;
    if own.is_empty() { listed(entity) } else { Ok(own) }
}

/// The certificates of some purpose, each once.
fn certificates(keys: &[Key], wanted: impl Fn(Purpose) -> bool) -> Vec<Arc<Certificate>> {
    let mut known = HashSet::new();
    let all = keys.iter().filter(|key| wanted(key.purpose)).flat_map(|key| &key.certificates);
    all.filter(|certificate| known.insert(certificate.der())).cloned().collect()
}

/// A consumer, and what it says of itself being the default.
type Candidate = (AssertionConsumer, Option<bool>);

/// Those of the POST binding; answers are sent by no other.
pub(crate) fn consumers<'a, 'x: 'a>(
    role: Node<'a, 'x>,
    endpoints: Endpoints,
) -> impl Iterator<Item = Judged<'a, 'x, Candidate>> {
    children(role, METADATA, "AssertionConsumerService")
        .filter(|service| attribute(*service, "Binding") == Some(HTTP_POST))
        .map(move |service| (service, consumer(service, endpoints)))
}

fn consumer(service: Node<'_, '_>, endpoints: Endpoints) -> Result<Candidate, MetadataError> {
    let index = index(attribute(service, "index").ok_or(Malformed::Missing("index"))?)?;
    let location = attribute(service, "Location").ok_or(Malformed::Missing("Location"))?;
    location::check(location, endpoints)
        .map_err(|problem| MetadataError::Consumer { index, problem })?;
    let default =
        attribute(service, "isDefault").map(|_| boolean(service, "isDefault")).transpose()?;
    Ok((AssertionConsumer { index, location: location.to_owned(), is_default: false }, default))
}

/// XML Schema 3.3.23: an unsigned short; the parser behind it would take a sign as well.
fn index(text: &str) -> Result<u16, Malformed> {
    let digits = text.trim();
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| all_digits).ok_or(Malformed::Value("index"))
}

/// SAML Metadata 2.2.3: the first that says it is the default; else the first that does not say it
/// is not; else the first.
pub(crate) fn with_default(
    candidates: Vec<Candidate>,
) -> Result<Vec<AssertionConsumer>, MetadataError> {
    let says = |wanted| candidates.iter().position(|(_, default)| *default == wanted);
    let default = says(Some(true)).or_else(|| says(None)).unwrap_or(0);
    let mut consumers: Vec<AssertionConsumer> =
        candidates.into_iter().map(|(consumer, _)| consumer).collect();
    consumers.get_mut(default).ok_or(MetadataError::NoConsumer)?.is_default = true;
    let mut indexes: Vec<u16> = consumers.iter().map(|consumer| consumer.index).collect();
    indexes.sort_unstable();
    match indexes.iter().zip(indexes.iter().skip(1)).find(|(one, next)| one == next) {
        Some((repeated, _)) => Err(MetadataError::RepeatedIndex(*repeated)),
        None => Ok(consumers),
    }
}

/// Each one more is somewhere else to which a person who leaves may be sent.
const MAX_LOGOUT_SERVICES: usize = 10;

/// The first ten of the bindings that go through the browser. Those that are wrong are left out: to be
/// told that somebody leaves is no condition for taking part.
pub(crate) fn logout<'a, 'x: 'a>(
    role: Node<'a, 'x>,
    endpoints: Endpoints,
) -> impl Iterator<Item = Judged<'a, 'x, LogoutService>> {
    let services = logout_services(role).take(MAX_LOGOUT_SERVICES);
    (1..).zip(services).map(move |(number, (service, binding))| {
        (service, logout_service(service, binding, number, endpoints))
    })
}

/// One that is not read because there are so many.
pub(crate) fn surplus_logout<'a, 'x: 'a>(role: Node<'a, 'x>) -> Option<Node<'a, 'x>> {
    logout_services(role).nth(MAX_LOGOUT_SERVICES).map(|(service, _)| service)
}

fn logout_services<'a, 'x: 'a>(
    role: Node<'a, 'x>,
) -> impl Iterator<Item = (Node<'a, 'x>, Binding)> {
    children(role, METADATA, "SingleLogoutService").filter_map(|service| {
        let binding = attribute(service, "Binding")?;
        let all = [(HTTP_REDIRECT, Binding::Redirect), (HTTP_POST, Binding::Post)];
        let known = all.into_iter().find(|(uri, _)| *uri == binding);
        known.map(|(_, binding)| (service, binding))
    })
}

fn logout_service(
    service: Node<'_, '_>,
    binding: Binding,
    number: usize,
    endpoints: Endpoints,
) -> Result<LogoutService, MetadataError> {
    let location = attribute(service, "Location").ok_or(Malformed::Missing("Location"))?;
    let response_location = attribute(service, "ResponseLocation");
    for address in std::iter::once(location).chain(response_location) {
        location::check(address, endpoints)
            .map_err(|problem| MetadataError::Logout { number, problem })?;
    }
    Ok(LogoutService {
        binding,
        location: location.to_owned(),
        response_location: response_location.map(str::to_owned),
    })
}

pub(crate) fn name_id_formats(role: Node<'_, '_>) -> Result<Vec<String>, Malformed> {
    children(role, METADATA, "NameIDFormat")
        .map(|element| short_text(element, "NameIDFormat", 256))
        .collect()
}

/// The names for user interfaces; a party that has none of those is called as its organisation.
pub(crate) fn display_names(
    entity: Node<'_, '_>,
    role: Node<'_, '_>,
) -> Result<BTreeMap<String, String>, MetadataError> {
    let info = child(role, METADATA, "Extensions")?
        .map(|extensions| child(extensions, UI, "UIInfo"))
        .transpose()?
        .flatten();
    let own = info.map(|info| names(children(info, UI, "DisplayName"))).transpose()?;
    if let Some(own) = own.filter(|own| !own.is_empty()) {
        return Ok(own);
    }
    child(entity, METADATA, "Organization")?
        .map(|body| names(children(body, METADATA, "OrganizationDisplayName")))
        .transpose()
        .map(Option::unwrap_or_default)
}

/// Names by language; of several in one language the first counts.
fn names<'a, 'x: 'a>(
    elements: impl Iterator<Item = Node<'a, 'x>>,
) -> Result<BTreeMap<String, String>, MetadataError> {
    let mut names = BTreeMap::new();
    for element in elements {
        let language =
            element.attribute((XML.uri, "lang")).ok_or(Malformed::Missing("xml:lang"))?;
        let name = one_line(&text(element, "the display name")?);
        if name.chars().count() > LONGEST_NAME {
            return Err(Malformed::TooLong("the display name").into());
        }
        if name.chars().any(is_invisible) {
            return Err(MetadataError::DisplayName);
        }
        // Whatever is no language is no text either that anybody should read.
        let language = primary_language(language);
        let is_language = (1..=8).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase());
        if !name.is_empty() && is_language {
            names.entry(language).or_insert(name);
        }
    }
    Ok(names)
}

/// What writes metadata in columns breaks names as well: a break in a name is a blank.
fn one_line(text: &str) -> String {
    let words = text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// RFC 5646 section 2.2.1: `es` of `es-ES`, in lower case.
pub(crate) fn primary_language(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}
