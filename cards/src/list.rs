//! Lists of what is revoked, one that is in order and those that are not (RFC 5280 5).

use jiff::{SignedDuration, Timestamp};

use crate::bench::{Bench, Office};
use crate::certificate::{authority_key, critical, distribution_point, extension};
use crate::key::{Digest, Key, Kind};
use crate::status::{Revocation, Revocations};
use crate::{der, oid};

/// What a list is like.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum List {
    Good,
    OfUsers,
    Large,
    Over,
    Stranger,
    CriticalExtension,
    OfSomeReasons,
    OfChanges,
    Giant,
    Dead,
}

/// How many strangers' certificates stand in the large list.
const MANY: u128 = 400_000;

impl List {
    pub(crate) const ALL: [Self; 10] = [
        Self::Good,
        Self::OfUsers,
        Self::Large,
        Self::Over,
        Self::Stranger,
        Self::CriticalExtension,
        Self::OfSomeReasons,
        Self::OfChanges,
        Self::Giant,
        Self::Dead,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::OfUsers => "of-users",
            Self::Large => "large",
            Self::Over => "over",
            Self::Stranger => "stranger",
            Self::CriticalExtension => "critical-extension",
            Self::OfSomeReasons => "of-some-reasons",
            Self::OfChanges => "of-changes",
            Self::Giant => "giant",
            Self::Dead => "dead",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// The list as DER.
    pub(crate) fn written(
        self,
        bench: &Bench,
        office: &Office,
        revoked: &Revocations,
        now: Timestamp,
    ) -> Vec<u8> {
        let stranger = (self == Self::Stranger).then(|| Key::new(Kind::P256));
        let key = stranger.as_ref().unwrap_or(&office.key);
        let [this_update, next_update] = self.times(now);
        let mut parts = vec![
            der::integer(&[1]),
            key.algorithm(Digest::Sha256),
            office.name.der(),
            der::time(this_update),
            der::time(next_update),
        ];
        let entries = self.entries(bench, office, revoked, now);
        if !entries.is_empty() {
            parts.push(der::sequence(entries));
        }
        let extensions = self.extensions(bench, office, this_update);
        parts.push(der::explicit(0, &der::sequence(extensions)));
        key.signed(Digest::Sha256, der::sequence(parts))
    }

    fn times(self, now: Timestamp) -> [Timestamp; 2] {
        let hour = SignedDuration::from_hours(1);
        if self == Self::Over { [now - 48 * hour, now - hour] } else { [now, now + 24 * hour] }
    }

    fn entries(
        self,
        bench: &Bench,
        office: &Office,
        revoked: &Revocations,
        now: Timestamp,
    ) -> Vec<Vec<u8>> {
        let ours = revoked.iter().filter_map(|(&holder, revocation)| {
            Some(entry(&bench.serial_of(office.authority, holder)?, revocation))
        });
        let many = if self == Self::Large { MANY } else { 0 };
        let revocation = Revocation { at: now, reason: None };
        let others = (1..=many).map(|number| entry(&strangers_serial(number), &revocation));
        ours.chain(others).collect()
    }

    fn extensions(self, bench: &Bench, office: &Office, now: Timestamp) -> Vec<Vec<u8>> {
        let number = der::integer(&now.as_second().to_be_bytes());
        let mut all = vec![authority_key(&office.key), extension(oid::CRL_NUMBER, &number)];
        let point = || distribution_point(&[&bench.list_url(office.authority, self)]);
        let scope =
            |limit| critical(oid::ISSUING_DISTRIBUTION_POINT, &der::sequence([point(), limit]));
        match self {
            Self::OfUsers => all.push(scope(der::implicit(1, &[0xff]))),
            Self::OfSomeReasons => all.push(scope(der::implicit(3, &KEY_COMPROMISE))),
            Self::OfChanges => all.push(critical(oid::DELTA_CRL_INDICATOR, &number)),
            Self::CriticalExtension => all.push(critical(oid::NOT_UNDERSTOOD, &der::null())),
            Self::Good | Self::Large | Self::Over | Self::Stranger | Self::Giant | Self::Dead => {}
        }
        all
    }
}

/// RFC 5280 4.2.1.13: of the reasons, keyCompromise alone.
const KEY_COMPROMISE: [u8; 2] = [6, 0x40];

fn entry(serial: &[u8], revocation: &Revocation) -> Vec<u8> {
    let mut parts = vec![der::integer(serial), der::time(revocation.at)];
    let reason = revocation
        .reason
        .map(|reason| der::sequence([extension(oid::CRL_REASON, &der::enumerated(reason.code()))]));
    parts.extend(reason);
    der::sequence(parts)
}

/// Scattered, all different, and none of ours.
fn strangers_serial(number: u128) -> [u8; 16] {
    let mut serial = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes();
    serial[0] = 0x7f;
    serial
}
