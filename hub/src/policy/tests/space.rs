//! The policy of every build, case by case, against the table that the law gives.

use std::collections::{BTreeMap, BTreeSet};

use authenticators::{BUILT_IN, MethodId};
use identity::LevelOfAssurance::{self, High, Low, Substantial};
use identity::{Factors, RegistrationLevel};

use super::{of_this_build, policy};
use crate::policy::rules::REGISTRATIONS;

/// After SPEC 4.1, 4.2 and Implementing Regulation (EU) 2015/1502: the level is the weaker of the
/// enrolment and of the authentication, written as functions where the policy has rules.
/// A qualified certificate brings the enrolment of its issuer with it (rows L9 to L11).
fn by_law(
    method: &MethodId,
    factors: Factors,
    registration: Option<RegistrationLevel>,
) -> Option<LevelOfAssurance> {
    let by_registration = of_registered(factors, registration);
    if method.as_str() != "certificate" {
        return by_registration;
    }
    let in_a_file = Factors::POSSESSION.union(Factors::DYNAMIC);
    let on_a_card = in_a_file.union(Factors::KNOWLEDGE).union(Factors::TAMPER_RESISTANT);
    let by_issuer = if factors.contains(on_a_card) {
        Some(High)
    } else {
        factors.contains(in_a_file).then_some(Substantial)
    };
    by_issuer.max(by_registration)
}

fn of_registered(
    factors: Factors,
    registration: Option<RegistrationLevel>,
) -> Option<LevelOfAssurance> {
    let reached = strength(factors)?;
    let cap = match registration {
        None => return None,
        Some(RegistrationLevel::Basic) => Low,
        Some(RegistrationLevel::Advanced) => High,
    };
    Some(reached.min(cap))
}

fn strength(factors: Factors) -> Option<LevelOfAssurance> {
    let two = factors.categories() >= 2 && factors.contains(Factors::DYNAMIC);
    match factors.categories() {
        0 => None,
        _ if two && factors.contains(Factors::TAMPER_RESISTANT) => Some(High),
        _ if two => Some(Substantial),
        _ => Some(Low),
    }
}

/// Those of this build, those that a rule names, and one that no rule can name.
fn all_methods() -> BTreeSet<MethodId> {
    let built_in = BUILT_IN.iter().map(|blueprint| blueprint.id.clone());
    let named = policy().rules().methods().into_iter().cloned();
    built_in.chain(named).chain([MethodId::new("any")]).collect()
}

#[test]
fn the_policy_of_every_build_is_the_laws_table_for_every_method_factors_and_registration() {
    let methods = all_methods();
    let mut outcomes = BTreeMap::new();
    for method in &methods {
        for factors in Factors::every() {
            for registration in REGISTRATIONS {
                let level = policy().rules().level(method, factors, registration);
                let expected = by_law(method, factors, registration);
                assert_eq!(level, expected, "{method:?} {factors:?} {registration:?}");
                let earlier = outcomes.insert((method, factors, registration), level);
                assert_eq!(earlier, None, "one outcome for each case: {factors:?}");
            }
            let best = by_law(method, factors, Some(RegistrationLevel::Advanced));
            assert_eq!(policy().rules().attainable(method, factors), best);
        }
    }
    assert!(methods.len() > BUILT_IN.len() && !BUILT_IN.is_empty());
    assert_eq!(outcomes.len(), methods.len() * 32 * 3);
    let any = MethodId::new("any");
    let of = |level| {
        outcomes.iter().filter(|((one, ..), found)| **one == any && **found == level).count()
    };
    // Of 32 sets, 4 have no category and 16 are two dynamic ones or more, half of those tamper-resistant.
    let outcomes = [None, Some(Low), Some(Substantial), Some(High)].map(of);
    assert_eq!(outcomes, [32 + 2 * 4, 28 + 20, 4, 4]);
}

#[test]
fn basic_registration_caps_at_low_and_nobody_unregistered_reaches_anything() {
    let method = MethodId::new("password");
    let level = |factors, registration| policy().rules().level(&method, factors, registration);
    for factors in Factors::every() {
        assert_eq!(level(factors, None), None);
        let expected = (factors.categories() > 0).then_some(Low);
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
    assert_eq!((policy().id(), policy().version()), (0, "default-2"));
    assert_eq!(policy().warnings(&of_this_build()), []);
}
