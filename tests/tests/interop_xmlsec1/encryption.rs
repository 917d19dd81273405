//! `xmlsec1` opens what we encrypt, and we open what it encrypts.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use certs::{Certificate, ContentCipher, DecryptionKey, KeyTransport};
use roxmltree::Document;
use saml::binding::post_value;
use saml::c14n::{Form, canonicalize};
use saml::{
    ContentSecret, Dialect, EntityId, Manner, Received, Recipient, Response, TrustedKeys,
    Untrusted, respond,
};

use crate::{
    ASSERTION_ID, RESPONSE_ID, Signer, assert_success, assertion, envelope, file, rsa,
    xmlsec1_verifies,
};

/// Debian 12's xmlsec1 knows OAEP with SHA-1 only; with SHA-256 our own round trip is the proof.
const OAEP: KeyTransport = Recipient::TRANSPORT;

/// The signer's key is also the one to encrypt for: whoever holds it is asked to open.
pub(crate) fn recipient(cipher: ContentCipher, transport: KeyTransport) -> Recipient {
    let der = rsa().signing.certificate().der().to_vec();
    let certificate = Arc::new(Certificate::from_der(der).unwrap());
    Recipient { certificate, cipher, transport }
}

fn sealed(dialect: Dialect, recipient: &Recipient) -> Vec<u8> {
    let secret = ContentSecret::new([7; ContentSecret::OCTETS]);
    let manner =
        Manner { recipient: Some((recipient, secret)), ..Manner::new(dialect, &rsa().signing) };
    respond(&envelope(), &assertion(), manner).unwrap()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap();
    &text[from..from + text[from..].find(end).unwrap() + end.len()]
}

#[test]
fn xmlsec1_opens_what_we_encrypt_and_finds_the_signed_assertion() {
    for dialect in Dialect::ALL {
        let plain = respond(&envelope(), &assertion(), Manner::new(dialect, &rsa().signing));
        let plain = String::from_utf8(plain.unwrap()).unwrap();
        let expected = between(&plain, "<saml2:Assertion", "</saml2:Assertion>");
        for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Gcm, ContentCipher::Aes256Gcm]
        {
            let name = format!("sealed-{}-{cipher:?}", dialect.name());
            let xml = sealed(dialect, &recipient(cipher, OAEP));
            let text = String::from_utf8(xml.clone()).unwrap();
            assert!(!text.contains("12345678Z") && !text.contains("<saml2:Assertion"));
            let verified = xmlsec1_verifies(&format!("{name}.xml"), &xml, RESPONSE_ID, rsa());
            assert_success(&name, Ok(verified));

            let opened = decrypted(&format!("{name}-in.xml"), &xml, rsa());
            // libxml2 writes empty elements and carriage returns in its own way.
            let found = Document::parse(&opened).unwrap();
            let root = found.root_element();
            let inside = root.descendants().find(|node| node.attribute("ID") == Some(ASSERTION_ID));
            let prefixes =
                if dialect == Dialect::Clave2 { vec!["eidas-natural", "xs"] } else { vec![] };
            let found = canonicalize(inside.unwrap(), &Form::exclusive(prefixes));
            assert_eq!(found, expected, "{name}");
            let name_a = format!("{name}-a.xml");
            let verified = xmlsec1_verifies(&name_a, found.as_bytes(), ASSERTION_ID, rsa());
            assert_success(&name, Ok(verified));
        }
    }
}

