//! The name of a departure.

use crate::journey::JourneyId;

/// 128 random bits; the `{departure}` of `/salir/{departure}`. Alone it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureId(JourneyId);

impl DepartureId {
    /// From our randomness.
    #[must_use]
    pub fn from_bits(bits: [u8; 16]) -> Self {
        Self(JourneyId::from_bits(bits))
    }

    /// From an address, written as a journey's.
    #[must_use]
    pub fn from_path(text: &str) -> Option<Self> {
        JourneyId::from_path(text).map(Self)
    }

    /// As in the row.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Display for DepartureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
