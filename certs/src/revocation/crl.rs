use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use jiff::Timestamp;

use super::is_begun;
use super::sources::{distribution_points, full_name};
use super::status::{Reason, Status};
use crate::certificate::Certificate;
use crate::der::{self, INTEGER, Reader, SEQUENCE, explicit, implicit};
use crate::parts::{Extensions, KeyUsage, Parts, Sealed};

/// Above the longest lists of great issuers.
const LONGEST: usize = 32 * 1024 * 1024;

const REASON: &str = "2.5.29.21";
const DELTA: &str = "2.5.29.27";
const SCOPE: &str = "2.5.29.28";

/// A list of certificates that no longer stand (RFC 5280, 5), signed by their issuer.
///
/// It keeps the octets, and four more for each certificate: a list of 20 MB takes 22.
pub struct Crl {
    der: Vec<u8>,
    /// The list in them.
    entries: Range<usize>,
    /// Where each entry begins in the list, in order of the serial numbers.
    order: Vec<u32>,
    issuer: Vec<u8>,
    scope: Scope,
    fresh_until: Timestamp,
}

/// Why a list is worth nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CrlError {
    /// Not a list.
    #[error("the list cannot be read")]
    Unreadable,
    /// Longer than 32 MiB.
    #[error("the list is longer than 32 MiB")]
    TooLarge,
    /// Of another issuer, or of one that may not sign lists.
    #[error("the list is of another issuer")]
    Issuer,
    /// A signature that is wrong or weak.
    #[error("the list's signature does not hold")]
    Signature,
    /// Ended, without an end, or not begun.
    #[error("the list is not of now")]
    Stale,
    /// A part of a list: only what has changed, only some reasons, or of several issuers.
    #[error("the list is a part of one")]
    Partial,
    /// Something critical in it that we do not understand.
    #[error("the list has a critical extension that is not understood")]
    CriticalExtension,
    /// It does not speak of certificates like this one.
    #[error("the list does not speak of this certificate")]
    Other,
}

impl Crl {
    /// Reads a list as DER or PEM, if `issuer` has signed it and its time is now.
    pub fn read(list: &[u8], issuer: &Certificate, now: Timestamp) -> Result<Self, CrlError> {
        if list.len() > 2 * LONGEST {
            return Err(CrlError::TooLarge);
        }
        let der = octets(list)?;
        if der.len() > LONGEST {
            return Err(CrlError::TooLarge);
        }
        let sealed = whole(&der).ok_or(CrlError::Unreadable)?;
        let content = sealed.content().and_then(|from| Content::read(from, sealed.algorithm));
        let content = content.ok_or(CrlError::Unreadable)?;
        verify(&sealed, &content, issuer)?;
        let scope = Scope::of(&content.extensions)?;
        let fresh_until = content.next_update.ok_or(CrlError::Stale)?;
        if !is_begun(content.this_update, now) || fresh_until <= now {
            return Err(CrlError::Stale);
        }
        let order = order(content.entries)?;
        let entries = place(&der, content.entries).ok_or(CrlError::Unreadable)?;
        let issuer = content.issuer.to_vec();
        Ok(Self { der, entries, order, issuer, scope, fresh_until })
    }

    /// What it says of a certificate of the same issuer.
    pub fn status(&self, certificate: &Certificate) -> Result<Status, CrlError> {
        let parts = Parts::of(certificate).ok_or(CrlError::Unreadable)?;
        if parts.issuer != self.issuer || !self.scope.covers(&parts).ok_or(CrlError::Unreadable)? {
            return Err(CrlError::Other);
        }
        let found = self.order.binary_search_by(|place| {
            self.entry(*place).map_or(Ordering::Less, |entry| by_number(entry.serial, parts.serial))
        });
        let entry = found.ok().and_then(|found| self.order.get(found));
        let Some(entry) = entry.and_then(|place| self.entry(*place)) else {
            return Ok(Status::Good);
        };
        Ok(Status::Revoked { at: entry.at, reason: entry.reason })
    }

