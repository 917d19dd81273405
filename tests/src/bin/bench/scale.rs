//! What ten thousand agencies cost: in memory, at the start, at a change, and each who logs in.
//!
//! Wall clock, on the machine as it is, and the hub's own program where memory is told. The federation
//! comes in as one does: by the operators' commands from an aggregate, which somebody publishes.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hub::registrar::Contents;
use hub::{Directory, Environment, Store};
use tests::database::TestDatabase;
use tests::federation;
use tests::hall::agency::Agency;
use tests::hall::{Hall, start};
use tests::street::House;

use crate::{cpu, login, logins};

/// So many that ten thousand service providers without a flaw are among them: 48 MB.
const MEMBERS: usize = 11_237;
const AGENCIES: usize = 10_000;
/// Agencies whose first and second login are measured.
const COLD: usize = 200;

/// A line of the table: what, how much, and the bound.
pub(crate) type Line = (&'static str, String, &'static str);

/// Of the hub's own program.
pub(crate) fn of_a_process() -> Vec<Line> {
    let mut lines = Vec::new();
    let mut house = House::open();
    lines.push((
        "resident, idle, before any password was hashed",
        mebibytes(&house, "VmRSS"),
        "64 MiB",
    ));
    lines.push(("start to ready, no agency", restart(&mut house), "0.5 s"));
    let config = house.file("hub.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("approval = \"one\"\n{text}")).unwrap();
    let address = publish(federation::metadata(MEMBERS));
    let (_, added_in) = operate(&house, &["--by", "ana", "agency-add", &address]);
    let (waiting, _) = operate(&house, &["agency-approve"]);
    let code = waiting.split(',').next().unwrap();
    lines.push(("`agency-add` of 48 MB, 10,000 agencies: time, peak memory", added_in, ""));
    let (_, approved_in) = operate(&house, &["--by", "eva", "agency-approve", code]);
    lines.push(("`agency-approve` of all of it: time, peak memory", approved_in, ""));
    let (_, refreshed_in) = operate(&house, &["agency-refresh", &address]);
    lines.push(("`agency-refresh` of the same aggregate: time, peak memory", refreshed_in, ""));
    let (_, listed_in) = operate(&house, &["agency-list"]);
    lines.push(("`agency-list`: time, peak memory", listed_in, ""));
    let resident = mebibytes(&house, "VmRSS");
    lines.push(("resident, 10,000 agencies, after they came in one by one", resident, "120 MiB"));
    lines.push(("start to ready, 10,000 agencies", restart(&mut house), ""));
    let resident = mebibytes(&house, "VmRSS");
    lines.push(("resident, 10,000 agencies, after a start", resident, "120 MiB"));
    lines.extend(loads(house.database()));
    lines
}

/// From rows to a directory, and to the next one.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn loads(database: &TestDatabase) -> Vec<Line> {
    let store = Store::new(database.pool());
    let endpoints = Environment::Production.endpoints();
    // A connection, so that making it is not measured.
    store.generation().await.unwrap();
    let begun = Instant::now();
    let all = store.load_directory(endpoints, &Directory::empty()).await.unwrap();
    let whole = begun.elapsed();
    assert_eq!(all.len(), AGENCIES);
    let change = "UPDATE hub.agency SET record = record || '{\"suspended\": true}'
                  WHERE entity_id = (SELECT min(entity_id) FROM hub.agency)";
    database.connect().await.batch_execute(change).await.unwrap();
    let begun = Instant::now();
    let next = store.load_directory(endpoints, &all).await.unwrap();
    let one = begun.elapsed();
    assert!(next.generation() > all.generation());
    vec![
        ("10,000 agencies: from rows to the directory", seconds(whole), "1 s"),
        ("the same after one change", seconds(one), "1 s"),
    ]
}

/// What a login costs among ten agencies and among ten thousand, and the first one of an agency.
pub(crate) async fn of_logins(unit: f64) -> Vec<Line> {
    let hall = Hall::empty().await;
    for number in 0..10 {
        let agency = Agency::new(&format!("https://ten-{number}.example.test/metadata"));
        hall.take_in(&agency.metadata()).await;
    }
    let agency = Agency::new("https://ten-0.example.test/metadata");
    hall.acquaint(&agency).await;
    let (among_ten, _) = logins(&hall, &agency, "ten").await;
    fill(&hall).await;
    let (among_all, _) = logins(&hall, &agency, "all").await;
    let mut costs = [0.0; 2];
    let members = (0..).filter(|number| number % 10 != 0 && number % 100 != 1).take(COLD);
    for number in members {
        let agency = Agency::new(&federation::entity_id(number));
        hall.acquaint(&agency).await;
        for (time, cost) in costs.iter_mut().enumerate() {
            let request = agency.request(&format!("_cold-{time}"), start());
            let address = agency.redirect(&request, Some("state"));
            let before = cpu("self");
            login(&hall, &address).await;
            *cost += cpu("self") - before;
        }
    }
    let more = (costs[0] - costs[1]) / f64::from(u32::try_from(COLD).unwrap()) / unit;
    vec![
        (
            "full login among 10,000 agencies, against one among 10",
            format!("{:.2} ×", among_all / among_ten),
            "1.1 ×",
        ),
        ("the first login of an agency, more than the next one", format!("{more:.2} u"), "1 u"),
    ]
}

async fn fill(hall: &Hall) {
    let xml = federation::metadata(MEMBERS);
    let registrar = hall.registrar();
    let contents = registrar.open(xml.as_bytes(), None, |_, _| {}).await.unwrap();
    let Contents { arrivals, .. } = contents;
    assert_eq!(arrivals.len(), AGENCIES);
    registrar.take_in(&arrivals, "bench", None, |_| {}).await.unwrap();
    hall.hub.refresh_directory().await.unwrap();
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

/// What a command says, and how long it took with how much memory.
fn operate(house: &House, command: &[&str]) -> (String, String) {
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
    (reading.join().unwrap(), format!("{}, {} MiB", seconds(took), peak / 1024))
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

fn mebibytes(house: &House, what: &str) -> String {
    format!("{} MiB", memory(house.process(), what) / 1024)
}

/// In KiB.
fn memory(process: u32, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
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
