//! Our published metadata, judged by software not written here: libxml2 with the schemas of OASIS
//! and W3C, and xmlsec1.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use certs::{Certificate, SigningKey};
use jiff::{SignedDuration, Timestamp};
use metadata::Publication;
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509NameBuilder};
use saml::EntityId;

#[test]
fn the_published_descriptor_is_valid_by_the_schema_of_oasis() {
    for (name, key) in [("rsa", rsa()), ("ec", p256())] {
        let folder = Folder::new(&format!("schema-{name}"));
        let xml = folder.write("hub.xml", &publish(&folder.keys(&key), &publication()));
        folder.assert_valid(&xml);
    }
}

#[test]
fn a_descriptor_without_names_and_contact_is_valid_as_well() {
    let folder = Folder::new("nameless");
    let nameless = Publication { display_names: BTreeMap::new(), contact: None, ..publication() };
    let xml = folder.write("hub.xml", &publish(&folder.keys(&rsa()), &nameless));
    folder.assert_valid(&xml);
}

#[test]
fn xmlsec_verifies_the_signature_and_no_other_content() {
    for (name, key) in [("rsa", rsa()), ("ec", p256())] {
        let folder = Folder::new(&format!("xmlsec-{name}"));
        let signed = publish(&folder.keys(&key), &publication());
        let genuine = folder.write("genuine.xml", &signed);
        let verdict = folder.verify(&genuine);
        assert!(verdict.status.success(), "{name}: {verdict:?}");

        let changed = String::from_utf8(signed).unwrap().replacen("/saml/sso", "/evil/sso", 1);
        let changed = folder.write("changed.xml", changed.as_bytes());
        assert!(!folder.verify(&changed).status.success(), "{name}");
    }
}

#[test]
fn libxml_writes_it_in_the_same_canonical_form() {
    let folder = Folder::new("canonical");
    let xml = publish(&folder.keys(&rsa()), &publication());
    let path = folder.write("hub.xml", &xml);
    let canonical = Command::new("xmllint").arg("--exc-c14n").arg(&path).output().unwrap();
    assert_eq!(String::from_utf8(canonical.stdout).unwrap(), String::from_utf8(xml).unwrap());
}

#[test]
fn it_says_what_partners_need_and_nothing_that_is_not_built() {
    let folder = Folder::new("content");
    let xml = publish(&folder.keys(&rsa()), &publication());
    let document = roxmltree::Document::parse(std::str::from_utf8(&xml).unwrap()).unwrap();
    let all = |name: &str| {
        document.descendants().filter(|node| node.tag_name().name() == name).collect::<Vec<_>>()
    };

    let entity = document.root_element();
    assert_eq!(entity.attribute("entityID"), Some("https://hub.example.es/saml/metadata"));
    assert_eq!(entity.attribute("validUntil"), Some("2026-03-03T12:00:00Z"));
    assert_eq!(all("IDPSSODescriptor")[0].attribute("WantAuthnRequestsSigned"), Some("true"));
    let uses: Vec<_> = all("KeyDescriptor").iter().map(|key| key.attribute("use")).collect();
    assert_eq!(uses, [Some("signing"), Some("signing")], "the active key and the next");
    for (service, location) in [
        ("SingleSignOnService", "https://hub.example.es/saml/sso"),
        ("SingleLogoutService", "https://hub.example.es/saml/slo"),
    ] {
        let endpoints: Vec<_> = all(service)
            .iter()
            .map(|service| (service.attribute("Binding"), service.attribute("Location")))
            .collect();
        let bindings = [
            "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        ];
        assert_eq!(endpoints, bindings.map(|binding| (Some(binding), Some(location))));
    }
    let role = all("IDPSSODescriptor")[0].children().filter(roxmltree::Node::is_element);
    let role: Vec<_> = role.map(|node| node.tag_name().name()).collect();
    assert_eq!(
        role,
        [
            "Extensions",
            "KeyDescriptor",
            "KeyDescriptor",
            "SingleLogoutService",
            "SingleLogoutService",
            "NameIDFormat",
            "NameIDFormat",
            "SingleSignOnService",
            "SingleSignOnService",
        ]
    );
    let formats: Vec<_> = all("NameIDFormat").iter().filter_map(roxmltree::Node::text).collect();
    assert_eq!(formats, [saml::name_id::TRANSIENT, saml::name_id::PERSISTENT]);
    let names: Vec<_> = all("DisplayName").iter().filter_map(roxmltree::Node::text).collect();
    assert_eq!(names, ["Sign-in <test> & more", "Acceso (pruebas)"]);
    assert_eq!(all("EmailAddress")[0].text(), Some("mailto:soporte@hub.example.es"));
}

fn publication() -> Publication {
    Publication {
        entity_id: EntityId::new("https://hub.example.es/saml/metadata").unwrap(),
        sso_url: "https://hub.example.es/saml/sso".to_owned(),
        slo_url: "https://hub.example.es/saml/slo".to_owned(),
        display_names: [("es", "Acceso (pruebas)"), ("en", "Sign-in <test> & more")]
            .map(|(language, name)| (language.to_owned(), name.to_owned()))
            .into(),
        home: "https://hub.example.es/?a=1&b=2".to_owned(),
        contact: Some("soporte@hub.example.es".to_owned()),
    }
}

fn publish((signer, next): &(SigningKey, Certificate), publication: &Publication) -> Vec<u8> {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let keys = [signer.certificate(), next];
    let valid = SignedDuration::from_hours(48);
    metadata::publish(publication, signer, keys, "_0af3", now, valid).unwrap()
}

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn certificate(key: &PKey<Private>) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "hub.example.es").unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

