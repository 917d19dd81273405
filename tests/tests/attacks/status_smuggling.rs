//! An answer that says no, read as yes: a second status, a success below a refusal, or an assertion in
//! a refusal. The other way round, a success that asserts nothing. All of them truly signed: providers
//! exist that assert something although it failed (SPEC 3.7).

use saml::{Malformed, Response, SecondCode, TopCode, Untrusted};

use crate::answers::{answered, around, open, plain_assertion, response, signed};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";
const AUTHN_FAILED: &str = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";

fn status(codes: &str) -> String {
    format!("<saml2p:Status>{codes}</saml2p:Status>")
}

fn code(value: &str, inside: &str) -> String {
    format!("<saml2p:StatusCode Value=\"{value}\">{inside}</saml2p:StatusCode>")
}

/// The response with this in the place of its status.
fn with(instead: &str, inside: &str) -> Result<Response, Untrusted> {
    let response = around(inside);
    let end = "</saml2p:Status>";
    let start = response.find("<saml2p:Status>").unwrap();
    let end = response.find(end).unwrap() + end.len();
    open(&signed(format!("{}{instead}{}", &response[..start], &response[end..])))
}

#[test]
fn a_second_status_is_refused() {
    let (yes, no) = (status(&code(SUCCESS, "")), status(&code(RESPONDER, "")));
    for two in [format!("{yes}{no}"), format!("{no}{yes}"), format!("{yes}{yes}")] {
        let refused = with(&two, &plain_assertion());
        assert_eq!(refused, Err(Malformed::Repeated("Status").into()));
    }
}

#[test]
fn a_second_code_beside_the_first_is_refused() {
    for two in [[SUCCESS, RESPONDER], [RESPONDER, SUCCESS]] {
        let codes = two.map(|value| code(value, "")).concat();
        let refused = with(&status(&codes), &plain_assertion());
        assert_eq!(refused, Err(Malformed::Repeated("StatusCode").into()));
    }
    let below = code(RESPONDER, &code(SUCCESS, "").repeat(2));
    assert_eq!(
        with(&status(&below), &plain_assertion()),
        Err(Malformed::Repeated("StatusCode").into())
    );
}

#[test]
fn a_success_below_a_refusal_is_a_refusal_and_its_assertion_is_not_read() {
    let refusal = code(RESPONDER, &code(SUCCESS, ""));
    let opened = with(&status(&refusal), &plain_assertion()).unwrap();
    assert_eq!((opened.status.top, opened.status.second), (TopCode::Responder, None));
    assert_eq!(opened.assertion, None);
    let refusal = code(RESPONDER, &code(AUTHN_FAILED, &code(SUCCESS, "")));
    let opened = with(&status(&refusal), &plain_assertion()).unwrap();
    assert_eq!(opened.status.second, Some(SecondCode::AuthnFailed));
    assert_eq!(opened.assertion, None);
}

#[test]
fn a_status_elsewhere_is_none() {
    let status = status(&code(SUCCESS, ""));
    let elsewhere = format!("<saml2p:Extensions>{status}</saml2p:Extensions>");
    for instead in ["", &elsewhere] {
        let refused = with(instead, &plain_assertion());
        assert_eq!(refused, Err(Malformed::Missing("Status").into()));
    }
    let foreign = status.replace("saml2p:", "").replacen("<Status", "<Status xmlns=\"urn:x\"", 1);
    assert_eq!(with(&foreign, &plain_assertion()), Err(Malformed::Missing("Status").into()));
}

#[test]
fn a_code_that_nearly_says_success_does_not() {
    for near in [
        "Success",
        "urn:oasis:names:tc:SAML:2.0:status:success",
        "urn:oasis:names:tc:SAML:2.0:status:Success ",
        "urn:oasis:names:tc:SAML:2.0:status:Success&#10;",
        "urn:oasis:names:tc:SAML:1.1:status:Success",
        AUTHN_FAILED,
        "",
    ] {
        let refused = with(&status(&code(near, "")), &plain_assertion());
        assert_eq!(refused, Err(Malformed::Value("StatusCode").into()), "{near:?}");
    }
    let none = "<saml2p:StatusCode></saml2p:StatusCode>";
    assert_eq!(with(&status(none), &plain_assertion()), Err(Malformed::Missing("Value").into()));
    let code = Err(Malformed::Missing("StatusCode").into());
    assert_eq!(with(&status(""), &plain_assertion()), code);
}

#[test]
fn a_success_that_asserts_nothing_is_refused() {
    assert_eq!(answered(""), Err(Malformed::Missing("Assertion").into()));
    let elsewhere = format!("<saml2p:Extensions>{}</saml2p:Extensions>", plain_assertion());
    assert_eq!(answered(&elsewhere), Err(Malformed::Missing("Assertion").into()));
    let foreign = plain_assertion().replace("SAML:2.0:assertion", "SAML:1.0:assertion");
    assert_eq!(answered(&foreign), Err(Malformed::Missing("Assertion").into()));
    assert_eq!(answered(&plain_assertion()), Ok(response()));
}
