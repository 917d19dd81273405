//! One kilobyte that inflates to a gigabyte. CVE-2023-28119 (crewjam/saml inflated without
//! limit).

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use saml::Malformed;

use crate::forge::open_redirect;

fn deflated(octets: usize) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    for _ in 0..octets / 1024 {
        encoder.write_all(&[b' '; 1024]).unwrap();
    }
    let value = STANDARD.encode(encoder.finish().unwrap());
    format!("SAMLRequest={}", value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"))
}

#[test]
fn a_bomb_stops_at_the_size_of_a_message() {
    let bomb = deflated(512 * 1024 * 1024);
    assert!(bomb.len() < 768 * 1024, "the bomb is a small message: {}", bomb.len());
    assert_eq!(open_redirect(&bomb), Err(Malformed::TooLarge.into()));
}

#[test]
fn the_limit_holds_for_what_is_inflated() {
    assert_eq!(open_redirect(&deflated(257 * 1024)), Err(Malformed::TooLarge.into()));
    assert_eq!(open_redirect(&deflated(256 * 1024)), Err(Malformed::NotWellFormed.into()));
}
