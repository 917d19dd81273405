//! The hub is told to stop.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::House;

use crate::line::Line;
use crate::{ask, readiness, signal, until};

const DRAINING: (u16, &str) = (503, "draining: this node was told to stop\n");

fn is_draining(house: &House) -> bool {
    let (status, text) = readiness(house);
    (status, text.as_str()) == DRAINING
}

fn has_stopped(process: u32) -> bool {
    fs::metadata(format!("/proc/{process}/exe")).is_err()
}

#[test]
fn a_request_under_way_is_answered_whole_and_who_comes_meanwhile_as_well() {
    let mut house = House::open();
    house.reconfigure("drain_delay = 3");
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    let destination = Some(format!("{}/saml/sso", house.url));
    let request = AuthnRequest { destination, ..agency.request("_slow", SystemClock.now()) };
    let path = agency.redirect(&request, None);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let (runtime, house) = (runtime.unwrap(), &house);
    let database = runtime.block_on(house.database().connect());
    let lock = "BEGIN; LOCK TABLE hub.journey IN ACCESS EXCLUSIVE MODE";
    runtime.block_on(database.batch_execute(lock)).unwrap();
    let mut idle = Line::to(house);
    assert_eq!(idle.get("/ayuda").status, 200);
    thread::scope(|scope| {
        let slow = scope.spawn(move || {
            let mut line = Line::to(house);
            let heard = line.get(&path);
            (heard.status, heard.has("connection: close"), line.rest())
        });
        let taken =
            || ask(house, "/metrics").answer.body.contains("\nzaguan_requests_in_flight 1\n");
        until("the request to be under way", Duration::from_secs(5), taken);
        let told = Instant::now();
        let process = house.process();
        signal(house, "TERM");
        let took = until("it to say so", Duration::from_secs(2), || is_draining(house));
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert!(idle.is_closed(), "nobody is asked to wait for somebody who asks nothing");
        let mut late = Line::to(house);
        let heard = late.get("/ayuda");
        assert_eq!((heard.status, heard.has("connection: close")), (200, true));
        assert_eq!(late.rest(), 0);

        // Past the delay: nobody comes in, the slow one is still there, and so is the reason.
        thread::sleep(Duration::from_secs(4).saturating_sub(told.elapsed()));
        assert!(std::net::TcpStream::connect(house.listens_at()).is_err());
        assert!(is_draining(house));
        assert!(!slow.is_finished());
        runtime.block_on(database.batch_execute("ROLLBACK")).unwrap();
        assert_eq!(slow.join().unwrap(), (303, true, 0));
        until("the process to end", Duration::from_secs(3), || has_stopped(process));
    });
    assert!(house.said().contains("\"stopped\""));
}

#[test]
fn nobody_keeps_it_from_stopping_by_saying_nothing_more() {
    let house = House::open();
    let mut slow = Line::to(&house);
    slow.say("GET /ayuda HTTP/1.1\r\nHost: hub.localhost\r\n").unwrap();
    let process = house.process();
    signal(&house, "TERM");
    // Headers that do not come are waited for ten seconds.
    until("the process to end", Duration::from_secs(15), || has_stopped(process));
    assert_eq!(slow.rest(), 0);
}
