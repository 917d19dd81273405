//! Two nodes on one database, each a process of the hub's own program: what they do with requests, when
//! something changes, when the database is away, and when what is stored is not for them.

#![cfg(test)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use http::StatusCode;
use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::{CITIZEN, House, Node, Page, Visitor};
use tokio::runtime::{self, Runtime};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// A change is seen by every node after this.
const SOON: Duration = Duration::from_secs(2);
const CHOOSE: &str = "Elige cómo entrar";

/// What a node does with a request of the agency.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    /// It offers methods to the citizen.
    Offers,
    /// It does not know the sender, or the address for the answer.
    Refuses,
    /// It answers the agency at once, with this word.
    Declines(String),
}

/// A house with two nodes.
struct Pair {
    first: House,
    second: Node,
    agency: Agency,
    runtime: Runtime,
    /// A connection that is none of the nodes'.
    database: Client,
}

impl Pair {
    fn open() -> Self {
        let first = House::open();
        let second = first.second();
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let database = runtime.block_on(first.database().connect());
        let agency = Agency::new("https://sede.example.test/metadata");
        Self { first, second, agency, runtime, database }
    }

    /// The same with an agency that both know.
    fn with_agency() -> Self {
        let pair = Self::open();
        pair.join(&pair.agency);
        pair
    }

    fn join(&self, agency: &Agency) {
        self.operate(&[
            "agency-add",
            self.file("agency.xml", &agency.metadata()).to_str().unwrap(),
        ]);
        self.assert_soon_for(agency, &Done::Offers);
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.first.file(name);
        fs::write(&file, text).unwrap();
        file
    }

