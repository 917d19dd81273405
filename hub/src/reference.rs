//! References: what a person reads to a help desk, and what stands in the trace and in the log.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::{Entropy, NoEntropy, random};

/// Signs that nobody takes for one another: no 0, 1, I and O.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// 60 bits: of a thousand million entries no two are likely to have the same.
const LENGTH: usize = 12;

/// Twelve signs in three groups, as `7K3Q-9F2M-XWRB`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        Ok(Self::from_bytes(random(entropy)?))
    }

    /// A new one in any case: it is no secret, so without randomness it is a worse one.
    #[must_use]
    pub fn in_any_case(entropy: &dyn Entropy) -> Self {
        Self::from_bytes(random(entropy).unwrap_or_default())
    }

    fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        let mut text = String::with_capacity(LENGTH + 2);
        for (place, byte) in bytes.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'2')));
        }
        Self(text)
    }

    /// As it is shown and stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemEntropy;

    #[test]
    fn it_has_three_groups_of_four_signs_that_nobody_takes_for_one_another() {
        let text = Reference::generate(&SystemEntropy).unwrap().to_string();
        let groups: Vec<_> = text.split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4]);
        assert!(text.bytes().all(|sign| sign == b'-' || ALPHABET.contains(&sign)), "{text}");
    }
}
