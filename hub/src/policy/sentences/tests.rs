use std::collections::BTreeSet;

use serde_json::json;

use super::{Effect, Finding, Rule, sentence, stored};

const RULES: [Rule; 25] = [
    Rule::Session,
    Rule::Release,
    Rule::Binding,
    Rule::NameIdFormat,
    Rule::Recipient,
    Rule::Subject,
    Rule::RequiredAttribute,
    Rule::Excluded,
    Rule::NotListed,
    Rule::RequestedLevel,
    Rule::InForce,
    Rule::AgencyLevel,
    Rule::RegistrationLevel,
    Rule::AllowedMethods,
    Rule::AgreedAttributes,
    Rule::Passive,
    Rule::Attainable,
    Rule::ChosenMethod,
    Rule::Standing,
    Rule::CertificateKind,
    Rule::LevelReached,
    Rule::ProofAge,
    Rule::Cooling,
    Rule::StepUp,
    Rule::AnotherPerson,
];
const EFFECTS: [Effect; 3] = [Effect::Keep, Effect::Drop, Effect::Decline];

fn said(rule: Rule, about: &str, effect: Effect) -> String {
    sentence(&Finding { rule, about: about.to_owned(), effect })
}

#[test]
fn every_rule_with_every_effect_is_a_sentence_of_its_own_about_what_was_found() {
    let mut all = BTreeSet::new();
    for rule in RULES {
        for effect in EFFECTS {
            let sentence = said(rule, "this thing", effect);
            let is_about_it = sentence.contains("this thing");
            assert!(is_about_it && sentence.ends_with(")."), "{rule:?} {effect:?}: {sentence}");
            let begins = sentence.chars().next();
            assert!(begins.is_some_and(char::is_uppercase), "{sentence}");
            all.insert(sentence);
        }
    }
    assert_eq!(all.len(), RULES.len() * EFFECTS.len());
}

#[test]
fn what_policies_find_of_methods_today_is_told_in_these_words() {
    use Effect::{Decline, Drop, Keep};
    for (rule, about, effect, expected) in [
        (
            Rule::Excluded,
            "password",
            Drop,
            "The method password is left out: the request excludes it (SPEC SAML-30).",
        ),
        (
            Rule::NotListed,
            "password",
            Drop,
            "The method password is left out: the request lists who may authenticate, and this one is \
             not among them (SAML Core 3.4.1.3).",
        ),
        (
            Rule::Attainable,
            "password",
            Drop,
            "The method password is left out: the best that it can reach is not the level that is needed \
             (SPEC 4.2).",
        ),
        (
            Rule::Attainable,
            "password",
            Keep,
            "The method password is offered: it can reach the level that is needed (SPEC 4.2).",
        ),
        (
            Rule::AllowedMethods,
            "no method is left",
            Decline,
            "The request is declined: by the operator's record and the request, no method is left (SPEC \
             4.4 no. 2).",
        ),
        (
            Rule::AllowedMethods,
            "the method password is not allowed",
            Decline,
            "The request is declined: by the operator's record and the request, the method password is not \
             allowed (SPEC 4.4 no. 2).",
        ),
    ] {
        assert_eq!(said(rule, about, effect), expected);
    }
}

#[test]
fn what_is_said_of_levels_people_and_pages_reads_well_wherever_it_was_found() {
    use Effect::{Decline, Keep};
    for (rule, about, effect, expected) in [
        (
            Rule::AgencyLevel,
            "substantial",
            Keep,
            "The operator's record asks for the level substantial at least (SPEC SAML-21).",
        ),
        (
            Rule::RequestedLevel,
            "at least substantial",
            Keep,
            "The level that the request asks for is at least substantial (SAML Core 3.3.2.2.1).",
        ),
        (
            Rule::RegistrationLevel,
            "advanced",
            Keep,
            "The person's registration is enough: advanced (SPEC 4.4 no. 3).",
        ),
        (
            Rule::Standing,
            "not active, or was renewed after this proof",
            Decline,
            "The request is declined: the person's registration is not active, or was renewed after this \
             proof (DESIGN 3 no. 11).",
        ),
        (
            Rule::InForce,
            "suspended, or not in its time",
            Decline,
            "The request is declined: the agency, or this service of it, is suspended, or not in its time \
             (SPEC 3.7).",
        ),
        (
            Rule::Passive,
            "there is no session",
            Decline,
            "The request is declined: it wants no page shown, but there is no session (SAML Core 3.4.1).",
        ),
        (
            Rule::Passive,
            "a page would be needed",
            Decline,
            "The request is declined: it wants no page shown, but a page would be needed (SAML Core 3.4.1).",
        ),
        (
            Rule::LevelReached,
            "substantial, by factors knowledge, possession, dynamic and registration advanced",
            Keep,
            "What was proved reaches the level substantial, by factors knowledge, possession, dynamic and \
             registration advanced, which is enough (SPEC 4.2).",
        ),
        (
            Rule::LevelReached,
            "low, by factors knowledge and registration basic",
            Decline,
            "The request is declined: the level that was reached is low, by factors knowledge and \
             registration basic, which is not the one that is needed (SPEC 4.2).",
        ),
    ] {
        assert_eq!(said(rule, about, effect), expected);
    }
}

#[test]
fn what_was_stored_is_told_in_its_order_and_what_is_not_known_as_it_is() {
    let because = json!([
        { "rule": "agency_level", "about": "low", "effect": "keep" },
        { "rule": "moon_phase", "about": "full", "effect": "keep" },
        { "rule": "excluded", "about": "pin", "effect": "postpone" },
        7,
    ]);
    assert_eq!(
        stored(&because),
        [
            "The operator's record asks for the level low at least (SPEC SAML-21).",
            "Another release found what this one has no words for: \
             {\"about\":\"full\",\"effect\":\"keep\",\"rule\":\"moon_phase\"}.",
            "Another release found what this one has no words for: \
             {\"about\":\"pin\",\"effect\":\"postpone\",\"rule\":\"excluded\"}.",
            "Another release found what this one has no words for: 7.",
        ]
    );
    let endless = json!("x".repeat(100_000));
    let told = stored(&endless);
    assert_eq!((told.len(), told[0].chars().count()), (1, 255));
}
