//! What a file may say, what it may not, and what is said about it then.

use authenticators::{MethodId, Profile};
use identity::Factors;
use identity::LevelOfAssurance::{self, High, Low, Substantial};
use identity::RegistrationLevel::{self, Advanced, Basic};

use crate::policy::file::{LONGEST, MOST_RULES};
use crate::policy::{BadPolicy, Policy};

const LOW: &str = r#"
[[rule]]
method = "any"
factors = "knowledge"
registration = ["basic", "advanced"]
loa = "low"
"#;

fn rule(method: &str, factors: &str, registration: &str, loa: &str) -> String {
    format!(
        "[[rule]]\nmethod = {method:?}\nfactors = {factors}\nregistration = {registration}\nloa = {loa:?}\n"
    )
}

/// All that is said of it, line by line.
fn problems(text: &str) -> Vec<(usize, String)> {
    let Err(BadPolicy(remarks)) = Policy::read(text, 1) else { panic!("it was taken: {text}") };
    remarks.into_iter().map(|remark| (remark.line, remark.sentence)).collect()
}

fn problem(text: &str) -> (usize, String) {
    let [problem] = <[_; 1]>::try_from(problems(text)).unwrap();
    problem
}

fn level(
    policy: &Policy,
    method: &'static str,
    factors: Factors,
    registration: RegistrationLevel,
) -> Option<LevelOfAssurance> {
    policy.rules().level(&MethodId::new(method), factors, Some(registration))
}

#[test]
fn the_first_rule_from_the_top_that_matches_decides() {
    let text = rule("password", "\"knowledge\"", "\"advanced\"", "substantial") + LOW;
    let policy = Policy::read(&text, 7).unwrap();
    assert_eq!((policy.id(), policy.version()), (7, "policy-7"));
    let knowledge = Factors::KNOWLEDGE;
    assert_eq!(level(&policy, "password", knowledge, Advanced), Some(Substantial));
    assert_eq!(
        level(&policy, "password", knowledge | Factors::DYNAMIC, Advanced),
        Some(Substantial)
    );
    assert_eq!(level(&policy, "password", knowledge, Basic), Some(Low));
    assert_eq!(level(&policy, "pin", knowledge, Advanced), Some(Low));
    assert_eq!(level(&policy, "password", Factors::POSSESSION, Advanced), None);
    assert_eq!(policy.rules().attainable(&MethodId::new("password"), knowledge), Some(Substantial));
}

#[test]
fn every_mistake_is_said_with_its_line() {
    let text = r#"
[[rule]]
method = "Pass word"
factors = ["knowledge", "sms"]
registration = ["basic", "none", "expert"]
loa = "medium"

[[rule]]
authenticator = "password"
factors = []
registration = 3
loa = ["low"]

[[rule]]
method = "pin"
factors = "dynamic"
registration = "basic"
loa = "low"

[defaults]
unmatched = "allow"
legacy_clave_levels = "no"
later = true

[more]
"#;
    let list = "a word in quotes, or a list of some";
    let keys = "the keys here are method, factors, registration, loa";
    assert_eq!(
        problems(text),
        [
            (3, "Pass word is no name of a method: it has up to 64 small letters, digits, _ and -, or is any"),
            (4, "there is no factor sms: the factors are knowledge, possession, inherence, dynamic, tamper_resistant"),
            (5, "there is no registration expert: it is none, basic or advanced"),
            (6, "there is no loa medium: it is low, substantial or high"),
            (8, "this rule has no method"),
            (9, &format!("there is no key authenticator: {keys}")),
            (10, &format!("factors is {list}")),
            (11, &format!("registration is {list}")),
            (12, "loa is one word in quotes"),
            (16, "a level takes at least one of knowledge, possession and inherence; the others only say how good they are"),
            (21, "what no rule matches can only be refused: unmatched = \"refuse\""),
            (22, "legacy_clave_levels is true or false"),
            (23, "there is no key later: the keys here are unmatched, legacy_clave_levels, cooling_hours"),
            (25, "there is no key more: the keys here are rule, defaults, session"),
        ]
        .map(|(line, sentence): (usize, &str)| (line, sentence.to_owned()))
    );
}

