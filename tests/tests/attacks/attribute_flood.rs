//! Sixteen thousand attributes on one tag: parsers compare each with all others
//! (hash collision and quadratic time, CVE-2012-0876 in expat and relatives).

use saml::Malformed;

use crate::forge::{open, plain, signed};

fn flood(count: usize) -> String {
    let attributes: Vec<String> = (0..count).map(|n| format!(" a{n}=\"\"")).collect();
    attributes.concat()
}

#[test]
fn sixteen_thousand_attributes_are_not_read() {
    let flooded = signed().replacen(" ID=", &format!("{} ID=", flood(16_000)), 1);
    assert_eq!(open(&flooded), Err(Malformed::TooManyAttributes.into()));
}

#[test]
fn one_too_many_is_too_many() {
    let own = plain().split('>').next().unwrap().matches('=').count();
    let flooded = |more| open(&signed().replacen(" ID=", &format!("{} ID=", flood(more)), 1));
    assert_eq!(flooded(64 - own), Err(saml::Untrusted::Digest));
    assert_eq!(flooded(65 - own), Err(Malformed::TooManyAttributes.into()));
}
