//! Messages there and back: what is encoded is decoded, and nothing else ever opens.

use identity::Comparison;
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::keys::{AGENCY, p256, rsa, trusted};
use crate::binding::{Parameter, post_value, sign_redirect};
use crate::request::{AuthnRequest, RequestedContext};
use crate::write::sign;
use crate::{Claimed, EntityId, MessageId, Received, RelayState, Untrusted, Verified};

pub(crate) fn request() -> AuthnRequest {
    AuthnRequest {
        id: MessageId::new("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770").unwrap(),
        issue_instant: "2026-03-02T09:15:00Z".parse().unwrap(),
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        provider_name: Some("Q2826000H_E04975701;TASAS".to_owned()),
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        consumer_url: Some("https://sede.ejemplo.test/acs?a=1&b=2".to_owned()),
        consumer_index: None,
        protocol_binding: Some("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST".to_owned()),
        force_authn: true,
        is_passive: false,
        name_id_format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned()),
        requested: Some(RequestedContext {
            comparison: Comparison::Minimum,
            classes: vec!["http://eidas.europa.eu/LoA/substantial".to_owned()],
        }),
    }
}

/// A form as a browser sends it, with every octet escaped.
pub(crate) fn form(xml: &[u8], relay_state: Option<&str>) -> Vec<u8> {
    let escaped = |text: &str| {
        let escapes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        escapes.concat()
    };
    let mut form = format!("SAMLRequest={}", escaped(&post_value(xml)));
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

fn text() -> impl Strategy<Value = String> {
    "[ -~áéñ€𝒳\t\n\r]{1,40}".prop_filter("text around names is trimmed", |text| {
        text.trim_matches([' ', '\t', '\r', '\n']) == text
    })
}

fn any_request() -> impl Strategy<Value = AuthnRequest> {
    let comparison = prop_oneof![
        Just(Comparison::Exact),
        Just(Comparison::Minimum),
        Just(Comparison::Better),
        Just(Comparison::Maximum)
    ];
    let requested = (comparison, vec(text(), 0..4))
        .prop_map(|(comparison, classes)| RequestedContext { comparison, classes });
    let consumer = prop_oneof![
        Just((None, None)),
        text().prop_map(|url| (Some(url), None)),
        any::<u16>().prop_map(|index| (None, Some(index)))
    ];
    let issuer = option::of("[!-~ñ€]{1,60}".prop_map(|text| EntityId::new(&text).unwrap()));
    (
        ("[_a-zA-Z][_a-zA-Z0-9.-]{0,80}", 0_i64..4_102_444_800, issuer, consumer),
        (option::of(text()), option::of(text()), option::of(text()), option::of(text())),
        (any::<bool>(), any::<bool>(), option::of(requested)),
    )
        .prop_map(|((id, second, issuer, consumer), texts, flags)| AuthnRequest {
            id: MessageId::new(&id).unwrap(),
            issue_instant: Timestamp::from_second(second).unwrap(),
            issuer,
            consumer_url: consumer.0,
            consumer_index: consumer.1,
            provider_name: texts.0,
            destination: texts.1,
            protocol_binding: texts.2,
            name_id_format: texts.3,
            force_authn: flags.0,
            is_passive: flags.1,
            requested: flags.2,
        })
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
