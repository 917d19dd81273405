//! Keeps up with the hub: its keys change, and its metadata says so beforehand.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::provider::{Identity, Provider};
use crate::{Problem, download};

/// How often the hub's metadata is fetched anew.
const EVERY: Duration = Duration::from_secs(10);
/// And how soon again when an answer does not verify: anybody can post one that does not.
const SOONEST: Duration = Duration::from_secs(1);

/// The provider by the newest metadata of the hub.
pub(crate) struct Current {
    identity: Identity,
    source: String,
    ca: Option<String>,
    known: Mutex<Known>,
}

struct Known {
    hub: String,
    provider: Arc<Provider>,
    fetched: Instant,
}

impl Current {
    /// Waits for a hub that starts at the same time.
    pub(crate) async fn begin(
        identity: Identity,
        source: String,
        ca: Option<&str>,
    ) -> Result<Self, Problem> {
        let hub = download::patiently(&source, ca).await?;
        let provider = Arc::new(Provider::new(&identity, &hub)?);
        let known = Mutex::new(Known { hub, provider, fetched: Instant::now() });
        Ok(Self { identity, source, ca: ca.map(str::to_owned), known })
    }

    /// The provider as of now.
    pub(crate) fn now(&self) -> Arc<Provider> {
        Arc::clone(&self.known().provider)
    }

    /// Fetches the hub's metadata, unless that was done a moment ago. True if it says something new.
    pub(crate) async fn renew(&self) -> Result<bool, Problem> {
        if self.known().fetched.elapsed() < SOONEST {
            return Ok(false);
        }
        let hub = download::once(&self.source, self.ca.as_deref()).await?;
        let is_new = self.known().hub != hub;
        let provider = if is_new { Some(Provider::new(&self.identity, &hub)?) } else { None };
        let mut known = self.known();
        known.fetched = Instant::now();
        if let Some(provider) = provider {
            *known = Known { hub, provider: Arc::new(provider), fetched: known.fetched };
        }
        Ok(is_new)
    }

    /// Does so for ever. A hub that is not there now is asked again later.
    pub(crate) async fn keep(&self) -> Infallible {
        loop {
            sleep(EVERY).await;
            if let Err(problem) = self.renew().await {
                eprintln!("The hub's metadata stays as it was: {problem}");
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
