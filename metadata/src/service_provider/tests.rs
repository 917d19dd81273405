use base64::Engine as _;
use certs::{CertificateError, ContentCipher, KeyTransport, OaepHash};
use saml::{BadName, Malformed};

use super::*;
use crate::location::BadLocation;

const MELLON: &str = include_str!("../fixtures/mellon.xml");
const PYSAML2: &str = include_str!("../fixtures/pysaml2.xml");
const PYSAML2_SIGNED: &str = include_str!("../fixtures/pysaml2_signed.xml");
const PYTHON3_SAML: &str = include_str!("../fixtures/python3_saml.xml");
const SAMAEL: &str = include_str!("../fixtures/samael.xml");

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn read(xml: &str) -> ServiceProvider {
    ServiceProvider::read(xml.as_bytes()).unwrap()
}

fn error(xml: &str) -> MetadataError {
    ServiceProvider::read(xml.as_bytes()).unwrap_err()
}

/// The python3-saml descriptor with something else in the place of something that is in there.
fn with(found: &str, instead: &str) -> String {
    assert!(PYTHON3_SAML.contains(found), "{found}");
    PYTHON3_SAML.replacen(found, instead, 1)
}

/// A descriptor whose only consumers are these.
fn with_consumers(consumers: &str) -> String {
    let start = PYTHON3_SAML.find("<md:AssertionConsumerService").unwrap();
    let end = PYTHON3_SAML.find("</md:SPSSODescriptor>").unwrap();
    format!("{}{consumers}{}", &PYTHON3_SAML[..start], &PYTHON3_SAML[end..])
}

fn acs(index: &str, location: &str, more: &str) -> String {
    format!(
        "<md:AssertionConsumerService Binding=\"{}\" index=\"{index}\" Location=\"{location}\" {more}/>",
        saml::binding::HTTP_POST
    )
}

#[test]
fn the_descriptor_that_mellon_makes_is_read() {
    let agency = read(MELLON);
    assert_eq!(agency.entity_id.as_str(), "https://sede.example.es/mellon/metadata");
    assert_eq!(
        agency.consumers,
        [AssertionConsumer {
            index: 0,
            location: "https://sede.example.es/mellon/postResponse".to_owned(),
            is_default: true,
        }]
    );
    assert_eq!((agency.signing.len(), agency.encryption.len()), (1, 1));
    assert_eq!(agency.display_name("es"), "sede.example.es");
    assert_eq!(agency.valid_until, None);
    assert!(agency.signing_keys(now()).is_ok());
}

#[test]
fn the_descriptor_that_pysaml2_makes_is_read_signed_or_not() {
    for xml in [PYSAML2, PYSAML2_SIGNED] {
        let agency = read(xml);
        assert_eq!(agency.consumers.len(), 1, "the artifact endpoint is not one of ours");
        assert_eq!(agency.consumers[0].location, "https://sede.example.es/pysaml2/acs");
        assert_eq!(agency.name_id_formats, [saml::name_id::TRANSIENT]);
        assert_eq!(agency.display_name("es"), "Sede electrónica de ejemplo");
        assert_eq!(agency.display_name("ca-ES"), "Seu electrònica d'exemple");
        assert_eq!(agency.display_name("eu"), "Sede electrónica de ejemplo");
        assert_eq!((agency.signing.len(), agency.encryption.len()), (1, 1));
    }
}

#[test]
fn the_descriptor_that_python3_saml_makes_is_read() {
    let agency = read(PYTHON3_SAML);
    assert_eq!(agency.consumers[0].index, 1);
    assert_eq!(agency.consumers[0].origin(), "https://sede.example.es");
    assert_eq!(agency.display_name("en"), "Agencia de ejemplo", "as its organisation is called");
    assert_eq!(agency.valid_until, Some("2026-11-24T07:57:38Z".parse().unwrap()));
}

#[test]
fn the_descriptor_that_samael_makes_is_read() {
    let agency = read(SAMAEL);
    assert_eq!(agency.consumers[0].location, "https://sede.example.es/samael/acs");
    assert_eq!((agency.signing.len(), agency.encryption.len()), (1, 0), "the same key once");
}

fn slo(binding: &str, more: &str) -> String {
    format!("<md:SingleLogoutService Binding=\"{binding}\" {more}/>")
}

/// A descriptor whose only addresses for who leaves are these.
fn with_logout(services: &str) -> String {
    let start = PYTHON3_SAML.find("<md:SingleLogoutService").unwrap();
    let end = start + PYTHON3_SAML[start..].find("/>").unwrap() + "/>".len();
    format!("{}{services}{}", &PYTHON3_SAML[..start], &PYTHON3_SAML[end..])
}

