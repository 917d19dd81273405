//! The certificate host: a listener of its own, at which browsers may show a certificate.
//!
//! It gets no cookie and gives none, and knows of a journey only what its ticket says. Everything else there is
//! not found.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use pages::hub::Cause;

use crate::http::answer::{self, Wrap};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::handover::TicketKey;

/// What the other end of a connection showed, as DER: the holder's certificate first; nothing: none. Whoever
/// accepted the connection knows.
#[derive(Clone, Debug, Default)]
pub struct Presented(pub Vec<Vec<u8>>);

/// `GET /t/{ticket}`: what was shown is looked at, and the browser goes back to its journey.
pub(super) async fn present(
    State(hub): State<Arc<Hub>>,
    Path(ticket): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let Presented(presented) = parts.extensions.remove().unwrap_or_default();
    let visit = Visit::new(hub, parts);
    let Some(ticket) = TicketKey::from_path(&ticket) else {
        return answer::refuse(&visit, Cause::NotFound, &Wrap::default());
    };
    match visit.hub.present(&ticket, &presented, visit.now).await {
        Ok(Some(back)) => {
            let to = format!("{}{}", visit.hub.settings.origin, back.path());
            answer::see_other(&visit, &to)
        }
        Ok(None) => answer::refuse(&visit, Cause::NotFound, &Wrap::default()),
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}
