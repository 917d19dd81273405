//! What another policy would change.

use authenticators::{MethodId, Profile};
use identity::{Factors, LevelOfAssurance};

use super::policy;
use crate::policy::Policy;
use crate::policy::compare::{changes, elsewhere};

const PASSWORD: MethodId = MethodId::new("password");

fn raised(method: &str) -> Policy {
    let rule = format!(
        "[[rule]]\nmethod = {method:?}\nfactors = \"knowledge\"\nregistration = \"advanced\"\nloa = \"substantial\"\n\n"
    );
    let text = Policy::EMBEDDED.replace("# Row L1,", &format!("{rule}# Row L1,"));
    Policy::read(&text, 1).unwrap()
}

fn said(after: &Policy, profile: Profile) -> Vec<String> {
    let changes = changes(policy(), after, &[(&PASSWORD, &profile)]);
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn what_changes_is_said_for_what_a_method_can_show_and_count_for() {
    let knowledge = Profile { factors: Factors::KNOWLEDGE, ceiling: LevelOfAssurance::High };
    let sentence = "password with knowledge and registration advanced: substantial, and was low.";
    assert_eq!(said(&raised("password"), knowledge), [sentence]);
    assert_eq!(said(policy(), knowledge), Vec::<String>::new());
    let capped = Profile { ceiling: LevelOfAssurance::Low, ..knowledge };
    assert_eq!(said(&raised("password"), capped), Vec::<String>::new());
    let possession = Profile { factors: Factors::POSSESSION, ..knowledge };
    assert_eq!(said(&raised("any"), possession), Vec::<String>::new());
}

#[test]
fn what_changes_for_methods_that_this_build_lacks_is_counted() {
    let profile = Profile { factors: Factors::KNOWLEDGE, ceiling: LevelOfAssurance::High };
    // Of the 16 sets with knowledge, 6 are two dynamic factors, and substantial or high already.
    let counted = elsewhere(policy(), &raised("pin"), &[(&PASSWORD, &profile)]);
    assert_eq!(counted, [(MethodId::new("pin"), 10)]);
    assert_eq!(elsewhere(policy(), &raised("password"), &[(&PASSWORD, &profile)]), []);
}
