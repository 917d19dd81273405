//! Writes the seeds anew: genuine messages of every kind and shape, and descriptions of parties.
//! `cargo run --manifest-path saml/fuzz/Cargo.toml --example seeds`, after a message has learned to
//! say something more.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{ContentCipher, Digest, KeyTransport, OaepHash, SignatureScheme, SigningKey};
use entry_points::der::{ALGORITHM, element, natural, sequence};
use entry_points::genuine::{self, Genuine, answer, assertion, long_request, refusal};
use entry_points::holders::{NONCE, SERIAL, content, issuer, key};
use entry_points::parties::{ec, recipient, rsa};
use openssl::asn1::Asn1Object;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use saml::binding::{Parameter, post_value, sign_redirect};
use saml::write::{Signing, sign};
use saml::{
    AuthnRequest, ContentSecret, Dialect, LogoutRequest, LogoutResponse, Manner, Message,
    Recipient, Response, Signed, decline, respond,
};

fn main() {
    messages();
    sealed();
    descriptions();
    canonical();
    certificates();
    holders();
    answers_of_responders();
    lists();
}

fn write(target: &str, name: &str, octets: impl AsRef<[u8]>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), octets).unwrap();
}

fn messages() {
    for (number, request) in AuthnRequest::all().iter().enumerate() {
        let element = request.to_element();
        let name = format!("request_{number}");
        write("request", &name, element.to_bytes());
        by_redirect(&name, Parameter::Request, &element.to_bytes());
        for (how, signing) in signings() {
            let signed = sign(element.clone(), 1, signing).unwrap().to_bytes();
            by_post(&format!("{name}_{how}"), AuthnRequest::PARAMETER, &signed);
        }
    }
    write("request", "other_writing", OTHER_WRITING);
    for request in LogoutRequest::all() {
        let element = request.to_element(None).unwrap();
        write("logout", "logout_request", element.to_bytes());
        by_redirect("logout_request", Parameter::Request, &element.to_bytes());
        let signed = sign(element, 1, ec()).unwrap().to_bytes();
        by_post("logout_request", LogoutRequest::PARAMETER, &signed);
        let element = request.to_element(Some((recipient(), ContentSecret::new([3; 44])))).unwrap();
        write("logout", "logout_request_sealed", element.to_bytes());
        let signed = sign(element, 1, rsa()).unwrap().to_bytes();
        by_post("logout_request_sealed", LogoutRequest::PARAMETER, &signed);
    }
    for response in LogoutResponse::all() {
        let element = response.to_element(Dialect::Clave2);
        write("logout", "logout_response", element.to_bytes());
        by_redirect("logout_response", Parameter::Response, &element.to_bytes());
        let signed = sign(element, 1, ec()).unwrap().to_bytes();
        by_post("logout_response", LogoutResponse::PARAMETER, &signed);
    }
    for (name, xml) in answers() {
        by_post(&name, Response::PARAMETER, &xml);
        write("response", &name, without_own_signature(&xml));
        by_redirect(&name, Parameter::Response, &without_any_signature(&xml));
    }
}

fn signings() -> Vec<(&'static str, Signing<'static>)> {
    vec![
        ("ec", ec().into()),
        ("rsa", rsa().into()),
        ("pss", Signing::from(rsa()).by(SignatureScheme::PssSha384)),
        ("listing", Signing::from(ec()).with(Digest::Sha512).listing("saml2 #default xs")),
    ]
}

fn answers() -> Vec<(String, Vec<u8>)> {
    let mut answers = Vec::new();
    for dialect in Dialect::ALL {
        for (how, signed) in [("both", Signed::Both), ("outer", Signed::Response)] {
            for sealed in [false, true] {
                let recipient = sealed.then(|| (recipient(), ContentSecret::new([5; 44])));
                let manner = Manner { signed, recipient, ..Manner::new(dialect, ec()) };
                let xml = respond(&answer().envelope, &assertion(), manner).unwrap();
                let end = if sealed { "_sealed" } else { "" };
                answers.push((format!("answer_{}_{how}{end}", dialect.name()), xml));
            }
        }
    }
    let manner = Manner::new(Dialect::Strict, rsa());
    let xml = decline(&refusal().envelope, &refusal().status, manner).unwrap();
    answers.push(("refusal".to_owned(), xml));
    answers
}

