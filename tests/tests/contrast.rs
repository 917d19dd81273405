//! The contrast datum is compared few times a day, and the answer tells nobody who exists; and beside a
//! password it keeps strangers from locking it. On a real PostgreSQL, by the clock of the test.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use authenticators::contrast::{Compared, Contrasts};
use authenticators::{
    AddressBlock, Attempt, Authenticator, Blueprint, Circumstances, Failures, Input, Ports,
    Progress, Section, Step,
};
use citizens::{Contrast, IdentitySource, SourceAway, TableSource};
use identity::{ContrastDatum, DocumentKind, SpanishId};
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Page};
use tests::conformance::{Driver, PASSWORD, PasswordDriver, new_attempt, now, together};
use tests::database::{TestDatabase, fresh};
use tests::ports::ports;
use tests::wire::{Statements, overheard};

const PRINTED: &str = "01-02-2030";
const OTHER: &str = "02-02-2030";

/// A house with one card in it.
struct Scene {
    _database: TestDatabase,
    ports: Ports,
    statements: Statements,
    contrasts: Contrasts,
    source: Arc<Interrupted>,
}

/// The house's source, which a test can interrupt.
struct Interrupted {
    table: TableSource,
    away: AtomicBool,
}

#[async_trait]
impl IdentitySource for Interrupted {
    async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<Contrast, SourceAway> {
        if self.away.load(Ordering::SeqCst) {
            return Err(SourceAway("interrupted by the test".to_owned()));
        }
        self.table.compare(document, datum).await
    }
}

impl Scene {
    async fn open() -> Self {
        let database = fresh().await;
        let (pool, statements) = overheard(database.url(), 8);
        let card = "INSERT INTO citizens.card (document, datum) VALUES ('12345678Z', $1)";
        pool.get().await.unwrap().execute(card, &[&PRINTED]).await.unwrap();
        let (table, away) = (TableSource::new(pool.clone()), AtomicBool::new(false));
        let source = Arc::new(Interrupted { table, away });
        let identities: Arc<dyn IdentitySource> = Arc::clone(&source) as _;
        let ports = Ports { identities, ..ports(&pool, &[]) };
        let contrasts = Contrasts::new(&ports);
        Self { _database: database, ports, statements, contrasts, source }
    }

    async fn try_at(&self, at: Timestamp, document: &str, datum: &str) -> Compared {
        self.try_from(&home(), at, document, datum).await
    }

    async fn try_from(
        &self,
        client: &AddressBlock,
        at: Timestamp,
        document: &str,
        datum: &str,
    ) -> Compared {
        let document = SpanishId::parse(document).unwrap();
        let datum = ContrastDatum::parse(DocumentKind::Dni, datum).unwrap();
        self.contrasts.compare(&document, &datum, client, at).await.unwrap()
    }

    async fn tries(&self) -> i64 {
        let sql =
            "SELECT coalesce(sum(cardinality(taken)), 0)::bigint FROM credentials.contrast_tries";
        let client = self.ports.credentials.get().await.unwrap();
        client.query_one(sql, &[]).await.unwrap().get(0)
    }

    async fn rows(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM credentials.{table}");
        let client = self.ports.credentials.get().await.unwrap();
        client.query_one(&sql, &[]).await.unwrap().get(0)
    }
}

const KNOWN: &str = "12345678Z";
const UNKNOWN: &str = "00000001R";

fn home() -> AddressBlock {
    AddressBlock::of([192, 0, 2, 1].into())
}

fn hours(count: i64) -> Timestamp {
    now() + SignedDuration::from_hours(count)
}

