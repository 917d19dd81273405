//! Listeners: TLS inside the connection's own task, limits on everything a client can make long,
//! draining when told to stop.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use hub::Hub;
use hub::expiry::{Lines, Told};
use hub::fault::chain;
use hub::keys::rollover::called;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use openssl::ssl::{
    AlpnError, Ssl, SslAcceptor, SslContext, SslFiletype, SslMethod, SslVersion, select_next_proto,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_openssl::SslStream;

use crate::commands::Error;
use crate::config::{Config, Tls};
use crate::hear;
use crate::leave::Impatient;

/// Connections at once.
const CONNECTIONS: usize = 4096;
/// A handshake takes this long at most.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// From the first byte of a request to the end of its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// The body of a request and what is done about it; then again as long to take the answer.
const REQUEST: Duration = Duration::from_secs(30);
/// Bytes of request headers.
const HEADER_BYTES: usize = 32 * 1024;
/// After SIGTERM, requests under way have this long.
const DRAIN: Duration = Duration::from_secs(20);
/// How often a node looks for a new directory, new keys and a new policy.
const DIRECTORY: Duration = Duration::from_secs(1);
/// How often a node asks whether a source is due.
const SOURCES: Duration = Duration::from_mins(1);
/// How long a look at all of those may take; then what is left has its turn again.
const REFRESH: Duration = Duration::from_mins(10);
/// How often the ledger's partitions, old journeys and what ends are seen to.
const HOUSEKEEPING: Duration = Duration::from_mins(10);

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(file: &Path, config: &Config, hub: Arc<Hub>) -> Result<(), Error> {
    let tls = match &config.tls {
        Tls::Own { certificate, key } => Some(tls(certificate, key)?),
        Tls::Proxy => None,
    };
    hub.store.keep_house(hub.clock.now()).await?;
    tell_policy(&hub);
    let public = TcpListener::bind(config.listen).await?;
    let admin = TcpListener::bind(config.admin_listen).await?;
    let (stop, stopped) = watch::channel(false);
    let (news, _) = watch::channel(());
    let mut tasks = JoinSet::new();
    let routes = hub::http::public(Arc::clone(&hub));
    tasks.spawn(accept(public, tls, routes, stopped.clone()));
    tasks.spawn(accept(admin, None, hub::http::admin(Arc::clone(&hub)), stopped.clone()));
    tasks.spawn(keep_up(Arc::clone(&hub), news.subscribe(), stopped.clone()));
    tasks.spawn(hear::news(config.database.url.clone(), news, stopped.clone()));
    tasks.spawn(keep_sources(Arc::clone(&hub), file.to_owned(), stopped.clone()));
    tasks.spawn(keep_warning(Arc::clone(&hub), stopped.clone()));
    tasks.spawn(keep_house(hub, stopped));
    tracing::info!(listen = %config.listen, admin = %config.admin_listen, "ready");
    told_to_stop().await?;
    tracing::info!("draining");
    stop.send(true)?;
    while tasks.join_next().await.is_some() {}
    tracing::info!("stopped");
    Ok(())
}

async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// TLS 1.2 and 1.3 by Mozilla's intermediate profile; HTTP/1.1.
fn tls(certificate: &Path, key: &Path) -> Result<Arc<SslContext>, Error> {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    builder.set_certificate_chain_file(certificate)?;
    builder.set_private_key_file(key, SslFiletype::PEM)?;
    builder.check_private_key()?;
    builder.set_alpn_select_callback(|_, offered| {
        select_next_proto(b"\x08http/1.1", offered).ok_or(AlpnError::NOACK)
    });
    Ok(Arc::new(builder.build().into_context()))
}

/// One task for each connection; a client that is slow in its handshake delays nobody.
async fn accept(
    listener: TcpListener,
    tls: Option<Arc<SslContext>>,
    routes: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let routes = routes.layer(middleware::from_fn(in_time));
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let drain = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &room) => accepted,
            _ = stopped.changed() => break,
        };
        match accepted {
            Ok((stream, permit)) => {
                let connection = Connection { stream, watcher: drain.watcher(), _permit: permit };
                connections.spawn(connection.serve(tls.clone(), routes.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = timeout(DRAIN, drain.shutdown()).await;
}

/// Waits for room, then for a client.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, permit))
}

struct Connection {
    stream: TcpStream,
    watcher: Watcher,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    async fn serve(self, tls: Option<Arc<SslContext>>, routes: Router) {
        let Self { stream, watcher, _permit } = self;
        let _ = stream.set_nodelay(true);
        let served = match tls {
            None => http(stream, routes, watcher).await,
            Some(context) => match timeout(HANDSHAKE, handshake(&context, stream)).await {
                Ok(Ok(stream)) => http(stream, routes, watcher).await,
                Ok(Err(error)) => Err(error),
                Err(_) => Err("the handshake took too long".into()),
            },
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

async fn handshake(context: &SslContext, stream: TcpStream) -> Result<SslStream<TcpStream>, Error> {
    let mut stream = SslStream::new(Ssl::new(context)?, stream)?;
    Pin::new(&mut stream).accept().await?;
    Ok(stream)
}

async fn http<S>(stream: S, routes: Router, watcher: Watcher) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(
            TokioIo::new(Impatient::new(stream, REQUEST)),
            TowerToHyperService::new(routes),
        );
    watcher.watch(connection).await?;
    Ok(())
}

/// A request that takes longer than [`REQUEST`], its body included, is ended. For who does not take
/// the answer there is [`Impatient`].
async fn in_time(request: Request, next: Next) -> Response {
    match timeout(REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Looks for a new directory, new keys and a new policy until told to stop. What cannot be loaded leaves the old in
/// use, and the node not ready.
async fn keep_up(hub: Arc<Hub>, mut news: watch::Receiver<()>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(DIRECTORY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            // Whether or not anybody can tell: the clock above is enough.
            Ok(()) = news.changed() => {}
            _ = stopped.changed() => return,
        }
        match hub.refresh_directory().await {
            Ok(true) => tracing::info!(
                agencies = hub.directory.now().len(),
                generation = hub.directory.now().generation(),
                "a new directory is in use"
            ),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the directory could not be loaded");
            }
        }
        match hub.refresh_keys().await {
            Ok(true) => tracing::info!(
                active = hub.keys.now().fingerprints().first().map(|key| called(key)),
                published = hub.keys.now().fingerprints().len(),
                "new keys are in use"
            ),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the old keys stay in use");
            }
        }
        match hub.refresh_policy().await {
            Ok(true) => tell_policy(&hub),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the old policy stays in use");
            }
        }
    }
}

/// Which policy decides, and what the operator has to know of it.
fn tell_policy(hub: &Hub) {
    tracing::info!(version = hub.policy.now().version(), "a policy is in use");
    for warning in hub.policy_warnings() {
        tracing::warn!(%warning, "about the policy");
    }
}

/// Lets the sources that are due be looked at, by a process of its own: reading the metadata of a whole
/// federation takes memory that serving must not need, and whatever it does to that process, people go
/// on logging in.
async fn keep_sources(hub: Arc<Hub>, file: PathBuf, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(SOURCES);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        match hub.store.is_source_due(hub.clock.now()).await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "whether a source is due is not known");
                continue;
            }
        }
        tokio::select! {
            looked = refresh(&file) => match looked {
                Ok((true, said)) => tracing::info!(said, "sources were looked at"),
                Ok((false, said)) => tracing::warn!(said, "a source was not good"),
                Err(error) => tracing::error!(%error, "the sources could not be looked at"),
            },
            _ = stopped.changed() => return,
        }
    }
}

/// Whether all was well, and what was said, as much of it as a line of a log takes.
async fn refresh(file: &Path) -> io::Result<(bool, String)> {
    const LONGEST: usize = 2000;
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    command.arg("--config").arg(file).arg("agency-refresh").kill_on_drop(true);
    let output = timeout(REFRESH, command.stdin(Stdio::null()).output());
    let output = output.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    // What is wrong comes first: the line may be cut.
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said).chars().take(LONGEST).collect();
    Ok((output.status.success(), said))
}

/// Tells the log what ends, until told to stop.
async fn keep_warning(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(HOUSEKEEPING);
    let mut told = Told::default();
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        let now = hub.clock.now();
        let warnings = hub.warnings(now);
        for line in (Lines { endings: &told.due(&warnings, now), now }).to_string().lines() {
            tracing::warn!("{line}");
        }
    }
}

/// Sees to the ledger's partitions and forgets old journeys until told to stop.
async fn keep_house(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        if let Err(error) = hub.store.keep_house(hub.clock.now()).await {
            tracing::error!(error = %chain(&error), "housekeeping failed");
        }
    }
}
