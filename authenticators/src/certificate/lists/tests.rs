use std::cell::Cell;
use std::convert::Infallible;

use jiff::SignedDuration;

use super::*;

const NOW: Timestamp = Timestamp::constant(1_795_335_627, 0);
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);

fn place(name: &str) -> Place {
    (format!("http://example.test/{name}"), "issuer".to_owned())
}

fn list(octets: usize, until: Timestamp) -> Kept<u8> {
    Kept { list: Arc::new(0), answer: "digest".to_owned(), octets, until }
}

async fn put(lists: &Lists<u8>, name: &str, octets: usize, until: Timestamp) {
    let fetch = async { Ok::<_, Infallible>(list(octets, until)) };
    lists.at(place(name), NOW, fetch).await.unwrap();
}

#[tokio::test]
async fn a_list_is_fetched_once_for_all_who_wait_and_again_when_it_has_ended() {
    let (lists, fetched) = (Lists::new(), Cell::new(0));
    let at = |now: Timestamp| {
        let fetch = async {
            tokio::task::yield_now().await;
            fetched.set(fetched.get() + 1);
            Ok::<_, Infallible>(list(1, NOW + AN_HOUR))
        };
        lists.at(place("a"), now, fetch)
    };
    let (one, other) = tokio::join!(at(NOW), at(NOW));
    assert!(one.unwrap().is_some() && other.unwrap().is_some());
    assert_eq!(fetched.get(), 1);
    assert!(at(NOW + AN_HOUR).await.unwrap().is_some());
    assert_eq!(fetched.get(), 2);
}

#[tokio::test]
async fn who_waited_for_a_list_that_did_not_come_does_not_ask_again() {
    let (lists, asked) = (Lists::<u8>::new(), Cell::new(0));
    let at = || {
        let fetch = async {
            tokio::task::yield_now().await;
            asked.set(asked.get() + 1);
            Err("no answer")
        };
        lists.at(place("a"), NOW, fetch)
    };
    let (one, other) = tokio::join!(at(), at());
    assert_eq!(one.unwrap_err(), "no answer");
    assert!(other.unwrap().is_none());
    assert_eq!(asked.get(), 1);
    assert_eq!(at().await.unwrap_err(), "no answer", "who comes later asks");
}

#[tokio::test]
async fn lists_that_end_first_make_room_and_one_always_fits() {
    let lists = Lists::new();
    let third = MOST_OCTETS / 3;
    for (name, hours) in [("b", 2), ("a", 1), ("c", 3)] {
        put(&lists, name, third, NOW + AN_HOUR * hours).await;
    }
    put(&lists, "d", third, NOW + AN_HOUR).await;
    let held = |name| lists.held(&place(name), NOW).is_some();
    assert_eq!(["a", "b", "c", "d"].map(held), [false, true, true, true]);
    put(&lists, "e", MOST_OCTETS, NOW + AN_HOUR).await;
    assert_eq!(["b", "c", "d", "e"].map(held), [false, false, false, true]);
}

#[tokio::test]
async fn no_more_lists_are_held_than_there_are_places() {
    let lists = Lists::new();
    for number in 0..MOST + 5 {
        put(&lists, &number.to_string(), 1, NOW + AN_HOUR).await;
    }
    assert_eq!(lock(&lists.kept).len(), MOST);
}
