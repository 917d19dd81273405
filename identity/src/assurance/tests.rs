use LevelOfAssurance::{High, Low, Substantial};
use proptest::prelude::*;

use super::*;

fn requested(comparison: Comparison, levels: &[LevelOfAssurance]) -> RequestedLevel {
    RequestedLevel::new(comparison, levels.to_vec()).unwrap()
}

fn accepted(comparison: Comparison, levels: &[LevelOfAssurance]) -> Vec<LevelOfAssurance> {
    let requested = requested(comparison, levels);
    LevelOfAssurance::ALL.into_iter().filter(|level| requested.accepts(*level)).collect()
}

#[test]
fn levels_are_ordered_from_weak_to_strong() {
    assert!(Low < Substantial && Substantial < High);
    assert!(RegistrationLevel::Basic < RegistrationLevel::Advanced);
}

#[test]
fn a_level_is_read_from_the_uri_it_is_written_as() {
    for level in LevelOfAssurance::ALL {
        assert_eq!(LevelOfAssurance::from_uri(level.uri()), Some(level));
        assert_eq!(LevelOfAssurance::from_name(level.name()), Some(level));
    }
    assert_eq!(LevelOfAssurance::from_uri("http://eidas.europa.eu/LoA/HIGH"), None);
    assert_eq!(LevelOfAssurance::from_uri("http://eidas.europa.eu/LoA/high "), None);
}

#[test]
fn each_comparison_of_one_level_accepts_what_saml_says() {
    assert_eq!(accepted(Comparison::Exact, &[Substantial]), [Substantial]);
    assert_eq!(accepted(Comparison::Minimum, &[Substantial]), [Substantial, High]);
    assert_eq!(accepted(Comparison::Better, &[Substantial]), [High]);
    assert_eq!(accepted(Comparison::Maximum, &[Substantial]), [Low, Substantial]);
    assert_eq!(accepted(Comparison::Better, &[High]), []);
}

#[test]
fn each_comparison_of_several_levels_accepts_what_saml_says() {
    assert_eq!(accepted(Comparison::Exact, &[High, Low]), [Low, High]);
    assert_eq!(accepted(Comparison::Minimum, &[High, Substantial]), [Substantial, High]);
    assert_eq!(accepted(Comparison::Better, &[Low, Substantial]), [High]);
    assert_eq!(accepted(Comparison::Maximum, &[Low, Substantial]), [Low, Substantial]);
}

#[test]
fn the_floor_is_the_weakest_acceptable_level() {
    assert_eq!(requested(Comparison::Exact, &[High, Substantial]).floor(), Some(Substantial));
    assert_eq!(RequestedLevel::at_least(Substantial).floor(), Some(Substantial));
    assert_eq!(requested(Comparison::Better, &[Low]).floor(), Some(Substantial));
    assert_eq!(requested(Comparison::Better, &[High]).floor(), None);
    assert_eq!(requested(Comparison::Maximum, &[High]).floor(), Some(Low));
}

#[test]
fn a_request_for_no_level_does_not_exist() {
    assert_eq!(RequestedLevel::new(Comparison::Minimum, vec![]), Err(NoLevel));
}

#[test]
fn a_request_is_stored_by_names() {
    let stored = r#"{"comparison":"minimum","levels":["substantial","high"]}"#;
    let request = requested(Comparison::Minimum, &[High, Substantial]);
    assert_eq!(serde_json::to_string(&request).unwrap(), stored);
    assert_eq!(serde_json::from_str::<RequestedLevel>(stored).unwrap(), request);
    assert_eq!(serde_json::to_string(&RegistrationLevel::Advanced).unwrap(), r#""advanced""#);
    assert_eq!(
        serde_json::from_str::<RequestedLevel>(r#"{"comparison":"exact","levels":[]}"#)
            .unwrap_err()
            .to_string(),
        "no level of assurance is named"
    );
}

fn level() -> impl Strategy<Value = LevelOfAssurance> {
    prop::sample::select(LevelOfAssurance::ALL.to_vec())
}

fn levels() -> impl Strategy<Value = Vec<LevelOfAssurance>> {
    prop::collection::vec(level(), 1..6)
}

proptest! {
    #[test]
    fn minimum_also_accepts_everything_stronger(named in levels(), weak in level(), strong in level()) {
        prop_assume!(weak <= strong);
        let minimum = requested(Comparison::Minimum, &named);
        prop_assert!(!minimum.accepts(weak) || minimum.accepts(strong));
    }

    #[test]
    fn maximum_also_accepts_everything_weaker(named in levels(), weak in level(), strong in level()) {
        prop_assume!(weak <= strong);
        let maximum = requested(Comparison::Maximum, &named);
        prop_assert!(!maximum.accepts(strong) || maximum.accepts(weak));
    }

    #[test]
    fn better_is_minimum_without_equality(named in level(), offered in level()) {
        let better = requested(Comparison::Better, &[named]).accepts(offered);
        let minimum = requested(Comparison::Minimum, &[named]).accepts(offered);
        prop_assert_eq!(better, minimum && offered != named);
    }

    #[test]
    fn what_is_named_is_accepted_unless_something_better_is_wanted(named in levels()) {
        for comparison in [Comparison::Exact, Comparison::Minimum, Comparison::Maximum] {
            for level in &named {
                prop_assert!(requested(comparison, &named).accepts(*level));
            }
        }
        for level in &named {
            prop_assert!(!requested(Comparison::Better, &named).accepts(*level));
        }
    }

    #[test]
    fn the_order_in_which_levels_are_named_does_not_matter(named in levels(), offered in level()) {
        let mut reversed = named.clone();
        reversed.reverse();
        let (one, other) = (
            requested(Comparison::Minimum, &named), requested(Comparison::Minimum, &reversed),
        );
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.accepts(offered), other.accepts(offered));
    }
}
