//! How the node of this configuration is, in sentences, from what it tells load balancers and Prometheus.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::commands::{Error, say};
use crate::config::Config;

#[cfg(test)]
mod tests;

/// An answer takes this long at most: the node itself waits two seconds for the database.
const PATIENCE: Duration = Duration::from_secs(5);
/// Octets of an answer.
const LONGEST: usize = 4 * 1024 * 1024;
/// How long is counted to say how much is asked now.
const COUNTED: Duration = Duration::from_secs(3);

/// Says how it is. Fails if it is not ready, or not there.
pub(super) async fn run(config: &Config) -> Result<(), Error> {
    let at = reached(config.admin_listen);
    let Ok((status, readiness)) = get(at, "/readyz").await else {
        return Err(format!("no node answers at {at}: it is not running, or hangs").into());
    };
    let mut lines = readiness.lines();
    let first = lines.next().unwrap_or_default();
    if status == StatusCode::OK {
        say("This node is ready.")?;
    } else {
        say(&format!("This node is NOT READY: {first}."))?;
    }
    for line in lines {
        say(line)?;
    }
    let before = Numbers::read(&get(at, "/metrics").await?.1);
    sleep(COUNTED).await;
    let now = Numbers::read(&get(at, "/metrics").await?.1);
    for sentence in now.sentences(&before) {
        say(&sentence)?;
    }
    if status == StatusCode::OK { Ok(()) } else { Err("the node is not ready".into()) }
}

/// Where a listener on all addresses is reached from here.
fn reached(at: SocketAddr) -> SocketAddr {
    let here = match at {
        SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
        SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
    };
    let address = if at.ip().is_unspecified() { here } else { at.ip() };
    SocketAddr::new(address, at.port())
}

async fn get(at: SocketAddr, path: &str) -> Result<(StatusCode, String), Error> {
    timeout(PATIENCE, exchange(at, path)).await?
}

async fn exchange(at: SocketAddr, path: &str) -> Result<(StatusCode, String), Error> {
    let stream = TcpStream::connect(at).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this function: dropping the set ends what is in it.
    let mut connections = JoinSet::new();
    connections.spawn(connection);
    let request = Request::get(path).header(header::HOST, at.to_string()).body(Body::empty())?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = to_bytes(Body::new(response.into_body()), LONGEST).await?;
    Ok((status, String::from_utf8(body.to_vec())?))
}

/// What a node has counted: name and labels, as they are written, with the number.
struct Numbers(BTreeMap<String, f64>);

impl Numbers {
    fn read(text: &str) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let sample = |line: &str| {
            let (name, number) = line.rsplit_once(' ')?;
            Some((name.to_owned(), number.parse().ok()?))
        };
        Self(samples.filter_map(sample).collect())
    }

    /// The sum of those with this name whose labels have this in them, as a whole number.
    fn sum(&self, name: &str, label: &str) -> u64 {
        let with = |sample: &&String| {
            let rest = sample.strip_prefix(name);
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('{') && rest.contains(label)
            })
        };
        let sum: f64 = self.0.iter().filter(|(sample, _)| with(sample)).map(|(_, one)| one).sum();
        whole(sum)
    }

    /// The words of this label, with their counts, the most frequent first.
    fn words(&self, name: &str) -> Vec<(String, u64)> {
        let with = |(sample, count): (&String, &f64)| {
            let word = sample.strip_prefix(name)?.strip_prefix('{')?.split('"').nth(1)?;
            Some((word.to_owned(), whole(*count)))
        };
        let mut words: Vec<_> = self.0.iter().filter_map(with).collect();
        words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        words
    }

    fn sentences(&self, before: &Self) -> Vec<String> {
        let now = |name: &str| self.sum(name, "");
        let a_minute = |name: &str| {
            let more = now(name).saturating_sub(before.sum(name, ""));
            more * 60 / COUNTED.as_secs()
        };
        let listed = |name: &str| {
            let words = self.words(name);
            let listed: Vec<_> =
                words.iter().map(|(word, count)| format!("{count} {word}")).collect();
            if listed.is_empty() { "none".to_owned() } else { listed.join(", ") }
        };
        vec![
            format!(
                "Agencies: {}, by directory {}; {} followed addresses are not good.",
                now("zaguan_agencies"),
                now("zaguan_directory_generation"),
                now("zaguan_sources_failing")
            ),
            format!(
                "Now: {} requests a minute, {} of them turned away.",
                a_minute("zaguan_requests_total"),
                a_minute("zaguan_turned_away_total")
            ),
            format!(
                "Room: {} of {} requests, {} connections, {} of {} connections to the database, {} of {} passwords and codes.",
                now("zaguan_requests_in_flight"),
                now("zaguan_requests_most"),
                now("zaguan_connections_open"),
                self.sum("zaguan_database_connections", "state=\"used\""),
                now("zaguan_database_connections_most"),
                now("zaguan_hashing_taken"),
                now("zaguan_hashing_places")
            ),
            format!("Answers to agencies since it began: {}.", listed("zaguan_answers_total")),
            format!("Pages that said no since it began: {}.", listed("zaguan_refused_total")),
            format!(
                "Messages: {} wait, the oldest for {} seconds.",
                now("zaguan_messages_waiting"),
                now("zaguan_messages_oldest_seconds")
            ),
        ]
    }
}

/// Counts are whole, however they are written.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count is not negative, and far below 2⁵³"
)]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}
