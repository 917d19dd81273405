//! A real hub on a database of its own, a clock that the test sets, an agency and a browser.
//!
//! The agency and the browser are simulators: good for looking at every octet and every order of
//! events. That real ones get along with us is proved elsewhere (`tests/interop`, `tests/browser`).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

pub mod agency;
pub mod browser;
mod cards;
pub mod keys;
pub mod leaving;
pub mod nod;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use authenticators::accesses::Accesses;
use authenticators::notices::Notices;
use authenticators::password::Passwords;
use authenticators::{BUILT_IN, Blueprint, Ports, Section};
use axum::Router;
use certs::KeyRing;
use citizens::{IdentitySource, Release};
use deadpool_postgres::{Manager, Pool};
use hub::agency::AgencyRecord;
use hub::policy::CurrentPolicy;
use hub::registrar::{Approval, Arrival, Registrar};
use hub::{
    Clock, CurrentDirectory, CurrentKeys, Directory, Environment, Hub, Pairwise, Published,
    Settings, Store, SystemEntropy,
};
use identity::{LevelOfAssurance, SpanishId};
use jiff::{SignedDuration, Timestamp};
use pages::{Language, Pages};
use saml::EntityId;
use saml::attributes::{
    DATE_OF_BIRTH, FAMILY_NAME, FIRST_NAME, FIRST_SURNAME, PERSON_IDENTIFIER, REGISTER_TYPE,
};
use tokio_postgres::NoTls;

use crate::code_card;
use crate::database::{self, TestDatabase};
use crate::post::Post;
use agency::Agency;
use browser::Browser;

/// Our origin.
pub const ORIGIN: &str = "https://hub.example.test";
/// Below which names people show their certificates.
pub const CERTIFICATE_HOST: &str = "x509.example.test";
/// Our entityID.
pub const ENTITY_ID: &str = "https://hub.example.test/saml/metadata";
/// A registered person, advanced level.
pub const ANA: &str = "12345678Z";
/// Her password.
pub const PASSWORD: &str = "Caballo-lila-7-grapas";
/// The number of her printed code card.
pub const CARD: &str = "20260302";

/// Who does what operators do.
pub const OPERATOR: &str = "ana";

static PRINTED_CARD: Blueprint = code_card::BLUEPRINT;

const CITIZENS: &str =
    "document,given_name,first_surname,second_surname,birth_date,level,phone,email
12345678Z,Ana,Muñoz,Núñez,1980-02-29,advanced,+34600000001,ana@example.es
X1234567L,Leo,Li,,1990-12-31,basic,+34600000002,leo@example.es
";

const CARDS: &str = "document,datum\n12345678Z,01-02-2030\nX1234567L,E01234567\n";

/// The instant at which every test begins, unless it sets another.
#[must_use]
pub fn start() -> Timestamp {
    "2026-03-02T09:15:00Z".parse().unwrap()
}

/// A hub with what stands around it.
pub struct Hall {
    /// The hub itself.
    pub hub: Arc<Hub>,
    /// What the browser and the agency talk to.
    pub router: Router,
    /// Its clock.
    pub clock: TestClock,
    /// Its ports, for what only tests do.
    pub ports: Ports,
    /// What people get on their phones and in their mailboxes.
    pub post: Post,
    /// Its database.
    pub database: TestDatabase,
    /// Which [`nod`] its nodes have.
    nod: &'static Blueprint,
}

/// A clock that stands still until the test moves it.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn wait(&self, time: SignedDuration) {
        self.set(self.now() + time);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

impl Hall {
    /// A hub with the methods of this build and the printed code card, two citizens, and an agency
    /// at level low.
    pub async fn open() -> (Self, Agency) {
        let hall = Self::empty().await;
        let agency = Agency::new("https://sede.example.test/metadata");
        hall.join(&agency, LevelOfAssurance::Low).await;
        (hall, agency)
    }

    /// A hub with two citizens and no agency.
    pub async fn empty() -> Self {
        Self::with(&nod::BLUEPRINT).await
    }

