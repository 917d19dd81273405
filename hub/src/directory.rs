//! Who may send citizens to us: an immutable directory, swapped whole.

use std::collections::HashMap;
use std::sync::Arc;

use identity::LevelOfAssurance;
use metadata::{ProviderName, ServiceProvider};
use saml::{AuthnRequest, Claimed, Deviation, Dialect, EntityId};

/// An agency: what its metadata says, and what the operator decided about it. Metadata never sets
/// policy.
#[derive(Debug)]
pub struct Agency {
    /// Keys, addresses and names.
    pub metadata: ServiceProvider,
    /// The operator's record.
    pub record: AgencyRecord,
}

/// What the operator decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRecord {
    /// The least level that its services accept.
    pub level: LevelOfAssurance,
    /// How it speaks.
    pub dialect: Dialect,
    /// By what name it is known in the dialect `clave2`, and only there.
    pub provider_name: Option<ProviderName>,
    /// What it is forgiven.
    pub deviations: Vec<Deviation>,
}

impl Agency {
    /// Whether a verified request says, in this agency's dialect, that it is from this agency: by the
    /// issuer, or by the `ProviderName`.
    #[must_use]
    pub fn is_sender_of(&self, request: &AuthnRequest) -> bool {
        match self.record.dialect {
            Dialect::Strict => request.issuer.as_ref() == Some(&self.metadata.entity_id),
            Dialect::Clave2 => {
                let said = request.provider_name.as_deref();
                let said = said.and_then(|name| ProviderName::parse(name).ok());
                said.is_some() && said == self.record.provider_name
            }
        }
    }
}

/// All agencies of one generation.
#[derive(Debug)]
pub struct Directory {
    generation: i64,
    agencies: HashMap<EntityId, Arc<Agency>>,
    by_provider_name: HashMap<ProviderName, EntityId>,
}

impl Directory {
    /// As loaded at `generation`.
    #[must_use]
    pub fn new(generation: i64, agencies: impl IntoIterator<Item = Agency>) -> Self {
        let agencies: HashMap<EntityId, Arc<Agency>> = agencies
            .into_iter()
            .map(|agency| (agency.metadata.entity_id.clone(), Arc::new(agency)))
            .collect();
        let named = |(id, agency): (&EntityId, &Arc<Agency>)| {
            Some((agency.record.provider_name.clone()?, id.clone()))
        };
        let by_provider_name = agencies.iter().filter_map(named).collect();
        Self { generation, agencies, by_provider_name }
    }

    /// Whose keys a message with these claims is to be tried with: the agency of this `ProviderName`
    /// if it is one of the dialect `clave2`, else the issuer.
    #[must_use]
    pub fn claimed(&self, claims: &Claimed) -> Option<&Arc<Agency>> {
        let named = claims.provider_name.as_deref().and_then(|name| self.named(name));
        named.or_else(|| {
            let issuer = self.find(claims.issuer.as_ref()?)?;
            Some(issuer).filter(|agency| agency.record.dialect == Dialect::Strict)
        })
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
    fn named(&self, provider_name: &str) -> Option<&Arc<Agency>> {
        let name = ProviderName::parse(provider_name).ok()?;
        self.find(self.by_provider_name.get(&name)?)
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
