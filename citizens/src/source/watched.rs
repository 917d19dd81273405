//! A source that is counted and told about when it cannot be asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use identity::{ContrastDatum, SpanishId};

use super::{Contrast, IdentitySource, SourceAway};

#[cfg(test)]
mod tests;

/// Counts how often a source could not be asked, and says so in the log, at most once a minute.
pub struct Watched<S> {
    source: S,
    failures: AtomicU64,
    told: Mutex<Option<Told>>,
}

/// When the log was told, and how often it had failed by then.
#[derive(Clone, Copy)]
struct Told {
    at: Instant,
    failures: u64,
}

/// The log is told again after so long.
const SILENCE: Duration = Duration::from_mins(1);

impl<S> Watched<S> {
    /// This source from now on.
    #[must_use]
    pub fn new(source: S) -> Self {
        Self { source, failures: AtomicU64::new(0), told: Mutex::new(None) }
    }

    /// One more failure at `now`: how many have not been told to the log, when it is to be told.
    fn count(&self, now: Instant) -> Option<u64> {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match *told {
            Some(last) if now.saturating_duration_since(last.at) < SILENCE => return None,
            Some(last) => last.failures,
            None => 0,
        };
        *told = Some(Told { at: now, failures });
        Some(failures.saturating_sub(before))
    }
}

#[async_trait]
impl<S: IdentitySource> IdentitySource for Watched<S> {
    async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<Contrast, SourceAway> {
        let compared = self.source.compare(document, datum).await;
        if let Err(SourceAway(why)) = &compared
            && let Some(times) = self.count(Instant::now())
        {
            tracing::warn!(error = %why, times, "the source of contrast data cannot be asked");
        }
        compared
    }

    fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}
