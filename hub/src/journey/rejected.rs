//! `Rejected`: the sender's message is not acceptable. A page only; no return address is trusted.

use metadata::UnknownParty;
use saml::{Malformed, Untrusted};

/// Why a message was not accepted. For the log and the tests; the browser sees a reference.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum Rejected {
    /// It is not a message at all.
    #[error("the message is malformed")]
    Malformed(#[source] Malformed),
    /// Nobody in our directory has this name.
    #[error("the sender is not in the directory")]
    UnknownAgency,
    /// The sender is known, but has no key that can be used now.
    #[error("the sender has no usable key")]
    NoKey(#[source] UnknownParty),
    /// It is not covered by a signature of the party it says it is from.
    #[error("the message is not to be trusted")]
    Untrusted(#[source] Untrusted),
    /// The issuer inside the signature is not the party whose key made it.
    #[error("the issuer is not the signer")]
    Issuer,
    /// It came by a binding that the agency's dialect does not have.
    #[error("the dialect of the agency has no such binding")]
    Binding,
    /// It was meant for another address, or for none.
    #[error("the destination is not this endpoint")]
    Destination,
    /// The answer would go to an address that is not in the sender's metadata.
    #[error("the return address is not in the sender's metadata")]
    Consumer,
    /// It answers nothing that we asked of this party.
    #[error("nothing was asked that this answers")]
    Unasked,
    /// It was made too long ago.
    #[error("the request is too old")]
    TooOld,
    /// It was made later than now.
    #[error("the request is from the future")]
    FromTheFuture,
}

impl From<Malformed> for Rejected {
    fn from(source: Malformed) -> Self {
        Self::Malformed(source)
    }
}

impl From<Untrusted> for Rejected {
    fn from(source: Untrusted) -> Self {
        Self::Untrusted(source)
    }
}
