//! A namespace as long as the message, and attributes in it: a parser that looks for an attribute
//! twice on one tag compares the whole namespace for each pair of them. A query of 1,104 octets, which
//! inflated to 240 KiB, took half a second before any key was used.

use saml::Malformed;

use crate::forge::{at_the_end, open, signed};

#[test]
fn a_namespace_longer_than_any_is_not_read() {
    let attributes: Vec<String> = (0..60).map(|n| format!(" p:a{n}=''")).collect();
    let tags = format!("<x{}/>", attributes.concat()).repeat(30);
    let of = |octets: usize| format!("<x xmlns:p='urn:{}'>{tags}</x>", "u".repeat(octets - 4));
    let flooded = |octets| open(&at_the_end(&signed(), &of(octets)));
    assert_eq!(flooded(200_000), Err(Malformed::TooLong("a namespace").into()));
    assert_eq!(flooded(513), Err(Malformed::TooLong("a namespace").into()));
    assert_eq!(flooded(512), Err(saml::Untrusted::Digest));
}
