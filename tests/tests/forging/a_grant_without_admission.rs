//! A part of the hub that gives itself the right to answer an agency.

use authenticators::{Attempt, Proof};
use hub::policy::{Explanation, Grant};

pub fn allow(proof: Proof, attempt: &Attempt<'_>, because: Explanation) -> Grant {
    Grant { proof, level: attempt.required(), because }
}
