//! Serving, from the first listener to the last answer.
//!
//! - [`listen`]: connections, and limits on everything that a client can make long; [`room`]: how many
//! - [`tls`]: the certificate, also another one
//! - [`presented`]: the certificates of others
//! - [`tend`]: what a node sees to meanwhile
//! - [`systemd`]: what it is told, if it started us

mod listen;
mod presented;
mod room;
mod systemd;
mod tend;
mod tls;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use hub::Hub;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::listen::Door;
use self::presented::Shows;
use self::room::Room;
use self::systemd::tell;
use self::tls::{Asks, Pair};
use crate::commands::Error;
use crate::config::{CertificateHost, CertificateTls, Config, Tls};
use crate::hear;

/// Connections of load balancers and operators at once.
const ADMIN_CONNECTIONS: usize = 64;

/// Connections of people who show a certificate, at once.
const CERTIFICATE_CONNECTIONS: usize = 512;

/// Open files that are no connections of citizens and agencies, nor to the database.
const OTHER_FILES: usize = 128;

/// How far a node has got with stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It was not told to.
    Serving,
    /// It is not ready, and answers whoever still comes once.
    Leaving,
    /// Nobody comes in any more.
    Closed,
}

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(file: &Path, config: &Config, hub: Arc<Hub>) -> Result<(), Error> {
    let hangup = signal(SignalKind::hangup())?;
    hub.compare_clocks().await?;
    if hub.node.time.too_far().is_none() {
        hub.keep_house(hub.clock.now()).await?;
    }
    if matches!(config.tls, Tls::Proxy) && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "trusted_proxies is empty: all clients of the proxy count as one, and share its limits"
        );
    }
    if config.messages.has_no_way_to_phones() {
        tracing::warn!("no gateway for SMS is configured: every SMS will fail");
    }
    tend::tell_policy(&hub);
    let (stop, stopped) = watch::channel(false);
    let (phase, _) = watch::channel(Phase::Serving);
    let (news, _) = watch::channel(());
    let mut tasks = JoinSet::new();
    let (hung_up, _) = watch::channel(());
    let tls = match &config.tls {
        Tls::Own { certificate, key } => {
            Some(Arc::new(Pair::open((certificate, key), Asks::Nothing, &hub)?))
        }
        Tls::Proxy => None,
    };
    let certificates = match &config.certificate_host {
        Some(place) => Some(certificate_door(config, place, &hub).await?),
        None => None,
    };
    let public = public_door(config, tls, &hub).await?;
    let mut serving = JoinSet::new();
    for door in [Some(public), certificates].into_iter().flatten() {
        if let Some(pair) = door.tls.clone() {
            tasks.spawn(pair.keep(Arc::clone(&hub), hung_up.subscribe(), stopped.clone()));
        }
        serving.spawn(door.serve(phase.subscribe()));
    }
    tasks.spawn(pass_on(hangup, hung_up, stopped.clone()));
    let admin = admin_door(config, &hub).await?;
    let (admin_phase, admin_phases) = watch::channel(Phase::Serving);
    tasks.spawn(admin.serve(admin_phases));
    tasks.spawn(tend::keep_up(Arc::clone(&hub), news.subscribe(), stopped.clone()));
    tasks.spawn(hear::news(config.database.url.clone(), news, stopped.clone()));
    tasks.spawn(tend::keep_sources(Arc::clone(&hub), file.to_owned(), stopped.clone()));
    tasks.spawn(tend::keep_warning(Arc::clone(&hub), stopped.clone()));
    tasks.spawn(tend::keep_telling(Arc::clone(&hub), stopped.clone()));
    tasks.spawn(tend::keep_time(Arc::clone(&hub), stopped.clone()));
    let postman = Arc::new(config.messages.postman(&hub.outbox)?);
    tasks.spawn(tend::keep_posting(Arc::clone(&hub), postman, stopped.clone()));
    tasks.spawn(tend::keep_house(Arc::clone(&hub), stopped));
    tracing::info!(listen = %config.listen, admin = %config.admin_listen, "ready");
    tell("READY=1");
    told_to_stop().await?;
    hub.node.leave();
    tell("STOPPING=1");
    tracing::info!("draining");
    phase.send_replace(Phase::Leaving);
    sleep(Duration::from_secs(config.drain_delay.into())).await;
    phase.send_replace(Phase::Closed);
    while serving.join_next().await.is_some() {}
    // Until here load balancers were told why.
    admin_phase.send_replace(Phase::Closed);
    stop.send(true)?;
    while tasks.join_next().await.is_some() {}
    tracing::info!("stopped");
    Ok(())
}

