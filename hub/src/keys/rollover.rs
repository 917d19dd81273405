//! When a key may take the next step: no agency is to be left with answers that it cannot verify.

use std::fmt::Write as _;

use certs::Certificate;
use jiff::{SignedDuration, Timestamp};

/// Answers signed with a key may be on their way, or wait in an agency, for this long after another
/// key took its place: the longest validity of an assertion (DESIGN §11).
pub const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(15);
/// After this long every node shows a key that was published: each looks every second. Before that an
/// agency may fetch a copy without it from one node, and get an answer signed with it from another.
pub const EVERYWHERE: SignedDuration = SignedDuration::from_secs(5);
/// Letters of a fingerprint by which a key is called.
const CALLED: usize = 16;

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Published, so that agencies know it before it signs.
    Next,
    /// It signs.
    Active,
    /// Published still: what it signed is on its way, and it can be made active again.
    Retiring,
    /// Not published any more.
    Retired,
}

impl State {
    /// As it stands in the database and on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Retired => "retired",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Next, Self::Active, Self::Retiring, Self::Retired]
            .into_iter()
            .find(|state| state.name() == name)
    }

    /// Whether it stands in our metadata.
    #[must_use]
    pub fn is_published(self) -> bool {
        self != Self::Retired
    }
}

/// What is known of a key on all nodes.
#[derive(Debug)]
pub struct KeyRecord {
    /// SHA-256 over the certificate.
    pub fingerprint: String,
    /// What metadata shows.
    pub certificate: Certificate,
    /// Where it stands.
    pub state: State,
    /// Since when it stands in our metadata.
    pub published_at: Timestamp,
    /// When it last became active.
    pub activated_at: Option<Timestamp>,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
    /// Who took the last step with it.
    pub by: String,
    /// How many agencies have it in the metadata that they fetched last.
    pub seen: i64,
}

impl KeyRecord {
    /// The first letters of its fingerprint.
    #[must_use]
    pub fn called(&self) -> &str {
        called(&self.fingerprint)
    }
}

/// The first letters of a fingerprint.
#[must_use]
pub fn called(fingerprint: &str) -> &str {
    fingerprint.get(..CALLED).unwrap_or(fingerprint)
}

/// Agencies that the last metadata they fetched does not show a key to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unseen {
    /// The first of them, in order of name.
    pub some: Vec<String>,
    /// How many there are in all.
    pub count: usize,
}

impl Unseen {
    /// So many are named.
    pub const NAMED: usize = 20;
}

/// What an operator says beside which key.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// How long agencies have to fetch a key before it signs.
    pub published_for: SignedDuration,
    /// Go on despite that, and despite agencies that have not.
    pub anyway: bool,
    /// Who it is.
    pub by: &'a str,
}

/// A step that is not taken, and what to do instead.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refused {
    /// There is nothing to activate.
    #[error("there is no next key: make one with key-next")]
    NoNext,
    /// There is a next key already.
    #[error(
        "key {0} is the next one already: activate it with key-activate, or take it back with key-retire KEY={0}"
    )]
    NextThere(String),
    /// The key is in the table.
    #[error("key {0} is known already, as {1}: see key-list")]
    Known(String, &'static str),
    /// No such key.
    #[error("no key's fingerprint begins with {0:?}: see key-list")]
    Unknown(String),
    /// Several such keys.
    #[error("the fingerprints of {1} keys begin with {0:?}: say more of it")]
    Ambiguous(String, usize),
    /// It signs already.
    #[error("key {0} is active already: nothing is to be done")]
    Active(String),
    /// It is retired.
    #[error(
        "key {0} was retired, and a retired key does not come back: make a new one with key-next"
    )]
    Retired(String),
    /// It signs, and cannot be retired.
    #[error("key {0} is active: activate another one before it is retired")]
    InUse(String),
    /// There is nothing to retire.
    #[error("no key is retiring; to take the next one back, say which: KEY=fingerprint")]
    NothingRetiring,
    /// There are several to retire.
    #[error("{0} keys are retiring: say which, KEY=fingerprint")]
    SayWhich(usize),
    /// Not every node shows it yet.
    #[error(
        "key {0} was published a moment ago, and not every node shows it yet: try again in 5 seconds"
    )]
    NotEverywhere(String),
    /// It has not been published for long enough.
    #[error(
        "key {key} stands in our metadata since {since}, and agencies have {days} days to fetch it: \
         wait until {until}, or go on with ANYWAY=yes"
    )]
    TooNew {
        /// The key.
        key: String,
        /// Since when.
        since: String,
        /// How many days they have.
        days: i64,
        /// Until when.
        until: String,
    },
    /// Agencies would not know what verifies our answers.
    #[error("{}", unseen_by(.key, .agencies))]
    Unseen {
        /// The key.
        key: String,
        /// The agencies.
        agencies: Unseen,
    },
    /// Answers are on their way.
    #[error("answers signed with key {key} may be on their way until {until}: try again then")]
    OnTheWay {
        /// The key.
        key: String,
        /// Until when.
        until: String,
    },
}

fn unseen_by(key: &str, agencies: &Unseen) -> String {
    let mut text = match agencies.count {
        1 => format!("1 agency has not fetched metadata with key {key}:"),
        count => format!("{count} agencies have not fetched metadata with key {key}:"),
    };
    for agency in &agencies.some {
        text.push_str("\n  ");
        text.push_str(agency);
    }
    let more = agencies.count.saturating_sub(agencies.some.len());
    if more > 0 {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  and {more} more");
    }
    text.push_str(
        "\nAsk for it to be fetched, each agency at its own address (agency-show prints it), \
         or leave them behind with ANYWAY=yes",
    );
    text
}