/// What `xmlsec1` makes of the document when it opens the one encrypted part.
fn decrypted(name: &str, xml: &[u8], signer: &Signer) -> String {
    let run = Command::new("xmlsec1")
        .arg("--decrypt")
        .arg("--privkey-pem")
        .arg(&signer.key_file)
        .args(["--node-xpath", "//*[local-name()='EncryptedData']"])
        .arg(file(name, xml))
        .output()
        .expect("xmlsec1 is needed");
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// A response in which `xmlsec1` has encrypted the assertion. We sign it afterwards.
fn sealed_by_xmlsec1(cipher: &str, transport: &str) -> Vec<u8> {
    let plain = respond(&envelope(), &assertion(), Manner::new(Dialect::Strict, &rsa().signing));
    let plain = String::from_utf8(plain.unwrap()).unwrap();
    let assertion = between(&plain, "<saml2:Assertion", "</saml2:Assertion>");
    let template = format!(
        "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
         Type=\"http://www.w3.org/2001/04/xmlenc#Element\">\
         <xenc:EncryptionMethod Algorithm=\"{cipher}\"/>\
         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey>\
         {transport}<ds:KeyInfo><ds:KeyName>ours</ds:KeyName></ds:KeyInfo>\
         <xenc:CipherData><xenc:CipherValue/></xenc:CipherData>\
         </xenc:EncryptedKey></ds:KeyInfo>\
         <xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>"
    );
    let (_, name) = cipher.rsplit_once("#aes").unwrap();
    let bits = name.split('-').next().unwrap();
    let run = Command::new("xmlsec1")
        .args(["--encrypt", "--session-key", &format!("aes-{bits}")])
        .arg("--pubkey-cert-pem:ours")
        .arg(&rsa().certificate_file)
        .arg("--xml-data")
        .arg(file("to-seal.xml", assertion.as_bytes()))
        .arg(file("template.xml", template.as_bytes()))
        .output()
        .expect("xmlsec1 is needed");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said = String::from_utf8(run.stdout).unwrap();
    let data = between(&said, "<xenc:EncryptedData", "</xenc:EncryptedData>");
    // The response around it, with the assertion taken out and its own signature made anew.
    let unsigned = plain.replace(assertion, "");
    let signature = between(&unsigned, "<ds:Signature", "</ds:Signature>").to_owned();
    let sealed = format!(
        "<saml2:EncryptedAssertion xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{data}</saml2:EncryptedAssertion>"
    );
    let whole = unsigned
        .replace(&signature, SIGNATURE)
        .replace("</saml2p:Response>", &format!("{sealed}</saml2p:Response>"));
    crate::xmlsec1_signs("sealed-by-xmlsec1", &whole, rsa())
}

const SIGNATURE: &str = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
<ds:Reference URI=\"#_resp51c3f0a8\"><ds:Transforms>\
<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>\
<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue/></ds:Reference>\
</ds:SignedInfo><ds:SignatureValue/></ds:Signature>";

fn open(xml: &[u8]) -> Result<Response, Untrusted> {
    let value = post_value(xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let der = rsa().signing.certificate().der().to_vec();
    let certificate = Arc::new(Certificate::from_der(der).unwrap());
    let keys =
        TrustedKeys::new(EntityId::new("https://hub.example.test").unwrap(), vec![certificate]);
    let key = fs::read(&rsa().key_file).unwrap();
    let certificate = fs::read(&rsa().certificate_file).unwrap();
    let ours = [DecryptionKey::from_pem(&key, &certificate).unwrap()];
    let received = Received::from_post(format!("SAMLResponse={value}").as_bytes())?;
    Ok(received.open_with::<Response>(&keys.unwrap(), &ours)?.into_parts().0)
}

#[test]
fn we_open_what_xmlsec1_encrypts() {
    let oaep =
        "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>";
    for cipher in ["aes128-gcm", "aes192-gcm", "aes256-gcm"] {
        let xml = sealed_by_xmlsec1(&format!("http://www.w3.org/2009/xmlenc11#{cipher}"), oaep);
        let opened = open(&xml).unwrap();
        assert!(opened.assertion == Some(assertion()), "{cipher}");
    }
}

#[test]
fn what_xmlsec1_encrypts_in_cbc_or_carries_by_pkcs1_is_refused_by_name() {
    let oaep =
        "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>";
    let cbc = sealed_by_xmlsec1("http://www.w3.org/2001/04/xmlenc#aes256-cbc", oaep);
    assert_eq!(open(&cbc).err(), Some(Untrusted::ContentEncryption("AES-256 in CBC mode")));
    let pkcs1 = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-1_5\"/>";
    let pkcs1 = sealed_by_xmlsec1("http://www.w3.org/2009/xmlenc11#aes256-gcm", pkcs1);
    let refused = Untrusted::KeyTransport("RSA with PKCS#1 1.5 padding");
    assert_eq!(open(&pkcs1).err(), Some(refused));
}
