//! Our profile of XML-DSig, and the only maker of [`SignedElement`].
//!
//! What is taken is one shape: one signature, direct child of the message; one reference, to the
//! message's own `ID`; enveloped-signature, then exclusive canonicalisation; algorithms by list.
//! `KeyInfo` is never looked into and nothing is ever fetched. Whatever else a message brings is
//! an error with its own name, before any key is used.
//!
//! This module has no children: a child could forge a [`SignedElement`].

use certs::{Certificate, Digest, EcdsaForm, KeyError, SignatureScheme};
use roxmltree::{Document, Node};

use crate::algorithms;
use crate::binding::{self, DetachedSignature};
use crate::c14n::{self, Exclusive};
use crate::errors::Untrusted;
use crate::keys::TrustedKeys;
use crate::names::EntityId;
use crate::namespaces::{EXCLUSIVE_C14N, SIGNATURE};
use crate::read;

/// Prefixes in one `PrefixList`; genuine ones name two or three.
const MAX_PREFIXES: usize = 32;

/// An element whose content a signature covers, and whose signature that is.
#[derive(Debug)]
pub struct SignedElement<'a, 'x> {
    element: Node<'a, 'x>,
    signer: &'a EntityId,
}

impl<'a, 'x> SignedElement<'a, 'x> {
    /// The element. What stands inside its own `ds:Signature` is not covered; nothing reads it.
    #[must_use]
    pub fn element(&self) -> Node<'a, 'x> {
        self.element
    }

    /// Whose key verified it.
    #[must_use]
    pub fn signer(&self) -> &'a EntityId {
        self.signer
    }
}

/// Verifies the one signature inside a message, and yields the root it covers.
pub(crate) fn verify_enveloped<'a, 'x>(
    document: &'a Document<'x>,
    keys: &'a TrustedKeys,
) -> Result<SignedElement<'a, 'x>, Untrusted> {
    let element = document.root_element();
    let signature = only_signature(element)?;
    let profile = Profile::read(signature)?;
    if !profile.refers_to(element) {
        return Err(Untrusted::Reference);
    }
    refuse_repeated_id(document, profile.reference_id)?;

    let signed_info = c14n::canonicalize(profile.signed_info, &profile.signed_info_form);
    let made_by = |key: &certs::PublicKey| {
        key.verify(profile.scheme, signed_info.as_bytes(), &profile.value, EcdsaForm::Raw)
    };
    try_keys(keys, made_by)?;

    let content = c14n::canonicalize(element, &profile.content_form);
    if profile.digest.of(content.as_bytes()) != profile.digest_value {
        return Err(Untrusted::Digest);
    }
    Ok(SignedElement { element, signer: keys.signer() })
}

/// Verifies the signature that the redirect binding puts beside a message, over the query as it
/// was received; the message is what those octets decode to, whole.
pub(crate) fn verify_detached<'a, 'x>(
    document: &'a Document<'x>,
    beside: &DetachedSignature,
    keys: &'a TrustedKeys,
) -> Result<SignedElement<'a, 'x>, Untrusted> {
    // SAML Bindings 3.4.4.1: any signature on the message itself is removed by the sender.
    if signatures(document.root_element()).next().is_some() {
        return Err(Untrusted::EmbeddedSignature);
    }
    let scheme = beside.scheme().ok_or(Untrusted::SignatureAlgorithm)?;
    let value = beside.value().map_err(|_| Untrusted::SignatureEncoding)?;
    // The specification does not say how ECDSA is written there, and both forms are sent.
    try_keys(keys, |key| {
        key.verify(scheme, &beside.octets, &value, EcdsaForm::Raw)
            || key.verify(scheme, &beside.octets, &value, EcdsaForm::Der)
    })?;
    Ok(SignedElement { element: document.root_element(), signer: keys.signer() })
}

/// Each key in turn. Keys that cannot be used are passed over; if all are, that is the error.
fn try_keys(
    keys: &TrustedKeys,
    made_by: impl Fn(&certs::PublicKey) -> bool,
) -> Result<(), Untrusted> {
    let mut unusable: Option<KeyError> = None;
    let mut usable = 0;
    for key in keys.iter().map(Certificate::public_key) {
        match key {
            Ok(key) if made_by(key) => return Ok(()),
            Ok(_) => usable += 1,
            Err(error) => unusable = Some(error),
        }
    }
    match unusable {
        Some(error) if usable == 0 => Err(Untrusted::Keys(error)),
        _ => Err(Untrusted::Signature),
    }
}

