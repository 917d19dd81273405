use crate::Malformed;
use crate::gate::{Limits, pass};

fn refusal(text: &str) -> Malformed {
    pass(text.as_bytes(), &Limits::MESSAGE).unwrap_err()
}

fn nested(depth: usize) -> String {
    format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))
}

fn attributes(count: usize) -> String {
    let attributes: String = (0..count).map(|n| format!(" a{n}='<'").replace('<', "x")).collect();
    format!("<a{attributes}/>")
}

#[test]
fn what_a_message_needs_passes_unchanged() {
    for text in [
        "<a/>",
        "<?xml version=\"1.0\"?><a/>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<p:a xmlns:p=\"urn:x\">é &lt; ></p:a>\n",
        "<a b='>' c=\"/>\"  d = '\"' ></a>",
        "<a><b/><b></b>text</a>",
    ] {
        assert_eq!(pass(text.as_bytes(), &Limits::MESSAGE), Ok(text));
    }
    assert_eq!(pass("\u{feff}<a/>".as_bytes(), &Limits::MESSAGE), Ok("<a/>"));
}

#[test]
fn quantities_end_exactly_at_their_limits() {
    assert!(pass(nested(48).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&nested(49)), Malformed::TooDeep);
    assert!(pass(attributes(64).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&attributes(65)), Malformed::TooManyAttributes);
    let in_all = |count| format!("<a>{}</a>", "<b c=''/>".repeat(count));
    assert!(pass(in_all(2048).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&in_all(2049)), Malformed::TooManyAttributes);
    assert!(pass(format!("<a>{}</a>", "<b/>".repeat(4095)).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&format!("<a>{}</a>", "<b/>".repeat(4096))), Malformed::TooManyElements);
    let declared = |count| format!("<a>{}</a>", "<b xmlns='urn:u'/>".repeat(count));
    assert!(pass(declared(256).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&declared(257)), Malformed::TooManyNamespaces);
    let around = |count: usize| {
        let tags: Vec<String> = (0..count).map(|n| format!("<a xmlns:p{n}='urn:u'>")).collect();
        format!("{}<b xmlns='urn:u'/><b xmlns='urn:u'/>{}", tags.concat(), "</a>".repeat(count))
    };
    assert!(pass(around(31).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&around(32)), Malformed::TooManyNamespaces);
    let named = |octets: usize| format!("<a xmlns='urn:{}'/>", "u".repeat(octets - 4));
    assert!(pass(named(512).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&named(513)), Malformed::TooLong("a namespace"));
    let prefixed = |octets: usize| format!("<a xmlns:{}='urn:u'/>", "p".repeat(octets - 6));
    assert!(pass(prefixed(512).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&prefixed(513)), Malformed::TooLong("a namespace"));
    let long = |octets: usize| format!("<a>{}</a>", "x".repeat(octets - 7));
    assert!(pass(long(262_144).as_bytes(), &Limits::MESSAGE).is_ok());
    assert_eq!(refusal(&long(262_145)), Malformed::TooLarge);
}

#[test]
fn what_is_dangerous_is_refused_by_its_look() {
    for (text, cause) in [
        ("<!DOCTYPE a><a/>", Malformed::Declaration),
        ("<a><!-- --></a>", Malformed::Declaration),
        ("<a><![CDATA[x]]></a>", Malformed::Declaration),
        ("<a/><!ELEMENT a ANY>", Malformed::Declaration),
        ("<?xml-stylesheet href='x'?><a/>", Malformed::ProcessingInstruction),
        ("<a><?x?></a>", Malformed::ProcessingInstruction),
        (" <?xml version='1.0'?><a/>", Malformed::ProcessingInstruction),
        ("<?xml version='1.0'?><?xml version='1.0'?><a/>", Malformed::ProcessingInstruction),
        ("<?xml version='1.1'?><a/>", Malformed::NotWellFormed),
        ("<?xml version='1.0' encoding='UTF-7'?><a/>", Malformed::NotUtf8),
        ("<?xml encoding='UTF-16' version='1.0'?><a/>", Malformed::NotUtf8),
        ("<a>\0</a>", Malformed::Character),
        ("<a>\u{b}</a>", Malformed::Character),
        ("<a xmlns='u' xmlns='v'/>", Malformed::NamespaceDeclaration),
        ("<a p:xmlns='u'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:xmlns='u'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p=''/>", Malformed::NamespaceDeclaration),
        ("<a xmlns='u'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='../u'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='#u'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='1u:v'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:a b'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:a\n'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:é'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:%zz'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:a#b#c'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='http://a:/'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='http://a:b/'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='http://a@b/'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='http:///a'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='urn:a&amp;b'/>", Malformed::NamespaceDeclaration),
        ("<a xmlns:p='&#117;rn:a'/>", Malformed::NamespaceDeclaration),
    ] {
        assert_eq!(refusal(text), cause, "{text}");
    }
    assert_eq!(pass(b"<a>\xff</a>", &Limits::MESSAGE), Err(Malformed::NotUtf8));
    assert_eq!(pass(b"\xfe\xff\0<\0a\0/\0>", &Limits::MESSAGE), Err(Malformed::NotUtf8));
    assert_eq!(pass(b"<\0a\0/\0>\0", &Limits::MESSAGE), Err(Malformed::Character));
}

#[test]
fn what_is_no_xml_is_refused() {
    for text in [
        "",
        "x",
        "<",
        "<a",
        "<a>",
        "</a>",
        "<a></a></a>",
        "<a b/>",
        "<a b=c/>",
        "<a b='x/>",
        "<a b='<'/>",
        "<a b=''c=''/>",
        "<:a/>",
        "<a></:a>",
        "<a></a:>",
        "<a></a b='c'>",
        "<a></>",
        "<a></",
        "<a:/>",
        "<a:b:c/>",
        "<a 1:='x'/>",
        "< a/>",
        "<?xml version='1.0'",
        "<?xml version='1.0' standalone='maybe'?><a/>",
        "\u{feff}\u{feff}<a/>",
        "<a/ >",
    ] {
        assert_eq!(refusal(text), Malformed::NotWellFormed, "{text}");
    }
}

#[test]
fn metadata_may_have_comments_and_nothing_else_more() {
    let pass = |text: &str| pass(text.as_bytes(), &Limits::METADATA).map(|_| ());
    assert_eq!(pass("<!-- <b> & <!-- --><a><!--x--></a>"), Ok(()));
    assert_eq!(pass("<a><!-- </a>"), Err(Malformed::NotWellFormed));
    assert_eq!(pass("<!DOCTYPE a><a/>"), Err(Malformed::Declaration));
    assert_eq!(pass("<a><![CDATA[x]]></a>"), Err(Malformed::Declaration));
    assert_eq!(pass("<a <!-- x --> />"), Err(Malformed::NotWellFormed));
}
