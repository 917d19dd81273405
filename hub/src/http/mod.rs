//! The web surface: routes, and what each of them answers.

mod accesses;
mod answer;
mod certificates;
mod departures;
#[cfg(feature = "demonstration")]
mod gallery;
mod health;
mod intake;
mod journeys;
mod metrics;
mod outside;
mod receipts;
mod refusals;
pub mod routes;
mod site;
mod sso;
mod stages;
mod visit;

pub use certificates::Presented;
pub use routes::{RESERVED_STEPS, admin, certificate_host, full, public};
