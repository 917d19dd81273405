//! What people in the tests get on their phones and in their mailboxes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use messages::{Address, Carrier, CarrierError, Handed, Letter, Outbox, Postman};

/// Brings what is in the outbox, and keeps it for the test to read.
pub struct Post {
    postman: Arc<Postman>,
    tray: Arc<Tray>,
}

/// What somebody got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Phone or mailbox.
    pub to: String,
    /// What for.
    pub purpose: String,
    /// The subject of a mail.
    pub subject: Option<String>,
    /// The words.
    pub text: String,
    /// The code in them.
    pub code: Option<String>,
}

#[derive(Default)]
struct Tray(Mutex<Pile>);

#[derive(Default)]
struct Pile {
    brought: Vec<Brought>,
    /// So many of them have been read as news.
    read: usize,
}

impl Tray {
    fn pile(&self) -> MutexGuard<'_, Pile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Post {
    /// For this outbox.
    #[must_use]
    pub fn new(outbox: &Outbox) -> Self {
        let tray = Arc::new(Tray::default());
        let carriers: Vec<Arc<dyn Carrier>> = vec![tray.clone()];
        Self { postman: Arc::new(Postman::new(outbox.clone(), carriers)), tray }
    }

    /// Everything that was sent since the last time.
    pub async fn brought(&self, now: Timestamp) -> Vec<Brought> {
        self.bring(now).await;
        let mut pile = self.tray.pile();
        let before = pile.read;
        pile.read = pile.brought.len();
        pile.brought.iter().skip(before).cloned().collect()
    }

    /// Every SMS that was ever sent.
    pub async fn all_sms(&self, now: Timestamp) -> Vec<Brought> {
        self.bring(now).await;
        let is_sms = |one: &&Brought| one.to.starts_with('+');
        self.tray.pile().brought.iter().filter(is_sms).cloned().collect()
    }

    /// The last code that came to this phone.
    pub async fn code(&self, phone: &str, now: Timestamp) -> Option<String> {
        self.all_sms(now).await.into_iter().rev().find(|sms| sms.to == phone)?.code
    }

    async fn bring(&self, now: Timestamp) {
        while self.postman.round(now).await.unwrap() > 0 {}
    }

    /// The one message that was sent since the last time.
    ///
    /// # Panics
    /// If it was none, or more.
    pub async fn one(&self, now: Timestamp) -> Brought {
        let mut brought = self.brought(now).await;
        assert_eq!(brought.len(), 1, "one message: {brought:?}");
        brought.remove(0)
    }
}

#[async_trait]
impl Carrier for Tray {
    fn name(&self) -> &'static str {
        "tray"
    }

    fn goes_to(&self, _: &Address) -> bool {
        true
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let (Address::Phone(to) | Address::Mail(to)) = letter.to.clone();
        let (purpose, subject) = (letter.purpose.clone(), letter.subject.clone());
        let (text, code) = (letter.text.clone(), letter.code.clone());
        let brought = Brought { to, purpose, subject, text, code };
        self.pile().brought.push(brought);
        Ok(Handed::ToThem)
    }
}
