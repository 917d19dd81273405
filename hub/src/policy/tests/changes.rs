//! What another policy would change.

use authenticators::{MethodId, Profile};
use identity::{Factors, LevelOfAssurance, RegistrationLevel};

use super::policy;
use crate::agency::{AgencyRecord, Terms};
use crate::policy::Policy;
use crate::policy::compare::{ReachKind, changes, elsewhere, reach_of, times};

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
    let knowledge = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
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
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
    // Of the 16 sets with knowledge, 6 are two dynamic factors, and substantial or high already.
    let counted = elsewhere(policy(), &raised("pin"), &[(&PASSWORD, &profile)]);
    assert_eq!(counted, [(MethodId::new("pin"), 10)]);
    assert_eq!(elsewhere(policy(), &raised("password"), &[(&PASSWORD, &profile)]), []);
}

/// Counts the password for low with an advanced registration only, and nothing else.
const WITHOUT_BASIC: &str = "[[rule]]\nmethod = \"password\"\nfactors = \"knowledge\"\n\
                             registration = \"advanced\"\nloa = \"low\"\n";

/// Who gains (`+`) or loses (`-`) what, and whether nothing is left to them.
fn reached(after: &Policy, record: &AgencyRecord, methods: &[&MethodId]) -> Vec<String> {
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
    let known: Vec<_> = methods.iter().map(|method| (*method, &profile)).collect();
    let told = |kind: ReachKind| {
        let ReachKind { gains, method, registration, level, is_left_alone } = kind;
        let sign = if gains { '+' } else { '-' };
        let left = if is_left_alone { ", left alone" } else { "" };
        let (method, registration) = (method.as_str(), registration.name());
        format!("{sign}{method} {registration} {}{left}", level.name())
    };
    reach_of(policy(), after, &known, &Terms::of(record, None)).into_iter().map(told).collect()
}

#[test]
fn who_loses_a_method_is_said_for_each_registration_that_the_record_lets_in() {
    let mut record = AgencyRecord::new(LevelOfAssurance::Low);
    let other = MethodId::new("other");
    let without = Policy::read(WITHOUT_BASIC, 1).unwrap();
    let of = |record: &AgencyRecord| reached(&without, record, &[&PASSWORD, &other]);
    let basic = ["-password basic low, left alone", "-other basic low, left alone"];
    assert_eq!(of(&record), [basic[0], basic[1], "-other advanced low"]);
    record.registration = Some(RegistrationLevel::Basic);
    assert_eq!(of(&record), [basic[0], basic[1], "-other advanced low"]);
    record.registration = Some(RegistrationLevel::Advanced);
    assert_eq!(of(&record), ["-other advanced low"]);
    record.methods = Some(vec![PASSWORD]);
    assert_eq!(of(&record), Vec::<String>::new());
}

#[test]
fn who_gains_a_method_is_said_for_the_registration_that_the_rule_is_for() {
    let record = AgencyRecord::new(LevelOfAssurance::Substantial);
    let gained = reached(&raised("password"), &record, &[&PASSWORD]);
    assert_eq!(gained, ["+password advanced substantial"]);
}

#[test]
fn how_long_a_proof_counts_is_told_if_it_changes() {
    let other = format!("{}\ncooling_hours = 48\n[session]\nhigh_minutes = 5\n", Policy::EMBEDDED);
    let after = Policy::read(&other, 1).unwrap();
    assert_eq!(times(policy(), policy()), Vec::<String>::new());
    assert_eq!(
        times(policy(), &after),
        [
            "A proof counts for high for 5 minutes, and did for 30.",
            "Codes to a new phone count for low for 48 hours, and did as others do at once.",
        ]
    );
}
