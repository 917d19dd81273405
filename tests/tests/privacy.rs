//! No person stands in what the hub writes: a whole login, a wrong password, a refusal and a journey given
//! up, a message to the person, and then every table of the schemas `hub` and `messages`, the server's log with everything in it, its metrics, and
//! what PostgreSQL was told about that schema are searched for all that is known of the person.

#![cfg(test)]

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use authenticators::Keys;
use authenticators::hashing::Pepper;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use hub::{Clock as _, SystemClock};
use messages::{Account, Address, Message, Outbox};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::{House, Page, Visitor};
use tokio::runtime::{self, Runtime};
use tokio_postgres::{Client, NoTls};

const DOCUMENT: &str = "73190526H";
const PASSWORD: &str = "grulla-verde-77-hilos";
/// What is sent to them.
const CODE: &str = "48151623";
const WRONG: &str = "grulla-parda-66-nudos";
const REGISTERED: &str = "document,given_name,first_surname,second_surname,birth_date,level,phone,email,password
73190526H,Wenceslada,Quiñonzález,Urrutxagaray,1937-11-23,basic,+34688135792,buzon-wq@distintivo.example,grulla-verde-77-hilos
";
/// All that is known of the person, in the ways in which people write it.
const KNOWN: [&str; 15] = [
    DOCUMENT,
    "73190526",
    "Wenceslada",
    "Quiñonzález",
    "Urrutxagaray",
    "1937-11-23",
    "23-11-1937",
    "23/11/1937",
    "19371123",
    "+34688135792",
    "688135792",
    "buzon-wq@distintivo.example",
    PASSWORD,
    WRONG,
    CODE,
];
/// What is planted, so that a search that sees nothing is seen.
const CANARY: &str = "Canarión-27ñ@distintivo";

/// A text in one of the ways in which programs write it.
struct Form {
    of: &'static str,
    how: &'static str,
    octets: String,
    is_folded: bool,
}

/// Each text in every way. Octets are letters here, one each, so that it does not matter what is text.
fn forms(texts: &[&'static str]) -> Vec<Form> {
    let mut forms = Vec::new();
    for of in texts {
        let mut add = |how, octets: &[u8], is_folded| {
            let octets = letters(octets);
            let octets = if is_folded { octets.to_ascii_lowercase() } else { octets };
            forms.push(Form { of, how, octets, is_folded });
        };
        for text in BTreeSet::from([(*of).to_owned(), of.to_uppercase(), of.to_lowercase()]) {
            let octets = text.as_bytes();
            add("plain", octets, true);
            add("URL", percent(octets).as_bytes(), true);
            add("JSON", escaped(&text).as_bytes(), true);
            add("hexadecimal", hexadecimal(octets).as_bytes(), true);
            for before in 0..3 {
                add("base64", base64(&STANDARD_NO_PAD, octets, before).as_bytes(), false);
                add("base64url", base64(&URL_SAFE_NO_PAD, octets, before).as_bytes(), false);
            }
        }
    }
    forms
}

fn letters(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

fn percent(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        if octet.is_ascii_alphanumeric() || b"-._".contains(octet) {
            text.push(char::from(*octet));
        } else {
            let _ = write!(text, "%{octet:02X}");
        }
        text
    })
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        if c.is_ascii() {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        }
        escaped
    })
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// The letters that stand for these octets alone, `before` octets after the beginning of a group of three.
fn base64(engine: &impl base64::Engine, octets: &[u8], before: usize) -> String {
    let whole = engine.encode([&vec![0; before], octets].concat());
    let first = (before * 8).div_ceil(6);
    let end = (before + octets.len()) * 8 / 6;
    whole[first..end].to_owned()
}

/// Where a text stands, and in which way.
fn found(forms: &[Form], octets: &[u8]) -> BTreeSet<(&'static str, &'static str)> {
    let exact = letters(octets);
    let folded = exact.to_ascii_lowercase();
    let is_there = |form: &&Form| {
        let where_to_look = if form.is_folded { &folded } else { &exact };
        where_to_look.contains(&form.octets)
    };
    forms.iter().filter(is_there).map(|form| (form.of, form.how)).collect()
}

/// That nothing of the person is there.
fn assert_nobody(what: &str, octets: &[u8]) {
    let found = found(&forms(&KNOWN), octets);
    assert!(found.is_empty(), "{what} holds {found:?}");
}

/// Every way in which the canary is written, one after the other.
fn canaries() -> Vec<Form> {
    forms(&[CANARY])
}

