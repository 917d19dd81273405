//! Connections: TLS inside the connection's own task, and limits on everything that a client can make long.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use hub::node::numbers::Numbers;
use hub::{Hub, fault::chain};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use openssl::ssl::{Ssl, SslContext, SslRef};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::client::{Client, Ways};
use crate::commands::Error;
use crate::leave::Impatient;
use crate::serve::Phase;
use crate::serve::presented::{Shown, Shows};
use crate::serve::room::{Guest, Room, Seat};
use crate::serve::tls::Pair;

/// A handshake takes this long at most.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// From the first byte of a request to the end of its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// A request, with its body and what is done about it; the parts of it have bounds of their own, which are shorter.
const REQUEST: Duration = Duration::from_secs(45);
/// Then this long to take the answer.
const ANSWER: Duration = Duration::from_secs(30);
/// Octets of request headers that are read; fewer are taken, and that is said on a page.
const HEADER_BYTES: usize = 64 * 1024;
/// Lines of headers that are read; the same.
const HEADER_LINES: usize = 200;
/// So many who find no room are told so at once; more are not heard.
const TOLD: usize = 64;
/// Telling it takes this long at most.
const TELLING: Duration = Duration::from_secs(5);
/// After being told to stop, requests under way have this long.
const DRAIN: Duration = Duration::from_secs(20);

/// A listener, and what is answered at it.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    /// How clients reach it.
    pub(super) ways: Arc<Ways>,
    /// Whether they do so themselves, so that a connection's own address is theirs.
    pub(super) are_direct: bool,
    pub(super) tls: Option<Arc<Pair>>,
    pub(super) room: Arc<Room>,
    pub(super) routes: Router,
    /// What is answered to whoever finds no room.
    pub(super) full: Router,
    /// Whose numbers count who comes; nothing: nobody's.
    pub(super) counted: Option<Arc<Hub>>,
    /// How certificates are shown at it.
    pub(super) shows: Shows,
}

impl Door {
    /// One task for each connection; a client that is slow in its handshake delays nobody.
    pub(super) async fn serve(self, mut phase: watch::Receiver<Phase>) {
        let routes = self.routes.clone().layer(middleware::from_fn(in_time));
        let told = Arc::new(Semaphore::new(TOLD));
        let shows = Arc::new(self.shows.clone());
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                _ = phase.wait_for(|phase| *phase == Phase::Closed) => break,
            };
            while connections.try_join_next().is_some() {}
            let (stream, from) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    not_accepted(&error).await;
                    continue;
                }
            };
            let connection = Connection::new((stream, from), (&self, &shows), phase.clone());
            if let Some(seat) = self.room.seat(from.ip()) {
                self.count("served");
                connections.spawn(connection.serve(routes.clone(), seat));
            } else if let Ok(permit) = Arc::clone(&told).try_acquire_owned() {
                self.count("turned_away");
                let full = self.full.clone();
                connections.spawn(async move {
                    let _ = timeout(TELLING, connection.turn_away(full)).await;
                    drop(permit);
                });
            } else {
                self.count("not_heard");
            }
        }
        drop(self.listener);
        let _ = timeout(DRAIN, async { while connections.join_next().await.is_some() {} }).await;
    }

    fn count(&self, end: &str) {
        if let Some(hub) = &self.counted {
            hub.node.numbers.connections.count(&[("end", end)]);
        }
    }
}

