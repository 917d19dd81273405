//! What is wrong with a row, in plain sentences that repeat nothing of it.

use identity::{ContrastError, DocumentError};
use thiserror::Error;

/// A row that cannot be imported.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("line {line}: {problem}")]
pub struct BadRow {
    /// Where the row begins, counting the header as line 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a row. Columns are named as in the header.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Problem {
    /// More or fewer fields than the header has columns.
    #[error("there are {found} fields instead of {expected}")]
    Fields {
        /// As many as the header has.
        expected: usize,
        /// As many as the row has.
        found: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("the row is not written in UTF-8")]
    Encoding,
    /// The document number is not one of a person.
    #[error("document: {0}")]
    Document(DocumentError),
    /// Not what is printed on a card of this kind.
    #[error("datum: {0}")]
    Datum(ContrastError),
    /// A date that tells nothing, since all permanent DNI have it.
    #[error(
        "datum is the validity of a permanent DNI, which all of them bear: give the date of issue instead"
    )]
    Permanent,
    /// A field that must not be empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A field that is too long.
    #[error("{column} is longer than {longest} characters")]
    TooLong {
        /// The column.
        column: &'static str,
        /// The most characters it may have.
        longest: usize,
    },
    /// Invisible characters, which could make a name look like another.
    #[error("{0} contains control or other invisible characters")]
    Invisible(&'static str),
    /// Not a date of birth.
    #[error("birth_date is not a date of birth written yyyy-mm-dd")]
    BirthDate,
    /// Not a registration level.
    #[error("level is neither basic nor advanced")]
    Level,
    /// Not an international phone number.
    #[error("phone is not an international number written like +34600111222 (E.164)")]
    Phone,
    /// Not an e-mail address.
    #[error("email is not an e-mail address")]
    Email,
    /// The same document stands further up.
    #[error("the document is the same as on line {0}")]
    DocumentRepeated(u64),
    /// The same phone stands further up.
    #[error("the phone is the same as on line {0}; one phone belongs to one person")]
    PhoneRepeated(u64),
    /// The phone is registered as somebody else's.
    #[error("the phone is registered as another person's; one phone belongs to one person")]
    PhoneTaken,
    /// The person is registered with other data.
    #[error(
        "the person is registered with other data ({}); an import does not change it",
        .0.join(", ")
    )]
    RegisteredOtherwise(Vec<String>),
    /// The person was registered, and is no longer.
    #[error("the person is on record but not active; an import does not change that")]
    NotActive,
}

/// The sentence about a wrong header.
pub(super) fn columns(missing: &[String], unknown: &[String], repeated: &[String]) -> String {
    let parts: Vec<String> = [("missing", missing), ("unknown", unknown), ("repeated", repeated)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("{what}: {}", names.join(", ")))
        .collect();
    format!("the header has the wrong columns ({})", parts.join("; "))
}
