//! Our own metadata at `/saml/metadata`.

use std::sync::{Arc, Mutex, PoisonError};

use certs::KeyError;
use jiff::{SignedDuration, Timestamp};
use metadata::Publication;

use crate::clock::random_id;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::keys::Keys;

/// Signed once in this while, so that asking for it costs no signature.
const RENEWED: SignedDuration = SignedDuration::from_mins(10);
/// Partners may rely on a copy for this long.
const VALID: SignedDuration = SignedDuration::from_hours(48);

/// The last signed copy.
#[derive(Debug, Default)]
pub struct Published(Mutex<Option<Arc<SignedCopy>>>);

/// Our metadata as it was signed.
#[derive(Debug)]
pub struct SignedCopy {
    signed_at: Timestamp,
    /// The document.
    pub xml: Vec<u8>,
    /// The fingerprints of the keys that it shows, that of its signature's first.
    pub fingerprints: Vec<String>,
}

impl Hub {
    /// Our signed metadata, with the keys that are published now.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub fn metadata(&self, now: Timestamp) -> Result<Arc<SignedCopy>, Fault> {
        let keys = self.keys.now();
        let mut kept = self.published.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(copy) = kept.as_ref()
            && now.duration_since(copy.signed_at).abs() < RENEWED
            && copy.fingerprints == keys.fingerprints()
        {
            return Ok(Arc::clone(copy));
        }
        let id = format!("_{}", random_id(self.entropy.as_ref())?);
        let xml = self.sign_metadata(&keys, &id, now)?;
        let fingerprints = keys.fingerprints().to_vec();
        let copy = Arc::new(SignedCopy { signed_at: now, xml, fingerprints });
        *kept = Some(Arc::clone(&copy));
        Ok(copy)
    }

    fn sign_metadata(&self, keys: &Keys, id: &str, now: Timestamp) -> Result<Vec<u8>, KeyError> {
        let settings = &self.settings;
        let names = settings.names.iter().map(|(l, name)| (l.code().to_owned(), name.clone()));
        let publication = Publication {
            entity_id: settings.entity_id.clone(),
            sso_url: settings.sso_url(),
            slo_url: settings.slo_url(),
            display_names: names.collect(),
            home: format!("{}/", settings.origin),
            contact: None,
        };
        metadata::publish(&publication, keys.active(), keys.published(), id, now, VALID)
    }
}
