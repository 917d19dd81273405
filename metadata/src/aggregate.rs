//! Many parties in one document: an `EntitiesDescriptor` (SAML Metadata 2.3.1).

use jiff::Timestamp;
use roxmltree::{Document, Node};
use saml::gate::Limits;
use saml::namespaces::METADATA;
use saml::read::{is, optional_instant, parse_gated};
use saml::signature::verify_descriptor;
use saml::{EntityId, Malformed, TrustedKeys};

use crate::errors::MetadataError;
use crate::location::Endpoints;
use crate::read;
use crate::service_provider::ServiceProvider;

#[cfg(test)]
mod tests;

/// What an `EntitiesDescriptor` holds, in the order of the document. Groups inside groups are one list.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// One for each `EntityDescriptor`.
    pub members: Vec<Member>,
}

/// One party of an aggregate. What is wrong with one says nothing about the others.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who it is, if that can be read.
    pub entity_id: Option<EntityId>,
    /// What it says of itself as a service provider. Its end is the earliest of its own and those of
    /// the groups around it (SAML Metadata 2.3.1).
    pub service_provider: Result<ServiceProvider, MetadataError>,
}

/// Reads an aggregate of at most 64 MiB. With `keys` it must be signed with one of them; without, its
/// signature is not evaluated, and whoever fetched it vouches for it.
pub fn aggregate(
    xml: &[u8],
    endpoints: Endpoints,
    keys: Option<&TrustedKeys>,
) -> Result<Aggregate, MetadataError> {
    let document: Document<'_> = parse_gated(xml, &Limits::AGGREGATE)?;
    let root = document.root_element();
    if !is(root, METADATA, "EntitiesDescriptor") {
        return Err(MetadataError::NotMetadata);
    }
    let root = match keys {
        Some(keys) => verify_descriptor(&document, keys)?.element(),
        None => root,
    };
    let mut members = Vec::new();
    collect(root, None, endpoints, &mut members)?;
    Ok(Aggregate { members })
}

fn collect(
    group: Node<'_, '_>,
    outer: Option<Timestamp>,
    endpoints: Endpoints,
    members: &mut Vec<Member>,
) -> Result<(), Malformed> {
    let end = outer.into_iter().chain(optional_instant(group, "validUntil")?).min();
    for child in group.children() {
        if is(child, METADATA, "EntityDescriptor") {
            members.push(Member {
                entity_id: read::entity_id(child).ok(),
                service_provider: read::described(child, endpoints).map(|mut party| {
                    party.valid_until = party.valid_until.into_iter().chain(end).min();
                    party
                }),
            });
        } else if is(child, METADATA, "EntitiesDescriptor") {
            collect(child, end, endpoints, members)?;
        }
    }
    Ok(())
}
