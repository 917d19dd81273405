use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::Certificate;
use certs::holder::Authorities;
use jiff::{SignedDuration, Timestamp};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::{X509, X509Name};
use saml::c14n::{Form, canonicalize};

use super::*;

fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

fn ec() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn certificate(name: &str, key: &PKey<Private>, is_authority: bool, end: &str) -> Certificate {
    let mut subject = X509Name::builder().unwrap();
    subject.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
    let subject = subject.build();
    let seconds = |time: &str| {
        let time: Timestamp = time.parse().unwrap();
        Asn1Time::from_unix(time.as_second()).unwrap()
    };
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(&subject).unwrap();
    builder.set_not_before(&seconds("2025-01-01T00:00:00Z")).unwrap();
    builder.set_not_after(&seconds(end)).unwrap();
    builder.set_pubkey(key).unwrap();
    if is_authority {
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        let usage = KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap();
        builder.append_extension(usage).unwrap();
    }
    builder.sign(key, MessageDigest::sha256()).unwrap();
    Certificate::from_der(builder.build().to_der().unwrap()).unwrap()
}

const YEARS: &str = "2030-01-01T00:00:00Z";
const ISSUES: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
const GRANTED: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
const WITHDRAWN: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";
const SIGNATURES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures";
const SEALS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals";

fn service(name: &str, kind: &str, status: &str, since: &str, uses: &[&str], der: &[u8]) -> String {
    let one = |used: &&str| {
        format!(
            "<Extension Critical=\"true\"><AdditionalServiceInformation>\
             <URI xml:lang=\"en\">{used}</URI></AdditionalServiceInformation></Extension>"
        )
    };
    let uses = uses.iter().map(one).collect::<Vec<_>>().concat();
    let der = STANDARD.encode(der);
    format!(
        "<TSPService><ServiceInformation>\
         <ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>\
         <ServiceName><Name xml:lang=\"es\">{name}</Name><Name xml:lang=\"en\">other</Name></ServiceName>\
         <ServiceDigitalIdentity><DigitalId>\n<X509Certificate>{der}</X509Certificate></DigitalId>\
         <DigitalId><X509SubjectName>CN={name}</X509SubjectName></DigitalId></ServiceDigitalIdentity>\
         <ServiceStatus>{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>\
         <ServiceInformationExtensions>{uses}</ServiceInformationExtensions>\
         </ServiceInformation></TSPService>"
    )
}

/// A list, in which the signature is to stand.
fn list(services: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" \
         TSLTag=\"http://uri.etsi.org/19612/TSLTag\" Id=\"list\"><SchemeInformation>\
         <TSLVersionIdentifier>6</TSLVersionIdentifier><TSLSequenceNumber>41</TSLSequenceNumber>\
         <SchemeTerritory>ES</SchemeTerritory>\
         <ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime>\
         <NextUpdate><dateTime>2027-04-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation>\
         <!-- comments are not signed --><TrustServiceProviderList><TrustServiceProvider>\
         <TSPInformation><TSPName><Name xml:lang=\"es\">Prestador de Pruebas</Name></TSPName>\
         </TSPInformation><TSPServices>{services}</TSPServices></TrustServiceProvider>\
         </TrustServiceProviderList>{MARK}</TrustServiceStatusList>"
    )
}

const MARK: &str = "<!-- signature -->";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// As XAdES has it, with digests and value still to come.
fn template(uri: &str, scheme: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"s\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><ds:SignatureMethod Algorithm=\"{scheme}\"/>\
         <ds:Reference URI=\"{uri}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <ds:DigestValue></ds:DigestValue></ds:Reference>\
         <ds:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#properties\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo>\
         <ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:X509Data></ds:X509Data></ds:KeyInfo>\
         <ds:Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" Target=\"#s\">\
         <xades:SignedProperties Id=\"properties\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>2026-11-01T00:00:00Z</xades:SigningTime></xades:SignedSignatureProperties>\
         </xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>"
    )
}

const ECDSA: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// Who signs lists.
struct Operator {
    key: PKey<Private>,
    certificate: Certificate,
}

impl Operator {
    fn new() -> Self {
        let key = ec();
        Self { certificate: certificate("OPERADOR", &key, false, YEARS), key }
    }

    fn sign(&self, list: &str) -> String {
        self.sign_as(list, "")
    }

    fn sign_as(&self, list: &str, uri: &str) -> String {
        let mut xml = list.replace(MARK, &template(uri, ECDSA));
        let digest = digest(&xml, "TrustServiceStatusList");
        xml = xml.replacen("<ds:DigestValue></", &format!("<ds:DigestValue>{digest}</"), 1);
        let digest = self::digest(&xml, "SignedProperties");
        xml = xml.replacen("<ds:DigestValue></", &format!("<ds:DigestValue>{digest}</"), 1);
        let info = canonical(&xml, "SignedInfo");
        let mut signer = Signer::new(MessageDigest::sha256(), &self.key).unwrap();
        let der = signer.sign_oneshot_to_vec(info.as_bytes()).unwrap();
        let pair = openssl::ecdsa::EcdsaSig::from_der(&der).unwrap();
        let raw = [pair.r(), pair.s()].map(|part| part.to_vec_padded(32).unwrap()).concat();
        xml.replace(
            "<ds:SignatureValue></",
            &format!("<ds:SignatureValue>{}</", STANDARD.encode(raw)),
        )
    }