#[test]
fn what_is_no_toml_is_said_where_it_stops_being_so() {
    for (text, line) in [
        ("a\nb", 1),
        ("\n\n[[rule]\n", 3),
        ("rule = 3", 1),
        ("\u{0}", 1),
        ("[defaults]\na=1\na=2", 3),
    ] {
        let (at, sentence) = problem(text);
        assert_eq!(at, line, "{text:?}: {sentence}");
        assert!(sentence.starts_with("this is not the form of a policy: "), "{sentence}");
        assert!(!sentence.contains('\n'));
    }
}

#[test]
fn a_policy_without_rules_is_none() {
    let sentence = "there is no rule, so nobody could log in: [[rule]] begins one";
    assert_eq!(problem(""), (1, sentence.to_owned()));
}

#[test]
fn a_file_is_bounded_before_it_is_read() {
    let fits = format!("{LOW}#{}", "x".repeat(LONGEST - LOW.len() - 1));
    assert!(Policy::read(&fits, 1).is_ok());
    let sentence = format!("a policy has at most {LONGEST} octets; this is {}", LONGEST + 1);
    assert_eq!(problem(&format!("{fits}x")), (1, sentence));

    let many = |count: usize| {
        let one = |number| rule(&format!("m{number}"), "\"knowledge\"", "\"basic\"", "low");
        (0..count).map(one).collect::<String>()
    };
    // Without a rule for advanced registration it is none; what counts is that it was read at all.
    assert_eq!(problems(&many(MOST_RULES)).len(), MOST_RULES);
    let sentence = format!("a policy has at most {MOST_RULES} rules");
    assert_eq!(problem(&many(MOST_RULES + 1)), (MOST_RULES * 5 + 1, sentence));
}

#[test]
fn a_rule_that_can_never_decide_is_an_error() {
    let shadowed = "this rule can never decide: the rules above it match whatever it matches. Put it \
                    above them, or take it out";
    let twice =
        format!("{LOW}{}", rule("password", "[\"knowledge\", \"dynamic\"]", "\"basic\"", "low"));
    assert_eq!(problem(&twice), (7, shadowed.to_owned()));
    // Covered by two together.
    let both = rule("any", "\"knowledge\"", "\"basic\"", "low")
        + &rule("any", "\"knowledge\"", "\"advanced\"", "low")
        + &rule("any", "\"knowledge\"", "[\"basic\", \"advanced\"]", "low");
    assert_eq!(problem(&both), (11, shadowed.to_owned()));
    // Not for a method that is named nowhere.
    let other = rule("password", "\"knowledge\"", "[\"basic\", \"advanced\"]", "low") + LOW;
    assert!(Policy::read(&other, 1).is_ok());
}

#[test]
fn a_policy_by_which_more_factors_count_for_less_is_none() {
    let text = rule("any", "\"knowledge\"", "\"advanced\"", "low")
        + &rule("any", "\"possession\"", "\"advanced\"", "substantial");
    let sentence = "more counts for less: any other method with possession and registration advanced is \
                    substantial, and any other method with knowledge, possession and registration \
                    advanced is low; put the rule of line 6 above this one, or change a level";
    assert_eq!(problem(&text), (1, sentence.to_owned()));
}

#[test]
fn a_policy_by_which_a_higher_registration_counts_for_less_is_none() {
    let sentence = "more counts for less: password with knowledge and registration basic is low, and \
                    password with knowledge and registration advanced is refused; give the higher \
                    registration a rule as well";
    let only_basic = rule("password", "\"knowledge\"", "\"basic\"", "low");
    assert_eq!(problem(&only_basic), (1, sentence.to_owned()));
    let unregistered = rule("password", "\"knowledge\"", "[\"none\", \"advanced\"]", "low");
    assert_eq!(problem(&unregistered).0, 1);
}

#[test]
fn the_published_levels_are_added_where_they_are_asked_for_and_warned_of() {
    let text =
        Policy::EMBEDDED.replace("legacy_clave_levels = false", "legacy_clave_levels = true");
    let legacy = Policy::read(&text, 1).unwrap();
    let line = Policy::EMBEDDED.lines().position(|line| line.starts_with("legacy")).unwrap() + 1;
    let warning = "legacy_clave_levels takes a password alone, or a code by SMS alone, for substantial; \
                   that is weaker than Implementing Regulation (EU) 2015/1502, which wants two factors";
    let warnings: Vec<_> =
        legacy.warnings(&super::of_this_build()).iter().map(ToString::to_string).collect();
    assert_eq!(warnings, [format!("line {line}: {warning}")]);

    let (knowledge, possession) = (Factors::KNOWLEDGE, Factors::POSSESSION);
    assert_eq!(level(&legacy, "password", knowledge, Advanced), Some(Substantial));
    assert_eq!(level(&legacy, "password", knowledge, Basic), Some(Low));
    assert_eq!(level(&legacy, "pin", possession, Advanced), Some(Substantial));
    assert_eq!(level(&legacy, "pin", possession, Basic), Some(Low));
    assert_eq!(level(&legacy, "pin", knowledge, Advanced), Some(Low));
    assert_eq!(level(&legacy, "nod", knowledge, Advanced), Some(Low));
    let all = Factors::every().last().unwrap();
    assert_eq!(level(&legacy, "password", all, Advanced), Some(High));
    let basic = Policy::embedded().unwrap();
    for factors in Factors::every() {
        assert_eq!(
            level(&legacy, "certificate", factors, Advanced),
            level(&basic, "certificate", factors, Advanced)
        );
    }
}

