//! Whoever follows an address in a message is heard.

use std::io::ErrorKind;
use std::net::TcpListener;

/// A server on this machine that nobody must ever call.
pub(crate) struct Tripwire(TcpListener);

impl Tripwire {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/message.xml", self.0.local_addr().unwrap())
    }

    pub(crate) fn assert_silent(&self) {
        assert_eq!(self.0.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}
