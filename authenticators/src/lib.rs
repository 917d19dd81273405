//! How people prove who they are: the contract, and one folder per method.
//!
//! In reading order:
//!
//! - [`contract`]: what a method is given ([`Attempt`]), what it answers ([`Step`]), and what it
//!   brings ([`Blueprint`]).
//! - [`address`]: where an attempt comes from, as much of it as a method may know.
//! - [`store`]: the schema `credentials`: its migrations and the event of every attempt.
//! - [`hashing`]: Argon2id in a bounded pool, so that hashing cannot starve signing.
//! - [`accesses`]: when somebody entered before, and from which browsers.
//! - [`notices`]: what people are told of that, by another channel.
//! - [`chance`]: codes that nobody can guess.
//! - [`codes`]: codes by SMS, for one purpose in one attempt.
//! - [`failures`]: what goes wrong from one block of addresses, with whatever method.
//! - [`sms`]: the words of an SMS with a code.
//! - [`contrast`]: the contrast datum, asked of whoever has not shown anything else.
//! - [`keys`]: names that tell nothing, for what is only counted.
//! - [`password`]: document and password, with a code by SMS where it takes one (Cl@ve Permanente).
//! - [`pin`]: a PIN of one use by SMS (Cl@ve PIN).
//! - [`certificate`]: an X.509 certificate, or the electronic DNI.
//!
//! A new method is a folder beside [`password`] and one line in [`BUILT_IN`].

pub mod accesses;
pub mod address;
pub mod certificate;
pub mod chance;
pub mod codes;
pub mod contract;
pub mod contrast;
pub mod failures;
pub mod hashing;
pub mod keys;
pub mod notices;
pub mod password;
pub mod pin;
pub mod sms;
pub mod store;
pub mod web;

pub use address::AddressBlock;
pub use contract::{
    Attempt, AttemptId, Authenticator, Blueprint, CertificateDesk, Circumstances, ConfigError,
    Evidence, Fault, Input, MethodId, Ports, Profile, Progress, Proof, Queue, Refusal, Section,
    Step, Subject,
};
pub use failures::{AddressLimit, Failures};
pub use keys::Keys;

/// Every method that this build offers. What is not listed is off.
pub const BUILT_IN: &[Blueprint] = &[certificate::BLUEPRINT, password::BLUEPRINT, pin::BLUEPRINT];
