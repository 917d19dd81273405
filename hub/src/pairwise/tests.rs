//! Names and the file of their key, without a database.

use std::os::unix::fs::PermissionsExt as _;

use identity::LevelOfAssurance;
use metadata::{Endpoints, ServiceProvider};

use super::*;
use crate::agency::AgencyRecord;

const SEDE: &str = "https://sede.example.test";
const OTRA: &str = "https://otra.example.test";

fn key(octet: u8) -> Pairwise {
    Pairwise::from_octets(&[octet; LENGTH]).unwrap()
}

fn agency(entity_id: &str) -> Agency {
    let descriptor = format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sede.example.test/acs"/></md:SPSSODescriptor></md:EntityDescriptor>"#
    );
    let metadata = ServiceProvider::read_with(descriptor.as_bytes(), Endpoints::HttpsOnly).unwrap();
    Agency { metadata, record: AgencyRecord::new(LevelOfAssurance::Low), version: 1 }
}

fn person(identifier: &str) -> Identity {
    Identity {
        identifier: identifier.to_owned(),
        given_name: "Ana".to_owned(),
        family_name: "Muñoz".to_owned(),
        first_surname: None,
        date_of_birth: None,
    }
}

fn name(identifier: &str, entity_id: &str) -> String {
    key(0x7a).name(&agency(entity_id), &person(identifier)).unwrap()
}

/// Computed by `openssl dgst -sha256 -mac HMAC` over the same octets: whoever changes how names are
/// made makes everybody a stranger.
#[test]
fn a_name_is_the_hmac_of_purpose_scope_kind_and_document_each_with_its_length() {
    let expected = "6984a93873265bb60e20a09c28f781b2c017ea72d5280c42afc397592e92492f";
    assert_eq!(name("12345678Z", SEDE), expected);
    let foreign = "4119bf13cf3c752bf5fe8c44557832014c1c4d9b702ff7105755bb394f1aba5e";
    assert_eq!(name("PT/ES/7c9e6679", SEDE), foreign);
}

#[test]
fn however_a_document_is_spelt_it_is_the_same_person() {
    let written = name("01234567L", SEDE);
    for spelling in ["1234567L", "01234567-l", "01.234.567 L"] {
        assert_eq!(name(spelling, SEDE), written, "{spelling}");
    }
}

#[test]
fn another_agency_person_or_key_has_another_name() {
    let ana = name("12345678Z", SEDE);
    assert_ne!(name("12345678Z", OTRA), ana);
    assert_ne!(name("X1234567L", SEDE), ana);
    assert_ne!(key(0x7b).name(&agency(SEDE), &person("12345678Z")).unwrap(), ana);
}

#[test]
fn no_two_lists_of_parts_are_the_same_octets() {
    let key = key(1);
    assert_ne!(key.code(&["ab", "c"]).unwrap(), key.code(&["a", "bc"]).unwrap());
    assert_ne!(key.code(&["a", ""]).unwrap(), key.code(&["a"]).unwrap());
    assert_ne!(key.check_value().unwrap(), key.code(&[NAME]).unwrap());
}

#[test]
fn without_an_identifier_that_lasts_there_is_no_name() {
    for identifier in ["", "12345678A", "Q2826000H", "pt/ES/1", "PT/ES/", "PT/FR/1", "/ES/1"] {
        let named = key(1).name(&agency(SEDE), &person(identifier));
        assert!(matches!(named, Err(Fault::Broken(_))), "{identifier}");
    }
}

#[test]
fn nothing_of_the_key_is_printed() {
    assert_eq!(format!("{:?}", key(0x7a)), "Pairwise(…)");
}

/// The file `text` with `mode`, and what reading it says.
fn read(text: &str, mode: u32) -> Result<Pairwise, PairwiseError> {
    let file = std::env::temp_dir().join(format!("zaguan-pairwise-{}", uuid::Uuid::new_v4()));
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    let read = Pairwise::read(&file);
    fs::remove_file(&file).unwrap();
    read
}

#[test]
fn the_file_holds_64_digits_and_is_nobody_elses() {
    let digits = "7a".repeat(LENGTH);
    for (text, mode) in [(digits.clone(), 0o600), (format!("{digits}\n"), 0o640)] {
        let ours = read(&text, mode).unwrap().check_value().unwrap();
        assert_eq!(ours, key(0x7a).check_value().unwrap());
    }
    for mode in [0o644, 0o660, 0o604] {
        assert!(matches!(read(&digits, mode), Err(PairwiseError::Exposed(_))), "{mode:o}");
    }
    let short = digits[1..].to_owned();
    for text in
        [String::new(), short, digits.replace('a', "g"), "7a".repeat(33), format!(" {digits}")]
    {
        assert!(matches!(read(&text, 0o600), Err(PairwiseError::Form(_))), "{text}");
    }
}

#[test]
fn a_file_that_is_not_there_is_said_how_to_make() {
    let missing = Pairwise::read(Path::new("/nowhere/pairwise")).unwrap_err().to_string();
    assert_eq!(
        missing,
        "there is no pairwise key at /nowhere/pairwise: make one, once for all nodes: \
         (umask 077; openssl rand -hex 32 >/nowhere/pairwise)"
    );
}
