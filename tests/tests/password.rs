//! Document and password on a real PostgreSQL: what the suite of every method cannot know.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use authenticators::hashing::{Cost, Hasher, Pepper, Secret as Typed};
use authenticators::password::{SetError, Weakness};
use authenticators::{Fault, Input, Progress, Refusal, Step};
use citizens::CitizenId;
use identity::SpanishId;
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Page};
use tests::conformance::{
    Driver, PASSWORD, PEPPER, PasswordDriver, Secret, Visitor, enter, new_attempt, now, resume,
    together, walk,
};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

async fn one<T: for<'a> tokio_postgres::types::FromSql<'a>>(
    driver: &PasswordDriver,
    sql: &str,
    arguments: &[&(dyn ToSql + Sync)],
) -> T {
    let client = driver.house().ports.credentials.get().await.unwrap();
    client.query_one(sql, arguments).await.unwrap().get(0)
}

async fn hash_of(driver: &PasswordDriver, who: &Visitor) -> String {
    let sql = "SELECT hash FROM credentials.password WHERE citizen = $1";
    one(driver, sql, &[&who.citizen.unwrap().0]).await
}

fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

async fn somebody_since(driver: &PasswordDriver, set_at: Timestamp) -> Visitor {
    let who = driver.somebody().await;
    let client = driver.house().ports.credentials.get().await.unwrap();
    let sql = "UPDATE credentials.password SET set_at = $2 WHERE citizen = $1";
    client.execute(sql, &[&who.citizen.unwrap().0, &set_at]).await.unwrap();
    who
}

#[tokio::test]
async fn an_expired_password_is_told_plainly_but_only_to_who_knows_it() {
    let driver = PasswordDriver::new().await;
    let who = somebody_since(&driver, days_ago(730)).await;
    let Step::Ask { page, .. } = walk(&driver, &who, Secret::Wrong).await.end else { panic!() };
    assert_eq!(page.errors[0].message, "password-wrong");
    let Step::Refuse(refusal) = walk(&driver, &who, Secret::Right).await.end else { panic!() };
    assert_eq!(refusal, Refusal { message: "password-expired".to_owned(), until: None });
    assert_eq!(driver.house().outcomes(who.citizen.unwrap(), "expired").await, 1);
}

#[tokio::test]
async fn a_password_of_729_days_is_still_good() {
    let driver = PasswordDriver::new().await;
    let who = somebody_since(&driver, days_ago(729)).await;
    assert!(matches!(walk(&driver, &who, Secret::Right).await.end, Step::Prove(_)));
}

#[tokio::test]
async fn a_hash_of_another_cost_is_renewed_by_the_right_password_only() {
    let driver = PasswordDriver::new().await;
    let who = driver.somebody().await;
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let hasher = Hasher::start(&Pepper::from_bytes(PEPPER), cheap, 1).unwrap();
    let typed = Typed::normalised(PASSWORD).unwrap();
    let cheap = hasher.place().unwrap().hash(typed).await.unwrap();
    let client = driver.house().ports.credentials.get().await.unwrap();
    client.execute("UPDATE credentials.password SET hash = $1", &[&cheap]).await.unwrap();

    assert!(matches!(walk(&driver, &who, Secret::Wrong).await.end, Step::Ask { .. }));
    assert_eq!(hash_of(&driver, &who).await, cheap);
    assert!(matches!(walk(&driver, &who, Secret::Right).await.end, Step::Prove(_)));
    let renewed = hash_of(&driver, &who).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    assert!(matches!(walk(&driver, &who, Secret::Right).await.end, Step::Prove(_)));
}

#[tokio::test]
async fn the_tables_name_no_document_and_count_those_of_nobody_too() {
    let driver = PasswordDriver::new().await;
    let nobody = driver.nobody();
    for _ in 0..7 {
        walk(&driver, &nobody, Secret::Wrong).await;
    }
    let taken: i16 = one(&driver, "SELECT taken FROM credentials.password_tries", &[]).await;
    assert_eq!(taken, 3, "without the right datum, and nobody's document has none, no further");
    let hexadecimal: Vec<_> = nobody.name.bytes().map(|byte| format!("{byte:02x}")).collect();
    for table in ["password_tries", "password_waits", "failures"] {
        let rows = format!("SELECT string_agg(t::text, '') FROM credentials.{table} t");
        let rows: String = one(&driver, &rows, &[]).await;
        assert!(!rows.contains(&nobody.name) && !rows.contains(&hexadecimal.concat()), "{rows}");
    }
}

