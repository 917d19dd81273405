//! The registry: who is registered, how well their identity was checked, and their standing.
//!
//! In reading order:
//!
//! - [`person`]: what the registry says of a person;
//! - [`registry`]: the questions the other rooms ask;
//! - [`source`]: who knows what is printed on people's cards;
//! - [`import`](mod@import): many persons at once, from a file, all or nothing;
//! - [`passing`]: whether a failure of the database may pass by itself;
//! - [`store`]: the schema `citizens`, which nobody else reads or writes.
//!
//! Nothing here knows passwords, PINs or SAML. Errors never repeat personal data, and never pass on
//! a database error whole, because PostgreSQL quotes the offending row in it.

pub mod import;
pub mod passing;
pub mod person;
pub mod registry;
pub mod source;
pub mod store;

pub use import::{BadRow, ImportError, Imported, ImportedCards, Problem, import, import_cards};
pub use person::{CitizenId, Contact, Release, Standing, State};
pub use registry::Registry;
pub use source::{Contrast, IdentitySource, SourceAway, TableSource, Watched};
pub use store::{StoreError, count, migrate};
