//! Who gets passwords wrong has to wait: for one document, and for all that comes from one block of
//! addresses. On a real PostgreSQL, by the clock of the test.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use authenticators::{
    AddressBlock, Attempt, Authenticator, Blueprint, Circumstances, Fault, Input, Progress, Step,
};
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Language, Page};
use tests::conformance::{
    Driver, PASSWORD, PasswordDriver, Secret, Visitor, new_attempt, together, walk,
};
use tokio_postgres::types::{FromSql, ToSql};

const WRONG: &str = "Paraguas-7 verdes";

/// A house with the method at work, and somebody who comes from somewhere.
struct Scene {
    driver: PasswordDriver,
}

impl Scene {
    async fn open() -> Self {
        Self { driver: PasswordDriver::new().await }
    }

    fn wait(&self, seconds: i64) {
        self.driver.house().wait(SignedDuration::from_secs(seconds));
    }

    fn now(&self) -> Timestamp {
        self.driver.house().now()
    }

    /// One try, at once.
    async fn try_at(
        &self,
        node: &dyn Authenticator,
        client: &AddressBlock,
        document: &str,
        password: &str,
    ) -> Result<Step, Fault> {
        let Blueprint { id, profile, .. } = self.driver.blueprint();
        let password = password.replace(' ', "+");
        let datum = "dia=1&mes=2&ano=2030"; // read from the fourth try on
        let body = format!("documento={document}&clave={password}&{datum}");
        let form = Form::parse(body.as_bytes()).unwrap();
        let around = Circumstances::tried_out(self.now(), client);
        let attempt = Attempt::new(new_attempt(), around, (id, profile));
        node.resume(attempt, Progress::NONE, Input::Form(&form)).await
    }

    async fn try_from(&self, client: &AddressBlock, document: &str, password: &str) -> Said {
        said(self.try_at(self.driver.method(), client, document, password).await)
    }

    async fn one<T: for<'a> FromSql<'a>>(&self, sql: &str, with: &[&(dyn ToSql + Sync)]) -> T {
        let client = self.driver.house().ports.credentials.get().await.unwrap();
        client.query_one(sql, with).await.unwrap().get(0)
    }

    async fn rows(&self, table: &str) -> i64 {
        self.one(&format!("SELECT count(*) FROM credentials.{table}"), &[]).await
    }

    /// How many passwords were looked at.
    async fn looks(&self) -> i64 {
        self.one("SELECT count(*) FROM credentials.event WHERE kind = 'login'", &[]).await
    }
}

/// What a try is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Enters,
    Wrong,
    /// The try was not looked at; the next one is from this instant on.
    Early(Timestamp),
    /// The same for everybody who comes from there.
    TooMuch(Timestamp),
}

fn said(answer: Result<Step, Fault>) -> Said {
    match answer.unwrap() {
        Step::Prove(_) => Said::Enters,
        Step::Defer(until) => Said::TooMuch(until),
        Step::Ask { page, .. } | Step::Leave { page, .. } => told(&page),
        refused @ Step::Refuse(_) => panic!("{refused:?}"),
    }
}

fn told(page: &Page) -> Said {
    match page.errors.first().unwrap().message.as_str() {
        "password-wrong" | "password-wrong-contrast" => Said::Wrong,
        "password-early" => {
            Said::Early(page.values.get("until").unwrap().as_str().unwrap().parse().unwrap())
        }
        other => panic!("{other}"),
    }
}

fn block(address: &str) -> AddressBlock {
    AddressBlock::of(address.parse().unwrap())
}

fn home() -> AddressBlock {
    block("192.0.2.1")
}

fn elsewhere() -> AddressBlock {
    block("198.51.100.1")
}

#[tokio::test]
async fn each_wrong_password_doubles_the_wait_and_the_right_one_gives_everything_back() {
    let scene = Scene::open().await;
    let Visitor { name, .. } = scene.driver.somebody().await;
    for wait in [2, 4, 8, 16] {
        assert_eq!(scene.try_from(&home(), &name, WRONG).await, Said::Wrong, "{wait}");
        let until = scene.now() + SignedDuration::from_secs(wait);
        scene.wait(wait - 1);
        for password in [WRONG, PASSWORD] {
            let early = scene.try_from(&home(), &name, password).await;
            assert_eq!(early, Said::Early(until), "{password}");
        }
        scene.wait(1);
    }
    assert_eq!(scene.looks().await, 4, "nothing is counted of who comes too early");
    assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Enters);
    assert_eq!((scene.rows("password_waits").await, scene.rows("password_tries").await), (0, 0));
    assert_eq!(scene.try_from(&home(), &name, WRONG).await, Said::Wrong);
    let until = scene.now() + SignedDuration::from_secs(2);
    assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Early(until));
}

