//! «Ya has entrado como …. Este servicio pide más seguridad»: what was proved so far is too little
//! here, and what is missing can be proved (UX 5.5).

use identity::LevelOfAssurance;
use serde_json::{Value, json};

use crate::Page;
use crate::page::presentable;

/// The page on which a person whom we know chooses how to prove what is missing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StepUp {
    /// Path that each method's form posts to, with the hidden field `metodo`.
    pub action: String,
    /// Path of the POST «No soy …», which ends the session (or forgets what was proved) and lets
    /// choose anew.
    pub not_me: String,
    /// The person's name as [`mask`](super::mask) leaves it.
    pub masked_name: String,
    /// Why what was proved so far will not do.
    pub because: StepUpReason,
    /// The least level that the agency accepts.
    pub needed: LevelOfAssurance,
    /// What was proved so far counts for this here; nothing: for no level.
    pub reached: Option<LevelOfAssurance>,
    /// With a higher registration what was proved would have been enough.
    pub registration_limits: bool,
    /// What was shown by a phone counted for less, because that is a new one.
    pub is_new_phone: bool,
    /// What can be chosen, in the order to show; never empty.
    pub offers: Vec<StepUpOffer>,
}

/// Why what was proved so far will not do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepUpReason {
    /// It reaches too little.
    Level,
    /// It was proved too long ago for this level.
    Age,
    /// The agency does not accept the method.
    Method,
}

impl StepUpReason {
    fn key(self) -> &'static str {
        match self {
            Self::Level => "step-up-level",
            Self::Age => "step-up-age",
            Self::Method => "step-up-method",
        }
    }

    /// Key of what is said of the level reached: what counts less than it did was proved all the same.
    fn so_far(self) -> &'static str {
        match self {
            Self::Level => "step-up-reached",
            Self::Age | Self::Method => "step-up-reached.still",
        }
    }
}

/// A method that can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StepUpOffer {
    /// The method's id: the value of `metodo`. Its name is message `method-{id}`.
    pub method: String,
    /// It asks only for what is missing: attribute `.rest` of its message says what. Otherwise the
    /// line of help is `.hint`, as where people choose.
    pub only_the_rest: bool,
}

impl StepUpOffer {
    fn help(&self) -> &'static str {
        if self.only_the_rest { "rest" } else { "hint" }
    }
}

impl StepUp {
    /// Made-up pages, one for each reason.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let offer =
            |method: &str, only_the_rest| StepUpOffer { method: method.to_owned(), only_the_rest };
        let level = Self {
            action: "/t/0123456789abcdef/elegir".to_owned(),
            not_me: "/t/0123456789abcdef/no-soy".to_owned(),
            masked_name: "C*** E***".to_owned(),
            because: StepUpReason::Level,
            needed: LevelOfAssurance::Substantial,
            reached: Some(LevelOfAssurance::Low),
            registration_limits: false,
            is_new_phone: false,
            offers: vec![offer("sample", true), offer("another", false)],
        };
        let basic = Self {
            registration_limits: true,
            offers: vec![offer("another", false)],
            ..level.clone()
        };
        let phone =
            Self { is_new_phone: true, offers: vec![offer("another", false)], ..level.clone() };
        let age = Self { because: StepUpReason::Age, ..level.clone() };
        let method = Self {
            because: StepUpReason::Method,
            reached: None,
            offers: vec![offer("another", false)],
            ..level.clone()
        };
        vec![
            ("step-up", level),
            ("step-up-basic", basic),
            ("step-up-new-phone", phone),
            ("step-up-age", age),
            ("step-up-method", method),
        ]
    }
}

impl From<StepUp> for Page {
    fn from(page: StepUp) -> Self {
        let assurance = |level: LevelOfAssurance| format!("assurance-{}", level.name());
        let offers: Vec<Value> = page
            .offers
            .iter()
            .map(|offer| json!({ "method": offer.method, "help": offer.help() }))
            .collect();
        Page::new("step-up.html")
            .with("action", page.action)
            .with("not_me", page.not_me)
            .with("name", presentable(&page.masked_name))
            .with("because", page.because.key())
            .with("so_far", page.because.so_far())
            .with("needed", assurance(page.needed))
            .with("reached", page.reached.map(assurance))
            .with("registration_limits", page.registration_limits)
            .with("is_new_phone", page.is_new_phone)
            .with("offers", offers)
    }
}

#[cfg(test)]
mod tests;
