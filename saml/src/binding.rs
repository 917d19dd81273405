//! The bindings on the wire: HTTP-Redirect (SAML Bindings 3.4) and HTTP-POST (3.5).

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{KeyError, SignatureScheme, SigningKey};
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use serde::{Deserialize, Serialize};

use crate::algorithms;
use crate::errors::Malformed;
use crate::gate::Limits;
use crate::names::RelayState;
use crate::write::Signing;

/// A message in base64, percent-encoded and with its companions, is below this.
const MAX_WIRE: usize = 3 * Limits::MESSAGE.octets;
/// The name of HTTP-Redirect in metadata and requests.
pub const HTTP_REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
/// The name of HTTP-POST in metadata and requests.
pub const HTTP_POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const DEFLATE: &str = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

/// The parameter a message travels in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Parameter {
    /// `SAMLRequest`
    Request,
    /// `SAMLResponse`
    Response,
}

impl Parameter {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "SAMLRequest",
            Self::Response => "SAMLResponse",
        }
    }
}

/// How a message travels.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Binding {
    /// HTTP-Redirect.
    Redirect,
    /// HTTP-POST.
    Post,
}

/// What a binding carried, decoded; still only octets.
pub(crate) struct Carried {
    pub(crate) parameter: Parameter,
    pub(crate) xml: Vec<u8>,
    pub(crate) relay_state: Option<RelayState>,
    pub(crate) protection: Protection,
}

/// Where the signature is to be looked for.
pub(crate) enum Protection {
    /// In the message itself.
    Enveloped,
    /// Beside the message, in the query.
    Detached(DetachedSignature),
    /// In the query, but there is none.
    None,
}

/// The signature of the redirect binding, with the octets it covers as they were received.
pub(crate) struct DetachedSignature {
    pub(crate) octets: Vec<u8>,
    pub(crate) algorithm: String,
    pub(crate) signature: String,
}

/// Decodes the query of HTTP-Redirect, keeping the signed octets as they came.
pub(crate) fn from_redirect(query: &str) -> Result<Carried, Malformed> {
    let wire = Wire::read(query.as_bytes(), Names::Plain)?;
    if wire.encoding()?.is_some_and(|encoding| encoding != DEFLATE) {
        return Err(Malformed::Encoding);
    }
    let (parameter, value) = wire.message()?;
    Ok(Carried {
        parameter,
        xml: inflate(&decode_base64(&decode(value)?)?)?,
        relay_state: wire.relay_state()?,
        protection: wire.detached(parameter, value)?,
    })
}

/// Decodes the form of HTTP-POST.
pub(crate) fn from_post(form: &[u8]) -> Result<Carried, Malformed> {
    let wire = Wire::read(form, Names::Encoded)?;
    let message = wire.message()?;
    carried_by_post(&wire, message)
}

/// Decodes the form of a kit of the dialect `clave2`, which has other names for messages of logout.
pub(crate) fn from_clave2_post(form: &[u8]) -> Result<Carried, Malformed> {
    let wire = Wire::read(form, Names::Encoded)?;
    let message = wire.clave2_message()?;
    carried_by_post(&wire, message)
}

fn carried_by_post(
    wire: &Wire<'_>,
    (parameter, value): (Parameter, &[u8]),
) -> Result<Carried, Malformed> {
    Ok(Carried {
        parameter,
        xml: decode_base64(&decode(value)?)?,
        relay_state: wire.relay_state()?,
        protection: Protection::Enveloped,
    })
}

/// The query that carries a signed message by HTTP-Redirect (SAML Bindings 3.4.4.1).
pub fn sign_redirect(
    parameter: Parameter,
    xml: &[u8],
    relay_state: Option<&RelayState>,
    key: &SigningKey,
) -> Result<String, KeyError> {
    sign_redirect_by(parameter, xml, relay_state, Signing::from(key))
}

