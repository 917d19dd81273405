//! `SimpleSAMLphp` on Apache and PHP: by redirect, level low at least, signed and encrypted assertions
//! wanted.
//!
//! It trusts the signature of the assertion. One around it that is wrong it treats as none, and what
//! it looks at there is the status alone.

use std::fs;
use std::process::Command;
use std::rc::Rc;

use http::StatusCode;
use tests::street::{House, Page, Process};

use crate::{Agency, PERMIT, Place, QUERY, apache, assert_text, leaving, sealed};

fn open() -> Agency {
    let house = Rc::new(House::open());
    let plot = house.plot("hacienda");
    fs::create_dir(plot.folder.join("tmp")).unwrap();
    let php_at = format!("{}:{}", plot.address, plot.port + 1);
    let mut environment = apache::environment(&house, &plot);
    environment.push(("PHP_AT", php_at.clone().into()));
    let configuration = apache::configurations().join("simplesamlphp");
    environment.push(("SIMPLESAMLPHP_CONFIG_DIR", configuration.into()));
    let mut php = Command::new("php-cgi");
    php.args(["-b", &php_at]).envs(environment.clone());
    let php = Process::start("php", &php, &plot.folder);
    php.listens((plot.address, plot.port + 1).into());
    let apache = apache::start(&plot, "simplesamlphp.php", environment);
    let metadata = format!("{}/simplesaml/module.php/saml/sp/metadata.php/office", plot.url);
    let metadata = house.visitor().get(&metadata).answer.body;
    assert_eq!(house.join(&metadata), "");
    let permit = format!("{}/permit.php?{QUERY}", plot.url);
    Agency {
        permit,
        by_post: false,
        leave: format!(
            "{0}/simplesaml/module.php/core/as_logout.php?AuthId=office&ReturnTo={0}/left.shtml",
            plot.url
        ),
        logout: format!("{}/simplesaml/module.php/saml/sp/saml2-logout.php/office", plot.url),
        left: (format!("{}/left.shtml", plot.url), "who: (none)\n"),
        processes: vec![php, apache],
        house,
    }
}

/// The page of an error has the cause among what is told to administrators.
fn assert_refused(page: &Page, words: &str) {
    let (_, cause) = page.answer.body.split_once("Caused by: ").unwrap();
    assert_eq!(cause.lines().next(), Some(words));
}

#[test]
fn a_citizen_logs_in() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let permit = visitor.return_with(&back, &sealed(&back));
    assert_eq!(permit.url, office.permit);
    assert_text(&permit, StatusCode::OK, PERMIT);
}

leaving::tests!(open);

#[test]
fn a_cancelled_login_is_told() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.cancel(&choose);
    let words = "SimpleSAML\\Module\\saml\\Error: Responder/AuthnFailed: \
        CANCELLED: authentication cancelled by the user";
    assert_refused(&visitor.return_with(&back, &back.response()), words);
}

#[test]
fn a_response_with_one_byte_changed_is_refused_where_it_is_looked_at() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    let failed =
        "SimpleSAML\\Module\\saml\\Error: Succe0s: urn:oasis:names:tc:SAML:2.0:status:Success";
    let sealed = "Exception: Failed to decrypt XML element.";
    for (place, words) in [(Place::Status, failed), (Place::Key, sealed), (Place::Content, sealed)]
    {
        assert_refused(&visitor.return_with(&back, &place.changed_in(&response)), words);
    }
    let passed_over = Place::Second.changed_in(&response);
    assert_text(&visitor.return_with(&back, &passed_over), StatusCode::OK, PERMIT);
}

/// To the browser that is logged in by it nothing happens.
#[test]
fn a_replayed_response_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    for _ in 0..2 {
        let permit = visitor.return_with(&back, &response);
        assert_text(&permit, StatusCode::OK, PERMIT);
    }
    let another = office.house.visitor();
    let words = "SimpleSAML\\Error\\Exception: Received duplicate assertion.";
    assert_refused(&another.return_with(&back, &response), words);
}
