//! For load balancers and those who watch: alive, ready, and in numbers.

use std::sync::Arc;
use std::time::Duration;

use authenticators::Queue;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use tokio::time::timeout;

use crate::current::NotReady;
use crate::expiry::Lines;
use crate::http::metrics::{self, Counted, Facts};
use crate::hub::{Hub, Method};

/// How long the database may take to say what waits, before the other numbers are told without.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers, the clocks agree, and the directory is the newest one or was two seconds ago,
/// and so are the keys and the policy. What ends soon, and what else an operator should see to, is told below, and
/// makes no node less ready.
pub(super) async fn ready(State(hub): State<Arc<Hub>>) -> (StatusCode, String) {
    let now = hub.clock.now();
    match hub.readiness().await {
        Ok(()) => {
            let endings = hub.warnings(now);
            let endings = Lines { endings: &endings, now };
            let others: String =
                hub.remarks().await.into_iter().map(|remark| remark + "\n").collect();
            (StatusCode::OK, format!("ready\n{endings}{others}"))
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
    let node = &hub.node;
    let mut text = metrics::text(&Facts {
        is_ready,
        agencies: directory.len(),
        generation: directory.generation(),
        looked_ago: hub.directory.good_at().map(|at| now.duration_since(at)),
        failing_sources: hub.store.failing_sources().await.ok(),
        apart: node.time.apart(),
        jumps: node.time.jumps(),
        tls_kept: node.tls_is_kept(),
        endings: || directory.endings().iter().chain(&ours),
        now,
    });
    let queues: Vec<_> = hub.methods.iter().filter_map(queue_of).collect();
    let pool = hub.store.connections();
    let source_failures = hub.identities.failures();
    text.push_str(&metrics::counted(node, &Counted { queues: &queues, source_failures, pool }));
    let waiting = timeout(PATIENCE, hub.outbox.waiting(now)).await;
    let waiting = waiting.ok().and_then(Result::ok);
    text.push_str(&metrics::messages(hub.outbox.numbers(), waiting));
    ([(CONTENT_TYPE, metrics::FORMAT)], text)
}

fn queue_of(method: &Method) -> Option<(&'static str, Queue)> {
    Some((method.blueprint.id.as_str(), method.authenticator.queue()?))
}

impl Hub {
    async fn readiness(&self) -> Result<(), NotReady> {
        if self.node.is_leaving() {
            return Err(NotReady::Leaving);
        }
        let newest = self.store.generation().await.map_err(|_| NotReady::Silent)?;
        let apart = self.node.time.too_far();
        apart.map_or(Ok(()), |apart| Err(NotReady::Clock(apart.as_secs())))?;
        let now = self.clock.now();
        self.directory.saw(newest, now);
        self.directory.readiness(now)?;
        self.keys.problem().map_or(Ok(()), |why| Err(NotReady::Keys(why)))?;
        self.policy.problem().map_or(Ok(()), |why| Err(NotReady::Policy(why)))
    }

    /// What an operator should see to, besides what ends.
    async fn remarks(&self) -> Vec<String> {
        let sources = match self.store.failing_sources().await {
            Ok(0) | Err(_) => None,
            Ok(1) => Some("1 followed address was not good when last looked at: ".to_owned()),
            Ok(count) => {
                Some(format!("{count} followed addresses were not good when last looked at: "))
            }
        };
        let sources = sources.map(|what| what + "agency-sources says why.");
        let node = &self.node;
        let tls = [node.tls.problem(), node.certificate_tls.problem()];
        [node.time.warning(), sources].into_iter().chain(tls).flatten().collect()
    }
}
