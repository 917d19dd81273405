//! The vocabulary of the house, pure: no clock, no network, no database.
//!
//! In reading order:
//!
//! - [`document`]: Spanish document numbers and their check letters;
//! - [`contrast`]: what else is printed on the card, asked to confirm that it is at hand;
//! - [`assurance`]: levels of assurance, what a request may ask of them, levels of registration;
//! - [`factors`]: what a method has proved;
//! - [`person`]: who somebody is, as told to an agency;
//! - [`holder`]: the same of whoever comes with a certificate;
//! - [`visible`]: what a name that people read must not contain.

pub mod assurance;
pub mod contrast;
pub mod document;
pub mod factors;
pub mod holder;
pub mod person;
pub mod visible;

pub use assurance::{Comparison, LevelOfAssurance, NoLevel, RegistrationLevel, RequestedLevel};
pub use contrast::{ContrastDatum, ContrastError};
pub use document::{DocumentError, DocumentKind, LegalId, SpanishId};
pub use factors::Factors;
pub use holder::{CertificateKind, Holder, Represented};
pub use person::Identity;
pub use visible::is_invisible;
