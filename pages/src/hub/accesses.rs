//! «Tus accesos»: what was done in a person's name (SPEC AUTH-11), and «no he sido yo».

use jiff::Timestamp;

use crate::Page;
use crate::page::presentable;
use serde_json::{Value, json};

/// The page of what was done in a person's name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Accesses {
    /// The newest first; nothing: nobody has entered from this browser, so nothing is told.
    pub list: Option<Vec<Access>>,
}

/// One thing that was done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: AccessKind,
    /// The method's id.
    pub method: String,
    /// The agency's name, where one was answered.
    pub agency: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccessKind {
    /// Somebody entered.
    Entered,
    /// Somebody tried, and something was wrong.
    Failed,
    /// Somebody knew the password, and did not get further.
    Halfway,
    /// The credential was changed.
    Changed,
    /// It was locked.
    Locked,
    /// It was the first time from that browser.
    NewBrowser,
}

impl AccessKind {
    const ALL: [Self; 6] =
        [Self::Entered, Self::Failed, Self::Halfway, Self::Changed, Self::Locked, Self::NewBrowser];

    fn key(self) -> &'static str {
        match self {
            Self::Entered => "access-entered",
            Self::Failed => "access-failed",
            Self::Halfway => "access-halfway",
            Self::Changed => "access-changed",
            Self::Locked => "access-locked",
            Self::NewBrowser => "access-browser",
        }
    }
}

impl Accesses {
    /// Made-up pages: one of each kind, nothing, and nobody.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let at = Timestamp::constant(1_795_335_627, 0);
        let agency = |kind| (kind == AccessKind::Entered).then(|| "Agencia de Ejemplo".to_owned());
        let access = |what| Access { at, what, method: "sample".to_owned(), agency: agency(what) };
        vec![
            ("accesses", Self { list: Some(AccessKind::ALL.map(access).to_vec()) }),
            ("accesses-none", Self { list: Some(Vec::new()) }),
            ("accesses-unknown", Self { list: None }),
        ]
    }
}

impl From<Accesses> for Page {
    fn from(Accesses { list }: Accesses) -> Self {
        let is_known = list.is_some();
        let list: Vec<Value> = list.into_iter().flatten().map(access).collect();
        Page::new("accesses.html").with("known", is_known).with("list", list)
    }
}

fn access(Access { at, what, method, agency }: Access) -> Value {
    json!({
        "at": at.to_string(),
        "what": what.key(),
        "method": method,
        "agency": agency.as_deref().map(presentable).unwrap_or_default(),
    })
}

/// «No he sido yo»: the page of a link in a notice, before it does anything and after.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Disown {
    /// What the button will do.
    Ask,
    /// It is done.
    Done,
    /// The link is not good any more.
    Over,
}

impl Disown {
    /// All of them.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("disown", Self::Ask), ("disown-done", Self::Done), ("disown-over", Self::Over)]
    }
}

impl From<Disown> for Page {
    fn from(page: Disown) -> Self {
        let key = match page {
            Disown::Ask => "disown",
            Disown::Done => "disown-done",
            Disown::Over => "disown-over",
        };
        Page::new("disown.html").with("key", key).with("asks", page == Disown::Ask)
    }
}
