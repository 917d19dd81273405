//! The one parser, and what is read from its tree.

use jiff::Timestamp;
use roxmltree::{Document, Node};

use crate::binding::decode_base64;
use crate::errors::Malformed;
use crate::gate::{self, Limits};
use crate::write::Namespace;

/// Characters of an address, and of any other URI in a message.
pub(crate) const MAX_URL: usize = 2048;
pub(crate) const MAX_URI: usize = 1024;
/// XML 1.0 section 2.3: what XML calls white space. Unicode knows more.
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];
/// XML Schema 3.2.7 has no year 0: `0001-01-01T00:00:00Z`. With a zone a year 1 may mean one before
/// it, which could be read and never be written.
const FIRST_INSTANT: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// Passes the gate, then builds the tree. There is no other way to a tree in this house.
pub fn parse_gated<'x>(octets: &'x [u8], limits: &Limits) -> Result<Document<'x>, Malformed> {
    let text = gate::pass(octets, limits)?;
    Document::parse(text).map_err(|error| {
        let at = error.pos();
        Malformed::Syntax { line: at.row, column: at.col }
    })
}

/// Every line end as one `\n` (XML 1.0 section 2.11), which XML asks for before parsing.
///
/// The parser does it too, but not for a carriage return between two character references; a
/// signer that does it right would not be understood.
#[must_use]
pub fn normalize_line_ends(octets: Vec<u8>) -> Vec<u8> {
    if !octets.contains(&b'\r') {
        return octets;
    }
    let mut out = Vec::with_capacity(octets.len());
    let mut rest = octets.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let line_end = *first == b'\r';
        out.push(if line_end { b'\n' } else { *first });
        rest = after.strip_prefix(b"\n").filter(|_| line_end).unwrap_or(after);
    }
    out
}

/// Whether a node is the element of this namespace and name.
#[must_use]
pub fn is(node: Node<'_, '_>, namespace: Namespace, name: &str) -> bool {
    node.is_element()
        && node.tag_name().namespace() == Some(namespace.uri)
        && node.tag_name().name() == name
}

/// The child elements of this namespace and name, in order.
pub fn children<'a, 'x: 'a>(
    parent: Node<'a, 'x>,
    namespace: Namespace,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'x>> {
    parent.children().filter(move |child| is(*child, namespace, name))
}

/// The child element of this namespace and name, of which there may be one.
pub fn child<'a, 'x: 'a>(
    parent: Node<'a, 'x>,
    namespace: Namespace,
    name: &'static str,
) -> Result<Option<Node<'a, 'x>>, Malformed> {
    let mut found = children(parent, namespace, name);
    let first = found.next();
    if found.next().is_some() { Err(Malformed::Repeated(name)) } else { Ok(first) }
}

/// All text of an element, joined, without the white space around it.
///
/// Joined, because taking the first piece alone lets a comment cut a name short
/// (CVE-2017-11427); an element in between is refused.
pub fn text(element: Node<'_, '_>, name: &'static str) -> Result<String, Malformed> {
    if element.children().any(|child| child.is_element()) {
        return Err(Malformed::NotText(name));
    }
    let joined: String =
        element.children().filter(Node::is_text).filter_map(|piece| piece.text()).collect();
    Ok(joined.trim_matches(SPACES).to_owned())
}

/// As [`text`], of at most `limit` characters.
pub fn short_text(
    element: Node<'_, '_>,
    name: &'static str,
    limit: usize,
) -> Result<String, Malformed> {
    shorter(text(element, name)?, name, limit)
}

/// The octets that an element's text is the base64 of, line breaks aside.
pub(crate) fn base64(element: Node<'_, '_>, name: &'static str) -> Result<Vec<u8>, Malformed> {
    decode_base64(text(element, name)?.as_bytes())
}

/// The attribute of this name in no namespace.
#[must_use]
pub fn attribute<'a>(element: Node<'a, '_>, name: &str) -> Option<&'a str> {
    element
        .attributes()
        .find(|attribute| attribute.namespace().is_none() && attribute.name() == name)
        .map(|attribute| attribute.value())
}

