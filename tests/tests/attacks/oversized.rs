//! A message of any size, kept in memory while it is read. The limit is 256 KiB (SPEC SAML-23).

use saml::{Malformed, Untrusted};

use crate::forge::{at_the_end, open, open_form, open_redirect, signed};

#[test]
fn the_limit_is_exact() {
    let signed = signed();
    let padded = |octets: usize| at_the_end(&signed, &" ".repeat(octets - signed.len()));
    assert_eq!(open(&padded(256 * 1024)), Err(Untrusted::Digest));
    assert_eq!(open(&padded(256 * 1024 + 1)), Err(Malformed::TooLarge.into()));
}

#[test]
fn a_form_or_query_beyond_all_use_is_not_taken_apart() {
    let long = format!("SAMLRequest={}", "A".repeat(3 * 256 * 1024));
    assert_eq!(open_form(long.as_bytes()), Err(Malformed::TooLarge.into()));
    assert_eq!(open_redirect(&long), Err(Malformed::TooLarge.into()));
}

#[test]
fn a_name_too_long_for_its_kind_is_refused() {
    let long = "x".repeat(1_025);
    let message = crate::forge::plain().replace(crate::forge::AGENCY, &long);
    let digest = crate::forge::sha256(message.as_bytes());
    let xml = crate::forge::Recipe { message, digest, ..crate::forge::Recipe::right() }.xml();
    assert_eq!(open(&xml), Err(Malformed::Name("Issuer", saml::BadName::TooLong).into()));
}
