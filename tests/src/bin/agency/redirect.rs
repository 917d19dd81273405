//! The redirect binding (SAML Bindings 3.4), as far as samael cannot do it: it forgets in which octets a
//! query came, and knows neither SHA-512 nor ECDSA signatures as XML writes them.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::sign::Verifier;
use openssl::x509::X509;
use samael::crypto::{CertificateDer, sign_url};

use crate::Problem;
use crate::logout::Parameter;
use crate::provider::sentence;
use crate::site::decoded;

/// Octets of a query.
const LONGEST: usize = 64 * 1024;
/// Octets of a message.
const LARGEST: u64 = 256 * 1024;

type Accepted = (&'static str, Id, fn() -> MessageDigest);
/// The kind of key and the digest of each signature that is accepted.
const SIGNATURES: [Accepted; 4] = [
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Id::RSA, MessageDigest::sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Id::RSA, MessageDigest::sha512),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Id::EC, MessageDigest::sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Id::EC, MessageDigest::sha512),
];

/// The message in a query, if the holder of one of these keys has signed it.
pub(crate) fn verified(
    query: &str,
    keys: &[CertificateDer],
) -> Result<(Parameter, String), Problem> {
    if query.len() > LONGEST {
        return Err("the query is too long".into());
    }
    let (parameter, message) = match (raw(query, "SAMLRequest")?, raw(query, "SAMLResponse")?) {
        (Some(message), None) => (Parameter::Request, message),
        (None, Some(message)) => (Parameter::Response, message),
        (Some(_), Some(_)) => return Err("there are two messages in one query".into()),
        (None, None) => return Err("there is no message in the query".into()),
    };
    if raw(query, "SAMLEncoding")?.is_some() {
        return Err("the message is encoded in a way that is not known".into());
    }
    let algorithm = raw(query, "SigAlg")?.ok_or("the query is not signed")?;
    let signature = raw(query, "Signature")?.ok_or("the query is not signed")?;
    let relayed = raw(query, "RelayState")?.map(|raw| format!("&RelayState={raw}"));
    let relayed = relayed.unwrap_or_default();
    let octets = format!("{}={message}{relayed}&SigAlg={algorithm}", parameter.name());
    check(octets.as_bytes(), &plain(algorithm)?, &STANDARD.decode(plain(signature)?)?, keys)?;
    Ok((parameter, inflated(&STANDARD.decode(plain(message)?)?)?))
}

/// The address that carries a message, signed.
pub(crate) fn signed(
    location: &str,
    parameter: Parameter,
    xml: &str,
    relay_state: Option<&str>,
    key: &PKey<Private>,
) -> Result<String, Problem> {
    if location.contains('?') {
        return Err("the hub's address has a query, which samael would sign as well".into());
    }
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(xml.as_bytes())?;
    let message = encoded(&STANDARD.encode(deflated.finish()?));
    let mut address = format!("{location}?{}={message}", parameter.name());
    if let Some(relay_state) = relay_state {
        address.push_str("&RelayState=");
        address.push_str(&encoded(relay_state));
    }
    Ok(sign_url(address.parse()?, key).map_err(sentence)?.to_string())
}

/// The value of a parameter as it stands there. Twice the same is refused: two readers may take different ones.
fn raw<'q>(query: &'q str, name: &str) -> Result<Option<&'q str>, Problem> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() { Err(format!("{name} is there twice").into()) } else { Ok(first) }
}

fn plain(raw: &str) -> Result<String, Problem> {
    decoded(raw).ok_or_else(|| "the query is not encoded as it should be".into())
}

fn check(
    octets: &[u8],
    algorithm: &str,
    signature: &[u8],
    keys: &[CertificateDer],
) -> Result<(), Problem> {
    let (_, kind, digest) = SIGNATURES
        .into_iter()
        .find(|(uri, _, _)| *uri == algorithm)
        .ok_or("the signature is of a kind that is not accepted")?;
    for key in keys {
        let key = X509::from_der(key.der_data())?.public_key()?;
        if key.id() == kind && holds(octets, digest(), signature, &key)? {
            return Ok(());
        }
    }
    Err("the signature is not the hub's".into())
}

fn holds(
    octets: &[u8],
    digest: MessageDigest,
    signature: &[u8],
    key: &PKey<Public>,
) -> Result<bool, Problem> {
    let signature = match key.ec_key() {
        Ok(ec) => match from_xml(signature, ec.group().degree())? {
            Some(der) => der,
            None => return Ok(false),
        },
        Err(_) => signature.to_vec(),
    };
    let mut verifier = Verifier::new(digest, key)?;
    // What is no signature at all is an error to OpenSSL, and to us one that does not hold.
    Ok(verifier.verify_oneshot(&signature, octets).unwrap_or(false))
}

/// RFC 4051 section 2.3.6: the two numbers of an ECDSA signature one after the other, where OpenSSL wants DER.
fn from_xml(signature: &[u8], bits: u32) -> Result<Option<Vec<u8>>, Problem> {
    let field = usize::try_from(bits.div_ceil(8))?;
    if signature.len() != 2 * field {
        return Ok(None);
    }
    let (r, s) = signature.split_at(field);
    let (r, s) = (BigNum::from_slice(r)?, BigNum::from_slice(s)?);
    Ok(Some(EcdsaSig::from_private_components(r, s)?.to_der()?))
}

/// A bomb stops at the cap.
fn inflated(octets: &[u8]) -> Result<String, Problem> {
    let mut xml = String::new();
    DeflateDecoder::new(octets).take(LARGEST + 1).read_to_string(&mut xml)?;
    if u64::try_from(xml.len())? > LARGEST {
        return Err("the message is too large".into());
    }
    Ok(xml)
}

/// RFC 3986 section 2.3.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(byte).collect()
}