/// That the canary is there in every way in which it was planted.
fn assert_canary(what: &str, octets: &[u8]) {
    let ways = ["plain", "URL", "JSON", "hexadecimal", "base64", "base64url"];
    let expected: BTreeSet<_> = ways.iter().map(|how| (CANARY, *how)).collect();
    assert_eq!(found(&canaries(), octets), expected, "{what}");
}

/// The canary in every way, on one line.
fn flock() -> String {
    let canary = CANARY.as_bytes();
    let url = base64(&URL_SAFE_NO_PAD, canary, 1);
    let plain = base64(&STANDARD_NO_PAD, canary, 2);
    let (percent, escaped) = (percent(canary), escaped(CANARY));
    format!("{CANARY} {percent} {escaped} {} {url} {plain}", hexadecimal(canary))
}

#[test]
fn a_text_is_found_however_programs_write_it_and_wherever_it_begins() {
    for before in 0..3 {
        let octets = [&b"xyz"[..before], CANARY.as_bytes(), b"after"].concat();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let found = found(&canaries(), engine.encode(&octets).as_bytes());
            assert!(!found.is_empty(), "{before}");
        }
    }
    for text in [CANARY.to_uppercase(), CANARY.to_lowercase(), format!("x{CANARY}x")] {
        assert!(found(&canaries(), text.as_bytes()).contains(&(CANARY, "plain")), "{text}");
    }
    assert_canary("the flock", flock().as_bytes());
    assert_eq!(found(&canaries(), b"Canarion"), BTreeSet::new());
}

/// A house of which everything that it writes is kept.
struct Glass {
    house: House,
    agency: Agency,
    runtime: Runtime,
    /// A connection of nobody.
    database: Client,
    /// What PostgreSQL writes, and how much of it was there before.
    log: (PathBuf, usize),
}

impl Glass {
    fn open() -> Self {
        let mut house = House::open();
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let superuser = connected(&runtime, &superuser());
        let name = house.database().url().rsplit_once('/').unwrap().1.to_owned();
        let all = format!(
            "ALTER DATABASE {name} SET log_statement = 'all';
             ALTER DATABASE {name} SET log_parameter_max_length = -1;"
        );
        runtime.block_on(superuser.batch_execute(&all)).unwrap();
        let folder = runtime.block_on(superuser.query_one("SHOW data_directory", &[])).unwrap();
        let log = PathBuf::from(folder.get::<_, String>(0)).join("server.log");
        let before = fs::read(&log).unwrap().len();
        house.close();
        house.start_telling_all();
        let citizens = house.file("glass.csv");
        fs::write(&citizens, REGISTERED).unwrap();
        let seeded = house.operate(&["demonstration-seed", citizens.to_str().unwrap()]);
        assert!(seeded.status.success(), "{seeded:?}");
        let agency = Agency::new("https://sede.example.test/metadata");
        let _ = house.join(&agency.metadata());
        let database = runtime.block_on(house.database().connect());
        Self { house, agency, runtime, database, log: (log, before) }
    }

    /// At the form of the password.
    fn at_the_password(&self, visitor: &Visitor, id: &str) -> Page {
        let choose = self.at_the_choice(visitor, id);
        visitor.submit(&choose, &choose.answer.form("/elegir"), &[("metodo", "password")])
    }

    fn at_the_choice(&self, visitor: &Visitor, id: &str) -> Page {
        let url = &self.house.url;
        let request = AuthnRequest {
            destination: Some(format!("{url}/saml/sso")),
            ..self.agency.request(id, SystemClock.now())
        };
        visitor.get(&format!("{url}{}", self.agency.redirect(&request, None)))
    }

    /// With a wrong password first.
    fn log_in(&self, visitor: &Visitor, id: &str) -> String {
        let page = self.at_the_password(visitor, id);
        let typed = |password| [("documento", DOCUMENT), ("clave", password)];
        let again = visitor.submit(&page, &page.answer.form("/clave"), &typed(WRONG));
        assert_eq!(again.answer.status.as_u16(), 422);
        // As if two seconds had passed, after which the next password is looked at.
        let over = "UPDATE credentials.password_waits SET until = now() - interval '1 minute'";
        self.runtime.block_on(self.database.batch_execute(over)).unwrap();
        let shown = visitor.submit(&again, &again.answer.form("/clave"), &typed(PASSWORD));
        visitor.press_on(shown).response()
    }

