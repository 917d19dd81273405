//! When a certificate begins and ends, without parsing the rest of it: a hub asks that of ten thousand.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// `notBefore` and `notAfter` of a certificate (RFC 5280, 4.1): behind version, serial number, algorithm and
/// issuer.
pub(crate) fn of(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (certificate, _) = take(der, SEQUENCE)?;
    let (mut left, _) = take(certificate, SEQUENCE)?;
    if left.first() == Some(&VERSION) {
        left = take(left, VERSION)?.1;
    }
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        left = take(left, tag)?.1;
    }
    let (validity, _) = take(left, SEQUENCE)?;
    let (tag, text, rest) = any(validity)?;
    let before = time(tag, text)?;
    let (tag, text, _) = any(rest)?;
    Some((before, time(tag, text)?))
}

/// RFC 5280, 4.1.2.5: in UTC and to the second; two digits of a year from 50 on are of the last century.
fn time(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let text = match tag {
        UTC_TIME if text.len() == 13 => {
            let century = if text < "50" { "20" } else { "19" };
            format!("{century}{text}")
        }
        GENERALIZED_TIME if text.len() == 15 => text.to_owned(),
        _ => return None,
    };
    let digits = text.strip_suffix('Z').filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    let time = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    // RFC 5280, 4.1.2.5: the last second of the year 9999 says that there is no end; it is just beyond ours.
    Some(time.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |time| time.timestamp()))
}

/// What is in the first element, which has this tag, and what is behind it.
fn take(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = any(der)?;
    (tag == wanted).then_some((content, rest))
}

/// X.690 8.1: tag, content and rest; a definite length of three octets at most.
fn any(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, length, rest) = match *der {
        [tag, length @ 0..=0x7f, ref rest @ ..] | [tag, 0x81, length, ref rest @ ..] => {
            (tag, usize::from(length), rest)
        }
        [tag, 0x82, high, low, ref rest @ ..] => {
            (tag, usize::from(high) << 8 | usize::from(low), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}
