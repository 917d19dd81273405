//! `mod_auth_mellon` on Apache: by redirect, level low at least.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use tests::street::{House, Page, Plot, Process, open_to_all, root};

use crate::{Agency, QUERY, of_another_citizen, of_another_second};

const PAGE: &str = "permit.shtml";
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
const LEVEL: &str =
    "<saml2:AuthnContextClassRef>http://eidas.europa.eu/LoA/low</saml2:AuthnContextClassRef>";

/// Opens an Apache and lets it join.
fn open() -> Agency {
    let house = House::open();
    let plot = house.plot("certificado");
    let process = Process::start("apache", &apache(&plot), &plot.folder);
    process.listens((plot.address, plot.port).into());
    let metadata = house.visitor().get(&format!("{}/mellon/metadata", plot.url));
    assert_eq!(house.join(&metadata.answer.body), REMARKS);
    Agency { permit: format!("{}/{PAGE}?{QUERY}", plot.url), by_post: false, process, house }
}

fn apache(plot: &Plot) -> Command {
    let configuration = root().join("tests/interop");
    let pages = plot.folder.join("pages");
    fs::create_dir(&pages).unwrap();
    fs::copy(configuration.join("mellon.shtml"), pages.join(PAGE)).unwrap();
    for path in [&pages, &pages.join(PAGE)] {
        open_to_all(path);
    }
    let mut apache = Command::new("apache2");
    apache
        .args(["-D", "FOREGROUND", "-f"])
        .arg(configuration.join("mellon.conf").canonicalize().unwrap())
        .env("OFFICE", &plot.folder)
        .env("OFFICE_HOST", &plot.host)
        .env("OFFICE_ADDRESS", plot.address.to_string())
        .env("OFFICE_PORT", plot.port.to_string())
        .env("OFFICE_TLS", &plot.tls)
        .env("OFFICE_SIGNER", &plot.signer)
        .env("HUB_METADATA", &plot.hub);
    apache
}

/// mellon has no variable for the level: it is in the dump of its session.
fn assert_permitted(page: &Page) {
    assert_eq!(page.answer.status, StatusCode::OK);
    let (told, session) = page.answer.body.split_once("session: ").unwrap();
    assert_eq!(told, PERMIT);
    let session = String::from_utf8(STANDARD.decode(session.trim()).unwrap()).unwrap();
    assert!(session.contains(LEVEL), "{session}");
}

/// The page says only that; the log says why.
fn assert_refused(office: &Agency, page: &Page, status: StatusCode, words: &str) {
    assert_eq!(page.answer.status, status);
    let log = office.process.said();
    let said = log.lines().rfind(|line| line.contains("[auth_mellon:error]")).unwrap();
    assert!(said.ends_with(words), "{said}");
}

#[test]
fn a_citizen_logs_in() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let permit = visitor.return_with(&back, &back.response());
    assert_eq!(permit.url, office.permit);
    assert_permitted(&permit);
}

#[test]
fn a_cancelled_login_is_told() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.cancel(&choose);
    let told = visitor.return_with(&back, &back.response());
    let words = "Error processing authn response. Lasso error: [-432] Status code is not success, SAML \
        Response: StatusCode1=\"urn:oasis:names:tc:SAML:2.0:status:Responder\", \
        StatusCode2=\"urn:oasis:names:tc:SAML:2.0:status:AuthnFailed\", \
        StatusMessage=\"CANCELLED: authentication cancelled by the user\"";
    assert_refused(&office, &told, StatusCode::UNAUTHORIZED, words);
}

#[test]
fn a_response_with_one_byte_changed_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = back.response();
    let words = |cause: &str| {
        format!(
            "Error processing authn response. Lasso error: {cause}, SAML \
            Response: StatusCode1=\"urn:oasis:names:tc:SAML:2.0:status:Success\", StatusCode2=\"(null)\", \
            StatusMessage=\"urn:oasis:names:tc:SAML:2.0:status:Success\""
        )
    };
    // mellon decrypts before it verifies: what does not decrypt is not there.
    for (changed, cause) in [
        (
            of_another_citizen(&response),
            "[-427] When looking for an assertion we did not found it.",
        ),
        (of_another_second(&response), "[-111] Failed to verify signature."),
    ] {
        let refused = visitor.return_with(&back, &changed);
        assert_refused(&office, &refused, StatusCode::BAD_REQUEST, &words(cause));
    }
    assert_permitted(&visitor.return_with(&back, &response));
}

#[test]
fn a_replayed_response_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = back.response();
    assert_permitted(&visitor.return_with(&back, &response));
    let refused = visitor.return_with(&back, &response);
    assert!(
        response.contains("<saml2:EncryptedAssertion"),
        "only the agency sees the assertion's ID"
    );
    assert_refused(&office, &refused, StatusCode::BAD_REQUEST, " has already been used.");
}
