//! Genuine messages to begin with: each kind as we write it and as others do, with RSA and P-256.

use std::sync::OnceLock;

use certs::{Digest, SignatureScheme};

use crate::agency::agency;
use crate::kinds::KINDS;
use crate::markup::{inserted, replaced, scan};
use crate::signing::{Algorithms, DIGEST, VALUE, sign};

/// A genuine message.
pub(crate) struct Seed {
    /// The number of its kind.
    pub(crate) kind: usize,
    pub(crate) layout: &'static str,
    pub(crate) algorithms: Algorithms,
    /// Before it was signed.
    pub(crate) template: String,
    pub(crate) signed: String,
}

type Layout = (&'static str, fn(&str) -> String);

const LAYOUTS: [Layout; 5] = [
    ("as we write", str::to_owned),
    ("indented", indented),
    ("prefixes declared on the root and listed", other_prefixes),
    ("default namespaces", default_namespaces),
    ("no prefix and no key", bare),
];

const ALGORITHMS: [Algorithms; 5] = [
    Algorithms { scheme: SignatureScheme::RsaSha256, digest: Digest::Sha256 },
    Algorithms { scheme: SignatureScheme::EcdsaSha256, digest: Digest::Sha256 },
    Algorithms { scheme: SignatureScheme::RsaSha512, digest: Digest::Sha512 },
    Algorithms { scheme: SignatureScheme::EcdsaSha384, digest: Digest::Sha384 },
    Algorithms { scheme: SignatureScheme::EcdsaSha512, digest: Digest::Sha256 },
];

pub(crate) fn seeds() -> &'static [Seed] {
    static SEEDS: OnceLock<Vec<Seed>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut seeds = Vec::new();
        for (kind, message) in written() {
            for (layout, laid_out) in LAYOUTS {
                for algorithms in ALGORITHMS {
                    let template = laid_out(&naming(&message, algorithms));
                    let signed = sign(&template, algorithms).unwrap();
                    seeds.push(Seed { kind, layout, algorithms, template, signed });
                }
            }
        }
        seeds
    })
}

/// Every genuine message as we write and sign it, with [`DIGEST`] and [`VALUE`] for its values. The
/// certificate in it may be that of the agency's other key: nobody looks.
fn written() -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (kind, element) in KINDS.iter().enumerate().flat_map(|(number, kind)| {
        (kind.messages)().into_iter().map(move |element| (number, element))
    }) {
        for key in &agency().signing_keys {
            let signed = saml::write::sign(element.clone(), 1, key).unwrap().to_bytes();
            let text = String::from_utf8(signed).unwrap();
            all.push((
                kind,
                emptied(&emptied(&text, "DigestValue", DIGEST), "SignatureValue", VALUE),
            ));
        }
    }
    all
}

fn emptied(text: &str, name: &str, stand_in: &str) -> String {
    let elements = scan(text);
    let element = elements.iter().find(|element| element.local(text) == name).unwrap();
    replaced(text, element.content.clone().unwrap(), stand_in)
}

fn naming(text: &str, algorithms: Algorithms) -> String {
    let text =
        with_algorithm(text, "SignatureMethod", saml::algorithms::scheme_uri(algorithms.scheme));
    with_algorithm(&text, "DigestMethod", saml::algorithms::digest_uri(algorithms.digest))
}

fn with_algorithm(text: &str, name: &str, uri: &str) -> String {
    let elements = scan(text);
    let element = elements.iter().find(|element| element.local(text) == name).unwrap();
    replaced(text, element.attribute(text, "Algorithm").unwrap().value.clone(), uri)
}

/// An XML declaration, each element on a line of its own, single quotes, an empty last line.
fn indented(text: &str) -> String {
    let text = text.replace("><", ">\n    <").replace('"', "'");
    format!("<?xml version='1.0' encoding='UTF-8'?>\n{text}\n")
}

/// As `OpenSAML` and its descendants write.
fn other_prefixes(text: &str) -> String {
    let text = text
        .replace("saml2p:", "samlp:")
        .replace("saml2:", "saml:")
        .replace(" xmlns:saml2p=", " xmlns:samlp=")
        .replace(" xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "");
    let declared = " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
                    xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
    let root = scan(&text).swap_remove(0);
    let text = inserted(&text, root.name.end, declared);
    let text = with_prefix_list(&text, "CanonicalizationMethod", "xs");
    with_prefix_list(&text, "Transform", "xs saml #default")
}

/// Puts a prefix list into the last element of this name.
fn with_prefix_list(text: &str, name: &str, prefixes: &str) -> String {
    let list = format!(
        "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/>"
    );
    let elements = scan(text);
    let element = elements.iter().rfind(|element| element.local(text) == name).unwrap();
    inserted(text, element.content.clone().unwrap().end, &list)
}

/// Protocol and signature without prefix, lines that end as on Windows, empty tags closed at once.
fn default_namespaces(text: &str) -> String {
    ["saml2p", "ds"]
        .iter()
        .fold(text.to_owned(), |text, prefix| {
            text.replace(&format!("<{prefix}:"), "<")
                .replace(&format!("</{prefix}:"), "</")
                .replace(&format!(" xmlns:{prefix}="), " xmlns=")
        })
        .replace("></CanonicalizationMethod>", "/>")
        .replace("></Transform>", " />")
        .replace("><", ">\r\n<")
}

/// Every element declares its namespace, and the signature names no key.
fn bare(text: &str) -> String {
    let text = default_namespaces(text);
    let elements = scan(&text);
    let key_info = elements.iter().find(|element| element.local(&text) == "KeyInfo").unwrap();
    replaced(&text, key_info.whole(), "")
        .replace("<saml2:", "<")
        .replace("</saml2:", "</")
        .replace(" xmlns:saml2=", " xmlns=")
        .replace('\r', "")
}
