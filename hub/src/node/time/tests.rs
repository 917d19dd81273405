use std::time::Duration;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

const fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

#[test]
fn a_clock_that_runs_as_the_steady_one_has_not_jumped_and_one_that_is_set_has() {
    let (time, steady) = (Timekeeping::default(), Instant::now());
    let after = |count| steady + Duration::from_secs(count);
    assert_eq!(time.look(at(0), steady), None);
    assert_eq!(time.look(at(10), after(10)), None);
    assert_eq!(time.look(at(21), after(20)), None, "a second is not notable");
    assert_eq!(time.look(at(631), after(30)), Some(seconds(600)));
    assert_eq!(time.look(at(641), after(40)), None, "it is told once");
    assert_eq!(time.look(at(41), after(50)), Some(seconds(-610)));
    assert_eq!(time.jumps(), 2);
}

#[test]
fn two_clocks_are_as_far_apart_as_they_are_at_least() {
    let time = Timekeeping::default();
    assert_eq!((time.apart(), time.warning(), time.too_far()), (None, None, None));
    for (theirs, apart) in [(5, 0), (10, 0), (20, 0), (25, 5), (3, -2), (-40, -45)] {
        time.compare(at(5), at(theirs), at(20));
        assert_eq!(time.apart(), Some(seconds(apart)), "{theirs}");
    }
}

#[test]
fn more_than_two_seconds_are_told_and_more_than_thirty_are_too_much() {
    let time = Timekeeping::default();
    for (apart, warning, is_too_far) in [
        (2, None, false),
        (3, Some("3 seconds behind that of"), false),
        (-30, Some("30 seconds ahead of that of"), false),
        (31, Some("31 seconds behind that of"), true),
        (-31, Some("31 seconds ahead of that of"), true),
    ] {
        time.compare(at(0), at(apart), at(0));
        let whole = warning.map(|part| {
            format!("The clock of this node is {part} the database: look at NTP on both.")
        });
        assert_eq!(time.warning(), whole, "{apart}");
        assert_eq!(time.too_far().is_some(), is_too_far, "{apart}");
    }
}
