//! The policy of every build, case by case, against the table that the law gives.

use authenticators::MethodId;
use identity::{Factors, LevelOfAssurance, RegistrationLevel};

use super::policy;
use crate::policy::rules::REGISTRATIONS;

/// After SPEC 4.1, 4.2 and Implementing Regulation (EU) 2015/1502: the level is the weaker of the
/// enrolment and of the authentication, written as functions where the policy has rules.
fn by_law(factors: Factors, registration: Option<RegistrationLevel>) -> Option<LevelOfAssurance> {
    let reached = strength(factors)?;
    let cap = match registration {
        None => return None,
        Some(RegistrationLevel::Basic) => LevelOfAssurance::Low,
        Some(RegistrationLevel::Advanced) => LevelOfAssurance::High,
    };
    Some(reached.min(cap))
}

fn strength(factors: Factors) -> Option<LevelOfAssurance> {
    let two = factors.categories() >= 2 && factors.contains(Factors::DYNAMIC);
    match factors.categories() {
        0 => None,
        _ if two && factors.contains(Factors::TAMPER_RESISTANT) => Some(LevelOfAssurance::High),
        _ if two => Some(LevelOfAssurance::Substantial),
        _ => Some(LevelOfAssurance::Low),
    }
}

#[test]
fn the_policy_of_every_build_is_the_laws_table_for_every_method_factors_and_registration() {
    assert_eq!(Factors::every().count(), 32);
    for method in ["password", "pin", "certificate", "any", "of_tomorrow"] {
        let method = MethodId::named(method);
        for factors in Factors::every() {
            for registration in REGISTRATIONS {
                let level = policy().rules().level(&method, factors, registration);
                assert_eq!(level, by_law(factors, registration), "{factors:?} {registration:?}");
            }
            let best = by_law(factors, Some(RegistrationLevel::Advanced));
            assert_eq!(policy().rules().attainable(&method, factors), best);
        }
    }
}

#[test]
fn basic_registration_caps_at_low_and_nobody_unregistered_reaches_anything() {
    let method = MethodId::new("password");
    let level = |factors, registration| policy().rules().level(&method, factors, registration);
    for factors in Factors::every() {
        assert_eq!(level(factors, None), None);
        let expected = (factors.categories() > 0).then_some(LevelOfAssurance::Low);
        assert_eq!(level(factors, Some(RegistrationLevel::Basic)), expected, "{factors:?}");
    }
}

#[test]
fn showing_more_never_counts_for_less() {
    let method = MethodId::new("password");
    let level = |factors, registration| policy().rules().level(&method, factors, registration);
    for (place, registration) in REGISTRATIONS.into_iter().enumerate() {
        for less in Factors::every() {
            for more in Factors::every().filter(|more| more.contains(less)) {
                for higher in REGISTRATIONS.into_iter().skip(place) {
                    assert!(level(less, registration) <= level(more, higher), "{less:?} {more:?}");
                }
            }
        }
    }
}

#[test]
fn the_policy_of_every_build_is_called_by_its_own_name_and_warns_of_nothing() {
    assert_eq!((policy().id(), policy().version()), (0, "default-1"));
    assert_eq!(policy().warnings(&[]), []);
}
