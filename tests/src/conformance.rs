//! What every method must do, whatever it is: one suite for all of them (STYLE C.12).
//!
//! A method that is new to the house writes a [`Driver`], which knows how a person answers its
//! pages, and runs [`suite`]'s checks with it; `tests/conformance.rs` does so for the methods of the house
//! and for the tests' own [code card](crate::code_card).
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a check that fails, or cannot go on, panics"
)]

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use async_trait::async_trait;
use authenticators::{
    AddressBlock, Attempt, AttemptId, Authenticator, Blueprint, Circumstances, Input, Ports,
    Progress, Step,
};
use citizens::CitizenId;
use deadpool_postgres::Pool;
use identity::SpanishId;
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Frame, Language, Page, Pages};
use uuid::Uuid;

use crate::database::{TestDatabase, fresh};
use crate::ports::ports;
use crate::wire::{Statements, overheard};

mod drivers;
pub mod suite;

pub use self::drivers::{CardDriver, PASSWORD, PasswordDriver, PinDriver};
pub use crate::ports::PEPPER;

/// The instant at which everything begins.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_second(1_788_000_000).unwrap()
}

/// How a person uses one method.
#[async_trait]
pub trait Driver: Send + Sync {
    /// The method as data.
    fn blueprint(&self) -> &Blueprint;

    /// The method at work, in this house.
    fn method(&self) -> &dyn Authenticator;

    /// Where it is at work.
    fn house(&self) -> &House;

    /// Somebody who has not tried yet and could enter.
    async fn somebody(&self) -> Visitor;

    /// A name that is well formed and nobody's.
    fn nobody(&self) -> Visitor;

    /// What they send from this page: everything right, or right but for the secret. They may have to look at
    /// their phone.
    async fn fill(&self, page: &Page, visitor: &Visitor, secret: Secret) -> String;

    /// The fields in which they type what nobody else may know.
    fn secrets(&self) -> &'static [&'static str];

    /// What has to be wrong for the method to tell nothing at all, whoever it is.
    fn silent_on(&self) -> Secret {
        Secret::Wrong
    }

    /// Wrong answers in a row after which the right one is refused.
    fn tries(&self) -> usize;

    /// Looks at the secret that a hundred guesses at once get.
    fn looks(&self) -> usize;

    /// How long who failed waits, at most, until the next try is looked at.
    fn patience(&self) -> SignedDuration;

    /// Whether what was typed once never proves anything again.
    fn one_use(&self) -> bool;

    /// Values of its pages that differ from person to person and tell nothing about them.
    fn varies(&self) -> &'static [&'static str];
}

/// One who tries to enter.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Document or card number: what others may know of them.
    pub name: String,
    /// Who it is, if anybody.
    pub citizen: Option<CitizenId>,
}

/// Which secret they type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Secret {
    /// Theirs.
    Right,
    /// Of the right form, and not theirs.
    Wrong,
    /// Theirs, but what has to be shown of their document before is not.
    WrongDatum,
}

/// A hub's surroundings with one method in them.
pub struct House {
    /// It lives as long as the pool.
    database: TestDatabase,
    /// What the method is given.
    pub ports: Ports,
    /// What it says to the database.
    pub statements: Statements,
    /// Where everybody comes from.
    pub client: AddressBlock,
    clock: AtomicI64,
    pages: Pages,
}

