//! Who may send citizens to us: an immutable directory, swapped whole.

use std::collections::HashMap;
use std::sync::Arc;

use metadata::{ProviderName, ServiceProvider};
use saml::{Claimed, Dialect, EntityId};

use crate::agency::Agency;
use crate::expiry::Ending;

/// All agencies of one generation.
#[derive(Debug)]
pub struct Directory {
    generation: i64,
    agencies: HashMap<EntityId, Arc<Agency>>,
    by_provider_name: HashMap<ProviderName, EntityId>,
    by_return: HashMap<String, Option<EntityId>>,
    endings: Box<[Ending]>,
}

impl Directory {
    /// Before anything was loaded.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(0, [])
    }

    /// As loaded at `generation`.
    #[must_use]
    pub fn new(generation: i64, agencies: impl IntoIterator<Item = Arc<Agency>>) -> Self {
        let agencies: HashMap<EntityId, Arc<Agency>> = agencies
            .into_iter()
            .map(|agency| (agency.metadata.entity_id.clone(), agency))
            .collect();
        let named = |(id, agency): (&EntityId, &Arc<Agency>)| {
            Some((agency.record.provider_name.clone()?, id.clone()))
        };
        let by_provider_name = agencies.iter().filter_map(named).collect();
        // An address of two agencies says which of them it is of neither.
        let mut by_return: HashMap<String, Option<EntityId>> = HashMap::new();
        for (id, agency) in agencies.iter().filter(|(_, one)| one.record.dialect == Dialect::Clave2)
        {
            for address in agency.returns() {
                let known = by_return.entry(address.to_owned()).or_insert_with(|| Some(id.clone()));
                known.take_if(|known| known != id);
            }
        }
        let mut endings: Box<[Ending]> = agencies.values().flat_map(Ending::of).collect();
        endings.sort_by_key(|ending| ending.at);
        Self { generation, agencies, by_provider_name, by_return, endings }
    }

    /// Whose keys a message with these claims is to be tried with: the agency of this `ProviderName`
    /// if it is one of the dialect `clave2`, else the issuer.
    #[must_use]
    pub fn claimed(&self, claims: &Claimed) -> Option<&Arc<Agency>> {
        let named = claims.provider_name.as_deref();
        let named = named.and_then(|name| self.named(&ProviderName::parse(name).ok()?));
        named.or_else(|| {
            let issuer = self.find(claims.issuer.as_ref()?)?;
            Some(issuer).filter(|agency| agency.record.dialect == Dialect::Strict)
        })
    }

    /// The same for a request to log out: in the dialect `clave2` its issuer is an address to return to, and
    /// some kits name a person where others name the agency (SPEC SAML-61).
    #[must_use]
    pub fn leaving(&self, claims: &Claimed) -> Option<&Arc<Agency>> {
        self.claimed(claims)
            .or_else(|| self.find(self.by_return.get(claims.issuer.as_ref()?.as_str())?.as_ref()?))
    }

    /// The same for an answer: whoever answers calls itself by its entityID.
    #[must_use]
    pub fn answering(&self, claims: &Claimed) -> Option<&Arc<Agency>> {
        self.find(claims.issuer.as_ref()?)
    }

    /// Another agency that has one of these addresses for answers, if it or this one speaks `clave2`:
    /// there the address is all by which an answer says for whom it is.
    #[must_use]
    pub fn sharing_an_address(
        &self,
        metadata: &ServiceProvider,
        dialect: Dialect,
    ) -> Option<&EntityId> {
        let here = |agency: &Agency| {
            agency.metadata.consumers.iter().any(|theirs| {
                metadata.consumers.iter().any(|ours| ours.location == theirs.location)
            })
        };
        let mut others = self.agencies.values().filter(|agency| {
            agency.metadata.entity_id != metadata.entity_id
                && (dialect == Dialect::Clave2 || agency.record.dialect == Dialect::Clave2)
        });
        others.find(|agency| here(agency)).map(|agency| &agency.metadata.entity_id)
    }

    /// The agency that a `ProviderName` means.
    #[must_use]
    pub fn named(&self, name: &ProviderName) -> Option<&Arc<Agency>> {
        self.find(self.by_provider_name.get(name)?)
    }

    /// The number that goes up with every change.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.generation
    }

    /// The agency with this entityID, compared byte by byte.
    #[must_use]
    pub fn find(&self, entity_id: &EntityId) -> Option<&Arc<Agency>> {
        self.agencies.get(entity_id)
    }

    /// The same by a name that is no more than a text yet.
    #[must_use]
    pub fn find_by_name(&self, entity_id: &str) -> Option<&Arc<Agency>> {
        self.find(&EntityId::new(entity_id).ok()?)
    }

    /// What of theirs ends, the nearest end first.
    #[must_use]
    pub fn endings(&self) -> &[Ending] {
        &self.endings
    }

    /// All of them, in no order.
    pub fn agencies(&self) -> impl Iterator<Item = &Arc<Agency>> {
        self.agencies.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.agencies.len()
    }

    /// True until the first agency joins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.agencies.is_empty()
    }
}
