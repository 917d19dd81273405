//! What others say about our signatures and schemas: Debian's `xmlsec1`, and `xmllint` with the
//! OASIS schemas of the package `opensaml-schemas`. None of them shares code with us.
//!
//! Missing programs make these tests fail, never pass silently.

#![cfg(test)]

mod encryption;
mod schemas;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use certs::{Certificate, Digest, SigningKey};
use identity::LevelOfAssurance;
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use saml::binding::post_value;
use saml::write::Signing;
use saml::{
    Assertion, Attribute, AuthnRequest, Dialect, EntityId, Envelope, Manner, MessageId, NameId,
    Received, Status, TrustedKeys, decline, respond,
};

const RESPONSE_ID: &str = "_resp51c3f0a8";
const ASSERTION_ID: &str = "_a9d0e4";
const REQUEST_ID: &str = "_6f1d0c2a9b7e4e0f8c53a1d4b2e69770";
const AGENCY: &str = "https://sede.ejemplo.test/metadata";
/// A key, known to the programs by files.
struct Signer {
    signing: SigningKey,
    key_file: PathBuf,
    certificate_file: PathBuf,
}

fn rsa() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| signer("rsa", &PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()))
}

fn p256() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        signer("p256", &PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    })
}

/// Keys that are longer than they have to be.
fn longer() -> [(&'static str, Signer); 3] {
    let group = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
    let p384 = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let rsa = |bits| PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
    [("p384", p384), ("rsa3072", rsa(3072)), ("rsa4096", rsa(4096))]
        .map(|(name, key)| (name, signer(name, &key)))
}

fn signer(name: &str, key: &PKey<Private>) -> Signer {
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    let certificate = builder.build().to_pem().unwrap();
    let pem = key.private_key_to_pem_pkcs8().unwrap();
    Signer {
        signing: SigningKey::from_pem(&pem, &certificate).unwrap(),
        key_file: file(&format!("{name}.key"), &pem),
        certificate_file: file(&format!("{name}.crt"), &certificate),
    }
}

/// A file in the build folder, of this process alone: tests that run at once have keys of their own.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("interop_xmlsec1-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

fn envelope() -> Envelope {
    Envelope {
        response_id: MessageId::new(RESPONSE_ID).unwrap(),
        issued: "2026-03-02T09:17:31Z".parse().unwrap(),
        issuer: EntityId::new("https://hub.example.test/saml/metadata").unwrap(),
        destination: "https://sede.ejemplo.test/acs?a=1&b=2".to_owned(),
        in_response_to: MessageId::new(REQUEST_ID).unwrap(),
    }
}

fn assertion() -> Assertion {
    let attribute = |name: &str, value: &str| Attribute {
        name: format!("http://eidas.europa.eu/attributes/naturalperson/{name}"),
        ..Attribute::one("", name, value)
    };
    Assertion {
        id: MessageId::new(ASSERTION_ID).unwrap(),
        not_before: Some("2026-03-02T09:15:31Z".parse().unwrap()),
        not_on_or_after: "2026-03-02T09:22:31Z".parse().unwrap(),
        audience: AGENCY.to_owned(),
        one_time_use: true,
        name_id: NameId::persistent("5f1c<&>\"".to_owned(), &envelope().issuer, AGENCY),
        address: Some("192.0.2.10".to_owned()),
        session_index: Some("_s77ab01".to_owned()),
        authn_instant: "2026-03-02T09:17:29Z".parse().unwrap(),
        context: LevelOfAssurance::Substantial.uri().to_owned(),
        authorities: vec![EntityId::new("https://connector.example.test").unwrap()],
        attributes: vec![
            attribute("PersonIdentifier", "12345678Z"),
            attribute("CurrentFamilyName", "ESPAÑOLA & <HIJOS>\r\n\t\"ñ\" 漢"),
        ],
    }
}

fn strict(signer: &Signer) -> Manner<'_> {
    Manner::new(Dialect::Strict, &signer.signing)
}

/// An assertion without attributes is another shape of the schema.
fn responses(signer: &Signer) -> [Vec<u8>; 2] {
    let bare = Assertion {
        attributes: Vec::new(),
        name_id: NameId::transient("_t".into(), &envelope().issuer),
        ..assertion()
    };
    [
        respond(&envelope(), &assertion(), strict(signer)).unwrap(),
        respond(&envelope(), &bare, strict(signer)).unwrap(),
    ]
}

