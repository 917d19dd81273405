//! What a person typed and nobody else may see.

use std::fmt;
use std::hint::black_box;

use unicode_normalization::UnicodeNormalization;

/// A typed secret in Unicode's form NFKC, so that every keyboard gives the same bytes (NIST SP
/// 800-63B 5.1.1.2). Overwritten when dropped, and absent from every `Debug`.
pub struct Secret(Vec<u8>);

impl Secret {
    /// The most that is taken, in characters after normalisation (SPEC AUTH-05).
    pub const LONGEST: usize = 128;

    /// `None` when it is longer than [`Secret::LONGEST`].
    #[must_use]
    pub fn normalised(typed: &str) -> Option<Self> {
        let mut text = Self(Vec::with_capacity(4 * Self::LONGEST));
        for (place, character) in typed.nfkc().enumerate() {
            if place == Self::LONGEST {
                return None;
            }
            text.0.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Some(text)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Secret {
    /// `black_box` keeps the compiler from leaving out writes that nobody reads.
    fn drop(&mut self) {
        self.0.fill(0);
        black_box(&self.0);
    }
}

impl Clone for Secret {
    /// The full capacity again: a vector that grew would leave a copy behind.
    fn clone(&self) -> Self {
        let mut bytes = Vec::with_capacity(4 * Self::LONGEST);
        bytes.extend_from_slice(&self.0);
        Self(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}
