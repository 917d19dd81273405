//! Why something wanted about an agency does not happen.

use jiff::Timestamp;
use metadata::MetadataError;
use saml::EntityId;

use crate::agency::BadRecord;
use crate::clock::NoEntropy;
use crate::store::StoreError;

/// Why something wanted does not happen; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RegistrarError {
    /// No such agency.
    #[error("there is no agency {0}: agency-list shows those that there are")]
    NoAgency(EntityId),
    /// Nothing waits under this code.
    #[error("nothing waits for approval as {0}: agency-list shows what does, with its code now")]
    NothingWaits(String),
    /// Nothing of this agency waits under this code.
    #[error("nothing of {0} waits as {1}: agency-approve without a code shows what waits as what")]
    NotAmong(EntityId, String),
    /// The same operator again.
    #[error("{0} has approved of this already: another operator has to, with BY=name")]
    SameOperator(String),
    /// There is no earlier state, or none of this number.
    #[error("{0} has no such change to go back to: agency-show lists its changes by number")]
    NoSuchChange(EntityId),
    /// In the dialect `clave2` an answer says only by its address for whom it is.
    #[error(
        "{0} has one of its addresses for answers, and an agency of the dialect clave2 shares none: \
         one of the two has to give it up, or to speak strict (agency-set DIALECT=strict)"
    )]
    SharedAddress(EntityId),
    /// A provider name belongs to one agency.
    #[error(
        "{0} has this provider name already: look for the mistake with agency-show, or give it another one there"
    )]
    SharedName(EntityId),
    /// A state that was, and whose metadata holds no longer.
    #[error("the metadata that {0} had then ended on {1}: add it anew with agency-add")]
    Ended(EntityId, Timestamp),
    /// Somebody else was trusted to sign what comes from there.
    #[error("{0} is followed already, with another signer: agency-unfollow it first")]
    OtherSigner(String),
    /// A service at an address that is not one of the agency's.
    #[error("{0} is none of its addresses for answers: agency-show lists them")]
    Address(String),
    /// The stored metadata is not read by this release.
    #[error("the stored metadata of {0} is not read: add it anew with agency-add")]
    Unreadable(EntityId, #[source] MetadataError),
    /// A record that cannot be kept.
    #[error(transparent)]
    Record(#[from] BadRecord),
    /// Somebody else was faster.
    #[error("{0} was changed or removed by somebody else meanwhile: look at it and try again")]
    Meanwhile(String),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoEntropy),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}