    /// Until when it may be asked.
    #[must_use]
    pub fn fresh_until(&self) -> Timestamp {
        self.fresh_until
    }

    /// The entry that begins there; each has been read before.
    fn entry(&self, place: u32) -> Option<Entry<'_>> {
        let entries = self.der.get(self.entries.clone())?;
        let mut from = Reader::new(entries.get(usize::try_from(place).ok()?..)?);
        Entry::read(&mut from).ok()
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crl")
            .field("entries", &self.order.len())
            .field("fresh_until", &self.fresh_until)
            .finish_non_exhaustive()
    }
}

/// The DER of a list in either form.
fn octets(list: &[u8]) -> Result<Vec<u8>, CrlError> {
    if list.first() == Some(&SEQUENCE) {
        return Ok(list.to_vec());
    }
    let list = openssl::x509::X509Crl::from_pem(list).map_err(|_| CrlError::Unreadable)?;
    list.to_der().map_err(|_| CrlError::Unreadable)
}

fn whole(der: &[u8]) -> Option<Sealed<'_>> {
    let mut from = Reader::inside(der, SEQUENCE)?;
    let sealed = Sealed::read(&mut from)?;
    from.end()?;
    Some(sealed)
}

/// Where a part lies in the whole.
fn place(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    if part.is_empty() {
        return Some(0..0);
    }
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let range = start..start.checked_add(part.len())?;
    whole.get(range.clone()).is_some_and(|same| same == part).then_some(range)
}

/// What a list says (RFC 5280, 5.1.2).
struct Content<'a> {
    issuer: &'a [u8],
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: &'a [u8],
    extensions: Extensions<'a>,
}

impl<'a> Content<'a> {
    fn read(mut from: Reader<'a>, algorithm: &[u8]) -> Option<Self> {
        let version = from.optional(INTEGER)?;
        let same = from.whole_of(SEQUENCE)?.whole == algorithm;
        let issuer = from.whole_of(SEQUENCE)?.whole;
        let this_update = from.time()?;
        let has_end = from.next_tag().is_some_and(|tag| tag != SEQUENCE && tag != explicit(0));
        let next_update = if has_end { Some(from.time()?) } else { None };
        let entries = from.optional(SEQUENCE)?.unwrap_or_default();
        let extensions = from.optional(explicit(0))?;
        from.end()?;
        let extensions = extensions.map_or(Some(Extensions::default()), Extensions::read)?;
        let is_second = version == Some(&[1]);
        (same && (is_second || version.is_none())).then_some(Self {
            issuer,
            this_update,
            next_update,
            entries,
            extensions,
        })
    }
}

fn verify(
    sealed: &Sealed<'_>,
    content: &Content<'_>,
    issuer: &Certificate,
) -> Result<(), CrlError> {
    let parts = Parts::of(issuer).ok_or(CrlError::Issuer)?;
    let usage = parts.extensions.key_usage().ok_or(CrlError::Issuer)?;
    let signs_lists = usage.is_none_or(|usage| usage.allows(KeyUsage::SIGNS_LISTS));
    if content.issuer != parts.subject || !signs_lists {
        return Err(CrlError::Issuer);
    }
    if sealed.is_by(issuer) { Ok(()) } else { Err(CrlError::Signature) }
}

/// Of which certificates a list speaks (RFC 5280, 5.2.5).
#[derive(Debug, Default)]
struct Scope {
    /// The general names of where it is to be found, if it says so.
    point: Option<Vec<Vec<u8>>>,
    holders_only: bool,
    authorities_only: bool,
}

