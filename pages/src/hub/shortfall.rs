//! «Este servicio pide más»: the person proved, or could prove, less than the service needs (UX 5.5,
//! 5.14). It is shown before the agency is told.

use http::StatusCode;
use identity::LevelOfAssurance;
use jiff::Timestamp;

use crate::Page;

/// The page that says what is missing, and how to get it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shortfall {
    /// What is missing.
    pub cause: ShortfallCause,
    /// Path that «Volver a …» posts to, which tells the agency.
    pub way_back: String,
    /// Path of the POST that goes back to choosing, where another method that is offered could do;
    /// not shown where only a higher registration would.
    pub other_ways: Option<String>,
    /// With a higher registration what was used would have been enough; other ways are as it is.
    pub is_basic_too: bool,
    /// What was shown by a phone counted for less, because that is a new one.
    pub is_new_phone: bool,
    /// What the person can quote, and what the log has.
    pub reference: String,
    /// When it happened.
    pub at: Timestamp,
}

/// What is missing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ShortfallCause {
    /// What was proved is below the level needed.
    Level {
        /// The level needed.
        needed: LevelOfAssurance,
        /// The level reached, if any.
        reached: Option<LevelOfAssurance>,
        /// Whether a basic registration is what holds the level down.
        registration_limits: bool,
        /// Ids of the methods that could reach it: now, or, where the registration is what holds
        /// the level down, only after it is raised.
        methods_that_reach: Vec<String>,
    },
    /// The service needs an advanced registration.
    Registration,
    /// No method that the agency accepts reaches the level.
    Unattainable {
        /// The level needed.
        needed: LevelOfAssurance,
    },
    /// The person renounced, or may not enter for a reason that the page does not tell.
    Standing,
    /// The agency no longer accepts the method chosen.
    Method,
}

impl Shortfall {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }

    /// Path to another way, where one would do: none makes up for a registration.
    fn another_way(&self) -> Option<&str> {
        self.other_ways.as_deref().filter(|_| !self.cause.raises_registration())
    }

    /// Made-up pages: each cause, and the level in each of its ways.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let level = |reached, registration_limits, methods: &[&str]| ShortfallCause::Level {
            needed: LevelOfAssurance::High,
            reached,
            registration_limits,
            methods_that_reach: methods.iter().map(|&method| method.to_owned()).collect(),
        };
        let low = Some(LevelOfAssurance::Low);
        let needed = LevelOfAssurance::High;
        let other_ways = || Some("/t/0123456789abcdef/otra".to_owned());
        let sample = |cause, other_ways| Self {
            cause,
            way_back: "/t/0123456789abcdef/volver".to_owned(),
            other_ways,
            is_basic_too: false,
            is_new_phone: false,
            reference: "7K3Q-9F2M-XW".to_owned(),
            at: Timestamp::constant(1_795_335_627, 0),
        };
        vec![
            ("shortfall-level", sample(level(low, false, &["another", "fourth"]), other_ways())),
            (
                "shortfall-level-new-phone",
                Self { is_new_phone: true, ..sample(level(low, false, &["third"]), other_ways()) },
            ),
            (
                "shortfall-level-basic-too",
                Self { is_basic_too: true, ..sample(level(low, false, &["third"]), other_ways()) },
            ),
            ("shortfall-level-basic", sample(level(low, true, &["third"]), other_ways())),
            ("shortfall-level-nothing", sample(level(None, false, &[]), None)),
            ("shortfall-registration", sample(ShortfallCause::Registration, other_ways())),
            ("shortfall-unattainable", sample(ShortfallCause::Unattainable { needed }, None)),
            ("shortfall-standing", sample(ShortfallCause::Standing, None)),
            ("shortfall-method", sample(ShortfallCause::Method, other_ways())),
        ]
    }
}

impl ShortfallCause {
    /// A short name of it, for messages and logs.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Level { .. } => "level",
            Self::Registration => "registration",
            Self::Unattainable { .. } => "unattainable",
            Self::Standing => "standing",
            Self::Method => "method",
        }
    }

    fn needed(&self) -> Option<LevelOfAssurance> {
        match self {
            Self::Level { needed, .. } | Self::Unattainable { needed } => Some(*needed),
            Self::Registration | Self::Standing | Self::Method => None,
        }
    }

    fn reached(&self) -> Option<LevelOfAssurance> {
        if let Self::Level { reached, .. } = self { *reached } else { None }
    }

    /// Whether a higher registration would do, so that the page says how to get it.
    fn raises_registration(&self) -> bool {
        matches!(self, Self::Registration | Self::Level { registration_limits: true, .. })
    }

    fn methods(&self) -> &[String] {
        if let Self::Level { methods_that_reach, .. } = self { methods_that_reach } else { &[] }
    }
}

/// Key of what to do, after what is said of the registration and the methods; the last resort is to ask
/// the agency.
fn advice(shortfall: &Shortfall) -> Option<&'static str> {
    let cause = &shortfall.cause;
    if *cause == ShortfallCause::Standing {
        Some("shortfall-ask-office")
    } else if cause.raises_registration() {
        Some("shortfall-start-again")
    } else if shortfall.another_way().is_some() {
        cause.methods().is_empty().then_some("shortfall-choose")
    } else {
        Some("shortfall-ask-agency")
    }
}

/// Key of what introduces the list of methods, where they are of use: now, or after the registration
/// is raised.
fn methods_intro(shortfall: &Shortfall) -> Option<&'static str> {
    if shortfall.cause.methods().is_empty() {
        None
    } else if shortfall.cause.raises_registration() {
        Some("shortfall-methods-after")
    } else if shortfall.another_way().is_some() {
        Some("shortfall-methods-now")
    } else {
        None
    }
}

impl From<Shortfall> for Page {
    fn from(shortfall: Shortfall) -> Self {
        let cause = &shortfall.cause;
        let assurance = |level: LevelOfAssurance| format!("assurance-{}", level.name());
        // One main action: with another way to choose, that is it.
        let other_ways = shortfall.another_way().map(str::to_owned);
        let back_variant = if other_ways.is_some() { "secondary" } else { "" };
        Page::new("shortfall.html")
            .with("message", format!("shortfall-{}", cause.key()))
            .with("needed", cause.needed().map(assurance))
            .with("reached", cause.reached().map(assurance))
            .with("raises_registration", cause.raises_registration())
            .with("registration_limits", cause.raises_registration() && cause.needed().is_some())
            .with("is_basic_too", shortfall.is_basic_too)
            .with("is_new_phone", shortfall.is_new_phone)
            .with("advice", advice(&shortfall))
            .with("methods_intro", methods_intro(&shortfall))
            .with("methods", cause.methods())
            .with("way_back", shortfall.way_back)
            .with("back_variant", back_variant)
            .with("other_ways", other_ways)
            .with("reference", shortfall.reference)
            .with("at", shortfall.at.to_string())
    }
}

#[cfg(test)]
mod tests;
