//! What another policy would change: for methods, and for agencies and their services.

use std::collections::BTreeSet;
use std::fmt;

use authenticators::{MethodId, Profile};
use identity::{Factors, LevelOfAssurance, RegistrationLevel};
use saml::EntityId;

use crate::agency::{Agency, ServiceCode};
use crate::policy::Policy;
use crate::policy::rules::{REGISTRATIONS, case, level_name};

/// A method of this build.
pub type Known<'a> = (&'a MethodId, &'a Profile);

/// A case that is decided otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// With which method.
    pub method: MethodId,
    /// What is shown.
    pub factors: Factors,
    /// By whom.
    pub registration: Option<RegistrationLevel>,
    /// What it counts for now.
    pub before: Option<LevelOfAssurance>,
    /// What it would count for.
    pub after: Option<LevelOfAssurance>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, factors, registration, before, after } = self;
        let (method, case) = (method.as_str(), case(*factors, *registration));
        write!(f, "{method} with {case}: {}, and was {}.", level_name(*after), level_name(*before))
    }
}

/// All cases that the methods can come to and that are decided otherwise: what a method cannot show
/// and what it never counts for is left out.
#[must_use]
pub fn changes(before: &Policy, after: &Policy, methods: &[Known<'_>]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (method, profile) in methods {
        for factors in Factors::every().filter(|&factors| profile.factors.contains(factors)) {
            for registration in REGISTRATIONS {
                let of = |policy: &Policy| {
                    let level = policy.rules().level(method, factors, registration);
                    level.map(|level| level.min(profile.ceiling))
                };
                let (before, after) = (of(before), of(after));
                if before != after {
                    let method = (*method).clone();
                    changes.push(Change { method, factors, registration, before, after });
                }
            }
        }
    }
    changes
}

/// The methods that this build lacks and one of the policies names, each with the number of cases that
/// are decided otherwise, where there are any.
#[must_use]
pub fn elsewhere(before: &Policy, after: &Policy, methods: &[Known<'_>]) -> Vec<(MethodId, usize)> {
    let mut named: BTreeSet<&MethodId> = before.rules().methods();
    named.extend(after.rules().methods());
    named.retain(|name| !methods.iter().any(|(known, _)| known == name));
    let count = |method: &MethodId| {
        let cases = Factors::every().flat_map(|factors| REGISTRATIONS.map(|one| (factors, one)));
        cases
            .filter(|&(factors, registration)| {
                before.rules().level(method, factors, registration)
                    != after.rules().level(method, factors, registration)
            })
            .count()
    };
    let counted = named.into_iter().map(|method| (method.clone(), count(method)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// Somebody for whom a method gains or loses what they ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Who asks.
    pub agency: EntityId,
    /// For which of its services; nothing: for the agency as such.
    pub service: Option<ServiceCode>,
    /// What they ask.
    pub level: LevelOfAssurance,
    /// Which method.
    pub method: MethodId,
    /// It would reach that; else it would no longer.
    pub gains: bool,
    /// No method would reach it.
    pub is_left_alone: bool,
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.agency.as_str())?;
        if let Some(service) = &self.service {
            write!(f, ", service {service}")?;
        }
        let (method, level) = (self.method.as_str(), self.level.name());
        let verb = if self.gains { "can now reach" } else { "can no longer reach" };
        write!(f, ": {method} {verb} {level}")?;
        f.write_str(if self.is_left_alone { ", and no other method can." } else { "." })
    }
}

/// All agencies and services for which a method gains or loses what they ask, by name.
#[must_use]
pub fn reach<'a>(
    before: &Policy,
    after: &Policy,
    methods: &[Known<'_>],
    agencies: impl Iterator<Item = &'a Agency>,
) -> Vec<Reach> {
    let mut agencies: Vec<_> = agencies.collect();
    agencies.sort_by_key(|agency| agency.metadata.entity_id.as_str());
    let can = |policy: &Policy, (method, profile): &Known<'_>, level| {
        let best = policy.rules().attainable(method, profile.factors);
        best.is_some_and(|best| best.min(profile.ceiling) >= level)
    };
    let mut found = Vec::new();
    for agency in agencies {
        let services = agency.record.services.iter().map(|service| Some(&service.code));
        for service in [None].into_iter().chain(services) {
            let terms = agency.terms(service);
            let allowed: Vec<_> = methods.iter().filter(|(id, _)| terms.allows(id)).collect();
            let is_left_alone = !allowed.iter().any(|known| can(after, known, terms.level));
            for known in allowed {
                let gains = can(after, known, terms.level);
                if gains != can(before, known, terms.level) {
                    found.push(Reach {
                        agency: agency.metadata.entity_id.clone(),
                        service: service.cloned(),
                        level: terms.level,
                        method: known.0.clone(),
                        gains,
                        is_left_alone,
                    });
                }
            }
        }
    }
    found
}
