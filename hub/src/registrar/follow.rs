//! A source that is looked at again and again: the last good copy stays until a better one comes.

use std::collections::HashSet;
use std::sync::Arc;

use certs::{Certificate, CertificateError};
use jiff::{SignedDuration, Timestamp};
use metadata::{Freshness, ServiceProvider};
use openssl::sha::sha256;
use saml::EntityId;

use crate::registrar::document::{Contents, DocumentError, LeftOut};
use crate::registrar::plan::State;
use crate::registrar::{Outcome, Registrar, RegistrarError, Voucher};
use crate::store::sources::Source;

/// Who does what nobody does.
pub const REFRESH: &str = "refresh";
/// How soon a source is looked at again that says nothing about it.
pub const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How soon after a first failure; twice as long after each further one, [`EVERY`] at most.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(5);
/// How far a publisher's clock may be ahead.
const SKEW: SignedDuration = SignedDuration::from_hours(1);
/// How many of the agencies of a source may be gone from it at once, in parts of a hundred.
const FEW: usize = 10;
/// And how many in any case.
const A_FEW: usize = 5;

/// What a look at a source led to.
#[derive(Debug)]
pub enum Followed {
    /// It has nothing new.
    Same,
    /// It was taken in.
    Taken {
        /// What became of each of its agencies.
        outcomes: Vec<(EntityId, Outcome)>,
        /// Those that it does not list any longer.
        gone: Vec<(EntityId, Outcome)>,
        /// Service providers that cannot be taken in.
        left_out: Vec<LeftOut>,
    },
    /// It is not good, for this reason: what was known before stays.
    Failed(String),
}

/// Why a copy is not good.
#[derive(Debug, thiserror::Error)]
enum Bad {
    #[error("{0}")]
    Unreachable(String),
    #[error("the certificate of its signer is not read")]
    Signer(#[source] CertificateError),
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(
        "it is older than the copy that is known, as if somebody played back an old one: agency-refresh SOURCE={0} ANYWAY=yes takes it all the same"
    )]
    Older(String),
    #[error(
        "it lacks {gone} of the {all} agencies that came from it: agency-refresh SOURCE={address} ANYWAY=yes takes it all the same"
    )]
    Losses { gone: usize, all: usize, address: String },
    #[error("nothing in it can be taken in: agency-check METADATA={0} says why")]
    Nothing(String),
    #[error("it says to be made on {0}, which has not come yet: no later copy would be newer")]
    FromTheFuture(Timestamp),
}

