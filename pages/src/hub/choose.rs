//! «Elige cómo entrar»: one form with one button for each method (UX 5.1).

use identity::LevelOfAssurance;
use serde_json::{Value, json};

use crate::Page;
use crate::page::presentable;

/// The page on which the person chooses a method.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Choose {
    /// Path that each method's form posts to, with the hidden field `metodo`.
    pub action: String,
    /// The least level that the agency accepts.
    pub level: LevelOfAssurance,
    /// What can be chosen, in the order to show.
    pub offers: Vec<Offer>,
    /// What cannot, and why.
    pub unavailable: Vec<Unavailable>,
    /// The session of a person who has one that will not do here.
    pub session: Option<SessionHint>,
}

/// A session that will not do here: without a word about it, the person would think it was lost.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SessionHint {
    /// The person's name as [`mask`](super::mask) leaves it.
    pub masked_name: String,
    /// Why they have to enter again.
    pub because: SessionNotUsed,
}

/// Why a session will not do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionNotUsed {
    /// The service needs a higher level.
    LevelTooLow,
    /// The agency does not accept the method with which it began.
    MethodExcluded,
    /// The agency wants the person to prove again who they are.
    AgencyForces,
}

impl SessionNotUsed {
    fn key(self) -> &'static str {
        match self {
            Self::LevelTooLow => "session-level",
            Self::MethodExcluded => "session-method",
            Self::AgencyForces => "session-forced",
        }
    }
}

/// A method that can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offer {
    /// The method's id: the value of `metodo`. Its name is message `method-{id}`, the line of help
    /// that message's attribute `.hint`.
    pub method: String,
}

/// A method that cannot be chosen now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unavailable {
    /// The method's id.
    pub method: String,
    /// Why not.
    pub because: WhyNot,
}

/// Why a method is not offered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WhyNot {
    /// It cannot reach the level that the agency asks for.
    LevelTooLow,
    /// The agency excludes it.
    Excluded,
    /// It does not work at the moment.
    OutOfOrder,
}

impl WhyNot {
    fn key(self) -> &'static str {
        match self {
            Self::LevelTooLow => "why-not-level",
            Self::Excluded => "why-not-excluded",
            Self::OutOfOrder => "why-not-out-of-order",
        }
    }
}

impl Choose {
    /// Made-up pages: all offered, some not, none, and each session that will not do.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let offer = |method: &str| Offer { method: method.to_owned() };
        let not = |method: &str, because| Unavailable { method: method.to_owned(), because };
        let choose = Self {
            action: "/t/0123456789abcdef/elegir".to_owned(),
            level: LevelOfAssurance::Low,
            offers: vec![offer("sample"), offer("another")],
            unavailable: Vec::new(),
            session: None,
        };
        let some = Self {
            level: LevelOfAssurance::Substantial,
            offers: vec![offer("sample")],
            unavailable: vec![
                not("another", WhyNot::LevelTooLow),
                not("third", WhyNot::Excluded),
                not("fourth", WhyNot::OutOfOrder),
            ],
            ..choose.clone()
        };
        let none = Self { level: LevelOfAssurance::High, offers: Vec::new(), ..some.clone() };
        let with_session = |because| Self {
            session: Some(SessionHint { masked_name: "C*** E***".to_owned(), because }),
            ..some.clone()
        };
        let level = with_session(SessionNotUsed::LevelTooLow);
        let method = with_session(SessionNotUsed::MethodExcluded);
        let forced = with_session(SessionNotUsed::AgencyForces);
        vec![
            ("choose", choose),
            ("choose-some", some),
            ("choose-none", none),
            ("choose-session-level", level),
            ("choose-session-method", method),
            ("choose-session-forced", forced),
        ]
    }
}

impl From<Choose> for Page {
    fn from(choose: Choose) -> Self {
        let offers: Vec<Value> =
            choose.offers.into_iter().map(|offer| json!({ "method": offer.method })).collect();
        let unavailable: Vec<Value> = choose
            .unavailable
            .into_iter()
            .map(|method| json!({ "method": method.method, "because": method.because.key() }))
            .collect();
        let session = choose.session.map(|session| {
            json!({
                "name": presentable(&session.masked_name),
                "because": session.because.key(),
            })
        });
        Page::new("choose.html")
            .with("action", choose.action)
            .with("level", format!("level-{}", choose.level.name()))
            .with("offers", offers)
            .with("unavailable", unavailable)
            .with("session", session)
    }
}
