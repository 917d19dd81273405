//! Requests arrive: verified first, answered 303 to their journey.
//!
//! The cross-site POST carries none of our cookies, and none is read here; the GET after the 303
//! brings them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use saml::{Malformed, Received};

use crate::http::answer::{self, Wrap};
use crate::http::refusals::cause_of;
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::rejected::Rejected;

/// A message of 256 KiB in base64 with every sign of it escaped, and a RelayState.
const LONGEST_POST: usize = 1024 * 1024;

/// HTTP-Redirect (SAML Bindings 3.4).
pub(super) async fn by_redirect(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let received = Received::from_redirect(visit.uri.query().unwrap_or_default());
    receive(&visit, received).await
}

/// HTTP-POST (SAML Bindings 3.5).
pub(super) async fn by_post(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (parts, body): (_, Body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    match visit.body(body, LONGEST_POST).await {
        Ok(form) => receive(&visit, Received::from_post(&form)).await,
        Err(refused) => refused.into_response(),
    }
}

async fn receive(visit: &Visit, received: Result<Received, Malformed>) -> Response {
    match visit.hub.receive(received, visit.now).await {
        Ok(Ok(id)) => answer::see_other(visit, &format!("/t/{id}")),
        Ok(Err(rejected)) => {
            let reference = answer::reference(visit);
            log(&rejected, &reference, visit.now.as_second());
            answer::refuse_as(visit, cause_of(&rejected), &Wrap::default(), reference)
        }
        Err(fault) => answer::fault(visit, &fault, &Wrap::default()),
    }
}

/// Lines in the log for rejected messages, in one second of one node: whoever sends more of them
/// gains no more lines.
const LINES_PER_SECOND: u64 = 20;
static SECOND: AtomicI64 = AtomicI64::new(0);
static LINES: AtomicU64 = AtomicU64::new(0);

fn log(rejected: &Rejected, reference: &str, second: i64) {
    if SECOND.swap(second, Ordering::Relaxed) != second {
        LINES.store(0, Ordering::Relaxed);
    }
    if LINES.fetch_add(1, Ordering::Relaxed) < LINES_PER_SECOND {
        tracing::warn!(%reference, why = %answer::chain(rejected), "a request was rejected");
    }
}
