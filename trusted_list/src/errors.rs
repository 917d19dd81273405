use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use saml::Malformed;

/// Why a list is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TrustedListError {
    /// Not XML, or not as the house reads it.
    #[error("the list cannot be read")]
    Malformed(#[from] Malformed),
    /// XML of something else.
    #[error("this is not a trusted list of version 5 or 6")]
    NotAList,
    /// Something that a list must say is missing or is not what it should be.
    #[error("the list does not say its {0} as it should")]
    Value(&'static str),
    /// No signature of its own, or more than one.
    #[error("the list does not have one signature of its own")]
    Unsigned,
    /// A signature of another shape, or by algorithms that we do not use.
    #[error("the list's signature has a {0} that is not taken")]
    Profile(&'static str),
    /// Something that was signed is not what is there.
    #[error("the list has been changed since it was signed")]
    Digest,
    /// Signed by nobody who may sign it.
    #[error("the list is signed by none of those who may, or not in their time")]
    Signer,
    /// There is a newer one, or should be.
    #[error("the list ended at {0}, and there must be a newer one")]
    Ended(Timestamp),
    /// It says that it is of a time to come.
    #[error("the list is of {0}, which is to come")]
    NotYet(Timestamp),
}

/// Why issuers are not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A list from which nobody would be believed.
    #[error("the list names no issuer of certificates for signatures whose time is now")]
    Nobody,
    /// A newer one was written before.
    #[error("{path} is of the list {there}, and this is the list {this}")]
    Older {
        /// The file.
        path: PathBuf,
        /// Its number.
        there: u64,
        /// The number of the one that is not written.
        this: u64,
    },
    /// A file.
    #[error("{path} cannot be written")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
