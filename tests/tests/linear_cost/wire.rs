//! What stands around the message: parameters, escapes, base64, deflate.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateEncoder;
use saml::binding::{Parameter, sign_redirect};
use saml::{BadName, Malformed, Untrusted};

use crate::agency::{genuine, request, signing, unsigned};
use crate::message::{at_the_end, each};
use crate::{Family, Sample};

const RSA: &str = "http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256";
const ECDSA: &str = "http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23ecdsa-sha256";

pub(crate) const FAMILIES: &[Family] = &[
    Family::new("form: unknown parameters", 60_000, |n| {
        let form = format!("{}&{}", form(&genuine(&request())), "a=b&".repeat(n));
        Sample::post(form, Ok(()))
    }),
    Family::new("form: parameters of no name", 200_000, |n| {
        Sample::post("&".repeat(n), Err(Malformed::NoMessage.into()))
    }),
    Family::new("form: one name as long as the form", 700_000, |n| {
        Sample::post("n".repeat(n), Err(Malformed::NoMessage.into()))
    }),
    Family::new("form: a parameter twice", 300_000, |n| {
        let half = "A".repeat(n);
        let form = format!("SAMLRequest={half}&SAMLRequest={half}");
        Sample::post(form, Err(Malformed::RepeatedParameter("SAMLRequest").into()))
    }),
    Family::new("form: everything escaped", 60_000, |n| {
        let xml = genuine(&ending_in(&" ".repeat(n)));
        let value = STANDARD.encode(xml);
        let escaped = each(value.len(), |i| format!("%{:02x}", value.as_bytes()[i]));
        Sample::post(format!("SAMLRequest={escaped}"), Ok(()))
    }),
    Family::new("form: escaped names", 60_000, |n| {
        Sample::post("%61%62%63&".repeat(n), Err(Malformed::NoMessage.into()))
    }),
    Family::new("form: an escape broken at the end", 200_000, |n| {
        let form = format!("SAMLRequest={}%", "%41".repeat(n));
        Sample::post(form, Err(Malformed::PercentEscape.into()))
    }),
    Family::new("form: base64 with white space between all signs", 60_000, |n| {
        let xml = genuine(&ending_in(&" ".repeat(n)));
        let value: Vec<String> = STANDARD.encode(xml).chars().map(String::from).collect();
        let value = value.join(" ").replace('+', "%2B").replace(' ', "+");
        Sample::post(format!("SAMLRequest={value}"), Ok(()))
    }),
    Family::new("form: base64 broken at the end", 300_000, |n| {
        let form = format!("SAMLRequest={}-", "A".repeat(n));
        Sample::post(form, Err(Malformed::Base64.into()))
    }),
    Family::new("form: a RelayState as long as the form", 600_000, |n| {
        let form = format!("{}&RelayState={}", form(&genuine(&request())), "x".repeat(n));
        Sample::post(form, Err(Malformed::RelayState(BadName::TooLong).into()))
    }),
    Family::new("query: unknown parameters", 60_000, |n| {
        let query = format!("{}{}", signed_query(&unsigned()), "&a=b".repeat(n));
        Sample::redirect(query, 0, Ok(()))
    }),
    Family::new("query: a genuine one that inflates to the limit", 250_000, |n| {
        let xml = unsigned().replace("</saml2p:", &format!("{}</saml2p:", " ".repeat(n)));
        Sample::redirect(signed_query(&xml), xml.len(), Ok(()))
    }),
    Family::new("query: a forged one that inflates to the limit", 4000, |n| {
        let xml = unsigned().replace("</saml2p:", &format!("{}</saml2p:", "<x/>".repeat(n)));
        let query = query(&deflate(&xml), RSA, &[1; 256]);
        Sample::redirect(query, xml.len(), Err(Untrusted::Signature))
    }),
    Family::new("query: inflates beyond the limit", 20_000_000, |n| {
        let query = query(&deflate(&" ".repeat(n)), RSA, &[1; 256]);
        let size = query.len();
        Sample::redirect(query, size, Err(Malformed::TooLarge.into()))
    }),
    Family::new("query: deflate blocks that hold nothing", 20_000, |n| {
        let empty = b"\x00\x00\x00\xff\xff".repeat(n);
        let query = query(&[&empty, deflate(&unsigned()).as_slice()].concat(), RSA, &[1; 256]);
        Sample::redirect(query, 0, Err(Untrusted::Signature))
    }),
    Family::new("query: deflate that says nothing twice", 120_000, |n| {
        let noise: String = unlike(n).collect();
        let xml = unsigned().replace("</saml2p:", &format!("{noise}</saml2p:"));
        let query = query(&deflate(&xml), RSA, &[1; 256]);
        Sample::redirect(query, xml.len(), Err(Untrusted::Signature))
    }),
    Family::new("query: octets after the deflate stream", 300_000, |n| {
        let trailing = [deflate(&unsigned()), vec![0; n]].concat();
        let query = query(&trailing, RSA, &[1; 256]);
        Sample::redirect(query, 0, Err(Malformed::Deflate.into()))
    }),
    Family::new("query: a SigAlg as long as the query", 600_000, |n| {
        let query = query(&deflate(&unsigned()), &"x".repeat(n), &[1; 256]);
        Sample::redirect(query, 0, Err(Untrusted::SignatureAlgorithm("(of an unknown name)")))
    }),
    Family::new("query: a signature of RSA as long as the query", 400_000, |n| {
        let query = query(&deflate(&unsigned()), RSA, &vec![1; n]);
        Sample::redirect(query, 0, Err(Untrusted::Signature))
    }),
    Family::new("query: a signature of ECDSA with a number as long as the query", 400_000, |n| {
        let query = query(&deflate(&unsigned()), ECDSA, &long_der(n));
        Sample::redirect(query, 0, Err(Untrusted::Signature))
    }),
];

