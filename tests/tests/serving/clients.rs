//! Clients that are slow, say too much, or speak in ways that browsers do not.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

use tests::street::House;

use crate::line::{Line, connect};
use crate::{assert_metric, assert_served};

const BUSY: &str = "Ahora no podemos comprobar tus datos";
const TOO_LARGE: &str = "Lo que nos ha llegado es demasiado grande";

/// Says one part after the other, a second apart, until nobody listens.
fn drip(line: &mut Line, part: &str) {
    for _ in 0..60 {
        if line.say(part).is_err() || line.is_closed() {
            return;
        }
        thread::sleep(Duration::from_millis(800));
    }
}

fn post(length: usize) -> String {
    format!(
        "POST /saml/sso HTTP/1.1\r\nHost: hub.localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
    )
}

/// What a slow client does, and how many seconds it may.
type Slow = (fn(&House), std::ops::Range<u64>);

#[test]
fn who_is_slow_is_left_in_time_and_others_are_served_meanwhile() {
    let house = House::open();
    // Whoever looked whether it listens, has gone without a handshake.
    assert_metric(&house, "zaguan_handshakes_failed_total 1");
    let slow: [Slow; 5] =
        [(handshake, 9..14), (headers, 9..14), (body, 14..19), (chunks, 14..19), (reader, 1..45)];
    thread::scope(|scope| {
        let clients = slow.map(|(client, seconds)| {
            let house = &house;
            scope.spawn(move || {
                let begun = Instant::now();
                client(house);
                let took = begun.elapsed().as_secs();
                assert!(seconds.contains(&took), "{took} is not in {seconds:?}");
            })
        });
        while clients.iter().any(|client| !client.is_finished()) {
            assert_served(&house);
            thread::sleep(Duration::from_millis(500));
        }
    });
    assert_metric(&house, "zaguan_handshakes_failed_total 2");
}

fn handshake(house: &House) {
    let mut stream = connect(house, Ipv4Addr::LOCALHOST);
    // The beginning of a ClientHello.
    stream.write_all(&[22, 3, 1]).unwrap();
    let mut octets = [0; 16];
    assert_eq!(stream.read(&mut octets).unwrap_or(0), 0, "nothing was said");
}

fn headers(house: &House) {
    let mut line = Line::to(house);
    line.say("GET /ayuda HTTP/1.1\r\nHost: hub.localhost\r\n").unwrap();
    drip(&mut line, "X-Slow: yes\r\n");
    assert_eq!(line.rest(), 0);
}

fn body(house: &House) {
    let mut line = Line::to(house);
    line.say(&format!("{}\r\nSAMLRequest=", post(1000))).unwrap();
    drip(&mut line, "a");
    let heard = line.hear();
    assert_eq!((heard.status, heard.heading()), (408, BUSY));
}

fn chunks(house: &House) {
    let mut line = Line::to(house);
    let begun = post(0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    line.say(&format!("{begun}\r\n")).unwrap();
    drip(&mut line, "1\r\na\r\n");
    let heard = line.hear();
    assert_eq!((heard.status, heard.heading()), (408, BUSY));
}

/// Asks again and again for the same file, and takes none of it.
fn reader(house: &House) {
    const TIMES: usize = 400;
    let style = tests::street::root().join("pages/assets");
    let style = std::fs::read_dir(style).unwrap().map(|entry| entry.unwrap().path());
    let style = style.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let (octets, name) = (style.metadata().unwrap().len(), style.file_name().unwrap());
    let path = format!("/static/{}", name.to_str().unwrap());
    let mut line = Line::to(house);
    assert_eq!(line.get(&path).status, 200);
    let ask = format!("GET {path} HTTP/1.1\r\nHost: hub.localhost\r\n\r\n");
    line.say(&ask.repeat(TIMES)).unwrap();
    thread::sleep(Duration::from_secs(36));
    let taken = line.rest() as u64;
    assert!(taken > 0 && taken < octets * TIMES as u64, "{taken} of {}", octets * TIMES as u64);
}

#[test]
fn who_says_too_much_is_told_so() {
    let house = House::open();
    let line = || Line::to(&house);
    let form = "SAMLRequest=";

    // As much as is declared, before any of it is sent.
    let mut declared = line();
    declared.say(&format!("{}\r\n", post(1024 * 1024 + 1))).unwrap();
    let heard = declared.hear();
    assert_eq!((heard.status, heard.heading()), (413, TOO_LARGE));

    // Undeclared, in pieces of one octet each.
    let mut pieces = line();
    let begun = post(0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    pieces.say(&format!("{begun}\r\nc\r\n{form}\r\n")).unwrap();
    pieces.say_what_is_heard(&"1\r\na\r\n".repeat(1024 * 1024 + 1));
    let heard = pieces.hear();
    assert_eq!((heard.status, heard.heading()), (413, TOO_LARGE));

    let many = (0..101).fold(String::new(), |mut text, number| {
        let _ = write!(text, "X-{number}: a\r\n");
        text
    });
    let long = format!("Cookie: {}\r\n", "a".repeat(33 * 1024));
    let endless = format!("Cookie: {}\r\n", "a".repeat(80 * 1024));
    for (headers, heading) in [(&many, TOO_LARGE), (&long, TOO_LARGE), (&endless, "")] {
        let mut line = line();
        line.say_what_is_heard(&format!(
            "GET /ayuda HTTP/1.1\r\nHost: hub.localhost\r\n{headers}\r\n"
        ));
        let heard = line.hear();
        assert_eq!((heard.status, heard.heading()), (431, heading), "{}", headers.len());
    }
    for (length, heading) in [(33 * 1024, TOO_LARGE), (80 * 1024, "")] {
        let mut line = line();
        let path = format!("/saml/sso?SAMLRequest={}", "a".repeat(length));
        line.say_what_is_heard(&format!("GET {path} HTTP/1.1\r\nHost: hub.localhost\r\n\r\n"));
        let heard = line.hear();
        assert_eq!((heard.status, heard.heading()), (431, heading), "{length}");
    }
    assert_served(&house);
}

#[test]
fn old_hasty_and_careful_clients_get_their_answers() {
    let house = House::open();

    let mut old = Line::to(&house);
    old.say("GET /ayuda HTTP/1.0\r\n\r\n").unwrap();
    assert_eq!(old.hear().status, 200);
    assert_eq!(old.rest(), 0, "and then it is over");

    let mut hasty = Line::to(&house);
    let ask = |path| format!("GET {path} HTTP/1.1\r\nHost: hub.localhost\r\n\r\n");
    let paths = ["/ayuda", "/privacidad", "/accesibilidad"];
    hasty.say(&paths.map(ask).concat()).unwrap();
    let one_by_one = paths.map(|path| Line::to(&house).get(path).body);
    for wanted in one_by_one {
        assert_eq!(hasty.hear().body, wanted);
    }

    let mut careful = Line::to(&house);
    careful.say(&format!("{}Expect: 100-continue\r\n\r\n", post(13))).unwrap();
    assert_eq!(careful.hear().status, 100);
    careful.say("SAMLRequest=a").unwrap();
    assert_eq!(careful.hear().status, 400);
    let mut refused = Line::to(&house);
    refused.say(&format!("{}Expect: 100-continue\r\n\r\n", post(2 * 1024 * 1024))).unwrap();
    assert_eq!(refused.hear().status, 413, "before it is sent");
}
