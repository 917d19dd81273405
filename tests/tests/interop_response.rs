//! The response as it leaves the hub's own program, judged by software not written here: Debian's
//! `xmlsec1` with the key that the hub publishes, `xmllint` with the schemas of OASIS, and samael
//! as the agency that asked.
//!
//! Missing programs make these tests fail, never pass silently.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::pkey::PKey;
use openssl::x509::X509;
use roxmltree::Document;
use samael::crypto::{CertificateDer, ReduceMode};
use samael::metadata::{EncryptionMethod, HTTP_REDIRECT_BINDING, SpSsoDescriptor};
use samael::schema::{Assertion, AuthnContextClassRef, AuthnContextComparison};
use samael::schema::{AuthnRequest, RequestedAuthnContext};
use samael::service_provider::ServiceProvider;
use samael::traits::ToXml as _;
use tests::street::{House, Page, Plot, Visitor, run};

const LOW: &str = "http://eidas.europa.eu/LoA/low";
const AES_128_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
/// samael's words for a signature that is not right.
const UNVERIFIED: &str = "SAML Response and all assertions must be signed";
const CANCELLED: &str = "CANCELLED: authentication cancelled by the user";
const SCHEMA: &str = "/usr/share/xml/opensaml/saml-schema-protocol-2.0.xsd";

/// Where the schemas that SAML's import by web address are on this machine.
const CATALOG: &str = r#"<?xml version="1.0"?>
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <system systemId="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd" uri="file:///usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
  <system systemId="http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd" uri="file:///usr/share/xml/xmltooling/xenc-schema.xsd"/>
</catalog>"#;

/// samael, known to the hub.
struct Agency {
    samael: ServiceProvider,
    house: House,
    plot: Plot,
}

impl Agency {
    /// samael as it stands: its metadata calls both of its keys keys for signing.
    fn open() -> Self {
        Self::open_with(|_| {})
    }

    /// The second of them is the one to encrypt for, by the one method of ours that samael knows.
    fn open_sealed() -> Self {
        Self::open_with(|role| {
            let key = role.key_descriptors.as_mut().unwrap().last_mut().unwrap();
            key.key_use = Some("encryption".to_owned());
            let algorithm = AES_128_GCM.to_owned();
            key.encryption_methods = Some(vec![EncryptionMethod { algorithm }]);
        })
    }

    fn open_with(change: impl Fn(&mut SpSsoDescriptor)) -> Self {
        let house = House::open();
        let plot = house.plot("trafico");
        let read = |extension| fs::read(plot.signer.with_extension(extension)).unwrap();
        let certificate = X509::from_pem(&read("pem")).unwrap().to_der().unwrap();
        let samael = ServiceProvider {
            entity_id: Some(format!("{}/saml/metadata", plot.url)),
            acs_url: Some(format!("{}/saml/acs", plot.url)),
            slo_url: Some(format!("{}/saml/slo", plot.url)),
            key: Some(PKey::private_key_from_pem(&read("key")).unwrap()),
            certificate: Some(CertificateDer::from(certificate)),
            idp_metadata: fs::read_to_string(&plot.hub).unwrap().parse().unwrap(),
            ..ServiceProvider::default()
        };
        let mut metadata = samael.metadata().unwrap();
        metadata.sp_sso_descriptors.iter_mut().flatten().for_each(change);
        let _ = house.join(&metadata.to_string().unwrap());
        Self { samael, house, plot }
    }

    /// A citizen is sent to the hub's choice of methods, by redirect.
    fn ask(&self) -> (AuthnRequest, Visitor, Page) {
        let sso = self.samael.sso_binding_location(HTTP_REDIRECT_BINDING).unwrap();
        let mut request = self.samael.make_authentication_request(&sso).unwrap();
        request.requested_authn_context = Some(RequestedAuthnContext {
            authn_context_class_refs: Some(vec![AuthnContextClassRef {
                value: Some(LOW.to_owned()),
            }]),
            authn_context_decl_refs: None,
            comparison: Some(AuthnContextComparison::Minimum),
        });
        let key = self.samael.key.clone().unwrap();
        let address = request.signed_redirect("state", &key).unwrap().unwrap();
        let visitor = self.house.visitor();
        let choose = visitor.get(address.as_str());
        (request, visitor, choose)
    }

    fn granted(&self) -> String {
        let (_, visitor, choose) = self.ask();
        visitor.prove(&choose).response()
    }