    fn rows(&self, select: &str) -> Vec<String> {
        let rows = self.runtime.block_on(self.database.query(select, &[])).unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// As a method does: an SMS on all accounts that there are.
    fn write_to_the_person(&self) {
        let pepper = Pepper::read(&self.house.file("pepper")).unwrap();
        let key = Keys::new(pepper).key("messages/1").unwrap();
        let now = SystemClock.now();
        let message = Message {
            to: Address::Phone("+34688135792".to_owned()),
            purpose: "code",
            subject: None,
            text: format!("Wenceslada Quiñonzález: {CODE}"),
            code: Some(CODE.to_owned()),
            until: now + Duration::from_mins(10),
            account: Account { agency: Some(&self.agency.entity_id), ..Account::default() },
        };
        let outbox = Outbox::new(self.house.database().pool(), key);
        let spent = || -> i64 {
            let count = self.rows("SELECT count(*)::text FROM messages.spent");
            count[0].parse().unwrap()
        };
        let before = spent();
        let taken = self.runtime.block_on(outbox.take(&message, now)).unwrap();
        assert!(taken.is_ok());
        assert_eq!(spent() - before, 2, "of the phone, and of the agency");
    }

    /// Every table of these schemas, as text, and what is binary in it once more as it is.
    fn tables(&self) -> Vec<(String, Vec<u8>)> {
        let tables =
            "SELECT nspname || '.' || relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                      WHERE nspname IN ('hub', 'messages') AND relkind IN ('r', 'p') ORDER BY 1";
        let read = |table: String| {
            let text = self.rows(&format!("SELECT t::text FROM {table} t")).join("\n");
            // In a row as text each backslash is doubled.
            let text = text.replace("\\\\", "\\");
            let binary: Vec<u8> = text.split("\\x").skip(1).flat_map(unhex).collect();
            (table, [text.into_bytes(), vec![b'\n'], binary].concat())
        };
        self.rows(tables).into_iter().map(read).collect()
    }

    /// What PostgreSQL was told since the house was opened: statements with their parameters.
    fn statements(&self) -> Vec<String> {
        let (log, before) = &self.log;
        statements(&letters(&fs::read(log).unwrap()[*before..]))
    }
}

fn connected(runtime: &Runtime, url: &str) -> Client {
    let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls)).unwrap();
    // It ends when its client is dropped.
    runtime.spawn(connection);
    client
}

/// `tasks/postgres` gives both of its users the same password.
fn superuser() -> String {
    env::var("ZAGUAN_TEST_DATABASE").unwrap().replacen("//zaguan:", "//postgres:", 1)
}

/// The octets of which this is the beginning in hexadecimal.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .map_while(|c| c.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// The statements of a log of PostgreSQL, with what stands below each.
fn statements(log: &str) -> Vec<String> {
    let mut statements: Vec<(String, String)> = Vec::new();
    let begins = |line: &str| line.starts_with("20") && line.contains("] ") && line.contains(":  ");
    let mut is_told = false;
    for line in log.lines() {
        if begins(line) {
            let process = line.split('[').nth(1).and_then(|rest| rest.split(']').next());
            let process = process.unwrap_or_default().to_owned();
            let is_new = line.contains("LOG:  execute ") || line.contains("LOG:  statement: ");
            let last = statements.iter_mut().rfind(|(of, _)| *of == process);
            is_told = true;
            if is_new {
                statements.push((process, line.to_owned()));
            } else if let (true, Some((_, statement))) = (line.contains("DETAIL:  "), last) {
                statement.push('\n');
                statement.push_str(line);
            } else {
                is_told = false;
            }
        } else if let (true, Some((_, statement))) = (is_told, statements.last_mut()) {
            statement.push('\n');
            statement.push_str(line);
        }
    }
    statements.into_iter().map(|(_, statement)| statement).collect()
}

/// Whether a statement goes to where persons are. What it was told does not count.
fn is_of_persons(statement: &str) -> bool {
    let sql = statement.split("\n20").next().unwrap_or_default();
    sql.contains("citizens.") || sql.contains("credentials.")
}