/// By redirect; requests by every key, and with both forms of ECDSA.
fn by_redirect(name: &str, parameter: Parameter, xml: &[u8]) {
    let relay_state = genuine::relay_state();
    let query = |key: &SigningKey| sign_redirect(parameter, xml, Some(&relay_state), key).unwrap();
    let with_ec = query(ec());
    write("redirect", &format!("{name}_ec"), &with_ec);
    if name.starts_with("request") {
        write("redirect", &format!("{name}_ec_der"), in_der(&with_ec));
        write("redirect", &format!("{name}_rsa"), query(rsa()));
    }
}

/// A query whose signature is written as some write it.
fn in_der(query: &str) -> String {
    let (signed, value) = query.split_once("&Signature=").unwrap();
    let value = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let raw = STANDARD.decode(value).unwrap();
    let (r, s) = raw.split_at(32);
    let half = |octets| BigNum::from_slice(octets).unwrap();
    let der = EcdsaSig::from_private_components(half(r), half(s)).unwrap().to_der().unwrap();
    format!("{signed}&Signature={}", encoded(&STANDARD.encode(der)))
}

/// As XML; and by POST, but answers in one dialect only.
fn by_post(name: &str, parameter: Parameter, signed: &[u8]) {
    write("signature", name, signed);
    let value = encoded(&post_value(signed));
    let form = format!("{}={value}&RelayState=k3Tz81Qp+%C3%B1", parameter.name());
    if name.starts_with("logout") {
        let [asked, asked_too] = match parameter {
            Parameter::Request => ["logoutRequest", "samlRequestLogout"],
            Parameter::Response => ["logoutResponse", "samlResponseLogout"],
        };
        let form = format!("{asked}={value}&{asked_too}={value}&{}=", parameter.name());
        write("clave2_post", &format!("{name}_in_other_fields"), form);
    }
    if name.contains("clave2") || name == "request_0_rsa" {
        write("clave2_post", name, form);
    } else {
        write("post", name, form);
    }
}

fn encoded(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// The outer signature is made by the entry point. In the dialect `clave2` the inner one stays.
fn without_own_signature(xml: &[u8]) -> Vec<u8> {
    cut(xml, 1)
}

fn without_any_signature(xml: &[u8]) -> Vec<u8> {
    cut(xml, 2)
}

fn cut(xml: &[u8], times: usize) -> Vec<u8> {
    const END: &str = "</ds:Signature>";
    let mut text = String::from_utf8(xml.to_vec()).unwrap();
    for _ in 0..times {
        let Some(from) = text.find("<ds:Signature ") else {
            break;
        };
        let to = text.find(END).unwrap() + END.len();
        text.replace_range(from..to, "");
    }
    text.into_bytes()
}

/// What is sealed, and seals of all kinds.
fn sealed() {
    const ASSERTION: [&str; 2] = ["<saml2:Assertion", "</saml2:Assertion>"];
    write("encrypted", "assertion", between(&in_plain(Signed::Response), ASSERTION));
    write("encrypted", "assertion_signed", between(&in_plain(Signed::Both), ASSERTION));
    let leaving = LogoutRequest::all()[0].to_element(None).unwrap().to_bytes();
    let leaving = String::from_utf8(leaving).unwrap();
    write("encrypted", "name", between(&leaving, ["<saml2:NameID", "</saml2:NameID>"]));
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Gcm, ContentCipher::Aes256Gcm] {
        for (hash, mask) in [
            (OaepHash::Sha1, OaepHash::Sha1),
            (OaepHash::Sha256, OaepHash::Sha384),
            (OaepHash::Sha512, OaepHash::Sha1),
        ] {
            let transport = KeyTransport { hash, mask };
            seal(&Recipient { cipher, transport, ..recipient().clone() });
        }
    }
}

