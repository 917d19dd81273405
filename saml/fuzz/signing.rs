//! A signer of whatever there is: puts what stands behind the signature check within reach.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Digest, SignatureScheme};
use saml::MessageId;
use saml::c14n::{Form, canonicalize};
use saml::gate::Limits;
use saml::read::{attribute, normalize_line_ends, parse_gated};

use super::parties;

/// The document with the party's signature as the last child of its root, and otherwise octet for
/// octet as it was. Nothing, where nothing can be signed: no XML, no `ID`, no end tag.
///
/// Written by hand, so that the verifier is not measured by the writer of its own house.
pub fn sign(xml: &[u8]) -> Option<Vec<u8>> {
    let xml = normalize_line_ends(xml.to_vec());
    let document = parse_gated(&xml, &Limits::METADATA).ok()?;
    let root = document.root_element();
    let id = MessageId::new(attribute(root, "ID")?).ok()?;
    let text = document.input_text();
    let before = text.get(..root.range().end)?;
    let end_tag = before.rfind("</").filter(|_| !before.ends_with("/>"))?;
    let content = Digest::Sha256.of(canonicalize(root, &Form::default()).as_bytes());
    let signature = signature(id.as_str(), &content);
    let (head, tail) = text.split_at_checked(end_tag)?;
    Some([head, &signature, tail].concat().into_bytes())
}

fn signature(id: &str, content: &[u8]) -> String {
    const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
    const C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
    let digest = STANDARD.encode(content);
    // In canonical form as it stands: this is what is signed.
    let signed_info = format!(
        "<ds:SignedInfo xmlns:ds=\"{DS}\">\
         <ds:CanonicalizationMethod Algorithm=\"{C14N}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{DS}enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"{C14N}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let value = parties::ec().sign(SignatureScheme::EcdsaSha256, signed_info.as_bytes()).unwrap();
    let value = STANDARD.encode(value);
    format!(
        "<ds:Signature xmlns:ds=\"{DS}\">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    )
}
