//! Messages there and back: what is encoded is decoded, and nothing else ever opens.

use identity::Comparison;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::keys::{AGENCY, decryption, p256, recipient, rsa, trusted};
use super::samples::{any_assertion, any_envelope, any_logout, any_refusal, any_request};
use crate::binding::{Parameter, post_value, sign_redirect};
use crate::request::{AuthnRequest, NameIdPolicy, RequestedContext};
use crate::write::sign;
use crate::{
    Assertion, Attribute, Claimed, ContentSecret, Dialect, EntityId, Envelope, LogoutRequest,
    LogoutResponse, Manner, MessageId, NameId, Received, RelayState, Response, Signed, Untrusted,
    Verified, decline, respond,
};

pub(crate) fn request() -> AuthnRequest {
    AuthnRequest {
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        provider_name: Some("Q2826000H_E04975701;TASAS".to_owned()),
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        consumer_url: Some("https://sede.ejemplo.test/acs?a=1&b=2".to_owned()),
        protocol_binding: Some("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST".to_owned()),
        force_authn: true,
        name_id_policy: Some(NameIdPolicy {
            format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned()),
            ..NameIdPolicy::default()
        }),
        requested: Some(RequestedContext {
            comparison: Comparison::Minimum,
            classes: vec!["http://eidas.europa.eu/LoA/substantial".to_owned()],
        }),
        ..AuthnRequest::new(
            MessageId::new("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770").unwrap(),
            "2026-03-02T09:15:00Z".parse().unwrap(),
        )
    }
}

/// A form as a browser sends it, with every octet escaped.
pub(crate) fn form(xml: &[u8], relay_state: Option<&str>) -> Vec<u8> {
    named_form("SAMLRequest", xml, relay_state)
}

pub(crate) fn named_form(name: &str, xml: &[u8], relay_state: Option<&str>) -> Vec<u8> {
    let escaped = |text: &str| {
        let escapes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        escapes.concat()
    };
    let mut form = format!("{name}={}", escaped(&post_value(xml)));
    if let Some(relay_state) = relay_state {
        form.push_str("&RelayState=");
        form.push_str(&escaped(relay_state));
    }
    form.into_bytes()
}

fn open_post(xml: &[u8]) -> Result<Verified<AuthnRequest>, Untrusted> {
    Received::from_post(&form(xml, None))?.open(trusted())
}