/// The first of five comes back when a day has passed since it was taken, and not before.
#[tokio::test]
async fn five_wrong_data_in_any_twenty_four_hours_are_all_that_a_document_has() {
    let scene = Scene::open().await;
    for (document, begin) in [(KNOWN, 0_i64), (UNKNOWN, 48)] {
        let hours = |hour: i64| hours(begin + hour);
        for hour in 0..5 {
            assert_eq!(scene.try_at(hours(hour), document, OTHER).await, Compared::No);
        }
        for datum in [OTHER, PRINTED] {
            let spent = Compared::Spent { until: hours(24) };
            assert_eq!(scene.try_at(hours(5), document, datum).await, spent, "{document}");
        }
        let last = hours(24) - SignedDuration::from_secs(1);
        let spent = Compared::Spent { until: hours(24) };
        assert_eq!(scene.try_at(last, document, OTHER).await, spent, "{document}");
        assert_eq!(scene.try_at(hours(24), document, OTHER).await, Compared::No, "{document}");
        let spent = Compared::Spent { until: hours(25) };
        assert_eq!(scene.try_at(hours(24), document, OTHER).await, spent, "{document}");
    }
}

#[tokio::test]
async fn the_right_datum_costs_no_try_and_gives_back_none_of_the_wrong_ones() {
    let scene = Scene::open().await;
    for _ in 0..7 {
        assert_eq!(scene.try_at(now(), KNOWN, PRINTED).await, Compared::Match);
    }
    assert_eq!(scene.tries().await, 0);
    for _ in 0..4 {
        assert_eq!(scene.try_at(now(), KNOWN, OTHER).await, Compared::No);
    }
    assert_eq!(scene.try_at(now(), KNOWN, PRINTED).await, Compared::Match);
    assert_eq!(scene.tries().await, 4, "of the same instant as the one that was given back");
    assert_eq!(scene.try_at(now(), KNOWN, OTHER).await, Compared::No);
    let spent = Compared::Spent { until: hours(24) };
    assert_eq!(scene.try_at(now(), KNOWN, PRINTED).await, spent);
}

#[tokio::test]
async fn an_outage_of_the_source_costs_nobody_a_try() {
    let scene = Scene::open().await;
    scene.source.away.store(true, Ordering::SeqCst);
    for _ in 0..6 {
        for datum in [PRINTED, OTHER] {
            assert_eq!(scene.try_at(now(), KNOWN, datum).await, Compared::Away);
        }
    }
    scene.source.away.store(false, Ordering::SeqCst);
    assert_eq!((scene.tries().await, scene.rows("failures").await), (0, 0));
    assert_eq!(scene.try_at(now(), KNOWN, PRINTED).await, Compared::Match);
}

#[tokio::test]
async fn a_hundred_guesses_at_once_are_five() {
    let scene = Scene::open().await;
    for document in [KNOWN, UNKNOWN] {
        let tries = (0..100).map(async |_| scene.try_at(now(), document, OTHER).await);
        let answers = together(tries).await;
        let spent = Compared::Spent { until: hours(24) };
        let count = |wanted: Compared| answers.iter().filter(|one| **one == wanted).count();
        assert_eq!((count(Compared::No), count(spent)), (5, 95), "{document}");
    }
}

#[tokio::test]
async fn the_statements_tell_nothing_of_whether_there_is_such_a_card() {
    let scene = Scene::open().await;
    let mut trails = Vec::new();
    for document in [KNOWN, UNKNOWN] {
        for _ in 0..6 {
            let _ = scene.statements.take();
            scene.try_at(now(), document, OTHER).await;
            trails.push(scene.statements.take());
        }
    }
    let unknown = trails.split_off(6);
    assert_eq!(trails, unknown);
    // Whether the block waits, the try, the card, the failure; and of who has none left, the first two.
    let lengths: Vec<_> = trails.iter().map(Vec::len).collect();
    assert_eq!(lengths, [4, 4, 4, 4, 4, 2]);
}

