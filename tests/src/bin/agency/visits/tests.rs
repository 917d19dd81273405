use super::*;
use crate::logout::Session;
use crate::provider::{Declined, Person};

fn person(name: &str, index: Option<&str>) -> Answer {
    let session = Session::named(name, index);
    Answer::Person(Box::new(Person {
        document: String::new(),
        name: String::new(),
        selected_idp: String::new(),
        level: String::new(),
        session: Some(session),
        raw: Vec::new(),
    }))
}

fn leaving(name: &str, indexes: &[&str]) -> Leaving {
    let indexes = indexes.iter().map(|index| (*index).to_owned()).collect();
    Leaving { id: "_1".to_owned(), name: name.to_owned(), indexes }
}

/// Which of these visits are left when that has ended.
fn left(ended: Leaving) -> Vec<&'static str> {
    let visits = Visits::default();
    for (visit, answer) in [
        ("ana in one browser", person("ana", Some("s1"))),
        ("ana in another", person("ana", Some("s1"))),
        ("ana later", person("ana", Some("s2"))),
        ("ana without an index", person("ana", None)),
        ("eva", person("eva", Some("s1"))),
    ] {
        assert!(visits.begin(visit, answer), "{visit}");
    }
    let declined = Declined { top: String::new(), second: None, message: String::new() };
    assert!(visits.begin("nobody", Answer::Declined(declined)));
    visits.end_all(ended);
    let all = [
        "ana in one browser",
        "ana in another",
        "ana later",
        "ana without an index",
        "eva",
        "nobody",
    ];
    all.into_iter().filter(|visit| visits.find(visit).is_some()).collect()
}

#[test]
fn a_session_ends_in_every_browser_and_no_other_does() {
    let ended = left(leaving("ana", &["s1"]));
    assert_eq!(ended, ["ana later", "ana without an index", "eva", "nobody"]);
    let ended = left(leaving("ana", &["s2", "s1"]));
    assert_eq!(ended, ["ana without an index", "eva", "nobody"]);
}

#[test]
fn without_an_index_all_sessions_of_the_person_end() {
    assert_eq!(left(leaving("ana", &[])), ["eva", "nobody"]);
    assert_eq!(left(leaving("luz", &[])).len(), 6);
}

#[test]
fn a_session_that_has_ended_does_not_begin_again() {
    let visits = Visits::default();
    visits.end_all(leaving("ana", &["s1"]));
    assert!(!visits.begin("late", person("ana", Some("s1"))));
    assert!(visits.find("late").is_none());
    assert!(visits.begin("new", person("ana", Some("s2"))));
    assert!(visits.begin("other", person("eva", Some("s1"))));
}

#[test]
fn who_leaves_here_takes_the_answer_along_once() {
    let visits = Visits::default();
    assert!(visits.begin("ana", person("ana", Some("s1"))));
    assert!(visits.end("ana").is_some());
    assert!(visits.end("ana").is_none());
    assert!(visits.find("ana").is_none());
}

#[test]
fn a_request_waits_for_its_own_kind_of_answer_in_its_browser() {
    let visits = Visits::default();
    visits.sent("_who", "one", Asked::Who);
    visits.sent("_leave", "one", Asked::Leave);
    assert_eq!(visits.waiting("one", Asked::Who), ["_who"]);
    assert_eq!(visits.waiting("one", Asked::Leave), ["_leave"]);
    assert_eq!(visits.waiting("two", Asked::Leave), [""; 0]);
    assert!(visits.answered("_leave"));
    assert!(!visits.answered("_leave"));
    assert_eq!(visits.waiting("one", Asked::Leave), [""; 0]);
}