    fn operate(&self, command: &[&str]) -> String {
        let output = self.first.operate(command);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn sql(&self, statements: &str) {
        self.runtime.block_on(self.database.batch_execute(statements)).unwrap();
    }

    /// A connection to another database of the same server.
    fn server(&self) -> Client {
        let url = env::var("ZAGUAN_TEST_DATABASE").unwrap();
        let connected = self.runtime.block_on(tokio_postgres::connect(&url, NoTls));
        let (client, connection) = connected.unwrap();
        // It ends when its client is dropped.
        self.runtime.spawn(connection);
        client
    }

    fn count(&self, select: &str) -> i64 {
        self.runtime.block_on(self.database.query_one(select, &[])).unwrap().get(0)
    }

    fn address(&self, agency: &Agency) -> String {
        self.address_of(&agency.request(&format!("_{}", Uuid::new_v4()), SystemClock.now()), agency)
    }

    fn address_of(&self, request: &AuthnRequest, agency: &Agency) -> String {
        let destination = Some(format!("{}/saml/sso", self.first.url));
        let request = AuthnRequest { destination, ..request.clone() };
        format!("{}{}", self.first.url, agency.redirect(&request, None))
    }

    /// Somebody who was never here, at each node.
    fn visitors(&self) -> [Visitor; 2] {
        let visitor = self.first.visitor();
        let second = self.second.visited_by(&self.first.visitor());
        [visitor, second]
    }

    /// That both nodes do this with each request that comes two seconds from now or later, and with one
    /// before that.
    fn assert_soon(&self, wanted: &Done) {
        self.assert_soon_for(&self.agency, wanted);
    }

    fn assert_soon_for(&self, agency: &Agency, wanted: &Done) {
        let address = || self.address(agency);
        self.assert_soon_at(address, wanted);
    }

    fn assert_soon_at(&self, address: impl Fn() -> String, wanted: &Done) {
        let changed = Instant::now();
        for (node, visitor) in self.visitors().iter().enumerate() {
            loop {
                let asked = changed.elapsed();
                let done = done(&visitor.press_on(visitor.get(&address())));
                if done == *wanted {
                    break;
                }
                assert!(asked < SOON, "node {node}, after {asked:?}: {done:?}, not {wanted:?}");
            }
        }
    }

    /// Status and text of `/readyz` at each node.
    fn ready(&self) -> [(StatusCode, String); 2] {
        let visitor = self.first.visitor();
        [self.first.admin(), self.second.admin()].map(|admin| {
            let page = visitor.get(&format!("{admin}/readyz"));
            (page.answer.status, page.answer.body)
        })
    }

    fn assert_ready_within(&self, patience: Duration, status: StatusCode, text: &str) {
        let begun = Instant::now();
        let wanted = (status, text.to_owned());
        loop {
            let asked = begun.elapsed();
            let ready = self.ready();
            if ready.iter().all(|one| *one == wanted) {
                return;
            }
            assert!(asked < patience, "after {asked:?}: {ready:?}, not {wanted:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn assert_ready(&self) {
        self.assert_ready_within(SOON, StatusCode::OK, "ready\n");
    }

    fn listening(&self) -> i64 {
        self.count(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'zaguan, listening'",
        )
    }

    fn cut(&self, which: &str) -> i64 {
        self.count(&format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name LIKE '{which}'"
        ))
    }

    fn until(&self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !done(self) {
            assert!(begun.elapsed() < Duration::from_secs(20), "waited for {what} in vain");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn set(&self, arguments: &[&str]) {
        self.operate(&[&["agency-set", &self.agency.entity_id], arguments].concat());
    }
}

fn done(page: &Page) -> Done {
    if page.answer.heading() == CHOOSE {
        return Done::Offers;
    }
    if page.answer.status == StatusCode::FORBIDDEN {
        return Done::Refuses;
    }
    let response = page.response();
    let message = response.split("StatusMessage>").nth(1).unwrap_or_else(|| panic!("{response}"));
    Done::Declines(message.split(':').next().unwrap().to_owned())
}

fn declines(word: &str) -> Done {
    Done::Declines(word.to_owned())
}

/// At the form of the password.
fn at_the_password(visitor: &Visitor, address: &str) -> Page {
    let choose = visitor.get(address);
    visitor.submit(&choose, &choose.answer.form("/elegir"), &[("metodo", "password")])
}

fn prove(visitor: &Visitor, asked: &Page) -> Page {
    let credentials = [("documento", CITIZEN.0), ("clave", CITIZEN.1)];
    visitor.press_on(visitor.submit(asked, &asked.answer.form("/clave"), &credentials))
}

#[test]
fn both_nodes_do_as_the_operator_says_within_two_seconds() {
    let pair = Pair::open();
    let config = pair.first.file("hub.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("approval = \"one\"\n{text}")).unwrap();
    pair.assert_soon(&Done::Refuses);
    let file = pair.file("agency.xml", &pair.agency.metadata());
    let added = pair.operate(&["--by", "ana", "agency-add", file.to_str().unwrap()]);
    pair.assert_soon(&Done::Refuses);
    let code = added.split("CHANGE=").nth(1).unwrap().split_whitespace().next().unwrap();
    pair.operate(&["--by", "eva", "agency-approve", code]);
    pair.assert_soon(&Done::Offers);
    fs::write(&config, text).unwrap();
    pair.set(&["--level", "high"]);
    pair.assert_soon(&declines("LOA_NOT_REACHED"));
    pair.set(&["--level", "low", "--suspended", "yes"]);
    pair.assert_soon(&declines("SP_NOT_ALLOWED"));
    pair.set(&["--suspended", "no"]);
    pair.assert_soon(&Done::Offers);
    pair.operate(&["agency-remove", &pair.agency.entity_id]);
    pair.assert_soon(&Done::Refuses);
    pair.operate(&["agency-rollback", &pair.agency.entity_id]);
    pair.assert_soon(&Done::Offers);
    pair.assert_ready();
}

#[test]
fn a_journey_goes_on_at_another_node_with_each_step() {
    let pair = Pair::with_agency();
    let first = pair.first.visitor();
    let second = pair.second.visited_by(&first);
    let choose = first.get(&pair.address(&pair.agency));
    let form = choose.answer.form("/elegir");
    let asked = second.submit(&choose, &form, &[("metodo", "password")]);
    let back = prove(&first, &asked);
    let response = back.response();
    assert!(response.contains("<saml2:Assertion"), "{response}");
    let id = |response: &str| response.split("<saml2:Assertion").nth(1).map(str::to_owned);
    let again = second.get(&back.url);
    assert_eq!(again.url, back.url);
    assert_eq!(id(&again.response()), id(&response), "the same assertion, from the other node");
    assert_eq!(pair.count("SELECT count(*) FROM hub.trace"), 1);
}

#[test]
fn a_change_is_seen_in_time_though_nobody_could_hear_of_it_and_nodes_recover_by_themselves() {
    let pair = Pair::with_agency();
    pair.until("both to listen", |pair| pair.listening() == 2);
    assert_eq!(pair.cut("zaguan, listening"), 2);
    pair.set(&["--suspended", "yes"]);
    pair.assert_soon(&declines("SP_NOT_ALLOWED"));
    pair.until("both to listen again", |pair| pair.listening() == 2);

    assert!(pair.cut("zaguan%") >= 4);
    pair.set(&["--suspended", "no"]);
    pair.assert_soon(&Done::Offers);
    pair.until("both to listen again", |pair| pair.listening() == 2);
    pair.assert_ready();
}

#[test]
fn no_change_of_an_agency_makes_a_node_unready() {
    let pair = Pair::with_agency();
    pair.assert_ready();
    let changing = thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = Vec::new();
            for _ in 0..60 {
                asked.extend(pair.ready());
            }
            asked
        });
        for number in 0..10 {
            pair.set(&["--contacts", &format!("a{number}@example.es")]);
        }
        asking.join().unwrap()
    });
    let unready: Vec<_> = changing.iter().filter(|(status, _)| *status != StatusCode::OK).collect();
    assert!(unready.is_empty(), "{unready:?}");
}

