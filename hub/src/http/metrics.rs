//! Prometheus's text format, version 0.0.4: what a node knows in numbers at the moment when it is asked, and what it has
//! counted until then.

use std::fmt::{Display, Write as _};
use std::sync::atomic::Ordering;

use authenticators::Queue;
use deadpool_postgres::Status;
use jiff::{SignedDuration, Timestamp};
use messages::Waiting;
use messages::numbers::Numbers;

use crate::expiry::{Ending, Kind, Stage};
use crate::node::Node;
use crate::node::numbers::{Counters, Durations, RequestKind};

#[cfg(test)]
mod tests;

/// The media type of the format.
pub(super) const FORMAT: &str = "text/plain; version=0.0.4";

/// What is told.
pub(super) struct Facts<E> {
    /// As `/readyz` says.
    pub(super) is_ready: bool,
    /// How many agencies there are.
    pub(super) agencies: usize,
    /// Of the directory in use.
    pub(super) generation: i64,
    /// How long ago the directory in use was known to be the newest one.
    pub(super) looked_ago: Option<SignedDuration>,
    /// How many sources were not good when last looked at; nothing: the database does not answer.
    pub(super) failing_sources: Option<i64>,
    /// By how much the database's clock is ahead of ours.
    pub(super) apart: Option<SignedDuration>,
    /// How often our clock has jumped.
    pub(super) jumps: u64,
    /// Whether a newer TLS certificate could not be used; nothing where TLS is not ours.
    pub(super) tls_kept: Option<bool>,
    /// Everything that ends, however far that is.
    pub(super) endings: E,
    /// The instant.
    pub(super) now: Timestamp,
}

/// All of it as text.
pub(super) fn text<'a, E, I>(facts: &Facts<E>) -> String
where
    E: Fn() -> I,
    I: Iterator<Item = &'a Ending>,
{
    let now = facts.now;
    let mut text = Text::default();
    text.gauge("zaguan_ready", "Whether this node should get requests.");
    text.sample(&[], u8::from(facts.is_ready));
    text.gauge("zaguan_agencies", "Agencies in the directory.");
    text.sample(&[], facts.agencies);
    text.gauge("zaguan_directory_generation", "The number of the directory in use.");
    text.sample(&[], facts.generation);
    if let Some(ago) = facts.looked_ago {
        text.gauge(
            "zaguan_directory_age_seconds",
            "Since when the directory in use is not known to be the newest.",
        );
        text.sample(&[], ago.as_secs());
    }
    if let Some(failing) = facts.failing_sources {
        text.gauge("zaguan_sources_failing", "Followed addresses whose last copy was not good.");
        text.sample(&[], failing);
    }
    if let Some(apart) = facts.apart {
        text.gauge("zaguan_clock_offset_seconds", "How far the database's clock is ahead of ours.");
        text.sample(&[], apart.as_secs_f64());
    }
    text.counter("zaguan_clock_jumps_total", "How often our clock was set by two seconds or more.");
    text.sample(&[], facts.jumps);
    if let Some(kept) = facts.tls_kept {
        text.gauge("zaguan_tls_kept", "Whether a newer TLS certificate could not be used.");
        text.sample(&[], u8::from(kept));
    }
    text.gauge("zaguan_ending", "Things that end within 30, 14 or 3 days, or have ended.");
    for kind in Kind::ALL {
        for stage in Stage::ALL {
            let here = |ending: &&Ending| {
                ending.kind() == kind && Stage::of(ending.at, now) == Some(stage)
            };
            let count = (facts.endings)().filter(here).count();
            text.sample(&[("kind", kind.name()), ("stage", stage.name())], count);
        }
    }
    text.gauge("zaguan_next_end_seconds", "How long until the next of a kind ends.");
    for kind in Kind::ALL {
        let ends = (facts.endings)().filter(|ending| ending.kind() == kind && ending.at > now);
        if let Some(next) = ends.map(|ending| ending.at).min() {
            text.sample(&[("kind", kind.name())], next.duration_since(now).as_secs());
        }
    }
    text.written
}

/// How full are the queues that are not the node's own.
pub(super) struct Counted<'a> {
    /// Those of the methods, with their names.
    pub(super) queues: &'a [(&'a str, Queue)],
    /// How often the source of contrast data could not be asked.
    pub(super) source_failures: u64,
    /// That for the database.
    pub(super) pool: Status,
}

