//! The web surface: routes, and what each of them answers.

mod answer;
mod health;
mod journeys;
mod metrics;
mod refusals;
pub mod routes;
mod site;
mod sso;
mod stages;
mod visit;

pub use routes::{RESERVED_STEPS, admin, public};
