//! A connection to the hub on which every octet is ours to say.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod, SslStream, SslVerifyMode};
use tests::street::House;
use tokio::net::TcpSocket;

/// Nobody waits longer than this for anything.
const PATIENCE: Duration = Duration::from_mins(1);

/// An answer.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    /// The status line and all headers, in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn heading(&self) -> &str {
        let heading = self.body.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next());
        heading.and_then(|text| text.split('>').nth(1)).unwrap_or_default().trim()
    }

    pub(crate) fn has(&self, header: &str) -> bool {
        self.head.lines().any(|line| line == header)
    }
}

/// A connection after its handshake.
pub(crate) struct Line {
    stream: SslStream<TcpStream>,
    unread: Vec<u8>,
}

impl Line {
    pub(crate) fn to(house: &House) -> Self {
        Self::from(house, Ipv4Addr::LOCALHOST)
    }

    /// From this address.
    pub(crate) fn from(house: &House, source: Ipv4Addr) -> Self {
        Self::over(connect(house, source)).unwrap()
    }

    fn over(stream: TcpStream) -> io::Result<Self> {
        let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
        // Which certificate is shown is what some tests are about.
        connector.set_verify(SslVerifyMode::NONE);
        let stream =
            connector.build().connect("hub.localhost", stream).map_err(io::Error::other)?;
        Ok(Self { stream, unread: Vec::new() })
    }

    pub(crate) fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes())?;
        self.stream.flush()
    }

    /// Says all of it, or as much of it as is listened to: whoever is refused may hear so in the middle.
    pub(crate) fn say_what_is_heard(&mut self, text: &str) {
        for part in text.as_bytes().chunks(16 * 1024) {
            if self.stream.write_all(part).is_err() {
                return;
            }
        }
    }

    pub(crate) fn get(&mut self, path: &str) -> Heard {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: hub.localhost\r\n\r\n")).unwrap();
        self.hear()
    }

    /// The next answer.
    pub(crate) fn hear(&mut self) -> Heard {
        let end = loop {
            if let Some(at) = self.unread.windows(4).position(|octets| octets == b"\r\n\r\n") {
                break at + 4;
            }
            assert!(self.read().unwrap() > 0, "closed before an answer");
        };
        let head: Vec<u8> = self.unread.drain(..end).collect();
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < length {
            assert!(self.read().unwrap() > 0, "closed before the end of an answer");
        }
        let body: Vec<u8> = self.unread.drain(..length).collect();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Heard { status, head, body: String::from_utf8(body).unwrap() }
    }

    /// Waits until the other end goes; what it says before that counts.
    pub(crate) fn rest(&mut self) -> usize {
        let before = self.unread.len();
        while self.read().is_ok_and(|octets| octets > 0) {}
        self.unread.len() - before
    }

    /// Whether the other end has gone.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.stream.get_ref().set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let read = self.read();
        self.stream.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
        !matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    /// The certificate that was shown, as DER.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        self.stream.ssl().peer_certificate().unwrap().to_der().unwrap()
    }

    fn read(&mut self) -> io::Result<usize> {
        let mut octets = [0; 16 * 1024];
        let read = self.stream.read(&mut octets)?;
        self.unread.extend_from_slice(&octets[..read]);
        Ok(read)
    }
}

/// Before any handshake.
pub(crate) fn connect(house: &House, source: Ipv4Addr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind((source, 0).into()).unwrap();
        socket.connect(house.listens_at()).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}
