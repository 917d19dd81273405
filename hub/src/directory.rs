//! Who may send citizens to us: an immutable directory, swapped whole.

use std::collections::HashMap;
use std::sync::Arc;

use identity::LevelOfAssurance;
use metadata::ServiceProvider;
use saml::EntityId;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgencyRecord {
    /// The least level that its services accept.
    pub level: LevelOfAssurance,
}

/// All agencies of one generation.
#[derive(Debug)]
pub struct Directory {
    generation: i64,
    agencies: HashMap<EntityId, Arc<Agency>>,
}

impl Directory {
    /// As loaded at `generation`.
    #[must_use]
    pub fn new(generation: i64, agencies: impl IntoIterator<Item = Agency>) -> Self {
        let agencies = agencies
            .into_iter()
            .map(|agency| (agency.metadata.entity_id.clone(), Arc::new(agency)))
            .collect();
        Self { generation, agencies }
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
