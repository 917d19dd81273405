//! The signature of a list: XAdES, enveloped, in the one shape that ETSI TS 119 612, 5.7.1 and annex B ask for.
//!
//! One reference covers the whole document without the signature; others may only cover parts of the signature,
//! as XAdES has its properties signed. `KeyInfo` and properties are not looked into.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Certificate, Digest, EcdsaForm, SignatureScheme};
use jiff::Timestamp;
use roxmltree::{Document, Node};
use saml::algorithms;
use saml::c14n::{Form, canonicalize};
use saml::namespaces::SIGNATURE;
use saml::read::{attribute, child, children, required, text};

use crate::errors::TrustedListError as Error;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// The document, XAdES properties, and what XAdES may add.
const MOST_REFERENCES: usize = 4;

/// That one of these signed the whole document.
pub(crate) fn verify(
    document: &Document<'_>,
    signers: &[Certificate],
    now: Timestamp,
) -> Result<(), Error> {
    let root = document.root_element();
    let mut own = children(root, SIGNATURE, "Signature");
    let (Some(signature), None) = (own.next(), own.next()) else {
        return Err(Error::Unsigned);
    };
    let info = required(signature, SIGNATURE, "SignedInfo")?;
    let how = Signing::read(info)?;
    let value = octets(required(signature, SIGNATURE, "SignatureValue")?)?;
    let signed = canonicalize(info, &Form::exclusive(Vec::new()));
    if !signers.iter().any(|signer| how.is_by(signer, &signed, &value, now)) {
        return Err(Error::Signer);
    }
    check_references(document, signature, info)
}

/// How it is signed.
struct Signing(SignatureScheme);

impl Signing {
    fn read(info: Node<'_, '_>) -> Result<Self, Error> {
        let form = required(info, SIGNATURE, "CanonicalizationMethod")?;
        if !is_exclusive(form) {
            return Err(Error::Profile("canonicalization"));
        }
        let method = required(info, SIGNATURE, "SignatureMethod")?;
        let scheme = attribute(method, "Algorithm").and_then(algorithms::scheme);
        scheme.map(Self).ok_or(Error::Profile("signature algorithm"))
    }

    fn is_by(&self, signer: &Certificate, info: &str, value: &[u8], now: Timestamp) -> bool {
        let in_time = signer.not_before().is_ok_and(|from| from <= now)
            && signer.not_after().is_ok_and(|to| now <= to);
        in_time
            && signer
                .public_key()
                .is_ok_and(|key| key.verify(self.0, info.as_bytes(), value, EcdsaForm::Raw))
    }
}

/// Each digest is of what is there, and one of them of the whole document.
fn check_references(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    info: Node<'_, '_>,
) -> Result<(), Error> {
    let mut of_document = 0;
    for (place, reference) in children(info, SIGNATURE, "Reference").enumerate() {
        if place == MOST_REFERENCES {
            return Err(Error::Profile("number of references"));
        }
        let target = target(document, reference)?;
        let form = if target == document.root_element() {
            of_document += 1;
            of_whole(reference)?.without(signature.id())
        } else if target.ancestors().any(|above| above == signature) {
            of_part(reference)?
        } else {
            return Err(Error::Profile("reference"));
        };
        check_digest(reference, &canonicalize(target, &form))?;
    }
    if of_document == 1 { Ok(()) } else { Err(Error::Profile("reference")) }
}

fn check_digest(reference: Node<'_, '_>, content: &str) -> Result<(), Error> {
    let method = required(reference, SIGNATURE, "DigestMethod")?;
    let digest: Digest = attribute(method, "Algorithm")
        .and_then(algorithms::digest)
        .ok_or(Error::Profile("digest algorithm"))?;
    let value = octets(required(reference, SIGNATURE, "DigestValue")?)?;
    if digest.of(content.as_bytes()) == value { Ok(()) } else { Err(Error::Digest) }
}

/// What a reference names: the document, or the one element with this id.
fn target<'a, 'x>(
    document: &'a Document<'x>,
    reference: Node<'_, '_>,
) -> Result<Node<'a, 'x>, Error> {
    let uri = attribute(reference, "URI").ok_or(Error::Profile("reference"))?;
    if uri.is_empty() {
        return Ok(document.root_element());
    }
    let id = uri.strip_prefix('#').ok_or(Error::Profile("reference"))?;
    let has_id = |node: &Node<'_, '_>| {
        let is_id = |name: &str| name.eq_ignore_ascii_case("id");
        node.attributes().any(|attribute| is_id(attribute.name()) && attribute.value() == id)
    };
    let mut found = document.descendants().filter(has_id);
    match (found.next(), found.next()) {
        (Some(element), None) if !id.is_empty() => Ok(element),
        _ => Err(Error::Profile("reference")),
    }
}

/// Enveloped, then exclusive, and nothing else.
fn of_whole<'a>(reference: Node<'_, '_>) -> Result<Form<'a>, Error> {
    let transforms = transforms(reference)?;
    match transforms.as_slice() {
        [first, second]
            if attribute(*first, "Algorithm") == Some(ENVELOPED) && is_exclusive(*second) =>
        {
            Ok(Form::exclusive(Vec::new()))
        }
        _ => Err(Error::Profile("transform")),
    }
}

/// Exclusive; or nothing, which means inclusive (XML-DSig 4.4.3.2).
fn of_part<'a>(reference: Node<'_, '_>) -> Result<Form<'a>, Error> {
    let transforms = transforms(reference)?;
    match transforms.as_slice() {
        [] => Ok(Form::inclusive()),
        [only] if is_exclusive(*only) => Ok(Form::exclusive(Vec::new())),
        _ => Err(Error::Profile("transform")),
    }
}

fn transforms<'a, 'x>(reference: Node<'a, 'x>) -> Result<Vec<Node<'a, 'x>>, Error> {
    let all = child(reference, SIGNATURE, "Transforms")?;
    Ok(all.into_iter().flat_map(|all| all.children()).filter(Node::is_element).collect())
}

/// Without prefixes of its own.
fn is_exclusive(method: Node<'_, '_>) -> bool {
    attribute(method, "Algorithm") == Some(EXCLUSIVE)
        && !method.children().any(|one| one.is_element())
}

pub(crate) fn octets(element: Node<'_, '_>) -> Result<Vec<u8>, Error> {
    let written: Vec<u8> =
        text(element, "base64")?.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(written).map_err(|_| Error::Value("base64"))
}