/// The datum counts together with whatever else goes wrong there.
#[tokio::test]
async fn who_gets_too_much_wrong_from_one_block_is_not_looked_at() {
    let scene = Scene::open().await;
    let failures = Failures::new(&scene.ports);
    for _ in 0..29 {
        failures.count(&home(), now()).await.unwrap();
    }
    assert_eq!(failures.in_force(&home(), now()).await.unwrap(), None);
    assert_eq!(scene.try_at(now(), UNKNOWN, OTHER).await, Compared::No);
    let until = now() + SignedDuration::from_secs(20);
    assert_eq!(failures.in_force(&home(), now()).await.unwrap(), Some(until));
    assert_eq!(scene.try_at(now(), KNOWN, PRINTED).await, Compared::Block { until });
    let exempt = home().exempt();
    assert_eq!(scene.try_from(&exempt, now(), KNOWN, PRINTED).await, Compared::Match);
    assert_eq!(scene.try_from(&exempt, now(), UNKNOWN, OTHER).await, Compared::No);
    assert_eq!(scene.try_at(until, KNOWN, PRINTED).await, Compared::Match);
}

#[tokio::test]
async fn tries_name_no_document_and_are_forgotten_after_a_day() {
    let scene = Scene::open().await;
    assert_eq!(scene.try_at(now(), UNKNOWN, OTHER).await, Compared::No);
    let sql = "SELECT t::text FROM credentials.contrast_tries t";
    let client = scene.ports.credentials.get().await.unwrap();
    let row: String = client.query_one(sql, &[]).await.unwrap().get(0);
    let hexadecimal: Vec<_> = UNKNOWN.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!row.contains(UNKNOWN) && !row.contains(&hexadecimal.concat()), "{row}");
    for (at, left) in [(hours(24), 1), (hours(25), 0)] {
        scene.contrasts.keep_house(at).await.unwrap();
        assert_eq!(scene.rows("contrast_tries").await, left, "{at}");
    }
}

/// A house with passwords, where somebody has a card and a password.
struct Door {
    driver: PasswordDriver,
    source: Arc<Interrupted>,
    method: Box<dyn Authenticator>,
    somebody: String,
}

/// What a try at the door is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Enters,
    /// Nothing was looked at: the datum has to be typed as well.
    Asked,
    /// One of these words, on a page that asks for the datum as well or does not.
    Told(&'static str, bool),
}

const WRONG: Said = Said::Told("password-wrong", false);
const THIRD: Said = Said::Told("password-wrong", true);
const WITH_DATUM: Said = Said::Told("password-wrong-contrast", true);

const RIGHT: &str = "1 2 2030";
const FALSE: &str = "2 2 2030";

impl Door {
    async fn open() -> Self {
        let driver = PasswordDriver::new().await;
        let ports = &driver.house().ports;
        let (table, away) = (TableSource::new(ports.credentials.clone()), AtomicBool::new(false));
        let source = Arc::new(Interrupted { table, away });
        let identities: Arc<dyn IdentitySource> = Arc::clone(&source) as _;
        let ports = Ports { identities, ..ports.clone() };
        let method = (driver.blueprint().build)(&Section::default(), &ports).unwrap();
        let somebody = driver.somebody().await.name;
        Self { driver, source, method, somebody }
    }

    /// One try when there is nothing to wait for.
    async fn try_it(&self, document: &str, password: &str, datum: Option<&str>) -> Said {
        self.driver.house().wait(self.driver.patience());
        self.try_now(&home(), document, password, datum).await
    }

    async fn try_now(
        &self,
        client: &AddressBlock,
        document: &str,
        password: &str,
        datum: Option<&str>,
    ) -> Said {
        let Blueprint { id, profile, .. } = self.driver.blueprint();
        let mut body = format!("documento={document}&clave={}", password.replace(' ', "+"));
        if let Some(datum) = datum {
            let (day, rest) = datum.split_once(' ').unwrap();
            let (month, year) = rest.split_once(' ').unwrap();
            body.push_str(&["&dia=", day, "&mes=", month, "&ano=", year].concat());
        }
        let form = Form::parse(body.as_bytes()).unwrap();
        let around = Circumstances::tried_out(self.driver.house().now(), client);
        let attempt = Attempt::new(new_attempt(), around, (id, profile));
        let input = Input::Form(&form);
        match self.method.resume(attempt, Progress::NONE, input).await.unwrap() {
            Step::Prove(_) => Said::Enters,
            Step::Ask { page, .. } | Step::Leave { page, .. } => said(&page),
            other @ (Step::Refuse(_) | Step::Defer(_)) => panic!("{other:?}"),
        }
    }