fn service(binding: Binding, location: &str, answers: Option<&str>) -> LogoutService {
    let response_location = answers.map(str::to_owned);
    LogoutService { binding, location: location.to_owned(), response_location }
}

#[test]
fn the_addresses_for_who_leaves_are_read_in_the_order_of_the_document() {
    let slo = |path: &str| format!("https://sede.example.es{path}");
    let (redirect, post) = (Binding::Redirect, Binding::Post);
    assert_eq!(read(PYTHON3_SAML).logout, [service(redirect, &slo("/python3-saml/sls"), None)]);
    assert_eq!(read(PYSAML2).logout, [service(redirect, &slo("/pysaml2/slo"), None)]);
    let samael = slo("/samael/slo");
    assert_eq!(read(SAMAEL).logout, [service(post, &samael, Some(&samael))]);
    assert_eq!(read(&with_logout("")).logout, []);
    assert_eq!(read(&with_logout("")).logout(), None);
}

#[test]
fn an_agency_is_told_by_redirect_if_it_can_be_and_answered_where_it_says() {
    let soap = slo("urn:oasis:names:tc:SAML:2.0:bindings:SOAP", "Location=\"https://a.test/soap\"");
    let post = slo(saml::binding::HTTP_POST, "Location=\"https://a.test/post\"");
    let redirect = slo(
        saml::binding::HTTP_REDIRECT,
        "Location=\"https://a.test/redirect\" ResponseLocation=\"https://b.test:8443/answers\"",
    );
    let agency = read(&with_logout(&format!("{soap}{post}{redirect}")));
    assert_eq!(agency.logout.len(), 2);
    let told = agency.logout().unwrap();
    assert_eq!(
        (told.binding, told.location.as_str()),
        (Binding::Redirect, "https://a.test/redirect")
    );
    assert_eq!(told.answers_at(), "https://b.test:8443/answers");
    let agency = read(&with_logout(&format!("{soap}{post}")));
    let told = agency.logout().unwrap();
    assert_eq!((told.binding, told.answers_at()), (Binding::Post, "https://a.test/post"));
    assert_eq!(read(&with_logout(&soap)).logout(), None);
}

#[test]
fn a_bad_address_for_who_leaves_is_left_out_and_the_agency_is_not() {
    let good = slo(saml::binding::HTTP_POST, "Location=\"https://a.test/slo\"");
    for bad in [
        "",
        "Location=\"\"",
        "Location=\"http://a.test/slo\"",
        "Location=\"http://localhost/slo\"",
        "Location=\"https://a.test/#slo\"",
        "Location=\"javascript:alert(1)\"",
        "Location=\"https://a.test/slo\" ResponseLocation=\"http://a.test/slo\"",
    ] {
        let bad = slo(saml::binding::HTTP_REDIRECT, bad);
        let xml = with_logout(&format!("{bad}{good}"));
        let left = [service(Binding::Post, "https://a.test/slo", None)];
        assert_eq!(read(&xml).logout, left, "{bad}");
    }
    let local = slo(saml::binding::HTTP_POST, "Location=\"http://localhost/slo\"");
    let xml = with_logout(&local);
    let agency = ServiceProvider::read_with(xml.as_bytes(), Endpoints::LoopbackHttpToo).unwrap();
    assert_eq!(agency.logout, [service(Binding::Post, "http://localhost/slo", None)]);
}

#[test]
fn of_many_addresses_for_who_leaves_ten_are_read() {
    let location = |number: usize| format!("https://a.test/{number}");
    let one = |number| slo(saml::binding::HTTP_POST, &format!("Location=\"{}\"", location(number)));
    let all: String = (0..11).map(one).collect();
    let agency = read(&with_logout(&all));
    let found: Vec<&str> = agency.logout.iter().map(|one| one.location.as_str()).collect();
    assert_eq!(found, (0..10).map(location).collect::<Vec<_>>());
}

#[test]
fn comments_are_no_content() {
    let xml = with("Agencia de ejemplo", "Agencia<!-- de la cola --> de ejemplo");
    assert_eq!(read(&xml).display_name("es"), "Agencia de ejemplo");
}

