//! What came of a load.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use crate::hall::browser::Answer;

/// What came of a load.
#[derive(Debug, Default)]
pub struct Report {
    /// Logins that ended with an assertion, in the order in which they did.
    pub logins: Vec<Login>,
    /// What people saw that they had not come for, and how often.
    pub troubles: BTreeMap<Trouble, usize>,
    /// How often a page was loaded again, or sent again.
    pub reloaded: usize,
    /// How often somebody went back to the agency and began anew.
    pub begun_anew: usize,
    /// Pages that people left open.
    pub left: Vec<Left>,
    /// Every request that the agency made.
    pub requests: BTreeSet<String>,
    /// How long the load came.
    pub took: Duration,
}

/// A login that ended with an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The id of the request.
    pub request: String,
    /// The id of the assertion.
    pub assertion: String,
    /// From the agency and back.
    pub took: Duration,
    /// Something broke on the way.
    pub troubled: bool,
}

/// A page of a journey that somebody left open.
#[derive(Clone, Debug)]
pub struct Left {
    /// The request with which it began.
    pub request: String,
    /// The path of the journey.
    pub journey: String,
    pub(super) cookies: BTreeMap<String, String>,
}

/// What people see that they have not come for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Nobody takes the connection.
    Refused,
    /// The connection broke before the answer was here.
    Broke,
    /// No answer came in time.
    Late,
    /// A page: its status and its heading.
    Page(u16, String),
}

impl Report {
    /// The time within which this share of logins ended, of those in which nothing broke; zero without any.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let smooth = self.logins.iter().filter(|login| !login.troubled);
        let mut times: Vec<_> = smooth.map(|login| login.took).collect();
        times.sort_unstable();
        let at = (times.len() * percent).div_ceil(100).max(1) - 1;
        times.get(at).copied().unwrap_or_default()
    }

    /// How often this was seen.
    #[must_use]
    pub fn times(&self, trouble: &Trouble) -> usize {
        self.troubles.get(trouble).copied().unwrap_or_default()
    }

    /// The ids of all assertions that were received.
    ///
    /// # Panics
    /// If one was received twice, or for two requests, or one request got two.
    #[must_use]
    pub fn assertions(&self) -> BTreeMap<&str, &str> {
        let by_assertion: BTreeMap<_, _> = self
            .logins
            .iter()
            .map(|login| (login.assertion.as_str(), login.request.as_str()))
            .collect();
        let requests: BTreeSet<_> = by_assertion.values().collect();
        assert_eq!(by_assertion.len(), self.logins.len(), "each assertion is received once");
        assert_eq!(requests.len(), self.logins.len(), "each request is answered once");
        by_assertion
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { logins, reloaded, begun_anew, left, took, .. } = self;
        let (half, most) = (self.percentile(50), self.percentile(99));
        writeln!(
            f,
            "{} logins in {took:.1?}; half within {half:.0?}, 99 % {most:.0?}",
            logins.len()
        )?;
        writeln!(f, "{reloaded} reloads, {} pages left, {begun_anew} begun anew", left.len())?;
        for (trouble, times) in &self.troubles {
            writeln!(f, "{times} × {trouble:?}")?;
        }
        Ok(())
    }
}

impl Trouble {
    /// A page that is not what somebody came for.
    #[must_use]
    pub fn page(page: &Answer) -> Self {
        Self::Page(page.status.as_u16(), page.heading())
    }
}
