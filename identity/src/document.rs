//! Document numbers: DNI, NIE and NIF of persons, CIF of organisations.
//!
//! A person's number ends in a letter computed from its digits, so most slips of the finger show
//! at once. A [`SpanishId`] exists only in its normal form: nine characters, upper case, no
//! separators, with the right letter.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// The number of a natural person, in its normal form. Its `Debug` shows the kind only.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct SpanishId(String);

impl SpanishId {
    /// Reads what a person typed: case, spaces, hyphens and dots do not matter, and a DNI of seven
    /// digits gets its leading zero.
    ///
    /// A correct CIF is [`DocumentError::Legal`]: a real number, but not of a person.
    pub fn parse(typed: &str) -> Result<Self, DocumentError> {
        let number = with_leading_zero(normalise(typed)?);
        let (lead, digits, check) = split(&number).ok_or(DocumentError::Form)?;
        match lead {
            '0'..='9' | 'X'..='Z' | 'K'..='M' if check.is_ascii_uppercase() => {
                let right = check_letter(lead, digits).ok_or(DocumentError::Form)?;
                if check == right { Ok(Self(number)) } else { Err(DocumentError::Letter) }
            }
            _ => Err(LegalId::parse(&number).map_or_else(|error| error, |_| DocumentError::Legal)),
        }
    }

    /// What kind of document it is; the first character tells.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self.0.as_bytes().first() {
            Some(b'X'..=b'Z') => DocumentKind::Nie,
            Some(b'K') => DocumentKind::NifK,
            Some(b'L') => DocumentKind::NifL,
            Some(b'M') => DocumentKind::NifM,
            _ => DocumentKind::Dni,
        }
    }

    /// The nine characters. Personal data: not for logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who was given the number, and why.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum DocumentKind {
    /// Spaniards: eight digits and a letter.
    Dni,
    /// Foreigners resident in Spain: X, Y or Z, seven digits and a letter.
    Nie,
    /// Spaniards under 14 without a DNI.
    NifK,
    /// Spaniards abroad without a DNI.
    NifL,
    /// Foreigners without a NIE.
    NifM,
}

/// The number of an organisation (CIF), in its normal form.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LegalId(String);

impl LegalId {
    /// Reads what a person typed; case, spaces, hyphens and dots do not matter.
    pub fn parse(typed: &str) -> Result<Self, DocumentError> {
        let number = normalise(typed)?;
        let (lead, digits, check) = split(&number).ok_or(DocumentError::Form)?;
        let control = legal_control(digits).ok_or(DocumentError::Form)?;
        let as_digit = char::from_digit(control, 10);
        let as_letter = letter_at("JABCDEFGHI", control);
        let right = match lead {
            'P' | 'Q' | 'R' | 'S' | 'N' | 'W' => Some(check) == as_letter,
            'A' | 'B' | 'E' | 'H' => Some(check) == as_digit,
            'C' | 'D' | 'F' | 'G' | 'J' | 'U' | 'V' => {
                Some(check) == as_letter || Some(check) == as_digit
            }
            _ => return Err(DocumentError::Form),
        };
        if right { Ok(Self(number)) } else { Err(DocumentError::Letter) }
    }

    /// The nine characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not the document number of a person. It never repeats the number.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum DocumentError {
    /// Nothing was typed.
    #[error("the document number is empty")]
    Empty,
    /// It does not look like any document number.
    #[error("this does not have the form of a DNI, NIE or NIF")]
    Form,
    /// It looks like one, but the check letter (or digit) is not the one its digits give.
    #[error("the letter does not match the digits")]
    Letter,
    /// It is the correct number of a company or other organisation.
    #[error("this is the number of a company or other organisation, not of a person")]
    Legal,
}

/// Longer than any number with separators: whoever types more did not type a number.
const LONGEST_TYPED: usize = 32;

fn normalise(typed: &str) -> Result<String, DocumentError> {
    if typed.len() > LONGEST_TYPED {
        return Err(DocumentError::Form);
    }
    let number: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if number.is_empty() { Err(DocumentError::Empty) } else { Ok(number) }
}

/// Only DNIs are padded: older cards have seven digits, other documents always nine characters.
fn with_leading_zero(number: String) -> String {
    if number.len() == 8 && number.starts_with(|c: char| c.is_ascii_digit()) {
        format!("0{number}")
    } else {
        number
    }
}

/// First character, the seven digits after it, and the check character; `None` for any other form.
fn split(number: &str) -> Option<(char, &str, char)> {
    if !number.is_ascii() || number.len() != 9 {
        return None;
    }
    let (lead, digits, check) = (number.get(..1)?, number.get(1..8)?, number.get(8..)?);
    digits.bytes().all(|b| b.is_ascii_digit()).then_some((
        lead.chars().next()?,
        digits,
        check.chars().next()?,
    ))
}

/// The Ministry of the Interior's letter: the number modulo 23 picks one of 23 letters (I, Ñ, O and
/// U are not among them). X, Y, Z of a NIE count as 0, 1, 2; K, L, M of a NIF do not count.
fn check_letter(lead: char, digits: &str) -> Option<char> {
    let leading = match lead {
        'Y' => 1,
        'Z' => 2,
        _ => lead.to_digit(10).unwrap_or(0),
    };
    let number = leading * 10_000_000 + digits.parse::<u32>().ok()?;
    letter_at("TRWAGMYFPDXBNJZSQVHLCKE", number % 23)
}

/// The control value of a CIF, 0 to 9, from its seven digits: those in odd places are doubled and
/// their digits added, those in even places added as they are.
fn legal_control(digits: &str) -> Option<u32> {
    let mut sum = 0;
    for (place, digit) in digits.chars().enumerate() {
        let digit = digit.to_digit(10)?;
        let doubled = 2 * digit;
        sum += if place % 2 == 0 { doubled / 10 + doubled % 10 } else { digit };
    }
    Some((10 - sum % 10) % 10)
}

fn letter_at(letters: &str, place: u32) -> Option<char> {
    letters.chars().nth(usize::try_from(place).ok()?)
}

impl fmt::Debug for SpanishId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpanishId({:?}, redacted)", self.kind())
    }
}

impl TryFrom<String> for SpanishId {
    type Error = DocumentError;

    fn try_from(text: String) -> Result<Self, DocumentError> {
        Self::parse(&text)
    }
}

impl From<SpanishId> for String {
    fn from(id: SpanishId) -> Self {
        id.0
    }
}