#[test]
fn a_name_that_is_broken_into_lines_is_one_line() {
    let xml = with("Agencia de ejemplo", "\n    Agencia\r\n\t de\n    ejemplo\n");
    assert_eq!(read(&xml).display_name("es"), "Agencia de ejemplo");
    let invisible = with("Agencia de ejemplo", "Agencia\u{202e}de ejemplo");
    assert_eq!(error(&invisible), MetadataError::DisplayName);
    let long = format!("{}\n{}", "a".repeat(100), "b".repeat(99));
    assert_eq!(read(&with("Agencia de ejemplo", &long)).display_name("es").len(), 200);
    let too_long = with("Agencia de ejemplo", &format!("{long}c"));
    assert_eq!(error(&too_long), MetadataError::Malformed(Malformed::TooLong("the display name")));
}

#[test]
fn document_types_and_processing_instructions_are_refused() {
    let doctype = format!("<!DOCTYPE x [<!ENTITY y \"z\">]>{PYTHON3_SAML}");
    assert_eq!(error(&doctype), MetadataError::Malformed(Malformed::Declaration));
    let instruction = with("<md:Organization>", "<?php echo ?><md:Organization>");
    assert_eq!(error(&instruction), MetadataError::Malformed(Malformed::ProcessingInstruction));
    let large = format!("{PYTHON3_SAML}{}", " ".repeat(1024 * 1024));
    assert_eq!(error(&large), MetadataError::Malformed(Malformed::TooLarge));
}

#[test]
fn other_documents_are_told_apart() {
    let many = "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>";
    assert_eq!(error(many), MetadataError::Aggregate);
    assert_eq!(error("<html/>"), MetadataError::NotMetadata);
    assert_eq!(error("<EntityDescriptor/>"), MetadataError::NotMetadata);
    let identity_provider = PYTHON3_SAML.replace("SPSSODescriptor", "IDPSSODescriptor");
    assert_eq!(error(&identity_provider), MetadataError::NoServiceProvider);
    let saml1 = with("SAML:2.0:protocol", "SAML:1.1:protocol");
    assert_eq!(error(&saml1), MetadataError::NoServiceProvider);
}

#[test]
fn a_party_has_one_role_for_saml_2() {
    let start = PYTHON3_SAML.find("<md:SPSSODescriptor").unwrap();
    let end = PYTHON3_SAML.find("<md:Organization>").unwrap();
    let role = &PYTHON3_SAML[start..end];
    let twice = PYTHON3_SAML.replacen(role, &format!("{role}{role}"), 1);
    assert_eq!(error(&twice), MetadataError::SeveralServiceProviders);
    let saml1 = role.replace("SAML:2.0:protocol", "SAML:1.1:protocol");
    assert_eq!(read(&PYTHON3_SAML.replacen(role, &format!("{saml1}{role}"), 1)).consumers.len(), 1);
}

#[test]
fn an_entity_without_a_usable_name_is_refused() {
    let name = "entityID=\"https://sede.example.es/python3-saml/metadata\"";
    assert_eq!(error(&with(name, "")), MetadataError::Malformed(Malformed::Missing("entityID")));
    assert_eq!(
        error(&with(name, "entityID=\"\"")),
        MetadataError::Malformed(Malformed::Name("entityID", BadName::Empty))
    );
    let long = format!("entityID=\"{}\"", "x".repeat(1025));
    assert_eq!(
        error(&with(name, &long)),
        MetadataError::Malformed(Malformed::Name("entityID", BadName::TooLong))
    );
    // Shown to people, where the agency has no other name.
    assert_eq!(
        error(&with(name, "entityID=\"urn:agencia\u{202e}sajop\"")),
        MetadataError::Malformed(Malformed::Name("entityID", BadName::Character))
    );
}

#[test]
fn a_bad_certificate_is_named_by_its_place() {
    let broken = with("<ds:X509Certificate>MII", "<ds:X509Certificate>*II");
    assert_eq!(
        error(&broken),
        MetadataError::Certificate { descriptor: 1, problem: CertificateError::Base64 }
    );
    let unknown_use = with("use=\"encryption\"", "use=\"decoration\"");
    assert_eq!(error(&unknown_use), MetadataError::KeyUse(2));
}

#[test]
fn a_key_without_use_is_for_both() {
    let xml =
        with(" use=\"signing\"", "").replace("<md:KeyDescriptor use=\"encryption\">", "<md:Gone>");
    let agency = read(&xml.replacen(
        "</ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService",
        "</ds:KeyInfo></md:Gone><md:SingleLogoutService",
        1,
    ));
    assert_eq!((agency.signing.len(), agency.encryption.len()), (1, 1));
}

