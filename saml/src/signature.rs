//! Our profile of XML-DSig, and the only maker of [`SignedElement`].
//!
//! What is taken is one shape: one signature, direct child of the message; one reference, to the
//! message's own `ID`; enveloped-signature, then exclusive canonicalisation; algorithms by list. A
//! response may hold one more, of the assertion in it, and that has the same shape. `KeyInfo` is never
//! looked into and nothing is ever fetched. Whatever else a message brings is an error with its own
//! name, before any key is used; what a partner is forgiven is a
//! [`Deviation`] by name.
//!
//! This module has no children: a child could forge a [`SignedElement`].

use certs::{Certificate, Digest, EcdsaForm, KeyError, SignatureScheme};
use roxmltree::{Document, Node};

use crate::algorithms;
use crate::binding::DetachedSignature;
use crate::c14n::{self, Form};
use crate::errors::Untrusted;
use crate::keys::{Deviation, TrustedKeys};
use crate::names::EntityId;
use crate::namespaces::{ASSERTION, EXCLUSIVE_C14N, PROTOCOL, SIGNATURE};
use crate::read;

const EXCLUSIVE: &str = "exclusive canonicalisation";
/// Prefixes in one `PrefixList`; genuine ones name two or three.
const MAX_PREFIXES: usize = 32;
/// Octets of one `PrefixList`: each prefix is compared with those in force on many elements.
const MAX_PREFIX_LIST: usize = 512;

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

/// Verifies the signature inside a message, and yields the root it covers. The
/// assertion in a response may be signed as well; then that signature has to hold too.
pub(crate) fn verify_enveloped<'a, 'x>(
    document: &'a Document<'x>,
    keys: &'a TrustedKeys,
) -> Result<SignedElement<'a, 'x>, Untrusted> {
    let root = document.root_element();
    let (own, inner) = located_signatures(root)?;
    verify_one(document, root, own, keys)?;
    if let Some((assertion, signature)) = inner {
        verify_one(document, assertion, signature, keys)?;
    }
    Ok(SignedElement { element: root, signer: keys.signer() })
}

/// Verifies the signature of metadata over its root. The parties in an aggregate may carry signatures
/// of their own; those are content here, and prove nothing.
pub fn verify_descriptor<'a, 'x>(
    document: &'a Document<'x>,
    keys: &'a TrustedKeys,
) -> Result<SignedElement<'a, 'x>, Untrusted> {
    let root = document.root_element();
    let own =
        read::child(root, SIGNATURE, "Signature").map_err(|_| Untrusted::SeveralSignatures)?;
    verify_one(document, root, own.ok_or(Untrusted::Unsigned)?, keys)?;
    Ok(SignedElement { element: root, signer: keys.signer() })
}

/// Takes what stood encrypted inside a signed message: `outer` covers its ciphertext, and GCM its
/// content. If it is signed itself, that signature has to hold too.
pub(crate) fn verify_decrypted<'a, 'x>(
    outer: &SignedElement<'_, '_>,
    document: &'a Document<'x>,
    keys: &'a TrustedKeys,
) -> Result<SignedElement<'a, 'x>, Untrusted> {
    let root = document.root_element();
    if signatures(root).next().is_some() {
        let (own, None) = located_signatures(root)? else {
            return Err(Untrusted::SeveralSignatures);
        };
        verify_one(document, root, own, keys)?;
    }
    if outer.signer() != keys.signer() {
        return Err(Untrusted::Signature);
    }
    Ok(SignedElement { element: root, signer: keys.signer() })
}

