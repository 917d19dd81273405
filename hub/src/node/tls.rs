//! The certificate that browsers see: another one may come while the node runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use certs::Certificate;

/// The certificate in use, and why a newer one is not.
#[derive(Debug, Default)]
pub struct CurrentTls(Mutex<InUse>);

#[derive(Debug, Default)]
struct InUse {
    certificate: Option<Arc<Certificate>>,
    problem: Option<String>,
}

impl CurrentTls {
    /// This one is in use from now on.
    pub fn put(&self, certificate: Certificate) {
        *self.in_use() = InUse { certificate: Some(Arc::new(certificate)), problem: None };
    }

    /// The files hold again what is in use.
    pub fn is_well(&self) {
        self.in_use().problem = None;
    }

    /// The one in use stays in use, although there is another one, for this reason: a whole sentence.
    pub fn keep(&self, why: String) {
        self.in_use().problem = Some(why);
    }

    /// The one in use; nothing where TLS is not ours.
    #[must_use]
    pub fn certificate(&self) -> Option<Arc<Certificate>> {
        self.in_use().certificate.clone()
    }

    /// Why a newer one is not in use.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.in_use().problem.clone()
    }

    fn in_use(&self) -> MutexGuard<'_, InUse> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
