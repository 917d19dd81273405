//! What a node knows of itself alone, and no other node has to know.
//!
//! It counts, bounds and times what this process does, so that this process stays well. Nothing that decides about a
//! person or an agency is here: that is PostgreSQL's (ADR 0023).
//!
//! - [`load`]: how much is done at once, and who goes first
//! - [`numbers`]: what was done, for [`/metrics`](crate::http)
//! - [`time`]: whether its clock can be believed
//! - [`tls`]: the certificate that browsers see

pub mod load;
pub mod numbers;
pub mod time;
pub mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::load::Load;
use self::numbers::Numbers;
use self::time::Timekeeping;
use self::tls::CurrentTls;

/// This process.
#[derive(Debug)]
pub struct Node {
    /// How much is done at once.
    pub load: Arc<Load>,
    /// What was done.
    pub numbers: Numbers,
    /// Its clock.
    pub time: Timekeeping,
    /// The certificate that browsers see, where TLS is ours.
    pub tls: CurrentTls,
    /// That of the certificate host, likewise.
    pub certificate_tls: CurrentTls,
    is_leaving: AtomicBool,
}

impl Node {
    /// A node that does at most so many requests at once.
    #[must_use]
    pub fn new(requests: usize) -> Self {
        Self {
            load: Arc::new(Load::new(requests)),
            numbers: Numbers::default(),
            time: Timekeeping::default(),
            tls: CurrentTls::default(),
            certificate_tls: CurrentTls::default(),
            is_leaving: AtomicBool::new(false),
        }
    }

    /// Whether a newer TLS certificate could not be used; nothing where TLS is not ours.
    #[must_use]
    pub fn tls_is_kept(&self) -> Option<bool> {
        let ours = [&self.tls, &self.certificate_tls];
        let ours: Vec<_> = ours.into_iter().filter(|tls| tls.certificate().is_some()).collect();
        (!ours.is_empty()).then(|| ours.iter().any(|tls| tls.problem().is_some()))
    }

    /// It was told to stop: from now on it is not ready.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.is_leaving.load(Ordering::Relaxed)
    }
}

/// As many requests at once as nodes do that say nothing else.
pub const REQUESTS: usize = 256;

impl Default for Node {
    fn default() -> Self {
        Self::new(REQUESTS)
    }
}