/// The octets behind letters that stand for one each.
fn octets(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

#[test]
fn no_person_is_in_what_the_hub_keeps_logs_counts_or_tells_postgresql() {
    let glass = Glass::open();
    let house = &glass.house;
    let visitor = house.visitor();
    assert!(glass.log_in(&visitor, "_granted").contains("status:Success"));
    let choose = glass.at_the_choice(&visitor, "_cancelled");
    assert!(visitor.cancel(&choose).response().contains("CANCELLED"));
    let under_way = glass.at_the_password(&house.visitor(), "_under_way");
    assert_eq!(under_way.answer.status.as_u16(), 200);
    glass.write_to_the_person();
    let stricter = ["agency-set", &glass.agency.entity_id, "--registration", "advanced"];
    assert!(house.operate(&stricter).status.success());
    assert!(glass.log_in(&house.visitor(), "_declined").contains("REGISTRATION_LEVEL_NOT_REACHED"));
    assert_eq!(
        glass.rows("SELECT outcome FROM hub.trace ORDER BY id"),
        ["GRANTED", "CANCELLED", "REGISTRATION_LEVEL_NOT_REACHED"]
    );

    let tables = glass.tables();
    let names: Vec<_> = tables.iter().map(|(name, _)| name.as_str()).collect();
    for table in [
        "hub.agency",
        "hub.journey",
        "hub.ledger",
        "hub.trace",
        "hub.trace_join",
        "messages.outbox",
        "messages.spent",
    ] {
        assert!(names.contains(&table), "{names:?}");
    }
    for (table, rows) in &tables {
        assert_nobody(&format!("table {table}"), rows);
    }
    let metrics = visitor.get(&format!("{}/metrics", house.admin())).answer.body;
    assert!(metrics.contains("zaguan"), "{metrics}");
    assert_nobody("the metrics", metrics.as_bytes());
    let said = house.said();
    assert!(said.contains("\"level\":\"DEBUG\""), "it says more than usual");
    let known = "a new directory is in use";
    assert!(found(&forms(&[known]), said.as_bytes()).contains(&(known, "plain")), "{said}");
    assert_nobody("the server's log", said.as_bytes());
    let journey = under_way.url.split('/').nth(4).unwrap();
    assert_eq!(journey.len(), 32);
    assert!(said.contains("\"journey\":"), "lines name their journey");
    assert!(!said.contains(journey), "by a name that opens nothing");

    let statements = glass.statements();
    let (of_persons, of_the_hub): (Vec<_>, Vec<_>) =
        statements.iter().partition(|statement| is_of_persons(statement));
    let texts = |statements: &[&String]| -> Vec<u8> {
        statements.iter().flat_map(|statement| octets(&format!("{statement}\n"))).collect()
    };
    let (of_persons, of_the_hub) = (texts(&of_persons), texts(&of_the_hub));
    // The eyes are open: both kinds are there, with what they were told.
    let sees = found(&forms(&KNOWN), &of_persons);
    assert!(sees.contains(&(DOCUMENT, "plain")), "{sees:?}");
    let hub = letters(&of_the_hub);
    assert!(hub.contains("hub.finish(") && hub.contains("_declined"), "{hub}");
    assert_nobody("what PostgreSQL was told about the hub", &of_the_hub);
    for secret in [PASSWORD, WRONG] {
        assert!(found(&forms(&[secret]), &of_persons).is_empty(), "a password reached PostgreSQL");
    }
}

#[test]
fn a_canary_is_found_wherever_it_is_planted() {
    let glass = Glass::open();
    let plant = "CREATE TABLE hub.canary (text text, octets bytea);";
    glass.runtime.block_on(glass.database.batch_execute(plant)).unwrap();
    let insert = "INSERT INTO hub.canary (text, octets) VALUES ($1, $2)";
    let (flock, binary) = (flock(), CANARY.as_bytes());
    glass.runtime.block_on(glass.database.execute(insert, &[&flock, &binary])).unwrap();
    let tables = glass.tables();
    let (_, rows) = tables.iter().find(|(name, _)| name == "hub.canary").unwrap();
    assert_canary("the table", rows);
    let only_binary = "UPDATE hub.canary SET text = NULL";
    glass.runtime.block_on(glass.database.batch_execute(only_binary)).unwrap();
    let tables = glass.tables();
    let (_, rows) = tables.iter().find(|(name, _)| name == "hub.canary").unwrap();
    let both = BTreeSet::from([(CANARY, "hexadecimal"), (CANARY, "plain")]);
    assert_eq!(found(&canaries(), rows), both);

    let statements = glass.statements();
    let told: Vec<_> =
        statements.iter().filter(|statement| statement.contains("INTO hub.canary")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!is_of_persons(told[0]));
    assert_canary("the statement", &octets(told[0]));
}
