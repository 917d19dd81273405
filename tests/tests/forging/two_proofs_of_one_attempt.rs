//! A method that proves two persons in one attempt.

use authenticators::{Attempt, Evidence, Profile, Step, Subject};

pub fn prove(attempt: Attempt<'_>, ana: Subject, leo: Subject, profile: Profile) -> [Step; 2] {
    let evidence = Evidence::at(attempt.now());
    [
        attempt.prove(ana, profile.factors, evidence.clone()),
        attempt.prove(leo, profile.factors, evidence),
    ]
}
