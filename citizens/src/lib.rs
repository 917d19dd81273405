//! The registry: who is registered, how well their identity was checked, and their standing.
//!
//! In reading order:
//!
//! - [`person`]: what the registry says of a person;
//! - [`registry`]: the questions the other rooms ask;
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
pub mod store;

pub use import::{BadRow, ImportError, Imported, Problem, import};
pub use person::{CitizenId, Release, Standing, State};
pub use registry::Registry;
pub use store::{StoreError, count, migrate};
