//! Factors × registration → level of assurance: how the rules of a policy are applied, and which rules
//! are a policy at all.
//!
//! The rules are read from the top, and the first that matches decides. A rule matches if it is for this
//! method or for any, if all its factors were shown, and if the registration is among its own. What no
//! rule matches is refused. So a policy is total by construction; that it never counts more for less is
//! checked over the whole space when it is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use authenticators::MethodId;
use identity::{Factors, LevelOfAssurance, RegistrationLevel};

/// What a person may be registered as, weakest first; nothing: not with us.
pub const REGISTRATIONS: [Option<RegistrationLevel>; 3] =
    [None, Some(RegistrationLevel::Basic), Some(RegistrationLevel::Advanced)];

/// How a registration is written in a policy.
#[must_use]
pub fn registration_name(registration: Option<RegistrationLevel>) -> &'static str {
    registration.map_or("none", RegistrationLevel::name)
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRule {
    /// Where it stands in the file.
    pub line: usize,
    /// Of which method; nothing: of any.
    pub method: Option<MethodId>,
    /// What has to be shown, at least.
    pub factors: Factors,
    /// The registrations for which it holds.
    pub registrations: Vec<Option<RegistrationLevel>>,
    /// What it counts for.
    pub level: LevelOfAssurance,
    /// It stands in no file: `legacy_clave_levels` adds it.
    pub is_legacy: bool,
}

impl PolicyRule {
    fn matches(&self, point: &Point<'_>) -> bool {
        (self.method.is_none() || self.method.as_ref() == point.method)
            && point.factors.contains(self.factors)
            && self.registrations.contains(&point.registration)
    }
}

/// One case of those that a policy decides. Without a method: any that no rule names.
#[derive(Clone, Copy, Debug)]
struct Point<'a> {
    method: Option<&'a MethodId>,
    factors: Factors,
    registration: Option<RegistrationLevel>,
}

/// What was shown by whom, in words.
pub(super) fn case(factors: Factors, registration: Option<RegistrationLevel>) -> String {
    let shown: Vec<_> = factors.names().collect();
    let shown = if shown.is_empty() { "nothing".to_owned() } else { shown.join(", ") };
    format!("{shown} and registration {}", registration_name(registration))
}

/// A level in words, or that there is none.
pub(super) fn level_name(level: Option<LevelOfAssurance>) -> &'static str {
    level.map_or("refused", LevelOfAssurance::name)
}

/// Something about a line of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Which line, from 1.
    pub line: usize,
    /// What about it, as a sentence without a capital.
    pub sentence: String,
}

impl Remark {
    /// Of this line.
    #[must_use]
    pub fn new(line: usize, sentence: impl Into<String>) -> Self {
        Self { line, sentence: sentence.into() }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.sentence)
    }
}

/// Rules in the order in which they are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(Vec<PolicyRule>);

impl Rules {
    /// These, if they make a policy.
    ///
    /// # Errors
    /// Every rule that can never decide, and every two by which more counts for less.
    pub(super) fn new(rules: Vec<PolicyRule>) -> Result<Self, Vec<Remark>> {
        let rules = Self(rules);
        let problems = rules.problems();
        if problems.is_empty() { Ok(rules) } else { Err(problems) }
    }

    /// The level that these factors reach, shown with this method by a person of this registration;
    /// nothing: refused.
    #[must_use]
    pub fn level(
        &self,
        method: &MethodId,
        factors: Factors,
        registration: Option<RegistrationLevel>,
    ) -> Option<LevelOfAssurance> {
        let point = Point { method: Some(method), factors, registration };
        self.deciding(&point).map(|(_, rule)| rule.level)
    }

    /// The best level that they reach at all, for deciding what to offer.
    #[must_use]
    pub fn attainable(&self, method: &MethodId, factors: Factors) -> Option<LevelOfAssurance> {
        let best = REGISTRATIONS.into_iter();
        best.filter_map(|registration| self.level(method, factors, registration)).max()
    }

    /// The level that whoever shows at least these factors reaches whatever their registration is, if that is one
    /// for all for whom there is any.
    #[must_use]
    pub fn inevitable(&self, method: &MethodId, factors: Factors) -> Option<LevelOfAssurance> {
        let least = REGISTRATIONS.into_iter();
        least.filter_map(|registration| self.level(method, factors, registration)).min()
    }

