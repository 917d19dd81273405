//! The certificates that the other ends of connections show, for whoever looks at them.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};
use hub::http::Presented;
use openssl::ssl::SslRef;
use openssl::x509::X509;

use crate::network::Network;

/// The longest value of the header that is read, in octets: a certificate of 64 KiB, escaped.
const LONGEST: usize = 256 * 1024;

/// How a certificate is shown at a listener.
#[derive(Clone, Debug)]
pub(super) enum Shows {
    /// Not at all.
    Nothing,
    /// In the handshake of TLS, which is ours.
    InTheHandshake,
    /// To a proxy, which writes it into a header. Anybody can write headers, so it is taken from connections of
    /// these addresses alone.
    InAHeader {
        /// Which header.
        header: HeaderName,
        /// The addresses of the proxies.
        from: Vec<Network>,
    },
}

impl Shows {
    /// What a handshake brought.
    pub(super) fn in_handshake(&self, ssl: &SslRef) -> Option<Presented> {
        match self {
            Self::InTheHandshake => Some(of_handshake(ssl)),
            Self::Nothing | Self::InAHeader { .. } => None,
        }
    }

    /// What the headers of a request bring, which came on a connection from this address. The header is gone
    /// then, whoever wrote it.
    pub(super) fn in_headers(
        &self,
        from: SocketAddr,
        headers: &mut HeaderMap,
    ) -> Option<Presented> {
        let Self::InAHeader { header, from: proxies } = self else {
            return None;
        };
        let lines: Vec<_> = headers.get_all(header).iter().cloned().collect();
        headers.remove(header);
        let address = from.ip().to_canonical();
        if !proxies.iter().any(|network| network.contains(address)) {
            return Some(Presented::default());
        }
        match lines.as_slice() {
            [] => Some(Presented::default()),
            [line] if line.is_empty() => Some(Presented::default()),
            // Two lines, or what cannot be read: something was shown, and nothing is known of it.
            [line] => Some(Presented(vec![unescaped(line.as_bytes()).unwrap_or_default()])),
            [_, _, ..] => Some(Presented(vec![Vec::new()])),
        }
    }
}

/// The holder's certificate first; what cannot be written again is nothing that can be read.
fn of_handshake(ssl: &SslRef) -> Presented {
    let Some(first) = ssl.peer_certificate() else {
        return Presented::default();
    };
    let mut shown = vec![first.to_der().unwrap_or_default()];
    for one in ssl.peer_cert_chain().into_iter().flatten() {
        let der = one.to_der().unwrap_or_default();
        // A server's chain has no certificate of the holder in it, OpenSSL says; a client's may.
        if shown.first() != Some(&der) {
            shown.push(der);
        }
    }
    Presented(shown)
}

/// PEM, escaped as in an address, to DER.
fn unescaped(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() > LONGEST {
        return None;
    }
    let mut octets = value.iter().copied();
    let mut pem = Vec::with_capacity(value.len());
    while let Some(octet) = octets.next() {
        pem.push(match octet {
            b'%' => hex(octets.next()?)? << 4 | hex(octets.next()?)?,
            other => other,
        });
    }
    X509::from_pem(&pem).ok()?.to_der().ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// What the connection brings to each of its requests.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) shows: Arc<Shows>,
    pub(super) from: SocketAddr,
    pub(super) handshake: Option<Presented>,
}

impl Shown {
    /// What belongs to one request.
    pub(super) fn with(&self, headers: &mut HeaderMap) -> Option<Presented> {
        self.shows.in_headers(self.from, headers).or_else(|| self.handshake.clone())
    }
}
