//! Sixteen thousand attributes on one tag: parsers compare each with all others, or put them into a table
//! whose collisions are chosen (CVE-2012-0876, expat).

use saml::Malformed;

use crate::forge::{at_the_end, open, plain, signed};

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

/// Three kilobytes of query inflated to thirty thousand of them: 22 ms of work before any key was
/// used.
#[test]
fn thirty_thousand_attributes_over_many_tags_are_not_read() {
    let tag = |count| format!("<x{}></x>", flood(count));
    let flooded = |tags: usize| open(&at_the_end(&signed(), &tag(10).repeat(tags)));
    assert_eq!(flooded(3000), Err(Malformed::TooManyAttributes.into()));
    assert_eq!(flooded(205), Err(Malformed::TooManyAttributes.into()));
    assert_eq!(flooded(150), Err(saml::Untrusted::Digest));
}
