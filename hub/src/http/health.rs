//! For load balancers: alive, and ready.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::hub::Hub;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers, and the directory is the newest one.
pub(super) async fn ready(State(hub): State<Arc<Hub>>) -> (StatusCode, &'static str) {
    match hub.store.generation().await {
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        Ok(number) if number == hub.directory.now().generation() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "the newest directory is not loaded yet\n"),
    }
}