/// Two threads and 64 places: of a hundred at once, 34 find the queue full.
#[tokio::test]
async fn who_finds_the_queue_full_has_lost_no_try() {
    let driver = PasswordDriver::new().await;
    let attempts: Vec<_> = (1..=100).map(|n| (new_attempt(), PasswordDriver::dni(n))).collect();
    let answers = together(attempts.iter().map(async |(attempt, document)| {
        let form = Form::parse(format!("documento={document}&clave=x").as_bytes()).unwrap();
        let input = Input::Form(&form);
        driver.method().resume(enter(&driver, attempt), Progress::NONE, input).await
    }))
    .await;
    let busy = answers.iter().filter(|answer| matches!(answer, Err(Fault::Busy))).count();
    let asked = answers.iter().filter(|answer| matches!(answer, Ok(Step::Ask { .. }))).count();
    assert_eq!((busy, asked), (34, 66));
    for table in ["password_tries", "event"] {
        let sql = format!("SELECT count(*) FROM credentials.{table}");
        assert_eq!(one::<i64>(&driver, &sql, &[]).await, 66, "{table}");
    }
}

async fn weakness(driver: &PasswordDriver, citizen: CitizenId, password: &str) -> Vec<Weakness> {
    match driver.passwords().set(citizen, password, now()).await {
        Err(SetError::Weak(weaknesses)) => weaknesses,
        other => panic!("{password}: {other:?}"),
    }
}

#[tokio::test]
async fn a_weak_password_changes_nothing() {
    let driver = PasswordDriver::new().await;
    let who = driver.somebody().await;
    let (citizen, before) = (who.citizen.unwrap(), hash_of(&driver, &who).await);
    assert_eq!(weakness(&driver, citizen, "Ana Roca y más letras").await, [Weakness::Personal]);
    assert_eq!(weakness(&driver, citizen, "Ab3-").await, [Weakness::Short { missing: 4 }]);
    assert_eq!(weakness(&driver, citizen, PASSWORD).await, [Weakness::Used]);
    assert_eq!(hash_of(&driver, &who).await, before);
}

#[tokio::test]
async fn the_last_five_passwords_may_not_come_again_and_older_ones_are_forgotten() {
    let driver = PasswordDriver::new().await;
    let who = driver.somebody().await;
    let citizen = who.citizen.unwrap();
    for number in 1..=4 {
        let later = now() + SignedDuration::from_secs(number);
        driver.passwords().set(citizen, &format!("{PASSWORD} {number}"), later).await.unwrap();
    }
    assert_eq!(weakness(&driver, citizen, PASSWORD).await, [Weakness::Used], "the fifth last");
    let later = now() + SignedDuration::from_secs(5);
    driver.passwords().set(citizen, &format!("{PASSWORD} 5"), later).await.unwrap();
    let kept = "SELECT count(*) FROM credentials.password WHERE citizen = $1";
    assert_eq!(one::<i64>(&driver, kept, &[&citizen.0]).await, 5);
    let later = now() + SignedDuration::from_secs(6);
    driver.passwords().set(citizen, PASSWORD, later).await.unwrap();
    assert!(matches!(walk(&driver, &who, Secret::Right).await.end, Step::Prove(_)));
}

#[tokio::test]
async fn nobody_can_be_given_a_password() {
    let driver = PasswordDriver::new().await;
    let set = driver.passwords().set(CitizenId(Uuid::nil()), PASSWORD, now()).await;
    assert!(matches!(set, Err(SetError::Nobody)), "{set:?}");
    assert_eq!(one::<i64>(&driver, "SELECT count(*) FROM credentials.password", &[]).await, 0);
}

#[tokio::test]
async fn an_operator_lifts_a_lock_and_its_waits_and_the_event_says_so() {
    let driver = PasswordDriver::new().await;
    let who = driver.somebody().await;
    for _ in 0..driver.tries() {
        walk(&driver, &who, Secret::Wrong).await;
    }
    assert!(matches!(walk(&driver, &who, Secret::Right).await.end, Step::Ask { .. }), "locked");
    let document = SpanishId::parse(&who.name).unwrap();
    driver.passwords().unlock(&document, now()).await.unwrap();
    let events = "SELECT count(*) FROM credentials.event WHERE kind = 'unlock' AND citizen = $1";
    assert_eq!(one::<i64>(&driver, events, &[&who.citizen.unwrap().0]).await, 1);
    let sent = driver.fill(&Page::new("password/login.html"), &who, Secret::Right).await;
    let at_once = resume(&driver, &new_attempt(), Progress::NONE, &sent).await;
    assert!(matches!(at_once, Step::Prove(_)), "without waiting: {at_once:?}");
}
