//! What a method has proved: categories of factors and qualities of the proof.

use std::fmt;
use std::ops::BitOr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(test)]
mod tests;

/// A set of factor categories and qualities (Implementing Regulation (EU) 2015/1502, annex 1(2)
/// and 1(3)). Stored as a list of names.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Factors(u8);

impl Factors {
    /// Nothing at all.
    pub const NONE: Self = Self(0);
    /// Category: something they know.
    pub const KNOWLEDGE: Self = Self(1);
    /// Category: something they have.
    pub const POSSESSION: Self = Self(1 << 1);
    /// Category: something they are.
    pub const INHERENCE: Self = Self(1 << 2);
    /// Quality: the proof changes with every use.
    pub const DYNAMIC: Self = Self(1 << 3);
    /// Quality: the means resists duplication and tampering.
    pub const TAMPER_RESISTANT: Self = Self(1 << 4);

    const NAMES: [(Self, &'static str); 5] = [
        (Self::KNOWLEDGE, "knowledge"),
        (Self::POSSESSION, "possession"),
        (Self::INHERENCE, "inherence"),
        (Self::DYNAMIC, "dynamic"),
        (Self::TAMPER_RESISTANT, "tamper_resistant"),
    ];

    /// Every set that there is, the empty one first.
    pub fn every() -> impl Iterator<Item = Self> {
        (0..1 << Self::NAMES.len()).map(Self)
    }

    /// What either set has. The same as `|`, and usable in constants.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets have.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether everything in `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in the set, one by one, categories first.
    pub fn each(self) -> impl Iterator<Item = Self> {
        Self::NAMES.into_iter().map(|(one, _)| one).filter(move |one| self.contains(*one))
    }

    /// How many different categories there are, 0 to 3; qualities do not count.
    #[must_use]
    pub const fn categories(self) -> u32 {
        const CATEGORIES: u8 = Factors::KNOWLEDGE.0 | Factors::POSSESSION.0 | Factors::INHERENCE.0;
        (self.0 & CATEGORIES).count_ones()
    }

    /// The names of what is in the set, categories first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(one, _)| self.contains(*one)).map(|(_, name)| name)
    }

    /// What is called `name`, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(one, _)| one)
    }
}

impl BitOr for Factors {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl fmt::Debug for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Factors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Factors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer)?.iter().try_fold(Self::NONE, |set, name| {
            let one = Self::from_name(name).ok_or_else(|| D::Error::custom("an unknown factor"))?;
            Ok(set | one)
        })
    }
}
