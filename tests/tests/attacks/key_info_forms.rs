//! All the ways in which a message can bring its key along, or say where it is: `KeyValue` was enough
//! for CVE-2021-21239 (pysaml2) and CVE-2023-48703 (go-saml), whose `xmlsec1` takes any of them;
//! CVE-2024-32962 (xml-crypto trusts `KeyInfo` by default), CVE-2021-40690 (Santuario, `RetrievalMethod`).
//! Whatever stands there, a stranger's signature proves nothing, a genuine one holds, and nothing is
//! fetched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml::Untrusted;

use crate::forge::{Recipe, by_stranger, elliptic, open, request, stranger};
use crate::tripwire::Tripwire;

const DS11: &str = "http://www.w3.org/2009/xmldsig11#";

/// The stranger's key, in every form that XML signature has.
fn forms(wire: &Tripwire) -> Vec<String> {
    let rsa = stranger().key.rsa().unwrap();
    let number = |number: &openssl::bn::BigNumRef| STANDARD.encode(number.to_vec());
    let spki = STANDARD.encode(stranger().key.public_key_to_der().unwrap());
    let point = STANDARD.encode(&elliptic().key.public_key_to_der().unwrap()[26..]);
    let url = wire.url();
    vec![
        format!(
            "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{}</ds:Modulus><ds:Exponent>{}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
            number(rsa.n()),
            number(rsa.e())
        ),
        format!(
            "<ds:KeyValue><dsig11:ECKeyValue xmlns:dsig11=\"{DS11}\"><dsig11:NamedCurve URI=\"urn:oid:1.2.840.10045.3.1.7\"></dsig11:NamedCurve><dsig11:PublicKey>{point}</dsig11:PublicKey></dsig11:ECKeyValue></ds:KeyValue>"
        ),
        format!(
            "<dsig11:DEREncodedKeyValue xmlns:dsig11=\"{DS11}\">{spki}</dsig11:DEREncodedKeyValue>"
        ),
        format!(
            "<dsig11:KeyInfoReference xmlns:dsig11=\"{DS11}\" URI=\"{url}\"></dsig11:KeyInfoReference>"
        ),
        "<ds:KeyName>https://evil.example/key</ds:KeyName>".to_owned(),
        "<ds:MgmtData>x</ds:MgmtData>".to_owned(),
        format!("<ds:RetrievalMethod URI=\"{url}\"></ds:RetrievalMethod>"),
        format!(
            "<ds:RetrievalMethod URI=\"{url}\"><ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>//*</ds:XPath></ds:Transform></ds:Transforms></ds:RetrievalMethod>"
        ),
        "<ds:RetrievalMethod URI=\"file:///etc/hostname\"></ds:RetrievalMethod>".to_owned(),
        "<ds:X509Data><ds:X509SubjectName>CN=stranger</ds:X509SubjectName></ds:X509Data>"
            .to_owned(),
        "<ds:X509Data><ds:X509Certificate>not base64</ds:X509Certificate></ds:X509Data>".to_owned(),
        format!(
            "<wsse:SecurityTokenReference xmlns:wsse=\"urn:wsse\"><wsse:Reference URI=\"{url}\"></wsse:Reference></wsse:SecurityTokenReference>"
        ),
        String::new(),
    ]
}

#[test]
fn a_strangers_key_in_any_form_proves_nothing_and_nothing_is_fetched() {
    let wire = Tripwire::new();
    for form in forms(&wire) {
        let key_info = format!("<ds:KeyInfo>{form}</ds:KeyInfo>");
        let evil = Recipe { key_info: key_info.clone(), sign: by_stranger, ..Recipe::right() };
        assert_eq!(open(&evil.xml()), Err(Untrusted::Signature), "{form}");
        let odd = Recipe { key_info, ..Recipe::right() };
        assert_eq!(open(&odd.xml()), Ok(request()), "{form}");
    }
    wire.assert_silent();
}

#[test]
fn a_second_key_info_or_one_in_another_place_is_refused() {
    let key_info = "<ds:KeyInfo></ds:KeyInfo>".to_owned();
    let twice = Recipe { key_info: key_info.repeat(2), ..Recipe::right() };
    assert_eq!(open(&twice.xml()), Err(Untrusted::RepeatedPart));
    let before = Recipe::right().xml().replacen(
        "<ds:SignatureValue>",
        &format!("{key_info}<ds:SignatureValue>"),
        1,
    );
    assert_eq!(open(&before), Err(Untrusted::SignatureStructure));
    let foreign = key_info.replace("ds:KeyInfo", "KeyInfo");
    let foreign = Recipe { key_info: foreign, ..Recipe::right() };
    assert_eq!(open(&foreign.xml()), Err(Untrusted::SignatureStructure));
}

#[test]
fn a_schema_that_is_named_is_not_fetched() {
    let wire = Tripwire::new();
    let located = format!(
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x {}\" xsi:noNamespaceSchemaLocation=\"{}\" ID=",
        wire.url(),
        wire.url()
    );
    let message = crate::forge::plain().replacen(" ID=", &located, 1);
    let odd = Recipe::over(message, crate::forge::ID);
    assert_eq!(open(&odd.xml()), Ok(request()));
    wire.assert_silent();
}
