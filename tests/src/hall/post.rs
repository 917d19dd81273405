//! What people in the tests get on their phones and in their mailboxes.

use std::sync::{Arc, Mutex, PoisonError};

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
struct Tray(Mutex<Vec<Brought>>);

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
        while self.postman.round(now).await.unwrap() > 0 {}
        std::mem::take(&mut *self.tray.0.lock().unwrap_or_else(PoisonError::into_inner))
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(brought);
        Ok(Handed::ToThem)
    }
}
