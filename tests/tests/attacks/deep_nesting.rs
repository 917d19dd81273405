//! Elements inside elements until the stack of a recursive parser is used up.

use saml::Malformed;

use crate::forge::{at_the_end, open, signed};

#[test]
fn no_depth_is_followed_beyond_the_limit() {
    for depth in [48, 1_000, 30_000] {
        let nested = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        let too_much = if depth > 4_000 { "<a>".repeat(depth) } else { nested };
        assert_eq!(open(&at_the_end(&signed(), &too_much)), Err(Malformed::TooDeep.into()));
    }
    let nested = format!("{}{}", "<a>".repeat(47), "</a>".repeat(47));
    assert_eq!(open(&at_the_end(&signed(), &nested)), Err(saml::Untrusted::Digest));
}

#[test]
fn four_thousand_elements_are_enough() {
    let wide = "<a/>".repeat(4_096);
    assert_eq!(open(&at_the_end(&signed(), &wide)), Err(Malformed::TooManyElements.into()));
}