    /// The rules, the first to be applied first.
    #[must_use]
    pub fn all(&self) -> &[PolicyRule] {
        &self.0
    }

    /// The methods that rules name.
    #[must_use]
    pub fn methods(&self) -> BTreeSet<&MethodId> {
        self.0.iter().filter_map(|rule| rule.method.as_ref()).collect()
    }

    fn deciding(&self, point: &Point<'_>) -> Option<(usize, &PolicyRule)> {
        self.0.iter().enumerate().find(|(_, rule)| rule.matches(point))
    }

    fn problems(&self) -> Vec<Remark> {
        let mut used = vec![false; self.0.len()];
        let mut problems = BTreeSet::new();
        for method in self.methods().into_iter().map(Some).chain([None]) {
            let decided = self.decided(method);
            for place in decided.values().flatten() {
                used.iter_mut().skip(*place).take(1).for_each(|used| *used = true);
            }
            self.inverted(method, &decided, &mut problems);
        }
        for (rule, used) in self.0.iter().zip(used) {
            if !used && !rule.is_legacy {
                problems.insert(Remark::new(
                    rule.line,
                    "this rule can never decide: the rules above it match whatever it matches. Put it \
                     above them, or take it out",
                ));
            }
        }
        problems.into_iter().collect()
    }

    /// Which rule decides each case of a method.
    fn decided(&self, method: Option<&MethodId>) -> BTreeMap<Case, Option<usize>> {
        let cases = Factors::every().flat_map(|factors| REGISTRATIONS.map(|one| (factors, one)));
        let place = |(factors, registration)| {
            let point = Point { method, factors, registration };
            self.deciding(&point).map(|(place, _)| place)
        };
        cases.map(|case| (Case::from(case), place(case))).collect()
    }

    /// Says once of any two rules that more counts for less by them. It is enough to look at single
    /// steps, a factor or a registration more: what holds for each holds for all of them together.
    fn inverted(
        &self,
        method: Option<&MethodId>,
        decided: &BTreeMap<Case, Option<usize>>,
        problems: &mut BTreeSet<Remark>,
    ) {
        let mut pairs = BTreeSet::new();
        for (more, weak) in decided {
            for less in more.steps_down() {
                let Some(strong) = decided.get(&less).copied().flatten() else { continue };
                let rule = |place| self.0.get(place);
                let (weak_rule, strong_rule) = (weak.and_then(rule), rule(strong));
                let (weak_level, strong_level) =
                    (weak_rule.map(|rule| rule.level), strong_rule.map(|rule| rule.level));
                if let Some(strong_rule) = strong_rule
                    && weak_level < strong_level
                    && pairs.insert((*weak, strong))
                {
                    problems.insert(inverted((method, *more), weak_rule, less, strong_rule));
                }
            }
        }
    }
}

/// What was shown, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    factors: Factors,
    registration: Option<RegistrationLevel>,
}

impl From<(Factors, Option<RegistrationLevel>)> for Case {
    fn from((factors, registration): (Factors, Option<RegistrationLevel>)) -> Self {
        Self { factors, registration }
    }
}

impl Case {
    /// The same with one factor less, and with the next lower registration.
    fn steps_down(self) -> impl Iterator<Item = Self> {
        let fewer =
            self.factors.each().map(move |one| Self { factors: self.factors.without(one), ..self });
        let lower = REGISTRATIONS.into_iter().rfind(|lower| *lower < self.registration);
        fewer.chain(lower.map(|registration| Self { registration, ..self }))
    }
}

fn inverted(
    (method, more): (Option<&MethodId>, Case),
    weak: Option<&PolicyRule>,
    less: Case,
    strong: &PolicyRule,
) -> Remark {
    let method = method.map_or("any other method", MethodId::as_str);
    let in_words = |of: Case| format!("{method} with {}", case(of.factors, of.registration));
    let (less, more, better) = (in_words(less), in_words(more), strong.level.name());
    let (line, advice) = match weak {
        Some(rule) => (
            rule.line,
            format!("put the rule of line {} above this one, or change a level", strong.line),
        ),
        None => (strong.line, "give the higher registration a rule as well".to_owned()),
    };
    let reached = level_name(weak.map(|rule| rule.level));
    let sentence =
        format!("more counts for less: {less} is {better}, and {more} is {reached}; {advice}");
    Remark::new(line, sentence)
}