fn refusals(signer: &Signer) -> Vec<Vec<u8>> {
    let level = LevelOfAssurance::Substantial;
    [Status::cancelled(), Status::level_not_reached(level, None), Status::unavailable()]
        .iter()
        .map(|status| decline(&envelope(), status, strict(signer)).unwrap())
        .collect()
}

fn request() -> AuthnRequest {
    AuthnRequest {
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        provider_name: Some("Q2826000H_E04975701;TASAS".to_owned()),
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        consumer_url: Some("https://sede.ejemplo.test/acs".to_owned()),
        protocol_binding: Some(saml::binding::HTTP_POST.to_owned()),
        force_authn: true,
        name_id_policy: Some(saml::request::NameIdPolicy {
            format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned()),
            ..saml::request::NameIdPolicy::default()
        }),
        requested: Some(saml::RequestedContext {
            comparison: identity::Comparison::Minimum,
            classes: vec![LevelOfAssurance::Low.uri().to_owned()],
        }),
        ..AuthnRequest::new(
            MessageId::new(REQUEST_ID).unwrap(),
            "2026-03-02T09:15:00Z".parse().unwrap(),
        )
    }
}

fn assert_success(what: &str, run: std::io::Result<Output>) {
    let run = run.unwrap_or_else(|error| panic!("{what} is needed and does not start: {error}"));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{what}: {said}");
}

fn xmlsec1(action: &str) -> Command {
    let mut command = Command::new("xmlsec1");
    command.arg(action);
    for element in ["protocol:Response", "protocol:AuthnRequest", "assertion:Assertion"] {
        command.arg("--id-attr:ID").arg(format!("urn:oasis:names:tc:SAML:2.0:{element}"));
    }
    command
}

/// Verifies the signature that is a child of the element with this ID, with the signer's key only.
fn xmlsec1_verifies(name: &str, xml: &[u8], id: &str, signer: &Signer) -> Output {
    let path = file(name, xml);
    let signature = format!("//*[@ID='{id}']/*[local-name()='Signature']");
    xmlsec1("--verify")
        .args(["--enabled-reference-uris", "same-doc", "--enabled-key-data", "raw-x509-cert"])
        .arg("--pubkey-cert-pem")
        .arg(&signer.certificate_file)
        .args(["--node-xpath", &signature])
        .arg(path)
        .output()
        .expect("xmlsec1 is needed")
}

#[test]
fn xmlsec1_verifies_what_we_sign() {
    for (name, signer) in [("rsa", rsa()), ("p256", p256())] {
        for (n, xml) in responses(signer).iter().enumerate() {
            for id in [RESPONSE_ID, ASSERTION_ID] {
                let run = xmlsec1_verifies(&format!("{name}{n}{id}.xml"), xml, id, signer);
                assert_success(&format!("{name} {id}"), Ok(run));
            }
        }
        for (n, xml) in refusals(signer).iter().enumerate() {
            let run = xmlsec1_verifies(&format!("{name}-no{n}.xml"), xml, RESPONSE_ID, signer);
            assert_success(name, Ok(run));
        }
        let signed = saml::write::sign(request().to_element(), 1, &signer.signing).unwrap();
        let run = xmlsec1_verifies(
            &format!("{name}-request.xml"),
            &signed.to_bytes(),
            REQUEST_ID,
            signer,
        );
        assert_success(name, Ok(run));
    }
}

/// PSS is not among what Debian 12's xmlsec1 knows.
#[test]
fn xmlsec1_verifies_every_scheme_that_we_sign_with_and_it_knows() {
    for (name, signer) in longer() {
        for digest in [Digest::Sha256, Digest::Sha384, Digest::Sha512] {
            let signing = Signing::from(&signer.signing).with(digest);
            let signed = saml::write::sign(request().to_element(), 1, signing).unwrap().to_bytes();
            let file = format!("{name}-{digest:?}.xml");
            assert_success(&file, Ok(xmlsec1_verifies(&file, &signed, REQUEST_ID, &signer)));
        }
    }
}

#[test]
fn xmlsec1_verifies_both_parts_of_what_kits_of_clave_get() {
    for (name, signer) in [("rsa", rsa()), ("p256", p256())] {
        let manner = Manner::new(Dialect::Clave2, &signer.signing);
        let xml = respond(&envelope(), &assertion(), manner).unwrap();
        for id in [RESPONSE_ID, ASSERTION_ID] {
            let run = xmlsec1_verifies(&format!("clave2-{name}{id}.xml"), &xml, id, signer);
            assert_success(&format!("{name} {id}"), Ok(run));
        }
    }
}

