//! What `xmllint` says with the schemas of OASIS.

use std::process::Command;

use certs::KeyTransport;
use saml::extensions::{Extensions, RequestedAttribute, SpType};
use saml::request::{RequestedConditions, Scoping};
use saml::{
    AuthnRequest, ContentSecret, Dialect, EntityId, LogoutRequest, LogoutResponse, Manner,
    MessageId, NameId, Recipient, Status, decline, respond,
};

use crate::{
    AGENCY, Signer, assert_success, assertion, encryption, envelope, file, p256, refusals, request,
    responses, rsa,
};

const SCHEMAS: &str = "/usr/share/xml/opensaml";

/// Where the schemas that SAML's import by web address are on this machine.
const CATALOG: &str = r#"<?xml version="1.0"?>
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <system systemId="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd" uri="file:///usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
  <system systemId="http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd" uri="file:///usr/share/xml/xmltooling/xenc-schema.xsd"/>
</catalog>"#;

/// The schemas that a message is judged by.
const DRIVER: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="urn:oasis:names:tc:SAML:2.0:protocol" schemaLocation="SCHEMAS/saml-schema-protocol-2.0.xsd"/>
  <xs:import namespace="http://eidas.europa.eu/attributes/naturalperson" schemaLocation="eidas-natural.xsd"/>
  <xs:import namespace="http://www.w3.org/2009/xmlenc11#" schemaLocation="xmlenc11.xsd"/>
</xs:schema>"#;

/// Of XML encryption 1.1 what we write.
const XMLENC_11: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/2009/xmlenc11#">
  <xs:element name="MGF"><xs:complexType><xs:attribute name="Algorithm" type="xs:anyURI" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>"#;

/// The types that we write, after the eIDAS attribute profile 1.2. Debian has no schema of it.
const EIDAS_NATURAL: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:n="http://eidas.europa.eu/attributes/naturalperson"
    targetNamespace="http://eidas.europa.eu/attributes/naturalperson">
  <xs:attribute name="LatinScript" type="xs:boolean" default="true"/>
  <xs:simpleType name="PersonIdentifierType"><xs:restriction base="xs:string"/></xs:simpleType>
  <xs:complexType name="CurrentFamilyNameType"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute ref="n:LatinScript"/></xs:extension></xs:simpleContent></xs:complexType>
  <xs:complexType name="CurrentGivenNameType"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute ref="n:LatinScript"/></xs:extension></xs:simpleContent></xs:complexType>
  <xs:simpleType name="DateOfBirthType"><xs:restriction base="xs:date"/></xs:simpleType>
</xs:schema>"#;

fn assert_schema_valid(name: &str, xml: &[u8]) {
    file("eidas-natural.xsd", EIDAS_NATURAL.as_bytes());
    file("xmlenc11.xsd", XMLENC_11.as_bytes());
    let catalog = file("catalog.xml", CATALOG.as_bytes());
    let path = file(name, xml);
    let run = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(file("driver.xsd", DRIVER.replace("SCHEMAS", SCHEMAS).as_bytes()))
        .arg(path)
        .env("XML_CATALOG_FILES", catalog)
        .output();
    assert_success("xmllint (libxml2-utils, opensaml-schemas)", run);
}

#[test]
fn what_we_emit_is_valid_by_the_schemas_of_oasis() {
    for (name, signer) in [("rsa", rsa()), ("p256", p256())] {
        for (n, xml) in responses(signer).iter().chain(&refusals(signer)).enumerate() {
            assert_schema_valid(&format!("{name}-schema{n}.xml"), xml);
        }
        let signed = saml::write::sign(request().to_element(), 1, &signer.signing).unwrap();
        assert_schema_valid(&format!("{name}-schema-request.xml"), &signed.to_bytes());
    }
}

#[test]
#[should_panic(expected = "xmllint")]
fn the_schemas_notice_parts_out_of_order() {
    let [xml, _] = responses(rsa());
    let xml = String::from_utf8(xml).unwrap().replace("saml2:Subject", "saml2:Object");
    assert_schema_valid("out-of-order.xml", xml.as_bytes());
}