/// A form with a message.
pub(crate) fn form(xml: &str) -> String {
    format!("SAMLRequest={}", form_value(xml.as_bytes()))
}

/// Whatever is made or read once, and would be counted with the first: keys, tables of algorithms.
pub(crate) fn warm_up() -> Vec<Sample> {
    vec![
        Sample::post(form(&genuine(&request())), Ok(())),
        Sample::redirect(
            query(&deflate(&unsigned()), ECDSA, &[1; 64]),
            0,
            Err(Untrusted::Signature),
        ),
        Sample::redirect(signed_query(&unsigned()), 0, Ok(())),
    ]
}

fn ending_in(inserted: &str) -> String {
    at_the_end(&request(), inserted)
}

fn signed_query(xml: &str) -> String {
    sign_redirect(Parameter::Request, xml.as_bytes(), None, signing()).unwrap()
}

fn query(message: &[u8], algorithm: &str, signature: &[u8]) -> String {
    let message = form_value(message);
    let signature = form_value(signature);
    format!("SAMLRequest={message}&SigAlg={algorithm}&Signature={signature}")
}

fn form_value(octets: &[u8]) -> String {
    STANDARD.encode(octets).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn deflate(xml: &str) -> Vec<u8> {
    let mut out = Vec::new();
    DeflateEncoder::new(xml.as_bytes(), Compression::default()).read_to_end(&mut out).unwrap();
    out
}

/// Letters without a pattern that deflate could find: a linear congruential generator.
fn unlike(count: usize) -> impl Iterator<Item = char> {
    let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    let states = std::iter::successors(Some(1), next);
    states.map(|state| char::from(b'a' + u8::try_from(state >> 60).unwrap())).take(count)
}

/// `SEQUENCE { INTEGER, INTEGER }`, the first number of so many octets.
fn long_der(octets: usize) -> Vec<u8> {
    let length = |n: usize| u32::try_from(n).unwrap().to_be_bytes();
    let number = [[0x02, 0x84].as_slice(), &length(octets), &vec![1; octets]].concat();
    let both = [number.as_slice(), &[0x02, 0x01, 0x01]].concat();
    [[0x30, 0x84].as_slice(), &length(both.len()), &both].concat()
}
