//! How long a proof counts, and how long a new phone counts for less.

use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};

/// The most minutes that a proof may count: a session lasts no longer.
pub const MOST_MINUTES: u16 = 480;
/// The hours for which a new phone may count for less (SPEC F-082).
pub const COOLING_HOURS: std::ops::RangeInclusive<u8> = 24..=72;

/// How long a proof counts, and how long a new phone counts for less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Minutes for which a proof counts for each level, the lowest first; never more for a higher one.
    minutes: [u16; 3],
    /// Hours for which codes to a new phone count for low; nothing: that is off.
    cooling: Option<u8>,
}

impl Default for Times {
    /// For high nobody stays away for longer than half an hour, and for substantial for two hours.
    fn default() -> Self {
        Self { minutes: [MOST_MINUTES, 120, 30], cooling: None }
    }
}

impl Times {
    /// The minutes of [`LevelOfAssurance::ALL`], and the hours.
    pub(super) fn new(minutes: [u16; 3], cooling: Option<u8>) -> Self {
        Self { minutes, cooling }
    }

    /// Minutes for which a proof counts for this level.
    #[must_use]
    pub fn minutes(self, level: LevelOfAssurance) -> u16 {
        let mut all = LevelOfAssurance::ALL.into_iter().zip(self.minutes);
        all.find(|(one, _)| *one == level).map_or(0, |(_, minutes)| minutes)
    }

    /// Hours for which codes to a new phone count for low, if that is on.
    #[must_use]
    pub fn cooling_hours(self) -> Option<u8> {
        self.cooling
    }

    /// Whether what was shown at this instant still counts for this level.
    #[must_use]
    pub fn counts(self, level: LevelOfAssurance, shown: Timestamp, now: Timestamp) -> bool {
        let most = SignedDuration::from_mins(self.minutes(level).into());
        now.duration_since(shown) <= most
    }

    /// The most that it still counts for.
    pub(super) fn most(self, shown: Timestamp, now: Timestamp) -> Option<LevelOfAssurance> {
        LevelOfAssurance::ALL.into_iter().rfind(|level| self.counts(*level, shown, now))
    }

    /// Whether a phone that became another one at this instant counts for less still.
    pub(super) fn cools(self, changed: Option<Timestamp>, now: Timestamp) -> bool {
        let (Some(hours), Some(changed)) = (self.cooling, changed) else {
            return false;
        };
        now.duration_since(changed) < SignedDuration::from_hours(hours.into())
    }
}
