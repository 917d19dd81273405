//! One tab: what it shows, what was typed in it, and what came of it.

use jiff::Timestamp;
use tests::hall::agency::Told;
use tests::hall::browser::{Answer, Form};

use super::schedule;

/// A form with what was filled in.
pub(super) type Sent = (Form, Vec<(&'static str, String)>);

/// What a tab shows.
pub(super) enum Shows {
    /// The agency's own page.
    Agency,
    /// Nothing yet: it is on its way to this address of the hub.
    OnItsWay(String),
    /// This page, from this address.
    Page(String, Answer),
    /// That it is over: the answer was fetched too late.
    Over,
}

/// What was shown of somebody, and when the last of it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) password: bool,
    pub(super) code: bool,
    /// A card's code, or the nod: each counts for low alone.
    pub(super) other: bool,
    pub(super) last: Option<Timestamp>,
}

impl Typed {
    pub(super) fn is_nothing(self) -> bool {
        self.last.is_none()
    }

    /// Whether the password that belongs to the code was typed in another tab.
    pub(super) fn is_code_alone(self) -> bool {
        self.code && !self.password
    }

    /// The level that this proves, in the order of levels.
    pub(super) fn proves(self) -> usize {
        usize::from(self.password && self.code)
    }

    /// What is proved by this in a browser where there were these logins: a code on its own completes
    /// a password that was typed there.
    pub(super) fn after(self, before: &[Login]) -> Self {
        let is_known = before.iter().any(|login| login.typed.password);
        Self { password: self.password || (self.code && is_known), ..self }
    }
}

/// A login that was brought to its end in a browser.
#[derive(Clone, Copy, Debug)]
pub(super) struct Login {
    /// The first, the second, …
    pub(super) number: usize,
    pub(super) typed: Typed,
}

/// How a tab ended.
pub(super) struct End {
    pub(super) at: Timestamp,
    /// Of the page from which it ended, the version that its forms carry.
    pub(super) version: Option<String>,
    pub(super) way_back: String,
    /// The login by which it was answered, and whether that was another tab's; nothing: it was given up.
    pub(super) login: Option<(Login, bool)>,
    /// What the agency was told, once it was fetched, with what `Told` has no field for.
    pub(super) told: Option<(Told, Fine)>,
}

/// The rest of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fine {
    pub(super) session_index: Option<String>,
    pub(super) instant: Option<String>,
}

impl Fine {
    pub(super) fn of(xml: &str) -> Self {
        let value = |name: &str| {
            let after = xml.split(&format!("{name}=\"")).nth(1)?;
            after.split('"').next().map(str::to_owned)
        };
        Self { session_index: value("SessionIndex"), instant: value("AuthnInstant") }
    }
}

pub(super) struct Tab {
    pub(super) habits: schedule::Tab,
    pub(super) request: String,
    pub(super) shows: Shows,
    pub(super) typed: Typed,
    pub(super) code: Option<String>,
    /// How many logins there had been in its browser when its person last chose a method.
    pub(super) chosen_after: usize,
    pub(super) sent: Vec<Sent>,
    pub(super) end: Option<End>,
    pub(super) is_left: bool,
}

impl Tab {
    pub(super) fn new(habits: &schedule::Tab, request: String) -> Self {
        Self {
            habits: habits.clone(),
            request,
            shows: Shows::Agency,
            typed: Typed::default(),
            code: None,
            chosen_after: 0,
            sent: Vec::new(),
            end: None,
            is_left: false,
        }
    }

    /// The page that it shows, unless that is the way back to the agency.
    pub(super) fn page(&self) -> Option<&Answer> {
        match &self.shows {
            Shows::Page(_, page) if self.end.is_none() => Some(page),
            Shows::Page(..) | Shows::Agency | Shows::OnItsWay(_) | Shows::Over => None,
        }
    }

    /// Whether anything is left to do in it.
    pub(super) fn is_done(&self) -> bool {
        let has_come = matches!(self.shows, Shows::Page(..) | Shows::Over);
        self.is_left || (self.end.is_some() && has_come)
    }
}
