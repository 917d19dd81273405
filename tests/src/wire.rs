//! Listens to what a program says to PostgreSQL.
//!
//! A relay between a pool and the server, which reads the client's messages as they pass. So the
//! list of statements is complete whatever code sent them, and nothing can be done behind its back.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "part of a test: it fails by panicking"
)]

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use deadpool_postgres::{Manager, Pool};
use tokio_postgres::config::Host;
use tokio_postgres::{Config, NoTls};

/// What was said, in the order in which it was said.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// What was said since the last time, as SQL, one entry for each execution.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, sql: &str) {
        let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

/// A pool to the database at `url`, and what will be said over it.
///
/// # Panics
/// When there is no port to listen on.
#[must_use]
pub fn overheard(url: &str, connections: usize) -> (Pool, Statements) {
    let config: Config = url.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let statements = Statements::default();
    let (server, ears) = (Server::of(&config), statements.clone());
    named("wire", move || relay_all(&listener, &server, &ears));

    let mut relayed = Config::new();
    relayed.host("127.0.0.1").port(port);
    relayed.user(config.get_user().unwrap_or_default());
    relayed.dbname(config.get_dbname().unwrap_or_default());
    if let Some(password) = config.get_password() {
        relayed.password(password);
    }
    let pool = Pool::builder(Manager::new(relayed, NoTls)).max_size(connections).build().unwrap();
    (pool, statements)
}

/// Where the real server listens.
#[derive(Clone)]
enum Server {
    Tcp(String, u16),
    Unix(PathBuf),
}

impl Server {
    fn of(config: &Config) -> Self {
        let port = config.get_ports().first().copied().unwrap_or(5432);
        match config.get_hosts().first() {
            Some(Host::Unix(folder)) => Self::Unix(folder.join(format!(".s.PGSQL.{port}"))),
            Some(Host::Tcp(name)) => Self::Tcp(name.clone(), port),
            None => Self::Tcp("127.0.0.1".to_owned(), port),
        }
    }
}

/// Until the program ends: a test's own listener.
fn relay_all(listener: &TcpListener, server: &Server, ears: &Statements) {
    for client in listener.incoming() {
        let (Ok(client), ears) = (client, ears.clone()) else {
            return;
        };
        client.set_nodelay(true).unwrap();
        let up = client.try_clone().unwrap();
        match server {
            Server::Tcp(host, port) => {
                let server = TcpStream::connect((host.as_str(), *port)).unwrap();
                server.set_nodelay(true).unwrap();
                let down = server.try_clone().unwrap();
                named("wire-up", move || listen(up, server, &ears));
                named("wire-down", move || carry(down, client));
            }
            Server::Unix(path) => {
                let server = UnixStream::connect(path).unwrap();
                let down = server.try_clone().unwrap();
                named("wire-up", move || listen(up, server, &ears));
                named("wire-down", move || carry(down, client));
            }
        }
    }
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().name(name.to_owned()).spawn(work).unwrap();
}

fn carry(mut from: impl Read, mut to: TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}

/// Passes the client's messages on, one by one (PostgreSQL manual 55.7, message formats): the
/// first has no type, each later one begins with a letter; then comes the length.
fn listen(mut client: TcpStream, mut server: impl Write, ears: &Statements) {
    let mut prepared = HashMap::new();
    let mut typed = false;
    while let Ok((header, body)) = message(&mut client, typed) {
        match header.first() {
            Some(b'P') if typed => {
                let (name, rest) = text(&body);
                prepared.insert(name.to_owned(), text(rest).0.to_owned());
            }
            Some(b'B') if typed => {
                let (name, _) = text(text(&body).1);
                ears.add(prepared.get(name).map_or("(unknown)", String::as_str));
            }
            Some(b'Q') if typed => ears.add(text(&body).0),
            _ => {}
        }
        typed = true;
        if server.write_all(&[header, body].concat()).is_err() {
            return;
        }
    }
}

fn message(client: &mut TcpStream, typed: bool) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut header = vec![0; if typed { 5 } else { 4 }];
    client.read_exact(&mut header)?;
    let length: [u8; 4] = header[header.len() - 4..].try_into().unwrap();
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    client.read_exact(&mut body)?;
    Ok((header, body))
}

/// A text that ends in a zero, and what follows.
fn text(bytes: &[u8]) -> (&str, &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let rest = bytes.get(end + 1..).unwrap_or_default();
    (std::str::from_utf8(&bytes[..end]).unwrap_or_default(), rest)
}