    async fn three_wrong(&self, document: &str) {
        for expected in [WRONG, WRONG, THIRD] {
            assert_eq!(self.try_it(document, OTHER_PASSWORD, None).await, expected);
        }
    }

    /// How many tries have been taken from all documents.
    async fn taken(&self) -> i64 {
        self.one("SELECT coalesce(sum(taken), 0)::bigint FROM credentials.password_tries").await
    }

    async fn one(&self, sql: &str) -> i64 {
        let client = self.driver.house().ports.credentials.get().await.unwrap();
        client.query_one(sql, &[]).await.unwrap().get(0)
    }
}

const OTHER_PASSWORD: &str = "Paraguas-7 verdes";

fn said(page: &Page) -> Said {
    let asks = page.values.contains_key("contrast");
    let Some(error) = page.errors.first() else {
        assert!(asks, "{page:?}");
        return Said::Asked;
    };
    let known = ["password-wrong", "password-wrong-contrast", "password-away", "password-early"];
    let known = known.into_iter().chain(["contrast-date-empty", "contrast-date-form"]);
    let word = known.into_iter().find(|word| *word == error.message).unwrap();
    Said::Told(word, asks)
}

#[tokio::test]
async fn after_three_wrong_passwords_the_datum_is_asked_whoever_it_is() {
    let door = Door::open().await;
    let nobody = door.driver.nobody().name;
    for document in [door.somebody.as_str(), &nobody] {
        door.three_wrong(document).await;
        for password in [PASSWORD, OTHER_PASSWORD] {
            assert_eq!(door.try_it(document, password, None).await, Said::Asked);
        }
        let empty = door.try_it(document, PASSWORD, Some("  ")).await;
        assert_eq!(empty, Said::Told("contrast-date-empty", true));
        let unreal = door.try_it(document, PASSWORD, Some("31 2 2030")).await;
        assert_eq!(unreal, Said::Told("contrast-date-form", true));
        assert_eq!(door.try_it(document, OTHER_PASSWORD, Some(RIGHT)).await, WITH_DATUM);
    }
    assert_eq!(door.taken().await, 4 + 3, "a datum that was not compared counts nothing");
    assert_eq!(door.try_it(&door.somebody, PASSWORD, Some(RIGHT)).await, Said::Enters);
    assert_eq!(door.try_it(&door.somebody, OTHER_PASSWORD, None).await, WRONG, "all is given back");
}

/// Whoever does not know the datum keeps nobody out, however often they try.
#[tokio::test]
async fn wrong_data_bring_the_lock_no_nearer_and_use_up_nothing() {
    let door = Door::open().await;
    door.three_wrong(&door.somebody).await;
    for _ in 0..10 {
        for password in [OTHER_PASSWORD, PASSWORD] {
            assert_eq!(door.try_it(&door.somebody, password, Some(FALSE)).await, WITH_DATUM);
        }
    }
    assert_eq!(door.taken().await, 3);
    assert_eq!(door.one("SELECT count(*) FROM credentials.contrast_tries").await, 0);
    assert_eq!(door.try_it(&door.somebody, PASSWORD, Some(RIGHT)).await, Said::Enters);
}

#[tokio::test]
async fn two_wrong_passwords_more_with_the_right_datum_lock() {
    let door = Door::open().await;
    door.three_wrong(&door.somebody).await;
    for _ in 0..2 {
        assert_eq!(door.try_it(&door.somebody, OTHER_PASSWORD, Some(RIGHT)).await, WITH_DATUM);
    }
    for _ in 0..2 {
        assert_eq!(door.try_it(&door.somebody, PASSWORD, Some(RIGHT)).await, WITH_DATUM);
    }
    assert_eq!(door.taken().await, 6);
}

