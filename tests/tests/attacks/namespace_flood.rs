//! Twenty thousand namespaces: every element inherits them all, and canonicalisation looks each up again.

use std::fmt::Write as _;

use saml::Malformed;

use crate::forge::{at_the_end, open, signed};

#[test]
fn twenty_thousand_namespaces_are_not_read() {
    let mut flood = String::new();
    for element in 0..400 {
        flood.push_str("<x");
        for n in 0..50 {
            write!(flood, " xmlns:n{n}=\"n:{element}\"").unwrap();
        }
        flood.push_str("/>");
    }
    assert!(flood.len() > 256 * 1024 || flood.matches("xmlns").count() == 20_000);
    let small: String = flood.split_inclusive("/>").take(200).collect();
    assert_eq!(open(&at_the_end(&signed(), &small)), Err(Malformed::TooManyNamespaces.into()));
    assert_eq!(open(&at_the_end(&signed(), &flood)), Err(Malformed::TooLarge.into()));
}

/// Few enough in all, but around each of many tags that declare one more: an element that declares
/// copies those around it, and looks through its copies for each.
#[test]
fn no_element_stands_among_more_than_thirty_two() {
    let around = |count: usize| {
        let declared: Vec<String> = (0..count).map(|n| format!(" xmlns:n{n}='urn:u'")).collect();
        format!("<x{}>{}</x>", declared.concat(), "<x xmlns:n='urn:u'/>".repeat(200))
    };
    let flooded = |count| open(&at_the_end(&signed(), &around(count)));
    assert_eq!(flooded(50), Err(Malformed::TooManyNamespaces.into()));
    assert_eq!(flooded(31), Err(Malformed::TooManyNamespaces.into()));
    assert_eq!(flooded(30), Err(saml::Untrusted::Digest));
}