fn seal(recipient: &Recipient) {
    let manner = Manner {
        signed: Signed::Response,
        recipient: Some((recipient, ContentSecret::new([9; 44]))),
        ..Manner::new(Dialect::Clave2, ec())
    };
    let xml = respond(&answer().envelope, &assertion(), manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let data = between(&xml, ["<xenc:EncryptedData", "</xenc:EncryptedData>"]);
    let Recipient { cipher, transport, .. } = recipient;
    let name = format!("{cipher:?}_{:?}_{:?}", transport.hash, transport.mask);
    let name = name.to_ascii_lowercase();
    write("encrypted_data", &name, &data);
    if name == "aes128gcm_sha256_sha384" {
        write("encrypted_data", &format!("{name}_beside"), with_key_beside(&data));
    }
}

fn with_key_beside(data: &str) -> String {
    const KEY: &str = "<xenc:EncryptedKey";
    let info = between(data, ["<ds:KeyInfo", "</ds:KeyInfo>"]);
    let key = between(&info, [KEY, "</xenc:EncryptedKey>"]);
    let alone = format!(
        "{KEY} xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\""
    );
    data.replace(&info, "") + &key.replacen(KEY, &alone, 1)
}

fn in_plain(signed: Signed) -> String {
    let manner = Manner { signed, ..Manner::new(Dialect::Clave2, ec()) };
    let response = respond(&answer().envelope, &assertion(), manner).unwrap();
    String::from_utf8(response).unwrap()
}

fn between(text: &str, [start, end]: [&str; 2]) -> String {
    let from = text.find(start).unwrap();
    let to = text[from..].find(end).unwrap() + from + end.len();
    text[from..to].to_owned()
}

fn descriptions() {
    let fixtures = [
        ("mellon", include_str!("../../../metadata/src/fixtures/mellon.xml")),
        ("pysaml2", include_str!("../../../metadata/src/fixtures/pysaml2.xml")),
        ("python3_saml", include_str!("../../../metadata/src/fixtures/python3_saml.xml")),
        ("samael", include_str!("../../../metadata/src/fixtures/samael.xml")),
    ];
    for (name, xml) in fixtures {
        write("metadata", name, xml);
    }
    write("metadata", "full", full_descriptor("_m1", "https://sede.ejemplo.test/metadata"));
    let (one, other) = (full_descriptor("_m1", "urn:una"), full_descriptor("_m2", "urn:otra"));
    let group = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_all\" \
         validUntil=\"2027-01-01T00:00:00Z\">{one}<md:EntitiesDescriptor>{other}\
         <md:EntityDescriptor entityID=\"urn:broken\"/></md:EntitiesDescriptor></md:EntitiesDescriptor>"
    );
    write("aggregate", "group", &group);
    let two = group.replace("<md:EntityDescriptor entityID=\"urn:broken\"/>", "");
    let signed = entry_points::signing::sign(two.as_bytes()).unwrap();
    write("aggregate", "signed", signed);
    let alone = full_descriptor("_m3", "https://sede.ejemplo.test/metadata");
    write("metadata", "signed", entry_points::signing::sign(alone.as_bytes()).unwrap());
}

fn full_descriptor(id: &str, entity_id: &str) -> String {
    let (ec, rsa) = (ec().certificate().to_base64(), rsa().certificate().to_base64());
    format!(
        r##"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="{id}" entityID="{entity_id}" validUntil="2026-12-31T00:00:00Z">
<!-- invented --><md:Extensions xmlns:alg="urn:oasis:names:tc:SAML:metadata:algsupport"><alg:SigningMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/></md:Extensions>
<md:SPSSODescriptor AuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" validUntil="2026-11-30T00:00:00Z">
<md:Extensions><mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui"><mdui:DisplayName xml:lang="es-ES">Sede de prueba</mdui:DisplayName><mdui:DisplayName xml:lang="ca">Seu de prova</mdui:DisplayName></mdui:UIInfo></md:Extensions>
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{ec}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:KeyDescriptor use="encryption"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{rsa}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/><md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep"><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/><ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></md:EncryptionMethod></md:KeyDescriptor>
<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sede.ejemplo.test:8443/acs?a=b" index="3" isDefault="true"/>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://[2001:db8::1]/acs" index="4"/>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://sede.ejemplo.test/artifact" index="5"/>
</md:SPSSODescriptor><md:Organization><md:OrganizationName xml:lang="es">Sede</md:OrganizationName><md:OrganizationDisplayName xml:lang="es">Sede</md:OrganizationDisplayName><md:OrganizationURL xml:lang="es">https://sede.ejemplo.test</md:OrganizationURL></md:Organization></md:EntityDescriptor>"##
    )
}

fn canonical() {
    write("canonical", "request", long_request().to_element().to_bytes());
    write("canonical", "namespaces", NAMESPACES);
    write("canonical", "other_writing", OTHER_WRITING);
    write("canonical", "line_ends", "<a\r\n b='x\r\ny&#13;\r&#10;'>\r\r\n&#xD;&#xA;\r</a>");
}

fn certificates() {
    for (name, key) in [("ec", ec()), ("rsa", rsa())] {
        write("certificate", name, key.certificate().der());
        write("certificate", &format!("{name}_base64"), key.certificate().to_base64());
    }
}

