//! The national lists of who issues qualified certificates (ETSI TS 119 612).
//!
//! In reading order:
//!
//! - [`read()`]: a list whose signature holds, and [`TrustedList`], what it says;
//! - [`write()`]: its issuers as the file of a folder of authorities.
//!
//! Nothing is read of a list but what its operator has signed. Who signs lists of which country stands in the
//! list of lists of the European Commission; here a folder says it.

mod errors;
mod folder;
mod list;
mod signature;

pub use errors::{TrustedListError, WriteError};
pub use folder::write;
pub use list::{Service, TrustedList, read};

#[cfg(test)]
mod tests;
