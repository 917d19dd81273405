//! Requests arrive: verified first, answered 303 to their journey.
//!
//! The cross-site POST carries none of our cookies, and none is read here; the GET after the 303
//! brings them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use saml::{Malformed, Received};

use crate::fault::chain;
use crate::http::answer::{self, Wrap};
use crate::http::refusals::cause_of;
use crate::http::visit::Visit;
use crate::hub::Hub;

/// A message of 256 KiB in base64 with every sign of it escaped, and a RelayState.
pub(super) const LONGEST_POST: usize = 1024 * 1024;

/// HTTP-Redirect (SAML Bindings 3.4).
pub(super) async fn by_redirect(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let received = Received::from_redirect(visit.uri.query().unwrap_or_default());
    receive(&visit, received).await
}

/// HTTP-POST (SAML Bindings 3.5).
pub(super) async fn by_post(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    posted(hub, request, Received::from_post).await
}

/// HTTP-POST as kits of the dialect `clave2` do it (SPEC SAML-01, SAML-04).
pub(super) async fn by_clave2_post(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    posted(hub, request, Received::from_clave2_post).await
}

async fn posted(
    hub: Arc<Hub>,
    request: Request,
    decode: fn(&[u8]) -> Result<Received, Malformed>,
) -> Response {
    let (parts, body): (_, Body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    match visit.body(body, LONGEST_POST).await {
        Ok(form) => receive(&visit, decode(&form)).await,
        Err(refused) => refused.into_response(),
    }
}

async fn receive(visit: &Visit, received: Result<Received, Malformed>) -> Response {
    match visit.hub.receive(received, visit.now).await {
        Ok(Ok(id)) => answer::see_other(visit, &format!("/t/{id}")),
        Ok(Err(rejected)) => {
            let reference = answer::reference(visit);
            if answer::may_log(visit) {
                let why = chain(&rejected);
                tracing::warn!(%reference, %why, "a request was rejected");
            }
            answer::refuse_as(visit, cause_of(&rejected), &Wrap::default(), reference)
        }
        Err(fault) => answer::fault(visit, &fault, &Wrap::default()),
    }
}
