//! `OneLogin`'s python3-saml: strict, both signatures wanted, by redirect, level low at least; with an
//! encryption key, and without.

use std::rc::Rc;

use http::StatusCode;
use tests::street::{House, Page};

use crate::{
    Agency, DECLINING_RECORDS, LOWER_REGISTRATION, Place, assert_text, leaving, office, sealed,
};

const SCRIPT: &str = "python3_saml_office.py";

fn open() -> Agency {
    office::open(SCRIPT, &["--encrypted"], false, "")
}

pub(crate) fn open_in(house: &Rc<House>, plot: &str, more: &[&str]) -> Agency {
    let options = [&["--encrypted"], more].concat();
    office::open_in(house, plot, (SCRIPT, &options), false, "")
}

fn open_without_key() -> Agency {
    let remark = "line 2: note: There is no usable key for encryption: assertions for this agency cannot \
        be encrypted. (SAML Metadata 2.4.1.1)\n";
    office::open(SCRIPT, &[], false, remark)
}

fn plain(back: &Page) -> String {
    let response = back.response();
    assert!(response.contains("<saml2:Assertion ") && !response.contains("Encrypted"));
    response
}

#[test]
fn a_citizen_logs_in() {
    office::a_citizen_logs_in(&open(), sealed);
}

#[test]
fn a_citizen_logs_in_where_nothing_can_be_encrypted() {
    office::a_citizen_logs_in(&open_without_key(), plain);
}

/// It compares the name of the second time with that of the first.
#[test]
fn a_citizen_who_comes_twice_has_the_same_persistent_name() {
    let office = office::open(SCRIPT, &["--encrypted", "--persistent"], false, "");
    office::a_citizen_logs_in(&office, sealed);
    office::a_citizen_logs_in(&office, sealed);
}

leaving::tests!(open);

/// It is told by that name as well.
#[test]
fn it_is_told_that_a_citizen_with_a_persistent_name_leaves() {
    leaving::an_office_is_told(&office::open(SCRIPT, &["--encrypted", "--persistent"], false, ""));
}

#[test]
fn a_cancelled_login_is_told() {
    let words = "['invalid_response'] The status code of the Response was not Success, was Responder \
        -> CANCELLED: authentication cancelled by the user, signed: Responder AuthnFailed";
    office::a_cancelled_login_is_told(&open(), words);
}

/// It looks at the status first, and at signatures when it has decrypted.
fn words(place: Place) -> (Place, &'static str) {
    let words = match place {
        Place::Status => {
            "['invalid_response'] The status code of the Response was not Success, was Succe0s \
             -> urn:oasis:names:tc:SAML:2.0:status:Success"
        }
        Place::Key | Place::Content => "Error: (1, 'failed to decrypt')",
        Place::Second | Place::Citizen => {
            "['invalid_response'] Signature validation failed. SAML Response rejected"
        }
    };
    (place, words)
}

#[test]
fn a_response_with_one_byte_changed_is_refused() {
    office::a_changed_response_is_refused(&open(), &Place::OF_SEALED.map(words));
}

#[test]
fn a_plain_response_with_one_byte_changed_is_refused() {
    office::a_changed_response_is_refused(&open_without_key(), &Place::OF_PLAIN.map(words));
}

#[test]
fn a_replayed_response_is_refused() {
    let words = "['invalid_response'] The InResponseTo of the Response: REQUEST, does not match the ID of the \
        AuthNRequest sent by the SP: none";
    office::a_replayed_response_is_refused(&open(), words);
}

/// What a citizen asks for there, so that its request is one that cannot be granted; and what it is told.
const WISHES: [(&str, &str); 4] = [
    ("passive=yes", "PASSIVE: the user would have to be asked, signed: Responder NoPassive"),
    (
        "level=http://eidas.europa.eu/LoA/high",
        "LOA_NOT_REACHED: required high, obtained none, signed: Requester NoAuthnContext",
    ),
    (
        "level=urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
        "LOA_UNKNOWN: the comparison or level is not supported, signed: Requester NoAuthnContext",
    ),
    (
        "format=urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
        "NAMEID: the requested NameID format is not supported, signed: Requester InvalidNameIDPolicy",
    ),
];

#[test]
fn every_status_that_its_request_can_bring_about_is_told_with_both_codes() {
    let office = open();
    for (wish, words) in WISHES {
        let told = office.declined(&format!("{}&{wish}", office.permit));
        assert_text(&told, StatusCode::FORBIDDEN, &refused(words));
    }
}

#[test]
fn every_status_that_its_record_can_bring_about_is_told_with_both_codes() {
    let office = open_without_key();
    let told = office.declined_for_registration();
    let words = LOWER_REGISTRATION.join(", signed: ");
    assert_text(&told, StatusCode::FORBIDDEN, &refused(&words));
    for (record, words) in DECLINING_RECORDS {
        office.set(record);
        let told = office.declined(&office.permit);
        assert_text(&told, StatusCode::FORBIDDEN, &refused(&words.join(", signed: ")));
    }
}

fn refused(words: &str) -> String {
    let (_, codes) = words.split_once(", signed: ").unwrap();
    let top = codes.split(' ').next().unwrap();
    let said = format!("The status code of the Response was not Success, was {top} -> {words}");
    format!("refused: ['invalid_response'] {said}\n")
}