async fn public_door(config: &Config, tls: Option<Arc<Pair>>, hub: &Arc<Hub>) -> io::Result<Door> {
    // Whoever names proxies has them: then connections tell nothing of who comes.
    let are_direct = tls.is_some() && !config.proxy_protocol && config.trusted_proxies.is_empty();
    let (wanted, of_a_neighbourhood) = config.limits.connections(are_direct);
    let certificates = config.certificate_host.as_ref().map_or(0, |_| CERTIFICATE_CONNECTIONS);
    let others = OTHER_FILES + config.database.connections + certificates;
    let most = wanted.min(open_files().map_or(wanted, |files| files.saturating_sub(others).max(1)));
    if most < wanted {
        tracing::warn!(
            most,
            wanted,
            "fewer connections than wanted: raise the limit of open files"
        );
    }
    Ok(Door {
        listener: TcpListener::bind(config.listen).await?,
        ways: Arc::new(config.ways()),
        are_direct,
        tls,
        room: Arc::new(Room::new(most, of_a_neighbourhood)),
        routes: hub::http::public(Arc::clone(hub)),
        full: hub::http::full(Arc::clone(hub)),
        counted: Some(Arc::clone(hub)),
        shows: Shows::Nothing,
    })
}

/// Where browsers show certificates.
async fn certificate_door(
    config: &Config,
    place: &CertificateHost,
    hub: &Arc<Hub>,
) -> Result<Door, Error> {
    let (tls, shows) = match &place.tls {
        CertificateTls::Own { certificate, key } => {
            let (_, desk) = hub.desk().ok_or("no method takes certificates")?;
            let asks = Asks::Certificate { of: desk.named() };
            let pair = Pair::open((certificate, key), asks, hub)?;
            (Some(Arc::new(pair)), Shows::InTheHandshake)
        }
        CertificateTls::Proxy { header, from } => {
            let (header, from) = (HeaderName::from_bytes(header.as_bytes())?, from.clone());
            (None, Shows::InAHeader { header, from })
        }
    };
    let are_direct = tls.is_some() && !config.proxy_protocol && config.trusted_proxies.is_empty();
    let (_, of_a_neighbourhood) = config.limits.connections(are_direct);
    Ok(Door {
        listener: TcpListener::bind(place.listen).await?,
        ways: Arc::new(config.ways()),
        are_direct,
        tls,
        room: Arc::new(Room::new(CERTIFICATE_CONNECTIONS, of_a_neighbourhood)),
        routes: hub::http::certificate_host(Arc::clone(hub)),
        full: hub::http::full(Arc::clone(hub)),
        counted: Some(Arc::clone(hub)),
        shows,
    })
}

/// How many files this process may have open; each connection is one.
fn open_files() -> Option<usize> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

async fn admin_door(config: &Config, hub: &Arc<Hub>) -> io::Result<Door> {
    let routes = hub::http::admin(Arc::clone(hub));
    Ok(Door {
        listener: TcpListener::bind(config.admin_listen).await?,
        ways: Arc::default(),
        are_direct: true,
        tls: None,
        room: Arc::new(Room::new(ADMIN_CONNECTIONS, ADMIN_CONNECTIONS)),
        full: routes.clone(),
        routes,
        counted: None,
        shows: Shows::Nothing,
    })
}

/// SIGHUP, to whoever has files to look at. It would end a program that does not expect it.
async fn pass_on(
    mut hangup: Signal,
    hung_up: watch::Sender<()>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            _ = hangup.recv() => {
                hung_up.send_replace(());
            }
            _ = stopped.changed() => return,
        }
    }
}

async fn told_to_stop() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
