//! Whoever brings a message to where it goes.

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::message::{Address, MessageId};

/// Brings messages to phones or to mailboxes.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Its name, for the log and the numbers.
    fn name(&self) -> &str;

    /// Whether it goes to such addresses.
    fn goes_to(&self, to: &Address) -> bool;

    /// Takes a letter and brings it there, or says why not.
    ///
    /// # Errors
    /// [`CarrierError`]: the next carrier is asked.
    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError>;
}

/// A message on its way. It has no `Debug`: it says where somebody is reached, and often a code.
pub struct Letter {
    /// Its name.
    pub id: MessageId,
    /// Where to.
    pub to: Address,
    /// What it is for.
    pub purpose: String,
    /// The subject of a mail.
    pub subject: Option<String>,
    /// The words.
    pub text: String,
    /// The code in them.
    pub code: Option<String>,
    /// When it was taken up.
    pub at: Timestamp,
    /// What names it in the address of the receipt, and can be guessed by nobody.
    pub receipt: String,
}

/// How far the carrier has brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// On its way; a receipt may come.
    Over,
    /// There.
    ToThem,
}

/// It was not brought. The words go to the log: nothing of the letter is in them.
#[derive(Debug, Error)]
pub enum CarrierError {
    /// Nobody was there, or it was not for now. It may be asked again.
    #[error("it cannot be brought now: {0}")]
    Away(String),
    /// It was told, and did not say whether it took it. It may have: it is not asked again.
    #[error("whether it was taken is not known: {0}")]
    Silent(String),
    /// It will never be, by this carrier.
    #[error("it is not brought: {0}")]
    Refused(String),
}