#[test]
fn a_node_without_its_database_is_not_ready_and_is_again_afterwards() {
    let pair = Pair::with_agency();
    let name = pair.runtime.block_on(pair.database.query_one("SELECT current_database()", &[]));
    let name: String = name.unwrap().get(0);
    let server = pair.server();
    let allow = |yes: bool| {
        let alter = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {yes}");
        pair.runtime.block_on(server.batch_execute(&alter)).unwrap();
    };
    // As nodes see a database that has stopped: connections break, and no new one is made.
    allow(false);
    pair.cut("zaguan%");
    let silent = "the database does not answer\n";
    pair.assert_ready_within(SOON, StatusCode::SERVICE_UNAVAILABLE, silent);
    let page = pair.first.visitor().get(&pair.address(&pair.agency));
    assert_eq!(page.answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let change = "UPDATE hub.agency SET record = record || '{\"suspended\": true}'";
    pair.sql(change);
    allow(true);
    pair.assert_soon(&declines("SP_NOT_ALLOWED"));
    pair.assert_ready();
    pair.until("both to listen again", |pair| pair.listening() == 2);
}

#[test]
fn a_database_that_accepts_connections_and_answers_nothing_is_as_good_as_none() {
    let pair = Pair::with_agency();
    pair.sql("BEGIN; LOCK TABLE hub.generation IN ACCESS EXCLUSIVE MODE");
    let silent = "the database does not answer\n";
    pair.assert_ready_within(2 * SOON, StatusCode::SERVICE_UNAVAILABLE, silent);
    for _ in 0..10 {
        let _ = pair.ready();
    }
    // Those who asked in vain have taken no connection with them.
    for visitor in pair.visitors() {
        assert_eq!(done(&visitor.get(&pair.address(&pair.agency))), Done::Offers);
    }
    pair.sql("ROLLBACK");
    pair.assert_ready();
}

#[test]
fn a_node_that_cannot_load_for_longer_than_two_seconds_is_not_ready() {
    let pair = Pair::with_agency();
    let other = pair.runtime.block_on(pair.first.database().connect());
    pair.sql("BEGIN; LOCK TABLE hub.agency IN ACCESS EXCLUSIVE MODE");
    let bump = "UPDATE hub.generation SET number = number + 1";
    pair.runtime.block_on(other.batch_execute(bump)).unwrap();
    let behind = "the newest directory is not loaded yet after 2 seconds\n";
    pair.assert_ready_within(3 * SOON, StatusCode::SERVICE_UNAVAILABLE, behind);
    pair.sql("ROLLBACK");
    pair.assert_ready();
}

/// The node may have heard meanwhile, or not: nobody can tell from what it does.
#[test]
fn a_login_under_way_is_decided_by_the_newest_record_whether_or_not_its_node_has_heard_of_it() {
    let pair = Pair::with_agency();
    for _ in 0..4 {
        let visitor = pair.second.visited_by(&pair.first.visitor());
        let asked = at_the_password(&visitor, &pair.address(&pair.agency));
        pair.until("both to listen", |pair| pair.listening() == 2);
        pair.cut("zaguan, listening");
        let change = "UPDATE hub.agency SET record = record || '{\"suspended\": true}'";
        pair.sql(change);
        let back = prove(&visitor, &asked);
        assert_eq!(done(&back), declines("SP_NOT_ALLOWED"));
        pair.set(&["--suspended", "no"]);
        pair.assert_soon(&Done::Offers);
    }
    assert_eq!(pair.count("SELECT count(*) FROM hub.trace WHERE assertion_id IS NOT NULL"), 0);
}

#[test]
fn a_source_that_is_due_is_looked_at_by_one_node_and_what_it_brings_arrives_at_both() {
    let mut pair = Pair::open();
    let publisher = Publisher::open(&pair.agency.metadata());
    pair.operate(&["agency-add", &publisher.address]);
    pair.assert_soon(&Done::Offers);
    let moved =
        Agency { consumer: "https://sede.example.test/other".to_owned(), ..pair.agency.clone() };
    let to_the_new = |pair: &Pair| pair.address(&moved);
    pair.assert_soon_at(|| to_the_new(&pair), &Done::Refuses);

    pair.first.close();
    pair.second.close();
    publisher.publish(&moved.metadata());
    pair.sql("UPDATE hub.source SET next_at = now()");
    let before = publisher.asked();
    pair.first.launch();
    pair.second.start();
    pair.first.await_start();
    pair.until("both to know the new address", |pair| {
        let visitors = pair.visitors();
        visitors.iter().all(|visitor| done(&visitor.get(&to_the_new(pair))) == Done::Offers)
    });
    assert_eq!(publisher.asked(), before + 1);
    let due = "SELECT count(*) FROM hub.source WHERE next_at <= now() OR failures > 0";
    assert_eq!(pair.count(due), 0);
}

/// Somebody who publishes metadata at an address, and counts who asks.
struct Publisher {
    address: String,
    document: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    fn open(document: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/metadata.xml", listener.local_addr().unwrap());
        let document = Arc::new(Mutex::new(document.to_owned()));
        let asked = Arc::new(AtomicUsize::new(0));
        let (published, count) = (Arc::clone(&document), Arc::clone(&asked));
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]).unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let text = published.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length:";
                write!(stream, "{head} {}\r\n\r\n{text}", text.len()).unwrap();
            }
        });
        Self { address, document, asked }
    }

    fn publish(&self, document: &str) {
        document.clone_into(&mut self.document.lock().unwrap());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