#[test]
fn a_rule_that_cannot_count_in_this_build_is_warned_of_and_kept() {
    let text = rule("pin", "\"knowledge\"", "\"advanced\"", "low")
        + &rule("password", "[\"knowledge\", \"possession\"]", "\"advanced\"", "substantial")
        + &rule("password", "\"knowledge\"", "\"advanced\"", "substantial");
    let password = MethodId::new("password");
    let profile = Profile { least: Factors::NONE, factors: Factors::KNOWLEDGE, ceiling: Low };
    let policy = Policy::read(&text, 1).unwrap();
    let warnings: Vec<_> =
        policy.warnings(&[(&password, &profile)]).iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "line 1: this build has no method pin, so this rule waits for one that has",
            "line 6: password never counts for more than low, so not for substantial",
            "line 11: password never counts for more than low, so not for substantial",
        ]
    );
    let able = Profile { ceiling: Substantial, ..profile };
    let warning = &policy.warnings(&[(&password, &able)])[1];
    let sentence = "line 6: password cannot show all of these factors, so this never matches";
    assert_eq!(warning.to_string(), sentence);
}

/// What a file says in its own words is shown short, and steers no terminal.
#[test]
fn words_of_a_file_are_shown_harmless() {
    let long = "x".repeat(100);
    for (word, said) in
        [("\\u001b[2J", "\\u{1b}[2J".to_owned()), (&long, format!("{}…", "x".repeat(40)))]
    {
        let text = format!("{LOW}[defaults]\n\"{word}\" = 1\n");
        let (_, sentence) = problem(&text);
        assert!(sentence.starts_with(&format!("there is no key {said}: ")), "{sentence}");
    }
}

#[test]
fn how_long_a_proof_counts_is_said_by_level_and_never_grows() {
    let minutes = |policy: &Policy| LevelOfAssurance::ALL.map(|one| policy.times().minutes(one));
    let read = |more: &str| Policy::read(&format!("{LOW}{more}"), 1).unwrap();
    let absent = read("");
    assert_eq!((minutes(&absent), absent.times().cooling_hours()), ([480, 120, 30], None));
    let said = read(
        "[session]\nlow_minutes = 60\nsubstantial_minutes = 60\nhigh_minutes = 1\n[defaults]\ncooling_hours = 24\n",
    );
    assert_eq!((minutes(&said), said.times().cooling_hours()), ([60, 60, 1], Some(24)));
    assert_eq!(minutes(&read("[session]\nhigh_minutes = 120\n")), [480, 120, 120]);
    let wrong = format!(
        "{LOW}[session]\nlow_minutes = 481\nsubstantial_minutes = 0\nhigh_minutes = \"1\"\nmedium = 3\n\
         [defaults]\ncooling_hours = 23\n"
    );
    assert_eq!(
        problems(&wrong),
        [
            (8, "low_minutes is a number from 1 to 480".to_owned()),
            (9, "substantial_minutes is a number from 1 to 480".to_owned()),
            (10, "high_minutes is a number from 1 to 480".to_owned()),
            (
                11,
                "there is no key medium: the keys here are low_minutes, substantial_minutes, high_minutes"
                    .to_owned()
            ),
            (13, "cooling_hours is a number from 24 to 72".to_owned()),
        ]
    );
    let grows = "a proof counts for a higher level no longer than for a lower one: substantial_minutes is 120, and \
                 low_minutes is 119";
    let shorter = format!("{LOW}[session]\nlow_minutes = 119\nsubstantial_minutes = 120\n");
    assert_eq!(problem(&shorter), (9, grows.to_owned()));
}
