//! What is done with what a browser presents at the certificate host.

use std::sync::Arc;

use async_trait::async_trait;
use certs::holder::{Authorities, Defect, Examined, Policies, Presented, examine};
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::found::{Found, Good, Wrong};
use super::revocation::{Patience, Revocation};
use crate::contract::{CertificateDesk, Fault, Ports, Progress};

/// The desk, ready to look.
pub(super) struct Desk {
    authorities: Arc<Authorities>,
    policies: Arc<Policies>,
    names_authorities: bool,
    revocation: Revocation,
}

impl Desk {
    pub(super) fn new(
        (authorities, policies): (Authorities, Policies),
        names_authorities: bool,
        patience: Patience,
        ports: &Ports,
    ) -> Self {
        Self {
            authorities: Arc::new(authorities),
            policies: Arc::new(policies),
            names_authorities,
            revocation: Revocation::new(patience, ports),
        }
    }

    /// Who it is, by the certificate alone. Signatures of whatever was presented are verified: not where others wait.
    async fn read(
        &self,
        presented: &[Vec<u8>],
        now: Timestamp,
    ) -> Result<Result<Examined, Defect>, Fault> {
        let presented = match Presented::new(presented) {
            Ok(presented) => presented,
            Err(defect) => return Ok(Err(defect)),
        };
        let (authorities, policies) = (Arc::clone(&self.authorities), Arc::clone(&self.policies));
        let examined = move || examine(&presented, &authorities, &policies, now);
        spawn_blocking(examined).await.map_err(Fault::failed)
    }

    async fn look(&self, presented: &[Vec<u8>], now: Timestamp) -> Result<Found, Fault> {
        if presented.is_empty() {
            return Ok(Found::Wrong(Wrong::None));
        }
        let examined = match self.read(presented, now).await? {
            Ok(examined) => examined,
            Err(defect) => return Ok(Found::Wrong(Wrong::of(defect))),
        };
        Ok(match self.revocation.check(&examined.path, &examined.issuer, now).await? {
            Ok(answer) => Good::of(examined, answer, now)
                .map_or(Found::Wrong(Wrong::UNREADABLE), |good| Found::Good(Box::new(good))),
            Err(wrong) => Found::Wrong(wrong),
        })
    }
}

#[async_trait]
impl CertificateDesk for Desk {
    fn named(&self) -> Vec<Vec<u8>> {
        let named = self.names_authorities.then(|| self.authorities.certificates());
        named.unwrap_or_default().iter().map(|authority| authority.der().to_vec()).collect()
    }

    async fn examine(&self, presented: &[Vec<u8>], now: Timestamp) -> Result<Progress, Fault> {
        let found = self.look(presented, now).await?;
        // What is longer has names in it that nobody has.
        Progress::of(&found).or_else(|_| Progress::of(&Found::Wrong(Wrong::UNREADABLE)))
    }
}
