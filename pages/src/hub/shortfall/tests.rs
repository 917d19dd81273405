use std::collections::BTreeSet;

use http::StatusCode;
use identity::LevelOfAssurance;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Shortfall, ShortfallCause};
use crate::Page;

fn page(cause: ShortfallCause, other_ways: Option<&str>) -> Page {
    let shortfall = Shortfall {
        cause,
        way_back: "/back".to_owned(),
        other_ways: other_ways.map(str::to_owned),
        is_basic_too: false,
        is_new_phone: false,
        reference: "R".to_owned(),
        at: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(shortfall.status(), StatusCode::FORBIDDEN);
    shortfall.into()
}

fn level(registration_limits: bool, methods: &[&str]) -> ShortfallCause {
    ShortfallCause::Level {
        needed: LevelOfAssurance::High,
        reached: Some(LevelOfAssurance::Low),
        registration_limits,
        methods_that_reach: methods.iter().map(|&method| method.to_owned()).collect(),
    }
}

/// What the page says can be done: whether to raise the registration, how it introduces the methods,
/// and what it advises in the end.
fn told(cause: ShortfallCause, other_ways: Option<&str>) -> (bool, Value, Value) {
    let values = page(cause, other_ways).values;
    let raises = values["raises_registration"].as_bool().unwrap();
    (raises, values["methods_intro"].clone(), values["advice"].clone())
}

#[test]
fn the_page_says_what_this_person_can_do() {
    let choose = Some("/other");
    let nothing = Value::Null;
    assert_eq!(
        told(level(false, &["a"]), choose),
        (false, json!("shortfall-methods-now"), nothing.clone())
    );
    assert_eq!(
        told(level(false, &[]), choose),
        (false, nothing.clone(), json!("shortfall-choose"))
    );
    assert_eq!(
        told(ShortfallCause::Method, choose),
        (false, nothing.clone(), json!("shortfall-choose"))
    );
    assert_eq!(
        told(ShortfallCause::Standing, None),
        (false, nothing, json!("shortfall-ask-office"))
    );
}

#[test]
fn no_other_way_is_offered_where_only_a_higher_registration_would_do() {
    for other_ways in [None, Some("/other")] {
        assert_eq!(
            told(level(true, &["a"]), other_ways),
            (true, json!("shortfall-methods-after"), json!("shortfall-start-again"))
        );
        assert_eq!(
            told(ShortfallCause::Registration, other_ways),
            (true, Value::Null, json!("shortfall-start-again"))
        );
        for cause in [level(true, &["a"]), ShortfallCause::Registration] {
            let values = page(cause, other_ways).values;
            assert_eq!(values["other_ways"], Value::Null);
            assert_eq!(values["back_variant"], "");
        }
    }
}

/// They would be of no use: the service does not offer them, and a registration would not change that.
#[test]
fn methods_that_this_person_cannot_choose_are_not_listed() {
    assert_eq!(
        told(level(false, &["a"]), None),
        (false, Value::Null, json!("shortfall-ask-agency"))
    );
}

#[test]
fn the_main_button_is_another_way_where_there_is_one() {
    let variant =
        |other_ways| page(ShortfallCause::Method, other_ways).values["back_variant"].clone();
    assert_eq!(variant(Some("/other")), "secondary");
    assert_eq!(variant(None), "");
}

#[test]
fn every_cause_has_a_key_and_a_sample() {
    let samples = Shortfall::samples();
    let keys: BTreeSet<&str> = samples.iter().map(|(_, sample)| sample.cause.key()).collect();
    assert_eq!(
        keys,
        BTreeSet::from(["level", "registration", "unattainable", "standing", "method"])
    );
}
