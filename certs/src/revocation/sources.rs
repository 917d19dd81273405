use crate::certificate::Certificate;
use crate::der::{Reader, SEQUENCE, explicit, implicit};
use crate::parts::{AUTHORITY_INFORMATION, DISTRIBUTION_POINTS, Extensions, Parts};

/// As many as are asked, of each kind.
const MOST: usize = 3;
const LONGEST: usize = 2048;
const RESPONDER: &str = "1.3.6.1.5.5.7.48.1";
/// A `uniformResourceIdentifier` among general names (RFC 5280, 4.2.1.6).
const URL: u8 = implicit(6);

/// Where the status of a certificate can be asked.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sources {
    /// Responders.
    pub ocsp: Vec<String>,
    /// Lists.
    pub crl: Vec<String>,
}

/// A certificate that cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the certificate cannot be read")]
pub struct Unreadable;

/// Where to ask, as the certificate says: `http` and `https` only, at most three of each.
pub fn sources(certificate: &Certificate) -> Result<Sources, Unreadable> {
    let parts = Parts::of(certificate).ok_or(Unreadable)?;
    let responders = parts.extensions.list(AUTHORITY_INFORMATION, responder).ok_or(Unreadable)?;
    let points = distribution_points(&parts.extensions).ok_or(Unreadable)?;
    let lists = points.iter().flatten().filter_map(|name| url(name));
    Ok(Sources {
        ocsp: responders.into_iter().flatten().take(MOST).collect(),
        crl: lists.take(MOST).collect(),
    })
}

/// An `AccessDescription`, if it is of a responder.
#[expect(clippy::option_option, reason = "another kind and broken are two answers")]
fn responder(from: &mut Reader<'_>) -> Option<Option<String>> {
    let mut description = from.enter(SEQUENCE)?;
    let method = description.oid()?;
    let location = description.element()?;
    Some(if method == RESPONDER { url(location.whole) } else { None })
}

/// The general names of each `DistributionPoint` where the issuer itself lists all reasons.
pub(super) fn distribution_points<'a>(extensions: &Extensions<'a>) -> Option<Vec<Vec<&'a [u8]>>> {
    extensions.list(DISTRIBUTION_POINTS, |from| {
        let mut point = from.enter(SEQUENCE)?;
        let names = match point.optional(explicit(0))? {
            Some(name) => full_name(name)?,
            None => Vec::new(),
        };
        // What is left limits the reasons, or names another issuer.
        Some(if point.is_at_end() { names } else { Vec::new() })
    })
}

/// The general names of a `DistributionPointName`; none if it is relative to an issuer.
pub(super) fn full_name(name: &[u8]) -> Option<Vec<&[u8]>> {
    let mut from = Reader::new(name);
    let Some(names) = from.optional(explicit(0))? else {
        return Some(Vec::new());
    };
    from.end()?;
    let mut names = Reader::new(names);
    let mut all = Vec::new();
    while !names.is_at_end() {
        all.push(names.element()?.whole);
    }
    Some(all)
}

/// The URL that a general name is, if it is one that can be asked.
fn url(name: &[u8]) -> Option<String> {
    let url = std::str::from_utf8(Reader::new(name).take(URL)?).ok()?;
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let is_plain = url.bytes().all(|b| b.is_ascii_graphic()) && url.len() <= LONGEST;
    (is_web && is_plain).then(|| url.to_owned())
}