    fn cancelled(&self) -> String {
        let (_, visitor, choose) = self.ask();
        visitor.cancel(&choose).response()
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.plot.folder.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The certificate in the hub's metadata, PEM.
    fn published(&self) -> PathBuf {
        let metadata = fs::read_to_string(&self.plot.hub).unwrap();
        let document = Document::parse(&metadata).unwrap();
        // The metadata's own signature may carry a certificate as well; the role's is what counts.
        let mut role =
            document.descendants().skip_while(|n| n.tag_name().name() != "KeyDescriptor");
        let certificate = role.find(|n| n.tag_name().name() == "X509Certificate").unwrap();
        let der = STANDARD.decode(certificate.text().unwrap().trim()).unwrap();
        self.file("published.pem", &X509::from_der(&der).unwrap().to_pem().unwrap())
    }

    /// Verifies the signature that is a child of the element with this ID.
    fn xmlsec1(&self, response: &str, id: &str) -> Output {
        Command::new("xmlsec1")
            .args(["--verify", "--enabled-reference-uris", "same-doc"])
            .args(["--enabled-key-data", "raw-x509-cert"])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
            .arg("--pubkey-cert-pem")
            .arg(self.published())
            .arg("--node-xpath")
            .arg(format!("//*[@ID='{id}']/*[local-name()='Signature']"))
            .arg(self.file("response.xml", response.as_bytes()))
            .output()
            .expect("xmlsec1 is needed")
    }

    fn assert_valid(&self, response: &str) {
        run(Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema", SCHEMA])
            .arg(self.file("response.xml", response.as_bytes()))
            .env("XML_CATALOG_FILES", self.file("catalog.xml", CATALOG.as_bytes())));
    }

    fn accept(&self, request: &AuthnRequest, response: &str) -> Result<Assertion, String> {
        let field = STANDARD.encode(response);
        let waiting = Some(&[request.id.as_str()][..]);
        self.samael
            .parse_base64_response_with_mode(&field, waiting, ReduceMode::PreDigest)
            .map_err(|error| error.to_string())
    }
}

/// The IDs of all elements that have one: the response's, and the assertion's if there is one.
fn ids(response: &str) -> Vec<String> {
    let document = Document::parse(response).unwrap();
    document.descendants().filter_map(|n| Some(n.attribute("ID")?.to_owned())).collect()
}

#[test]
fn xmlsec1_verifies_both_signatures_with_the_key_that_the_hub_publishes() {
    let agency = Agency::open();
    let (granted, cancelled) = (agency.granted(), agency.cancelled());
    assert_eq!((ids(&granted).len(), ids(&cancelled).len()), (2, 1));
    for response in [&granted, &cancelled] {
        for id in ids(response) {
            let verdict = agency.xmlsec1(response, &id);
            assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stderr));
        }
    }
    let changed = granted.replace(">00000000T<", ">00000001T<");
    for id in ids(&changed) {
        assert!(!agency.xmlsec1(&changed, &id).status.success(), "{id}");
    }
}

#[test]
fn what_leaves_the_hub_is_valid_by_the_schemas_of_oasis() {
    let agency = Agency::open();
    let cancelled = agency.cancelled();
    assert!(cancelled.contains(CANCELLED), "{cancelled}");
    agency.assert_valid(&cancelled);
    agency.assert_valid(&agency.granted());
    agency.assert_valid(&Agency::open_sealed().granted());
}

/// What the hub tells about the citizen: the level, and who it is.
fn assert_about_the_citizen(assertion: Assertion) {
    let statement = assertion.authn_statements.unwrap().remove(0);
    let level = statement.authn_context.unwrap().value.unwrap().value;
    assert_eq!(level.as_deref(), Some(LOW));
    let attributes = assertion.attribute_statements.unwrap().remove(0).attributes;
    let told: Vec<_> = attributes
        .iter()
        .map(|a| (a.friendly_name.as_deref().unwrap(), a.values[0].value.as_deref().unwrap()))
        .collect();
    let expected = [
        ("PersonIdentifier", "00000000T"),
        ("FamilyName", "Muñoz Peña"),
        ("FirstName", "Íñigo"),
        ("SelectedIdP", "SEGSOC"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn samael_accepts_what_it_asked_for_and_nothing_else() {
    let agency = Agency::open();
    let (request, visitor, choose) = agency.ask();
    let back = visitor.prove(&choose);
    let response = back.response();
    assert_eq!(back.answer.form_with("SAMLResponse").field("RelayState"), Some("state"));

    assert_about_the_citizen(agency.accept(&request, &response).unwrap());
    let changed = response.replace(">00000000T<", ">00000001T<");
    let refused = agency.accept(&request, &changed).unwrap_err();
    assert_eq!(refused, UNVERIFIED);
    let (another, _, _) = agency.ask();
    let refused = agency.accept(&another, &response).unwrap_err();
    let expected = "SAML Response 'InResponseTo' does not match any of the possible request IDs: ";
    assert_eq!(refused, format!("{expected}{:?}", [&another.id]));
}

#[test]
fn samael_decrypts_what_is_encrypted_for_it() {
    let agency = Agency::open_sealed();
    let (request, visitor, choose) = agency.ask();
    let response = visitor.prove(&choose).response();
    assert!(response.contains(&format!("Algorithm=\"{AES_128_GCM}\"")));
    for readable in ["<saml2:Assertion", "00000000T", "Muñoz", LOW] {
        assert!(!response.contains(readable), "{readable}");
    }
    assert_about_the_citizen(agency.accept(&request, &response).unwrap());

    let at = response.rfind("<xenc:CipherValue>").unwrap() + 100;
    let other = if response[at..].starts_with('0') { "1" } else { "0" };
    let changed = format!("{}{other}{}", &response[..at], &response[at + 1..]);
    assert_eq!(agency.accept(&request, &changed).unwrap_err(), UNVERIFIED);
}

/// The key of the hub's metadata verifies what xmlsec1 takes out.
#[test]
fn xmlsec1_decrypts_what_is_encrypted_for_samael() {
    let agency = Agency::open_sealed();
    let response = agency.granted();
    let [outer] = &ids(&response)[..] else { panic!("the assertion is not encrypted") };
    let verdict = agency.xmlsec1(&response, outer);
    assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stderr));
    let decrypted = run(Command::new("xmlsec1")
        .arg("--decrypt")
        .arg("--privkey-pem")
        .arg(agency.plot.signer.with_extension("key"))
        .arg(agency.file("sealed.xml", response.as_bytes())));
    let opened = String::from_utf8(decrypted.stdout).unwrap();
    let [_, inner] = &ids(&opened)[..] else { panic!("{opened}") };
    let verdict = agency.xmlsec1(&opened, inner);
    assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stderr));
}
