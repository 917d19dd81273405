//! Our own descriptor, signed.

use std::collections::BTreeMap;

use certs::{Certificate, KeyError, SigningKey};
use jiff::{SignedDuration, Timestamp};
use saml::EntityId;
use saml::binding::{HTTP_POST, HTTP_REDIRECT};
use saml::name_id::{PERSISTENT, TRANSIENT};
use saml::namespaces::{METADATA, PROTOCOL, SIGNATURE, XML};
use saml::write::{Element, sign};

use crate::UI;

/// What we say of ourselves.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Our name among machines.
    pub entity_id: EntityId,
    /// Where requests go, by redirect and by POST.
    pub sso_url: String,
    /// Where messages about leaving go, by redirect and by POST.
    pub slo_url: String,
    /// Our names among people, by language.
    pub display_names: BTreeMap<String, String>,
    /// The page about us.
    pub home: String,
    /// The e-mail address for technical questions.
    pub contact: Option<String>,
}

/// How often partners should look for a new copy (XML Schema 3.2.6). Keys are published for weeks
/// before they sign, so this is about being polite, not about being in time.
const CACHE_DURATION: &str = "PT6H";

/// The signed `EntityDescriptor`. `id` names this copy and is an `NCName`; partners may rely on it
/// from `now` on for `valid_for`. All these keys are shown, that of `signer` among them, so that
/// partners know the next one before it signs and the last one while its answers are still on their
/// way.
///
/// Elements stand in the order of the schema (SAML Metadata 2.3.2, 2.4.3).
pub fn publish<'a>(
    hub: &Publication,
    signer: &SigningKey,
    keys: impl IntoIterator<Item = &'a Certificate>,
    id: &str,
    now: Timestamp,
    valid_for: SignedDuration,
) -> Result<Vec<u8>, KeyError> {
    let until = now.saturating_add(valid_for).unwrap_or(now);
    let descriptor = Element::new(METADATA, "EntityDescriptor")
        .attribute("ID", id)
        .attribute("entityID", hub.entity_id.as_str())
        .attribute("validUntil", until.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .attribute("cacheDuration", CACHE_DURATION)
        .child(role(hub, keys))
        .children(organization(hub))
        .children(hub.contact.as_deref().map(contact));
    Ok(sign(descriptor, 0, signer)?.to_bytes())
}

fn role<'a>(hub: &Publication, keys: impl IntoIterator<Item = &'a Certificate>) -> Element {
    md("IDPSSODescriptor")
        .attribute("WantAuthnRequestsSigned", "true")
        .attribute("protocolSupportEnumeration", PROTOCOL.uri)
        .children(user_interface(hub))
        .children(keys.into_iter().map(signing_key))
        .children(by_each_binding("SingleLogoutService", &hub.slo_url))
        .children([TRANSIENT, PERSISTENT].map(|format| md("NameIDFormat").text(format)))
        .children(by_each_binding("SingleSignOnService", &hub.sso_url))
}

fn by_each_binding(service: &'static str, location: &str) -> [Element; 2] {
    [HTTP_REDIRECT, HTTP_POST]
        .map(|binding| md(service).attribute("Binding", binding).attribute("Location", location))
}

fn user_interface(hub: &Publication) -> Option<Element> {
    let names: Vec<Element> =
        in_each_language(hub, |name| Element::new(UI, "DisplayName").text(name));
    (!names.is_empty()).then(|| md("Extensions").child(Element::new(UI, "UIInfo").children(names)))
}

fn signing_key(certificate: &Certificate) -> Element {
    let ds = |local: &'static str| Element::new(SIGNATURE, local);
    md("KeyDescriptor").attribute("use", "signing").child(
        ds("KeyInfo")
            .child(ds("X509Data").child(ds("X509Certificate").text(certificate.to_base64()))),
    )
}

fn organization(hub: &Publication) -> Option<Element> {
    let named = |local: &'static str| in_each_language(hub, move |name| md(local).text(name));
    let home = in_each_language(hub, |_| md("OrganizationURL").text(&hub.home));
    (!hub.display_names.is_empty()).then(|| {
        md("Organization")
            .children(named("OrganizationName"))
            .children(named("OrganizationDisplayName"))
            .children(home)
    })
}

/// RFC 6068: the schema wants an address, the standard (SAML Metadata 2.3.2.2) a `mailto:` one.
fn contact(address: &str) -> Element {
    md("ContactPerson")
        .attribute("contactType", "technical")
        .child(md("EmailAddress").text(format!("mailto:{address}")))
}

fn in_each_language(hub: &Publication, element: impl Fn(&str) -> Element) -> Vec<Element> {
    hub.display_names
        .iter()
        .map(|(language, name)| element(name).attribute_in(XML, "lang", language))
        .collect()
}

fn md(local: &'static str) -> Element {
    Element::new(METADATA, local)
}
