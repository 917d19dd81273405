//! Requests arrive: verified first, answered 303 to their journey.
//!
//! The cross-site POST carries none of our cookies, and none is read here; the GET after the 303
//! brings them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use saml::{LogoutRequest, Malformed, Received};

use crate::fault::chain;
use crate::http::answer::{self, Early, Wrap};
use crate::http::departures;
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
    match posted(hub, request).await {
        Ok((visit, form)) => receive(&visit, Received::from_post(&form)).await,
        Err(refused) => refused.into_response(),
    }
}

/// HTTP-POST as kits of the dialect `clave2` do it (SPEC SAML-01, SAML-04), also for logging out (SAML-60).
pub(super) async fn by_clave2_post(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (visit, form) = match posted(hub, request).await {
        Ok(posted) => posted,
        Err(refused) => return refused.into_response(),
    };
    let received = Received::from_clave2_post(&form);
    let asks = |one: &Received| matches!(one.claims_to_be::<LogoutRequest>(), Ok(true));
    let leaves = received.as_ref().is_ok_and(asks);
    if leaves {
        departures::receive(&visit, received).await
    } else {
        receive(&visit, received).await
    }
}

async fn posted(hub: Arc<Hub>, request: Request) -> Result<(Visit, Vec<u8>), Early> {
    let (parts, body): (_, Body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let form = visit.body(body, LONGEST_POST).await?;
    Ok((visit, form))
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
