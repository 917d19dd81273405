//! DER (X.690), read from octets that stay where they are. What is not the one canonical form is refused.

use jiff::Timestamp;

use crate::validity;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The tag `[number]` with other elements in it.
pub(crate) const fn explicit(number: u8) -> u8 {
    0xa0 | number
}

/// The tag `[number]` in place of a plain type's own.
pub(crate) const fn implicit(number: u8) -> u8 {
    0x80 | number
}

/// An element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// With tag and length.
    pub(crate) whole: &'a [u8],
}

/// Reads one element after the other. `None` is always: this is not DER, or not what should stand here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Self { left: octets }
    }

    /// What is in the only element of these octets.
    pub(crate) fn inside(octets: &'a [u8], tag: u8) -> Option<Self> {
        let mut outer = Self::new(octets);
        let inner = outer.enter(tag)?;
        outer.end()?;
        Some(inner)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.left.is_empty()
    }

    /// How many octets are left.
    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }

    /// That nothing is left.
    pub(crate) fn end(&self) -> Option<()> {
        self.left.is_empty().then_some(())
    }

    pub(crate) fn next_tag(&self) -> Option<u8> {
        self.left.first().copied()
    }

    pub(crate) fn element(&mut self) -> Option<Element<'a>> {
        let all = self.left;
        let (tag, length, rest) = head(all)?;
        let (content, rest) = rest.split_at_checked(length)?;
        let whole = all.get(..all.len() - rest.len())?;
        self.left = rest;
        Some(Element { tag, content, whole })
    }

    pub(crate) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.whole_of(tag).map(|element| element.content)
    }

    pub(crate) fn whole_of(&mut self, tag: u8) -> Option<Element<'a>> {
        self.element().filter(|element| element.tag == tag)
    }

    pub(crate) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self::new)
    }

    /// What is in the next element if that has this tag; the outer `None` if it has and is broken.
    #[expect(clippy::option_option, reason = "absent and broken are two answers")]
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.next_tag() == Some(tag) { self.take(tag).map(Some) } else { Some(None) }
    }

    /// A whole number that is not negative, without the octet of its sign.
    pub(crate) fn natural(&mut self) -> Option<&'a [u8]> {
        natural(self.take(INTEGER)?)
    }

    pub(crate) fn oid(&mut self) -> Option<String> {
        oid(self.take(OID)?)
    }

    /// A `BOOLEAN` that is false where it is missing.
    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.optional(BOOLEAN)?.map_or(Some(false), truth)
    }

    /// A `BIT STRING` of whole octets.
    pub(crate) fn octets_of_bits(&mut self) -> Option<&'a [u8]> {
        self.take(BIT_STRING)?.strip_prefix(&[0])
    }

    pub(crate) fn time(&mut self) -> Option<Timestamp> {
        let element = self.element()?;
        validity::time(element.tag, element.content)
    }
}

/// X.690 8.1 and 10.1: a tag of one octet, and a definite length in the fewest octets.
fn head(der: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (tag, length, shortest, rest) = match *der {
        [tag, length @ 0..=0x7f, ref rest @ ..] => (tag, usize::from(length), 0, rest),
        [tag, 0x81, a, ref rest @ ..] => (tag, number(&[a]), 0x80, rest),
        [tag, 0x82, a, b, ref rest @ ..] => (tag, number(&[a, b]), 0x100, rest),
        [tag, 0x83, a, b, c, ref rest @ ..] => (tag, number(&[a, b, c]), 0x1_0000, rest),
        [tag, 0x84, a, b, c, d, ref rest @ ..] => (tag, number(&[a, b, c, d]), 0x100_0000, rest),
        _ => return None,
    };
    // 31 says that the tag goes on.
    (tag & 0x1f != 0x1f && length >= shortest).then_some((tag, length, rest))
}

fn number(octets: &[u8]) -> usize {
    octets.iter().fold(0, |all, octet| all << 8 | usize::from(*octet))
}

/// X.690 8.3: the fewest octets, and no sign.
pub(crate) fn natural(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => Some(rest),
        [0] | [1..=0x7f, ..] => Some(content),
        _ => None,
    }
}

/// X.690 11.1: true is all ones.
pub(crate) fn truth(content: &[u8]) -> Option<bool> {
    match content {
        [0] => Some(false),
        [0xff] => Some(true),
        _ => None,
    }
}

/// X.690 8.19, in numbers with dots between them. A number beyond 64 bits is refused.
pub(crate) fn oid(content: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(3 * content.len());
    let mut arc: u64 = 0;
    let mut inside = false;
    for octet in content {
        if !inside && *octet == 0x80 {
            return None;
        }
        arc = arc.checked_mul(128)?.checked_add(u64::from(octet & 0x7f))?;
        inside = octet & 0x80 != 0;
        if !inside {
            append(&mut text, arc);
            arc = 0;
        }
    }
    (!inside && !text.is_empty()).then_some(text)
}

/// The first two arcs are one number (X.690 8.19.4).
fn append(text: &mut String, arc: u64) {
    if text.is_empty() {
        let first = (arc / 40).min(2);
        text.push_str(&first.to_string());
        text.push('.');
        text.push_str(&(arc - 40 * first).to_string());
    } else {
        text.push('.');
        text.push_str(&arc.to_string());
    }
}

/// A string of any of the kinds that names are written in; `None` if it is no string, or a broken one.
pub(crate) fn text(element: Element<'_>) -> Option<String> {
    let octets = element.content;
    match element.tag {
        0x0c => String::from_utf8(octets.to_vec()).ok(),
        // Numeric, Printable, IA5.
        0x12 | 0x13 | 0x16 => {
            octets.is_ascii().then(|| octets.iter().copied().map(char::from).collect())
        }
        // Teletex: what everybody writes is Latin-1.
        0x14 => Some(octets.iter().copied().map(char::from).collect()),
        // Universal and BMP.
        0x1c => characters::<4>(octets),
        0x1e => characters::<2>(octets),
        _ => None,
    }
}

fn characters<const WIDTH: usize>(octets: &[u8]) -> Option<String> {
    let (characters, rest) = octets.as_chunks::<WIDTH>();
    let read = |octets: &[u8; WIDTH]| u32::try_from(number(octets)).ok().and_then(char::from_u32);
    if rest.is_empty() { characters.iter().map(read).collect() } else { None }
}

/// An element.
pub(crate) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let skipped = length.iter().take_while(|octet| **octet == 0).count();
    let length: Vec<u8> = length.iter().copied().skip(skipped).collect();
    let mut whole = vec![tag];
    match length.as_slice() {
        [] => whole.push(0),
        [short @ ..=0x7f] => whole.push(*short),
        long => {
            // A length has eight octets at most.
            whole.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            whole.extend_from_slice(long);
        }
    }
    whole.extend_from_slice(content);
    whole
}