#[tokio::test]
async fn a_wrong_datum_is_waited_for_and_counts_for_the_block() {
    let door = Door::open().await;
    door.three_wrong(&door.somebody).await;
    assert_eq!(door.try_it(&door.somebody, PASSWORD, Some(FALSE)).await, WITH_DATUM);
    let early = door.try_now(&home(), &door.somebody, PASSWORD, Some(RIGHT)).await;
    assert_eq!(early, Said::Told("password-early", true));
    assert_eq!(door.one("SELECT sum(counted) FROM credentials.failures").await, 4);
}

#[tokio::test]
async fn while_the_source_is_away_nothing_counts_and_nobody_has_to_wait() {
    let door = Door::open().await;
    door.three_wrong(&door.somebody).await;
    door.driver.house().wait(door.driver.patience());
    let before = door.one(WAITED_FOR).await;
    door.source.away.store(true, Ordering::SeqCst);
    for datum in [RIGHT, FALSE] {
        let away = door.try_now(&home(), &door.somebody, PASSWORD, Some(datum)).await;
        assert_eq!(away, Said::Told("password-away", true));
    }
    door.source.away.store(false, Ordering::SeqCst);
    assert_eq!((door.taken().await, door.one(WAITED_FOR).await), (3, before));
    let right = door.try_now(&home(), &door.somebody, PASSWORD, Some(RIGHT)).await;
    assert_eq!(right, Said::Enters);
}

const WAITED_FOR: &str = "SELECT sum(failures)::bigint FROM credentials.password_waits";

/// From as many blocks, so that none waits for another; and as many as the hashing takes.
#[tokio::test]
async fn sixty_guesses_at_once_without_the_datum_are_three() {
    let door = Door::open().await;
    let blocks: Vec<_> =
        (0..60).map(|block| AddressBlock::of([198, 51, block, 1].into())).collect();
    let (door, somebody) = (&door, door.somebody.as_str());
    let guesses = blocks
        .iter()
        .map(async |client| door.try_now(client, somebody, OTHER_PASSWORD, None).await);
    let answers = together(guesses).await;
    let count = |wanted: Said| answers.iter().filter(|said| **said == wanted).count();
    assert_eq!((count(WRONG), count(THIRD), count(Said::Asked)), (2, 1, 57));
    assert_eq!(door.taken().await, 3);
    let under_way = "SELECT count(*) FROM credentials.password_waits WHERE under_way";
    assert_eq!(door.one(under_way).await, 0);
    assert_eq!(door.try_it(somebody, PASSWORD, Some(RIGHT)).await, Said::Enters);
}

/// Of somebody: a wrong datum, and the right one with a wrong password; and nobody's document.
#[tokio::test]
async fn whatever_is_wrong_beside_the_datum_is_answered_with_the_same_words_and_work() {
    let door = Door::open().await;
    let nobody = door.driver.nobody().name;
    let mut trails = Vec::new();
    for (document, password, datum) in [
        (door.somebody.as_str(), OTHER_PASSWORD, RIGHT),
        (&door.somebody, OTHER_PASSWORD, FALSE),
        (&door.somebody, PASSWORD, FALSE),
        (&nobody, OTHER_PASSWORD, RIGHT),
    ] {
        if trails.is_empty() || *document == nobody {
            door.three_wrong(document).await;
        }
        let _ = door.driver.house().statements.take();
        let said = door.try_it(document, password, Some(datum)).await;
        trails.push((said, door.driver.house().statements.take()));
    }
    assert_eq!(trails[0].0, WITH_DATUM);
    assert!(trails.iter().all(|trail| *trail == trails[0]), "{trails:#?}");
}

/// Their holders have nothing to show beside it, so that for them it is as if nobody could be asked.
#[tokio::test]
async fn a_document_without_a_datum_locks_after_five() {
    let door = Door::open().await;
    let nif = "K0000001R";
    for _ in 0..6 {
        assert_eq!(door.try_it(nif, OTHER_PASSWORD, None).await, WRONG);
    }
    assert_eq!(door.taken().await, 6);
}