/// A folder that goes when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("zaguan-published-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// What signs with `key`, whose certificate lies in the folder, and the certificate of a next one.
    fn keys(&self, key: &PKey<Private>) -> (SigningKey, Certificate) {
        let active = certificate(key).to_pem().unwrap();
        self.write("one.crt", &active);
        let signer = SigningKey::from_pem(&key.private_key_to_pem_pkcs8().unwrap(), &active);
        let next = Certificate::from_pem(&certificate(&rsa()).to_pem().unwrap());
        (signer.unwrap(), next.unwrap())
    }

    fn verify(&self, xml: &Path) -> Output {
        Command::new("xmlsec1")
            .args(["--verify", "--enabled-key-data", "x509", "--pubkey-cert-pem"])
            .arg(self.0.join("one.crt"))
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor"])
            .arg(xml)
            .output()
            .unwrap()
    }

    fn assert_valid(&self, xml: &Path) {
        let schema = self.write("all.xsd", SCHEMA.as_bytes());
        let catalog = self.write("catalog.xml", CATALOG.as_bytes());
        let verdict = Command::new("xmllint")
            .env("XML_CATALOG_FILES", catalog)
            .args(["--nonet", "--noout", "--schema"])
            .args([&schema, xml])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verdict.stderr).into_owned();
        assert!(verdict.status.success(), "{said}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The metadata schema lets any extension pass whose schema it does not know, so both are given.
const SCHEMA: &str = r#"<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="urn:oasis:names:tc:SAML:2.0:metadata"
      schemaLocation="/usr/share/xml/opensaml/saml-schema-metadata-2.0.xsd"/>
  <import namespace="urn:oasis:names:tc:SAML:metadata:ui"
      schemaLocation="/usr/share/xml/opensaml/sstc-saml-metadata-ui-v1.0.xsd"/>
</schema>"#;

/// Where Debian keeps (packages `opensaml-schemas` and `xmltooling-schemas`) what the schemas
/// import from the web.
const CATALOG: &str = r#"<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <system systemId="http://www.w3.org/2001/xml.xsd" uri="file:///usr/share/xml/xmltooling/xml.xsd"/>
  <system systemId="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd"
      uri="file:///usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
  <system systemId="http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd"
      uri="file:///usr/share/xml/xmltooling/xenc-schema.xsd"/>
</catalog>"#;
