//! A message of one binding brought by the other: a signed query as the body of a form, a form as a
//! query, and the fields of HTTP-POST-SimpleSign, a third binding that signs the decoded message beside
//! it. What one binding verifies the other one must not read. CVE-2025-31335 (`OpenSAML`, parameters of
//! non-XML signatures); CVE-2025-40758 (Mendix, insufficient checks of the binding).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::hash::MessageDigest;
use saml::{Malformed, Untrusted};

use crate::forge::{
    RSA_SHA256, agency, evil, form, open_form, open_redirect, plain, query, request, rsa, signed,
};

fn text(form: Vec<u8>) -> String {
    String::from_utf8(form).unwrap()
}

fn encoded(octets: &[u8]) -> String {
    STANDARD.encode(octets).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

#[test]
fn a_signed_query_is_no_form() {
    // What is deflated is no text.
    let refused = open_form(query(Some("state")).as_bytes());
    assert_eq!(refused, Err(Malformed::NotUtf8.into()));
}

#[test]
fn a_form_is_no_query() {
    let refused = open_redirect(&text(form(signed().as_bytes())));
    assert_eq!(refused, Err(Malformed::Deflate.into()));
}

/// The genuine signature of a query beside a forged form, and in it the genuine message as well.
#[test]
fn what_signs_a_query_signs_no_form() {
    let query = query(None);
    let beside = query.split_once('&').unwrap().1;
    let forged = text(form(evil("_evil").as_bytes()));
    assert_eq!(open_form(format!("{forged}&{beside}").as_bytes()), Err(Untrusted::Unsigned));
    let both = open_form(format!("{forged}&{query}").as_bytes());
    assert_eq!(both, Err(Malformed::RepeatedParameter("SAMLRequest").into()));
}

/// HTTP-POST-SimpleSign (Bindings, 3.5 of its own specification): signed with the agency's key over the
/// decoded message, as that binding wants it.
#[test]
fn simple_sign_is_no_binding_of_ours() {
    let message = plain();
    let octets = format!("SAMLRequest={message}&RelayState=state&SigAlg={RSA_SHA256}");
    let signature = encoded(&rsa(&agency().key, MessageDigest::sha256(), octets.as_bytes()));
    let algorithm = RSA_SHA256.replace('#', "%23");
    let fields = format!(
        "RelayState=state&SigAlg={algorithm}&Signature={signature}&KeyInfo={}",
        encoded(b"<ds:KeyInfo/>")
    );
    let simple = format!("{}&{fields}", text(form(message.as_bytes())));
    assert_eq!(open_form(simple.as_bytes()), Err(Untrusted::Unsigned));
    // Beside a message that is signed inside they mean nothing, right or wrong.
    let beside = format!("{}&{fields}", text(form(signed().as_bytes())));
    assert_eq!(open_form(beside.as_bytes()), Ok(request()));
    let half = format!("{}&Signature=AAAA", text(form(signed().as_bytes())));
    assert_eq!(open_form(half.as_bytes()), Ok(request()));
}

#[test]
fn an_unknown_or_empty_algorithm_of_a_query_is_refused() {
    let query = query(None);
    let own = query.split('&').find(|pair| pair.starts_with("SigAlg=")).unwrap();
    for (algorithm, name) in [
        ("", "(of an unknown name)"),
        ("rsa-sha256", "(of an unknown name)"),
        ("http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23hmac-sha256", "HMAC with SHA-256"),
        ("http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmlenc%23sha256", "SHA-256"),
    ] {
        let odd = query.replacen(own, &format!("SigAlg={algorithm}"), 1);
        assert_eq!(open_redirect(&odd), Err(Untrusted::SignatureAlgorithm(name)), "{algorithm}");
    }
    // Of another family than the key, and of another digest than was signed.
    for algorithm in ["ecdsa-sha256", "rsa-sha512"] {
        let odd = query.replacen("rsa-sha256", algorithm, 1);
        assert_eq!(open_redirect(&odd), Err(Untrusted::Signature));
    }
}
