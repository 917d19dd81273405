//! Names that parties and messages carry, each with its own limits.

use std::fmt;

use serde::{Deserialize, Serialize};

/// SAML Core 8.3.6: an entity identifier has at most 1,024 characters.
const MAX_ENTITY_ID: usize = 1024;
const MAX_MESSAGE_ID: usize = 256;
const MAX_RELAY_STATE: usize = 1024;

/// Why a text is not the name it should be. The text itself is not repeated.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadName {
    /// Nothing there.
    #[error("empty")]
    Empty,
    /// Longer than its kind may be.
    #[error("too long")]
    TooLong,
    /// A character its kind may not have.
    #[error("a character that is not allowed")]
    Character,
}

/// The entityID of a party: 1 to 1,024 characters, none of them a control character.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntityId(String);

impl EntityId {
    /// Takes an identifier as it stands; compared exactly from here on.
    pub fn new(text: &str) -> Result<Self, BadName> {
        if text.is_empty() {
            return Err(BadName::Empty);
        }
        if text.chars().count() > MAX_ENTITY_ID {
            return Err(BadName::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(BadName::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The `ID` of a message or assertion: an `NCName` of at most 256 octets.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

impl MessageId {
    /// SAML Core 1.3.4: identifiers are of type `xs:ID`, hence an `NCName`.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let Some(first) = text.chars().next() else {
            return Err(BadName::Empty);
        };
        if text.len() > MAX_MESSAGE_ID {
            return Err(BadName::TooLong);
        }
        let starts = first.is_alphabetic() || first == '_';
        if !starts || !text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')) {
            return Err(BadName::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an agency wants back with the answer, unread and unchanged: at most 1,024 octets.
///
/// Control characters are refused: a browser does not send them back as they were.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelayState(String);

impl RelayState {
    /// Takes the decoded value; it may be empty.
    pub fn new(text: &str) -> Result<Self, BadName> {
        if text.len() > MAX_RELAY_STATE {
            return Err(BadName::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(BadName::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// The value. Escape it wherever it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Only the length: what an agency keeps in there may be about a person.
impl fmt::Debug for RelayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelayState({} octets)", self.0.len())
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! text_conversions {
    ($($name:ty),+) => {$(
        impl TryFrom<String> for $name {
            type Error = BadName;
            fn try_from(text: String) -> Result<Self, BadName> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
    )+};
}

text_conversions!(EntityId, MessageId, RelayState);
