//! Everything that a method may do: the forgeries beside it fail for what they forge only.

use authenticators::{Attempt, Evidence, Profile, Step, Subject};

pub fn prove(attempt: Attempt<'_>, who: Subject, profile: Profile) -> Step {
    let evidence = Evidence::at(attempt.now());
    attempt.prove(who, profile.factors, evidence)
}
