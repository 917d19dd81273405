//! Many parties in one document: an `EntitiesDescriptor` (SAML Metadata 2.3.1).

use std::collections::HashMap;

use jiff::Timestamp;
use roxmltree::{Document, Namespace, Node, NodeId};
use saml::c14n::{self, Form};
use saml::gate::Limits;
use saml::namespaces::METADATA;
use saml::read::{attribute, is, optional_instant, parse_gated};
use saml::signature::verify_descriptor;
use saml::{EntityId, Malformed, TrustedKeys};

use crate::errors::MetadataError;
use crate::freshness::Freshness;
use crate::lines::Lines;
use crate::lint::{Finding, Report};
use crate::location::Endpoints;
use crate::read;
use crate::service_provider::ServiceProvider;

#[cfg(test)]
mod tests;

/// What an `EntitiesDescriptor` holds. Its members are read one by one, as they are asked for; groups
/// inside groups are one list.
#[derive(Debug)]
pub struct Aggregate<'x> {
    document: Document<'x>,
    /// What everything is read from; where there were keys, the element that one of them has signed.
    root: NodeId,
    freshness: Freshness,
    places: Vec<Place>,
    lines: Lines,
}

/// Where a member stands.
#[derive(Debug)]
struct Place {
    element: NodeId,
    end: End,
    /// Whether another service provider of the aggregate has its entityID.
    repeated: bool,
}

/// One party of an aggregate. What is wrong with one says nothing about the others.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a, 'x> {
    lines: &'a Lines,
    place: &'a Place,
    entity: Node<'a, 'x>,
    /// That of the aggregate, which is said of all at once.
    outermost_end: Option<Timestamp>,
    endpoints: Endpoints,
}

/// A service provider out of an aggregate.
#[derive(Clone, Debug)]
pub struct Described {
    /// Its descriptor, cut out in canonical form. It can be kept and read alone; only the ends of the
    /// groups that were around it are not in it.
    pub descriptor: Vec<u8>,
    /// What the descriptor says. It ends with the earliest of its own ends and those of the groups
    /// around it.
    pub service_provider: ServiceProvider,
}

/// Reads an aggregate of at most 64 MiB. With `keys` it must be signed with one of them; without, its
/// signature is not evaluated, and whoever fetched it vouches for it. Signatures of members are content
/// and prove nothing.
pub fn aggregate<'x>(
    xml: &'x [u8],
    keys: Option<&TrustedKeys>,
) -> Result<Aggregate<'x>, MetadataError> {
    let document: Document<'x> = parse_gated(xml, &Limits::AGGREGATE)?;
    let root = document.root_element();
    if !is(root, METADATA, "EntitiesDescriptor") {
        return Err(MetadataError::NotMetadata);
    }
    let root = match keys {
        Some(keys) => verify_descriptor(&document, keys)?.element(),
        None => root,
    };
    let freshness = Freshness::of(root)?;
    let mut members = Vec::new();
    collect(root, Ok(freshness.valid_until), &mut members);
    let places = places(&members);
    let lines = Lines::of(document.input_text());
    Ok(Aggregate { root: root.id(), freshness, places, lines, document })
}

/// The earliest end of the groups around a member (SAML Metadata 2.3.1).
type End = Result<Option<Timestamp>, Malformed>;
/// A member, and its groups' end.
type Collected<'a, 'x> = (Node<'a, 'x>, End);

/// As deep as the gate lets groups stand in each other.
fn collect<'a, 'x>(group: Node<'a, 'x>, end: End, members: &mut Vec<Collected<'a, 'x>>) {
    for child in group.children() {
        if is(child, METADATA, "EntityDescriptor") {
            members.push((child, end));
        } else if is(child, METADATA, "EntitiesDescriptor") {
            collect(child, earlier(end, child), members);
        }
    }
}

/// An end that cannot be read spoils its own group only.
fn earlier(outer: End, group: Node<'_, '_>) -> End {
    let own = optional_instant(group, "validUntil");
    Ok(outer?.into_iter().chain(own?).min())
}

/// Of two service providers with one name neither is taken: nothing says which of them is meant.
fn places(members: &[Collected<'_, '_>]) -> Vec<Place> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for (entity, _) in members {
        if let Some(name) = service_provider_name(*entity) {
            *count.entry(name).or_default() += 1;
        }
    }
    let place = |(entity, end): &Collected<'_, '_>| {
        let namesakes = service_provider_name(*entity).and_then(|name| count.get(name));
        Place {
            element: entity.id(),
            end: *end,
            repeated: namesakes.is_some_and(|count| *count > 1),
        }
    };
    members.iter().map(place).collect()
}

