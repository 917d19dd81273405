//! How sure we are of who somebody is, and how sure a request wants us to be.

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// The three levels of Regulation (EU) 910/2014, article 8.
///
/// Declared from weakest to strongest: the derived order *is* the order of assurance.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelOfAssurance {
    /// One factor, or an identity proofed from a distance.
    Low,
    /// Two factors, dynamic, of a person whose identity was verified.
    Substantial,
    /// As substantial, and protected against duplication and tampering.
    High,
}

impl LevelOfAssurance {
    /// All levels, weakest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Substantial, Self::High];

    /// How the level is written as an `AuthnContextClassRef` (eIDAS SAML message format 3.2).
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::Low => "http://eidas.europa.eu/LoA/low",
            Self::Substantial => "http://eidas.europa.eu/LoA/substantial",
            Self::High => "http://eidas.europa.eu/LoA/high",
        }
    }

    /// The level written as `uri`, compared exactly.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.uri() == uri)
    }

    /// `low`, `substantial` or `high`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Substantial => "substantial",
            Self::High => "high",
        }
    }

    /// The level called `name`, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// How the levels of a request are to be compared with what was reached (SAML Core 3.3.2.2.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Comparison {
    /// One of the levels named. What SAML means when a request does not say.
    #[default]
    Exact,
    /// At least as strong as one of them.
    Minimum,
    /// Stronger than every one of them.
    Better,
    /// Not stronger than the strongest of them.
    Maximum,
}

/// What a request wants: a comparison and at least one level.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct RequestedLevel {
    comparison: Comparison,
    weakest: LevelOfAssurance,
    /// Sorted, without repetition, `weakest` included.
    levels: Vec<LevelOfAssurance>,
}

impl RequestedLevel {
    /// The order and repetition of `levels` do not matter; none at all is an error.
    pub fn new(comparison: Comparison, mut levels: Vec<LevelOfAssurance>) -> Result<Self, NoLevel> {
        levels.sort_unstable();
        levels.dedup();
        let weakest = *levels.first().ok_or(NoLevel)?;
        Ok(Self { comparison, weakest, levels })
    }

    /// This level or a stronger one.
    #[must_use]
    pub fn at_least(level: LevelOfAssurance) -> Self {
        Self { comparison: Comparison::Minimum, weakest: level, levels: vec![level] }
    }

    /// Whether an identification at the level `offered` is what was asked for.
    #[must_use]
    pub fn accepts(&self, offered: LevelOfAssurance) -> bool {
        match self.comparison {
            Comparison::Exact => self.levels.contains(&offered),
            Comparison::Minimum => offered >= self.weakest,
            Comparison::Better => self.levels.iter().all(|level| offered > *level),
            Comparison::Maximum => self.levels.iter().any(|level| offered <= *level),
        }
    }

    /// The weakest level that is acceptable; `None` where nothing is (better than high).
    #[must_use]
    pub fn floor(&self) -> Option<LevelOfAssurance> {
        LevelOfAssurance::ALL.into_iter().find(|level| self.accepts(*level))
    }

    /// How the levels are compared.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// The levels named, weakest first; never empty.
    #[must_use]
    pub fn levels(&self) -> &[LevelOfAssurance] {
        &self.levels
    }
}

/// A request for a level that names none.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("no level of assurance is named")]
pub struct NoLevel;

/// How well somebody's identity was checked when they registered (Resolución of 14 December 2015,
/// IV.1). Declared from weaker to stronger.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationLevel {
    /// From a distance, by data the citizen and the State share.
    Basic,
    /// In person, or by a qualified certificate.
    Advanced,
}

impl RegistrationLevel {
    /// `basic` or `advanced`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Advanced => "advanced",
        }
    }

    /// The level called `name`, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Basic, Self::Advanced].into_iter().find(|level| level.name() == name)
    }
}

/// How a [`RequestedLevel`] is stored.
#[derive(Deserialize, Serialize)]
struct Written {
    comparison: Comparison,
    levels: Vec<LevelOfAssurance>,
}

impl TryFrom<Written> for RequestedLevel {
    type Error = NoLevel;

    fn try_from(written: Written) -> Result<Self, NoLevel> {
        Self::new(written.comparison, written.levels)
    }
}

impl From<RequestedLevel> for Written {
    fn from(requested: RequestedLevel) -> Self {
        Self { comparison: requested.comparison, levels: requested.levels }
    }
}