#[test]
fn answers_go_to_https_addresses_only() {
    let http = with_consumers(&acs("3", "http://localhost:8080/acs", ""));
    let not_https = MetadataError::Consumer { index: 3, problem: BadLocation::NotHttps };
    assert_eq!(error(&http), not_https);
    assert!(ServiceProvider::read_with(http.as_bytes(), Endpoints::LoopbackHttpToo).is_ok());
    let elsewhere = with_consumers(&acs("3", "http://sede.example.es/acs", ""));
    assert_eq!(
        ServiceProvider::read_with(elsewhere.as_bytes(), Endpoints::LoopbackHttpToo).unwrap_err(),
        not_https
    );
}

#[test]
fn an_agency_without_a_usable_consumer_is_refused() {
    assert_eq!(error(&with_consumers("")), MetadataError::NoConsumer);
    let artifact = acs("0", "https://a.es/", "").replace("HTTP-POST", "HTTP-Artifact");
    assert_eq!(error(&with_consumers(&artifact)), MetadataError::NoConsumer);
    let twice = format!("{}{}", acs("0", "https://a.es/", ""), acs("0", "https://b.es/", ""));
    assert_eq!(error(&with_consumers(&twice)), MetadataError::RepeatedIndex(0));
    for index in ["", "-1", "+1", "65536", "x"] {
        assert_eq!(
            error(&with_consumers(&acs(index, "https://a.es/", ""))),
            MetadataError::Malformed(Malformed::Value("index")),
            "{index}"
        );
    }
}

#[test]
fn the_default_consumer_is_found_as_the_standard_says() {
    let default_of = |marks: [&str; 3]| {
        let consumers: String = (0..)
            .zip(marks)
            .map(|(index, mark): (u8, &str)| {
                acs(&index.to_string(), &format!("https://a.es/{index}"), mark)
            })
            .collect();
        let agency = read(&with_consumers(&consumers));
        agency.consumer(None, None).map(|consumer| consumer.index)
    };
    let (yes, no) = ("isDefault=\"true\"", "isDefault=\"0\"");
    assert_eq!(default_of(["", "", ""]), Some(0));
    assert_eq!(default_of(["", yes, yes]), Some(1), "the first that says so");
    assert_eq!(default_of([no, no, ""]), Some(2), "the first that does not say no");
    assert_eq!(default_of([no, no, no]), Some(0), "the first");
}

#[test]
fn a_consumer_is_found_by_its_exact_address_or_its_index() {
    let two = format!("{}{}", acs("1", "https://a.es/acs", ""), acs("7", "https://b.es/acs", ""));
    let agency = read(&with_consumers(&two));
    let index = |url, index| agency.consumer(url, index).map(|consumer| consumer.index);
    assert_eq!(index(Some("https://b.es/acs"), None), Some(7));
    assert_eq!(index(None, Some(7)), Some(7));
    assert_eq!(index(Some("https://b.es/acs"), Some(7)), Some(7));
    assert_eq!(index(Some("https://b.es/acs"), Some(1)), None, "both, and they disagree");
    assert_eq!(index(None, Some(2)), None);
    for other in ["https://b.es/acs/", "https://B.es/acs", "https://b.es/acs?", "https://b.es", ""]
    {
        assert_eq!(index(Some(other), None), None, "{other}");
    }
}

#[test]
fn keys_are_given_as_long_as_the_metadata_lasts() {
    let agency = read(PYTHON3_SAML);
    let keys =
        |now: &str| agency.signing_keys(now.parse().unwrap()).map(|keys| keys.signer().clone());
    assert_eq!(keys("2026-11-24T07:57:37Z"), Ok(agency.entity_id.clone()));
    assert_eq!(keys("2026-11-24T07:57:38Z"), Err(UnknownParty::Expired));
}

#[test]
fn a_party_that_never_signs_has_no_keys() {
    let agency = read(&with("use=\"signing\"", "use=\"encryption\""));
    assert_eq!(agency.signing_keys(now()).map(|_| ()), Err(UnknownParty::NoKeys));
}

/// The python3-saml descriptor, whose encryption key lists these methods.
fn listing(methods: &str) -> ServiceProvider {
    let at = PYTHON3_SAML.find("use=\"encryption\"").unwrap();
    let (before, key) = PYTHON3_SAML.split_at(at);
    let end = "</md:KeyDescriptor>";
    read(&format!("{before}{}", key.replacen(end, &format!("{methods}{end}"), 1)))
}

fn method(algorithm: &str, inside: &str) -> String {
    format!("<md:EncryptionMethod Algorithm=\"{algorithm}\">{inside}</md:EncryptionMethod>")
}

