//! The responders and lists behind one door, over HTTP/1.1 with a connection for each request.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use openssl::base64;

use crate::authority::Authority;
use crate::bench::Bench;
use crate::card::Card;
use crate::list::List;
use crate::responder::{Desk, Question, Responder};
use crate::status::{Holder, Reason, Revocation, Revocations};

/// What time it is for the responders.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Responders and lists that answer, until this is dropped.
pub struct Serving {
    shared: Arc<Shared>,
    address: SocketAddr,
    door: Mutex<Option<Door>>,
}

struct Shared {
    bench: Bench,
    clock: Clock,
    revoked: Mutex<Revocations>,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    paths: BTreeMap<String, usize>,
    cards: BTreeMap<Card, usize>,
}

/// One opening of the listener.
struct Door {
    open: Arc<AtomicBool>,
    keeper: JoinHandle<()>,
}

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// A question is far smaller.
const MAX_QUESTION: u64 = 64 * 1024;
/// What the giant answer sends before it gives up.
const GIANT: usize = 256 * 1024 * 1024;

impl Serving {
    pub(crate) fn start(bench: Bench, listener: TcpListener, clock: Clock) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let revoked = Mutex::new(bench.revoked());
        let shared = Arc::new(Shared { bench, clock, revoked, counts: Mutex::default() });
        let door = Mutex::new(Some(Door::open(listener, &shared)));
        Ok(Self { shared, address, door })
    }

    /// What is answered about.
    #[must_use]
    pub fn bench(&self) -> &Bench {
        &self.shared.bench
    }

    /// From now on the card is revoked, for OCSP and in lists.
    pub fn revoke(&self, card: Card, reason: Option<Reason>) {
        let revocation = Revocation { at: (self.shared.clock)(), reason };
        self.shared.revoked.lock().unwrap().insert(Holder::Card(card), revocation);
    }

    /// From now on the card is not revoked.
    pub fn restore(&self, card: Card) {
        self.shared.revoked.lock().unwrap().remove(&Holder::Card(card));
    }

    /// Nobody listens any more; connections are refused.
    pub fn die(&self) {
        let door = self.door.lock().unwrap().take();
        if let Some(door) = door {
            door.close(self.address);
        }
    }

    /// Listens again where it did.
    ///
    /// # Errors
    /// If somebody else listens there by now.
    pub fn revive(&self) -> io::Result<()> {
        let mut door = self.door.lock().unwrap();
        if door.is_none() {
            *door = Some(Door::open(TcpListener::bind(self.address)?, &self.shared));
        }
        Ok(())
    }

    /// How often OCSP was asked about a card, by whichever responder.
    #[must_use]
    pub fn questions(&self, card: Card) -> usize {
        self.shared.counts.lock().unwrap().cards.get(&card).copied().unwrap_or(0)
    }

    /// How often an address was asked for, as it stands in a card.
    #[must_use]
    pub fn requests(&self, url: &str) -> usize {
        let path = url.strip_prefix(self.shared.bench.base()).unwrap_or(url);
        self.shared.counts.lock().unwrap().paths.get(path).copied().unwrap_or(0)
    }

    /// How often anything was asked for.
    #[must_use]
    pub fn all_requests(&self) -> usize {
        self.shared.counts.lock().unwrap().paths.values().sum()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.die();
    }
}

impl Door {
    fn open(listener: TcpListener, shared: &Arc<Shared>) -> Self {
        let open = Arc::new(AtomicBool::new(true));
        let (shared, state) = (Arc::clone(shared), Arc::clone(&open));
        let keeper = thread::spawn(move || {
            for stream in listener.incoming() {
                if !state.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (shared, state) = (Arc::clone(&shared), Arc::clone(&state));
                // A client that goes away in the middle is its own affair.
                thread::spawn(move || shared.receive(stream, &state).unwrap_or_default());
            }
        });
        Self { open, keeper }
    }

