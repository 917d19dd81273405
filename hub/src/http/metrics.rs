//! Prometheus's text format, version 0.0.4: what a node knows in numbers, at the moment when it is asked.

use std::fmt::{Display, Write as _};

use jiff::{SignedDuration, Timestamp};

use crate::expiry::{Ending, Kind, Stage};

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

/// What is written, and what the numbers that are written now are called.
#[derive(Default)]
struct Text {
    name: &'static str,
    written: String,
}

/// Writing to a String cannot fail.
impl Text {
    fn gauge(&mut self, name: &'static str, help: &str) {
        self.name = name;
        let _ = writeln!(self.written, "# HELP {name} {help}\n# TYPE {name} gauge");
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