fn signatures<'a, 'x: 'a>(root: Node<'a, 'x>) -> impl Iterator<Item = Node<'a, 'x>> {
    root.descendants().filter(|node| read::is(*node, SIGNATURE, "Signature"))
}

/// The one signature of the document, which must be the root's own child.
fn only_signature<'a, 'x>(root: Node<'a, 'x>) -> Result<Node<'a, 'x>, Untrusted> {
    let mut found = signatures(root);
    let signature = found.next().ok_or(Untrusted::Unsigned)?;
    if found.next().is_some() {
        return Err(Untrusted::SeveralSignatures);
    }
    if signature.parent() != Some(root) {
        return Err(Untrusted::MisplacedSignature);
    }
    Ok(signature)
}

/// `ID`, `Id`, `id`, `xml:id` or in any other namespace: each is what some library resolves
/// references by.
fn refuse_repeated_id(document: &Document<'_>, id: &str) -> Result<(), Untrusted> {
    let is_id = |attribute: &roxmltree::Attribute<'_, '_>| {
        attribute.name().eq_ignore_ascii_case("id") && attribute.value() == id
    };
    let count =
        document.descendants().flat_map(|node| node.attributes()).filter(is_id).take(2).count();
    if count == 1 { Ok(()) } else { Err(Untrusted::RepeatedId) }
}

/// A `ds:Signature` of the one shape we take.
struct Profile<'a, 'x> {
    signed_info: Node<'a, 'x>,
    signed_info_form: Exclusive<'a>,
    scheme: SignatureScheme,
    value: Vec<u8>,
    reference_id: &'a str,
    content_form: Exclusive<'a>,
    digest: Digest,
    digest_value: Vec<u8>,
}

impl<'a, 'x> Profile<'a, 'x> {
    fn read(signature: Node<'a, 'x>) -> Result<Self, Untrusted> {
        let (signed_info, value) = signature_parts(signature)?;
        let (method, scheme, reference) = signed_info_parts(signed_info)?;
        let reference_id = reference_id(reference)?;
        let (transforms, digest, digest_value) = reference_parts(reference)?;
        Ok(Self {
            signed_info,
            signed_info_form: canonicalization(method)?,
            scheme: signature_scheme(scheme)?,
            value: base64(value).ok_or(Untrusted::SignatureEncoding)?,
            reference_id,
            content_form: Exclusive { without: Some(signature.id()), ..transformed(transforms)? },
            digest: digest_algorithm(digest)?,
            digest_value: base64(digest_value).ok_or(Untrusted::DigestEncoding)?,
        })
    }

    fn refers_to(&self, element: Node<'_, '_>) -> bool {
        read::attribute(element, "ID") == Some(self.reference_id)
    }
}

/// `SignedInfo`, `SignatureValue`, and a `KeyInfo` that nobody looks into.
fn signature_parts<'a, 'x>(
    signature: Node<'a, 'x>,
) -> Result<(Node<'a, 'x>, Node<'a, 'x>), Untrusted> {
    if read::children(signature, SIGNATURE, "Object").next().is_some() {
        return Err(Untrusted::SignatureObject);
    }
    for part in ["SignedInfo", "SignatureValue", "KeyInfo"] {
        if read::children(signature, SIGNATURE, part).nth(1).is_some() {
            return Err(Untrusted::RepeatedPart);
        }
    }
    match parts(signature)?.as_slice() {
        [("SignedInfo", info), ("SignatureValue", value)]
        | [("SignedInfo", info), ("SignatureValue", value), ("KeyInfo", _)] => Ok((*info, *value)),
        _ => Err(Untrusted::SignatureStructure),
    }
}

fn signed_info_parts<'a, 'x>(
    signed_info: Node<'a, 'x>,
) -> Result<(Node<'a, 'x>, Node<'a, 'x>, Node<'a, 'x>), Untrusted> {
    if read::children(signed_info, SIGNATURE, "Reference").nth(1).is_some() {
        return Err(Untrusted::SeveralReferences);
    }
    match parts(signed_info)?.as_slice() {
        [
            ("CanonicalizationMethod", canonicalization),
            ("SignatureMethod", scheme),
            ("Reference", reference),
        ] => Ok((*canonicalization, *scheme, *reference)),
        _ => Err(Untrusted::SignatureStructure),
    }
}

