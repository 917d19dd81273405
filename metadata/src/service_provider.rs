//! An agency as its metadata describes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use certs::{Certificate, KeyError, SignatureScheme, SigningKey};
use jiff::Timestamp;
use saml::binding::Binding;
use saml::{EntityId, Recipient, TrustedKeys};

use crate::errors::{MetadataError, UnknownParty};
use crate::location::{self, Endpoints};
use crate::read;

#[cfg(test)]
mod tests;

/// What the `SPSSODescriptor` of one party says (SAML Metadata 2.4.4).
#[derive(Clone, Debug)]
pub struct ServiceProvider {
    /// Its name among machines.
    pub entity_id: EntityId,
    /// Where answers may be sent, all by the POST binding; at least one.
    pub consumers: Vec<AssertionConsumer>,
    /// Where it is told that somebody leaves; none if it cannot be told.
    pub logout: Vec<LogoutService>,
    /// The keys it signs with.
    pub signing: Vec<Arc<Certificate>>,
    /// Its keys to encrypt with, and how each wants it.
    pub encryption: Vec<Recipient>,
    /// The signatures that it says to read, in its order; none if it does not say. Those that we do
    /// not know are left out.
    pub reads: Vec<SignatureScheme>,
    /// The formats of name identifiers it takes, in order of preference.
    pub name_id_formats: Vec<String>,
    /// Its names among people, by language (`es`, `ca`, …).
    pub display_names: BTreeMap<String, String>,
    /// When all of this ends.
    pub valid_until: Option<Timestamp>,
}

/// An `AssertionConsumerService` with the POST binding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AssertionConsumer {
    /// By which a request may name it.
    pub index: u16,
    /// Its address: https, or where [`Endpoints`] allowed it http on a loopback host.
    pub location: String,
    /// Whether answers go here when the request names none. True of exactly one.
    pub is_default: bool,
}

/// A `SingleLogoutService` with the redirect or the POST binding. Both of its addresses are as those of
/// an [`AssertionConsumer`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogoutService {
    /// How it is reached.
    pub binding: Binding,
    /// Where it is asked to end a session.
    pub location: String,
    /// Where it takes answers to what it asked, if elsewhere.
    pub response_location: Option<String>,
}

impl ServiceProvider {
    /// Reads the metadata of one agency, whose addresses must all be https. A signature on it is
    /// not evaluated: whoever adds an agency vouches for its metadata.
    pub fn read(xml: &[u8]) -> Result<Self, MetadataError> {
        Self::read_with(xml, Endpoints::HttpsOnly)
    }

    /// As [`read_with`](Self::read_with), of a descriptor that one of these keys has signed.
    pub fn read_signed(
        xml: &[u8],
        endpoints: Endpoints,
        keys: &TrustedKeys,
    ) -> Result<Self, MetadataError> {
        read::signed_service_provider(xml, endpoints, keys)
    }

    /// As [`read`](Self::read), and says which addresses are accepted.
    pub fn read_with(xml: &[u8], endpoints: Endpoints) -> Result<Self, MetadataError> {
        read::service_provider(xml, endpoints)
    }

    /// Whether all of this may be relied upon at `now` (SAML Metadata 2.3.2).
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|end| now < end)
    }

    /// The keys to verify a message with that claims to be from this party.
    pub fn signing_keys(&self, now: Timestamp) -> Result<TrustedKeys, UnknownParty> {
        if !self.holds(now) {
            return Err(UnknownParty::Expired);
        }
        TrustedKeys::new(self.entity_id.clone(), self.signing.clone())
            .map_err(|_| UnknownParty::NoKeys)
    }

    /// For whom an assertion for this party is encrypted: nobody, if it has no key for that.
    ///
    /// # Errors
    /// [`KeyError`] if it has keys and none can be used: then it gets nothing, rather than something
    /// that others can read.
    pub fn recipient(&self) -> Result<Option<&Recipient>, KeyError> {
        let mut unusable = None;
        for recipient in &self.encryption {
            match recipient.certificate.public_key() {
                Ok(key) if key.can_encrypt() => return Ok(Some(recipient)),
                Ok(_) => unusable = Some(KeyError::Encryption),
                Err(cause) => unusable = Some(cause),
            }
        }
        unusable.map_or(Ok(None), Err)
    }

    /// How to sign for this party with one of our keys, if it says what it reads and the key can do
    /// it.
    #[must_use]
    pub fn scheme_with(&self, key: &SigningKey) -> Option<SignatureScheme> {
        self.reads.iter().copied().find(|scheme| key.can(*scheme))
    }

    /// Where to answer a request that names this address or index (or both, or neither: then the
    /// default). Addresses are compared character by character (SAML Core 3.4.1).
    #[must_use]
    pub fn consumer(&self, url: Option<&str>, index: Option<u16>) -> Option<&AssertionConsumer> {
        self.consumers.iter().find(|consumer| match (url, index) {
            (None, None) => consumer.is_default,
            (url, index) => {
                url.is_none_or(|url| url == consumer.location)
                    && index.is_none_or(|index| index == consumer.index)
            }
        })
    }

    /// By which it is told that somebody leaves: the first with the redirect binding, else the first.
    #[must_use]
    pub fn logout(&self) -> Option<&LogoutService> {
        let mut by_redirect =
            self.logout.iter().filter(|service| service.binding == Binding::Redirect);
        by_redirect.next().or_else(|| self.logout.first())
    }

    /// What to call it before people: in their language, else in Spanish, else in any; without a
    /// name, the host in its entityID.
    #[must_use]
    pub fn display_name(&self, language: &str) -> &str {
        let names = &self.display_names;
        names
            .get(&read::primary_language(language))
            .or_else(|| names.get("es"))
            .or_else(|| names.values().next())
            .map_or_else(|| location::host_or_all(self.entity_id.as_str()), String::as_str)
    }
}

impl AssertionConsumer {
    /// Scheme, host and port of its address, as in a content security policy.
    #[must_use]
    pub fn origin(&self) -> &str {
        location::origin(&self.location)
    }
}

impl LogoutService {
    /// Where it takes answers (SAML Metadata 2.2.2).
    #[must_use]
    pub fn answers_at(&self) -> &str {
        self.response_location.as_deref().unwrap_or(&self.location)
    }
}
