//! What tests of relying parties build on: counts, deaths, later revocations, and a clock of their own.

#![cfg(test)]

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use cards::{Authority, Bench, Card, Reason, Serving};
use jiff::Timestamp;
use openssl::base64;
use openssl::hash::MessageDigest;
use openssl::ocsp::{OcspCertId, OcspRequest, OcspResponse, OcspResponseStatus};
use openssl::x509::X509Crl;

/// The year is of no machine here: the responders have the test's clock.
const NOW: i64 = 2_000_000_000;

struct House {
    bench: Bench,
    serving: Serving,
    clock: Arc<AtomicI64>,
}

fn house() -> House {
    let clock = Arc::new(AtomicI64::new(NOW));
    let now = Timestamp::from_second(NOW).unwrap();
    let (bench, listener) = Bench::listening(now, "127.0.0.1:0").unwrap();
    let told = Arc::clone(&clock);
    let told = move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap();
    let serving = bench.serve(listener, Arc::new(told)).unwrap();
    House { bench, serving, clock }
}

/// The body of what comes back to a request, however it comes.
fn http(url: &str, method: &str, body: &[u8]) -> io::Result<(String, Vec<u8>)> {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let size = body.len();
    write!(stream, "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n")?;
    stream.write_all(body)?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    Ok((head.lines().next().unwrap().to_owned(), all[end + 4..].to_vec()))
}

fn question(bench: &Bench, card: Card) -> Vec<u8> {
    let made = bench.card(card);
    let issuer = bench.authority(made.issuer());
    let id = OcspCertId::from_cert(MessageDigest::sha1(), made.certificate(), &issuer).unwrap();
    let mut request = OcspRequest::new().unwrap();
    request.add_id(id).unwrap();
    request.to_der().unwrap()
}

fn ask(house: &House, card: Card) -> io::Result<(String, Vec<u8>)> {
    http(house.bench.card(card).ocsp().unwrap(), "POST", &question(&house.bench, card))
}

fn is_revoked(house: &House, card: Card) -> bool {
    let list = house.bench.card(card).list().unwrap();
    let (_, der) = http(list, "GET", b"").unwrap();
    let list = X509Crl::from_der(&der).unwrap();
    list.get_revoked().into_iter().flatten().any(|entry| {
        entry.serial_number().to_bn().unwrap().to_hex_str().unwrap().to_string()
            == house.bench.card(card).serial()
    })
}

#[test]
fn a_card_is_revoked_later_and_restored() {
    let house = house();
    assert!(!is_revoked(&house, Card::FnmtPerson));
    let (_, good) = ask(&house, Card::FnmtPerson).unwrap();
    house.serving.revoke(Card::FnmtPerson, Some(Reason::PrivilegeWithdrawn));
    assert!(is_revoked(&house, Card::FnmtPerson));
    let (_, revoked) = ask(&house, Card::FnmtPerson).unwrap();
    assert!(revoked.len() > good.len());
    house.serving.restore(Card::FnmtPerson);
    assert!(!is_revoked(&house, Card::FnmtPerson));
}

#[test]
fn what_is_asked_is_counted() {
    let house = house();
    assert_eq!(house.serving.all_requests(), 0);
    ask(&house, Card::FnmtPerson).unwrap();
    ask(&house, Card::FnmtPerson).unwrap();
    ask(&house, Card::Nie).unwrap();
    assert_eq!(house.serving.questions(Card::FnmtPerson), 2);
    assert_eq!(house.serving.questions(Card::Nie), 1);
    assert_eq!(house.serving.questions(Card::Employee), 0);
    let url = house.bench.card(Card::Nie).ocsp().unwrap();
    assert_eq!(house.serving.requests(url), 3);
    assert_eq!(house.serving.all_requests(), 3);
}

