//! The same octets in another encoding say something else: UTF-7 and UTF-16 slip past filters that
//! look for `<!DOCTYPE`. Here there is UTF-8 and nothing else.

use saml::Malformed;

use crate::forge::{open, open_octets, request, signed};

#[test]
fn a_declared_encoding_other_than_utf8_is_refused() {
    for encoding in ["UTF-16", "UTF-7", "ISO-8859-1", "utf8", "EBCDIC-CP-ES", ""] {
        let odd = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}", signed());
        assert_eq!(open(&odd), Err(Malformed::NotUtf8.into()), "{encoding}");
    }
    let declared = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}", signed());
    assert_eq!(open(&declared), Ok(request()));
}

/// The first is of no meaning, the second is a character before the root. roxmltree 0.21 would drop
/// the one that the gate left; found by `differential`.
#[test]
fn one_byte_order_mark_is_taken_and_two_are_not() {
    assert_eq!(open(&format!("\u{feff}{}", signed())), Ok(request()));
    let odd = format!("\u{feff}\u{feff}{}", signed());
    assert_eq!(open(&odd), Err(Malformed::NotWellFormed.into()));
}

#[test]
fn other_encodings_are_refused_undeclared_as_well() {
    let little: Vec<u8> = signed().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(open_octets(&little), Err(Malformed::Character.into()));
    let marked = [b"\xff\xfe".as_slice(), &little].concat();
    assert_eq!(open_octets(&marked), Err(Malformed::NotUtf8.into()));
    let latin = [b"<a>Espa\xf1a</a>".as_slice()].concat();
    assert_eq!(open_octets(&latin), Err(Malformed::NotUtf8.into()));
    let overlong = [signed().as_bytes(), b"\xc0\xbc"].concat();
    assert_eq!(open_octets(&overlong), Err(Malformed::NotUtf8.into()));
}