/// Certificates of every kind of holder, without the signature.
fn holders() {
    let login = |policies: &[&str]| {
        vec![
            extension("2.5.29.15", &[3, 2, 7, 0x80]),
            extension("2.5.29.37", &oids(&["1.3.6.1.5.5.7.3.2"], false)),
            extension("2.5.29.32", &oids(policies, true)),
            extension("1.3.6.1.5.5.7.1.3", &oids(&["0.4.0.1862.1.1", "0.4.0.1862.1.4"], true)),
            extension("2.5.29.31", &sequence(&[&sequence(&[&point()])])),
            extension(
                "1.3.6.1.5.5.7.1.1",
                &sequence(&[&sequence(&[&oid("1.3.6.1.5.5.7.48.1"), &url()])]),
            ),
        ]
    };
    let dnie = name(&[
        ("2.5.4.5", 0x13, b"12345678Z"),
        ("2.5.4.4", 0x0c, "IBÁÑEZ".as_bytes()),
        ("2.5.4.42", 0x0c, b"ANA"),
        ("2.5.4.3", 0x0c, "IBÁÑEZ PUIG, ANA (AUTENTICACIÓN)".as_bytes()),
    ]);
    write("holder", "dnie", content(&dnie, &login(&["2.16.724.1.2.2.2.4"])));
    let fnmt = name(&[
        ("2.5.4.5", 0x13, b"IDCES-12345678Z"),
        ("2.5.4.42", 0x1e, &[0, b'A', 0, 0xd1]),
        ("2.5.4.4", 0x14, b"PE\xd1A PUIG"),
        ("2.5.4.3", 0x0c, "PEÑA PUIG AÑ - 12345678Z".as_bytes()),
    ]);
    let beside = name(&[
        ("1.3.6.1.4.1.5734.1.4", 0x0c, b"12345678Z"),
        ("1.3.6.1.4.1.5734.1.3", 0x0c, b"PUIG"),
        ("1.3.6.1.4.1.5734.1.2", 0x0c, "PEÑA".as_bytes()),
        ("1.3.6.1.4.1.5734.1.1", 0x0c, "AÑ".as_bytes()),
    ]);
    let mut extensions = login(&["1.3.6.1.4.1.5734.3.10.1", "0.4.0.194112.1.0"]);
    extensions.push(extension("2.5.29.17", &sequence(&[&element(0xa4, &beside)])));
    write("holder", "fnmt", content(&fnmt, &extensions));
    let representative = name(&[
        ("2.5.4.5", 0x13, b"IDCES-12345678Z"),
        ("2.5.4.42", 0x0c, b"ANA"),
        ("2.5.4.3", 0x0c, b"12345678Z ANA PUIG (R: B12345674)"),
        ("2.5.4.10", 0x0c, b"PRUEBAS, S.L."),
        ("2.5.4.97", 0x0c, b"VATES-B12345674"),
    ]);
    let extensions = login(&["1.3.6.1.4.1.5734.3.11.1"]);
    write("holder", "representative", content(&representative, &extensions));
    let foreigner = name(&[
        ("2.5.4.5", 0x13, b"PNOFR-123"),
        ("2.5.4.42", 0x0c, b"ANNE"),
        ("2.5.4.4", 0x0c, b"PUIG"),
    ]);
    write("holder", "foreigner", content(&foreigner, &login(&["0.4.0.194112.1.2"])));
}

/// What responders say of it, without the signature.
fn answers_of_responders() {
    let nonce = extension("1.3.6.1.5.5.7.48.1.2", &element(4, &NONCE));
    let revoked = [generalized("20261201000000Z"), element(0xa0, &[0x0a, 1, 6])].concat();
    for (name, status) in
        [("good", vec![0x80, 0]), ("revoked", element(0xa1, &revoked)), ("unknown", vec![0x82, 0])]
    {
        let digest = sequence(&[&oid("1.3.14.3.2.26"), &[5, 0]]);
        let (by_name, by_key) = (openssl::sha::sha1(&issuer()), openssl::sha::sha1(&key()[26..]));
        let id =
            sequence(&[&digest, &element(4, &by_name), &element(4, &by_key), &natural(&SERIAL)]);
        let next = element(0xa0, &generalized("20270102000000Z"));
        let single = sequence(&[&id, &status, &generalized("20261231230000Z"), &next]);
        let responder = element(0xa1, &issuer());
        let all = sequence(&[&single]);
        let produced_at = generalized("20261231230000Z");
        let extensions = element(0xa1, &sequence(&[&nonce]));
        write("answer", name, sequence(&[&responder, &produced_at, &all, &extensions]));
    }
}

