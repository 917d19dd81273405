//! What stands in the message. Where the XML allows it the agency itself has signed it, because then
//! all is parsed, canonicalised and read; a forged message costs a part of that.

use saml::{BadName, Malformed, Untrusted};

use crate::Family;
use crate::agency::{ID, forged, genuine, request};

pub(crate) const FAMILIES: &[Family] = &[
    // Elements.
    Family::opens("empty elements", 4000, |n| at_the_end(&request(), &"<x/>".repeat(n))),
    Family::opens("empty elements in a namespace", 4000, |n| {
        at_the_end(&request(), &"<saml2:x/>".repeat(n))
    }),
    Family::opens("elements between pieces of text", 4000, |n| {
        at_the_end(&request(), &"a<x></x>".repeat(n))
    }),
    Family::opens("elements nested to the limit, again and again", 88, |n| {
        at_the_end(&request(), &nested(46, "<x>", "</x>").repeat(n))
    }),
    Family::opens("one long name", 30_000, |n| {
        at_the_end(&request(), &format!("<{0}></{0}>", "x".repeat(n)))
    }),
    // Attributes.
    Family::opens("tags with as many attributes as one may have", 31, |n| {
        at_the_end(&request(), &tag("", 64).repeat(n))
    }),
    Family::opens("such tags, in a namespace", 31, |n| {
        at_the_end(&request(), &tag("saml2:", 64).repeat(n))
    }),
    Family::opens("such tags, their long names alike but for the end", 31, |n| {
        at_the_end(&request(), &tag(&"a".repeat(100), 64).repeat(n))
    }),
    Family::opens("attributes over many tags", 2000, |n| {
        at_the_end(&request(), &"<x a=''/>".repeat(n))
    }),
    Family::opens("one long value", 125_000, |n| {
        at_the_end(&request(), &format!("<x a='{}'/>", "v".repeat(n)))
    }),
    Family::opens("a value of references", 20_000, |n| {
        at_the_end(&request(), &format!("<x a='{}'/>", "&amp;".repeat(n)))
    }),
    Family::opens("a value of quotes and line ends", 100_000, |n| {
        at_the_end(&request(), &format!("<x a='{}'/>", "\"\n".repeat(n)))
    }),
    // Namespaces.
    Family::opens("tags with as many namespaces as one may have", 8, |n| {
        at_the_end(&request(), &format!("<x{}/>", declarations(28, 0)).repeat(n))
    }),
    Family::opens("one prefix declared anew", 240, |n| {
        let declared = each(n, |i| format!("<x xmlns:p='urn:{i}'/>"));
        at_the_end(&request(), &declared)
    }),
    Family::opens("many in force, one more on each tag", 220, |n| {
        let declared = each(n, |i| format!("<p1:x xmlns:p='urn:{i}'/>"));
        at_the_end(&request(), &format!("<x{}>{declared}</x>", declarations(29, 0)))
    }),
    Family::opens("many in force, and more on each level", 9, |n| {
        let levels = each(7, |i| format!("<x{}>", declarations(4, 4 * i)));
        at_the_end(&request(), &format!("{levels}{}", "</x>".repeat(7)).repeat(n))
    }),
    Family::opens("many in force, the last one used by all", 2000, |n| {
        let used = "<p27:x p27:a=''/>".repeat(n);
        at_the_end(&request(), &format!("<p0:x{}>{used}</p0:x>", declarations(28, 0)))
    }),
    Family::opens("many in force and used, then an element of each", 140, |n| {
        let used = each(28, |i| format!("<p{i}:x/>"));
        let uses = each(28, |i| format!(" p{i}:a=''"));
        let used = used.repeat(n);
        at_the_end(&request(), &format!("<p0:x{}{uses}>{used}</p0:x>", declarations(28, 0)))
    }),
    Family::opens("a long namespace, of 64 attributes on each tag", 31, |n| {
        let declared = format!("<x xmlns:p='urn:{}'>", "u".repeat(508));
        at_the_end(&request(), &format!("{declared}{}</x>", tag("p:", 64).repeat(n)))
    }),
    Family::fails("a namespace as long as the message, of 64 attributes on each tag", 28, |n| {
        let declared = format!("<x xmlns:p='urn:{}'>", "u".repeat(7000 * n));
        let xml = at_the_end(&request(), &format!("{declared}{}</x>", tag("p:", 64).repeat(n)));
        (forged(&xml), Malformed::TooLong("a namespace").into())
    }),
    Family::fails("a prefix as long as the message", 125_000, |n| {
        let declared = format!("<x xmlns:{}='urn:u'/>", "p".repeat(n));
        (forged(&at_the_end(&request(), &declared)), Malformed::TooLong("a namespace").into())
    }),
    // Text.
    Family::opens("long text", 125_000, |n| at_the_end(&request(), &"text ".repeat(n / 5))),
    Family::opens("text of references", 20_000, |n| at_the_end(&request(), &"&amp;".repeat(n))),
    Family::opens("text of references by number", 20_000, |n| {
        at_the_end(&request(), &"&#13;".repeat(n))
    }),
    Family::opens("text of signs that are escaped", 100_000, |n| {
        at_the_end(&request(), &">".repeat(n))
    }),
    Family::opens("text of brackets", 100_000, |n| at_the_end(&request(), &"]]".repeat(n / 2))),
    Family::opens("text of carriage returns", 100_000, |n| at_the_end(&request(), &"\r".repeat(n))),
    Family::opens("text of carriage returns and line feeds", 100_000, |n| {
        at_the_end(&request(), &"\r\n".repeat(n / 2))
    }),
    Family::opens("text of letters of four octets", 30_000, |n| {
        at_the_end(&request(), &"𐀀".repeat(n))
    }),
    Family::opens("empty elements between line ends", 4000, |n| {
        at_the_end(&request(), &"\n<x/>\n".repeat(n))
    }),
    // What a message says.
    Family::fails("a long ID", 100_000, |n| {
        let xml = request().replace(ID, &"x".repeat(n));
        (genuine(&xml), Malformed::Name("ID", BadName::TooLong).into())
    }),
    Family::opens("IDs alike but for the end", 2000, |n| {
        let ids = each(n, |i| format!("<x Id='{ID}{i}'/>"));
        at_the_end(&request(), &ids)
    }),
    Family::fails("the same ID at the end", 4000, |n| {
        let xml = at_the_end(&request(), &format!("{}<x id='{ID}'/>", "<x/>".repeat(n)));
        (forged(&xml), Untrusted::RepeatedId)
    }),
    Family::fails("a long Issuer", 125_000, |n| {
        let xml = request().replace("https://sede", &format!("https://{}", "x".repeat(n)));
        (genuine(&xml), Malformed::Name("Issuer", BadName::TooLong).into())
    }),
    Family::fails("many Issuers", 4000, |n| {
        let xml = at_the_end(&request(), &"<saml2:Issuer/>".repeat(n));
        (genuine(&xml), Malformed::Repeated("Issuer").into())
    }),
    Family::fails("a long ProviderName", 125_000, |n| {
        let xml = request().replace(" ID=", &format!(" ProviderName=\"{}\" ID=", "x".repeat(n)));
        (genuine(&xml), Malformed::TooLong("ProviderName").into())
    }),
    Family::fails("many classes", 4000, |n| {
        let classes = "<saml2:AuthnContextClassRef/>".repeat(n);
        let context = "saml2p:RequestedAuthnContext";
        let xml = at_the_end(&request(), &format!("<{context}>{classes}</{context}>"));
        (genuine(&xml), Malformed::TooMany("AuthnContextClassRef").into())
    }),
    // What is no XML, or not ours, and shows it late.
    Family::fails("an unknown prefix after many elements", 4000, |n| {
        let xml = forged(&at_the_end(&request(), &format!("{}<p:x/>", "<x/>".repeat(n))));
        let column = column(&xml, "<p:x/>") + 1;
        (xml, Malformed::Syntax { line: 1, column }.into())
    }),
    Family::fails("an unknown entity after long text", 125_000, |n| {
        let xml = forged(&at_the_end(&request(), &format!("{}&x;", "x".repeat(n))));
        let column = column(&xml, "&x;");
        (xml, Malformed::Syntax { line: 1, column }.into())
    }),
    Family::fails("the end of CDATA after long text", 125_000, |n| {
        let xml = forged(&at_the_end(&request(), &format!("{}]]>", "x".repeat(n))));
        let column = column(&xml, "]]>") + 3;
        (xml, Malformed::Syntax { line: 1, column }.into())
    }),
    Family::fails("a comment after long text", 125_000, |n| {
        let xml = at_the_end(&request(), &format!("{}<!--", "!--".repeat(n / 3)));
        (forged(&xml), Malformed::Declaration.into())
    }),
    Family::fails("an attribute never ended", 125_000, |n| {
        let xml = at_the_end(&request(), &format!("<x a='{}", "x".repeat(n)));
        (forged(&xml), Malformed::NotWellFormed.into())
    }),
    Family::fails("white space in a tag", 125_000, |n| {
        let xml = at_the_end(&request(), &format!("<x{}<", " ".repeat(n)));
        (forged(&xml), Malformed::NotWellFormed.into())
    }),
    Family::fails("a control character after long text", 125_000, |n| {
        let xml = at_the_end(&request(), &format!("{}\u{1}", "x".repeat(n)));
        (forged(&xml), Malformed::Character.into())
    }),
    Family::fails("elements never ended", 44, |n| {
        (forged(&at_the_end(&request(), &"<x>".repeat(n))), Malformed::NotWellFormed.into())
    }),
    // Past the limits.
    Family::fails("too many elements", 32_000, |n| {
        let xml = at_the_end(&request(), &"<x/>".repeat(4096 + n));
        (forged(&xml), Malformed::TooManyElements.into())
    }),
    Family::fails("too many attributes", 16_000, |n| {
        let xml = at_the_end(&request(), &"<x a=''/>".repeat(2048 + n));
        (forged(&xml), Malformed::TooManyAttributes.into())
    }),
    Family::fails("too many namespaces", 14_000, |n| {
        let xml = at_the_end(&request(), &"<x xmlns='u:u'/>".repeat(256 + n));
        (forged(&xml), Malformed::TooManyNamespaces.into())
    }),
    Family::fails("too large", 500_000, |n| {
        let xml = at_the_end(&request(), &" ".repeat(262_144 + n));
        (forged(&xml), Malformed::TooLarge.into())
    }),
];

/// Something at the end of a message.
pub(crate) fn at_the_end(request: &str, inserted: &str) -> String {
    let (before, end) = request.split_at(request.rfind("</").unwrap());
    format!("{before}{inserted}{end}")
}

/// So many pieces, each told its number, one after the other.
pub(crate) fn each(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

fn nested(depth: usize, start: &str, end: &str) -> String {
    format!("{}{}", start.repeat(depth), end.repeat(depth))
}

/// An empty element with so many attributes, whose names begin alike.
pub(crate) fn tag(prefix: &str, count: usize) -> String {
    let attributes = each(count, |i| format!(" {prefix}a{i}=''"));
    format!("<x{attributes}/>")
}

/// So many prefixes, counted from one.
pub(crate) fn declarations(count: usize, from: usize) -> String {
    each(count, |i| format!(" xmlns:p{0}='urn:{0}'", from + i))
}

/// Where something stands for the first time in a message on one line.
fn column(xml: &str, what: &str) -> u32 {
    u32::try_from(xml.find(what).unwrap() + 1).unwrap()
}