/// Verifies one signature over the element that it is a child of.
fn verify_one(
    document: &Document<'_>,
    element: Node<'_, '_>,
    signature: Node<'_, '_>,
    keys: &TrustedKeys,
) -> Result<(), Untrusted> {
    let profile = Profile::read(signature, keys)?;
    profile.check_reference(document, element)?;
    let signed_info = c14n::canonicalize(profile.signed_info, &profile.signed_info_form);
    let made_by = |key: &certs::PublicKey| {
        key.verify(profile.scheme, signed_info.as_bytes(), &profile.value, EcdsaForm::Raw)
    };
    try_keys(keys, made_by)?;
    let content = c14n::canonicalize(element, &profile.content_form);
    if profile.digest.of(content.as_bytes()) == profile.digest_value {
        Ok(())
    } else {
        Err(Untrusted::Digest)
    }
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
    let scheme = beside.scheme().map_err(Untrusted::SignatureAlgorithm)?;
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

/// A signature and the element whose child it is.
type Located<'a, 'x> = (Node<'a, 'x>, Node<'a, 'x>);

/// The root's own signature, and that of the one assertion in a response; no others anywhere.
fn located_signatures<'a, 'x>(
    root: Node<'a, 'x>,
) -> Result<(Node<'a, 'x>, Option<Located<'a, 'x>>), Untrusted> {
    let (mut own, mut inner) = (None, None);
    let mut misplaced = false;
    let mut count = 0;
    for signature in signatures(root).take(3) {
        count += 1;
        match signature.parent() {
            Some(parent) if parent == root && own.is_none() => own = Some(signature),
            Some(parent) if is_assertion_of(root, parent) && inner.is_none() => {
                inner = Some((parent, signature));
            }
            _ => misplaced = true,
        }
    }
    match (own, misplaced) {
        (Some(own), false) => Ok((own, inner)),
        (None, false) if count == 0 => Err(Untrusted::Unsigned),
        _ if count > 1 => Err(Untrusted::SeveralSignatures),
        _ => Err(Untrusted::MisplacedSignature),
    }
}

fn is_assertion_of(root: Node<'_, '_>, element: Node<'_, '_>) -> bool {
    element.parent() == Some(root)
        && read::is(element, ASSERTION, "Assertion")
        && read::is(root, PROTOCOL, "Response")
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
    signed_info_form: Form<'a>,
    scheme: SignatureScheme,
    value: Vec<u8>,
    reference: Reference<'a>,
    content_form: Form<'a>,
    digest: Digest,
    digest_value: Vec<u8>,
}

/// What is signed: nothing else is ever followed.
enum Reference<'a> {
    /// `#` and a name: the same document, by `ID`.
    Id(&'a str),
    /// Nothing: the whole document.
    Document,
}

impl<'a, 'x> Profile<'a, 'x> {
    fn read(signature: Node<'a, 'x>, keys: &TrustedKeys) -> Result<Self, Untrusted> {
        let (signed_info, value) = signature_parts(signature)?;
        let (method, scheme, reference) = signed_info_parts(signed_info)?;
        let reads = reference_read(reference, keys)?;
        let (transforms, digest, digest_value) = reference_parts(reference)?;
        Ok(Self {
            signed_info,
            signed_info_form: canonicalization(method, keys)?,
            scheme: signature_scheme(scheme)?,
            value: base64(value).ok_or(Untrusted::SignatureEncoding)?,
            reference: reads,
            content_form: transformed(transforms, keys)?.without(signature.id()),
            digest: digest_algorithm(digest)?,
            digest_value: base64(digest_value).ok_or(Untrusted::DigestEncoding)?,
        })
    }

    /// What is signed must be this element, and be it for every reader.
    fn check_reference(
        &self,
        document: &Document<'_>,
        element: Node<'_, '_>,
    ) -> Result<(), Untrusted> {
        match self.reference {
            Reference::Id(id) if read::attribute(element, "ID") == Some(id) => {
                refuse_repeated_id(document, id)
            }
            Reference::Document if document.root_element() == element => Ok(()),
            Reference::Id(_) | Reference::Document => Err(Untrusted::Reference),
        }
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

fn reference_read<'a>(
    reference: Node<'a, '_>,
    keys: &TrustedKeys,
) -> Result<Reference<'a>, Untrusted> {
    let uri = read::attribute(reference, "URI").ok_or(Untrusted::Reference)?;
    if uri.is_empty() && keys.forgives(Deviation::EmptyReference) {
        return Ok(Reference::Document);
    }
    let id = uri.strip_prefix('#').filter(|id| !id.is_empty());
    id.map(Reference::Id).ok_or(Untrusted::Reference)
}

fn canonicalization<'a>(method: Node<'a, '_>, keys: &TrustedKeys) -> Result<Form<'a>, Untrusted> {
    form(method, keys, Untrusted::Canonicalization)
}

fn signature_scheme(method: Node<'_, '_>) -> Result<SignatureScheme, Untrusted> {
    let uri = read::attribute(method, "Algorithm");
    let scheme = uri.and_then(algorithms::scheme);
    let scheme = scheme.ok_or_else(|| Untrusted::SignatureAlgorithm(algorithms::name(uri)))?;
    // HMACOutputLength, RSAPSSParams: they belong to algorithms that are not on the list.
    if is_bare(method) {
        Ok(scheme)
    } else {
        Err(Untrusted::AlgorithmParameters(algorithms::name(uri)))
    }
}

fn digest_algorithm(method: Node<'_, '_>) -> Result<Digest, Untrusted> {
    let uri = read::attribute(method, "Algorithm");
    let digest = uri.and_then(algorithms::digest);
    let digest = digest.ok_or_else(|| Untrusted::DigestAlgorithm(algorithms::name(uri)))?;
    if is_bare(method) {
        Ok(digest)
    } else {
        Err(Untrusted::AlgorithmParameters(algorithms::name(uri)))
    }
}

/// Exactly enveloped-signature, then exclusive canonicalisation.
fn transformed<'a>(transforms: Node<'a, '_>, keys: &TrustedKeys) -> Result<Form<'a>, Untrusted> {
    let parts = parts(transforms).map_err(|_| Untrusted::Transforms)?;
    let named = |part: &(&str, Node<'a, '_>)| match part {
        ("Transform", node) => Ok(*node),
        _ => Err(Untrusted::Transforms),
    };
    let parts = parts.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let (enveloped, canonical) = match parts.as_slice() {
        [enveloped, canonical] => (*enveloped, Some(*canonical)),
        [enveloped] if keys.forgives(Deviation::InclusiveCanonicalization) => (*enveloped, None),
        _ => return Err(Untrusted::Transforms),
    };
    let uri = read::attribute(enveloped, "Algorithm");
    if uri != Some(algorithms::ENVELOPED) {
        return Err(Untrusted::Transform(algorithms::name(uri)));
    }
    if !is_bare(enveloped) {
        return Err(Untrusted::AlgorithmParameters(algorithms::name(uri)));
    }
    match canonical {
        Some(canonical) => form(canonical, keys, Untrusted::Transform),
        None => Ok(Form::inclusive()),
    }
}

/// A canonical form that is taken: the exclusive one, or what this partner is forgiven.
fn form<'a>(
    method: Node<'a, '_>,
    keys: &TrustedKeys,
    otherwise: fn(&'static str) -> Untrusted,
) -> Result<Form<'a>, Untrusted> {
    let uri = read::attribute(method, "Algorithm");
    match uri {
        Some(algorithms::EXCLUSIVE_C14N) => prefix_list(method),
        Some(algorithms::INCLUSIVE_C14N)
            if is_bare(method) && keys.forgives(Deviation::InclusiveCanonicalization) =>
        {
            Ok(Form::inclusive())
        }
        _ => Err(otherwise(algorithms::name(uri))),
    }
}

/// Exclusive canonicalisation with its `InclusiveNamespaces`: at most one, and nothing else inside.
fn prefix_list<'a>(method: Node<'a, '_>) -> Result<Form<'a>, Untrusted> {
    let mut inside = method.children().filter(Node::is_element);
    let Some(list) = inside.next() else {
        return Ok(Form::default());
    };
    let alone = inside.next().is_none() && is_bare(list);
    if !alone || !read::is(list, EXCLUSIVE_C14N, "InclusiveNamespaces") {
        return Err(Untrusted::AlgorithmParameters(EXCLUSIVE));
    }
    let listed =
        read::attribute(list, "PrefixList").ok_or(Untrusted::AlgorithmParameters(EXCLUSIVE))?;
    let prefixes: Vec<&str> = listed.split(' ').filter(|prefix| !prefix.is_empty()).collect();
    // White space other than blanks comes from a character reference only; not everybody splits there.
    let ambiguous = listed.contains(['\t', '\n', '\r']);
    if prefixes.len() > MAX_PREFIXES || listed.len() > MAX_PREFIX_LIST || ambiguous {
        return Err(Untrusted::PrefixList);
    }
    Ok(Form::exclusive(prefixes))
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
    read::base64(element, "base64").ok()
}
