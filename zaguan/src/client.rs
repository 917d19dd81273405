//! Who is asking: the address that a request comes from, also behind proxies.
//!
//! Everybody can write a header, so what one says of addresses is believed only as far as proxies of
//! ours have written it: from its right end up to the first address that is none of theirs. What
//! cannot be read counts as coming from the proxy itself, never as coming from nowhere.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use authenticators::AddressBlock;
use hyper::header::HeaderMap;
use hyper::service::Service;
use hyper::{Request, body::Incoming};
use tokio::io::AsyncRead;
use tokio::time::Instant;

use crate::network::Network;

mod proxy_protocol;
#[cfg(test)]
mod tests;

/// A proxy that speaks the PROXY protocol says who is behind it within this time.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// The operator is told of proxies that say it wrongly once in this time.
const COMPLAINTS: Duration = Duration::from_mins(1);
/// Addresses that are looked at in one request, at most.
const HOPS: usize = 32;
/// Where proxies write from whom they got a request.
const FORWARDED: &str = "x-forwarded-for";

/// How the operator says that clients reach us.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// Our proxies.
    pub(crate) trusted: Vec<Network>,
    /// Whether they speak the PROXY protocol.
    pub(crate) proxy_protocol: bool,
    /// Clients for whom blocks of addresses have no limit.
    pub(crate) exempt: Vec<Network>,
}

impl Ways {
    /// Who is at the other end of a new connection. A proxy of ours that speaks the PROXY protocol
    /// says it first; of anybody else nothing of the kind is read.
    pub(crate) async fn introduced<S: AsyncRead + Unpin>(
        self: Arc<Self>,
        stream: &mut S,
        peer: SocketAddr,
    ) -> io::Result<Client> {
        let peer = peer.ip().to_canonical();
        if !self.proxy_protocol || !self.trusts(peer) {
            let is_believed = !self.proxy_protocol && self.trusts(peer);
            return Ok(Client { ways: self, peer, is_believed });
        }
        let behind = proxy_protocol::read(stream, INTRODUCTION).await.inspect_err(complain)?;
        let Some(behind) = behind else {
            // Who is behind it is not said, so that a header may be anybody's.
            return Ok(Client { ways: self, peer, is_believed: false });
        };
        let peer = behind.to_canonical();
        let is_believed = self.trusts(peer);
        Ok(Client { ways: self, peer, is_believed })
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }

    /// As much of an address as the hub is told.
    fn block(&self, address: IpAddr) -> AddressBlock {
        let block = AddressBlock::of(address);
        let is_exempt = self.exempt.iter().any(|network| network.contains(address));
        if is_exempt { block.exempt() } else { block }
    }
}

/// The other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    ways: Arc<Ways>,
    peer: IpAddr,
    /// Whether its headers say from whom it got a request.
    is_believed: bool,
}

impl Client {
    /// From whom a request came: the last address that no proxy of ours has.
    fn of(&self, headers: &HeaderMap) -> IpAddr {
        if !self.is_believed {
            return self.peer;
        }
        let lines = headers.get_all(FORWARDED).iter().rev();
        let hops = lines.flat_map(|line| line.as_bytes().rsplit(|&octet| octet == b','));
        for hop in hops.take(HOPS) {
            match address(hop) {
                Some(address) if self.ways.trusts(address) => {}
                Some(address) => return address,
                None => break,
            }
        }
        self.peer
    }

    /// A service whose requests say whence they come.
    pub(crate) fn told_to<S>(self, service: S) -> Addressed<S> {
        Addressed { service, client: self }
    }
}

/// Tells the operator that a proxy of theirs introduces its clients wrongly; not each time. One that
/// only looks whether we are here says nothing, and that is well.
fn complain(error: &io::Error) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    if error.kind() != io::ErrorKind::InvalidData {
        return;
    }
    let now = Instant::now();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| now.duration_since(last) >= COMPLAINTS) {
        *last = Some(now);
        tracing::warn!(%error, "a connection of a trusted proxy was refused");
    }
}

/// An address as proxies write it: alone, or with the port it came from.
fn address(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim_matches([' ', '\t']);
    let address = match text.parse() {
        Ok(address) => address,
        Err(_) => match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => IpAddr::V6(inner.parse().ok()?),
            None => text.parse::<SocketAddr>().ok().filter(|socket| !is_zoned(socket))?.ip(),
        },
    };
    Some(address.to_canonical())
}

/// An address of one machine's own network says nothing to another machine.
fn is_zoned(socket: &SocketAddr) -> bool {
    matches!(socket, SocketAddr::V6(socket) if socket.scope_id() != 0)
}

/// Passes each request on with the block of addresses that it comes from.
#[derive(Clone)]
pub(crate) struct Addressed<S> {
    service: S,
    client: Client,
}

impl<S: Service<Request<Incoming>>> Service<Request<Incoming>> for Addressed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn call(&self, mut request: Request<Incoming>) -> S::Future {
        let block = self.client.ways.block(self.client.of(request.headers()));
        request.extensions_mut().insert(block);
        self.service.call(request)
    }
}
