//! XML that is canonical by construction, and its signature.
//!
//! What [`Element::to_bytes`] writes is its own exclusive canonical form: attributes sorted,
//! namespaces declared where first used, everything escaped. So a digest is over the bytes written.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Digest, KeyError, SignatureScheme, SigningKey};

use crate::algorithms;
use crate::c14n::{escape_attribute, escape_text};
use crate::namespaces::{EXCLUSIVE_C14N, SIGNATURE};

/// A namespace and the prefix it is written with; the empty prefix is the default namespace.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Namespace {
    /// As written before the colon.
    pub prefix: &'static str,
    /// What it means.
    pub uri: &'static str,
}

/// An element to be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Element {
    name: Name,
    declared: Vec<Namespace>,
    attributes: Vec<(Name, String)>,
    children: Vec<Child>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Name {
    namespace: Option<Namespace>,
    local: Cow<'static, str>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Child {
    Element(Element),
    Text(String),
    /// Base64: nothing in it is escaped, and it is most of what is written.
    Base64(String),
}

impl Element {
    /// An element without attributes and content.
    #[must_use]
    pub fn new(namespace: Namespace, local: impl Into<Cow<'static, str>>) -> Self {
        let name = Name { namespace: Some(namespace), local: local.into() };
        Self { name, declared: Vec::new(), attributes: Vec::new(), children: Vec::new() }
    }

    /// With an attribute in no namespace; given again, the last value counts.
    #[must_use]
    pub fn attribute(self, local: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.with_attribute(Name { namespace: None, local: local.into() }, value.into())
    }

    /// With an attribute in no namespace, if there is a value.
    #[must_use]
    pub fn optional_attribute<V: Into<String>>(
        self,
        local: impl Into<Cow<'static, str>>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.attribute(local, value),
            None => self,
        }
    }

    /// With an attribute in a namespace, such as `xml:lang`.
    #[must_use]
    pub fn attribute_in(
        self,
        namespace: Namespace,
        local: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        let name = Name { namespace: Some(namespace), local: local.into() };
        self.with_attribute(name, value.into())
    }

    /// With a namespace that no name in the tag uses, because a value does (`xsi:type`). It is
    /// canonical only under a `PrefixList` with its prefix: see [`Signing::listing`].
    #[must_use]
    pub fn declaring(mut self, namespace: Namespace) -> Self {
        self.declared.push(namespace);
        self
    }

    /// With a child after those it has.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(Child::Element(child));
        self
    }

    /// With children after those it has.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Child::Element));
        self
    }

    /// With text after what it has. Characters that XML does not have become U+FFFD.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Child::Text(xml_characters(text.into())));
        self
    }

    /// With the base64 of these octets after what it has.
    #[must_use]
    pub fn base64(mut self, octets: &[u8]) -> Self {
        self.children.push(Child::Base64(STANDARD.encode(octets)));
        self
    }

    /// With a child at a place: `at` counts children from 0; beyond the last is at the end.
    #[must_use]
    pub fn insert(mut self, at: usize, child: Self) -> Self {
        let at = at.min(self.children.len());
        self.children.insert(at, Child::Element(child));
        self
    }

    /// The value of an attribute in no namespace.
    #[must_use]
    pub fn attribute_value(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name.namespace.is_none() && name.local == local)
            .map(|(_, value)| value.as_str())
    }

    /// The element in exclusive canonical form, which is also how it is sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::with_capacity(4096);
        self.write(&mut out, &mut Vec::new());
        out.into_bytes()
    }

    fn with_attribute(mut self, name: Name, value: String) -> Self {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, xml_characters(value)));
        self
    }

    fn write(&self, out: &mut String, in_force: &mut Vec<Namespace>) {
        let before = in_force.len();
        out.push('<');
        self.name.write(out);
        for namespace in self.newly_used(in_force) {
            write_declaration(namespace, out);
            in_force.push(namespace);
        }
        self.write_attributes(out);
        out.push('>');
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(out, in_force),
                Child::Text(text) => escape_text(text, out),
                Child::Base64(text) => out.push_str(text),
            }
        }
        out.push_str("</");
        self.name.write(out);
        out.push('>');
        in_force.truncate(before);
    }

    /// What this tag uses or declares and no ancestor declared, in order of prefix.
    fn newly_used(&self, in_force: &[Namespace]) -> Vec<Namespace> {
        let attributes = self.attributes.iter().filter_map(|(name, _)| name.namespace);
        let mut used: Vec<Namespace> = self
            .name
            .namespace
            .into_iter()
            .chain(attributes)
            .chain(self.declared.clone())
            .collect();
        used.sort_unstable_by_key(|namespace| namespace.prefix);
        used.dedup_by_key(|namespace| namespace.prefix);
        used.retain(|wanted| {
            wanted.prefix != "xml" && declared(wanted.prefix, in_force) != wanted.uri
        });
        used
    }

    fn write_attributes(&self, out: &mut String) {
        let mut sorted: Vec<_> = self.attributes.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| {
            (name.namespace.map_or("", |namespace| namespace.uri), name.local.as_ref())
        });
        for (name, value) in sorted {
            out.push(' ');
            name.write(out);
            out.push_str("=\"");
            escape_attribute(value, out);
            out.push('"');
        }
    }
}