impl House {
    /// An empty database with this method's tables.
    pub async fn with(blueprint: &Blueprint) -> Self {
        let database = fresh().await;
        let (pool, statements) = overheard(database.url(), 8);
        // Twice: a second node, or the next start, finds everything done.
        for _ in 0..2 {
            let mut client = pool.get().await.unwrap();
            authenticators::store::migrate(&mut client, std::slice::from_ref(blueprint))
                .await
                .unwrap();
        }
        let ports = ports(&pool, &[blueprint.pack]);
        let pages = Pages::new(&[blueprint.pack]).unwrap();
        let clock = AtomicI64::new(now().as_second());
        let client = AddressBlock::of([192, 0, 2, 1].into());
        Self { database, ports, statements, client, clock, pages }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    /// Time passes.
    pub fn wait(&self, time: SignedDuration) {
        self.clock.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// Registers a person who is fit to enter.
    pub async fn register(&self, document: &str) -> CitizenId {
        let file = format!(
            "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n\
             {document},Ana,Roca,Gil,1980-02-29,advanced,,\n"
        );
        let mut client = self.pool().get().await.unwrap();
        citizens::import(&mut client, file.as_bytes(), now(), |_| ()).await.unwrap();
        drop(client);
        let document = SpanishId::parse(document).unwrap();
        self.ports.citizens.find(&document).await.unwrap().unwrap()
    }

    /// The table of cards says so of this document.
    pub async fn give_card(&self, document: &str, datum: &str) {
        let file = format!("document,datum\n{document},{datum}\n");
        let mut client = self.pool().get().await.unwrap();
        citizens::import_cards(&mut client, file.as_bytes(), |_| ()).await.unwrap();
    }

    /// Gives them a card that is valid until 27 March 2031, and a phone.
    pub async fn give(&self, citizen: CitizenId, document: &str, phone: &str) {
        const PHONE: &str = "UPDATE citizens.person SET phone = $2 WHERE id = $1";
        const CARD: &str = "INSERT INTO citizens.card (document, datum) VALUES ($1, '27-03-2031')";
        let client = self.pool().get().await.unwrap();
        client.execute(PHONE, &[&citizen.0, &phone]).await.unwrap();
        client.execute(CARD, &[&document]).await.unwrap();
    }

    /// The administration ends their registration.
    pub async fn revoke(&self, citizen: CitizenId) {
        const SQL: &str = "UPDATE citizens.person SET state = 'revoked' WHERE id = $1";
        self.pool().get().await.unwrap().execute(SQL, &[&citizen.0]).await.unwrap();
    }

    /// The events of an attempt: what each was about, and all of it as text.
    pub async fn events(&self, attempt: &AttemptId) -> Vec<(String, String)> {
        const SQL: &str = "SELECT kind, event::text FROM credentials.event WHERE attempt = $1";
        let client = self.pool().get().await.unwrap();
        let rows = client.query(SQL, &[&attempt.as_str()]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// How many tries of a person ended in this way.
    pub async fn outcomes(&self, citizen: CitizenId, outcome: &str) -> i64 {
        const SQL: &str =
            "SELECT count(*) FROM credentials.event WHERE citizen = $1 AND outcome = $2";
        let client = self.pool().get().await.unwrap();
        client.query_one(SQL, &[&citizen.0, &outcome]).await.unwrap().get(0)
    }

    /// The page as a browser gets it.
    #[must_use]
    pub fn render(&self, language: Language, page: &Page) -> String {
        let mut frame = Frame::new(language, "Acceso", "hub.localhost", "/t/0/x");
        frame.agency = Some("Agencia de Prueba");
        self.pages.render(&frame, page).unwrap_or_else(|error| panic!("{page:?}: {error:?}"))
    }

    /// What the method is given on another node, which nobody listens to.
    fn another_nodes_ports(&self) -> Ports {
        Ports { words: Arc::clone(&self.ports.words), ..ports(&self.database.pool(), &[]) }
    }

    fn pool(&self) -> &Pool {
        &self.ports.credentials
    }
}

/// One page that was shown, and what was sent from it.
#[derive(Clone)]
pub struct Shown {
    /// In which attempt.
    pub attempt: AttemptId,
    /// The page.
    pub page: Page,
    /// What the method remembered with it.
    pub progress: Progress,
    /// The form as sent.
    pub sent: String,
}

/// A whole try: from the first page to the last answer.
pub struct Walk {
    /// The attempt's id.
    pub attempt: AttemptId,
    /// Every page on which something was typed.
    pub shown: Vec<Shown>,
    /// What the method answered at last: a proof, a refusal, or a page with errors.
    pub end: Step,
}

/// Waits until any try is looked at, and answers page after page until the method has made up its mind.
pub async fn walk(driver: &dyn Driver, visitor: &Visitor, secret: Secret) -> Walk {
    const MOST_PAGES: usize = 10;
    driver.house().wait(driver.patience());
    let attempt = new_attempt();
    let mut shown = Vec::new();
    let mut step = driver.method().begin(enter(driver, &attempt)).await.unwrap();
    while let Step::Ask { page, progress } = &step {
        if !page.errors.is_empty() {
            break;
        }
        assert!(shown.len() < MOST_PAGES, "the method asks for ever");
        let sent = driver.fill(page, visitor, secret).await;
        let (page, progress) = (page.clone(), progress.clone());
        shown.push(Shown { attempt: attempt.clone(), page, progress, sent: sent.clone() });
        let progress = shown.last().unwrap().progress.clone();
        step = resume(driver, &attempt, progress, &sent).await;
    }
    Walk { attempt, shown, end: step }
}

/// Sends one form.
pub async fn resume(
    driver: &dyn Driver,
    attempt: &AttemptId,
    progress: Progress,
    sent: &str,
) -> Step {
    let form = Form::parse(sent.as_bytes()).unwrap();
    let input = Input::Form(&form);
    driver.method().resume(enter(driver, attempt), progress, input).await.unwrap()
}

/// A new attempt's name.
#[must_use]
pub fn new_attempt() -> AttemptId {
    AttemptId::from_bits(*Uuid::new_v4().as_bytes())
}

/// What the hub hands the method in such an attempt.
pub fn enter<'a>(driver: &'a dyn Driver, id: &AttemptId) -> Attempt<'a> {
    let Blueprint { id: method, profile, .. } = driver.blueprint();
    let House { client, .. } = driver.house();
    let agency = "Agencia de Prueba";
    let around = Circumstances { agency, ..Circumstances::tried_out(driver.house().now(), client) };
    Attempt::new(id.clone(), around, (method, profile))
}

/// Polls all of them until each is done: everything that they can do before they wait is done before
/// any goes on.
pub async fn together<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = futures.map(|future| Some(Box::pin(future))).collect();
    let mut done = Vec::new();
    poll_fn(move |context| {
        for slot in &mut running {
            let Some(future) = slot else { continue };
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                done.push(value);
                *slot = None;
            }
        }
        if running.iter().all(Option::is_none) {
            return Poll::Ready(std::mem::take(&mut done));
        }
        Poll::Pending
    })
    .await
}
