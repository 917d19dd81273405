use certs::Certificate;
use jiff::{SignedDuration, Timestamp};

use crate::keys::rollover::{
    EVERYWHERE, KeyRecord, ON_THE_WAY, Refused, State, Terms, Unseen, may_activate, may_publish,
    may_retire, to_activate, to_retire,
};

const DAYS: SignedDuration = SignedDuration::from_hours(30 * 24);
const TERMS: Terms<'_> = Terms { published_for: DAYS, anyway: false, by: "somebody" };
const ANYWAY: Terms<'_> = Terms { anyway: true, ..TERMS };

fn begun() -> Timestamp {
    "2026-03-02T09:15:00Z".parse().unwrap()
}

/// A key whose fingerprint is this letter, 64 times.
fn key(letter: char, state: State) -> KeyRecord {
    KeyRecord {
        fingerprint: letter.to_string().repeat(64),
        certificate: Certificate::from_der(vec![0x30, 0x01, 0x00]).unwrap(),
        state,
        published_at: begun(),
        activated_at: (state != State::Next).then(begun),
        retired_at: (state == State::Retired).then(begun),
        by: "somebody".to_owned(),
        seen: 0,
    }
}

fn called(letter: char) -> String {
    letter.to_string().repeat(16)
}

fn unseen(count: usize) -> Unseen {
    Unseen { some: vec!["https://sede.example.test".to_owned()], count }
}

#[test]
fn a_state_is_known_by_its_name_and_only_a_retired_key_is_hidden() {
    for (state, name) in [
        (State::Next, "next"),
        (State::Active, "active"),
        (State::Retiring, "retiring"),
        (State::Retired, "retired"),
    ] {
        assert_eq!((state.name(), State::from_name(name)), (name, Some(state)));
        assert_eq!(state.is_published(), state != State::Retired);
    }
    assert_eq!(State::from_name("gone"), None);
}

#[test]
fn a_key_signs_when_its_time_has_come_and_every_agency_knows_it() {
    let next = key('a', State::Next);
    let (everywhere, due) = (begun() + EVERYWHERE, begun() + DAYS);
    let moment = SignedDuration::from_nanos(1);
    let early = Err(Refused::NotEverywhere(called('a')));
    for terms in [TERMS, ANYWAY] {
        assert_eq!(may_activate(&next, &unseen(0), terms, everywhere - moment), early);
    }
    let too_new = Refused::TooNew {
        key: called('a'),
        since: "2026-03-02 09:15 UTC".to_owned(),
        days: 30,
        until: "2026-04-01 09:15 UTC".to_owned(),
    };
    assert_eq!(may_activate(&next, &unseen(0), TERMS, due - moment), Err(too_new));
    assert_eq!(may_activate(&next, &unseen(0), TERMS, due), Ok(()));
    let stranded = Refused::Unseen { key: called('a'), agencies: unseen(1) };
    assert_eq!(may_activate(&next, &unseen(1), TERMS, due), Err(stranded.clone()));
    assert_eq!(may_activate(&next, &unseen(1), ANYWAY, everywhere), Ok(()));
    let retiring = key('a', State::Retiring);
    assert_eq!(may_activate(&retiring, &unseen(0), TERMS, begun()), Ok(()), "it signed before");
    assert_eq!(may_activate(&retiring, &unseen(1), TERMS, begun()), Err(stranded));
}

#[test]
fn a_key_goes_when_nothing_that_it_signed_is_on_its_way() {
    let (retiring, active) = (key('a', State::Retiring), key('b', State::Active));
    let over = begun() + ON_THE_WAY;
    let moment = SignedDuration::from_nanos(1);
    let early = Refused::OnTheWay { key: called('a'), until: "2026-03-02 09:30 UTC".to_owned() };
    for terms in [TERMS, ANYWAY] {
        let asked = may_retire(&retiring, &active, &unseen(0), terms, over - moment);
        assert_eq!(asked, Err(early.clone()));
    }
    assert_eq!(may_retire(&retiring, &active, &unseen(0), TERMS, over), Ok(()));
    let stranded = Refused::Unseen { key: called('b'), agencies: unseen(2) };
    assert_eq!(may_retire(&retiring, &active, &unseen(2), TERMS, over), Err(stranded));
    assert_eq!(may_retire(&retiring, &active, &unseen(2), ANYWAY, over), Ok(()));
    let next = key('c', State::Next);
    assert_eq!(may_retire(&next, &active, &unseen(2), TERMS, begun()), Ok(()), "it never signed");
}

#[test]
fn a_key_is_found_by_the_beginning_of_its_fingerprint() {
    let mut other = key('a', State::Retired);
    other.fingerprint.replace_range(63.., "0");
    let keys = [key('b', State::Active), key('a', State::Retiring), other];
    let whole = "a".repeat(64);
    assert_eq!(to_activate(&keys, Some(&whole)).unwrap().fingerprint, whole);
    assert_eq!(to_retire(&keys, Some(&whole.to_uppercase())).unwrap().fingerprint, whole);
    let ambiguous = Refused::Ambiguous("aa".to_owned(), 2);
    assert_eq!(to_activate(&keys, Some("aa")).unwrap_err(), ambiguous);
    for unknown in ["", "c", "aaz"] {
        let refused = Refused::Unknown(unknown.to_owned());
        assert_eq!(to_retire(&keys, Some(unknown)).unwrap_err(), refused);
    }
    assert_eq!(to_activate(&keys, None).unwrap_err(), Refused::NoNext);
    assert_eq!(to_retire(&keys, None).unwrap().fingerprint, whole);
    assert_eq!(to_retire(&keys, Some("b")).unwrap_err(), Refused::InUse(called('b')));
    assert_eq!(to_activate(&keys, Some("b")).unwrap_err(), Refused::Active(called('b')));
    let two = [key('a', State::Retiring), key('b', State::Retiring), key('c', State::Active)];
    assert_eq!(to_retire(&two, None).unwrap_err(), Refused::SayWhich(2));
    assert_eq!(to_retire(&two[2..], None).unwrap_err(), Refused::NothingRetiring);
}

#[test]
fn one_key_at_a_time_is_next_and_none_comes_twice() {
    let next = [key('a', State::Active), key('b', State::Next)];
    assert_eq!(may_publish(&[], None), Ok(()));
    assert_eq!(may_publish(&next[..1], None), Ok(()));
    assert_eq!(may_publish(&next, None), Err(Refused::NextThere(called('b'))));
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    assert_eq!(may_publish(&next, Some(&a)), Err(Refused::Known(called('a'), "active")));
    let retired = [key('b', State::Retired)];
    assert_eq!(may_publish(&retired, Some(&b)), Err(Refused::Retired(called('b'))));
    assert_eq!(may_publish(&retired, Some(&a)), Ok(()));
}

#[test]
fn agencies_are_named_up_to_twenty() {
    let text = |some: usize, count: usize| {
        let some = (1..=some).map(|n| format!("agency {n}")).collect();
        let agencies = Unseen { some, count };
        Refused::Unseen { key: called('a'), agencies }.to_string()
    };
    let lines = |text: &str| text.lines().count();
    assert!(text(1, 1).starts_with(
        "1 agency has not fetched metadata with key aaaaaaaaaaaaaaaa:\n  agency 1\nAsk"
    ));
    assert_eq!(lines(&text(20, 20)), 22);
    assert!(text(20, 21).contains("\n  agency 20\n  and 1 more\nAsk"));
    assert!(!text(20, 20).contains("more\n"));
}