#[tokio::test]
async fn no_wait_is_longer_than_a_quarter_of_an_hour() {
    let scene = Scene::open().await;
    let Visitor { name, .. } = scene.driver.nobody();
    for _ in 0..12 {
        assert_eq!(scene.try_from(&home(), &name, WRONG).await, Said::Wrong);
        let until = scene.now() + SignedDuration::from_mins(15);
        let Said::Early(told) = scene.try_from(&home(), &name, WRONG).await else { panic!() };
        assert!(told <= until, "{told}");
        scene.wait(15 * 60);
    }
    assert_eq!(scene.try_from(&home(), &name, WRONG).await, Said::Wrong);
    let until = scene.now() + SignedDuration::from_mins(15);
    assert_eq!(scene.try_from(&home(), &name, WRONG).await, Said::Early(until));
}

/// A stranger who keeps guessing makes nobody wait but whoever is beside them.
#[tokio::test]
async fn nobody_waits_for_a_stranger_elsewhere() {
    let scene = Scene::open().await;
    let Visitor { name, .. } = scene.driver.somebody().await;
    for wait in [2, 4, 8] {
        assert_eq!(scene.try_from(&elsewhere(), &name, WRONG).await, Said::Wrong);
        scene.wait(wait);
    }
    assert_eq!(scene.try_from(&elsewhere(), &name, WRONG).await, Said::Wrong);
    assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Enters);
    let until = scene.now() + SignedDuration::from_secs(16);
    assert_eq!(scene.try_from(&elsewhere(), &name, PASSWORD).await, Said::Early(until));
    assert_eq!(scene.try_from(&block("192.0.2.255"), &name, PASSWORD).await, Said::Enters);
}

/// Unknown, wrong, locked, revoked: one statement that reads, and the same page to the byte.
#[tokio::test]
async fn who_comes_too_early_is_told_the_same_whoever_it_is() {
    let scene = Scene::open().await;
    let house = scene.driver.house();
    let (known, locked) = (scene.driver.somebody().await, scene.driver.somebody().await);
    let revoked = scene.driver.somebody().await;
    house.revoke(revoked.citizen.unwrap()).await;
    let nobody = scene.driver.nobody();
    // From the third wrong one on the page asks for more, whoever it is.
    for (visitor, wrong) in [(&known, 3), (&nobody, 3), (&revoked, 3), (&locked, 5)] {
        for _ in 0..wrong {
            walk(&scene.driver, visitor, Secret::Wrong).await;
        }
    }
    let unlocked =
        "UPDATE credentials.password_waits SET failures = 0, until = until - interval '1 h'";
    house.ports.credentials.get().await.unwrap().execute(unlocked, &[]).await.unwrap();

    let mut trails = Vec::new();
    for visitor in [known, nobody, locked, revoked] {
        let Visitor { name, .. } = &visitor;
        assert_eq!(scene.try_from(&home(), name, WRONG).await, Said::Wrong);
        let _ = house.statements.take();
        for password in [WRONG, PASSWORD] {
            let step = scene.try_at(scene.driver.method(), &home(), name, password).await;
            let Ok(Step::Ask { mut page, .. }) = step else { panic!("{step:?}") };
            page.values.insert("documento".to_owned(), "…".into());
            trails.push((house.render(Language::Es, &page), house.statements.take()));
        }
    }
    assert_eq!(trails[0].1.len(), 1, "{:?}", trails[0].1);
    assert!(trails[0].1[0].starts_with("SELECT"), "{:?}", trails[0].1);
    assert!(trails.iter().all(|trail| *trail == trails[0]));
}

/// For somebody's document as for nobody's, and whichever node they reach.
#[tokio::test]
async fn a_hundred_guesses_at_once_over_two_nodes_are_one_look_in_each_wait() {
    let scene = Scene::open().await;
    let second = scene.driver.another_node();
    let nodes = [scene.driver.method(), second.as_ref()];
    for visitor in [scene.driver.somebody().await, scene.driver.nobody()] {
        for round in 1..=3 {
            let before = scene.looks().await;
            let (scene, name) = (&scene, visitor.name.as_str());
            let tries = (0..100).map(async |guess: usize| {
                said(scene.try_at(nodes[guess % 2], &home(), name, WRONG).await)
            });
            let answers = together(tries).await;
            let until = scene.now() + SignedDuration::from_secs(1 << round);
            let count = |wanted: &Said| answers.iter().filter(|said| *said == wanted).count();
            let counts = (count(&Said::Wrong), count(&Said::Early(until)));
            assert_eq!(counts, (1, 99), "{visitor:?}, wait {round}");
            assert_eq!(scene.looks().await - before, 1);
            scene.wait(1 << round);
        }
    }
}

