//! Kits of Cl@ve post one message in two or three fields of different names (SPEC SAML-60, SAML-62): one
//! side verifies the first, the other reads the second. They must all say the same, and count for
//! nothing outside that dialect.

use saml::{LogoutRequest, Malformed, Received, Untrusted};

use crate::answers::{PROVIDER, by_provider, keys};
use crate::forge::{Recipe, form};

const ID: &str = "_l1a2b3c4";

fn request(name: &str) -> String {
    format!(
        "<saml2p:LogoutRequest xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{ID}\" IssueInstant=\"2026-03-02T09:15:00Z\" Version=\"2.0\"><saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{PROVIDER}</saml2:Issuer><saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{name}</saml2:NameID></saml2p:LogoutRequest>"
    )
}

/// The value of a field that carries it.
fn value(xml: &str) -> String {
    String::from_utf8(form(xml.as_bytes())).unwrap().split_off("SAMLRequest=".len())
}

fn genuine() -> String {
    value(&Recipe { sign: by_provider, ..Recipe::over(request("agency"), ID) }.xml())
}

fn forged() -> String {
    value(&request("another"))
}

fn open(fields: &[(&str, &str)]) -> Result<String, Untrusted> {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let received = Received::from_clave2_post(pairs.join("&").as_bytes())?;
    Ok(received.open::<LogoutRequest>(&keys())?.message().name_id.value.clone())
}

const FIELDS: [&str; 3] = ["SAMLRequest", "logoutRequest", "samlRequestLogout"];

#[test]
fn one_message_in_several_fields_is_one() {
    let genuine = genuine();
    for name in FIELDS {
        assert_eq!(open(&[(name, &genuine)]), Ok("agency".to_owned()));
    }
    let all = FIELDS.map(|name| (name, genuine.as_str()));
    assert_eq!(open(&all), Ok("agency".to_owned()));
    let padded = [("SAMLRequest", ""), ("logoutRequest", &genuine), ("SAMLResponse", "")];
    assert_eq!(open(&padded), Ok("agency".to_owned()));
}

#[test]
fn two_messages_in_two_fields_are_refused_whichever_is_genuine() {
    let (genuine, forged) = (genuine(), forged());
    for first in FIELDS {
        for second in FIELDS.into_iter().filter(|second| *second != first) {
            let both = open(&[(first, &genuine), (second, &forged)]);
            assert_eq!(both, Err(Malformed::TwoMessages.into()), "{first}, {second}");
            // The same octets written otherwise are not the same to everybody.
            let escaped = genuine.replacen('P', "%50", 1);
            let both = open(&[(first, &genuine), (second, &escaped)]);
            assert_eq!(both, Err(Malformed::TwoMessages.into()), "{first}, {second}");
        }
    }
    for answer in ["SAMLResponse", "logoutResponse", "samlResponseLogout"] {
        let both = open(&[("logoutRequest", &genuine), (answer, &genuine)]);
        assert_eq!(both, Err(Malformed::TwoMessages.into()), "{answer}");
    }
}

#[test]
fn no_field_comes_twice_not_even_with_the_same() {
    let genuine = genuine();
    for name in ["logoutRequest", "samlRequestLogout", "logoutResponse", "samlResponseLogout"] {
        let twice = open(&[(name, &genuine), (name, &genuine)]);
        assert_eq!(twice, Err(Malformed::RepeatedParameter(name).into()));
    }
}

#[test]
fn outside_the_dialect_these_fields_carry_nothing() {
    for name in &FIELDS[1..] {
        let form = format!("{name}={}", genuine());
        let refused = Received::from_post(form.as_bytes()).unwrap_err();
        assert_eq!(refused, Malformed::NoMessage);
    }
    let beside = format!("SAMLRequest={}&logoutRequest={}", genuine(), forged());
    let received = Received::from_post(beside.as_bytes()).unwrap();
    let opened = received.open::<LogoutRequest>(&keys()).unwrap();
    assert_eq!(opened.message().name_id.value, "agency");
}

#[test]
fn what_is_in_those_fields_is_signed_or_refused() {
    assert_eq!(open(&[("logoutRequest", &forged())]), Err(Untrusted::Unsigned));
    assert_eq!(open(&[("logoutRequest", "")]), Err(Malformed::NoMessage.into()));
}