/// Whoever has no file for a connection may have one in a moment.
async fn not_accepted(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

struct Connection {
    stream: TcpStream,
    from: SocketAddr,
    ways: Arc<Ways>,
    are_direct: bool,
    tls: Option<Arc<SslContext>>,
    phase: watch::Receiver<Phase>,
    counted: Option<Arc<Hub>>,
    shows: Arc<Shows>,
}

impl Connection {
    fn new(
        (stream, from): (TcpStream, SocketAddr),
        (door, shows): (&Door, &Arc<Shows>),
        phase: watch::Receiver<Phase>,
    ) -> Self {
        let _ = stream.set_nodelay(true);
        let (ways, are_direct) = (Arc::clone(&door.ways), door.are_direct);
        let tls = door.tls.as_ref().map(|pair| pair.context());
        let (counted, shows) = (door.counted.clone(), Arc::clone(shows));
        Self { stream, from, ways, are_direct, tls, phase, counted, shows }
    }

    async fn serve(self, routes: Router, seat: Seat) {
        let Self { mut stream, from, ways, are_direct, tls, phase, counted, shows } = self;
        let _open = counted.as_ref().map(Open::new);
        let guest = Arc::clone(seat.guest());
        let introduced = tokio::select! {
            introduced = ways.introduced(&mut stream, from) => introduced,
            () = guest.leave.notified() => return,
        };
        let client = match introduced {
            Ok(client) => client,
            Err(error) => {
                tracing::debug!(%error, "a connection was not introduced");
                return;
            }
        };
        let shown = Shown { shows, from, handshake: None };
        let routes = Answers { routes, client, are_direct, shown };
        let served = match tls {
            None => http(stream, routes, guest, phase).await,
            Some(context) => {
                let shaken = tokio::select! {
                    shaken = timeout(HANDSHAKE, handshake(&context, stream)) => shaken,
                    () = guest.leave.notified() => return,
                };
                match shaken {
                    Ok(Ok(stream)) => {
                        let routes = routes.after(stream.ssl());
                        http(stream, routes, guest, phase).await
                    }
                    Ok(Err(error)) => {
                        count_failed(counted.as_ref());
                        Err(error)
                    }
                    Err(_) => {
                        count_failed(counted.as_ref());
                        Err("the handshake took too long".into())
                    }
                }
            }
        };
        if let Err(error) = served {
            tracing::debug!(error = %chain(error.as_ref()), "a connection ended early");
        }
    }

    /// One answer, which says that there is no room.
    async fn turn_away(self, full: Router) -> Result<(), Error> {
        let Self { mut stream, from, ways, are_direct, tls, shows, .. } = self;
        // A room of its own, where nobody else wants the seat; and no second request.
        let Some(seat) = Arc::new(Room::new(1, 1)).seat(from.ip()) else { return Ok(()) };
        let guest = Arc::clone(seat.guest());
        let (_, phase) = watch::channel(Phase::Leaving);
        let client = ways.introduced(&mut stream, from).await?;
        let shown = Shown { shows, from, handshake: None };
        let routes = Answers { routes: full, client, are_direct, shown };
        match tls {
            None => http(stream, routes, guest, phase).await,
            Some(tls) => http(handshake(&tls, stream).await?, routes, guest, phase).await,
        }
    }
}

/// A connection that is counted as long as it is open.
struct Open<'a>(&'a Numbers);

impl<'a> Open<'a> {
    fn new(hub: &'a Arc<Hub>) -> Self {
        hub.node.numbers.open.fetch_add(1, Ordering::Relaxed);
        Self(&hub.node.numbers)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

fn count_failed(hub: Option<&Arc<Hub>>) {
    if let Some(hub) = hub {
        hub.node.numbers.failed_handshakes.fetch_add(1, Ordering::Relaxed);
    }
}

async fn handshake(context: &SslContext, stream: TcpStream) -> Result<SslStream<TcpStream>, Error> {
    let mut stream = SslStream::new(Ssl::new(context)?, stream)?;
    Pin::new(&mut stream).accept().await?;
    Ok(stream)
}

/// Answers requests until the client goes, somebody else needs the seat, or the node is told to stop.
async fn http<S>(
    stream: S,
    routes: Answers,
    guest: Arc<Guest>,
    mut phase: watch::Receiver<Phase>,
) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = Impatient::new(stream, ANSWER, Arc::clone(&guest.owed));
    let is_serving = *phase.borrow() == Phase::Serving;
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_LINES)
        .keep_alive(is_serving)
        .serve_connection(TokioIo::new(stream), service(routes, Arc::clone(&guest)));
    let mut connection = pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => return Ok(ended?),
        () = guest.leave.notified() => if !guest.is_served() {
            return Ok(());
        },
        _ = phase.wait_for(|phase| *phase != Phase::Serving), if is_serving => {}
    }
    connection.as_mut().graceful_shutdown();
    Ok(connection.await?)
}

/// What answers the requests of one connection.
struct Answers {
    routes: Router,
    client: Client,
    are_direct: bool,
    shown: Shown,
}

impl Answers {
    /// The same, told what the handshake brought.
    fn after(mut self, ssl: &SslRef) -> Self {
        self.shown.handshake = self.shown.shows.in_handshake(ssl);
        self
    }
}

/// The routes, told whence each request comes, with a note of when something is asked.
fn service(
    Answers { routes, client, are_direct, shown }: Answers,
    guest: Arc<Guest>,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future = impl Future<Output = Result<Response, Infallible>> + Send,
> {
    let routes = client.told_to(TowerToHyperService::new(routes));
    service_fn(move |mut request: hyper::Request<Incoming>| {
        let busy = guest.asks();
        // Behind a proxy all are one crowd, and none is kept from crowding.
        if are_direct {
            request.extensions_mut().insert(guest.crowd.clone());
        }
        if let Some(presented) = shown.with(request.headers_mut()) {
            request.extensions_mut().insert(presented);
        }
        let answered = routes.call(request);
        async move {
            let answer = answered.await;
            drop(busy);
            answer
        }
    })
}

/// A request that takes longer than [`REQUEST`], its body included, is ended. For who does not take
/// the answer there is [`Impatient`].
async fn in_time(request: Request, next: Next) -> Response {
    match timeout(REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
