//! What a large country costs: a million citizens, ten thousand agencies.
//!
//! Both come in as they do: by the operators' commands, from files, and from an aggregate that somebody
//! publishes. Where no cost is told it is wall clock, on the machine as it is.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hub::{Directory, Environment, Store};
use identity::SpanishId;
use tests::database::TestDatabase;
use tests::driver::Manner;
use tests::federation;
use tests::hall::agency::Agency;
use tests::street::House;

use crate::cost::memory;
use crate::office::Office;
use crate::{LOGINS, say};

/// So many that ten thousand service providers without a flaw are among them: 48 MB.
const MEMBERS: usize = 11_237;
const AGENCIES: usize = 10_000;
/// Agencies whose first and second login are measured.
const COLD: usize = 400;
/// Citizens of one file, which may have 64 MiB.
const ROWS: usize = 500_000;

/// A thousand citizens and a million.
pub(crate) fn of_citizens(unit: f64, office: &mut Office) {
    say("\n| citizens | | bound |\n|---|---:|---:|");
    office.start_again();
    register(office, 0..1000);
    let few = office.cost(&office.sealed, Manner::Nod, LOGINS);
    let begun = Instant::now();
    let mut peak = 0;
    for first in (1000..1_000_000).step_by(ROWS) {
        peak = peak.max(register(office, first..(first + ROWS).min(1_000_000)));
    }
    let took = begun.elapsed();
    say(&format!(
        "| `citizen-import` up to 1,000,000: time, peak memory | {}, {} MiB | |",
        seconds(took),
        peak / 1024
    ));
    office.start_again();
    let many = office.cost(&office.sealed, Manner::Nod, LOGINS);
    say(&format!(
        "| full login among 1,000,000, against 1,000 | {:.2} × | 1.1 × |",
        many.hub / few.hub
    ));
    let theirs = [few, many].map(|spent| spent.database / unit);
    say(&format!("| the same, PostgreSQL's own | {:.2} u, then {:.2} u | |", theirs[0], theirs[1]));
}

/// By command, from a file; the most memory that it had, in KiB.
fn register(office: &Office, numbers: std::ops::Range<usize>) -> u64 {
    let mut rows =
        "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n"
            .to_owned();
    for number in numbers {
        let document = document(number);
        writeln!(rows, "{document},Nombre,Apellido,Otro,1980-02-29,basic,,").unwrap();
    }
    let file = office.house.file("citizens-many.csv");
    fs::write(&file, rows).unwrap();
    run(&office.house, &["citizen-import", file.to_str().unwrap()]).2
}

/// One that nobody has in these tests.
fn document(number: usize) -> String {
    let digits = format!("{:08}", 20_000_000 + number);
    let letters = ('A'..='Z').map(|letter| format!("{digits}{letter}"));
    letters.into_iter().find(|text| SpanishId::parse(text).is_ok()).unwrap()
}

/// Ten thousand agencies.
pub(crate) fn of_agencies(unit: f64) {
    say("\n| agencies | | bound |\n|---|---:|---:|");
    let mut office = Office::open();
    let few = office.cost(&office.sealed, Manner::Nod, LOGINS);
    office.nodes.clear();
    let house = &mut office.house;
    say(&format!("| start to ready, four agencies | {} | 0.5 s |", restart(house)));
    let config = house.file("hub.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("approval = \"one\"\n{text}")).unwrap();
    let address = publish(federation::metadata(MEMBERS));
    let timed = |house: &House, what: &str, command: &[&str]| {
        let (said, took, peak) = run(house, command);
        say(&format!("| {what}: time, peak memory | {}, {} MiB | |", seconds(took), peak / 1024));
        said
    };
    timed(
        house,
        "`agency-add` of 48 MB, 10,000 agencies",
        &["--by", "ana", "agency-add", &address],
    );
    let (waiting, _, _) = run(house, &["agency-approve"]);
    let code = waiting.split(',').next().unwrap();
    timed(house, "`agency-approve` of all of it", &["--by", "eva", "agency-approve", code]);
    timed(house, "`agency-refresh` of the same aggregate", &["agency-refresh", &address]);
    timed(house, "`agency-list`", &["agency-list"]);
    let resident = memory(house.process(), "VmRSS") / 1024;
    say(&format!("| resident, after they came in one by one | {resident} MiB | 120 MiB |"));
    say(&format!("| start to ready | {} | 0.5 s |", restart(house)));
    let resident = memory(house.process(), "VmRSS") / 1024;
    say(&format!("| resident, after a start | {resident} MiB | 120 MiB |"));
    house.close();
    loads(house.database());
    office.start();
    let many = office.cost(&office.sealed, Manner::Nod, LOGINS);
    say(&format!("| full login among them, against four | {:.2} × | 1.1 × |", many.hub / few.hub));
    let clean = (0..).filter(|number| number % 10 != 0 && number % 100 != 1).take(COLD);
    let cold: Vec<_> = clean.map(|number| Agency::new(&federation::entity_id(number))).collect();
    // Whoever was never there sees what goes out first, and that is another row.
    office.cost(&cold, Manner::Nod, COLD);
    office.start_again();
    // The first twenty are what warms up.
    let [first, second] = [(); 2].map(|()| office.cost(&cold, Manner::Nod, COLD - 20).hub);
    say(&format!(
        "| the first login of an agency, more than the next one | {:.2} u | 1 u |",
        (first - second) / unit
    ));
}

/// From rows to a directory, and to the next one.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn loads(database: &TestDatabase) {
    let store = Store::new(database.pool());
    let endpoints = Environment::Demonstration.endpoints();
    // A connection, so that making it is not measured.
    store.generation().await.unwrap();
    let begun = Instant::now();
    let all = store.load_directory(endpoints, &Directory::empty()).await.unwrap();
    let whole = begun.elapsed();
    assert!(all.len() >= AGENCIES);
    let change = "UPDATE hub.agency SET record = record || '{\"suspended\": true}'
                  WHERE entity_id = (SELECT min(entity_id) FROM hub.agency)";
    database.connect().await.batch_execute(change).await.unwrap();
    let begun = Instant::now();
    let next = store.load_directory(endpoints, &all).await.unwrap();
    let one = begun.elapsed();
    assert!(next.generation() > all.generation());
    say(&format!("| from rows to the directory | {} | 1 s |", seconds(whole)));
    say(&format!("| the same after one change | {} | 1 s |", seconds(one)));
}

fn restart(house: &mut House) -> String {
    house.close();
    let begun = Instant::now();
    house.start();
    let listens = begun.elapsed();
    let ready = house.visitor().get(&format!("{}/readyz", house.admin()));
    assert!(ready.answer.body.starts_with("ready\n"), "{}", ready.answer.body);
    seconds(listens)
}

/// What a command says, how long it took, and the most memory that it had, in KiB.
fn run(house: &House, command: &[&str]) -> (String, Duration, u64) {
    let begun = Instant::now();
    let mut hub = house.command(command);
    // What is left out of the federation is known.
    let mut child = hub.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reading = thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        said
    });
    let peak = until_it_ends(&mut child);
    let took = begun.elapsed();
    (reading.join().unwrap(), took, peak)
}

/// The most memory that a program had, in KiB.
fn until_it_ends(child: &mut Child) -> u64 {
    let mut peak = 0;
    loop {
        peak = peak.max(memory(child.id(), "VmHWM"));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return peak;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Publishes a document as long as this process lives; its address.
fn publish(document: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/metadata.xml", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length:";
            write!(stream, "{head} {}\r\n\r\n{document}", document.len()).unwrap();
        }
    });
    address
}
