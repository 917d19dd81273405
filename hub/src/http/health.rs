//! For load balancers and those who watch: alive, ready, and in numbers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};

use crate::current::NotReady;
use crate::expiry::Lines;
use crate::http::metrics::{self, Facts};
use crate::hub::Hub;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers, and the directory is the newest one or was two seconds ago, and so are the keys
/// and the policy. What
/// ends soon is told below, and makes no node less ready.
pub(super) async fn ready(State(hub): State<Arc<Hub>>) -> (StatusCode, String) {
    let now = hub.clock.now();
    match hub.readiness().await {
        Ok(()) => {
            let warnings = Lines { endings: &hub.warnings(now), now };
            (StatusCode::OK, format!("ready\n{warnings}"))
        }
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

/// `GET /metrics`: for Prometheus. No agency is named.
pub(super) async fn numbers(
    State(hub): State<Arc<Hub>>,
) -> ([(HeaderName, &'static str); 1], String) {
    let now = hub.clock.now();
    let is_ready = hub.readiness().await.is_ok();
    let directory = hub.directory.now();
    let ours: Vec<_> = hub.our_endings().collect();
    let text = metrics::text(&Facts {
        is_ready,
        agencies: directory.len(),
        generation: directory.generation(),
        looked_ago: hub.directory.good_at().map(|at| now.duration_since(at)),
        failing_sources: hub.store.failing_sources().await.ok(),
        endings: || directory.endings().iter().chain(&ours),
        now,
    });
    ([(CONTENT_TYPE, metrics::FORMAT)], text)
}

impl Hub {
    async fn readiness(&self) -> Result<(), NotReady> {
        let newest = self.store.generation().await.map_err(|_| NotReady::Silent)?;
        let now = self.clock.now();
        self.directory.saw(newest, now);
        self.directory.readiness(now)?;
        self.keys.problem().map_or(Ok(()), |why| Err(NotReady::Keys(why)))?;
        self.policy.problem().map_or(Ok(()), |why| Err(NotReady::Policy(why)))
    }
}