/// Lists, without the signature.
fn lists() {
    let reason = sequence(&[&extension("2.5.29.21", &[0x0a, 1, 1])]);
    let at = element(0x17, b"261201000000Z");
    let entry = |serial: &[u8], reason: &[u8]| sequence(&[&natural(serial), &at, reason]);
    let entries = sequence(&[&entry(&SERIAL, &reason), &entry(&[5], &[])]);
    let scope = sequence(&[
        &oid("2.5.29.28"),
        &[1, 1, 0xff],
        &element(4, &sequence(&[&point(), &[0x81, 1, 0xff]])),
    ]);
    let number = extension("2.5.29.20", &[2, 1, 9]);
    let both = element(0xa0, &sequence(&[&number, &scope]));
    for (name, entries, extensions) in [
        ("full", entries.as_slice(), element(0xa0, &sequence(&[&number]))),
        ("scoped", entries.as_slice(), both),
        ("empty", &[], element(0xa0, &sequence(&[&number]))),
    ] {
        let times = [element(0x17, b"261231230000Z"), element(0x17, b"270201000000Z")].concat();
        let list = sequence(&[&[2, 1, 1], &ALGORITHM, &issuer(), &times, entries, &extensions]);
        write("list", name, list);
    }
}

fn generalized(time: &str) -> Vec<u8> {
    element(0x18, time.as_bytes())
}

fn oid(text: &str) -> Vec<u8> {
    element(6, Asn1Object::from_str(text).unwrap().as_slice())
}

/// A `SEQUENCE` of them, or of those that have them first.
fn oids(all: &[&str], inside: bool) -> Vec<u8> {
    let one = |text: &&str| if inside { sequence(&[&oid(text)]) } else { oid(text) };
    element(0x30, &all.iter().map(one).collect::<Vec<_>>().concat())
}

fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &element(4, value)])
}

fn name(attributes: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let rdn = |(kind, tag, text): &(&str, u8, &[u8])| {
        element(0x31, &sequence(&[&oid(kind), &element(*tag, text)]))
    };
    element(0x30, &attributes.iter().map(rdn).collect::<Vec<_>>().concat())
}

fn url() -> Vec<u8> {
    element(0x86, b"http://a.example.org/")
}

/// A `DistributionPointName` in `[0]`.
fn point() -> Vec<u8> {
    element(0xa0, &element(0xa0, &url()))
}

/// What an XML library of another house might write.
const OTHER_WRITING: &str = "\u{feff}<?xml version='1.0' encoding=\"utf-8\" standalone='yes'?>\r\n\
<AuthnRequest xmlns='urn:oasis:names:tc:SAML:2.0:protocol' xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\"\r\n\
  ID='_b&#x31;' Version='2.0' IssueInstant='2026-03-02T10:16:00.123+01:00' IsPassive=' 1 ' ForceAuthn='false'\n\
  AssertionConsumerServiceIndex='007' ProviderName='a&#9;b&#10;c&#13;d &quot;&lt;&amp;&apos;' xml:lang='es'>\
<a:Issuer>\t https://sede.&#101;jemplo.test/ &gt;\r\n</a:Issuer>\r<Extensions><x:y xmlns:x='urn:x' x:z='1'><z xmlns=''/></x:y></Extensions>\
<a:Conditions NotOnOrAfter='2026-03-02T10:26:00.5Z'><a:OneTimeUse/></a:Conditions>\
<RequestedAuthnContext><a:AuthnContextClassRef>urn:\u{e1}</a:AuthnContextClassRef><a:AuthnContextDeclRef>urn:b</a:AuthnContextDeclRef></RequestedAuthnContext>\
<Scoping ProxyCount='0'><IDPList><IDPEntry ProviderID='urn:p' Name='P'/><GetComplete>urn:c</GetComplete></IDPList></Scoping></AuthnRequest>\n";

const NAMESPACES: &str = "<a:a xmlns:a='urn:a' xmlns='urn:d' xmlns:xs='urn:xs' xml:lang='es' a:z='1' z='2'>\
<b xmlns='' xmlns:a='urn:b' a:y='&#9;&lt;&quot;'>t&#13;&gt;<!-- c -->u<a:c xmlns:c='urn:a' c:z='1'/></b>\
<d xmlns:a='urn:a' xml:space='preserve'><e xmlns='urn:d'/> <f xmlns='urn:f' xs:t='xs:string'>\u{f1}\u{1d4b3}</f></d></a:a>";