impl Scope {
    fn of(extensions: &Extensions<'_>) -> Result<Self, CrlError> {
        if extensions.value(DELTA).is_some() {
            return Err(CrlError::Partial);
        }
        if !extensions.are_understood(&[SCOPE]) {
            return Err(CrlError::CriticalExtension);
        }
        match extensions.value(SCOPE) {
            Some(value) => Self::read(value).ok_or(CrlError::Unreadable)?.ok_or(CrlError::Partial),
            None => Ok(Self::default()),
        }
    }

    /// `Some(None)` if it is a part of a list.
    #[expect(clippy::option_option, reason = "a part and broken are two answers")]
    fn read(value: &[u8]) -> Option<Option<Self>> {
        let mut from = Reader::inside(value, SEQUENCE)?;
        let point = match from.optional(explicit(0))? {
            Some(name) => Some(full_name(name)?.into_iter().map(<[u8]>::to_vec).collect()),
            None => None,
        };
        let holders_only = flag(&mut from, 1)?;
        let authorities_only = flag(&mut from, 2)?;
        // Some reasons, several issuers, or attribute certificates.
        let whole = from.is_at_end();
        Some(whole.then_some(Self { point, holders_only, authorities_only }))
    }

    /// A list that says where it is found speaks only of the certificates that point there: else one of an
    /// issuer's lists could be given for another.
    fn covers(&self, parts: &Parts<'_>) -> Option<bool> {
        let is_authority = parts.extensions.is_authority()?;
        let of_kind = if is_authority { !self.holders_only } else { !self.authorities_only };
        let Some(point) = &self.point else {
            return Some(of_kind);
        };
        let points = distribution_points(&parts.extensions)?;
        let is_there = points.iter().flatten().any(|name| point.iter().any(|known| known == name));
        Some(of_kind && is_there)
    }
}

fn flag(from: &mut Reader<'_>, number: u8) -> Option<bool> {
    from.optional(implicit(number))?.map_or(Some(false), der::truth)
}

/// A certificate that no longer stands.
struct Entry<'a> {
    serial: &'a [u8],
    at: Timestamp,
    reason: Option<Reason>,
}

impl<'a> Entry<'a> {
    fn read(from: &mut Reader<'a>) -> Result<Self, CrlError> {
        let mut entry = from.enter(SEQUENCE).ok_or(CrlError::Unreadable)?;
        let serial = entry.natural().ok_or(CrlError::Unreadable)?;
        let at = entry.time().ok_or(CrlError::Unreadable)?;
        let reason = reason(&mut entry)?;
        Ok(Self { serial, at, reason })
    }
}

/// Another issuer's certificate has a critical extension that says so.
fn reason(entry: &mut Reader<'_>) -> Result<Option<Reason>, CrlError> {
    let Some(element) = (!entry.is_at_end()).then(|| entry.whole_of(SEQUENCE)) else {
        return Ok(None);
    };
    let element = element.filter(|_| entry.is_at_end()).ok_or(CrlError::Unreadable)?;
    let extensions = Extensions::read(element.whole).ok_or(CrlError::Unreadable)?;
    if !extensions.are_understood(&[REASON]) {
        return Err(CrlError::CriticalExtension);
    }
    let read = |value| Reason::read(Reader::new(value)).ok_or(CrlError::Unreadable);
    extensions.value(REASON).map(read).transpose()
}

/// Where each entry begins, in order of the serial numbers. Reads them all, so that none is broken later.
fn order(entries: &[u8]) -> Result<Vec<u32>, CrlError> {
    let mut from = Reader::new(entries);
    let mut all: Vec<(&[u8], u32)> = Vec::new();
    while !from.is_at_end() {
        let place = u32::try_from(entries.len() - from.left()).map_err(|_| CrlError::TooLarge)?;
        all.push((Entry::read(&mut from)?.serial, place));
    }
    all.sort_unstable_by(|(one, _), (other, _)| by_number(one, other));
    Ok(all.into_iter().map(|(_, place)| place).collect())
}

/// Numbers without zeros before them: the longer is the larger.
fn by_number(one: &[u8], other: &[u8]) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}
