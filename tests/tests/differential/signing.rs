//! Signing a message as it stands, in whatever shape it has been brought.
//!
//! A message before it is signed holds [`DIGEST`] and [`VALUE`] where its signature's values will
//! stand. What is between them and around them may have been mutated: then the agency itself signs
//! something strange, and the two sides have to agree on what it means. The canonical forms are
//! ours, so where they differ from xmlsec1's, we accept alone and the test fails.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Digest, SignatureScheme};
use roxmltree::{Document, Node, ParsingOptions};
use saml::c14n::{Form, canonicalize};
use saml::namespaces::{EXCLUSIVE_C14N, SIGNATURE};
use saml::{algorithms, read};

use crate::agency::agency;

/// Stands for the digest until there is one.
pub(crate) const DIGEST: &str = "@digest@";
/// Stands for the signature's value until there is one.
pub(crate) const VALUE: &str = "@value@";

#[derive(Clone, Copy)]
pub(crate) struct Algorithms {
    pub(crate) scheme: SignatureScheme,
    pub(crate) digest: Digest,
}

/// The message with its signature; nothing where there is nothing left that could be signed.
///
/// What the message says of its algorithms is obeyed, if we know it; otherwise `otherwise` counts.
pub(crate) fn sign(text: &str, otherwise: Algorithms) -> Option<String> {
    let text = with_digest(text, otherwise.digest)?;
    with_value(&text, otherwise.scheme)
}

fn with_digest(text: &str, otherwise: Digest) -> Option<String> {
    let normalized = normalized(text)?;
    let document = parse(&normalized)?;
    let signature = signature(&document)?;
    let reference = below(signature, "Reference")?;
    let covered = match reference.attribute("URI") {
        Some(uri) if uri.starts_with('#') => {
            document.descendants().find(|node| read::attribute(*node, "ID") == uri.get(1..))?
        }
        _ => document.root_element(),
    };
    let without = Some(signature.id());
    let content = canonicalize(covered, &Form { without, ..listed(reference) });
    let named = algorithm(reference, "DigestMethod").and_then(algorithms::digest);
    let value = STANDARD.encode(named.unwrap_or(otherwise).of(content.as_bytes()));
    text.contains(DIGEST).then(|| text.replace(DIGEST, &value))
}

fn with_value(text: &str, otherwise: SignatureScheme) -> Option<String> {
    let normalized = normalized(text)?;
    let document = parse(&normalized)?;
    let signed_info = below(signature(&document)?, "SignedInfo")?;
    let method = below(signed_info, "CanonicalizationMethod")?;
    let named = algorithm(signed_info, "SignatureMethod").and_then(algorithms::scheme);
    let content = canonicalize(signed_info, &listed(method));
    let value = agency().sign(named.unwrap_or(otherwise), content.as_bytes())?;
    text.contains(VALUE).then(|| text.replace(VALUE, &in_lines(&STANDARD.encode(value))))
}

fn normalized(text: &str) -> Option<String> {
    String::from_utf8(read::normalize_line_ends(text.as_bytes().to_vec())).ok()
}

fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

fn signature<'a, 'x>(document: &'a Document<'x>) -> Option<Node<'a, 'x>> {
    document.descendants().find(|node| {
        read::is(*node, SIGNATURE, "Signature")
            && node
                .descendants()
                .any(|inside| inside.text().is_some_and(|text| text.contains(VALUE)))
    })
}

fn below<'a, 'x>(node: Node<'a, 'x>, name: &str) -> Option<Node<'a, 'x>> {
    node.descendants().find(|inside| read::is(*inside, SIGNATURE, name))
}

fn algorithm<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    below(node, name)?.attribute("Algorithm")
}

/// The canonical form that the first prefix list below asks for.
fn listed<'a>(node: Node<'a, '_>) -> Form<'a> {
    let list =
        node.descendants().find(|inside| read::is(*inside, EXCLUSIVE_C14N, "InclusiveNamespaces"));
    let prefixes = list.and_then(|list| list.attribute("PrefixList")).unwrap_or_default();
    Form::exclusive(prefixes.split_ascii_whitespace().collect())
}

/// As xmlsec1 and most others write base64 that is long.
fn in_lines(value: &str) -> String {
    let lines: Vec<&str> =
        value.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\n")
}
