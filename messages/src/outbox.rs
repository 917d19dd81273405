//! What is still to be sent.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use deadpool_postgres::Pool;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::budget::Budgets;
use crate::carrier::Letter;
use crate::message::{Address, Message, MessageId};
use crate::numbers::{Event, Numbers, Waiting};
use crate::ranges::Ranges;
use crate::seal::Seal;
use crate::store::{Limit, Row, Store, StoreError};

/// The longest text that is taken: some ten SMS, or a long mail.
const LONGEST: usize = 16 * 1024;

/// What is to be sent. Cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    seal: Seal,
    budgets: Budgets,
    ranges: Arc<Ranges>,
    numbers: Arc<Numbers>,
    news: Arc<Notify>,
    #[cfg(feature = "demonstration")]
    has_fixed_code: bool,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has not been handed to anybody yet.
    UnderWay,
    /// A carrier has it.
    Handed,
    /// It is there, as the receipt says.
    Delivered,
    /// It was not brought, and will not be.
    Failed,
}

/// The budget is spent: nothing was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// From when on it will be taken.
    pub until: Timestamp,
}

/// What is said of a message by who carried it, later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is there.
    Delivered,
    /// It could not be brought.
    Failed,
    /// Anything between.
    Meanwhile,
}

/// What only the postman reads.
#[derive(Serialize, Deserialize)]
struct Content {
    to: Address,
    subject: Option<String>,
    text: String,
    code: Option<String>,
}

impl Outbox {
    /// The outbox in the database that `pool` connects to; [`crate::migrate`] has run. What is in it is locked with
    /// `key`, which all nodes share.
    #[must_use]
    pub fn new(pool: Pool, key: [u8; 32]) -> Self {
        Self {
            store: Store::new(pool),
            seal: Seal::new(key),
            budgets: Budgets::default(),
            ranges: Arc::default(),
            numbers: Arc::default(),
            news: Arc::default(),
            #[cfg(feature = "demonstration")]
            has_fixed_code: false,
        }
    }

    /// The same with other budgets, and other numbers that nothing is sent to.
    #[must_use]
    pub fn with(self, budgets: Budgets, ranges: Ranges) -> Self {
        Self { budgets, ranges: Arc::new(ranges), ..self }
    }

    /// The same where every code is the one of the demonstration (F-066).
    #[cfg(feature = "demonstration")]
    #[must_use]
    pub fn with_fixed_code(self) -> Self {
        Self { has_fixed_code: true, ..self }
    }