#[test]
fn a_question_may_stand_in_the_path() {
    let house = house();
    let question = base64::encode_block(&question(&house.bench, Card::Nie));
    let escaped = question.replace('+', "%2B").replace('/', "%2F").replace('=', "%3d");
    let url = format!("{}/{escaped}", house.bench.card(Card::Nie).ocsp().unwrap());
    let (status, answer) = http(&url, "GET", b"").unwrap();
    assert_eq!(status, "HTTP/1.1 200 OK");
    let answer = OcspResponse::from_der(&answer).unwrap();
    assert_eq!(answer.status(), OcspResponseStatus::SUCCESSFUL);
    assert_eq!(house.serving.questions(Card::Nie), 1);
}

#[test]
fn a_question_to_the_wrong_authority_is_not_answered() {
    let house = house();
    let url = house.bench.card(Card::DnieAuthentication).ocsp().unwrap();
    let (_, answer) = http(url, "POST", &question(&house.bench, Card::Nie)).unwrap();
    let answer = OcspResponse::from_der(&answer).unwrap();
    assert_eq!(answer.status(), OcspResponseStatus::UNAUTHORIZED);
    let (_, answer) = http(url, "POST", b"what?").unwrap();
    let answer = OcspResponse::from_der(&answer).unwrap();
    assert_eq!(answer.status(), OcspResponseStatus::MALFORMED_REQUEST);
}

#[test]
fn the_clock_is_the_callers() {
    let house = house();
    let produced = |answer: &[u8], year: &[u8]| answer.windows(4).any(|four| four == year);
    let (_, answer) = ask(&house, Card::FnmtPerson).unwrap();
    assert!(produced(&answer, b"2033"));
    house.clock.fetch_add(10 * 365 * 86_400, Ordering::SeqCst);
    let (_, answer) = ask(&house, Card::FnmtPerson).unwrap();
    assert!(produced(&answer, b"2043"));
}

#[test]
fn who_dies_refuses_and_may_come_back() {
    let house = house();
    house.serving.die();
    let refused = ask(&house, Card::FnmtPerson).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    house.serving.die();
    house.serving.revive().unwrap();
    house.serving.revive().unwrap();
    assert!(ask(&house, Card::FnmtPerson).is_ok());
}

#[test]
fn nothing_listens_after_the_end() {
    let House { bench, serving, .. } = house();
    let host = bench.base().strip_prefix("http://").unwrap();
    drop(serving);
    let refused = TcpStream::connect(host).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
}

#[test]
fn the_slow_one_holds_nobody_else_up() {
    let house = house();
    let begun = Barrier::new(2);
    thread::scope(|scope| {
        let slow = scope.spawn(|| {
            begun.wait();
            ask(&house, Card::OcspSlow).unwrap_err().kind()
        });
        begun.wait();
        assert!(ask(&house, Card::FnmtPerson).is_ok());
        assert_eq!(slow.join().unwrap(), io::ErrorKind::WouldBlock);
    });
    assert_eq!(house.serving.questions(Card::OcspSlow), 1);
}

#[test]
fn the_giant_one_sends_without_end_in_sight() {
    let house = house();
    let url = house.bench.card(Card::OcspGiant).ocsp().unwrap();
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "POST /{path} HTTP/1.1\r\nContent-Length: 0\r\n\r\n").unwrap();
    let mut read = Vec::new();
    stream.take(8 << 20).read_to_end(&mut read).unwrap();
    assert_eq!(read.len(), 8 << 20);
    assert!(!read[..200].windows(14).any(|part| part.eq_ignore_ascii_case(b"content-length")));
}

#[test]
fn issuers_can_be_fetched_and_strange_addresses_not() {
    let house = house();
    let base = house.bench.base();
    let (_, der) = http(&format!("{base}/ca/fnmt-users.cer"), "GET", b"").unwrap();
    assert_eq!(der, house.bench.authority(Authority::FnmtUsers).to_der().unwrap());
    for path in ["", "ca/nobody.cer", "crl/fnmt-users/good", "ocsp/fnmt-users/kind", "ocsp/a/b/c"] {
        let (status, _) = http(&format!("{base}/{path}"), "GET", b"").unwrap();
        assert_eq!(status, "HTTP/1.1 404 Not Found", "{path}");
    }
}