/// The same, signed otherwise than the key signs by itself. A digest and a `PrefixList` are of no account here.
pub fn sign_redirect_by(
    parameter: Parameter,
    xml: &[u8],
    relay_state: Option<&RelayState>,
    signing: Signing<'_>,
) -> Result<String, KeyError> {
    let (key, scheme) = (signing.key(), signing.scheme());
    let mut query = format!("{}={}", parameter.name(), encode(&STANDARD.encode(deflate(xml))));
    if let Some(relay_state) = relay_state {
        query.push_str("&RelayState=");
        query.push_str(&encode(relay_state.as_str()));
    }
    query.push_str("&SigAlg=");
    query.push_str(&encode(algorithms::scheme_uri(scheme)));
    let signature = key.sign(scheme, query.as_bytes())?;
    query.push_str("&Signature=");
    query.push_str(&encode(&STANDARD.encode(signature)));
    Ok(query)
}

/// The value of the form field that carries a message by HTTP-POST: base64 on one line.
#[must_use]
pub fn post_value(xml: &[u8]) -> String {
    STANDARD.encode(xml)
}

impl DetachedSignature {
    /// The scheme, or the name of what is not accepted.
    pub(crate) fn scheme(&self) -> Result<SignatureScheme, &'static str> {
        let uri = self.algorithm.as_str();
        algorithms::scheme(uri).ok_or_else(|| algorithms::name(Some(uri)))
    }

    pub(crate) fn value(&self) -> Result<Vec<u8>, Malformed> {
        decode_base64(self.signature.as_bytes())
    }
}

/// Whether the names of parameters may be percent-encoded.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    /// Not those of the binding: the signature covers them in plain letters.
    Plain,
    Encoded,
}

/// The binding's parameters as they stand on the wire, each there at most once.
#[derive(Default)]
struct Wire<'q> {
    values: [Option<&'q [u8]>; NAMES.len()],
}

/// Every parameter that the two bindings know, and then those of the dialect `clave2`.
const NAMES: [&str; 10] = [
    "SAMLRequest",
    "SAMLResponse",
    "RelayState",
    "SigAlg",
    "Signature",
    "SAMLEncoding",
    "logoutRequest",
    "samlRequestLogout",
    "logoutResponse",
    "samlResponseLogout",
];

impl<'q> Wire<'q> {
    /// Unknown parameters are passed over: they are outside the binding and of its signature.
    fn read(octets: &'q [u8], names: Names) -> Result<Self, Malformed> {
        if octets.len() > MAX_WIRE {
            return Err(Malformed::TooLarge);
        }
        let mut wire = Self::default();
        for pair in octets.split(|byte| *byte == b'&') {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let raw_name = halves.next().unwrap_or_default();
            let value = halves.next().unwrap_or_default();
            let name = decode(raw_name)?;
            let slots = NAMES.iter().zip(&mut wire.values);
            for (known, slot) in slots.filter(|(known, _)| known.as_bytes() == name.as_ref()) {
                if names == Names::Plain && raw_name != known.as_bytes() {
                    return Err(Malformed::EncodedParameter(known));
                }
                if slot.replace(value).is_some() {
                    return Err(Malformed::RepeatedParameter(known));
                }
            }
        }
        Ok(wire)
    }

    fn message(&self) -> Result<(Parameter, &'q [u8]), Malformed> {
        let [request, response, ..] = self.values;
        either(request, response)
    }

    /// Of the fields that may carry a message, the ones that are not empty must all say the same.
    fn clave2_message(&self) -> Result<(Parameter, &'q [u8]), Malformed> {
        let [request, response, _, _, _, _, asked, asked_too, answered, answered_too] = self.values;
        let one = |values: [Option<&'q [u8]>; 3]| {
            let mut filled = values.into_iter().flatten().filter(|value| !value.is_empty());
            let first = filled.next();
            if filled.all(|other| Some(other) == first) {
                Ok(first)
            } else {
                Err(Malformed::TwoMessages)
            }
        };
        either(one([request, asked, asked_too])?, one([response, answered, answered_too])?)
    }

    fn relay_state(&self) -> Result<Option<RelayState>, Malformed> {
        let [_, _, relay_state, ..] = self.values;
        let Some(text) = decode_text(relay_state, "RelayState")? else {
            return Ok(None);
        };
        RelayState::new(&text).map(Some).map_err(Malformed::RelayState)
    }

    fn encoding(&self) -> Result<Option<String>, Malformed> {
        let [_, _, _, _, _, encoding, ..] = self.values;
        decode_text(encoding, "SAMLEncoding")
    }