fn open_redirect(query: &str) -> Result<Verified<AuthnRequest>, Untrusted> {
    Received::from_redirect(query)?.open(trusted())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_request_by_post_is_read_as_it_was_written(
        request in any_request(), relay_state in option::of("[ -~áéñ€𝒳]{0,200}"), ec in any::<bool>(),
    ) {
        let key = if ec { p256() } else { rsa() };
        let at = usize::from(request.issuer.is_some());
        let xml = sign(request.to_element(), at, key).unwrap().to_bytes();
        let received = Received::from_post(&form(&xml, relay_state.as_deref())).unwrap();
        let claims = Claimed {
            issuer: request.issuer.clone(), provider_name: request.provider_name.clone(),
        };
        prop_assert_eq!(received.claims().unwrap(), claims);
        let verified = received.open::<AuthnRequest>(trusted()).unwrap();
        prop_assert_eq!(verified.signer().as_str(), AGENCY);
        let (message, _, state) = verified.into_parts();
        prop_assert_eq!(message, request);
        prop_assert_eq!(state.map(String::from), relay_state);
    }

    #[test]
    fn a_request_by_redirect_is_read_as_it_was_written(
        request in any_request(), relay_state in option::of("[ -~áéñ€𝒳]{0,200}"), ec in any::<bool>(),
    ) {
        let key = if ec { p256() } else { rsa() };
        let state = relay_state.as_deref().map(|text| RelayState::new(text).unwrap());
        let xml = request.to_element().to_bytes();
        let query = sign_redirect(Parameter::Request, &xml, state.as_ref(), key).unwrap();
        let verified = open_redirect(&query).unwrap();
        prop_assert_eq!(verified.message(), &request);
        prop_assert_eq!(verified.relay_state(), state.as_ref());
    }

    #[test]
    fn an_answer_is_read_as_it_was_written(
        envelope in any_envelope(), assertion in any_assertion(), ec in any::<bool>(),
        clave2 in any::<bool>(), alone in any::<bool>(), sealed in option::of(any::<u8>()),
    ) {
        let key = if ec { p256() } else { rsa() };
        let dialect = if clave2 { Dialect::Clave2 } else { Dialect::Strict };
        let recipient = recipient(ec, clave2);
        let manner = Manner {
            signed: if alone { Signed::Response } else { Signed::Both },
            recipient: sealed.map(|octet| (&recipient, ContentSecret::new([octet; 44]))),
            ..Manner::new(dialect, key)
        };
        let xml = respond(&envelope, &assertion, manner).unwrap();
        let form = named_form("SAMLResponse", &xml, None);
        let received = Received::from_post(&form).unwrap();
        let opened = received.open_with::<Response>(trusted(), decryption()).unwrap();
        let mut expected = assertion;
        if !clave2 {
            // Only with types there is a place to say it.
            for value in expected.attributes.iter_mut().flat_map(|attribute| &mut attribute.values) {
                value.is_latin = true;
            }
        }
        prop_assert_eq!(opened.message().envelope.clone(), envelope);
        prop_assert_eq!(opened.message().status.clone(), crate::Status::success());
        prop_assert!(opened.message().assertion.as_ref() == Some(&expected));
    }

    #[test]
    fn a_refusal_is_read_as_it_was_written(
        envelope in any_envelope(), status in any_refusal(), clave2 in any::<bool>(),
    ) {
        let dialect = if clave2 { Dialect::Clave2 } else { Dialect::Strict };
        let xml = decline(&envelope, &status, Manner::new(dialect, rsa())).unwrap();
        let form = named_form("SAMLResponse", &xml, None);
        let opened = Received::from_post(&form).unwrap().open::<Response>(trusted()).unwrap();
        let expected = Response { envelope, status, assertion: None };
        prop_assert_eq!(opened.message(), &expected);
    }

    #[test]
    fn leaving_is_read_as_it_was_written(
        request in any_logout(), envelope in any_envelope(), status in any_refusal(),
        sealed in option::of(any::<u8>()), clave2 in any::<bool>(),
    ) {
        let recipient = recipient(false, clave2);
        let secret = sealed.map(|octet| (&recipient, ContentSecret::new([octet; 44])));
        let at = usize::from(request.issuer.is_some());
        let xml = sign(request.to_element(secret).unwrap(), at, rsa()).unwrap().to_bytes();
        let field = if clave2 { "samlRequestLogout" } else { "SAMLRequest" };
        let received = Received::from_clave2_post(&named_form(field, &xml, None)).unwrap();
        prop_assert_eq!(received.claims().unwrap().issuer, request.issuer.clone());
        let opened = received.open_with::<LogoutRequest>(trusted(), decryption()).unwrap();
        prop_assert!(opened.message() == &request);

        let dialect = if clave2 { Dialect::Clave2 } else { Dialect::Strict };
        let answer = LogoutResponse { envelope, status };
        let xml = sign(answer.to_element(dialect), 1, dialect.signing(p256())).unwrap().to_bytes();
        let received = Received::from_post(&named_form("SAMLResponse", &xml, None)).unwrap();
        let opened = received.open::<LogoutResponse>(trusted()).unwrap();
        prop_assert_eq!(opened.message(), &answer);
    }

    #[test]
    fn octets_from_anywhere_never_panic(octets in vec(any::<u8>(), 0..300)) {
        let _ = Received::from_post(&octets);
        let _ = Received::from_post(&form(&octets, None)).map(|received| received.claims());
        let _ = Received::from_redirect(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn markup_from_anywhere_never_panics(
        pieces in vec(prop_oneof![
            Just("<a"), Just(">"), Just("</a>"), Just("/>"), Just(" xmlns='u'"), Just(" xmlns:p='v'"),
            Just("<p:a"), Just(" p:b='c'"), Just("&lt;"), Just("&#0;"), Just("&x;"), Just("é"), Just("\r"),
            Just("<?xml version='1.0'?>"), Just("]]>"), Just("\""), Just("'"), Just("="), Just(":"),
        ], 0..40)
    ) {
        let _ = open_post(pieces.concat().as_bytes());
    }
}

/// Where a flipped bit may go unnoticed: nobody looks into `KeyInfo`.
fn key_info(xml: &str) -> std::ops::Range<usize> {
    let inside = "<ds:KeyInfo>".len();
    xml.find("<ds:KeyInfo>").unwrap() + inside..xml.find("</ds:KeyInfo>").unwrap()
}

#[test]
fn no_flipped_bit_of_a_posted_message_opens() {
    let request = request();
    let xml = sign(request.to_element(), 1, rsa()).unwrap().to_bytes();
    let unread = key_info(std::str::from_utf8(&xml).unwrap());
    assert_eq!(open_post(&xml).unwrap().message(), &request);
    for at in 0..xml.len() {
        // Half of a message is the certificate that nobody reads: one bit of each octet will do.
        for bit in if unread.contains(&at) { 0..1 } else { 0..8 } {
            let mut flipped = xml.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(opened) = open_post(&flipped) {
                assert!(unread.contains(&at), "bit {bit} of octet {at} opens");
                assert_eq!(opened.message(), &request);
            }
        }
    }
}

#[test]
fn no_replaced_octet_of_a_posted_message_opens_as_another() {
    let request = request();
    let xml = sign(request.to_element(), 1, p256()).unwrap().to_bytes();
    for at in 0..xml.len() {
        for octet in *b" \n<>&\"/#A" {
            let mut replaced = xml.clone();
            replaced[at] = octet;
            if let Ok(opened) = open_post(&replaced) {
                assert_eq!(opened.message(), &request, "octet {at} as {octet}");
            }
        }
    }
}

/// Signed inside, encrypted, and signed again: each octet of it counts.
#[test]
fn no_flipped_bit_of_an_answer_opens_as_another() {
    let issuer = EntityId::new(AGENCY).unwrap();
    let envelope = Envelope {
        response_id: MessageId::new("_r").unwrap(),
        issued: "2026-03-02T09:17:31Z".parse().unwrap(),
        issuer: issuer.clone(),
        destination: "https://sede.ejemplo.test/acs".to_owned(),
        in_response_to: MessageId::new("_q").unwrap(),
    };
    let assertion = Assertion {
        id: MessageId::new("_a").unwrap(),
        not_before: None,
        not_on_or_after: "2026-03-02T09:22:31Z".parse().unwrap(),
        audience: AGENCY.to_owned(),
        one_time_use: false,
        name_id: NameId::transient("_t".to_owned(), &issuer),
        address: None,
        session_index: None,
        authn_instant: "2026-03-02T09:17:29Z".parse().unwrap(),
        context: "http://eidas.europa.eu/LoA/low".to_owned(),
        authorities: Vec::new(),
        attributes: vec![Attribute::one("urn:a", "a", "12345678Z")],
    };
    let recipient = recipient(false, false);
    for sealed in [false, true] {
        let secret = sealed.then(|| (&recipient, ContentSecret::new([7; 44])));
        let manner = Manner { recipient: secret, ..Manner::new(Dialect::Strict, p256()) };
        let xml = respond(&envelope, &assertion, manner).unwrap();
        let open = |xml: &[u8]| {
            let received = Received::from_post(&named_form("SAMLResponse", xml, None))?;
            received.open_with::<Response>(trusted(), decryption())
        };
        let genuine = open(&xml).unwrap().into_parts().0;
        assert!(genuine.assertion.as_ref() == Some(&assertion));
        for at in 0..xml.len() {
            let mut flipped = xml.clone();
            flipped[at] ^= 1 << (at % 7);
            if let Ok(opened) = open(&flipped) {
                assert!(opened.message() == &genuine, "octet {at}");
            }
        }
    }
}

#[test]
fn no_flipped_bit_of_a_redirected_message_opens_as_another() {
    let request = request();
    let state = RelayState::new("k3Tz81Qp ñ").unwrap();
    let xml = request.to_element().to_bytes();
    let query = sign_redirect(Parameter::Request, &xml, Some(&state), rsa()).unwrap();
    assert_eq!(open_redirect(&query).unwrap().message(), &request);
    let signature = query.find("&Signature=").unwrap();
    for at in 0..query.len() {
        for bit in 0..7 {
            let mut flipped = query.clone().into_bytes();
            flipped[at] ^= 1 << bit;
            let flipped = String::from_utf8(flipped).unwrap();
            if let Ok(opened) = open_redirect(&flipped) {
                // %2b for %2B in the signature, which does not cover itself.
                assert!(at > signature && bit == 5, "bit {bit} of octet {at} opens");
                assert_eq!(opened.message(), &request);
                assert_eq!(opened.relay_state(), Some(&state));
            }
        }
    }
}
