//! More people than there is room for.

use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::House;
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::line::Line;
use crate::{ask, assert_metric, until};

/// The beginning of a request, whose body is awaited: that keeps its connection busy.
fn begin(line: &mut Line) {
    line.say(
        "POST /saml/sso HTTP/1.1\r\nHost: hub.localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    )
    .unwrap();
    assert_eq!(line.hear().status, 100);
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn address(house: &House, agency: &Agency, id: &str) -> String {
    let destination = Some(format!("{}/saml/sso", house.url));
    let request = AuthnRequest { destination, ..agency.request(id, SystemClock.now()) };
    agency.redirect(&request, None)
}

/// Nobody can write or read journeys until this is undone.
fn hold_journeys(runtime: &Runtime, database: &Client) {
    let lock = "BEGIN; LOCK TABLE hub.journey IN ACCESS EXCLUSIVE MODE";
    runtime.block_on(database.batch_execute(lock)).unwrap();
}

#[test]
fn who_begins_is_turned_away_with_a_page_and_who_is_under_way_goes_on() {
    let mut house = House::open();
    house.reconfigure("limits.requests = 4");
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    let visitor = house.visitor();
    let choose = visitor.get(&format!("{}{}", house.url, address(&house, &agency, "_first")));
    assert_eq!(choose.answer.heading(), "Elige cómo entrar");
    let (runtime, house) = (runtime(), &house);
    let database = runtime.block_on(house.database().connect());
    hold_journeys(&runtime, &database);
    thread::scope(|scope| {
        // Two neighbourhoods: one alone gets half of the places.
        let begun: Vec<_> = (0..4)
            .map(|number| {
                let path = address(house, &agency, &format!("_held{number}"));
                let source = if number < 2 { [127, 0, 1, 1] } else { [127, 0, 2, 1] };
                scope.spawn(move || Line::from(house, source.into()).get(&path).status)
            })
            .collect();
        let taken =
            || ask(house, "/metrics").answer.body.contains("\nzaguan_requests_in_flight 4\n");
        until("the places to be taken", Duration::from_secs(5), taken);
        let under_way = scope.spawn(|| visitor.get(&choose.url));

        let asked = Instant::now();
        let path = address(house, &agency, "_late");
        let mut late = Line::to(house);
        late.say(&format!(
            "GET {path} HTTP/1.1\r\nHost: hub.localhost\r\nAccept-Language: ca\r\n\r\n"
        ))
        .unwrap();
        let heard = late.hear();
        assert_eq!(heard.status, 503);
        assert_eq!(heard.heading(), "Ara no podem comprovar les teves dades");
        assert!(
            heard.has("retry-after: 10") && heard.has("content-type: text/html; charset=utf-8")
        );
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
        let reference = heard.body.split("<code").nth(1).unwrap_or(&heard.body);
        assert!(!heard.body.contains("_late") && !reference.is_empty());
        let asset = late.get("/static/nothing.css");
        assert_eq!(asset.status, 404, "what is in memory is not waited for");

        let early = "SELECT count(*) FROM pg_locks WHERE NOT granted";
        let waiting: i64 = runtime.block_on(database.query_one(early, &[])).unwrap().get(0);
        assert!(waiting >= 4, "{waiting}");
        runtime.block_on(database.batch_execute("ROLLBACK")).unwrap();
        let answered: Vec<u16> = begun.into_iter().map(|one| one.join().unwrap()).collect();
        assert_eq!(answered, [303; 4]);
        let shown = under_way.join().unwrap();
        assert_eq!(shown.answer.heading(), "Elige cómo entrar");
    });
    assert_metric(house, "zaguan_turned_away_total{kind=\"sso\",why=\"requests\"} 1");
    assert_metric(house, "zaguan_requests_in_flight 0");
    assert!(house.said().contains("requests are turned away"));
}

#[test]
fn one_neighbourhood_of_addresses_takes_half_of_the_places_and_others_are_served() {
    let mut house = House::open();
    house.reconfigure("limits.requests = 4");
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    let (runtime, house) = (runtime(), &house);
    let database = runtime.block_on(house.database().connect());
    hold_journeys(&runtime, &database);
    let here = |last| Ipv4Addr::new(127, 9, 9, last);
    thread::scope(|scope| {
        let held: Vec<_> = (1..3)
            .map(|number| {
                let path = address(house, &agency, &format!("_held{number}"));
                scope.spawn(move || Line::from(house, here(number)).get(&path).status)
            })
            .collect();
        let taken =
            || ask(house, "/metrics").answer.body.contains("\nzaguan_requests_in_flight 2\n");
        until("two places to be taken", Duration::from_secs(5), taken);
        let asked = Instant::now();
        assert_eq!(Line::from(house, here(3)).get("/ayuda").status, 503);
        assert!(asked.elapsed() < Duration::from_secs(1), "at once");
        assert_eq!(Line::from(house, Ipv4Addr::new(127, 8, 8, 8)).get("/ayuda").status, 200);
        runtime.block_on(database.batch_execute("ROLLBACK")).unwrap();
        assert!(held.into_iter().all(|one| one.join().unwrap() == 303));
    });
    assert_metric(house, "zaguan_turned_away_total{kind=\"page\",why=\"neighbourhood\"} 1");
}

#[test]
fn when_all_connections_are_busy_a_new_one_is_told_so_and_idle_ones_make_room() {
    let mut house = House::open();
    house.reconfigure("limits = { connections = 4, connections_from_one = 4 }");
    let mut busy: Vec<Line> = (0..4).map(|_| Line::to(&house)).collect();
    busy.iter_mut().for_each(begin);
    let mut late = Line::to(&house);
    let asked = Instant::now();
    let heard = late.get("/ayuda");
    assert_eq!((heard.status, heard.has("retry-after: 10")), (503, true));
    assert!(heard.has("connection: close"));
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert_metric(&house, "zaguan_connections_open 4");
    assert_metric(&house, "zaguan_connections_total{end=\"turned_away\"} 1");
    assert_metric(&house, "zaguan_turned_away_total{kind=\"page\",why=\"connections\"} 1");

    // Each of them gets its answer, and is idle.
    for line in &mut busy {
        line.say("abcde").unwrap();
        assert_eq!(line.hear().status, 415);
    }
    let mut newer = Line::to(&house);
    assert_eq!(newer.get("/ayuda").status, 200);
    let closed: Vec<bool> = busy.iter_mut().map(Line::is_closed).collect();
    assert_eq!(closed, [true, false, false, false], "the one that was idle for longest has gone");
    assert_eq!(busy[1].get("/ayuda").status, 200, "the others go on");
}

#[test]
fn one_neighbourhood_of_addresses_cannot_take_all_connections() {
    let mut house = House::open();
    house.reconfigure("limits.connections = 8");
    let here = Ipv4Addr::new(127, 9, 9, 1);
    let mut busy: Vec<Line> = (0..2).map(|_| Line::from(&house, here)).collect();
    busy.iter_mut().for_each(begin);
    assert_eq!(Line::from(&house, Ipv4Addr::new(127, 9, 9, 2)).get("/ayuda").status, 503);
    let other = Ipv4Addr::new(127, 9, 10, 1);
    assert_eq!(Line::from(&house, other).get("/ayuda").status, 200);
    assert_eq!(busy[0].say("abcde").map(|()| busy[0].hear().status).unwrap(), 415);
}