fn reference_parts<'a, 'x>(
    reference: Node<'a, 'x>,
) -> Result<(Node<'a, 'x>, Node<'a, 'x>, Node<'a, 'x>), Untrusted> {
    match parts(reference)?.as_slice() {
        [("Transforms", transforms), ("DigestMethod", digest), ("DigestValue", value)] => {
            Ok((*transforms, *digest, *value))
        }
        [("DigestMethod", _), ("DigestValue", _)] => Err(Untrusted::Transforms),
        _ => Err(Untrusted::SignatureStructure),
    }
}

/// `#` and a name: the same document, by `ID`. Nothing else is ever followed.
fn reference_id<'a>(reference: Node<'a, '_>) -> Result<&'a str, Untrusted> {
    read::attribute(reference, "URI")
        .and_then(|uri| uri.strip_prefix('#'))
        .filter(|id| !id.is_empty())
        .ok_or(Untrusted::Reference)
}

fn canonicalization<'a>(method: Node<'a, '_>) -> Result<Exclusive<'a>, Untrusted> {
    if read::attribute(method, "Algorithm") != Some(algorithms::EXCLUSIVE_C14N) {
        return Err(Untrusted::Canonicalization);
    }
    prefix_list(method, &Untrusted::Canonicalization)
}

fn signature_scheme(method: Node<'_, '_>) -> Result<SignatureScheme, Untrusted> {
    let scheme = read::attribute(method, "Algorithm").and_then(algorithms::scheme);
    // A parameter (HMACOutputLength, RSAPSSParams) belongs to algorithms that are not on the list.
    scheme.filter(|_| is_bare(method)).ok_or(Untrusted::SignatureAlgorithm)
}

fn digest_algorithm(method: Node<'_, '_>) -> Result<Digest, Untrusted> {
    let digest = read::attribute(method, "Algorithm").and_then(algorithms::digest);
    digest.filter(|_| is_bare(method)).ok_or(Untrusted::DigestAlgorithm)
}

/// Exactly enveloped-signature, then exclusive canonicalisation.
fn transformed<'a>(transforms: Node<'a, '_>) -> Result<Exclusive<'a>, Untrusted> {
    let parts = parts(transforms).map_err(|_| Untrusted::Transforms)?;
    let [("Transform", enveloped), ("Transform", exclusive)] = parts.as_slice() else {
        return Err(Untrusted::Transforms);
    };
    let first = read::attribute(*enveloped, "Algorithm");
    let second = read::attribute(*exclusive, "Algorithm");
    if first != Some(algorithms::ENVELOPED)
        || !is_bare(*enveloped)
        || second != Some(algorithms::EXCLUSIVE_C14N)
    {
        return Err(Untrusted::Transforms);
    }
    prefix_list(*exclusive, &Untrusted::Transforms)
}

/// The `InclusiveNamespaces` of an exclusive canonicalisation: at most one, and nothing else.
fn prefix_list<'a>(
    method: Node<'a, '_>,
    otherwise: &Untrusted,
) -> Result<Exclusive<'a>, Untrusted> {
    let mut inside = method.children().filter(Node::is_element);
    let Some(list) = inside.next() else {
        return Ok(Exclusive::default());
    };
    let alone = inside.next().is_none() && is_bare(list);
    if !alone || !read::is(list, EXCLUSIVE_C14N, "InclusiveNamespaces") {
        return Err(otherwise.clone());
    }
    let text = read::attribute(list, "PrefixList").ok_or_else(|| otherwise.clone())?;
    let prefixes: Vec<&str> = text.split(' ').filter(|prefix| !prefix.is_empty()).collect();
    // White space other than blanks comes from a character reference only; not everybody splits
    // there.
    if prefixes.len() > MAX_PREFIXES || text.contains(['\t', '\n', '\r']) {
        return Err(Untrusted::PrefixList);
    }
    Ok(Exclusive { prefixes, without: None })
}

/// The child elements, all of which must be of XML signature, by name.
fn parts<'a, 'x>(element: Node<'a, 'x>) -> Result<Vec<(&'a str, Node<'a, 'x>)>, Untrusted> {
    let children = element.children().filter(Node::is_element);
    children
        .map(|child| match child.tag_name().namespace() {
            Some(namespace) if namespace == SIGNATURE.uri => Ok((child.tag_name().name(), child)),
            _ => Err(Untrusted::SignatureStructure),
        })
        .collect()
}

fn is_bare(element: Node<'_, '_>) -> bool {
    !element.children().any(|child| child.is_element())
}

fn base64(element: Node<'_, '_>) -> Option<Vec<u8>> {
    let text = read::text(element, "base64").ok()?;
    binding::decode_base64(text.as_bytes()).ok()
}
