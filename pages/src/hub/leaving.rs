//! Leaving: the question, one page for each agency that is told, and the end (SPEC 3.8, UX 7.4).

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::headers::origin_of;
use crate::page::presentable;
use crate::{Page, PageKind};

mod samples;

/// The hub's own page about the session in this browser: who, since when, and how to leave.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Leave {
    /// Path that the form posts to: `respuesta` is `salir` or `todas`.
    pub action: String,
    /// The person's name as [`mask`](super::mask) leaves it; nothing: nobody has a session in this
    /// browser.
    pub masked_name: Option<String>,
    /// Since when they have it.
    pub since: Option<Timestamp>,
    /// Names of the services opened, the last one first.
    pub agencies: Vec<String>,
    /// Live sessions of the person in other browsers, which `todas` ends too; nothing: not known for
    /// this person. With nothing to end, there is no button for it.
    pub elsewhere: Option<usize>,
}

/// One agency is being told that the person leaves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Telling {
    /// The agency's name.
    pub agency: String,
    /// What tells it: a signed request for logout.
    pub to: Carrier,
    /// Path of the POST that goes on without it.
    pub skip: String,
    /// The person came back to this page: nothing is pressed by itself.
    pub waits: bool,
    /// Address by which the script sees whether the agency answers at all.
    pub probe: String,
    /// What was done so far, in order.
    pub done: Vec<Told>,
    /// Names of the agencies that are told after this one.
    pub to_come: Vec<String>,
}

/// How a message gets to an agency through the browser.
#[derive(Clone, Eq, PartialEq)]
pub enum Carrier {
    /// The redirect binding: the address with the message in its query.
    Link(String),
    /// The POST binding.
    Form {
        /// Address that the form posts to.
        action: String,
        /// Name and value of each hidden field, exactly as they are sent.
        fields: Vec<(String, String)>,
    },
}

/// An agency that had its turn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    /// Its name.
    pub agency: String,
    /// What became of it.
    pub outcome: ToldOutcome,
    /// Where the person can close it by hand, if it is not closed.
    pub link: Option<String>,
}

/// What became of telling an agency.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ToldOutcome {
    /// It ended its session.
    Ended,
    /// It did not answer, or the person went on without it.
    NoAnswer,
    /// The time was over before its turn came.
    NoTime,
    /// It answered that it could not.
    Refused,
    /// It has no way of being told.
    Unsupported,
}

/// The end: the truth about each agency.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Left {
    /// What became of the session in this browser.
    pub session: LeftSession,
    /// Every agency that had to be told, in order.
    pub told: Vec<Told>,
    /// The way back to the agency that asked, if one did.
    pub back: Option<WayBack>,
    /// They entered with a certificate, which the browser remembers until it is closed.
    pub by_certificate: bool,
    /// Their sessions in other browsers were ended too.
    pub everywhere: bool,
}

/// What became of the session in the browser of whoever left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LeftSession {
    /// It has ended.
    Ended,
    /// There was none.
    None,
    /// It is not the one that the agency meant, and goes on.
    Another,
}

/// What carries the answer to the agency that asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WayBack {
    /// The agency's name.
    pub agency: String,
    /// The answer.
    pub to: Carrier,
    /// The script presses it.
    pub by_itself: bool,
}

impl Telling {
    /// The headers that this page needs: its script may ask the agency whether it answers, and its
    /// form, if it is one, may go there.
    #[must_use]
    pub fn kind(&self) -> PageKind {
        PageKind::Telling { origin: origin_of(&self.probe), form_action: self.to.form_action() }
    }
}

impl Left {
    /// The headers that this page needs: its form, if there is one, may go to the agency that asked.
    #[must_use]
    pub fn kind(&self) -> PageKind {
        match &self.back {
            Some(back) => PageKind::Telling { origin: None, form_action: back.to.form_action() },
            None => PageKind::Input,
        }
    }

    fn key(&self) -> &'static str {
        if self.told.iter().any(|told| told.outcome != ToldOutcome::Ended) {
            return "left-partial";
        }
        match self.session {
            LeftSession::Ended => "left",
            LeftSession::None if !self.told.is_empty() => "left",
            LeftSession::None => "left-nothing",
            LeftSession::Another => "left-gone",
        }
    }
}

impl Carrier {
    fn form_action(&self) -> Vec<String> {
        match self {
            Self::Link(_) => Vec::new(),
            Self::Form { action, .. } => origin_of(action).into_iter().collect(),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Link(link) => json!({ "link": link }),
            Self::Form { action, fields } => json!({ "action": action, "fields": fields }),
        }
    }
}

/// The message names a person: only where it goes is told.
impl std::fmt::Debug for Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, address) = match self {
            Self::Link(link) => ("Link", link),
            Self::Form { action, .. } => ("Form", action),
        };
        f.debug_tuple(name).field(&origin_of(address)).finish()
    }
}

impl ToldOutcome {
    fn key(self) -> &'static str {
        match self {
            Self::Ended => "told-ended",
            Self::NoAnswer => "told-no-answer",
            Self::NoTime => "told-no-time",
            Self::Refused => "told-refused",
            Self::Unsupported => "told-unsupported",
        }
    }
}

impl From<Leave> for Page {
    fn from(page: Leave) -> Self {
        let agencies: Vec<String> = page.agencies.iter().map(|name| presentable(name)).collect();
        Page::new("leave.html")
            .with("action", page.action)
            .with("name", page.masked_name.as_deref().map(presentable))
            .with("since", page.since.map(|at| at.to_string()))
            .with("agencies", agencies)
            .with("elsewhere", page.elsewhere.filter(|&sessions| sessions > 0))
    }
}

impl From<Telling> for Page {
    fn from(page: Telling) -> Self {
        let to_come: Vec<String> = page.to_come.iter().map(|name| presentable(name)).collect();
        Page::new("telling.html")
            .with("agency", presentable(&page.agency))
            .with("to", page.to.value())
            .with("skip", page.skip)
            .with("waits", page.waits)
            .with("probe", page.probe)
            .with("done", outcomes(page.done))
            .with("to_come", to_come)
    }
}

impl From<Left> for Page {
    fn from(page: Left) -> Self {
        let key = page.key();
        let back = page.back.map(|WayBack { agency, to, by_itself }| {
            json!({ "agency": presentable(&agency), "to": to.value(), "by_itself": by_itself })
        });
        Page::new("left.html")
            .with("key", key)
            .with("told", outcomes(page.told))
            .with("back", back)
            .with("by_certificate", page.by_certificate)
            .with("another", page.session == LeftSession::Another)
            .with("everywhere", page.everywhere)
    }
}

fn outcomes(told: Vec<Told>) -> Vec<Value> {
    told.into_iter().map(outcome).collect()
}

/// What was closed needs no link, and what is no address of the web is none.
fn outcome(told: Told) -> Value {
    let is_open = told.outcome != ToldOutcome::Ended;
    let link = told.link.filter(|link| is_open && origin_of(link).is_some());
    json!({
        "agency": presentable(&told.agency),
        "outcome": told.outcome.key(),
        "link": link.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests;
