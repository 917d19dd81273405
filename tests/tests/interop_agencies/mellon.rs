//! `mod_auth_mellon` on Apache: by redirect, level low at least.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use tests::street::{House, Page};

use crate::{Agency, DECLINING_RECORDS, LOWER_REGISTRATION, Place, QUERY, apache, leaving, sealed};

/// It offers the bindings HTTP-Artifact and PAOS as well.
const REMARKS: &str = "\
line 21: note: This AssertionConsumerService is ignored: answers are sent by the HTTP-POST binding only. (SAML Metadata 2.4.4)
line 25: note: This AssertionConsumerService is ignored: answers are sent by the HTTP-POST binding only. (SAML Metadata 2.4.4)
";
/// What a citizen reads there, before the dump of the session.
const PERMIT: &str = "\
who: 00000000T
name: Íñigo Muñoz Peña
how: SEGSOC
asked: year=2026&class=B%20%26%20C
";
const NOT_SUCCESS: &str = "[-432] Status code is not success";
/// Lasso has a sentence of its own for `RequestDenied`.
const DENIED: &str = "[450] Generic error when an IdP or an SP return the RequestDenied status code in \
                      its response.";
const NOT_DECRYPTED: &str = "[-427] When looking for an assertion we did not found it.";
const NOT_VERIFIED: &str = "[-111] Failed to verify signature.";
const LEVEL: &str =
    "<saml2:AuthnContextClassRef>http://eidas.europa.eu/LoA/low</saml2:AuthnContextClassRef>";

/// Opens an Apache and lets it join.
fn open() -> Agency {
    open_in(&Rc::new(House::open()))
}

/// The same, at a hub that others join.
pub(crate) fn open_in(house: &Rc<House>) -> Agency {
    open_asking(house, "http://eidas.europa.eu/LoA/low")
}

/// The same, which asks for another level.
fn open_asking(house: &Rc<House>, level: &str) -> Agency {
    let plot = house.plot("certificado");
    let mut environment = apache::environment(house, &plot);
    environment.push(("LEVEL", level.into()));
    let process = apache::start(&plot, "mellon.shtml", environment);
    let metadata = house.visitor().get(&format!("{}/mellon/metadata", plot.url));
    assert_eq!(house.join(&metadata.answer.body), REMARKS);
    Agency {
        permit: format!("{}/permit.shtml?{QUERY}", plot.url),
        by_post: false,
        leave: format!("{0}/mellon/logout?ReturnTo={0}/left.shtml", plot.url),
        logout: format!("{}/mellon/logout", plot.url),
        left: (format!("{}/left.shtml", plot.url), "who: (none)\n"),
        processes: vec![process],
        house: Rc::clone(house),
    }
}

/// mellon has no variable for the level: it is in the dump of its session, which is returned.
fn assert_permitted(page: &Page) -> String {
    assert_eq!(page.answer.status, StatusCode::OK);
    let (told, session) = page.answer.body.split_once("session: ").unwrap();
    assert_eq!(told, PERMIT);
    let session = String::from_utf8(STANDARD.decode(session.trim()).unwrap()).unwrap();
    assert!(session.contains(LEVEL), "{session}");
    session
}

/// The page says only that; the log says why.
fn assert_refused(office: &Agency, page: &Page, status: StatusCode, words: &str) {
    assert_eq!(page.answer.status, status);
    let log = office.processes[0].said();
    let said = log.lines().rfind(|line| line.contains("[auth_mellon:error]")).unwrap();
    assert!(said.ends_with(words), "{said}");
}

/// The sentence, and the codes: it logs both of them.
fn assert_declined(office: &Agency, page: &Page, [sentence, codes]: [&str; 2]) {
    let code = |last: &str| format!("urn:oasis:names:tc:SAML:2.0:status:{last}");
    let (top, second) =
        codes.split_once(' ').map_or((codes, None), |(top, second)| (top, Some(second)));
    let (top, second) = (code(top), second.map_or("(null)".to_owned(), code));
    let says = if codes.ends_with("RequestDenied") { DENIED } else { NOT_SUCCESS };
    let words = format!(
        "Error processing authn response. Lasso error: {says}, SAML Response: \
         StatusCode1=\"{top}\", StatusCode2=\"{second}\", StatusMessage=\"{sentence}\""
    );
    assert_refused(office, page, StatusCode::UNAUTHORIZED, &words);
}

#[test]
fn a_citizen_logs_in() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let permit = visitor.return_with(&back, &sealed(&back));
    assert_eq!(permit.url, office.permit);
    let _ = assert_permitted(&permit);
}

leaving::tests!(open);

#[test]
fn a_cancelled_login_is_told() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.cancel(&choose);
    let told = visitor.return_with(&back, &back.response());
    let words = ["CANCELLED: authentication cancelled by the user", "Responder AuthnFailed"];
    assert_declined(&office, &told, words);
}

#[test]
fn every_status_that_its_request_can_bring_about_is_told_with_both_codes() {
    let house = Rc::new(House::open());
    let office = open_asking(&house, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password");
    let sentence = "LOA_UNKNOWN: the comparison or level is not supported";
    let unknown = [sentence, "Requester NoAuthnContext"];
    assert_declined(&office, &office.declined(&office.permit), unknown);

    let office = open();
    let url = office.permit.split("/permit").next().unwrap();
    let passive = ["PASSIVE: the user would have to be asked", "Responder NoPassive"];
    let told = office.declined(&format!("{url}/mellon/login?ReturnTo=%2F&IsPassive=true"));
    assert_declined(&office, &told, passive);
}

/// It has a key to encrypt for, so that the hub is never unavailable to it for want of one.
#[test]
fn every_status_that_its_record_can_bring_about_is_told_with_both_codes() {
    let office = open();
    assert_declined(&office, &office.declined_for_registration(), LOWER_REGISTRATION);
    for (record, words) in &DECLINING_RECORDS[1..] {
        office.set(record);
        assert_declined(&office, &office.declined(&office.permit), *words);
    }
}

#[test]
fn a_response_with_one_byte_changed_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    for place in Place::OF_SEALED {
        let refused = visitor.return_with(&back, &place.changed_in(&response));
        // It looks at the status first, decrypts, and then verifies.
        let (status, says, code) = match place {
            Place::Status => (StatusCode::UNAUTHORIZED, NOT_SUCCESS, "Succe0s"),
            Place::Key | Place::Content => (StatusCode::BAD_REQUEST, NOT_DECRYPTED, "Success"),
            Place::Second | Place::Citizen => (StatusCode::BAD_REQUEST, NOT_VERIFIED, "Success"),
        };
        let words = format!(
            "Error processing authn response. Lasso error: {says}, SAML Response: \
             StatusCode1=\"urn:oasis:names:tc:SAML:2.0:status:{code}\", StatusCode2=\"(null)\", \
             StatusMessage=\"urn:oasis:names:tc:SAML:2.0:status:Success\""
        );
        assert_refused(&office, &refused, status, &words);
    }
    let _ = assert_permitted(&visitor.return_with(&back, &response));
}

/// The id of the assertion is inside what is encrypted: mellon's session has it.
#[test]
fn a_replayed_response_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    let session = assert_permitted(&visitor.return_with(&back, &response));
    let refused = visitor.return_with(&back, &response);
    let (_, assertion) = session.split_once("<saml2:Assertion ").unwrap();
    let (_, id) = assertion.split_once(" ID=\"").unwrap();
    let words = format!("Assertion ID {} has already been used.", &id[..id.find('"').unwrap()]);
    assert_refused(&office, &refused, StatusCode::BAD_REQUEST, &words);
}
