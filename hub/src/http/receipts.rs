//! What a gateway for SMS says of a message that it had.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use messages::outbox::Receipt;

use crate::hub::Hub;

/// `GET /recibo/{token}/{status}`: the status as Kannel has it, 1 for there, 2 and 16 for not there. Whoever has no
/// token of ours is told that there is nothing. When the database is away, the gateway tries again.
pub(super) async fn receive(
    State(hub): State<Arc<Hub>>,
    Path((token, status)): Path<(String, String)>,
) -> StatusCode {
    let Ok(status) = status.parse::<u16>() else {
        return StatusCode::NOT_FOUND;
    };
    let receipt = match status {
        1 => Receipt::Delivered,
        2 | 16 => Receipt::Failed,
        _ => Receipt::Meanwhile,
    };
    match hub.outbox.receive(&token, receipt, hub.clock.now()).await {
        Ok(true) => StatusCode::NO_CONTENT,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(%error, "a receipt could not be written down");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
