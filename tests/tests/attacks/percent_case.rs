//! `%2b` and `%2B` are the same octet and another signature. Decoding and encoding again breaks
//! senders of the other case (Microsoft's), and lets through what nobody signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::hash::MessageDigest;
use saml::Untrusted;

use crate::forge::{agency, open_redirect, query, request, rsa};

/// Signs the query of a sender that writes its escapes in lower case.
fn in_lower_case() -> String {
    let query = query(Some("a/b c"));
    let signed = query.split("&Signature=").next().unwrap();
    let signed = ["%2B", "%2F", "%3D", "%3A", "%23"]
        .iter()
        .fold(signed.to_owned(), |text, escape| text.replace(escape, &escape.to_lowercase()))
        .replace("%20", "+");
    let signature = rsa(&agency().key, MessageDigest::sha256(), signed.as_bytes());
    let signature =
        STANDARD.encode(signature).replace('+', "%2b").replace('/', "%2f").replace('=', "%3d");
    format!("{signed}&Signature={signature}")
}

#[test]
fn the_octets_are_verified_as_they_came() {
    let (message, state) = open_redirect(&in_lower_case()).unwrap();
    assert_eq!((message, state.unwrap().as_str()), (request(), "a/b c"));
}

#[test]
fn octets_written_otherwise_than_signed_are_refused() {
    let upper = in_lower_case().replacen("%2f", "%2F", 1);
    assert_eq!(open_redirect(&upper), Err(Untrusted::Signature));
    let escaped = query(None).replacen("SAMLRequest=f", "SAMLRequest=%66", 1);
    let escaped = escaped.replacen("SAMLRequest=h", "SAMLRequest=%68", 1);
    assert_ne!(escaped, query(None));
    assert_eq!(open_redirect(&escaped), Err(Untrusted::Signature));
}
