use roxmltree::Document;

use crate::Malformed;
use crate::gate::Limits;
use crate::namespaces::ASSERTION;
use crate::read::{boolean, child, instant, normalize_line_ends, parse_gated, text};

fn instant_of(text: &str) -> Result<jiff::Timestamp, Malformed> {
    let xml = format!("<a at=\"{text}\"/>");
    instant(Document::parse(&xml).unwrap().root_element(), "at")
}

#[test]
fn an_instant_says_its_zone_and_nothing_else() {
    let noon = "2026-03-02T12:00:00Z".parse().unwrap();
    for text in
        ["2026-03-02T12:00:00Z", "2026-03-02T12:00:00.0000000Z", "2026-03-02T13:00:00+01:00"]
    {
        assert_eq!(instant_of(text), Ok(noon), "{text}");
    }
    for text in [
        "",
        "2026-03-02T12:00:00",
        "2026-03-02 12:00:00Z",
        "2026-03-02T12:00Z",
        "2026-02-30T12:00:00Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T12:00:00.Z",
        "2026-03-02T12:00:00Z ",
        "2026-03-02T12:00:00ZZ",
        "2026-03-02T12:00:00+0100",
        "2026-03-02T12:00:00+99:00",
        "-2026-03-02T12:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:59:59+01:00",
        "٢026-03-02T12:00:00Z",
        "2026-03-02T12:00:00.0000000000000000000001Z",
    ] {
        assert_eq!(instant_of(text), Err(Malformed::Value("at")), "{text}");
    }
}

#[test]
fn a_flag_is_one_of_four_words() {
    let flag = |xml: &str| boolean(Document::parse(xml).unwrap().root_element(), "f");
    for (xml, expected) in [
        ("<a f='true'/>", Ok(true)),
        ("<a f='1'/>", Ok(true)),
        ("<a f=' false '/>", Ok(false)),
        ("<a f='0'/>", Ok(false)),
        ("<a/>", Ok(false)),
        ("<a xmlns:p='u' p:f='true'/>", Ok(false)),
        ("<a f='\n\t1 '/>", Ok(true)),
        ("<a f='true\u{a0}'/>", Err(Malformed::Value("f"))),
        ("<a f='\u{85}1'/>", Err(Malformed::Value("f"))),
        ("<a f='True'/>", Err(Malformed::Value("f"))),
        ("<a f=''/>", Err(Malformed::Value("f"))),
    ] {
        assert_eq!(flag(xml), expected, "{xml}");
    }
}

#[test]
fn a_text_is_joined_and_never_cut() {
    let xml = b"<a> one<!-- x -->two<!-- y -->&#x20;three\n</a>";
    let document = parse_gated(xml, &Limits::METADATA).unwrap();
    assert_eq!(text(document.root_element(), "a").unwrap(), "onetwo three");
    let mixed = Document::parse("<a>one<b/></a>").unwrap();
    assert_eq!(text(mixed.root_element(), "a"), Err(Malformed::NotText("a")));
}

#[test]
fn a_child_is_found_by_namespace_and_there_once() {
    let xml =
        format!("<r><Issuer/><p:Issuer xmlns:p=\"{}\"/><Issuer xmlns=\"u\"/></r>", ASSERTION.uri);
    let document = Document::parse(&xml).unwrap();
    let issuer = child(document.root_element(), ASSERTION, "Issuer").unwrap().unwrap();
    assert_eq!(issuer.tag_name().namespace(), Some(ASSERTION.uri));
    let twice = xml.replace("xmlns=\"u\"", &format!("xmlns=\"{}\"", ASSERTION.uri));
    let document = Document::parse(&twice).unwrap();
    let refused = child(document.root_element(), ASSERTION, "Issuer");
    assert_eq!(refused, Err(Malformed::Repeated("Issuer")));
}

#[test]
fn line_ends_become_one() {
    let normal = |text: &str| String::from_utf8(normalize_line_ends(text.into())).unwrap();
    assert_eq!(normal("a\r\nb\rc\nd\r\r\n\n\r"), "a\nb\nc\nd\n\n\n\n");
    assert_eq!(normal("a\nb"), "a\nb");
}

#[test]
fn what_the_parser_refuses_is_told_by_its_place() {
    let refused = parse_gated(b"<a>\n <b></c></a>", &Limits::MESSAGE).map(|_| ());
    assert_eq!(refused, Err(Malformed::Syntax { line: 2, column: 5 }));
}