    /// The same with this [`nod`].
    pub async fn with(nod: &'static Blueprint) -> Self {
        let database = database::fresh().await;
        let clock = TestClock(Arc::new(AtomicI64::new(start().as_microsecond())));
        let ports = ports(&database);
        register(&ports, start()).await;
        let store = Store::new(ports.credentials.clone());
        store.keep_house(start()).await.unwrap();
        let ring = KeyRing::open(keys::ring(), Environment::Production.name(), None).unwrap();
        let first = ring.named("hub").unwrap();
        store.publish_key(first.certificate(), "the test", start()).await.unwrap();
        let hub = node(nod, ports.clone(), clock.clone(), ring).await;
        let router = hub::http::public(Arc::clone(&hub));
        let post = Post::new(&ports.outbox);
        Self { hub, router, clock, ports, post, database, nod }
    }

    /// The hub opens again, and asks this source for what is printed on people's cards.
    pub async fn reopen_with(&mut self, identities: Arc<dyn IdentitySource>) {
        let ring = KeyRing::open(keys::ring(), Environment::Production.name(), None).unwrap();
        let ports = Ports { identities, ..self.ports.clone() };
        self.hub = node(self.nod, ports, self.clock.clone(), ring).await;
        self.router = hub::http::public(Arc::clone(&self.hub));
    }

    /// One more node on the same database, with its own connections and this key ring.
    pub async fn another_node(&self, ring: KeyRing) -> (Arc<Hub>, Router) {
        let ports = ports(&self.database);
        let hub = node(self.nod, ports, self.clock.clone(), ring).await;
        let router = hub::http::public(Arc::clone(&hub));
        (hub, router)
    }

    /// An agency joins, and everybody has seen what goes out to it.
    pub async fn join(&self, agency: &Agency, level: LevelOfAssurance) {
        self.acquaint(agency).await;
        self.take_in(&agency.metadata()).await;
        self.set(agency, |record| record.level = level).await;
    }

    /// Everybody has seen what goes out to this agency, whatever it asks for, and sends all of it. So has
    /// it been with the agency of [`open`](Self::open).
    pub async fn acquaint(&self, agency: &Agency) {
        let shown = [
            PERSON_IDENTIFIER,
            FAMILY_NAME,
            FIRST_NAME,
            FIRST_SURNAME,
            DATE_OF_BIRTH,
            REGISTER_TYPE,
        ]
        .map(str::to_owned);
        let release = Release { at: self.clock.now(), shown: shown.to_vec(), withheld: Vec::new() };
        for document in ["12345678Z", "X1234567L"] {
            let document = SpanishId::parse(document).unwrap();
            let citizen = self.ports.citizens.find(&document).await.unwrap().unwrap();
            self.ports.citizens.keep_release(citizen, &agency.entity_id, &release).await.unwrap();
        }
    }

    /// Nobody has seen what goes out to anybody.
    pub async fn forget_releases(&self) {
        self.client().await.execute("DELETE FROM citizens.release", &[]).await.unwrap();
    }

    /// Metadata is taken in, and this node knows it.
    pub async fn take_in(&self, metadata: &str) {
        let endpoints = self.hub.settings.environment.endpoints();
        let arrival = Arrival::brought(metadata.as_bytes().to_vec(), endpoints).unwrap();
        self.registrar().take_in(&[arrival], OPERATOR, None, |_| {}).await.unwrap();
        self.hub.refresh_directory().await.unwrap();
    }

    /// The operator changes the record of an agency, and this node knows it.
    pub async fn set(&self, agency: &Agency, change: impl FnOnce(&mut AgencyRecord)) {
        self.set_unheard(agency, change).await;
        self.hub.refresh_directory().await.unwrap();
    }

    /// The same, of which this node has not heard yet.
    pub async fn set_unheard(&self, agency: &Agency, change: impl FnOnce(&mut AgencyRecord)) {
        let id = EntityId::new(&agency.entity_id).unwrap();
        let known = self.registrar().known(&id).await.unwrap();
        let mut record = known.1.record.clone();
        change(&mut record);
        self.registrar().set_record(&id, known, record, OPERATOR).await.unwrap();
    }

    /// The operator removes an agency, of which this node has not heard yet.
    pub async fn remove_unheard(&self, agency: &Agency) {
        let id = EntityId::new(&agency.entity_id).unwrap();
        self.registrar().remove(&id, OPERATOR).await.unwrap();
    }

