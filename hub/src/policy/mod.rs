//! The policy: what is offered on the way in, what is admitted on the way out, and why.
//!
//! A method proves factors; only the policy makes levels. It decides twice ([`Policy::decide`],
//! [`Policy::admit`]), with the same table ([`table`]), and explains itself also when it allows.

pub mod admit;
pub mod decide;
pub mod explain;
pub mod requirement;
pub mod table;

#[cfg(test)]
mod tests;

pub use admit::{Declined, Grant};
pub use decide::{Candidate, Decision, Verdict};
pub use explain::{Effect, Explanation, Finding, Rule};
pub use requirement::Requirement;

/// The rules that decide and admit.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    version: &'static str,
}

impl Policy {
    /// SPEC 4.2, with the rows of the methods that exist. Basic registration caps at low.
    pub const DEFAULT: Self = Self { version: "default-1" };

    /// Stands in the trace beside each decision.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }
}