/// What a node has counted, as text.
pub(super) fn counted(node: &Node, others: &Counted<'_>) -> String {
    let (numbers, load) = (&node.numbers, &node.load);
    let mut text = Text::default();
    text.counter("zaguan_requests_total", "Requests that were answered, by what they asked for.");
    text.counters(&numbers.requests);
    text.header("zaguan_request_seconds", "histogram", "How long they took, with their body.");
    for kind in RequestKind::ALL {
        text.durations(kind.name(), numbers.durations(kind));
    }
    text.gauge("zaguan_requests_in_flight", "Requests that have a place.");
    text.sample(&[], load.busy());
    text.gauge("zaguan_requests_waiting", "Requests that wait for a place.");
    text.sample(&[], load.waiting());
    text.gauge("zaguan_requests_most", "Places for requests.");
    text.sample(&[], load.most());
    text.counter("zaguan_turned_away_total", "Requests for which there was no room, and of what.");
    text.counters(&numbers.turned_away);
    text.counter("zaguan_refused_total", "Pages that said no, by why.");
    text.counters(&numbers.refused);
    text.counter(
        "zaguan_answers_total",
        "Answers to agencies: GRANTED, or the word of the status.",
    );
    text.counters(&numbers.answers);
    text.counter("zaguan_logins_total", "Answers that were granted, by how.");
    text.counters(&numbers.logins);
    text.gauge("zaguan_connections_open", "Connections of citizens and agencies.");
    text.sample(&[], numbers.open.load(Ordering::Relaxed));
    text.counter("zaguan_connections_total", "Connections, by what became of them at first.");
    text.counters(&numbers.connections);
    text.counter("zaguan_handshakes_failed_total", "TLS handshakes that came to nothing.");
    text.sample(&[], numbers.failed_handshakes.load(Ordering::Relaxed));
    text.gauge("zaguan_database_connections", "Connections to the database.");
    let Status { size, available, waiting, max_size } = others.pool;
    text.sample(&[("state", "used")], size.saturating_sub(available));
    text.sample(&[("state", "free")], available);
    text.gauge("zaguan_database_connections_most", "Connections to the database, at most.");
    text.sample(&[], max_size);
    text.gauge("zaguan_database_waiting", "Requests that wait for a connection to the database.");
    text.sample(&[], waiting);
    text.gauge("zaguan_hashing_taken", "Passwords and codes being hashed, or waiting for it.");
    for (method, queue) in others.queues {
        text.sample(&[("method", method)], queue.taken);
    }
    text.gauge("zaguan_hashing_places", "How many of them there may be at once.");
    for (method, queue) in others.queues {
        text.sample(&[("method", method)], queue.places);
    }
    text.counter("zaguan_hashing_refused_total", "How many found no place.");
    for (method, queue) in others.queues {
        text.sample(&[("method", method)], queue.refused);
    }
    text.counter(
        "zaguan_identity_source_failures_total",
        "How often the source of contrast data could not be asked.",
    );
    text.sample(&[], others.source_failures);
    text.gauge("zaguan_build_info", "The release that runs.");
    text.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    text.written
}

/// What became of messages, as text; what waits, if the database answers.
pub(super) fn messages(numbers: &Numbers, waiting: Option<Waiting>) -> String {
    let mut text = Text::default();
    text.counter("zaguan_messages_taken_total", "Messages that were taken to be brought.");
    text.sample(&[], numbers.taken());
    text.counter("zaguan_messages_refused_total", "Messages for which a budget was spent.");
    text.sample(&[], numbers.refused());
    text.counter("zaguan_messages_carried_total", "What became of messages, by carrier.");
    for ((carrier, event), count) in numbers.carried() {
        text.sample(&[("carrier", &carrier), ("event", event.word())], count);
    }
    if let Some(Waiting { count, oldest }) = waiting {
        text.gauge("zaguan_messages_waiting", "Messages that no carrier has yet.");
        text.sample(&[], count);
        text.gauge("zaguan_messages_oldest_seconds", "For how long the oldest of them waits.");
        text.sample(&[], oldest.as_secs());
    }
    text.written
}

/// What is written, and what the numbers that are written now are called.
#[derive(Default)]
struct Text {
    name: &'static str,
    written: String,
}

/// Writing to a String cannot fail.
impl Text {
    fn gauge(&mut self, name: &'static str, help: &str) {
        self.header(name, "gauge", help);
    }

    fn counter(&mut self, name: &'static str, help: &str) {
        self.header(name, "counter", help);
    }

    fn header(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        let _ = writeln!(self.written, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn counters(&mut self, counters: &Counters) {
        for (labels, count) in counters.all() {
            let _ = writeln!(self.written, "{}{{{labels}}} {count}", self.name);
        }
    }

    fn durations(&mut self, kind: &str, durations: &Durations) {
        let (steps, sum, count) = durations.told();
        let name = self.name;
        for (end, so_far) in steps {
            let _ =
                writeln!(self.written, "{name}_bucket{{kind=\"{kind}\",le=\"{end}\"}} {so_far}");
        }
        let _ = writeln!(self.written, "{name}_sum{{kind=\"{kind}\"}} {sum}");
        let _ = writeln!(self.written, "{name}_count{{kind=\"{kind}\"}} {count}");
    }

    /// Labels are words of ours, which need no escaping.
    fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        self.written.push_str(self.name);
        for (number, (label, word)) in labels.iter().enumerate() {
            let before = if number == 0 { '{' } else { ',' };
            let _ = write!(self.written, "{before}{label}=\"{word}\"");
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.written, "{end} {value}");
    }
}
