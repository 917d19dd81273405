//! What has to be reached: the agency's own level, and what the request asks on top of it.

use identity::{LevelOfAssurance, RequestedLevel};
use saml::request::RequestedContext;

use crate::journey::accept::RequestFacts;

/// The request can raise what the operator's record asks, and never lower it (SPEC SAML-21).
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    agency: LevelOfAssurance,
    requested: Option<RequestedLevel>,
}

/// The request names no level that we know.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownLevel;

impl Requirement {
    /// Joins both.
    ///
    /// # Errors
    /// [`UnknownLevel`] if the request asks for context classes and none of them is a level of
    /// assurance; others beside a known one are passed over.
    pub fn new(
        agency: LevelOfAssurance,
        requested: Option<&RequestedContext>,
    ) -> Result<Self, UnknownLevel> {
        let requested = match requested {
            None => None,
            Some(context) => {
                let classes = context.classes.iter();
                let known = classes.filter_map(|uri| LevelOfAssurance::from_uri(uri)).collect();
                let level = RequestedLevel::new(context.comparison, known);
                Some(level.map_err(|_| UnknownLevel)?)
            }
        };
        Ok(Self { agency, requested })
    }

    /// The weakest level that is accepted, for telling people and methods. Should the agency's
    /// record have changed so that nothing is accepted any more, its own level: the way out says no.
    pub(crate) fn least(agency: LevelOfAssurance, facts: &RequestFacts) -> LevelOfAssurance {
        let requirement = Self::new(agency, facts.requested.as_ref());
        requirement.ok().and_then(|requirement| requirement.floor()).unwrap_or(agency)
    }

    /// Whether a proof at `level` may be answered with.
    #[must_use]
    pub fn accepts(&self, level: LevelOfAssurance) -> bool {
        level >= self.agency && self.requested.as_ref().is_none_or(|asked| asked.accepts(level))
    }

    /// Whether a method that reaches at least `least` (nothing: who knows) and at most `best` can satisfy it.
    #[must_use]
    pub fn reachable_with(&self, least: Option<LevelOfAssurance>, best: LevelOfAssurance) -> bool {
        let between = |level| least.is_none_or(|least| level >= least.min(best)) && level <= best;
        LevelOfAssurance::ALL.iter().any(|&level| between(level) && self.accepts(level))
    }

    /// The weakest level that is accepted, for telling people and methods; none if nothing is.
    #[must_use]
    pub fn floor(&self) -> Option<LevelOfAssurance> {
        LevelOfAssurance::ALL.into_iter().find(|&level| self.accepts(level))
    }
}
