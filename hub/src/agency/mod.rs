//! An agency: what its metadata says, and what the operator decided about it.
//!
//! - [`record`]: the operator's record
//! - [`terms`]: what holds for one of its services
//! - [`compare`](mod@compare): what a change of the record means

pub mod compare;
pub mod record;
pub mod terms;

#[cfg(test)]
pub(crate) mod tests;

pub use record::{
    AgencyRecord, BadRecord, Encryption, Period, ReleaseManner, ServiceCode, ServiceRecord,
};
pub use terms::Terms;

use std::borrow::Cow;
use std::sync::Arc;

use certs::KeyError;
use jiff::Timestamp;
use metadata::{LogoutService, ProviderName, ServiceProvider};
use saml::binding::Binding;
use saml::{AuthnRequest, Dialect, EntityId, LogoutRequest, Recipient};

use crate::departure::accept::AnswerTo;

/// A request that names one service and is to be answered at an address of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TwoServices;

/// An agency as one generation of the directory knows it. Metadata never sets policy.
#[derive(Debug)]
pub struct Agency {
    /// Keys, addresses and names.
    pub metadata: ServiceProvider,
    /// The operator's record.
    pub record: AgencyRecord,
    /// Another one after each change. What is decided by this version is answered by this version.
    pub version: i64,
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

    /// Whether a verified request to log out says, in this agency's dialect, that it is from this agency: by the
    /// issuer; or where others name a person; or by an address to return to (SPEC SAML-61).
    #[must_use]
    pub fn asks_to_leave(&self, request: &LogoutRequest) -> bool {
        let issuer = request.issuer.as_ref();
        match self.record.dialect {
            Dialect::Strict => issuer == Some(&self.metadata.entity_id),
            Dialect::Clave2 => {
                let named = ProviderName::parse(&request.name_id.value).ok();
                (named.is_some() && named == self.record.provider_name)
                    || issuer.is_some_and(|address| self.returns_at(address.as_str()))
            }
        }
    }

    /// Where it is told that somebody left. Kits of Cl@ve know people by their document, which stands in no address:
    /// by POST or not at all.
    #[must_use]
    pub fn told_at(&self, now: Timestamp) -> Option<&LogoutService> {
        if !self.metadata.holds(now) {
            return None;
        }
        match self.record.dialect {
            Dialect::Strict => self.metadata.logout(),
            Dialect::Clave2 => {
                self.metadata.logout.iter().find(|service| service.binding == Binding::Post)
            }
        }
    }

    /// Where a request to log out is answered: by the binding by which it came, if the metadata has an address
    /// for that. Kits of Cl@ve say where, among the addresses of the record (SPEC SAML-65). Nothing: nowhere.
    #[must_use]
    pub fn logout_answer_to(
        &self,
        issuer: Option<&EntityId>,
        came_by: Binding,
    ) -> Option<AnswerTo> {
        match self.record.dialect {
            Dialect::Strict => {
                let services = &self.metadata.logout;
                let same = services.iter().find(|service| service.binding == came_by);
                let service = same.or_else(|| services.first())?;
                let location = service.answers_at().to_owned();
                Some(AnswerTo { binding: service.binding, location })
            }
            Dialect::Clave2 => {
                let address = issuer?.as_str();
                let location = address.to_owned();
                self.returns_at(address).then_some(AnswerTo { binding: Binding::Post, location })
            }
        }
    }

    /// Whether an answer may go there still.
    #[must_use]
    pub fn takes_answers_at(&self, to: &AnswerTo, now: Timestamp) -> bool {
        let of_metadata = |service: &LogoutService| {
            service.binding == to.binding && service.answers_at() == to.location
        };
        self.metadata.holds(now)
            && match self.record.dialect {
                Dialect::Strict => self.metadata.logout.iter().any(of_metadata),
                Dialect::Clave2 => self.returns_at(&to.location),
            }
    }

    /// Where people may be sent after leaving, in the dialect `clave2`.
    pub fn returns(&self) -> impl Iterator<Item = &str> {
        let posts = |service: &&LogoutService| service.binding == Binding::Post;
        let of_metadata = self.metadata.logout.iter().filter(posts).map(LogoutService::answers_at);
        self.record.logout_returns.iter().map(String::as_str).chain(of_metadata)
    }

    fn returns_at(&self, address: &str) -> bool {
        self.returns().any(|one| one == address)
    }

    /// The service for which a verified request asks: that of the suffix of its `ProviderName`, or
    /// that of the address it is to be answered at. None of the agency's own: the agency as such.
    ///
    /// # Errors
    /// [`TwoServices`] if the two are not one: the terms of neither would be sure to hold.
    pub fn service_of(
        &self,
        request: &AuthnRequest,
        consumer: &str,
    ) -> Result<Option<&ServiceRecord>, TwoServices> {
        let services = &self.record.services;
        let said = request.provider_name.as_deref().and_then(ServiceCode::of_provider_name);
        let named = said.and_then(|code| services.iter().find(|service| service.code == code));
        let is_here =
            |service: &&ServiceRecord| service.consumers.iter().any(|one| one == consumer);
        match (named, services.iter().find(is_here)) {
            (Some(named), Some(here)) if named.code != here.code => Err(TwoServices),
            (named, here) => Ok(named.or(here)),
        }
    }

    /// What holds for the service with this code; without one, for the agency as such. A service that
    /// was taken out of the record meanwhile is the agency as such.
    #[must_use]
    pub fn terms(&self, service: Option<&ServiceCode>) -> Terms<'_> {
        Terms::of(&self.record, service)
    }

    /// For whom an assertion for this agency is encrypted, and how: as the operator decided, else as
    /// its metadata says; nobody, if that holds no key or the operator wants none used.
    ///
    /// # Errors
    /// [`KeyError`] if it has to be encrypted and there is no key that can be used: it gets nothing
    /// then, rather than something that others can read.
    pub fn recipient(&self) -> Result<Option<Cow<'_, Recipient>>, KeyError> {
        let of_metadata = || self.metadata.recipient();
        match self.record.encryption {
            Encryption::Never => Ok(None),
            Encryption::AsMetadata => Ok(of_metadata()?.map(Cow::Borrowed)),
            Encryption::By(cipher, transport) => {
                let Recipient { certificate, .. } = of_metadata()?.ok_or(KeyError::Encryption)?;
                let certificate = Arc::clone(certificate);
                Ok(Some(Cow::Owned(Recipient { certificate, cipher, transport })))
            }
        }
    }

    /// What to call it before people: as the operator calls the service or the agency, else as it
    /// calls itself.
    #[must_use]
    pub fn display_name(&self, service: Option<&ServiceCode>, language: &str) -> &str {
        let ours = self.terms(service).name(language);
        ours.unwrap_or_else(|| self.metadata.display_name(language))
    }
}
