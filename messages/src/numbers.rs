//! What a node has done with messages since it began, and what waits on all of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What became of a message at a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// It has it.
    Handed,
    /// It has brought it.
    Delivered,
    /// It has not, or did not say.
    Failed,
}

impl Event {
    /// In a word, for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Handed => "handed",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// What waits to be brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many messages.
    pub count: u64,
    /// For how long the oldest of them.
    pub oldest: Duration,
}

/// What a node has counted.
#[derive(Debug, Default)]
pub struct Numbers {
    taken: AtomicU64,
    refused: AtomicU64,
    carried: Mutex<BTreeMap<(String, Event), u64>>,
}

impl Numbers {
    /// Messages that were taken.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Messages for which a budget was spent.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// What became of them, by carrier.
    #[must_use]
    pub fn carried(&self) -> BTreeMap<(String, Event), u64> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets a carrier be counted from nought, so that whoever watches sees its first failure.
    pub(crate) fn know(&self, carrier: &str) {
        for event in [Event::Handed, Event::Delivered, Event::Failed] {
            self.add(carrier, event, 0);
        }
    }

    pub(crate) fn count(&self, carrier: &str, event: Event) {
        self.add(carrier, event, 1);
    }

    fn add(&self, carrier: &str, event: Event, more: u64) {
        let mut counts = self.carried.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((carrier.to_owned(), event)).or_default() += more;
    }

    pub(crate) fn count_taken(&self) {
        self.taken.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }
}
