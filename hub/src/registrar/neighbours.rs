//! What one agency may not share with another.

use metadata::ServiceProvider;
use saml::Dialect;

use crate::agency::AgencyRecord;
use crate::directory::Directory;
use crate::registrar::{Registrar, RegistrarError};

/// Those with whom an agency may share no address and no name, read when first asked for.
#[derive(Default)]
pub(super) struct Neighbours {
    of_clave2: Option<Directory>,
    all: Option<Directory>,
}

impl Registrar<'_> {
    /// An address of an agency of the dialect `clave2` is nobody else's, and neither is its name.
    pub(super) async fn fits(
        &self,
        metadata: &ServiceProvider,
        record: &AgencyRecord,
        neighbours: &mut Neighbours,
    ) -> Result<(), RegistrarError> {
        record.check()?;
        let is_of_clave2 = record.dialect == Dialect::Clave2;
        let kept = if is_of_clave2 { &mut neighbours.all } else { &mut neighbours.of_clave2 };
        let others = match kept {
            Some(known) => known,
            None => kept.insert(self.store.load_neighbours(self.endpoints, !is_of_clave2).await?),
        };
        if let Some(other) = others.sharing_an_address(metadata, record.dialect) {
            return Err(RegistrarError::SharedAddress(other.clone()));
        }
        match record.provider_name.as_ref().and_then(|name| others.named(name)) {
            Some(other) if other.metadata.entity_id != metadata.entity_id => {
                Err(RegistrarError::SharedName(other.metadata.entity_id.clone()))
            }
            _ => Ok(()),
        }
    }
}
