//! What is sent, to where, and on whose account.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a message goes. Its `Debug` does not tell.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Address {
    /// A phone, as E.164 has it: `+34600111222`. It gets an SMS.
    Phone(String),
    /// A mailbox.
    Mail(String),
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Phone(_) => "Phone(redacted)",
            Self::Mail(_) => "Mail(redacted)",
        })
    }
}

/// A message as whoever sends it hands it over.
pub struct Message<'a> {
    /// Where to.
    pub to: Address,
    /// What it is for, in one word (`pin`, `code`, `notice`).
    pub purpose: &'static str,
    /// The subject of a mail; an SMS has none.
    pub subject: Option<String>,
    /// The words, in the person's language.
    pub text: String,
    /// The code in the text, if there is one.
    pub code: Option<String>,
    /// From when on it is of no use to anybody: it is not sent any more.
    pub until: Timestamp,
    /// On whose account.
    pub account: Account<'a>,
}

/// Whose budgets a message is counted on.
#[derive(Clone, Copy, Default)]
pub struct Account<'a> {
    /// The person's.
    pub person: Option<Uuid>,
    /// The agency's that sent them, by its entityID.
    pub agency: Option<&'a str>,
    /// The block of addresses that it was asked from, as octets.
    pub block: Option<&'a [u8]>,
    /// Whether the operator has exempted that block.
    pub is_exempt: bool,
}

/// The name of a message that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub Uuid);
