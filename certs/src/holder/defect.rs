use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wrong, as a person can be told. It holds no name of a person and no document.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Defect {
    /// Not a certificate, or one that breaks the rules of its form.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// No path leads to an authority that is believed.
    #[error("the issuer {issuer:?} is not known")]
    UnknownIssuer {
        /// As the certificate names it, for people.
        issuer: String,
    },
    /// Its time is over.
    #[error("the certificate ended at {at}")]
    Expired {
        /// Since when.
        at: Timestamp,
    },
    /// Its time has not come.
    #[error("the certificate begins at {from}")]
    NotYetValid {
        /// When it comes.
        from: Timestamp,
    },
    /// A signature below the authority that is believed is by SHA-1, MD5 or something else that we do not use.
    #[error("a signature of the path is weak")]
    WeakSignature,
    /// A key below RSA 2048 or P-256.
    #[error("a key of the path is weak")]
    WeakKey,
    /// It is for signing documents.
    #[error("the certificate is for signatures only")]
    SignatureOnly,
    /// It is for something else.
    #[error("the certificate is not for logins")]
    NotForLogin,
    /// An authority of the path is out of its time.
    #[error("an authority of the path is out of its time since {at}")]
    AuthorityEnded {
        /// Since when, or from when.
        at: Timestamp,
    },
    /// Nothing is known of its policy.
    #[error("a certificate of {issuer:?} with no policy that is known")]
    UnknownPolicy {
        /// The issuer's name, for people.
        issuer: String,
    },
    /// A seal, a server or a company.
    #[error("the certificate is not a person's")]
    NotAPerson,
    /// The holder goes by another name.
    #[error("the certificate has a pseudonym")]
    Pseudonym,
    /// No document of a person in it.
    #[error("the certificate has no number of a document, or no name")]
    NoDocument,
    /// Two documents or names in it.
    #[error("the certificate says two things of its holder")]
    DocumentsDisagree,
    /// The check letter is wrong.
    #[error("the certificate has a document with a wrong letter")]
    WrongDocument,
    /// A critical extension that we do not understand.
    #[error("the certificate has a critical extension that is not understood")]
    CriticalExtension,
}
