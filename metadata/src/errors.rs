//! Why a descriptor is not taken, or a party not known.

use certs::CertificateError;
use saml::{Malformed, Untrusted};
use thiserror::Error;

use crate::location::BadLocation;

/// Why a document is not the metadata of one agency. The agency's fault; nothing of the document
/// is repeated.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum MetadataError {
    /// Not in a form we read.
    #[error("{0}")]
    Malformed(Malformed),
    /// Not signed by whom it should be.
    #[error("the metadata is not to be trusted: {0}")]
    Untrusted(Untrusted),
    /// An `EntitiesDescriptor`.
    #[error("this holds the metadata of many parties; the EntityDescriptor of one is wanted")]
    Aggregate,
    /// Two of one name in an aggregate: whichever were taken, the other could be the one that is meant.
    #[error("another service provider of the aggregate has the same entityID; neither is taken")]
    RepeatedEntity,
    /// Some other document.
    #[error("this is not SAML metadata: the outermost element is not an EntityDescriptor")]
    NotMetadata,
    /// No `SPSSODescriptor` for SAML 2.0.
    #[error("this party is not a service provider of SAML 2.0 (no SPSSODescriptor)")]
    NoServiceProvider,
    /// More than one `SPSSODescriptor` for SAML 2.0.
    #[error("this party has more than one SPSSODescriptor of SAML 2.0")]
    SeveralServiceProviders,
    /// No address that takes answers by the POST binding.
    #[error("there is no AssertionConsumerService with the HTTP-POST binding")]
    NoConsumer,
    /// An address that answers are not sent to.
    #[error("AssertionConsumerService {index}: {problem}")]
    Consumer {
        /// Its `index`.
        index: u16,
        /// What is wrong with its `Location`.
        problem: BadLocation,
    },
    /// An index that stands for two addresses.
    #[error("two AssertionConsumerService elements have the index {0}")]
    RepeatedIndex(u16),
    /// An address for leaving that nobody is sent to.
    #[error("SingleLogoutService {number}: {problem}")]
    Logout {
        /// Which `SingleLogoutService` with the redirect or the POST binding, counted from 1.
        number: usize,
        /// What is wrong with its `Location` or `ResponseLocation`.
        problem: BadLocation,
    },
    /// A `use` other than `signing` and `encryption`.
    #[error("KeyDescriptor {0} is for neither signing nor encryption")]
    KeyUse(usize),
    /// What should be a certificate is none.
    #[error("KeyDescriptor {descriptor}: {problem}")]
    Certificate {
        /// Which `KeyDescriptor`, counted from 1.
        descriptor: usize,
        /// Why it is none.
        problem: CertificateError,
    },
    /// A key for encryption that we cannot read: to send plain text instead would not be what it is for.
    #[error("KeyDescriptor {0} is for encryption and holds no X509Certificate")]
    NoEncryptionKey(usize),
    /// More keys for signing than are ever tried.
    #[error(
        "there are more than {0} keys for signing; each message would be tried with all of them"
    )]
    TooManyKeys(usize),
    /// A name with invisible characters.
    #[error("a display name contains control or other invisible characters")]
    DisplayName,
}

impl From<Untrusted> for MetadataError {
    fn from(cause: Untrusted) -> Self {
        if let Untrusted::Malformed(cause) = cause {
            return Self::Malformed(cause);
        }
        Self::Untrusted(cause)
    }
}

impl From<Malformed> for MetadataError {
    fn from(cause: Malformed) -> Self {
        Self::Malformed(cause)
    }
}

/// Why a party's keys are not given out.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum UnknownParty {
    /// `validUntil` has passed (SAML Metadata 2.3.2).
    #[error("the party's metadata has expired")]
    Expired,
    /// There is no key for signing, so nothing can be verified.
    #[error("the party has no signing key")]
    NoKeys,
}
