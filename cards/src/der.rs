//! DER, as much as certificates, lists and answers about them need (X.690).

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTETS: u8 = 0x04;

pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut all = vec![tag];
    if let Ok(short @ 0..=0x7f) = u8::try_from(content.len()) {
        all.push(short);
    } else {
        let size = content.len().to_be_bytes();
        let octets = without_zeros(&size);
        all.push(0x80 | u8::try_from(octets.len()).unwrap());
        all.extend(octets);
    }
    all.extend(content);
    all
}

pub(crate) fn sequence(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    element(SEQUENCE, &joined(parts))
}

pub(crate) fn set(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort();
    element(0x31, &joined(parts))
}

/// A number that is not negative, from its octets.
pub(crate) fn integer(octets: &[u8]) -> Vec<u8> {
    let octets = without_zeros(octets);
    match octets.first() {
        None => element(INTEGER, &[0]),
        Some(0x80..) => element(INTEGER, &[&[0], octets].concat()),
        Some(_) => element(INTEGER, octets),
    }
}

pub(crate) fn enumerated(value: u8) -> Vec<u8> {
    element(0x0a, &[value])
}

pub(crate) fn truth() -> Vec<u8> {
    element(0x01, &[0xff])
}

pub(crate) fn null() -> Vec<u8> {
    element(0x05, &[])
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    element(OCTETS, content)
}

pub(crate) fn bits(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content].concat())
}

/// X.690 11.2.2: a list of named bits ends with the last that is set.
pub(crate) fn named_bits(set: &[u8]) -> Vec<u8> {
    let Some(last) = set.iter().max() else { return element(0x03, &[0]) };
    let mut content = vec![0; usize::from(last / 8) + 1];
    for bit in set {
        if let Some(octet) = content.get_mut(usize::from(bit / 8)) {
            *octet |= 0x80 >> (bit % 8);
        }
    }
    element(0x03, &[&[7 - last % 8], content.as_slice()].concat())
}

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().unwrap());
    let first = arcs.next().unwrap() * 40 + arcs.next().unwrap();
    let content = [first].into_iter().chain(arcs).flat_map(base128).collect::<Vec<_>>();
    element(0x06, &content)
}

fn base128(arc: u64) -> Vec<u8> {
    let mut groups = vec![low_seven(arc)];
    let mut rest = arc >> 7;
    while rest > 0 {
        groups.push(0x80 | low_seven(rest));
        rest >>= 7;
    }
    groups.reverse();
    groups
}

fn low_seven(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap()
}

/// A context tag around whole elements.
pub(crate) fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// A context tag in place of a primitive's own.
pub(crate) fn implicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, content)
}

/// RFC 5280 4.1.2.5: two digits of the year until 2049.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    let zoned = at.to_zoned(TimeZone::UTC);
    if zoned.year() < 2050 {
        element(0x17, zoned.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
    } else {
        generalized_time(at)
    }
}

pub(crate) fn generalized_time(at: Timestamp) -> Vec<u8> {
    let text = at.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%SZ").to_string();
    element(0x18, text.as_bytes())
}

pub(crate) fn joined(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    parts.into_iter().flatten().collect()
}

fn without_zeros(octets: &[u8]) -> &[u8] {
    let start = octets.iter().position(|&octet| octet != 0).unwrap_or(octets.len());
    octets.get(start..).unwrap_or_default()
}

/// Elements one after another, as others wrote them.
#[derive(Clone)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

/// One element: all of it, and what is in it.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) whole: &'a [u8],
    pub(crate) content: &'a [u8],
}

impl<'a> Element<'a> {
    pub(crate) fn reader(self) -> Reader<'a> {
        Reader(self.content)
    }

    pub(crate) fn is(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (&tag, after) = self.0.split_first()?;
        let (&first, after) = after.split_first()?;
        let (size, after) = if first < 0x80 {
            (usize::from(first), after)
        } else {
            let (size, after) = after.split_at_checked(usize::from(first & 0x7f))?;
            if size.len() > 4 {
                return None;
            }
            (size.iter().fold(0, |sum, &octet| sum << 8 | usize::from(octet)), after)
        };
        let (content, rest) = after.split_at_checked(size)?;
        let (whole, _) = self.0.split_at_checked(self.0.len() - rest.len())?;
        self.0 = rest;
        Some(Element { tag, whole, content })
    }
}