fn service_provider_name<'a>(entity: Node<'a, '_>) -> Option<&'a str> {
    attribute(entity, "entityID").filter(|_| read::is_service_provider(entity))
}

impl<'x> Aggregate<'x> {
    /// What it says of time as a whole.
    #[must_use]
    pub fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// How many members it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Its members, in the order of the document.
    pub fn members(&self, endpoints: Endpoints) -> impl Iterator<Item = Member<'_, 'x>> {
        self.places.iter().filter_map(move |place| {
            let entity = self.document.get_node(place.element)?;
            let (lines, outermost_end) = (&self.lines, self.freshness.valid_until);
            Some(Member { lines, place, entity, outermost_end, endpoints })
        })
    }

    /// Everything that is wrong or remarkable about it as a whole.
    #[must_use]
    pub fn lint(&self, now: Timestamp) -> Vec<Finding> {
        let mut report = Report::new(&self.lines);
        if let Some(root) = self.document.get_node(self.root) {
            report.about_group(root, &self.freshness, now);
        }
        report.findings()
    }
}

impl Member<'_, '_> {
    /// Who it is, if that can be read.
    #[must_use]
    pub fn entity_id(&self) -> Option<EntityId> {
        read::entity_id(self.entity).ok()
    }

    /// The line it begins on, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.lines.at(self.entity)
    }

    /// Whether it says of itself to be a service provider of SAML 2.0. Identity providers and others
    /// are not, and are passed over.
    #[must_use]
    pub fn is_service_provider(&self) -> bool {
        read::is_service_provider(self.entity)
    }

    /// What it says as a service provider; nothing if it is none. It is read from what is to be kept of
    /// it, so it says the same when it is read again.
    pub fn read(&self) -> Result<Option<Described>, MetadataError> {
        if !self.is_service_provider() {
            return Ok(None);
        }
        if self.place.repeated {
            return Err(MetadataError::RepeatedEntity);
        }
        let end = self.place.end?;
        let descriptor = cut_out(self.entity).into_bytes();
        let mut service_provider = ServiceProvider::read_with(&descriptor, self.endpoints)?;
        let own = service_provider.valid_until;
        service_provider.valid_until = own.into_iter().chain(end).min();
        Ok(Some(Described { descriptor, service_provider }))
    }

    /// Everything that is wrong or remarkable about it, in the order of the document; no
    /// [`Severity::Error`](crate::Severity::Error) among them, nor among those of the aggregate, means
    /// that [`read`](Self::read) takes it and its requests can be verified at the instant `now`. Of what
    /// is no service provider nothing is said.
    #[must_use]
    pub fn lint(&self, now: Timestamp) -> Vec<Finding> {
        if !self.is_service_provider() {
            return Vec::new();
        }
        let mut report = Report::new(self.lines);
        report.about_entity(self.entity, self.endpoints, now);
        if let Ok(Some(end)) = self.place.end
            && self.outermost_end != Some(end)
            && end <= now
        {
            report.about_end_of_group(self.entity, end);
        }
        if self.place.repeated {
            report.error(self.entity, &MetadataError::RepeatedEntity);
        }
        if !report.has_error()
            && let Err(cause) = self.read()
        {
            report.error(self.entity, &cause);
        }
        report.findings()
    }
}

/// The element alone, with the namespaces that it takes from outside. Prefixes are declared where the
/// element begins if they are as much as mentioned inside: names also stand in values, as that of
/// `xsi:type`.
fn cut_out(entity: Node<'_, '_>) -> String {
    let source = entity.document().input_text().get(entity.range()).unwrap_or_default();
    let mut outside: Vec<&str> = entity.namespaces().filter_map(Namespace::name).collect();
    let mut mentioned = vec!["#default"];
    for (at, _) in source.match_indices(':') {
        let before = source.get(..at).unwrap_or_default();
        if let Some(found) = outside.iter().position(|prefix| ends_with_name(before, prefix)) {
            mentioned.push(outside.swap_remove(found));
        }
        if outside.is_empty() {
            break;
        }
    }
    c14n::canonicalize(entity, &Form::exclusive(mentioned))
}

/// Whether a text ends with this name, and not only with the end of a longer one.
fn ends_with_name(text: &str, name: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    text.strip_suffix(name).is_some_and(|rest| !rest.ends_with(continues))
}