/// As [`attribute`], of at most `limit` characters.
pub fn short_attribute(
    element: Node<'_, '_>,
    name: &'static str,
    limit: usize,
) -> Result<Option<String>, Malformed> {
    attribute(element, name).map(|value| shorter(value.to_owned(), name, limit)).transpose()
}

/// The only child element of this namespace and name.
pub fn required<'a, 'x: 'a>(
    parent: Node<'a, 'x>,
    namespace: Namespace,
    name: &'static str,
) -> Result<Node<'a, 'x>, Malformed> {
    child(parent, namespace, name)?.ok_or(Malformed::Missing(name))
}

/// The texts of all child elements of this namespace and name: at most `most`, of at most `limit`
/// characters each.
pub fn short_texts<'a, 'x: 'a>(
    parent: Node<'a, 'x>,
    namespace: Namespace,
    name: &'static str,
    (most, limit): (usize, usize),
) -> Result<Vec<String>, Malformed> {
    let mut texts = Vec::new();
    for element in children(parent, namespace, name) {
        if texts.len() == most {
            return Err(Malformed::TooMany(name));
        }
        texts.push(short_text(element, name, limit)?);
    }
    Ok(texts)
}

/// XML Schema 3.2.2: `true`, `false`, `1` or `0`; absent is false.
pub fn boolean(element: Node<'_, '_>, name: &'static str) -> Result<bool, Malformed> {
    match attribute(element, name).map(|value| value.trim_matches(SPACES)) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => Err(Malformed::Value(name)),
    }
}

/// SAML Core 3.2.1: a message says that it is of SAML 2.0.
pub(crate) fn version(root: Node<'_, '_>) -> Result<(), Malformed> {
    if attribute(root, "Version") == Some("2.0") { Ok(()) } else { Err(Malformed::Version) }
}

/// As [`instant`], where it may be absent.
pub fn optional_instant(
    element: Node<'_, '_>,
    name: &'static str,
) -> Result<Option<Timestamp>, Malformed> {
    attribute(element, name).map(|_| instant(element, name)).transpose()
}

/// An instant that says its zone: SAML Core 1.3.3 wants `Z`; an offset is understood as well.
pub fn instant(element: Node<'_, '_>, name: &'static str) -> Result<Timestamp, Malformed> {
    let text = attribute(element, name).ok_or(Malformed::Missing(name))?;
    if !is_date_time(text.as_bytes()) {
        return Err(Malformed::Value(name));
    }
    let at: Timestamp = text.parse().map_err(|_| Malformed::Value(name))?;
    if at < FIRST_INSTANT { Err(Malformed::Value(name)) } else { Ok(at) }
}

/// The form of XML Schema 3.2.7 alone; the parser behind it understands much more.
fn is_date_time(text: &[u8]) -> bool {
    const FORM: &[u8; 19] = b"0000-00-00T00:00:00";
    let Some((whole, rest)) = text.split_at_checked(FORM.len()) else {
        return false;
    };
    let fits = whole.iter().zip(FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        punctuation => byte == punctuation,
    });
    fits && is_zone(skip_fraction(rest))
}

fn skip_fraction(text: &[u8]) -> &[u8] {
    match text {
        [b'.', b'0'..=b'9', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest.get(digits..).unwrap_or_default()
        }
        _ => text,
    }
}

/// XML Schema 3.2.7.3: an offset of at most 14 hours. The parser behind it takes up to 25.
fn is_zone(text: &[u8]) -> bool {
    match text {
        b"Z" => true,
        [b'+' | b'-', offset @ ..] => matches!(
            offset,
            [b'0', b'0'..=b'9', b':', b'0'..=b'5', b'0'..=b'9']
                | [b'1', b'0'..=b'3', b':', b'0'..=b'5', b'0'..=b'9']
                | b"14:00"
        ),
        _ => false,
    }
}

fn shorter(text: String, name: &'static str, limit: usize) -> Result<String, Malformed> {
    if text.chars().count() > limit { Err(Malformed::TooLong(name)) } else { Ok(text) }
}
