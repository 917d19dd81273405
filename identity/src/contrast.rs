//! The contrast datum: something else that is printed on the card.
//!
//! It is asked beside the document number to confirm that the card is at hand. It is not a secret
//! and no factor of its own. Which datum it is depends on the document:
//!
//! | document | datum |
//! |---|---|
//! | DNI | the date of validity; of a permanent DNI (01-01-9999) the date of issue |
//! | NIE | the card's support number: E or C and eight digits |
//! | NIF K, L, M | none |

use std::fmt;

use jiff::civil::Date;
use openssl::memcmp;
use thiserror::Error;

use crate::document::DocumentKind;

#[cfg(test)]
mod tests;

/// A contrast datum in its normal form: `dd-mm-yyyy`, or a letter and eight digits. There is no
/// `==`: compare with [`ContrastDatum::matches`].
#[derive(Clone)]
pub struct ContrastDatum(String);

impl ContrastDatum {
    /// Reads what the holder of a document of this kind typed. Between the parts of a date may
    /// stand `/`, `-` or spaces; a support number may lack its leading zeros.
    pub fn parse(kind: DocumentKind, typed: &str) -> Result<Self, ContrastError> {
        let typed = typed.trim();
        match kind {
            DocumentKind::NifK | DocumentKind::NifL | DocumentKind::NifM => {
                Err(ContrastError::NoDatum)
            }
            _ if typed.is_empty() => Err(ContrastError::Empty),
            _ if typed.len() > LONGEST_TYPED => Err(ContrastError::Form(kind)),
            DocumentKind::Dni => date(typed).ok_or(ContrastError::Form(kind)),
            DocumentKind::Nie => support_number(typed).ok_or(ContrastError::Form(kind)),
        }
    }

    /// Whether this is 01-01-9999, the validity of a permanent DNI: then the date of issue has to
    /// be asked instead.
    #[must_use]
    pub fn is_permanent_validity(&self) -> bool {
        self.0 == "01-01-9999"
    }

    /// Compares in time that does not depend on where the two differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        // The lengths tell only date from support number, which the form has told already.
        self.0.len() == other.0.len() && memcmp::eq(self.0.as_bytes(), other.0.as_bytes())
    }

    /// The normal form. Personal data: not for logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a contrast datum. It never repeats the text.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ContrastError {
    /// Nothing was typed.
    #[error("the contrast datum is empty")]
    Empty,
    /// It is not what a document of this kind bears: a date of a DNI, a support number of a NIE.
    #[error("this does not have the form of the contrast datum of such a document")]
    Form(DocumentKind),
    /// Documents of this kind have none: their holders go to an office or use a certificate.
    #[error("documents of this kind have no contrast datum")]
    NoDatum,
}

const LONGEST_TYPED: usize = 32;

fn date(typed: &str) -> Option<ContrastDatum> {
    let mut parts = typed
        .split(|c: char| matches!(c, '/' | '-') || c.is_whitespace())
        .filter(|part| !part.is_empty());
    let day = number(parts.next()?, 1..=2)?;
    let month = number(parts.next()?, 1..=2)?;
    let year = number(parts.next()?, 4..=4)?;
    if parts.next().is_some() {
        return None;
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(ContrastDatum(date.strftime("%d-%m-%Y").to_string()))
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    if all_digits && length.contains(&digits.len()) { digits.parse().ok() } else { None }
}

fn support_number(typed: &str) -> Option<ContrastDatum> {
    let compact: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
    let digits = compact.strip_prefix(['E', 'e']).map(|digits| ('E', digits));
    let (letter, digits) =
        digits.or_else(|| compact.strip_prefix(['C', 'c']).map(|digits| ('C', digits)))?;
    let well_formed = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    well_formed.then(|| ContrastDatum(format!("{letter}{digits:0>8}")))
}

impl fmt::Debug for ContrastDatum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContrastDatum(redacted)")
    }
}
