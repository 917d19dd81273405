//! Our own metadata at `/saml/metadata`.

use std::sync::{Arc, Mutex, PoisonError};

use certs::KeyError;
use jiff::{SignedDuration, Timestamp};
use metadata::Publication;

use crate::clock::random_id;
use crate::fault::Fault;
use crate::hub::Hub;

/// Signed once in this while, so that asking for it costs no signature.
const RENEWED: SignedDuration = SignedDuration::from_mins(10);
/// Partners may rely on a copy for this long.
const VALID: SignedDuration = SignedDuration::from_hours(48);

/// The last signed copy.
#[derive(Debug, Default)]
pub struct Published(Mutex<Option<(Timestamp, Arc<[u8]>)>>);

impl Hub {
    /// Our signed metadata.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub fn metadata(&self, now: Timestamp) -> Result<Arc<[u8]>, Fault> {
        let mut kept = self.published.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((signed_at, copy)) = kept.as_ref()
            && now.duration_since(*signed_at).abs() < RENEWED
        {
            return Ok(Arc::clone(copy));
        }
        let id = format!("_{}", random_id(self.entropy.as_ref())?);
        let copy: Arc<[u8]> = self.sign_metadata(&id, now)?.into();
        *kept = Some((now, Arc::clone(&copy)));
        Ok(copy)
    }

    fn sign_metadata(&self, id: &str, now: Timestamp) -> Result<Vec<u8>, KeyError> {
        let settings = &self.settings;
        let names = settings.names.iter().map(|(l, name)| (l.code().to_owned(), name.clone()));
        let publication = Publication {
            entity_id: settings.entity_id.clone(),
            sso_url: settings.sso_url(),
            display_names: names.collect(),
            home: format!("{}/", settings.origin),
            contact: None,
        };
        metadata::publish(&publication, &self.keys, id, now, VALID)
    }
}
