//! Nobody is sent more than the budgets allow, whoever asks, at whatever node, however often at once.

use std::time::Duration;

use messages::{Account, Address, Budgets, Fate, Message, Ranges, Refused};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::room::{PHONE, Room};

fn phone(number: u32) -> String {
    format!("+346{number:08}")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_once_at_two_nodes_three_are_taken() {
    let room = Room::open().await;
    let nodes = [room.outbox.clone(), room.other_node()];
    let mut takes = JoinSet::new();
    for number in 0..20 {
        let (node, message, now) = (nodes[number % 2].clone(), room.sms(PHONE), room.now());
        takes.spawn(async move { node.take(&message, now).await.unwrap() });
    }
    let outcomes = takes.join_all().await;
    let refused = Refused { until: room.now() + Duration::from_mins(10) };
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(refused)).count(), 17);
    assert_eq!((room.rows("outbox").await, room.rows("spent").await), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_to_many_phones_of_many_agencies_nobody_waits_for_ever() {
    let room = Room::open().await;
    let nodes = [room.outbox.clone(), room.other_node()];
    let mut takes = JoinSet::new();
    for number in 0_u32..60 {
        let node = nodes[number as usize % 2].clone();
        let (message, now) = (room.sms(&phone(number % 6)), room.now());
        takes.spawn(async move {
            let agency = format!("https://agency-{}.example", number % 5);
            let person = Some(Uuid::from_u128(u128::from(number % 4)));
            let account = Account {
                person,
                agency: Some(&agency),
                block: Some(&[192, 0, 2]),
                is_exempt: false,
            };
            node.take(&Message { account, ..message }, now).await.unwrap().is_ok()
        });
    }
    let outcomes = takes.join_all().await;
    // Three for each of the six phones: the narrowest of these budgets.
    assert_eq!(outcomes.into_iter().filter(|taken| *taken).count(), 18);
}

#[tokio::test]
async fn a_phone_gets_three_in_any_ten_minutes_and_ten_in_any_day() {
    let room = Room::open().await;
    let began = room.now();
    for _ in 0..3 {
        room.taken().await;
        room.wait(60);
    }
    let until = began + Duration::from_mins(10);
    assert_eq!(room.take(&room.sms(PHONE)).await, Err(Refused { until }));
    assert!(room.take(&room.sms("+34600111223")).await.is_ok());
    room.wait(7 * 60 - 1);
    assert_eq!(room.take(&room.sms(PHONE)).await, Err(Refused { until }));
    room.wait(1);
    room.taken().await;
    // The second one's place is free a minute later.
    let next = Refused { until: until + Duration::from_mins(1) };
    assert_eq!(room.take(&room.sms(PHONE)).await, Err(next));
    for _ in 0..6 {
        room.wait(10 * 60);
        room.taken().await;
    }
    room.wait(10 * 60);
    let tomorrow = Refused { until: began + Duration::from_hours(24) };
    assert_eq!(room.take(&room.sms(PHONE)).await, Err(tomorrow));
    room.wait(24 * 3600 - 80 * 60);
    assert_eq!(room.now(), tomorrow.until);
    room.taken().await;
}

#[tokio::test]
async fn a_person_gets_ten_sms_and_twenty_mails_in_a_day() {
    let room = Room::open().await;
    let began = room.now();
    let account = Account { person: Some(Uuid::from_u128(7)), ..Account::default() };
    for number in 0..10 {
        room.take(&Message { account, ..room.sms(&phone(number)) }).await.unwrap();
    }
    let tomorrow = Refused { until: began + Duration::from_hours(24) };
    let another = Message { account, ..room.sms(&phone(11)) };
    assert_eq!(room.take(&another).await, Err(tomorrow));
    let mail = || Message {
        to: Address::Mail("somebody@example.test".to_owned()),
        account,
        ..room.sms(PHONE)
    };
    for _ in 0..20 {
        room.take(&mail()).await.unwrap();
    }
    assert_eq!(room.take(&mail()).await, Err(tomorrow));
}

#[tokio::test]
async fn an_agency_and_a_block_get_what_the_operator_says() {
    let room = Room::open().await;
    let outbox = room.outbox.clone().with(Budgets { agency: 4, block: 2 }, Ranges::default());
    let now = room.now();
    let block = [192, 0, 2];
    let asked = |number, agency, is_exempt| Message {
        account: Account { person: None, agency: Some(agency), block: Some(&block), is_exempt },
        ..room.sms(&phone(number))
    };
    let (one, other) = ("https://one.example", "https://other.example");
    for number in 0..2 {
        assert!(outbox.take(&asked(number, one, false), now).await.unwrap().is_ok());
    }
    let ten_minutes = Refused { until: now + Duration::from_mins(10) };
    assert_eq!(outbox.take(&asked(3, one, false), now).await.unwrap(), Err(ten_minutes));
    // What was refused spent nothing of the agency's.
    for number in 3..5 {
        assert!(outbox.take(&asked(number, one, true), now).await.unwrap().is_ok());
    }
    let an_hour = Refused { until: now + Duration::from_hours(1) };
    assert_eq!(outbox.take(&asked(5, one, true), now).await.unwrap(), Err(an_hour));
    assert!(outbox.take(&asked(5, other, true), now).await.unwrap().is_ok());
}

#[tokio::test]
async fn an_agency_without_a_budget_is_sent_nothing() {
    let room = Room::open().await;
    let outbox = room.outbox.clone().with(Budgets { agency: 0, block: 2 }, Ranges::default());
    let account = Account { agency: Some("https://one.example"), ..Account::default() };
    let an_hour = Refused { until: room.now() + Duration::from_hours(1) };
    let message = Message { account, ..room.sms(PHONE) };
    assert_eq!(outbox.take(&message, room.now()).await.unwrap(), Err(an_hour));
    assert_eq!(room.rows("spent").await, 0);
}

#[tokio::test]
async fn an_expensive_number_fails_at_once_and_is_counted_as_any_other() {
    let room = Room::open().await;
    let id = room.take(&room.sms("+34803123456")).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert!(!room.is_kept(id).await);
    assert_eq!(room.rows("spent").await, 1);
}

#[tokio::test]
async fn what_is_kept_tells_neither_phone_nor_text_nor_agency() {
    let room = Room::open().await;
    let account = Account {
        person: Some(Uuid::from_u128(7)),
        agency: Some("https://one.example"),
        block: Some(&[192, 0, 2]),
        is_exempt: false,
    };
    room.take(&Message { account, ..room.sms(PHONE) }).await.unwrap();
    let client = room.database.connect().await;
    for table in ["outbox", "spent"] {
        let binary = if table == "outbox" { "letter" } else { "name" };
        let select = format!(
            "SELECT row_to_json(t)::text, encode({binary}, 'escape') FROM messages.{table} t"
        );
        for row in client.query(&select, &[]).await.unwrap() {
            let (json, octets): (String, String) = (row.get(0), row.get(1));
            for known in
                ["600111222", "12345678", "one.example", "00000000-0000-0000-0000-000000000007"]
            {
                assert!(!json.contains(known) && !octets.contains(known), "{table}: {known}");
            }
        }
    }
}

#[tokio::test]
async fn a_day_later_nothing_is_left() {
    let room = Room::open().await;
    let id = room.taken().await;
    room.wait(24 * 3600 + 599);
    room.outbox.keep_house(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    assert_eq!((room.rows("outbox").await, room.rows("spent").await), (1, 0));
    room.wait(2);
    room.outbox.keep_house(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, None);
    assert_eq!(room.rows("outbox").await, 0);
}
