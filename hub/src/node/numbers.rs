//! What a node has done since it began, counted while it serves. No agency and no person: every label is one of few
//! words of ours.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(test)]
mod tests;

/// Upper ends of the steps in which durations are counted, in microseconds, as Prometheus is told them.
const STEPS: [(u64, &str); 11] = [
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
];

/// What is asked for, as far as numbers and the order in a crowd go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RequestKind {
    /// An agency sends somebody.
    Sso,
    /// A step of a journey.
    Journey,
    /// Our metadata.
    Metadata,
    /// A file that pages need.
    Asset,
    /// Any other page, and what is no address of ours.
    Page,
}

impl RequestKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sso, Self::Journey, Self::Metadata, Self::Asset, Self::Page];

    /// Of this path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path {
            "/saml/sso" | "/saml/slo" | "/Proxy2/ServiceProvider" => Self::Sso,
            _ if path.starts_with("/t/") || path.starts_with("/salir/") => Self::Journey,
            _ if path.starts_with("/saml/metadata") => Self::Metadata,
            _ if path.starts_with("/static/") => Self::Asset,
            _ => Self::Page,
        }
    }

    /// In a word, for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::Journey => "journey",
            Self::Metadata => "metadata",
            Self::Asset => "asset",
            Self::Page => "page",
        }
    }
}

/// All of it.
#[derive(Debug, Default)]
pub struct Numbers {
    /// Requests that were answered: `kind` and `status`.
    pub requests: Counters,
    /// How long they took.
    durations: [Durations; RequestKind::ALL.len()],
    /// Requests that were turned away: `kind` and `why`.
    pub turned_away: Counters,
    /// Pages that said no: `cause`.
    pub refused: Counters,
    /// Answers to agencies: `outcome`.
    pub answers: Counters,
    /// Logins that were granted: `method`, `level` and `session`.
    pub logins: Counters,
    /// Connections: `end`.
    pub connections: Counters,
    /// Connections that are open.
    pub open: AtomicI64,
    /// Handshakes that came to nothing.
    pub failed_handshakes: AtomicU64,
}

impl Numbers {
    /// How long requests of this kind took.
    #[must_use]
    pub fn durations(&self, kind: RequestKind) -> &Durations {
        let [sso, journey, metadata, asset, page] = &self.durations;
        match kind {
            RequestKind::Sso => sso,
            RequestKind::Journey => journey,
            RequestKind::Metadata => metadata,
            RequestKind::Asset => asset,
            RequestKind::Page => page,
        }
    }
}

/// Counts by words.
#[derive(Debug, Default)]
pub struct Counters(Mutex<BTreeMap<String, u64>>);

impl Counters {
    /// One more of these. The words need no escaping: they are ours, and few.
    pub fn count(&self, labels: &[(&str, &str)]) {
        let mut key = String::new();
        for (label, word) in labels {
            let comma = if key.is_empty() { "" } else { "," };
            // Writing to a String cannot fail.
            let _ = write!(key, "{comma}{label}=\"{word}\"");
        }
        *self.counted().entry(key).or_default() += 1;
    }

    /// Each with its count, as Prometheus writes labels.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, u64> {
        self.counted().clone()
    }

    fn counted(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Durations, counted in steps.
#[derive(Debug, Default)]
pub struct Durations {
    steps: [AtomicU64; STEPS.len()],
    longer: AtomicU64,
    microseconds: AtomicU64,
}

impl Durations {
    /// One more.
    pub fn count(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let step = STEPS.iter().position(|(end, _)| took <= *end);
        let step = step.and_then(|step| self.steps.get(step)).unwrap_or(&self.longer);
        step.fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// As Prometheus wants them: how many took no longer than each end, with that end; then the sum in seconds and
    /// the count.
    #[must_use]
    pub fn told(&self) -> (Vec<(&'static str, u64)>, f64, u64) {
        let mut so_far = 0;
        let mut told = Vec::with_capacity(STEPS.len() + 1);
        for ((_, end), count) in STEPS.iter().zip(&self.steps) {
            so_far += count.load(Ordering::Relaxed);
            told.push((*end, so_far));
        }
        so_far += self.longer.load(Ordering::Relaxed);
        told.push(("+Inf", so_far));
        let sum = Duration::from_micros(self.microseconds.load(Ordering::Relaxed));
        (told, sum.as_secs_f64(), so_far)
    }
}
