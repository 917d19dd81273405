use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn current(generation: i64) -> CurrentDirectory {
    CurrentDirectory::new(Directory::new(generation, []))
}

#[test]
fn a_node_that_is_one_look_behind_is_ready_and_after_two_seconds_it_is_not() {
    let current = current(7);
    assert_eq!(current.readiness(at(0)), Ok(()));
    current.saw(8, at(0));
    assert_eq!(current.readiness(at(0)), Ok(()));
    assert_eq!(current.readiness(at(2)), Ok(()));
    assert_eq!(current.readiness(at(3)), Err(NotReady::Behind));
    current.put(Directory::new(8, []), at(3));
    assert_eq!(current.readiness(at(3)), Ok(()));
}

#[test]
fn a_node_that_catches_up_all_the_time_is_not_behind() {
    let current = current(1);
    for second in 0..20 {
        current.saw(2 + second, at(second));
        assert_eq!(current.readiness(at(second)), Ok(()));
        // Each time another change has come while it loaded.
        current.put(Directory::new(2 + second, []), at(second));
        current.saw(3 + second, at(second));
    }
}

#[test]
fn the_two_seconds_begin_with_the_first_change_that_was_not_loaded() {
    let current = current(1);
    for second in 0..3 {
        current.saw(2 + second, at(second));
    }
    assert_eq!(current.readiness(at(3)), Err(NotReady::Behind));
}

#[test]
fn a_question_that_was_overtaken_by_a_load_tells_nothing() {
    let current = current(9);
    current.saw(8, at(0));
    assert_eq!(current.readiness(at(60)), Ok(()));
    assert_eq!(current.good_at(), None);
    current.saw(9, at(60));
    assert_eq!(current.good_at(), Some(at(60)));
}

#[test]
fn what_cannot_be_loaded_makes_a_node_not_ready_at_once_until_something_is_loaded() {
    let current = current(1);
    current.saw(2, at(0));
    current.news().failure = Some("a reason".to_owned());
    let why = current.readiness(at(0)).unwrap_err();
    assert_eq!(
        why.to_string(),
        "the newest directory cannot be loaded, and the one before it stays in use: a reason; the log says more"
    );
    current.saw(3, at(1));
    assert_eq!(current.readiness(at(1)), Err(why));
    current.put(Directory::new(3, []), at(1));
    assert_eq!(current.readiness(at(1)), Ok(()));
}