    fn read(&self, xml: &str) -> Result<TrustedList, TrustedListError> {
        read(xml.as_bytes(), std::slice::from_ref(&self.certificate), now())
    }
}

fn canonical(xml: &str, name: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let find =
        |name: &str| document.descendants().find(|node| node.tag_name().name() == name).unwrap();
    let form = Form::exclusive(Vec::new()).without(find("Signature").id());
    let form = if name == "TrustServiceStatusList" { form } else { Form::exclusive(Vec::new()) };
    canonicalize(find(name), &form)
}

fn digest(xml: &str, name: &str) -> String {
    STANDARD.encode(openssl::sha::sha256(canonical(xml, name).as_bytes()))
}

fn granted(name: &str, certificate: &Certificate) -> String {
    service(name, ISSUES, GRANTED, "2020-01-01T00:00:00Z", &[SIGNATURES, SEALS], certificate.der())
}

fn authority(name: &str) -> Certificate {
    certificate(name, &ec(), true, YEARS)
}

#[test]
fn a_list_says_who_issues_for_signatures() {
    let (operator, one) = (Operator::new(), authority("AC UNO"));
    for uri in ["", "#list"] {
        let xml = operator.sign_as(&list(&granted("AC Uno", &one)), uri);
        let list = operator.read(&xml).unwrap();
        assert_eq!((list.territory.as_str(), list.sequence), ("ES", 41));
        assert_eq!(list.next_update, "2027-04-01T00:00:00Z".parse().unwrap());
        let [service] = list.services.as_slice() else { panic!("{list:?}") };
        assert_eq!(
            (service.provider.as_str(), service.name.as_str()),
            ("Prestador de Pruebas", "AC Uno")
        );
        assert_eq!(service.certificates, [Certificate::from_der(one.der().to_vec()).unwrap()]);
    }
}

#[test]
fn nobody_else_is_taken_from_it() {
    let (operator, one) = (Operator::new(), authority("AC UNO"));
    let (der, past) = (one.der(), "2020-01-01T00:00:00Z");
    for other in [
        service("a", ISSUES, WITHDRAWN, past, &[SIGNATURES], der),
        service("a", ISSUES, GRANTED, "2026-11-27T12:00:01Z", &[SIGNATURES], der),
        service("a", ISSUES, GRANTED, past, &[SEALS], der),
        service("a", ISSUES, GRANTED, past, &[], der),
        service(
            "a",
            "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST",
            GRANTED,
            past,
            &[SIGNATURES],
            der,
        ),
    ] {
        let list = operator.read(&operator.sign(&list(&other))).unwrap();
        assert!(list.services.is_empty(), "{other}");
    }
}

#[test]
fn a_list_that_was_changed_is_refused() {
    let (operator, one) = (Operator::new(), authority("AC UNO"));
    let xml = operator.sign(&list(&service(
        "a",
        ISSUES,
        WITHDRAWN,
        "2020-01-01T00:00:00Z",
        &[SIGNATURES],
        one.der(),
    )));
    let found = operator.read(&xml.replace(WITHDRAWN, GRANTED));
    assert!(matches!(found, Err(TrustedListError::Digest)));
    let found =
        operator.read(&xml.replace("2026-11-01T00:00:00Z</xades", "2026-11-02T00:00:00Z</xades"));
    assert!(matches!(found, Err(TrustedListError::Digest)), "its properties are signed too");
    let found = operator.read(&xml.replace("Type=\"http", "type=\"http"));
    assert!(matches!(found, Err(TrustedListError::Signer)), "and what is signed");
}

#[test]
fn a_list_is_signed_by_whom_it_must_be_in_their_time() {
    let operator = Operator::new();
    let xml = operator.sign(&list(""));
    assert!(matches!(Operator::new().read(&xml), Err(TrustedListError::Signer)));
    assert!(matches!(read(xml.as_bytes(), &[], now()), Err(TrustedListError::Signer)));
    let ended = certificate("OPERADOR", &operator.key, false, "2026-11-01T00:00:00Z");
    assert!(matches!(read(xml.as_bytes(), &[ended], now()), Err(TrustedListError::Signer)));
    let unsigned = list("").replace(MARK, "");
    assert!(matches!(operator.read(&unsigned), Err(TrustedListError::Unsigned)));
}

