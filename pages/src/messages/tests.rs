use std::collections::BTreeMap;

use serde_json::json;

use super::{Catalogue, MessageError, OWN, Said, gaps};
use crate::Language;

const NONE: BTreeMap<String, serde_json::Value> = BTreeMap::new();

fn catalogue(files: &[(Language, &'static str)]) -> Result<Catalogue, MessageError> {
    Catalogue::new(&[files])
}

#[test]
fn our_messages_have_the_same_keys_and_arguments_in_every_language() {
    assert_eq!(gaps(OWN), Vec::<String>::new());
}

#[test]
fn a_gap_is_named() {
    let files = [
        (Language::Es, "a = { $x } b\n    .c = d\ne = f\n"),
        (
            Language::Ca,
            "a =\n    { $x ->\n        [one] b\n       *[other] c\n    }\n    .c = d\ne = f\n",
        ),
        (Language::Gl, "a = { $y } b\n    .c = d\ne = f\n"),
        (Language::Eu, "a = { $x } b\ne = f\n"),
        (Language::En, "a = { $x } b\n    .c = d\ne = f\ng = h\n"),
    ];
    assert_eq!(
        gaps(&files),
        ["Gl has other arguments in a", "Eu lacks a.c", "En has g, and Spanish has not"]
    );
}

#[test]
fn each_language_has_its_plurals_and_the_same_names_to_choose_among() {
    const SPANISH: &str = "a =\n    { $n ->\n        [one] x\n       *[other] y\n    }\n\
        b =\n    { $k ->\n        [true] x\n       *[false] y\n    }\n    .c =\n        { $u ->\n            \
        [none] x\n           *[other] { $u }\n        }\n";
    let in_all =
        |theirs: &'static str| {
            gaps(&Language::ALL.map(|language| {
                (language, if language == Language::Gl { theirs } else { SPANISH })
            }))
        };
    assert_eq!(in_all(SPANISH), Vec::<String>::new());
    let without_choice = "a =\n    { $n ->\n        [one] x\n       *[other] y\n    }\nb = { $k }\n    .c = { $u }\n";
    assert_eq!(in_all(without_choice), Vec::<String>::new());
    let without_plural = "a = { $n } y\nb = { $k }\n    .c = { $u }\n";
    assert_eq!(in_all(without_plural), ["Gl chooses otherwise in a"]);
    let of_another = "a =\n    { $n ->\n        [one] x\n        [few] z\n       *[other] y\n    }\n\
        b =\n    { $k ->\n       *[si] x\n    }\n    .c = { $u }\n";
    assert_eq!(in_all(of_another), ["Gl chooses otherwise in a", "Gl chooses otherwise in b"]);
}

#[test]
fn what_is_missing_is_said_in_spanish_and_says_so() {
    let words =
        catalogue(&[(Language::Es, "a = hola\n    .b = qué tal"), (Language::En, "a = hello")])
            .unwrap();
    let said = |text: &str, language| Ok(Said { text: text.to_owned(), language });
    assert_eq!(words.say(Language::En, "a", &NONE), said("hello", Language::En));
    assert_eq!(words.say(Language::En, "a.b", &NONE), said("qué tal", Language::Es));
    assert_eq!(words.say(Language::Eu, "a", &NONE), said("hola", Language::Es));
    assert_eq!(
        words.say(Language::En, "z", &NONE),
        Err(MessageError::Missing { key: "z".to_owned() })
    );
}

#[test]
fn numbers_choose_the_plural_and_text_is_left_as_it_is() {
    let words = catalogue(&[(
        Language::Es,
        "a = { $n ->\n    [one] { $n } intento\n   *[other] { $n } intentos\n }\nb = para { $who }",
    )])
    .unwrap();
    let say = |key, name: &str, value| {
        let args = BTreeMap::from([(name.to_owned(), value)]);
        words.say(Language::Es, key, &args).unwrap().text
    };
    assert_eq!(say("a", "n", json!(1)), "1 intento");
    assert_eq!(say("a", "n", json!(2)), "2 intentos");
    assert_eq!(say("b", "who", json!("{ $n } <b>")), "para { $n } <b>");
}

#[test]
fn a_message_without_its_argument_is_an_error_and_not_a_hole() {
    let words = catalogue(&[(Language::Es, "a = para { $who }")]).unwrap();
    assert_eq!(
        words.say(Language::Es, "a", &NONE),
        Err(MessageError::Arguments {
            language: Language::Es,
            key: "a".to_owned(),
            problem: "Resolver error: Unknown variable: $who".to_owned(),
        })
    );
}

#[test]
fn two_files_with_one_key_are_refused() {
    let twice = catalogue(&[(Language::Gl, "a = b"), (Language::Gl, "a = c")]).err();
    assert_eq!(
        twice,
        Some(MessageError::Twice {
            language: Language::Gl,
            problem: "Attempt to override an existing message: \"a\".".to_owned(),
        })
    );
}

#[test]
fn a_file_that_is_not_fluent_is_refused() {
    let broken = catalogue(&[(Language::Eu, "a = { $x")]).err();
    assert!(
        matches!(broken, Some(MessageError::Syntax { language: Language::Eu, .. })),
        "{broken:?}"
    );
}
