//! How people prove who they are: the contract, and one folder per method.
//!
//! In reading order:
//!
//! - [`contract`]: what a method is given ([`Attempt`]), what it answers ([`Step`]), and what it
//!   brings ([`Blueprint`]).
//! - [`address`]: where an attempt comes from, as much of it as a method may know.
//! - [`store`]: the schema `credentials`: its migrations and the event of every attempt.
//! - [`hashing`]: Argon2id in a bounded pool, so that hashing cannot starve signing.
//! - [`password`]: document and password (Cl@ve Permanente without the SMS code).
//!
//! A new method is a folder beside [`password`] and one line in [`BUILT_IN`].

pub mod address;
pub mod contract;
pub mod hashing;
pub mod password;
pub mod store;

pub use address::AddressBlock;
pub use contract::{
    Attempt, AttemptId, Authenticator, Blueprint, ConfigError, Evidence, Fault, Input, MethodId,
    Ports, Profile, Progress, Proof, Queue, Refusal, Section, Step, Subject,
};

/// Every method that this build offers. What is not listed is off.
pub const BUILT_IN: &[Blueprint] = &[password::BLUEPRINT];
