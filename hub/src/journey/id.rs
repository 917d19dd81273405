//! The name of a journey.

/// 128 random bits; the `{journey}` of `/t/{journey}`. Alone it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyId([u8; 16]);

impl JourneyId {
    /// From our randomness.
    #[must_use]
    pub fn from_bits(bits: [u8; 16]) -> Self {
        Self(bits)
    }

    /// From an address: 32 lower-case hexadecimal digits, nothing else.
    #[must_use]
    pub fn from_path(text: &str) -> Option<Self> {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if text.len() != 32 || !text.bytes().all(hex) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|bits| Self(bits.to_be_bytes()))
    }

    /// As in the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for JourneyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}
