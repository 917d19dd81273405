//! For load balancers: alive, and ready.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::hub::Hub;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers, and the directory, the keys and the policy are the newest ones.
pub(super) async fn ready(State(hub): State<Arc<Hub>>) -> (StatusCode, String) {
    let not_ready = match hub.store.generation().await {
        Err(_) => "the database does not answer".to_owned(),
        Ok(number) if number != hub.directory.now().generation() => {
            "the newest directory is not loaded yet".to_owned()
        }
        Ok(number) if number != hub.keys.now().generation() => {
            hub.keys.problem().unwrap_or_else(|| "the newest keys are not loaded yet".to_owned())
        }
        Ok(number) if number != hub.policy.generation() => {
            let problem = hub.policy.problem();
            problem.unwrap_or_else(|| "the newest policy is not loaded yet".to_owned())
        }
        Ok(_) => return (StatusCode::OK, "ready\n".to_owned()),
    };
    (StatusCode::SERVICE_UNAVAILABLE, format!("{not_ready}\n"))
}
