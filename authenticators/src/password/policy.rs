//! What a password must be, and all the numbers of this method.

use identity::Identity;
use jiff::{SignedDuration, Timestamp};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::hashing::Secret;

#[cfg(test)]
mod tests;

/// The rules of SPEC AUTH-02 to AUTH-07, with the numbers of DESIGN §11.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordPolicy {
    /// Least length, in characters.
    pub least: usize,
    /// From this length on the kinds of characters do not matter: a phrase is strong without.
    pub phrase: usize,
    /// How many of the last passwords may not come again, the present one included.
    pub history: usize,
    /// How long a password is good.
    pub max_age: SignedDuration,
    /// Wrong passwords in a row after which the contrast datum is asked as well, and only those count
    /// that come with the right one.
    pub contrast_after: u8,
    /// Wrong passwords in a row that lock.
    pub tries: u8,
    /// After the n-th wrong password for a document from a block of addresses the next one is looked
    /// at 2ⁿ seconds later; at most this much later.
    pub longest_wait: SignedDuration,
}

impl PasswordPolicy {
    /// The numbers of DESIGN §11.
    pub const STANDARD: Self = Self {
        least: 8,
        phrase: 16,
        history: 5,
        max_age: SignedDuration::from_hours(24 * 730),
        contrast_after: 3,
        tries: 5,
        longest_wait: SignedDuration::from_mins(15),
    };

    /// Everything that is wrong with a password that this person wants; nothing if it is good. What
    /// they had before is compared elsewhere, by hash.
    #[must_use]
    pub fn weaknesses(&self, typed: &str, person: &Identity) -> Vec<Weakness> {
        let password: String = typed.nfkc().take(Secret::LONGEST + 1).collect();
        let length = password.chars().count();
        let mut found = Vec::new();
        if length < self.least {
            found.push(Weakness::Short { missing: self.least - length });
        }
        if length > Secret::LONGEST {
            found.push(Weakness::Long);
        }
        if length < self.phrase {
            found.extend(missing_kinds(&password).map(Weakness::Lacks));
        }
        if says(&password, person) {
            found.push(Weakness::Personal);
        }
        found
    }

    /// Whether a password set at `set_at` is too old at `now`.
    #[must_use]
    pub fn expired(&self, set_at: Timestamp, now: Timestamp) -> bool {
        now.duration_since(set_at) >= self.max_age
    }
}

/// One thing that is wrong with a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weakness {
    /// Too short, by this many characters.
    Short {
        /// How many more it needs.
        missing: usize,
    },
    /// Longer than [`Secret::LONGEST`].
    Long,
    /// No character of this kind.
    Lacks(Kind),
    /// It contains the person's name, a surname or the document number.
    Personal,
    /// It is one of their last ones.
    Used,
}

/// A kind of characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A small letter, also with accent, ñ, ç.
    Lower,
    /// A capital letter, also with accent.
    Upper,
    /// A digit.
    Digit,
    /// A sign of [`SIGNS`].
    Sign,
}

/// The signs that count as such (SPEC AUTH-02); others may be used and count as nothing.
pub const SIGNS: &str = r"¡!$?%&#@/\()=¿*[];,:._<>+-";

fn missing_kinds(password: &str) -> impl Iterator<Item = Kind> {
    [Kind::Lower, Kind::Upper, Kind::Digit, Kind::Sign]
        .into_iter()
        .filter(|kind| !password.chars().any(|character| kind.includes(character)))
}

impl Kind {
    fn includes(self, character: char) -> bool {
        match self {
            Self::Lower => character.is_lowercase(),
            Self::Upper => character.is_uppercase(),
            Self::Digit => character.is_ascii_digit(),
            Self::Sign => SIGNS.contains(character),
        }
    }
}

/// Whether the password contains something that everybody knows of this person: a word of three or
/// more letters of their name, or the digits of their document. Case and accents do not matter.
fn says(password: &str, person: &Identity) -> bool {
    let password = folded(password);
    let digits: String = person.identifier.chars().filter(char::is_ascii_digit).collect();
    let names = format!("{} {}", folded(&person.given_name), folded(&person.family_name));
    let known = names
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && !PARTICLES.contains(word))
        .any(|word| password.contains(word));
    known || (!digits.is_empty() && password.contains(&digits))
}

/// Parts of surnames that are parts of half the dictionary too.
const PARTICLES: [&str; 3] = ["del", "las", "los"];

fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .collect()
}
