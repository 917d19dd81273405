//! What is taken gets there, by one carrier or the next, and by one postman of many.

use std::sync::Arc;
use std::time::Duration;

use messages::outbox::Receipt;
use messages::{Fate, Handed, Message, Postman};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::carriers::{Told, away, refused, silent};
use crate::room::{PHONE, Room};

#[tokio::test]
async fn a_message_is_handed_over_and_delivered_when_its_receipt_says_so() {
    let room = Room::open().await;
    let carrier = Told::new("one", []);
    let postman = room.postman(&[&carrier]);
    let id = room.taken().await;
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    assert_eq!(postman.round(room.now()).await.unwrap(), 1);
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    let (phone, text, token) = carrier.asked().remove(0);
    assert_eq!((phone.as_str(), text.as_str()), (PHONE, "Su código: 12345678"));
    assert!(room.receive(&token, Receipt::Meanwhile).await);
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    assert!(room.is_kept(id).await);
    assert!(room.receive(&token, Receipt::Delivered).await);
    assert_eq!(room.fate(id).await, Some(Fate::Delivered));
    assert!(!room.is_kept(id).await);
    assert_eq!(postman.round(room.now()).await.unwrap(), 0);
    assert_eq!(carrier.asked().len(), 1);
}

#[tokio::test]
async fn who_is_away_is_asked_again_after_pauses_that_grow_until_it_is_of_no_use() {
    let room = Room::open().await;
    let carrier = Told::new("one", [away(), away(), away()]);
    let postman = room.postman(&[&carrier]);
    let id = room.taken().await;
    let mut asked = Vec::new();
    for second in 0..9 {
        asked.push(if postman.round(room.now()).await.unwrap() == 1 { second } else { 0 });
        room.wait(1);
    }
    // At once, then after 2, 2 and 2 seconds: half of its age is not more yet.
    assert_eq!(asked, [0, 0, 2, 0, 4, 0, 6, 0, 0]);
    assert_eq!(room.fate(id).await, Some(Fate::Handed));

    let never = room.postman(&[&Told::new("never", [away(), away()])]);
    let id = room.taken().await;
    never.round(room.now()).await.unwrap();
    room.wait(599);
    never.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    room.wait(1);
    assert_eq!(never.round(room.now()).await.unwrap(), 0);
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert!(!room.is_kept(id).await);
}

#[tokio::test]
async fn the_next_carrier_is_asked_at_once_and_the_one_that_failed_last_for_a_minute() {
    let room = Room::open().await;
    let (one, two) = (Told::new("one", [away()]), Told::new("two", []));
    let postman = room.postman(&[&one, &two]);
    room.taken().await;
    assert_eq!(postman.round(room.now()).await.unwrap(), 1);
    assert_eq!(postman.round(room.now()).await.unwrap(), 1);
    assert_eq!((one.asked().len(), two.asked().len()), (1, 1));
    room.wait(59);
    room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!((one.asked().len(), two.asked().len()), (1, 2));
    room.wait(1);
    room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!((one.asked().len(), two.asked().len()), (2, 2));
}

#[tokio::test]
async fn who_may_have_it_is_not_asked_again() {
    let room = Room::open().await;
    let (one, two) = (Told::new("one", [silent()]), Told::new("two", [away()]));
    let postman = room.postman(&[&one, &two]);
    let id = room.taken().await;
    for _ in 0..3 {
        postman.round(room.now()).await.unwrap();
    }
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    room.wait(2);
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    assert_eq!((one.asked().len(), two.asked().len()), (1, 2));
}

#[tokio::test]
async fn when_all_have_refused_it_has_failed() {
    let room = Room::open().await;
    let (one, two) = (Told::new("one", [refused()]), Told::new("two", [silent()]));
    let postman = room.postman(&[&one, &two]);
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert!(!room.is_kept(id).await);
    // It was brought after all.
    assert!(room.receive(&two.token(), Receipt::Delivered).await);
    assert_eq!(room.fate(id).await, Some(Fate::Delivered));
}

#[tokio::test]
async fn without_a_carrier_a_message_has_failed() {
    let room = Room::open().await;
    let id = room.taken().await;
    room.postman(&[]).round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
}

#[tokio::test]
async fn a_receipt_of_failure_sends_it_to_the_next_carrier_while_it_is_of_use() {
    let room = Room::open().await;
    let (one, two) = (Told::new("one", []), Told::new("two", []));
    let postman = room.postman(&[&one, &two]);
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert!(room.receive(&one.token(), Receipt::Failed).await);
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    // The first one says it again: that is known.
    assert!(room.receive(&one.token(), Receipt::Failed).await);
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    assert_eq!((one.asked().len(), two.asked().len()), (1, 1));
    room.wait(600);
    assert!(room.receive(&two.token(), Receipt::Failed).await);
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert!(!room.is_kept(id).await);
}

