//! Markup in an encoding that a filter does not read and a careless parser guesses: UTF-7 writes `<` as
//! `+ADw-`, UTF-16 and UTF-32 put NULs between, CESU-8 and overlong forms write a character in octets
//! that it does not have. The text here is UTF-8 or nothing; in UTF-8, `+ADw-` is five letters.

use saml::Malformed;

use crate::forge::{AGENCY, ID, Recipe, at_the_end, open, open_octets, plain, request, signed};

#[test]
fn utf_7_is_five_letters() {
    let doctype = format!("+ADwAIQ-DOCTYPE x+AD4-{}", signed());
    assert!(matches!(
        open(&doctype),
        Err(saml::Untrusted::Malformed(Malformed::Syntax { line: 1, column: 1 }))
    ));
    let hidden = at_the_end(&plain(), "+ADw-x+AD4-");
    assert_eq!(open(&Recipe::over(hidden, ID).xml()), Ok(request()));
    let name = plain().replace(AGENCY, &format!("{AGENCY}+ADwAIQ---"));
    let issuer = open(&Recipe::over(name, ID).xml()).unwrap().issuer.unwrap();
    assert_eq!(issuer.as_str(), format!("{AGENCY}+ADwAIQ---"));
}

#[test]
fn utf_16_and_utf_32_are_refused_in_both_orders() {
    let units: Vec<u16> = signed().encode_utf16().collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let wide = |order: fn(u32) -> [u8; 4]| -> Vec<u8> {
        signed().chars().flat_map(|c| order(u32::from(c))).collect()
    };
    for (octets, mark, refused) in [
        (big, b"\xfe\xff".as_slice(), Malformed::NotUtf8),
        (wide(u32::to_le_bytes), b"\xff\xfe\0\0", Malformed::NotUtf8),
        (wide(u32::to_be_bytes), b"\0\0\xfe\xff", Malformed::NotUtf8),
    ] {
        assert_eq!(open_octets(&octets), Err(Malformed::Character.into()));
        assert_eq!(open_octets(&[mark, &octets].concat()), Err(refused.into()));
    }
}

#[test]
fn octets_that_are_no_utf_8_are_refused_wherever_they_stand() {
    for broken in [
        b"\xed\xa0\x80".as_slice(),  // half of a pair
        b"\xed\xa0\xbd\xed\xb8\x80", // a pair in CESU-8
        b"\xc0\x80",                 // NUL in two octets
        b"\xe0\x80\xbc",             // `<` in three
        b"\xf8\x88\x80\x80\x80",     // five octets
        b"\xf4\x90\x80\x80",         // beyond the last character
        b"\xe2\x82",                 // cut short
        b"\x80",                     // begun nowhere
        b"\xff",
    ] {
        let (before, after) =
            signed().split_once("sede").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let odd = [before.as_bytes(), broken, after.as_bytes()].concat();
        assert_eq!(open_octets(&odd), Err(Malformed::NotUtf8.into()), "{broken:?}");
        let at_the_end = [signed().as_bytes(), broken].concat();
        assert_eq!(open_octets(&at_the_end), Err(Malformed::NotUtf8.into()), "{broken:?}");
    }
}