#[test]
fn xmlsec1_refuses_what_was_changed_or_another_signed() {
    let [xml, _] = responses(rsa());
    let changed = String::from_utf8(xml.clone()).unwrap().replace("12345678Z", "87654321X");
    for (name, xml, signer) in
        [("changed.xml", changed.into_bytes(), rsa()), ("other-key.xml", xml, p256())]
    {
        let run = xmlsec1_verifies(name, &xml, ASSERTION_ID, signer);
        assert!(!run.status.success(), "{name}");
    }
}

/// A request as other software writes it: indented, prefixes of its own, and a template for the
/// signature with the algorithms and the prefix list to try.
fn template(method: &str, digest: &str, prefix_list: &str) -> String {
    let inclusive = if prefix_list.is_empty() {
        String::new()
    } else {
        format!(
            "<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefix_list}\"/>"
        )
    };
    format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<AuthnRequest xmlns="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion' Version="2.0" ID="{REQUEST_ID}"
    IssueInstant="2026-03-02T09:15:00.123Z" Destination="https://hub.example.test/saml/sso?a=1&amp;b=2"
    ProviderName="  Espa&#241;a &quot;&lt;&gt;&#x9;ñ  ">
  <a:Issuer
    >{AGENCY}</a:Issuer >
  <Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
    <SignedInfo>
      <CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <SignatureMethod Algorithm="{method}"/>
      <Reference URI="#{REQUEST_ID}">
        <Transforms>
          <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
          <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">{inclusive}</Transform>
        </Transforms>
        <DigestMethod Algorithm="{digest}"/>
        <DigestValue/>
      </Reference>
    </SignedInfo>
    <SignatureValue/>
    <KeyInfo><X509Data/></KeyInfo>
  </Signature>
  <NameIDPolicy xmlns="urn:oasis:names:tc:SAML:2.0:protocol" Format="urn:x" />
</AuthnRequest>
"##
    )
}

fn xmlsec1_signs(name: &str, template: &str, signer: &Signer) -> Vec<u8> {
    let input = file(&format!("{name}-template.xml"), template.as_bytes());
    let output = file(&format!("{name}-signed.xml"), b"");
    let keys = format!("{},{}", signer.key_file.display(), signer.certificate_file.display());
    let run = xmlsec1("--sign")
        .args(["--privkey-pem", &keys, "--output"])
        .arg(&output)
        .arg(input)
        .output();
    assert_success("xmlsec1 --sign", run);
    fs::read(output).unwrap()
}

fn open(xml: &[u8], signer: &Signer) -> AuthnRequest {
    let value = post_value(xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let received = Received::from_post(format!("SAMLRequest={value}").as_bytes()).unwrap();
    let certificate = Certificate::from_der(signer.signing.certificate().der().to_vec()).unwrap();
    let party = EntityId::new(AGENCY).unwrap();
    let keys = TrustedKeys::new(party, vec![Arc::new(certificate)]).unwrap();
    received.open(&keys).unwrap().into_parts().0
}

const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
/// Of SHA-2: bits, and the name as a digest.
const HASHES: [(&str, &str); 3] = [
    ("256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    ("384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    ("512", "http://www.w3.org/2001/04/xmlenc#sha512"),
];

#[test]
fn we_verify_what_xmlsec1_signs() {
    for (scheme, signer) in [("rsa", rsa()), ("ecdsa", p256())] {
        for (bits, digest) in HASHES {
            for (n, prefixes) in ["", "xs a", "#default xs"].into_iter().enumerate() {
                let template = template(&format!("{MORE}{scheme}-sha{bits}"), digest, prefixes);
                let xml = xmlsec1_signs(&format!("{scheme}{bits}{n}"), &template, signer);
                let request = open(&xml, signer);
                assert_eq!(request.issuer.unwrap().as_str(), AGENCY);
                assert_eq!(request.issue_instant, "2026-03-02T09:15:00.123Z".parse().unwrap());
                assert_eq!(request.provider_name.unwrap(), "  España \"<>\tñ  ");
                assert_eq!(request.name_id_policy.unwrap().format.unwrap(), "urn:x");
            }
        }
    }
}

#[test]
fn we_verify_what_xmlsec1_signs_with_longer_keys() {
    for (name, signer) in longer() {
        let scheme = if name == "p384" { "ecdsa" } else { "rsa" };
        for (bits, digest) in HASHES {
            let template = template(&format!("{MORE}{scheme}-sha{bits}"), digest, "");
            let request =
                open(&xmlsec1_signs(&format!("{name}-{bits}"), &template, &signer), &signer);
            assert_eq!(request.issuer.unwrap().as_str(), AGENCY, "{name} {bits}");
        }
    }
}
