//! How long metadata holds, and how soon to ask again.

use jiff::{SignedDuration, Timestamp};
use roxmltree::Node;
use saml::gate::Limits;
use saml::namespaces::METADATA;
use saml::read::{attribute, child, instant, optional_instant, parse_gated};
use saml::signature::verify_descriptor;
use saml::{Malformed, TrustedKeys};

use crate::PUBLICATION;
use crate::errors::MetadataError;
use crate::read;

#[cfg(test)]
mod tests;

const DAY: u64 = 86_400;

/// What the outermost element of metadata says of time.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Freshness {
    /// When all of it ends (SAML Metadata 2.3.1, 2.3.2).
    pub valid_until: Option<Timestamp>,
    /// For how long a copy may be used before it is asked for again, from
    /// [`SHORTEST_CACHE`](Self::SHORTEST_CACHE) to [`LONGEST_CACHE`](Self::LONGEST_CACHE) whatever is
    /// written there.
    pub cache_duration: Option<SignedDuration>,
    /// When it was made (SAML V2.0 Metadata Extensions for Registration and Publication Information
    /// 2.2.1). A copy made before one that is known already is an old one.
    pub created: Option<Timestamp>,
}

impl Freshness {
    /// Nobody is asked more often, whatever they offer.
    pub const SHORTEST_CACHE: SignedDuration = SignedDuration::from_mins(5);
    /// A lost key is taken out of metadata, and that has to be noticed.
    pub const LONGEST_CACHE: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// Of the metadata of one agency. With `keys` it must be signed with one of them.
    pub fn read(xml: &[u8], keys: Option<&TrustedKeys>) -> Result<Self, MetadataError> {
        let document = parse_gated(xml, &Limits::METADATA)?;
        read::check_kind(document.root_element())?;
        match keys {
            Some(keys) => Ok(Self::of(verify_descriptor(&document, keys)?.element())?),
            None => Ok(Self::of(document.root_element())?),
        }
    }

    pub(crate) fn of(root: Node<'_, '_>) -> Result<Self, Malformed> {
        let publication = child(root, METADATA, "Extensions")?
            .map(|extensions| child(extensions, PUBLICATION, "PublicationInfo"))
            .transpose()?
            .flatten();
        // The attribute is optional there, and of the same form as all instants.
        let stated = publication.filter(|info| attribute(*info, "creationInstant").is_some());
        Ok(Self {
            valid_until: optional_instant(root, "validUntil")?,
            cache_duration: attribute(root, "cacheDuration").map(cache_duration).transpose()?,
            created: stated.map(|info| instant(info, "creationInstant")).transpose()?,
        })
    }
}

fn cache_duration(text: &str) -> Result<SignedDuration, Malformed> {
    let seconds = seconds(text.trim()).ok_or(Malformed::Value("cacheDuration"))?;
    let duration = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    Ok(duration.clamp(Freshness::SHORTEST_CACHE, Freshness::LONGEST_CACHE))
}

/// XML Schema 3.2.6, not negative, in whole seconds. A month is 30 days here and a year 365: both are
/// longer than a copy is ever used.
fn seconds(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time).filter(|time| !time.is_empty())?),
        None => (rest, ""),
    };
    let days = sum(date, &[("Y", 365 * DAY), ("M", 30 * DAY), ("D", DAY)])?;
    let time = sum(&whole_seconds(time)?, &[("H", 3600), ("M", 60), ("S", 1)])?;
    Some(days.saturating_add(time))
}

/// Without the fraction that seconds may have.
fn whole_seconds(time: &str) -> Option<String> {
    let Some((whole, fraction)) = time.split_once('.') else {
        return Some(time.to_owned());
    };
    let digits = fraction.strip_suffix('S')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number(digits).then(|| format!("{whole}S"))
}

/// Numbers, each with its unit behind it, the units in order and each at most once.
fn sum(mut text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let mut units = units.iter();
    let mut total: u64 = 0;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
        let (digits, after) = text.split_at_checked(end)?;
        let (unit, worth) = units.find(|(unit, _)| after.starts_with(unit))?;
        // More than fits is more than any limit.
        let number = digits.parse().unwrap_or(u64::MAX);
        total = total.saturating_add(worth.saturating_mul(number));
        text = after.strip_prefix(unit)?;
    }
    Some(total)
}
