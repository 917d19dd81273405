//! What another policy would change: for methods, and for agencies and their services.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use authenticators::{MethodId, Profile};
use identity::{Factors, LevelOfAssurance, RegistrationLevel};
use saml::EntityId;

use crate::agency::{Agency, ServiceCode, Terms};
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

/// What changes of how long a proof counts, and of what a new phone counts for, a sentence each.
#[must_use]
pub fn times(before: &Policy, after: &Policy) -> Vec<String> {
    let minutes = |level| {
        let of = |policy: &Policy| policy.times().minutes(level);
        let (before, after) = (of(before), of(after));
        let name = level.name();
        (before != after).then(|| {
            format!("A proof counts for {name} for {after} minutes, and did for {before}.")
        })
    };
    let mut changes: Vec<_> = LevelOfAssurance::ALL.into_iter().filter_map(minutes).collect();
    let hours = |policy: &Policy| match policy.times().cooling_hours() {
        Some(hours) => format!("for low for {hours} hours"),
        None => "as others do at once".to_owned(),
    };
    if before.times().cooling_hours() != after.times().cooling_hours() {
        let (before, after) = (hours(before), hours(after));
        changes.push(format!("Codes to a new phone count {after}, and did {before}."));
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

/// What changes for people of a registration who come with a method, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// What changes.
    pub kind: ReachKind,
    /// Where, by name.
    pub places: Vec<Place>,
}

/// What changes for people of a registration who come with a method. What is lost comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReachKind {
    /// They would get in; else they would no longer.
    pub gains: bool,
    /// With which method.
    pub method: MethodId,
    /// Who.
    pub registration: RegistrationLevel,
    /// What is asked.
    pub level: LevelOfAssurance,
    /// No method would let them in.
    pub is_left_alone: bool,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The agency.
    pub agency: EntityId,
    /// For which of its services; nothing: for the agency as such.
    pub service: Option<ServiceCode>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(service) = &self.service {
            write!(f, "service {service} of ")?;
        }
        f.write_str(self.agency.as_str())
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReachKind { gains, method, registration, level, is_left_alone } = &self.kind;
        let (method, registration, level) = (method.as_str(), registration.name(), level.name());
        let verb = if *gains { "now get into" } else { "no longer get into" };
        write!(f, "With {method}, citizens of {registration} registration {verb} ")?;
        write!(f, "what asks for {level}")?;
        f.write_str(if *is_left_alone { ", and with no other method either: " } else { ": " })?;
        for (number, place) in self.places.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { ", " })?;
            place.fmt(f)?;
        }
        f.write_str(".")
    }
}

/// All that changes for agencies and services, for people of each registration that they let in.
#[must_use]
pub fn reach<'a>(
    before: &Policy,
    after: &Policy,
    methods: &[Known<'_>],
    agencies: impl Iterator<Item = &'a Agency>,
) -> Vec<Reach> {
    let mut agencies: Vec<_> = agencies.collect();
    agencies.sort_by_key(|agency| agency.metadata.entity_id.as_str());
    let mut found: BTreeMap<ReachKind, Vec<Place>> = BTreeMap::new();
    for agency in agencies {
        let services = agency.record.services.iter().map(|service| Some(&service.code));
        for service in [None].into_iter().chain(services) {
            for kind in reach_of(before, after, methods, &agency.terms(service)) {
                let place =
                    Place { agency: agency.metadata.entity_id.clone(), service: service.cloned() };
                found.entry(kind).or_default().push(place);
            }
        }
    }
    found.into_iter().map(|(kind, places)| Reach { kind, places }).collect()
}

/// What changes where these terms hold.
pub(super) fn reach_of(
    before: &Policy,
    after: &Policy,
    methods: &[Known<'_>],
    terms: &Terms<'_>,
) -> Vec<ReachKind> {
    let allowed: Vec<_> = methods.iter().filter(|(id, _)| terms.allows(id)).collect();
    let mut found = Vec::new();
    for registration in REGISTRATIONS.into_iter().flatten() {
        if terms.registration.is_some_and(|least| registration < least) {
            continue;
        }
        let can = |policy: &Policy, (method, profile): &Known<'_>| {
            let best = policy.rules().level(method, profile.factors, Some(registration));
            best.is_some_and(|best| best.min(profile.ceiling) >= terms.level)
        };
        let is_left_alone = !allowed.iter().any(|known| can(after, known));
        for known in &allowed {
            let gains = can(after, known);
            if gains != can(before, known) {
                let method = known.0.clone();
                let level = terms.level;
                found.push(ReachKind { gains, method, registration, level, is_left_alone });
            }
        }
    }
    found
}
