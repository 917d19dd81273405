//! The policy: what is offered on the way in, what is admitted on the way out, and why.
//!
//! A method proves factors; only the policy makes levels. It decides twice ([`Policy::decide`],
//! [`Policy::admit`]), by the same rules ([`rules`]), and explains itself also when it allows. The rules
//! are a [`file`](mod@file) that an operator activates; [`compare`] says what another one would change, and
//! [`current`] swaps it on all nodes. [`sentences`] tells operators what was found.

pub mod admit;
pub mod compare;
pub mod current;
pub mod decide;
pub mod explain;
pub mod file;
pub mod requirement;
pub mod rules;
pub mod sentences;
pub mod shortfall;
pub mod times;

#[cfg(test)]
mod tests;

pub use admit::{Declined, Grant};
pub use current::{CurrentPolicy, PolicyError};
pub use decide::{Candidate, Decision, Earlier, Short, Someone, TooLittle, Unused, Verdict};
pub use explain::{Effect, Explanation, Finding, Rule};
pub use file::BadPolicy;
pub use requirement::Requirement;
pub use rules::{Remark, Rules};
pub use shortfall::Shortfall;
pub use times::Times;

use compare::Known;

/// The rules that decide and admit.
#[derive(Clone, Debug)]
pub struct Policy {
    id: i64,
    version: String,
    rules: Rules,
    times: Times,
    /// The line that asks for the published table, which is weaker than the law's.
    legacy: Option<usize>,
}

impl Policy {
    /// The policy that every build brings along, as a file: SPEC 4.2.
    pub const EMBEDDED: &str = include_str!("default.toml");

    /// Its version. Another text gets another one.
    pub const EMBEDDED_VERSION: &str = "default-2";

    /// That policy. It is in force until an operator activates one.
    ///
    /// # Errors
    /// [`BadPolicy`]; a test makes sure of the contrary.
    pub fn embedded() -> Result<Self, BadPolicy> {
        Self::read(Self::EMBEDDED, 0)
    }

    /// A file that was activated as number `id`; 0: it was not.
    ///
    /// # Errors
    /// [`BadPolicy`] with all that is wrong, each with its line.
    pub fn read(text: &str, id: i64) -> Result<Self, BadPolicy> {
        let file::PolicyFile { rules, times, legacy } = file::read(text)?;
        let version = match id {
            0 => Self::EMBEDDED_VERSION.to_owned(),
            id => format!("policy-{id}"),
        };
        Ok(Self { id, version, rules, times, legacy })
    }

    /// The number under which it was activated; 0: that of this build.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Stands in the trace beside each decision.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Factors × registration → level, for each method.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How long a proof counts, and how long a new phone counts for less.
    #[must_use]
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// What is in order and may not be meant so, before these methods of this build.
    #[must_use]
    pub fn warnings(&self, methods: &[Known<'_>]) -> Vec<Remark> {
        let mut warnings: Vec<_> = self.legacy.map(weaker).into_iter().collect();
        for rule in self.rules.all().iter().filter(|rule| !rule.is_legacy) {
            let Some(method) = &rule.method else { continue };
            let name = method.as_str();
            match methods.iter().find(|(id, _)| *id == method) {
                None => warnings.push(Remark::new(
                    rule.line,
                    format!("this build has no method {name}, so this rule waits for one that has"),
                )),
                Some((_, profile)) if rule.level > profile.ceiling => {
                    let (level, most) = (rule.level.name(), profile.ceiling.name());
                    let sentence =
                        format!("{name} never counts for more than {most}, so not for {level}");
                    warnings.push(Remark::new(rule.line, sentence));
                }
                Some((_, profile)) if !profile.factors.contains(rule.factors) => {
                    let sentence =
                        format!("{name} cannot show all of these factors, so this never matches");
                    warnings.push(Remark::new(rule.line, sentence));
                }
                Some(_) => {}
            }
        }
        warnings.sort();
        warnings
    }
}

fn weaker(line: usize) -> Remark {
    Remark::new(
        line,
        "legacy_clave_levels takes a password alone, or a code by SMS alone, for substantial; that is \
         weaker than Implementing Regulation (EU) 2015/1502, which wants two factors",
    )
}