#[test]
fn of_the_encryption_methods_listed_the_first_that_is_safe_counts() {
    let chosen = |methods: &str| {
        let agency = listing(methods);
        let recipient = agency.recipient().unwrap().unwrap();
        (recipient.cipher, recipient.transport)
    };
    let sha1 = KeyTransport { hash: OaepHash::Sha1, mask: OaepHash::Sha1 };
    let sha256 = KeyTransport { hash: OaepHash::Sha256, mask: OaepHash::Sha256 };
    let aes256 = method("http://www.w3.org/2009/xmlenc11#aes256-gcm", "");
    let aes128 = method("http://www.w3.org/2009/xmlenc11#aes128-gcm", "");
    let cbc = method("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "");
    let pkcs1 = method("http://www.w3.org/2001/04/xmlenc#rsa-1_5", "");
    let mgf1p = method("http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "");
    let oaep = method(
        "http://www.w3.org/2009/xmlenc11#rsa-oaep",
        "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <x:MGF xmlns:x=\"http://www.w3.org/2009/xmlenc11#\" \
         Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>",
    );
    assert_eq!(chosen(""), (ContentCipher::Aes256Gcm, sha1));
    assert_eq!(
        chosen(&[aes128.as_str(), &aes256, &mgf1p].concat()),
        (ContentCipher::Aes128Gcm, sha1)
    );
    assert_eq!(
        chosen(&[cbc.as_str(), &aes128, &oaep].concat()),
        (ContentCipher::Aes128Gcm, sha256)
    );
    assert_eq!(
        chosen(&[cbc.as_str(), &pkcs1].concat()),
        (ContentCipher::Aes256Gcm, sha1),
        "never less"
    );
}

#[test]
fn a_key_for_encryption_that_is_no_certificate_is_refused_rather_than_passed_over() {
    let at = PYTHON3_SAML.find("use=\"encryption\"").unwrap();
    let (before, key) = PYTHON3_SAML.split_at(at);
    let end = key.find("</md:KeyDescriptor>").unwrap();
    let named = format!(
        "{before}use=\"encryption\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyName>ours</ds:KeyName></ds:KeyInfo>{}",
        &key[end..]
    );
    assert_eq!(error(&named), MetadataError::NoEncryptionKey(2));
}

#[test]
fn more_than_sixteen_keys_for_signing_are_not_tried() {
    // Any DER structure is a certificate until its key is needed.
    let key = |n: u8| {
        let der = base64::engine::general_purpose::STANDARD.encode([0x30, 3, 2, 1, n]);
        format!(
            "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
             <ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        )
    };
    let at = PYTHON3_SAML.find("<md:KeyDescriptor").unwrap();
    let with = |count: u8| {
        let keys: String = (0..count).map(key).collect();
        format!("{}{keys}{}", &PYTHON3_SAML[..at], &PYTHON3_SAML[at..])
    };
    assert_eq!(read(&with(15)).signing.len(), 16, "with the one that is there");
    assert_eq!(error(&with(16)), MetadataError::TooManyKeys(16));
}

#[test]
fn a_party_whose_encryption_keys_cannot_be_used_has_no_recipient_and_is_not_one_without() {
    let without = read(&with("use=\"encryption\"", "use=\"signing\""));
    assert!(without.recipient().unwrap().is_none());
    let mut weak = read(PYTHON3_SAML);
    let broken = Certificate::from_der(vec![0x30, 2, 5, 0]).unwrap();
    weak.encryption[0].certificate = Arc::new(broken);
    assert_eq!(weak.recipient().err(), Some(KeyError::Unreadable));
}

#[test]
fn the_signatures_that_a_party_reads_are_taken_in_its_order() {
    let methods = [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ]
    .map(|uri| format!("<alg:SigningMethod Algorithm=\"{uri}\"/>"))
    .concat();
    let extensions = format!(
        "<md:Extensions xmlns:alg=\"urn:oasis:names:tc:SAML:metadata:algsupport\">{methods}</md:Extensions>"
    );
    let role = PYTHON3_SAML.find("<md:SPSSODescriptor").unwrap();
    let after = role + PYTHON3_SAML[role..].find('>').unwrap() + 1;
    let (before, rest) = PYTHON3_SAML.split_at(after);
    let agency = read(&format!("{before}{extensions}{rest}"));
    assert_eq!(agency.reads, [SignatureScheme::PssSha256, SignatureScheme::RsaSha256]);
    assert!(read(PYTHON3_SAML).reads.is_empty());
}

#[test]
fn a_name_that_could_disguise_itself_is_refused() {
    let disguised = with("Agencia de ejemplo", "Agencia\u{202e}olpmeje");
    assert_eq!(error(&disguised), MetadataError::DisplayName);
    let long = with("Agencia de ejemplo", &"x".repeat(201));
    assert_eq!(error(&long), MetadataError::Malformed(Malformed::TooLong("the display name")));
}