impl Registrar<'_> {
    /// Takes in what a look at a source brought, or keeps why it brought nothing. `anyway`, it may be
    /// older than what is known, and lack as many agencies as it likes.
    ///
    /// # Errors
    /// [`RegistrarError`]: a fault of ours. What is wrong with the source is [`Followed::Failed`].
    pub async fn follow(
        &self,
        mut source: Source,
        document: Result<Vec<u8>, String>,
        anyway: bool,
        progress: impl Fn(usize, usize),
    ) -> Result<Followed, RegistrarError> {
        let followed = match self.try_follow(&source, document, anyway, progress).await {
            Ok(good) => {
                let Good { digest, freshness, followed } = good;
                source.next_at = self.now + next_look(&freshness, self.now);
                source.good_at = Some(self.now);
                (source.failure, source.failures) = (None, 0);
                // What was refused this time is looked at again, in the same octets or in others.
                source.digest = (!followed.is_partly_refused()).then(|| digest.to_vec());
                (source.made_at, source.valid_until) = (freshness.created, freshness.valid_until);
                followed
            }
            Err(Bad::Document(DocumentError::Registrar(fault))) => return Err(fault),
            Err(bad) => {
                let why = crate::fault::chain(&bad);
                source.next_at = self.now + retry(source.failures);
                source.failures = source.failures.saturating_add(1);
                source.failure = Some(why.clone());
                Followed::Failed(why)
            }
        };
        self.store.keep_source(&source).await?;
        Ok(followed)
    }

    /// Follows an address from now on, of which this copy is known already.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn begin_to_follow(
        &self,
        address: &str,
        signer: Option<&Arc<Certificate>>,
        freshness: &Freshness,
    ) -> Result<(), RegistrarError> {
        let known = self.store.source(address).await?;
        let der = signer.map(|signer| signer.der());
        if known.is_some_and(|known| known.signer.as_deref() != der) {
            return Err(RegistrarError::OtherSigner(address.to_owned()));
        }
        let source = Source {
            address: address.to_owned(),
            signer: signer.map(|signer| signer.der().to_vec()),
            next_at: self.now + next_look(freshness, self.now),
            good_at: Some(self.now),
            failure: None,
            failures: 0,
            // Should taking it in be cut off, the next look does not pass over what is missing.
            digest: None,
            made_at: freshness.created,
            valid_until: freshness.valid_until,
        };
        self.store.follow(address, source.signer.as_deref(), source.next_at).await?;
        Ok(self.store.keep_source(&source).await?)
    }

    async fn try_follow(
        &self,
        source: &Source,
        document: Result<Vec<u8>, String>,
        anyway: bool,
        progress: impl Fn(usize, usize),
    ) -> Result<Good, Bad> {
        let document = document.map_err(Bad::Unreachable)?;
        let digest = sha256(&document);
        let signer = source.signer.clone().map(Certificate::from_der).transpose();
        let signer = signer.map_err(Bad::Signer)?.map(Arc::new);
        let contents = self.open(&document, signer.as_ref(), &progress).await?;
        let freshness = contents.freshness.clone();
        if source.digest.as_deref() == Some(&digest) && !anyway {
            return Ok(Good { digest, freshness, followed: Followed::Same });
        }
        if let Some(made) = freshness.created.filter(|made| *made > self.now + SKEW) {
            return Err(Bad::FromTheFuture(made));
        }
        if is_older(&freshness, source) && !anyway {
            return Err(Bad::Older(source.address.clone()));
        }
        let voucher = if signer.is_some() { Voucher::KnownKey } else { Voucher::Nobody };
        let gone = self.gone(source, &contents, anyway).await?;
        let Contents { arrivals, left_out, .. } = contents;
        if arrivals.is_empty() {
            return Err(Bad::Nothing(source.address.clone()));
        }
        let count = arrivals.len();
        let outcomes = self
            .take_in(&arrivals, REFRESH, Some(&source.address), |done| progress(done, count))
            .await
            .map_err(DocumentError::from)?;
        let gone = self.suspend(&gone, voucher).await.map_err(DocumentError::from)?;
        Ok(Good { digest, freshness, followed: Followed::Taken { outcomes, gone, left_out } })
    }

    /// The agencies that came from this source and are not in it any longer.
    async fn gone(
        &self,
        source: &Source,
        contents: &Contents,
        anyway: bool,
    ) -> Result<Vec<EntityId>, Bad> {
        let known = self.store.agencies_of_source(&source.address).await;
        let known = known.map_err(|fault| DocumentError::from(RegistrarError::from(fault)))?;
        let here: HashSet<&EntityId> = contents
            .arrivals
            .iter()
            .map(|arrival| &arrival.metadata.entity_id)
            .chain(contents.left_out.iter().filter_map(|one| one.entity_id.as_ref()))
            .collect();
        let all = known.len();
        let gone: Vec<EntityId> = known.into_iter().filter(|id| !here.contains(id)).collect();
        let many = gone.len() > A_FEW && gone.len() * 100 > all * FEW;
        if (many || gone.len() == all && all > 0) && !anyway {
            let (gone, address) = (gone.len(), source.address.clone());
            return Err(Bad::Losses { gone, all, address });
        }
        Ok(gone)
    }

    /// An agency that its source no longer lists is no longer vouched for.
    async fn suspend(
        &self,
        gone: &[EntityId],
        voucher: Voucher,
    ) -> Result<Vec<(EntityId, Outcome)>, RegistrarError> {
        let mut outcomes = Vec::with_capacity(gone.len());
        let code = self.code()?;
        for id in gone {
            let known = self.known(id).await?;
            let Ok(metadata) = ServiceProvider::read_with(&known.1.descriptor, self.endpoints)
            else {
                continue;
            };
            let mut wanted = known.1.clone();
            wanted.record.suspended = true;
            let state = State { metadata: &metadata, wanted };
            let planned = self.plan(state, Some(&known), voucher, REFRESH, &code);
            outcomes.push((id.clone(), self.write_one(planned).await?));
        }
        Ok(outcomes)
    }
}

impl Followed {
    fn is_partly_refused(&self) -> bool {
        let Self::Taken { outcomes, gone, .. } = self else { return false };
        outcomes.iter().chain(gone).any(|(_, outcome)| matches!(outcome, Outcome::Refused(_)))
    }
}

struct Good {
    digest: [u8; 32],
    freshness: Freshness,
    followed: Followed,
}

/// Whether a copy was made before the one that is known. Where nothing says when it was made, its end
/// does: publishers move it forward with each copy.
fn is_older(new: &Freshness, known: &Source) -> bool {
    let made = goes_back(new.created, known.made_at);
    made.or_else(|| goes_back(new.valid_until, known.valid_until)).unwrap_or(false)
}

/// Nothing, where the copy that is known says nothing.
fn goes_back(new: Option<Timestamp>, known: Option<Timestamp>) -> Option<bool> {
    known.map(|known| new.is_none_or(|new| new < known))
}

/// As soon as it says, and well before it ends.
fn next_look(freshness: &Freshness, now: Timestamp) -> SignedDuration {
    let said = freshness.cache_duration.unwrap_or(EVERY);
    let half = freshness.valid_until.map(|end| end.duration_since(now) / 2);
    said.min(half.unwrap_or(said)).max(Freshness::SHORTEST_CACHE)
}

fn retry(failures: u32) -> SignedDuration {
    let times = 1_i32.checked_shl(failures.min(16)).unwrap_or(i32::MAX);
    FIRST_RETRY.saturating_mul(times).min(EVERY)
}
