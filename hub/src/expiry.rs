//! What ends, and who is told of it 30, 14 and 3 days before.
//!
//! [`endings_of`] says what of an agency ends; a [`Directory`](crate::Directory) has those of all, and
//! [`Hub::warnings`] says what is near, ours as well. [`Told`] says which of them the log is told now.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use certs::Certificate;
use jiff::{SignedDuration, Timestamp};
use metadata::ServiceProvider;

use crate::agency::Agency;
use crate::hub::Hub;

#[cfg(test)]
mod tests;

/// Something that holds until an instant, and whose it is.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The first instant at which it holds no longer.
    pub at: Timestamp,
    /// What it is.
    pub thing: Thing,
}

/// What can end.
#[derive(Clone, Debug)]
pub enum Thing {
    /// The certificate of an agency's key.
    AgencyKey(Arc<Agency>),
    /// The metadata of an agency.
    AgencyMetadata(Arc<Agency>),
    /// A certificate of ours that our metadata shows, by its fingerprint.
    OurKey(String),
    /// The certificate that browsers see.
    Tls,
}

/// The kinds of [`Thing`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// The certificate of an agency's key.
    AgencyKey,
    /// The metadata of an agency.
    AgencyMetadata,
    /// A certificate of ours.
    OurKey,
    /// The certificate that browsers see.
    Tls,
}

/// How near an end is. Declared from the farthest to the nearest.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// In 30 days or less.
    Month,
    /// In 14 days or less.
    Fortnight,
    /// In 3 days or less.
    Days,
    /// It has ended.
    Ended,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AgencyKey, Self::AgencyMetadata, Self::OurKey, Self::Tls];

    /// In a word, for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AgencyKey => "agency_key",
            Self::AgencyMetadata => "agency_metadata",
            Self::OurKey => "our_key",
            Self::Tls => "tls",
        }
    }
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Month, Self::Fortnight, Self::Days, Self::Ended];
    /// The first warning comes so long before an end.
    pub const FIRST: SignedDuration = days(30);

    /// How near `end` is; nothing, where nobody has to think of it yet.
    #[must_use]
    pub fn of(end: Timestamp, now: Timestamp) -> Option<Self> {
        match end.duration_since(now) {
            left if !left.is_positive() => Some(Self::Ended),
            left if left <= days(3) => Some(Self::Days),
            left if left <= days(14) => Some(Self::Fortnight),
            left if left <= Self::FIRST => Some(Self::Month),
            _ => None,
        }
    }

    /// In a word, for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "30_days",
            Self::Fortnight => "14_days",
            Self::Days => "3_days",
            Self::Ended => "ended",
        }
    }
}

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// What of an agency's metadata ends, and when: the key that signs or is encrypted for, and all of it.
///
/// Of several keys the one whose certificate ends last counts: where it holds on, the next key is there
/// already, and nobody has to be told.
#[must_use]
pub fn endings_of(metadata: &ServiceProvider) -> (Option<Timestamp>, Option<Timestamp>) {
    let signing = last(metadata.signing.iter());
    let encryption = last(metadata.encryption.iter().map(|recipient| &recipient.certificate));
    (signing.into_iter().chain(encryption).min(), metadata.valid_until)
}

fn last<'a>(certificates: impl Iterator<Item = &'a Arc<Certificate>>) -> Option<Timestamp> {
    certificates.filter_map(|certificate| certificate.not_after().ok()).max()
}

impl Ending {
    /// Those of an agency.
    pub(crate) fn of(agency: &Arc<Agency>) -> impl Iterator<Item = Self> {
        let (key, metadata) = endings_of(&agency.metadata);
        let key = key.map(|at| Self { at, thing: Thing::AgencyKey(Arc::clone(agency)) });
        let all = metadata.map(|at| Self { at, thing: Thing::AgencyMetadata(Arc::clone(agency)) });
        key.into_iter().chain(all)
    }

    /// Of a certificate that is ours.
    fn of_ours(certificate: &Certificate, thing: Thing) -> Option<Self> {
        Some(Self { at: certificate.not_after().ok()?, thing })
    }