#[tokio::test]
async fn thirty_wrong_ones_from_one_block_are_followed_by_one_every_twenty_seconds() {
    let scene = Scene::open().await;
    let Visitor { name, .. } = scene.driver.somebody().await;
    let document = |number: u32| PasswordDriver::dni(50_000_000 + number);
    for number in 0..30 {
        assert_eq!(scene.try_from(&home(), &document(number), WRONG).await, Said::Wrong);
    }
    let _ = scene.driver.house().statements.take();
    let minute = next_minute(scene.now() + SignedDuration::from_secs(20));
    assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::TooMuch(minute));
    let asked = scene.driver.house().statements.take();
    assert_eq!(asked.len(), 1, "no hash, and nothing written: {asked:?}");

    assert_eq!(scene.try_from(&elsewhere(), &document(31), WRONG).await, Said::Wrong);
    assert_eq!(scene.try_from(&home().exempt(), &document(32), WRONG).await, Said::Wrong);
    scene.wait(19);
    assert_eq!(scene.try_from(&home(), &document(33), WRONG).await, Said::TooMuch(minute));
    scene.wait(1);
    assert_eq!(scene.try_from(&home(), &document(33), WRONG).await, Said::Wrong);
    let minute = next_minute(scene.now() + SignedDuration::from_secs(20));
    assert_eq!(scene.try_from(&home(), &document(34), WRONG).await, Said::TooMuch(minute));
    scene.wait(20);
    assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Enters);
    scene.wait(10 * 60);
    for number in 40..69 {
        assert_eq!(scene.try_from(&home(), &document(number), WRONG).await, Said::Wrong);
    }
}

/// Whichever comes first: the look, the block, or the end of the look.
#[tokio::test]
async fn a_right_password_that_is_under_way_does_not_lift_a_block() {
    let scene = Scene::open().await;
    for _ in 0..10 {
        let Visitor { name, citizen } = scene.driver.somebody().await;
        let client = home();
        let under_way = scene.try_from(&client, &name, PASSWORD);
        let block = scene.driver.method().block(citizen.unwrap(), scene.now());
        let (_, blocked) = tokio::join!(under_way, block);
        blocked.unwrap();
        scene.wait(16 * 60);
        assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Wrong);
    }
}

/// As a clock without seconds shows it.
fn next_minute(instant: Timestamp) -> Timestamp {
    let seconds = instant.as_second();
    Timestamp::from_second((seconds + 59).div_euclid(60) * 60).unwrap()
}

#[tokio::test]
async fn two_hundred_wrong_ones_in_a_day_are_followed_by_an_hour_without_a_look() {
    let scene = Scene::open().await;
    let document = |number: u32| PasswordDriver::dni(50_000_000 + number);
    assert_eq!(scene.try_from(&home(), &document(0), WRONG).await, Said::Wrong);
    let client = scene.driver.house().ports.credentials.get().await.unwrap();
    let many = "UPDATE credentials.failures SET counted = 198";
    assert_eq!(client.execute(many, &[]).await.unwrap(), 1);
    assert_eq!(scene.try_from(&home(), &document(1), WRONG).await, Said::Wrong);
    assert_eq!(scene.try_from(&home(), &document(2), WRONG).await, Said::Wrong);
    let until = next_minute(scene.now() + SignedDuration::from_hours(1));
    assert_eq!(scene.try_from(&home(), &document(3), WRONG).await, Said::TooMuch(until));
    scene.wait(60 * 60 - 1);
    assert_eq!(scene.try_from(&home(), &document(3), WRONG).await, Said::TooMuch(until));
    scene.wait(1);
    assert_eq!(scene.try_from(&home(), &document(3), WRONG).await, Said::Wrong);
    assert_eq!(scene.try_from(&home(), &document(4), WRONG).await, Said::Wrong);
}

#[tokio::test]
async fn who_enters_is_counted_nowhere() {
    let scene = Scene::open().await;
    let Visitor { name, .. } = scene.driver.somebody().await;
    for _ in 0..31 {
        assert_eq!(scene.try_from(&home(), &name, PASSWORD).await, Said::Enters);
    }
    for table in ["password_waits", "password_tries", "failures"] {
        assert_eq!(scene.rows(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_block_has_another_name_every_day_and_the_old_one_is_forgotten() {
    let scene = Scene::open().await;
    let names = "SELECT count(DISTINCT block) FROM credentials.failures";
    for number in [1, 2] {
        let document = PasswordDriver::dni(number);
        assert_eq!(scene.try_from(&home(), &document, WRONG).await, Said::Wrong);
        scene.wait(24 * 60 * 60);
    }
    assert_eq!(scene.one::<i64>(names, &[]).await, 2);
    let rows = "SELECT string_agg(f::text, '') || (SELECT string_agg(w::text, '')
                FROM credentials.password_waits w) FROM credentials.failures f";
    let rows: String = scene.one(rows, &[]).await;
    assert!(!rows.contains("04c00002") && !rows.contains("192.0.2"), "{rows}");

    for (hours, kept) in [(0, 1), (1, 0)] {
        scene.wait(hours * 60 * 60);
        scene.driver.method().keep_house(scene.now()).await.unwrap();
        let left = (scene.rows("failures").await, scene.rows("password_waits").await);
        assert_eq!(left, (kept, kept), "after {hours} more hours");
    }
    assert_eq!(scene.rows("password_tries").await, 2, "a lock is not forgotten");
}