/// A request that says everything it can say.
fn full_request() -> AuthnRequest {
    let provider = EntityId::new("https://idp.example.test").unwrap();
    let attribute = |name: &str, is_required, values: &[&str]| RequestedAttribute {
        name: name.to_owned(),
        friendly_name: Some("RelayState".to_owned()),
        is_required,
        values: values.iter().map(|&value| value.to_owned()).collect(),
    };
    AuthnRequest {
        consent: Some("urn:oasis:names:tc:SAML:2.0:consent:unspecified".to_owned()),
        attribute_index: Some(1),
        extensions: Extensions {
            sp_type: Some(SpType::Public),
            attributes: vec![
                attribute(saml::attributes::PERSON_IDENTIFIER, true, &[]),
                attribute(saml::attributes::RELAY_STATE, false, &["k3Tz81Qp"]),
            ],
        },
        subject: Some(NameId::transient("_t".to_owned(), &provider)),
        conditions: Some(RequestedConditions {
            not_before: Some("2026-03-02T09:15:00Z".parse().unwrap()),
            not_on_or_after: Some("2026-03-02T09:25:00Z".parse().unwrap()),
            audiences: vec![AGENCY.to_owned()],
        }),
        scoping: Some(Scoping {
            proxy_count: Some(1),
            providers: vec![provider.clone()],
            requesters: vec![provider],
        }),
        ..request()
    }
}

fn logout(sealed: Option<(&Recipient, ContentSecret)>, signer: &Signer) -> Vec<u8> {
    let request = LogoutRequest {
        id: MessageId::new("_lo1f09").unwrap(),
        issue_instant: "2026-03-02T09:40:00Z".parse().unwrap(),
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        destination: Some("https://hub.example.test/saml/slo".to_owned()),
        not_on_or_after: Some("2026-03-02T09:45:00Z".parse().unwrap()),
        reason: Some("urn:oasis:names:tc:SAML:2.0:logout:user".to_owned()),
        name_id: NameId::transient("_t".to_owned(), &envelope().issuer),
        session_indexes: vec!["_s77ab01".to_owned(), "_s77ab02".to_owned()],
    };
    let element = request.to_element(sealed).unwrap();
    saml::write::sign(element, 1, &signer.signing).unwrap().to_bytes()
}

#[test]
fn what_is_said_fully_encrypted_or_in_the_dialect_of_clave_is_valid_as_well() {
    let secret = || ContentSecret::new([7; ContentSecret::OCTETS]);
    let newer = KeyTransport { hash: certs::OaepHash::Sha256, mask: certs::OaepHash::Sha256 };
    let recipients = [Recipient::TRANSPORT, newer]
        .map(|transport| encryption::recipient(certs::ContentCipher::Aes256Gcm, transport));
    for (name, signer) in [("rsa", rsa()), ("p256", p256())] {
        let request = saml::write::sign(full_request().to_element(), 1, &signer.signing).unwrap();
        assert_schema_valid(&format!("{name}-full-request.xml"), &request.to_bytes());
        assert_schema_valid(&format!("{name}-logout.xml"), &logout(None, signer));
        for dialect in Dialect::ALL {
            let prefix = format!("{name}-{}", dialect.name());
            let manner = || Manner::new(dialect, &signer.signing);
            let plain = respond(&envelope(), &assertion(), manner()).unwrap();
            assert_schema_valid(&format!("{prefix}-plain.xml"), &plain);
            let refusal = decline(&envelope(), &Status::cancelled(), manner()).unwrap();
            assert_schema_valid(&format!("{prefix}-refusal.xml"), &refusal);
            let answer = LogoutResponse { envelope: envelope(), status: Status::success() };
            let answer = answer.to_element(dialect);
            let answer = saml::write::sign(answer, 1, dialect.signing(&signer.signing)).unwrap();
            assert_schema_valid(&format!("{prefix}-logged-out.xml"), &answer.to_bytes());
            for (n, recipient) in recipients.iter().enumerate() {
                let manner = Manner { recipient: Some((recipient, secret())), ..manner() };
                let sealed = respond(&envelope(), &assertion(), manner).unwrap();
                assert_schema_valid(&format!("{prefix}-sealed{n}.xml"), &sealed);
                let sealed = logout(Some((recipient, secret())), signer);
                assert_schema_valid(&format!("{prefix}-logout-sealed{n}.xml"), &sealed);
            }
        }
    }
}
