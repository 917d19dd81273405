//! People's phones: what was sent to them, brought by a postman who is asked to.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use messages::{Address, Carrier, CarrierError, Handed, Letter, Outbox, Postman};

/// All phones that SMS can be sent to.
pub struct Phones {
    postman: Arc<Postman>,
    received: Arc<Mutex<Vec<Sms>>>,
}

/// One SMS, as its phone has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// The phone.
    pub to: String,
    /// The words.
    pub text: String,
    /// The code in them.
    pub code: Option<String>,
}

struct Network(Arc<Mutex<Vec<Sms>>>);

impl Phones {
    /// Those to which this outbox is brought.
    #[must_use]
    pub fn of(outbox: &Outbox) -> Self {
        let received = Arc::<Mutex<Vec<Sms>>>::default();
        let network: Arc<dyn Carrier> = Arc::new(Network(Arc::clone(&received)));
        Self { postman: Arc::new(Postman::new(outbox.clone(), vec![network])), received }
    }

    /// Everything that was received so far, after what is due now was brought.
    ///
    /// # Panics
    /// When the outbox cannot be read.
    #[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    pub async fn received(&self, now: Timestamp) -> Vec<Sms> {
        while self.postman.round(now).await.unwrap() > 0 {}
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last code that came to this phone.
    pub async fn code(&self, phone: &str, now: Timestamp) -> Option<String> {
        let received = self.received(now).await;
        received.into_iter().rev().find(|sms| sms.to == phone)?.code
    }
}

#[async_trait]
impl Carrier for Network {
    fn name(&self) -> &'static str {
        "phones"
    }

    fn goes_to(&self, to: &Address) -> bool {
        matches!(to, Address::Phone(_))
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let Address::Phone(to) = &letter.to else {
            return Err(CarrierError::Refused("no phone".to_owned()));
        };
        let sms = Sms { to: to.clone(), text: letter.text.clone(), code: letter.code.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sms);
        Ok(Handed::ToThem)
    }
}
