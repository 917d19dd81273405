//! An agency that signs whatever it wants, and whoever has none of its keys.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Digest, SigningKey};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use roxmltree::Document;
use saml::c14n::{Form, canonicalize};
use saml::namespaces::SIGNATURE;
use saml::read;
use tests::hall::keys;

pub(crate) const ID: &str = "_6f1d0c2a9b7e4e0f8c53a1d4b2e69770";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const DIGEST: &str = "@digest@";
const VALUE: &str = "@signature@";

/// The keys that the hub has of the agency, as certificates: two elliptic ones, and two of RSA, the
/// second of which it signs with.
pub(crate) fn trusted() -> [Vec<u8>; 4] {
    let [other, signing] = rsa();
    [&elliptic(), &elliptic(), other, signing].map(|key| key.certificate().der().to_vec())
}

pub(crate) fn signing() -> &'static SigningKey {
    &rsa()[1]
}

/// By modulus, the larger first. A signature that is no less than a modulus is refused before any
/// exponentiation, so a smaller one would be tried for some messages and not for others, by chance.
fn rsa() -> &'static [SigningKey; 2] {
    static KEYS: OnceLock<[SigningKey; 2]> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut pairs = [keys::generate("agency"), keys::generate("agency")]
            .map(|pair| (Rsa::private_key_from_pem(&pair.key).unwrap(), pair));
        pairs.sort_by(|(one, _), (other, _)| other.n().ucmp(one.n()));
        pairs.map(|(_, pair)| SigningKey::from_pem(&pair.key, &pair.certificate).unwrap())
    })
}

fn elliptic() -> SigningKey {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let certificate = keys::certificate("agency", &key);
    SigningKey::from_pem(&key.private_key_to_pem_pkcs8().unwrap(), &certificate.to_pem().unwrap())
        .unwrap()
}

/// A request that opens, with places for digest and signature, which [`genuine`] or [`forged`] fill
/// in after whatever hostile has been done to the rest.
pub(crate) fn request() -> String {
    let method = |element: &str, algorithm: &str| {
        format!("<ds:{element} Algorithm=\"{algorithm}\"></ds:{element}>")
    };
    let signed_info = [
        "<ds:SignedInfo>",
        &method("CanonicalizationMethod", EXCLUSIVE),
        &method("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        &format!("<ds:Reference URI=\"#{ID}\"><ds:Transforms>"),
        &method("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature"),
        &method("Transform", EXCLUSIVE),
        "</ds:Transforms>",
        &method("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
        &format!("<ds:DigestValue>{DIGEST}</ds:DigestValue></ds:Reference></ds:SignedInfo>"),
        &format!("<ds:SignatureValue>{VALUE}</ds:SignatureValue>"),
    ]
    .concat();
    let signature =
        format!("<ds:Signature xmlns:ds=\"{}\">{signed_info}</ds:Signature>", SIGNATURE.uri);
    unsigned().replace("</saml2:Issuer>", &format!("</saml2:Issuer>{signature}"))
}

/// The same without a signature.
pub(crate) fn unsigned() -> String {
    format!(
        "<saml2p:AuthnRequest xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{ID}\" Version=\"2.0\" \
         IssueInstant=\"2026-03-02T09:15:00Z\"><saml2:Issuer>https://sede.ejemplo.test/metadata\
         </saml2:Issuer></saml2p:AuthnRequest>"
    )
}

/// Signed by the agency, rightly, so that all of it is canonicalised and read.
pub(crate) fn genuine(request: &str) -> String {
    let request = String::from_utf8(read::normalize_line_ends(request.into())).unwrap();
    let document = Document::parse(&request).unwrap();
    let signature = find(&document, "Signature");
    let content = canonicalize(
        document.root_element(),
        &prefixes(&document, "Transform").without(signature.id()),
    );
    let digest = STANDARD.encode(Digest::Sha256.of(content.as_bytes()));
    let request = request.replace(DIGEST, &digest);

    let document = Document::parse(&request).unwrap();
    let how = prefixes(&document, "CanonicalizationMethod");
    let signed_info = canonicalize(find(&document, "SignedInfo"), &how);
    let value =
        STANDARD.encode(signing().sign(signing().scheme(), signed_info.as_bytes()).unwrap());
    request.replace(VALUE, &value)
}

/// With the form of a signature, but made by nobody.
pub(crate) fn forged(request: &str) -> String {
    let digest = STANDARD.encode([0; 32]);
    request.replace(DIGEST, &digest).replace(VALUE, &STANDARD.encode([1; 256]))
}

/// With another digest, or another signature, which is as long as one likes.
pub(crate) fn with_digest(request: &str, digest: &str) -> String {
    request.replace(DIGEST, digest)
}

pub(crate) fn with_value(request: &str, value: &str) -> String {
    request.replace(VALUE, value)
}

fn find<'a, 'x>(document: &'a Document<'x>, name: &str) -> roxmltree::Node<'a, 'x> {
    document.descendants().find(|node| read::is(*node, SIGNATURE, name)).unwrap()
}

/// The `PrefixList` below the last element of a name.
fn prefixes<'a>(document: &'a Document<'_>, name: &str) -> Form<'a> {
    let element = document.descendants().rfind(|node| read::is(*node, SIGNATURE, name)).unwrap();
    let list = element.first_element_child().and_then(|list| list.attribute("PrefixList"));
    let prefixes = list.unwrap_or_default().split_ascii_whitespace().collect();
    Form::exclusive(prefixes)
}
