//! Whether this node's clock can be believed: requests are five minutes good, and a clock that is wrong refuses all of
//! them or accepts old ones.
//!
//! The database's clock is the one that all nodes share. It may be the wrong one; then every node says so.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::hub::Hub;
use crate::store::StoreError;

#[cfg(test)]
mod tests;

/// Farther from the database's clock than this a node is not ready. Skew of 60 seconds is allowed between an agency and
/// us: half of it is ours.
pub const FARTHEST: SignedDuration = SignedDuration::from_secs(30);
/// Farther than this is told.
pub const NOTABLE: SignedDuration = SignedDuration::from_secs(2);

/// What a node knows of its clock.
#[derive(Debug, Default)]
pub struct Timekeeping(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    apart: Option<SignedDuration>,
    jumps: u64,
    last: Option<(Timestamp, Instant)>,
}

impl Timekeeping {
    /// One look at both clocks of the machine: by how much the one that tells the time has jumped since the last
    /// look, if it has.
    pub fn look(&self, wall: Timestamp, steady: Instant) -> Option<SignedDuration> {
        let mut known = self.known();
        let (wall_before, steady_before) = known.last.replace((wall, steady))?;
        let passed = SignedDuration::try_from(steady.duration_since(steady_before)).ok()?;
        let jump = wall.duration_since(wall_before) - passed;
        if jump.abs() < NOTABLE {
            return None;
        }
        known.jumps += 1;
        Some(jump)
    }

    /// The database's clock showed `theirs` at some instant between these two of ours. The way there may have taken
    /// long: as far apart as they are at least, counts.
    pub fn compare(&self, before: Timestamp, theirs: Timestamp, after: Timestamp) {
        let apart = if theirs < before {
            theirs.duration_since(before)
        } else if theirs > after {
            theirs.duration_since(after)
        } else {
            SignedDuration::ZERO
        };
        self.known().apart = Some(apart);
    }

    /// By how much the database's clock is ahead of ours, when they were last compared.
    #[must_use]
    pub fn apart(&self) -> Option<SignedDuration> {
        self.known().apart
    }

    /// How often ours has jumped.
    #[must_use]
    pub fn jumps(&self) -> u64 {
        self.known().jumps
    }

    /// By how much they differ, where nothing may be answered any more.
    #[must_use]
    pub fn too_far(&self) -> Option<SignedDuration> {
        self.apart().map(SignedDuration::abs).filter(|apart| *apart > FARTHEST)
    }

    /// What an operator has to know of it.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let apart = self.apart()?;
        let ours = if apart.is_positive() { "behind" } else { "ahead of" };
        let seconds = apart.abs().as_secs();
        (apart.abs() > NOTABLE).then(|| {
            format!(
                "The clock of this node is {seconds} seconds {ours} that of the database: look at NTP on both."
            )
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Compares our clock with the database's, by one question.
    ///
    /// # Errors
    /// [`StoreError`]; what was known stays known.
    pub async fn compare_clocks(&self) -> Result<(), StoreError> {
        let before = self.clock.now();
        let theirs = self.store.time().await?;
        self.node.time.compare(before, theirs, self.clock.now());
        Ok(())
    }
}