#[test]
fn a_signature_covers_the_whole_list_or_nothing() {
    let operator = Operator::new();
    for uri in ["#s", "#properties", "http://elsewhere.example.org/", "#nowhere", "#"] {
        let found = operator.read(&operator.sign_as(&list(""), uri));
        assert!(matches!(found, Err(TrustedListError::Profile(_))), "{uri}");
    }
    let xml = operator.sign(&list(""));
    let twice = xml.replace("<TrustServiceProviderList>", "<TrustServiceProviderList Id=\"list\">");
    assert!(matches!(operator.read(&twice), Err(TrustedListError::Digest)));
    let wrapped = xml.replace(MARK, "").replacen("<ds:Signature ", "<other><ds:Signature ", 1);
    let wrapped = wrapped.replace("</ds:Signature>", "</ds:Signature></other>");
    assert!(matches!(operator.read(&wrapped), Err(TrustedListError::Unsigned)));
}

#[test]
fn a_list_is_of_now() {
    let operator = Operator::new();
    let xml = operator.sign(&list(""));
    let at = |time: &str| {
        let signers = std::slice::from_ref(&operator.certificate);
        read(xml.as_bytes(), signers, time.parse().unwrap()).map(|_| ())
    };
    assert!(at("2027-03-31T23:59:59Z").is_ok());
    assert!(matches!(at("2027-04-01T00:00:00Z"), Err(TrustedListError::Ended(_))));
    assert!(matches!(at("2026-10-31T23:59:59Z"), Err(TrustedListError::NotYet(_))));
}

#[test]
fn what_is_no_list_is_refused() {
    let operator = Operator::new();
    assert!(matches!(operator.read("<a/>"), Err(TrustedListError::NotAList)));
    assert!(matches!(operator.read("no"), Err(TrustedListError::Malformed(_))));
    let older = operator.sign(&list("").replace("Identifier>6<", "Identifier>4<"));
    assert!(matches!(operator.read(&older), Err(TrustedListError::NotAList)));
    let nowhere = operator.sign(&list("").replace(">ES<", ">../x<"));
    assert!(matches!(operator.read(&nowhere), Err(TrustedListError::Value("SchemeTerritory"))));
}

/// A folder of its own, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trusted-list-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_list_becomes_authorities_and_the_next_one_takes_its_place() {
    let folder = Folder::new("written");
    let operator = Operator::new();
    let (one, two) = (authority("AC UNO"), authority("AC DOS"));
    let ended = certificate("AC VIEJA", &ec(), true, "2026-11-01T00:00:00Z");
    let holder = certificate("TITULAR", &ec(), false, YEARS);
    let services = ["UNO", "-----BEGIN", "a", "b", "UNO"];
    let services: String = services
        .into_iter()
        .zip([&one, &two, &ended, &holder, &one])
        .map(|(name, certificate)| granted(name, certificate))
        .collect();
    let first = operator.read(&operator.sign(&list(&services))).unwrap();
    let (path, written, passed) = write(&first, &folder.0, now()).unwrap();
    assert_eq!((written, passed), (2, 2));
    assert_eq!(path, folder.0.join("trusted-list-ES.pem"));
    let believed = Authorities::read(&folder.0).unwrap();
    assert_eq!(believed.certificates(), [copy(&one), copy(&two)]);
    let without = list(&granted("DOS", &two)).replace(">41<", ">42<");
    let second = operator.read(&operator.sign(&without)).unwrap();
    write(&second, &folder.0, now()).unwrap();
    assert_eq!(Authorities::read(&folder.0).unwrap().certificates(), [copy(&two)]);
    let older = write(&first, &folder.0, now());
    assert!(matches!(older, Err(WriteError::Older { there: 42, this: 41, .. })));
    let nobody = operator.read(&operator.sign(&list(""))).unwrap();
    assert!(matches!(write(&nobody, &Folder::new("none").0, now()), Err(WriteError::Nobody)));
}

fn copy(certificate: &Certificate) -> Certificate {
    Certificate::from_der(certificate.der().to_vec()).unwrap()
}

#[test]
fn a_list_signed_by_xmlsec1_is_read() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        return;
    }
    let folder = Folder::new("xmlsec1");
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let operator = certificate("OPERADOR", &key, false, YEARS);
    fs::write(folder.0.join("key.pem"), key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let scheme = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    let services = granted("AC Uno", &authority("AC UNO"));
    let xml = list(&services).replace(MARK, &template("", scheme));
    fs::write(folder.0.join("list.xml"), xml).unwrap();
    let signed = xmlsec1(
        &folder.0,
        &["--sign", "--privkey-pem", "key.pem", "--id-attr:Id", "SignedProperties"],
    );
    let list = read(&signed, std::slice::from_ref(&operator), now()).unwrap();
    assert_eq!(list.services.len(), 1);
    assert!(list.issued + SignedDuration::from_hours(24) < now());
}

fn xmlsec1(folder: &Path, options: &[&str]) -> Vec<u8> {
    let output =
        Command::new("xmlsec1").args(options).arg("list.xml").current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