    /// What decides about agencies; everything applies at once.
    #[must_use]
    pub fn registrar(&self) -> Registrar<'_> {
        Registrar {
            store: &self.hub.store,
            endpoints: self.hub.settings.environment.endpoints(),
            approval: Approval::Nobody,
            entropy: self.hub.entropy.as_ref(),
            now: self.clock.now(),
        }
    }

    /// A browser that was never here.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A connection, for looking at what was written.
    pub async fn client(&self) -> deadpool_postgres::Client {
        self.database.pool().get().await.unwrap()
    }

    /// How many rows a table of the schema `hub` has.
    pub async fn rows(&self, table: &str) -> i64 {
        let count = format!("SELECT count(*) FROM hub.{table}");
        self.client().await.query_one(&count, &[]).await.unwrap().get(0)
    }

    /// The outcomes in the trace, in the order in which they were written.
    pub async fn outcomes(&self) -> Vec<String> {
        let client = self.client().await;
        let rows = client.query("SELECT outcome FROM hub.trace ORDER BY id", &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

fn ports(database: &TestDatabase) -> Ports {
    let config: tokio_postgres::Config = database.url().parse().unwrap();
    let pool = Pool::builder(Manager::new(config, NoTls)).max_size(8).build().unwrap();
    let packs: Vec<_> = BUILT_IN.iter().chain([&PRINTED_CARD]).map(|one| one.pack).collect();
    crate::ports::ports(&pool, &packs)
}

async fn node(nod: &'static Blueprint, ports: Ports, clock: TestClock, ring: KeyRing) -> Arc<Hub> {
    node_with(nod, ports, clock, ring, None).await
}

async fn node_with(
    nod: &'static Blueprint,
    ports: Ports,
    clock: TestClock,
    ring: KeyRing,
    certificates: Option<Section>,
) -> Arc<Hub> {
    let blueprints: Vec<&'static Blueprint> = BUILT_IN.iter().chain([&PRINTED_CARD, nod]).collect();
    let packs: Vec<_> = blueprints.iter().map(|blueprint| blueprint.pack).collect();
    let named = certificates.is_some().then_some(CERTIFICATE);
    let section_of = |method: &str| match &certificates {
        Some(certificates) if method == CERTIFICATE => certificates.clone(),
        Some(_) | None => section(method),
    };
    let methods = hub::hub::methods(blueprints, section_of, named, &ports).unwrap();
    let (accesses, notices) = (Accesses::new(ports.credentials.clone()), Notices::new(&ports));
    let store = Store::new(ports.credentials);
    let environment = Environment::Production;
    let none = Directory::empty();
    let directory = store.load_directory(environment.endpoints(), &none).await.unwrap();
    Arc::new(Hub {
        settings: Settings {
            entity_id: EntityId::new(ENTITY_ID).unwrap(),
            origin: ORIGIN.to_owned(),
            certificate_host: Some(CERTIFICATE_HOST.to_owned()),
            names: BTreeMap::from([(Language::Es, "Zaguán".to_owned())]),
            environment,
        },
        keys: CurrentKeys::load(&store, ring).await.unwrap(),
        pairwise: Pairwise::open(keys::ring(), &store).await.unwrap(),
        policy: CurrentPolicy::load(&store).await.unwrap(),
        store,
        citizens: ports.citizens,
        accesses,
        notices,
        outbox: ports.outbox,
        identities: ports.identities,
        methods,
        pages: Arc::new(Pages::new(&packs).unwrap()),
        clock: Box::new(clock),
        entropy: Box::new(SystemEntropy),
        directory: CurrentDirectory::new(directory),
        published: Published::default(),
        node: hub::Node::default(),
    })
}

/// The method of certificates.
const CERTIFICATE: &str = "certificate";

/// The configuration of a method in tests.
fn section(method: &str) -> Section {
    if method == code_card::BLUEPRINT.id.as_str() {
        return code_card::section();
    }
    Section::default()
}

async fn register(ports: &Ports, now: Timestamp) {
    let mut client = ports.credentials.get().await.unwrap();
    let card = std::slice::from_ref(&PRINTED_CARD);
    authenticators::store::migrate(&mut client, card).await.unwrap();
    citizens::import(&mut client, CITIZENS.as_bytes(), now, |_| {}).await.unwrap();
    citizens::import_cards(&mut client, CARDS.as_bytes(), |_| {}).await.unwrap();
    drop(client);
    let ana = ports.citizens.find(&SpanishId::parse(ANA).unwrap()).await.unwrap().unwrap();
    let passwords = Passwords::open(&section("password"), ports).unwrap();
    passwords.set(ana, PASSWORD, now).await.unwrap();
    code_card::issue(ports, CARD, ana).await.unwrap();
}