#[tokio::test]
async fn a_token_that_nobody_was_given_tells_nothing() {
    let room = Room::open().await;
    let carrier = Told::new("one", []);
    let postman = room.postman(&[&carrier]);
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    let token = carrier.token();
    let mut changed = token.clone().into_bytes();
    changed[3] = if changed[3] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for wrong in [changed.as_str(), &token[..40], &format!("{token}AAAA"), "", "ñ"] {
        assert!(!room.receive(wrong, Receipt::Delivered).await, "{wrong}");
    }
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
}

#[tokio::test]
async fn a_carrier_that_brings_it_itself_needs_no_receipt() {
    let room = Room::open().await;
    let postman = room.postman(&[&Told::new("one", [Ok(Handed::ToThem)])]);
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Delivered));
    assert!(!room.is_kept(id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_postmen_bring_each_message_once() {
    let room = Room::open().await;
    let carrier = Told::new("one", []);
    for number in 0..40 {
        room.take(&room.sms(&format!("+346001112{number:02}"))).await.unwrap();
    }
    let other = Arc::new(Postman::new(room.other_node(), vec![carrier.clone()]));
    let postman = room.postman(&[&carrier]);
    let now = room.now();
    let counts =
        tokio::join!(postman.round(now), other.round(now), postman.round(now), other.round(now));
    let (a, b, c, d) = counts;
    assert_eq!([a, b, c, d].map(Result::unwrap).iter().sum::<usize>(), 40);
    let mut phones: Vec<String> = carrier.asked().into_iter().map(|asked| asked.0).collect();
    phones.sort();
    phones.dedup();
    assert_eq!((phones.len(), carrier.asked().len()), (40, 40));
}

#[tokio::test]
async fn what_a_dead_node_had_taken_up_is_brought_by_another() {
    let room = Room::open().await;
    let id = room.taken().await;
    // As a node leaves it that dies in the middle: taken up for a minute, and no word of what became of it.
    let takes_up = "UPDATE messages.outbox SET due_at = $1::timestamptz + '1 minute', tries = 1";
    room.database.connect().await.execute(takes_up, &[&room.now()]).await.unwrap();
    let carrier = Told::new("one", []);
    let postman = room.postman(&[&carrier]);
    room.wait(59);
    assert_eq!(postman.round(room.now()).await.unwrap(), 0);
    room.wait(1);
    assert_eq!(postman.round(room.now()).await.unwrap(), 1);
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    assert_eq!(carrier.asked().len(), 1);
}

#[tokio::test]
async fn a_message_locked_with_another_key_has_failed() {
    let room = Room::open().await;
    let id = room.taken().await;
    let outbox = messages::Outbox::new(room.database.pool(), [4; 32]);
    let carrier = Told::new("one", []);
    Arc::new(Postman::new(outbox, vec![carrier.clone()])).round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert_eq!(carrier.asked(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postman_at_work_brings_what_is_taken_at_once_and_ends_when_told() {
    let room = Room::open().await;
    let carrier = Told::new("one", [away(), Ok(Handed::ToThem)]);
    let other = Told::new("two", [Ok(Handed::ToThem)]);
    let postman = room.postman(&[&carrier, &other]);
    let (stop, stopped) = watch::channel(false);
    let now = room.now();
    let work = postman.work(move || now, stopped);
    let story = async {
        let message = room.sms(PHONE);
        let id = room.take(&Message { purpose: "pin", ..message }).await.unwrap();
        while room.fate(id).await != Some(Fate::Delivered) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.send(true).unwrap();
    };
    timeout(Duration::from_secs(20), async { tokio::join!(work, story) }).await.unwrap();
    assert_eq!((carrier.asked().len(), other.asked().len()), (1, 1));
}

#[tokio::test]
async fn what_waits_is_counted_and_so_is_what_became_of_the_rest() {
    let room = Room::open().await;
    let (one, two) = (Told::new("one", [away()]), Told::new("two", []));
    let postman = room.postman(&[&one, &two]);
    room.taken().await;
    room.wait(30);
    room.taken().await;
    let waiting = room.outbox.waiting(room.now()).await.unwrap();
    assert_eq!((waiting.count, waiting.oldest), (2, Duration::from_secs(30)));
    postman.round(room.now()).await.unwrap();
    postman.round(room.now()).await.unwrap();
    let waiting = room.outbox.waiting(room.now()).await.unwrap();
    assert_eq!((waiting.count, waiting.oldest), (0, Duration::ZERO));
    let numbers = room.outbox.numbers();
    assert_eq!((numbers.taken(), numbers.refused()), (2, 0));
    let failed: u64 = numbers
        .carried()
        .iter()
        .filter(|((_, event), _)| event.word() == "failed")
        .map(|(_, count)| *count)
        .sum();
    let handed: u64 = numbers
        .carried()
        .iter()
        .filter(|((_, event), _)| event.word() == "handed")
        .map(|(_, count)| *count)
        .sum();
    assert_eq!((failed, handed), (1, 2));
}
