//! Whether a certificate still stands, as its issuer says.
//!
//! In reading order:
//!
//! * [`sources`]: where to ask, as the certificate says.
//! * [`OcspQuestion`]: what is asked of a responder, and what its answer is worth.
//! * [`Crl`]: a list of what no longer stands.
//! * [`Status`]: what is said of a certificate.

mod crl;
mod ocsp;
mod sources;
mod status;

pub use crl::{Crl, CrlError};
pub use ocsp::{Answered, OcspError, OcspQuestion};
pub use sources::{Sources, Unreadable, sources};
pub use status::{Reason, Status};

use jiff::{SignedDuration, Timestamp};

/// How far ahead another's clock may be.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Whether a time of another's clock is past.
fn is_begun(time: Timestamp, now: Timestamp) -> bool {
    time.duration_since(now) <= SKEW
}

#[cfg(test)]
mod tests;
