//! When a certificate begins and ends, without parsing the rest of it: a hub asks that of ten thousand.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::der::{INTEGER, Reader, SEQUENCE, explicit};

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// `notBefore` and `notAfter` of a certificate (RFC 5280, 4.1): behind version, serial number, algorithm and
/// issuer.
pub(crate) fn of(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let mut left = Reader::new(der).enter(SEQUENCE)?.enter(SEQUENCE)?;
    left.optional(explicit(0))?;
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        left.take(tag)?;
    }
    let mut validity = left.enter(SEQUENCE)?;
    Some((validity.time()?, validity.time()?))
}

/// RFC 5280, 4.1.2.5: in UTC and to the second; two digits of a year from 50 on are of the last century.
pub(crate) fn time(tag: u8, text: &[u8]) -> Option<Timestamp> {
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