    /// The code that every code is where nothing can be sent, which only the demonstration does (F-066).
    #[must_use]
    pub fn fixed_code(&self) -> Option<&'static str> {
        #[cfg(feature = "demonstration")]
        if self.has_fixed_code {
            return Some("11111111");
        }
        None
    }

    /// Takes a message, if the budgets allow: it is committed when this returns its name. To a number that nothing
    /// is sent to, a message is taken and counted as any other, and has failed at once.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was taken then.
    pub async fn take(
        &self,
        message: &Message<'_>,
        now: Timestamp,
    ) -> Result<Result<MessageId, Refused>, StoreError> {
        if message.text.len() > LONGEST {
            return Err(StoreError::TooLong);
        }
        let id = MessageId(Uuid::new_v4());
        let letter = self.is_sent(&message.to).then(|| self.locked(id, message)).transpose()?;
        let fate = if letter.is_some() { Fate::UnderWay } else { Fate::Failed };
        let row = Row { id, until: message.until, purpose: message.purpose, letter, fate };
        let taken = self.store.take(&row, &self.limits(message)?, now).await?;
        match taken {
            Ok(()) => {
                self.numbers.count_taken();
                self.news.notify_one();
            }
            Err(_) => self.numbers.count_refused(),
        }
        Ok(taken.map(|()| id).map_err(|until| Refused { until }))
    }

    /// How far it has come; nothing: it is forgotten.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fate(&self, id: MessageId) -> Result<Option<Fate>, StoreError> {
        self.store.fate(id).await
    }

    /// Takes the word of a carrier for what became of a message, if it knows the token that only it was given.
    /// Whether the token is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn receive(
        &self,
        token: &str,
        receipt: Receipt,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some((id, tries, carrier)) = self.told_by(token) else {
            return Ok(false);
        };
        let (is_known, event) = match receipt {
            Receipt::Delivered => (self.store.delivered(id).await?, Some(Event::Delivered)),
            Receipt::Failed => {
                (self.store.came_back(id, tries, &carrier, now).await?, Some(Event::Failed))
            }
            Receipt::Meanwhile => (self.store.fate(id).await?.is_some(), None),
        };
        if let Some(event) = event.filter(|_| is_known) {
            self.numbers.count(&carrier, event);
            self.news.notify_one();
        }
        Ok(is_known)
    }

    /// What waits to be brought, on all nodes together.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, now: Timestamp) -> Result<Waiting, StoreError> {
        self.store.waiting(now).await
    }

    /// What this node has counted.
    #[must_use]
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// Forgets what is over: messages a day after nobody has any use for them, and what no budget counts any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.keep_house(now).await
    }

    /// Whether anything is sent there.
    fn is_sent(&self, to: &Address) -> bool {
        match to {
            Address::Phone(number) => self.ranges.let_through(number),
            Address::Mail(_) => true,
        }
    }

    fn limits(&self, message: &Message<'_>) -> Result<Vec<Limit>, StoreError> {
        let mut limits = Vec::new();
        for counted in self.budgets.counted(&message.to, &message.account) {
            let name = self.seal.name(counted.budget, counted.whose)?;
            limits.extend(counted.limits.into_iter().map(|budget| Limit { name, budget }));
        }
        Ok(limits)
    }

    fn locked(&self, id: MessageId, message: &Message<'_>) -> Result<Vec<u8>, StoreError> {
        let content = Content {
            to: message.to.clone(),
            subject: message.subject.clone(),
            text: message.text.clone(),
            code: message.code.clone(),
        };
        let plain = serde_json::to_vec(&content).map_err(|_| StoreError::Seal)?;
        Ok(self.seal.lock(id, &plain)?)
    }

    /// The letter to give to this carrier, at this try; nothing: it was not locked with our key.
    pub(crate) fn letter(
        &self,
        (id, tries): (MessageId, i32),
        (purpose, locked): (&str, &[u8]),
    ) -> Option<Unaddressed> {
        let content: Content = serde_json::from_slice(&self.seal.open(id, locked)?).ok()?;
        Some(Unaddressed { id, tries, purpose: purpose.to_owned(), content })
    }

    /// Names one try of one message at one carrier: 128 bits that nobody guesses, before what they are of.
    fn token(&self, id: MessageId, tries: i32, carrier: &str) -> Result<String, StoreError> {
        let tries = tries.to_be_bytes();
        let parts = [id.0.as_bytes().as_slice(), &tries, carrier.as_bytes()];
        let code = self.seal.token(&parts)?;
        Ok(URL_SAFE_NO_PAD.encode([code.as_slice(), &parts.concat()].concat()))
    }

    fn told_by(&self, token: &str) -> Option<(MessageId, i32, String)> {
        let octets = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (code, rest) = octets.split_at_checked(16)?;
        let (id, rest) = rest.split_at_checked(16)?;
        let (tries, carrier) = rest.split_at_checked(4)?;
        if !self.seal.is_token(code, &[id, tries, carrier]) {
            return None;
        }
        let id = MessageId(Uuid::from_slice(id).ok()?);
        let tries = i32::from_be_bytes(tries.try_into().ok()?);
        Some((id, tries, String::from_utf8(carrier.to_vec()).ok()?))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn news(&self) -> &Notify {
        &self.news
    }
}

/// A letter of which it is not decided yet who carries it.
pub(crate) struct Unaddressed {
    id: MessageId,
    tries: i32,
    purpose: String,
    content: Content,
}

impl Unaddressed {
    pub(crate) fn to(&self) -> &Address {
        &self.content.to
    }

    pub(crate) fn given_to(
        self,
        carrier: &str,
        outbox: &Outbox,
        at: Timestamp,
    ) -> Result<Letter, StoreError> {
        Ok(Letter {
            at,
            id: self.id,
            receipt: outbox.token(self.id, self.tries, carrier)?,
            purpose: self.purpose,
            to: self.content.to,
            subject: self.content.subject,
            text: self.content.text,
            code: self.content.code,
        })
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox")
    }
}