    /// What kind of thing ends.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.thing {
            Thing::AgencyKey(_) => Kind::AgencyKey,
            Thing::AgencyMetadata(_) => Kind::AgencyMetadata,
            Thing::OurKey(_) => Kind::OurKey,
            Thing::Tls => Kind::Tls,
        }
    }

    /// Whose it is; nothing where that is clear.
    #[must_use]
    pub fn whose(&self) -> &str {
        match &self.thing {
            Thing::AgencyKey(agency) | Thing::AgencyMetadata(agency) => {
                agency.metadata.entity_id.as_str()
            }
            Thing::OurKey(fingerprint) => fingerprint,
            Thing::Tls => "",
        }
    }

    /// What is the matter and what to do, to somebody who operates the hub.
    #[must_use]
    pub fn sentence(&self, now: Timestamp) -> String {
        let ends = if self.at <= now { "ended" } else { "ends" };
        let day = self.at.strftime("%Y-%m-%d %H:%M UTC");
        match &self.thing {
            // SAML V2.0 Metadata Interoperability Profile 2.6.1: the key counts, not what its
            // certificate says of time.
            Thing::AgencyKey(agency) => format!(
                "The certificate of a key of {} {ends} on {day}; the key is used on, because its metadata counts: ask the agency for metadata with a new one.",
                agency.metadata.entity_id
            ),
            Thing::AgencyMetadata(agency) => {
                let until = if self.at <= now {
                    "nothing of it is accepted since"
                } else {
                    "nothing of it is accepted from then on"
                };
                format!(
                    "The metadata of {} {ends} on {day}; {until}: renew it with agency-add.",
                    agency.metadata.entity_id
                )
            }
            Thing::OurKey(fingerprint) => {
                let short = fingerprint.get(..16).unwrap_or(fingerprint);
                format!(
                    "Our certificate {short}… in our metadata {ends} on {day}: some agencies take no answer after that."
                )
            }
            Thing::Tls => format!(
                "The TLS certificate of this node {ends} on {day}: no browser comes in after that."
            ),
        }
    }
}

impl Hub {
    /// What ends within 30 days or has ended, ours and the agencies', the nearest end first.
    #[must_use]
    pub fn warnings(&self, now: Timestamp) -> Vec<Ending> {
        let directory = self.directory.now();
        let of_agencies = directory.endings();
        let near = of_agencies.iter().take_while(|ending| Stage::of(ending.at, now).is_some());
        let ours = self.our_endings().filter(|ending| Stage::of(ending.at, now).is_some());
        let mut all: Vec<Ending> = near.cloned().chain(ours).collect();
        all.sort_by_key(|ending| ending.at);
        all
    }

    /// Ours, however far they are.
    pub(crate) fn our_endings(&self) -> impl Iterator<Item = Ending> {
        let published: Vec<Ending> = self
            .keys
            .now()
            .published()
            .filter_map(|certificate| {
                Ending::of_ours(certificate, Thing::OurKey(certificate.fingerprint()))
            })
            .collect();
        let tls = [self.node.tls.certificate(), self.node.certificate_tls.certificate()];
        let tls = tls.into_iter().flatten();
        let tls = tls.filter_map(|certificate| Ending::of_ours(&certificate, Thing::Tls));
        published.into_iter().chain(tls)
    }
}

/// What an operator was told of: each end once for each stage, and then once a day.
#[derive(Debug, Default)]
pub struct Told(HashMap<(Kind, String), (Stage, Timestamp)>);

impl Told {
    /// Those of these ends that are to be told now. What is no longer among them is forgotten.
    #[must_use]
    pub fn due<'a>(&mut self, warnings: &'a [Ending], now: Timestamp) -> Vec<&'a Ending> {
        let mut known = std::mem::take(&mut self.0);
        let mut due = Vec::new();
        for ending in warnings {
            let Some(stage) = Stage::of(ending.at, now) else { continue };
            let name = (ending.kind(), ending.whose().to_owned());
            let before = known.remove(&name);
            let told =
                before.filter(|(told, at)| *told == stage && now.duration_since(*at) < days(1));
            if told.is_none() {
                due.push(ending);
            }
            self.0.insert(name, told.unwrap_or((stage, now)));
        }
        due
    }
}

/// At most this many of what ends are told at once.
pub const SHOWN: usize = 20;

/// As lines for people: the nearest ends, and how many more there are.
#[derive(Debug)]
pub struct Lines<'a, E> {
    /// What ends.
    pub endings: &'a [E],
    /// The instant at which they are told.
    pub now: Timestamp,
}

impl<E: std::borrow::Borrow<Ending>> fmt::Display for Lines<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ending in self.endings.iter().take(SHOWN) {
            writeln!(f, "{}", ending.borrow().sentence(self.now))?;
        }
        match self.endings.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "and {more} more: agency-list shows all of the agencies'"),
        }
    }
}