/// The key to activate: the next one, or the one whose fingerprint begins with `asked`.
///
/// # Errors
/// [`Refused`] if there is none.
pub fn to_activate<'a>(
    keys: &'a [KeyRecord],
    asked: Option<&str>,
) -> Result<&'a KeyRecord, Refused> {
    let key = match asked {
        Some(asked) => find(keys, asked)?,
        None => in_state(keys, State::Next).next().ok_or(Refused::NoNext)?,
    };
    match key.state {
        State::Next | State::Retiring => Ok(key),
        State::Active => Err(Refused::Active(key.called().to_owned())),
        State::Retired => Err(Refused::Retired(key.called().to_owned())),
    }
}

/// Whether a key may sign from now on. One that did before may do so again at once: that undoes a step.
///
/// # Errors
/// [`Refused`] if agencies would not know it.
pub fn may_activate(
    key: &KeyRecord,
    unseen: &Unseen,
    terms: Terms<'_>,
    now: Timestamp,
) -> Result<(), Refused> {
    let is_new = key.state == State::Next;
    if is_new && now < key.published_at + EVERYWHERE {
        return Err(Refused::NotEverywhere(key.called().to_owned()));
    }
    if terms.anyway {
        return Ok(());
    }
    let until = key.published_at + terms.published_for;
    if is_new && now < until {
        return Err(Refused::TooNew {
            key: key.called().to_owned(),
            since: minute(key.published_at),
            days: terms.published_for.as_hours() / 24,
            until: minute(until),
        });
    }
    seen_by_all(key, unseen)
}

/// The key to retire: the one that is retiring, or the one whose fingerprint begins with `asked`.
///
/// # Errors
/// [`Refused`] if there is none.
pub fn to_retire<'a>(keys: &'a [KeyRecord], asked: Option<&str>) -> Result<&'a KeyRecord, Refused> {
    let key = match asked {
        Some(asked) => find(keys, asked)?,
        None => the_retiring_one(keys)?,
    };
    match key.state {
        State::Next | State::Retiring => Ok(key),
        State::Active => Err(Refused::InUse(key.called().to_owned())),
        State::Retired => Err(Refused::Known(key.called().to_owned(), key.state.name())),
    }
}

fn the_retiring_one(keys: &[KeyRecord]) -> Result<&KeyRecord, Refused> {
    let mut retiring = in_state(keys, State::Retiring);
    match (retiring.next(), retiring.count()) {
        (None, _) => Err(Refused::NothingRetiring),
        (Some(key), 0) => Ok(key),
        (Some(_), others) => Err(Refused::SayWhich(others + 1)),
    }
}

/// Whether a key may go from our metadata. A next one never signed anything: it may.
///
/// # Errors
/// [`Refused`] if its answers may be on their way, or if agencies do not know `active`, its successor.
pub fn may_retire(
    key: &KeyRecord,
    active: &KeyRecord,
    unseen: &Unseen,
    terms: Terms<'_>,
    now: Timestamp,
) -> Result<(), Refused> {
    if key.state == State::Next {
        return Ok(());
    }
    let until = active.activated_at.unwrap_or(active.published_at) + ON_THE_WAY;
    if now < until {
        let (key, until) = (key.called().to_owned(), minute(until + SignedDuration::from_secs(59)));
        return Err(Refused::OnTheWay { key, until });
    }
    if terms.anyway { Ok(()) } else { seen_by_all(active, unseen) }
}

/// Whether a key may become the next one.
///
/// # Errors
/// [`Refused`] if there is a next one, or if this one is known.
pub fn may_publish(keys: &[KeyRecord], fingerprint: Option<&str>) -> Result<(), Refused> {
    if let Some(known) = keys.iter().find(|key| Some(key.fingerprint.as_str()) == fingerprint) {
        let called = known.called().to_owned();
        return Err(if known.state.is_published() {
            Refused::Known(called, known.state.name())
        } else {
            Refused::Retired(called)
        });
    }
    match in_state(keys, State::Next).next() {
        Some(next) => Err(Refused::NextThere(next.called().to_owned())),
        None => Ok(()),
    }
}

fn seen_by_all(key: &KeyRecord, unseen: &Unseen) -> Result<(), Refused> {
    if unseen.count == 0 {
        return Ok(());
    }
    Err(Refused::Unseen { key: key.called().to_owned(), agencies: unseen.clone() })
}

fn find<'a>(keys: &'a [KeyRecord], asked: &str) -> Result<&'a KeyRecord, Refused> {
    let asked_for = asked.to_ascii_lowercase();
    let mut found =
        keys.iter().filter(|key| !asked.is_empty() && key.fingerprint.starts_with(&asked_for));
    match (found.next(), found.count()) {
        (Some(key), 0) => Ok(key),
        (Some(_), others) => Err(Refused::Ambiguous(asked.to_owned(), others + 1)),
        (None, _) => Err(Refused::Unknown(asked.to_owned())),
    }
}

fn in_state(keys: &[KeyRecord], state: State) -> impl Iterator<Item = &KeyRecord> {
    keys.iter().filter(move |key| key.state == state)
}

/// As it is said to an operator.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
