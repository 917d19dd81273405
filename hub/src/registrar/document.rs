//! From a document to the agencies in it: one bad entity never stops the others.

use std::sync::Arc;

use certs::Certificate;
use jiff::Timestamp;
use metadata::{
    Aggregate, Endpoints, Finding, Freshness, MetadataError, ServiceProvider, Severity, aggregate,
    lint,
};
use saml::{EntityId, TrustedKeys};

use crate::registrar::{Arrival, Registrar, RegistrarError, Voucher};

/// What a document holds.
#[derive(Debug)]
pub struct Contents {
    /// What can be taken in.
    pub arrivals: Vec<Arrival>,
    /// Service providers that cannot.
    pub left_out: Vec<LeftOut>,
    /// Everything that is wrong or remarkable, of the descriptor of one agency alone.
    pub remarks: Vec<Finding>,
    /// How many others there are, as identity providers.
    pub passed_over: usize,
    /// What it says of time.
    pub freshness: Freshness,
}

/// A service provider that is not taken in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LeftOut {
    /// Who, if that can be read.
    pub entity_id: Option<EntityId>,
    /// All that is wrong with it, a sentence with its place and clause each.
    pub why: Vec<String>,
}

/// Why nothing of a document is taken in.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It cannot be read, or is not signed by whom it should be.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// All of it has ended.
    #[error("the metadata ended on {0}: nothing of it may be relied upon (SAML Metadata 2.3.1)")]
    Ended(Timestamp),
    /// The registrar.
    #[error(transparent)]
    Registrar(#[from] RegistrarError),
}

impl Registrar<'_> {
    /// Reads a document: the metadata of one agency, or an aggregate of many. With a `signer` it must be
    /// signed with that key; without, a descriptor that a key signed which the agency had before is as
    /// good. `progress` is told how many entities of how many are read.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub async fn open(
        &self,
        xml: &[u8],
        signer: Option<&Arc<Certificate>>,
        progress: impl Fn(usize, usize),
    ) -> Result<Contents, DocumentError> {
        let keys = signer.map(trusted);
        let contents = match aggregate(xml, keys.as_ref()) {
            Ok(many) => self.open_aggregate(&many, keys.is_some(), progress),
            Err(MetadataError::NotMetadata) => self.open_one(xml, keys.as_ref()).await?,
            Err(cause) => return Err(cause.into()),
        };
        match contents.freshness.valid_until {
            Some(end) if end <= self.now => Err(DocumentError::Ended(end)),
            _ => Ok(contents),
        }
    }

    fn open_aggregate(
        &self,
        many: &Aggregate<'_>,
        is_signed: bool,
        progress: impl Fn(usize, usize),
    ) -> Contents {
        let mut contents = Contents::of(many.freshness().clone());
        let voucher = if is_signed { Voucher::KnownKey } else { Voucher::Nobody };
        for (done, member) in many.members(self.endpoints).enumerate() {
            progress(done, many.len());
            if !member.is_service_provider() {
                contents.passed_over += 1;
                continue;
            }
            let findings = member.lint(self.now);
            let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            let mut why: Vec<String> = errors.map(ToString::to_string).collect();
            match member.read() {
                Ok(Some(described)) if why.is_empty() => contents.arrivals.push(Arrival {
                    descriptor: described.descriptor,
                    valid_until: described.service_provider.valid_until,
                    metadata: described.service_provider,
                    voucher,
                }),
                read => {
                    let cause = read.err().filter(|_| why.is_empty());
                    why.extend(cause.map(|cause| format!("line {}: {cause}", member.line())));
                    contents.left_out.push(LeftOut { entity_id: member.entity_id(), why });
                }
            }
        }
        contents
    }

    async fn open_one(
        &self,
        xml: &[u8],
        keys: Option<&TrustedKeys>,
    ) -> Result<Contents, DocumentError> {
        let endpoints = self.endpoints;
        let mut contents = Contents::of(Freshness::read(xml, keys)?);
        let findings = lint(xml, endpoints, self.now);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let why: Vec<String> = errors.map(ToString::to_string).collect();
        contents.remarks = findings;
        let read = match keys {
            Some(keys) => ServiceProvider::read_signed(xml, endpoints, keys),
            None => ServiceProvider::read_with(xml, endpoints),
        };
        let metadata = match read {
            Ok(metadata) if why.is_empty() => metadata,
            read => {
                let (entity_id, why) = match read {
                    Ok(metadata) => (Some(metadata.entity_id), why),
                    Err(cause) if why.is_empty() => (None, vec![cause.to_string()]),
                    Err(_) => (None, why),
                };
                contents.left_out.push(LeftOut { entity_id, why });
                return Ok(contents);
            }
        };
        let is_vouched_for = keys.is_some() || self.has_own_signature(xml, &metadata).await?;
        contents.arrivals.push(Arrival {
            descriptor: xml.to_vec(),
            valid_until: None,
            voucher: if is_vouched_for { Voucher::KnownKey } else { Voucher::Nobody },
            metadata,
        });
        Ok(contents)
    }

    /// Whether a key signed it that the agency had before.
    async fn has_own_signature(
        &self,
        xml: &[u8],
        metadata: &ServiceProvider,
    ) -> Result<bool, RegistrarError> {
        let id = &metadata.entity_id;
        let Some((_, known)) = self.store.agencies(&[id]).await?.remove(id) else {
            return Ok(false);
        };
        // What has ended vouches for nothing, be it by the group that it was taken from.
        if known.valid_until.is_some_and(|end| end <= self.now) {
            return Ok(false);
        }
        let endpoints: Endpoints = self.endpoints;
        let keys = ServiceProvider::read_with(&known.descriptor, endpoints)
            .ok()
            .and_then(|known| known.signing_keys(self.now).ok());
        Ok(keys.is_some_and(|keys| ServiceProvider::read_signed(xml, endpoints, &keys).is_ok()))
    }
}

impl Contents {
    fn of(freshness: Freshness) -> Self {
        Self {
            arrivals: Vec::new(),
            left_out: Vec::new(),
            remarks: Vec::new(),
            passed_over: 0,
            freshness,
        }
    }
}

/// The one key of whoever signs a source. By which name he is known is of no importance.
fn trusted(signer: &Arc<Certificate>) -> TrustedKeys {
    let name = EntityId::new("urn:zaguan:source").unwrap_or_else(|_| unreachable!());
    TrustedKeys::new(name, vec![Arc::clone(signer)]).unwrap_or_else(|_| unreachable!())
}