    fn close(self, mut address: SocketAddr) {
        self.open.store(false, Ordering::SeqCst);
        if address.ip().is_unspecified() {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        // The keeper looks up when somebody comes.
        if TcpStream::connect(address).is_ok() {
            self.keeper.join().unwrap_or_default();
        }
    }
}

/// What somebody asked for over HTTP.
struct Request {
    path: String,
    body: Vec<u8>,
}

enum Reply {
    Octets(&'static str, Vec<u8>),
    Status(&'static str),
    Silence,
    Giant,
}

const OCSP: &str = "application/ocsp-response";

impl Shared {
    fn receive(&self, mut stream: TcpStream, open: &AtomicBool) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = Request::read(&stream)?;
        match self.reply(&request) {
            Reply::Octets(kind, octets) => send(&mut stream, "200 OK", kind, &octets),
            Reply::Status(status) => send(&mut stream, status, "text/plain", status.as_bytes()),
            Reply::Silence => hold(&mut stream, open),
            Reply::Giant => flood(&mut stream, open),
        }
    }

    fn reply(&self, request: &Request) -> Reply {
        let parts: Vec<_> = request.path.trim_start_matches('/').splitn(4, '/').collect();
        let (path, reply) = match parts.as_slice() {
            ["ocsp", authority, responder] => {
                (request.path.clone(), self.ocsp(authority, responder, &request.body))
            }
            // RFC 6960 A.1: the question in the path.
            ["ocsp", authority, responder, question] => (
                format!("/ocsp/{authority}/{responder}"),
                self.ocsp(authority, responder, &from_path(question)),
            ),
            ["crl", authority, list] => (request.path.clone(), self.list(authority, list)),
            ["ca", authority] => (request.path.clone(), self.authority(authority)),
            _ => (request.path.clone(), None),
        };
        *self.counts.lock().unwrap().paths.entry(path).or_default() += 1;
        reply.unwrap_or(Reply::Status("404 Not Found"))
    }

    fn ocsp(&self, authority: &str, responder: &str, question: &[u8]) -> Option<Reply> {
        let responder = Responder::from_name(responder)?;
        let office = self.bench.office(Authority::from_name(authority)?);
        let question = Question::read(question);
        self.count(office.authority, question.as_ref());
        let desk = Desk {
            bench: &self.bench,
            office,
            responder,
            revoked: &self.revoked.lock().unwrap().clone(),
            now: (self.clock)(),
        };
        Some(if responder == Responder::Slow {
            Reply::Silence
        } else if responder == Responder::ServerError {
            Reply::Status("500 Internal Server Error")
        } else if responder == Responder::Giant {
            Reply::Giant
        } else if responder == Responder::Garbage {
            Reply::Octets(OCSP, b"<html>Maintenance</html>".to_vec())
        } else {
            Reply::Octets(OCSP, desk.answer(question.as_ref()))
        })
    }

    fn count(&self, authority: Authority, question: Option<&Question<'_>>) {
        let about = question.iter().flat_map(|question| &question.about);
        for holder in about.filter_map(|about| self.bench.holder(authority, about.serial)) {
            if let Holder::Card(card) = holder {
                *self.counts.lock().unwrap().cards.entry(card).or_default() += 1;
            }
        }
    }

    fn list(&self, authority: &str, list: &str) -> Option<Reply> {
        let list = List::from_name(list.strip_suffix(".crl")?)?;
        let office = self.bench.office(Authority::from_name(authority)?);
        if list == List::Giant {
            return Some(Reply::Giant);
        }
        let revoked = self.revoked.lock().unwrap().clone();
        let octets = list.written(&self.bench, office, &revoked, (self.clock)());
        Some(Reply::Octets("application/pkix-crl", octets))
    }

    fn authority(&self, authority: &str) -> Option<Reply> {
        let authority = Authority::from_name(authority.strip_suffix(".cer")?)?;
        let certificate = self.bench.office(authority).certificate.clone();
        Some(Reply::Octets("application/pkix-cert", certificate))
    }
}

impl Request {
    fn read(stream: &TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream.take(MAX_QUESTION));
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut size = 0;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                size = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = Vec::new();
        reader.take(size).read_to_end(&mut body)?;
        Ok(Self { path, body })
    }
}

/// In one piece: some clients want to see a whole header at once.
fn send(stream: &mut TcpStream, status: &str, kind: &str, body: &[u8]) -> io::Result<()> {
    let size = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat())
}

/// Says nothing until the client goes away or the door closes.
fn hold(stream: &mut TcpStream, open: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    while open.load(Ordering::SeqCst) {
        match stream.read(&mut [0; 16]) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// No length beforehand: who reads has to count.
fn flood(stream: &mut TcpStream, open: &AtomicBool) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
    let piece = vec![0x30; 64 * 1024];
    for _ in 0..GIANT / piece.len() {
        if !open.load(Ordering::SeqCst) {
            break;
        }
        stream.write_all(&piece)?;
    }
    Ok(())
}

/// base64 whose `+`, `/` and `=` may be escaped.
fn from_path(question: &str) -> Vec<u8> {
    let mut text = question.to_owned();
    for (escaped, plain) in [("%2B", "+"), ("%2F", "/"), ("%3D", "=")] {
        text = text.replace(escaped, plain).replace(&escaped.to_lowercase(), plain);
    }
    base64::decode_block(&text).unwrap_or_default()
}