impl Name {
    fn write(&self, out: &mut String) {
        if let Some(namespace) = self.namespace.filter(|namespace| !namespace.prefix.is_empty()) {
            out.push_str(namespace.prefix);
            out.push(':');
        }
        out.push_str(&self.local);
    }
}

/// How something is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'k> {
    key: &'k SigningKey,
    scheme: SignatureScheme,
    prefixes: &'static str,
}

/// As the key signs unless told otherwise, without a `PrefixList`.
impl<'k> From<&'k SigningKey> for Signing<'k> {
    fn from(key: &'k SigningKey) -> Self {
        Self { key, scheme: key.scheme(), prefixes: "" }
    }
}

impl Signing<'_> {
    pub(crate) fn key(&self) -> &SigningKey {
        self.key
    }

    pub(crate) fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// By another scheme. If the key is of another family, signing fails.
    #[must_use]
    pub fn by(self, scheme: SignatureScheme) -> Self {
        Self { scheme, ..self }
    }

    /// By the key's own family with this digest: PKCS#1 for RSA.
    #[must_use]
    pub fn with(self, digest: Digest) -> Self {
        let (rsa, ecdsa) = match digest {
            Digest::Sha256 => (SignatureScheme::RsaSha256, SignatureScheme::EcdsaSha256),
            Digest::Sha384 => (SignatureScheme::RsaSha384, SignatureScheme::EcdsaSha384),
            Digest::Sha512 => (SignatureScheme::RsaSha512, SignatureScheme::EcdsaSha512),
        };
        self.by(if self.key.can(rsa) { rsa } else { ecdsa })
    }

    /// With an `InclusiveNamespaces PrefixList` for the content: prefixes between spaces.
    #[must_use]
    pub fn listing(self, prefixes: &'static str) -> Self {
        Self { prefixes, ..self }
    }
}

/// Signs an element and puts the signature among its children: `at` counts them from 0.
///
/// The element must carry an `ID`; without one the reference points nowhere and nobody accepts it.
pub fn sign<'k>(
    element: Element,
    at: usize,
    signing: impl Into<Signing<'k>>,
) -> Result<Element, KeyError> {
    let signature = signature_over(&element, signing)?;
    Ok(element.insert(at, signature))
}

/// The `ds:Signature` over an element as it stands, by our profile: one reference to its `ID`,
/// enveloped-signature and exclusive canonicalisation, our certificate beside it.
pub fn signature_over<'k>(
    element: &Element,
    signing: impl Into<Signing<'k>>,
) -> Result<Element, KeyError> {
    let signing = signing.into();
    let id = element.attribute_value("ID").unwrap_or_default();
    let digest = algorithms::digest_of(signing.scheme);
    let signed_info = signed_info(id, digest, &digest.of(&element.to_bytes()), signing);
    let value = signing.key.sign(signing.scheme, &signed_info.to_bytes())?;
    let certificate = ds("X509Certificate").base64(signing.key.certificate().der());
    Ok(ds("Signature")
        .child(signed_info)
        .child(ds("SignatureValue").base64(&value))
        .child(ds("KeyInfo").child(ds("X509Data").child(certificate))))
}

fn signed_info(id: &str, digest: Digest, value: &[u8], signing: Signing<'_>) -> Element {
    let listed = Some(signing.prefixes).filter(|prefixes| !prefixes.is_empty());
    let exclusive = ds("Transform").attribute("Algorithm", algorithms::EXCLUSIVE_C14N).children(
        listed.map(|prefixes| {
            Element::new(EXCLUSIVE_C14N, "InclusiveNamespaces").attribute("PrefixList", prefixes)
        }),
    );
    let transforms = ds("Transforms")
        .child(ds("Transform").attribute("Algorithm", algorithms::ENVELOPED))
        .child(exclusive);
    let reference = ds("Reference")
        .attribute("URI", format!("#{id}"))
        .child(transforms)
        .child(ds("DigestMethod").attribute("Algorithm", algorithms::digest_uri(digest)))
        .child(ds("DigestValue").base64(value));
    let scheme = algorithms::scheme_uri(signing.scheme);
    ds("SignedInfo")
        .child(ds("CanonicalizationMethod").attribute("Algorithm", algorithms::EXCLUSIVE_C14N))
        .child(ds("SignatureMethod").attribute("Algorithm", scheme))
        .child(reference)
}

fn ds(local: &'static str) -> Element {
    Element::new(SIGNATURE, local)
}

fn declared<'a>(prefix: &str, in_force: &'a [Namespace]) -> &'a str {
    in_force.iter().rev().find(|known| known.prefix == prefix).map_or("", |known| known.uri)
}

fn write_declaration(namespace: Namespace, out: &mut String) {
    out.push_str(if namespace.prefix.is_empty() { " xmlns" } else { " xmlns:" });
    out.push_str(namespace.prefix);
    out.push_str("=\"");
    escape_attribute(namespace.uri, out);
    out.push('"');
}

/// XML 1.0 section 2.2: the characters there are.
fn xml_characters(text: String) -> String {
    let exists = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte);
    if text.bytes().all(is_plain) || text.chars().all(exists) {
        return text;
    }
    text.chars().map(|c| if exists(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// SAML Core 1.3.3: UTC with `Z`. In whole seconds, which every reader understands.
#[must_use]
pub fn instant(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
