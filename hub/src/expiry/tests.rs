use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tls(end: Timestamp) -> Ending {
    Ending { at: end, thing: Thing::Tls }
}

fn ours(end: Timestamp, name: &str) -> Ending {
    Ending { at: end, thing: Thing::OurKey(name.to_owned()) }
}

#[test]
fn a_stage_begins_exactly_30_14_and_3_days_before_the_end_and_the_end_itself_is_too_late() {
    let end = at("2027-01-31T10:00:00Z");
    let (second, none) = (SignedDuration::from_secs(1), SignedDuration::ZERO);
    for (days_before, more, stage) in [
        (365, none, None),
        (30, second, None),
        (30, none, Some(Stage::Month)),
        (14, second, Some(Stage::Month)),
        (14, none, Some(Stage::Fortnight)),
        (3, second, Some(Stage::Fortnight)),
        (3, none, Some(Stage::Days)),
        (0, second, Some(Stage::Days)),
        (0, none, Some(Stage::Ended)),
        (-365, none, Some(Stage::Ended)),
    ] {
        assert_eq!(Stage::of(end, end - days(days_before) - more), stage, "{days_before} {more}");
    }
}

#[test]
fn the_log_is_told_when_a_stage_is_entered_and_then_once_a_day() {
    let end = at("2027-01-31T10:00:00Z");
    let warnings = [tls(end)];
    let mut told = Told::default();
    let mut tells = |now: Timestamp| told.due(&warnings, now).len();
    let first = end - days(20);
    assert_eq!(tells(first), 1);
    assert_eq!(tells(first + SignedDuration::from_mins(10)), 0);
    assert_eq!(tells(first + days(1) - SignedDuration::from_secs(1)), 0);
    assert_eq!(tells(first + days(1)), 1);
    assert_eq!(tells(first + days(1) + SignedDuration::from_mins(10)), 0);
    assert_eq!(tells(end - days(14) - SignedDuration::from_secs(1)), 1, "a day has passed");
    assert_eq!(tells(end - days(14)), 1, "another stage");
    assert_eq!(tells(end), 1, "it has ended");
}

#[test]
fn what_was_renewed_is_told_anew_when_it_ends_again() {
    let now = at("2027-01-01T00:00:00Z");
    let mut told = Told::default();
    assert_eq!(told.due(&[tls(now + days(2))], now).len(), 1);
    assert_eq!(told.due(&[], now).len(), 0);
    assert_eq!(told.due(&[tls(now + days(2))], now).len(), 1);
}

#[test]
fn two_of_a_kind_are_told_apart() {
    let now = at("2027-01-01T00:00:00Z");
    let warnings = [ours(now + days(2), "ab"), ours(now + days(2), "cd")];
    assert_eq!(Told::default().due(&warnings, now).len(), 2);
}

#[test]
fn twenty_are_shown_and_how_many_more_there_are() {
    let now = at("2027-01-01T00:00:00Z");
    let all: Vec<_> = (0..23).map(|number| ours(now + days(2), &format!("{number}"))).collect();
    let text = Lines { endings: &all, now }.to_string();
    assert_eq!(text.lines().count(), 21);
    assert!(text.ends_with("\nand 3 more: agency-list shows all of the agencies'\n"));
    let text = Lines { endings: &all[..20], now }.to_string();
    assert_eq!(text.lines().count(), 20);
    assert_eq!(Lines { endings: &all[..0], now }.to_string(), "");
}

#[test]
fn a_sentence_says_what_ends_when_and_what_follows() {
    let now = at("2027-01-01T00:00:00Z");
    assert_eq!(
        tls(at("2027-01-11T08:30:00Z")).sentence(now),
        "The TLS certificate of this node ends on 2027-01-11 08:30 UTC: no browser comes in after that."
    );
    assert_eq!(
        ours(now, "0123456789abcdef0123").sentence(now),
        "Our certificate 0123456789abcdef… in our metadata ended on 2027-01-01 00:00 UTC: some agencies take no answer after that."
    );
}