    /// SAML Bindings 3.4.4.1: the signed octets are message, `RelayState` if there, and `SigAlg`,
    /// in this order whatever theirs in the query, each percent-encoded as the sender wrote it.
    fn detached(&self, parameter: Parameter, message: &[u8]) -> Result<Protection, Malformed> {
        let [_, _, relay_state, sig_alg, signature, ..] = self.values;
        let (sig_alg, signature) = match (sig_alg, signature) {
            (Some(sig_alg), Some(signature)) => (sig_alg, signature),
            (None, None) => return Ok(Protection::None),
            (Some(_), None) | (None, Some(_)) => return Err(Malformed::HalfSignature),
        };
        let mut octets = [parameter.name().as_bytes(), b"=", message].concat();
        if let Some(relay_state) = relay_state {
            octets.extend([b"&RelayState=", relay_state].concat());
        }
        octets.extend([b"&SigAlg=", sig_alg].concat());
        Ok(Protection::Detached(DetachedSignature {
            octets,
            algorithm: decode_text(Some(sig_alg), "SigAlg")?.unwrap_or_default(),
            signature: decode_text(Some(signature), "Signature")?.unwrap_or_default(),
        }))
    }
}

/// The one message that is there.
fn either<'q>(
    request: Option<&'q [u8]>,
    response: Option<&'q [u8]>,
) -> Result<(Parameter, &'q [u8]), Malformed> {
    match (request, response) {
        (Some(value), None) => Ok((Parameter::Request, value)),
        (None, Some(value)) => Ok((Parameter::Response, value)),
        (Some(_), Some(_)) => Err(Malformed::TwoMessages),
        (None, None) => Err(Malformed::NoMessage),
    }
}

fn decode_text(value: Option<&[u8]>, name: &'static str) -> Result<Option<String>, Malformed> {
    let Some(value) = value else {
        return Ok(None);
    };
    let octets = decode(value)?.into_owned();
    String::from_utf8(octets).map(Some).map_err(|_| Malformed::ParameterText(name))
}

/// Decodes `application/x-www-form-urlencoded`: `+` is a space, `%` takes two digits.
fn decode(value: &[u8]) -> Result<Cow<'_, [u8]>, Malformed> {
    if !value.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return Ok(Cow::Borrowed(value));
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                out.push(hex_digit(*high)? << 4 | hex_digit(*low)?);
                rest = after;
            }
            (b'%', _) => return Err(Malformed::PercentEscape),
            (plain, _) => out.push(*plain),
        }
    }
    Ok(Cow::Owned(out))
}

fn hex_digit(byte: u8) -> Result<u8, Malformed> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        b'A'..=b'F' => Ok(byte - b'A' + 10),
        _ => Err(Malformed::PercentEscape),
    }
}

/// RFC 3986 section 2.3: everything but the unreserved characters is escaped.
fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
    out
}

/// RFC 4648 section 4, with the line breaks that many senders put in.
pub(crate) fn decode_base64(text: &[u8]) -> Result<Vec<u8>, Malformed> {
    let breaks = |byte: &u8| matches!(byte, b'\r' | b'\n' | b'\t' | b' ');
    if !text.iter().any(breaks) {
        return STANDARD.decode(text).map_err(|_| Malformed::Base64);
    }
    let compact: Vec<u8> = text.iter().copied().filter(|byte| !breaks(byte)).collect();
    STANDARD.decode(compact).map_err(|_| Malformed::Base64)
}

/// Inflates into the cap that holds for every message: a bomb stops there.
fn inflate(octets: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut decoder = DeflateDecoder::new(octets);
    let mut xml = Vec::new();
    let cap = Limits::MESSAGE.octets as u64 + 1;
    decoder.by_ref().take(cap).read_to_end(&mut xml).map_err(|_| Malformed::Deflate)?;
    if xml.len() > Limits::MESSAGE.octets {
        return Err(Malformed::TooLarge);
    }
    if decoder.total_in() == octets.len() as u64 { Ok(xml) } else { Err(Malformed::Deflate) }
}

fn deflate(xml: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(xml.len() / 2);
    // Reading from memory into memory does not fail.
    let _ = DeflateEncoder::new(xml, Compression::default()).read_to_end(&mut out);
    out
}
