//! Journeys, policy, trace, and the SAML endpoints.
//!
//! The way of the data, top-down: [`http::routes`] → [`journey`] → `saml::request` → [`policy`] →
//! `authenticators` → `saml::response`. In reading order:
//!
//! - [`http`]: routes, and what each of them answers
//! - [`journey`]: one AuthnRequest's life with us
//! - [`departure`]: leaving, and who is told
//! - [`policy`]: what is offered, what is admitted, and why
//! - [`keys`]: which of our keys signs, and when that may change
//! - [`trust`]: who signed a message; [`rehearsal`]: a request decided without being answered; [`retelling`]:
//!   the trace told to people
//! - [`store`]: the schema `hub`
//! - [`agency`]: who may send citizens, and on which terms; [`directory`]: all of them; [`current`]: those in
//!   use now; [`registrar`]: how they join and change
//! - [`expiry`]: what ends, and who is told of it before
//! - [`hub`]: all of it put together; [`pairwise`], [`published`], [`trace`], [`clock`], [`fault`]
//! - [`node`]: what this process knows of itself: load, numbers, clock, TLS
//! - [`manual`]: the way of the data, attacks, defaults, deviations, decisions

pub mod agency;
pub mod clock;
pub mod current;
pub mod departure;
pub mod directory;
#[cfg(test)]
mod encodings {
    mod tests;
}
pub mod expiry;
pub mod fault;
pub mod http;
pub mod hub;
pub mod journey;
pub mod keys;
pub mod manual;
pub mod node;
pub mod pairwise;
pub mod policy;
pub mod published;
pub mod reference;
pub mod registrar;
pub mod rehearsal;
pub mod retelling;
pub mod store;
pub mod trace;
pub mod trust;

pub use agency::{Agency, AgencyRecord};
pub use clock::{Clock, Entropy, SystemClock, SystemEntropy};
pub use current::{CurrentDirectory, NotReady};
pub use directory::Directory;
pub use fault::Fault;
pub use hub::{Hub, Method, Settings};
pub use keys::{CurrentKeys, Keys, KeysError};
pub use node::Node;
pub use pairwise::{Pairwise, PairwiseError};
pub use policy::{CurrentPolicy, Policy};
pub use published::{Published, SignedCopy};
pub use store::{Environment, Store, StoreError};
