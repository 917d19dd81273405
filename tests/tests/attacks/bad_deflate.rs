//! Octets that are no deflate stream, or more than one: what follows the stream is signed and unread.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml::Malformed;

use crate::forge::{open_redirect, plain, query};

fn redirected(octets: &[u8]) -> Result<(), saml::Untrusted> {
    let value = STANDARD.encode(octets).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    open_redirect(&format!("SAMLRequest={value}")).map(|_| ())
}

fn stream() -> Vec<u8> {
    let query = query(None);
    let value = query.split('&').next().unwrap().trim_start_matches("SAMLRequest=");
    STANDARD.decode(value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")).unwrap()
}

#[test]
fn what_is_not_one_whole_deflate_stream_is_refused() {
    let stream = stream();
    assert_eq!(redirected(&stream), Err(saml::Untrusted::Unsigned));
    let zlib = [b"\x78\x9c".as_slice(), &stream].concat();
    for octets in [
        plain().into_bytes(),
        stream[..stream.len() / 2].to_vec(),
        [stream.as_slice(), b"x"].concat(),
        [stream.as_slice(), &stream].concat(),
        zlib,
    ] {
        assert_eq!(redirected(&octets), Err(Malformed::Deflate.into()));
    }
}

#[test]
fn an_encoding_nobody_knows_is_refused() {
    let odd = format!("{}&SAMLEncoding=urn%3Agzip", query(None));
    assert_eq!(open_redirect(&odd), Err(Malformed::Encoding.into()));
    let usual = "urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Abindings%3AURL-Encoding%3ADEFLATE";
    assert!(open_redirect(&format!("{}&SAMLEncoding={usual}", query(None))).is_ok());
}
