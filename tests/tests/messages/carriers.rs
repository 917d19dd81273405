//! A carrier that does as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use messages::{Address, Carrier, CarrierError, Handed, Letter};

/// What it brought, or was asked to bring: the phone, the text and the token of the receipt.
pub(crate) type Asked = (String, String, String);

/// Answers what it was told to, in turn; then that it is handed over.
pub(crate) struct Told {
    name: &'static str,
    answers: Mutex<VecDeque<Result<Handed, CarrierError>>>,
    asked: Mutex<Vec<Asked>>,
}

impl Told {
    pub(crate) fn new<const N: usize>(
        name: &'static str,
        answers: [Result<Handed, CarrierError>; N],
    ) -> Arc<Self> {
        Arc::new(Self { name, answers: Mutex::new(answers.into()), asked: Mutex::default() })
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The token of the last letter.
    pub(crate) fn token(&self) -> String {
        self.asked().last().unwrap().2.clone()
    }
}

pub(crate) fn away() -> Result<Handed, CarrierError> {
    Err(CarrierError::Away("nobody is at home".to_owned()))
}

pub(crate) fn silent() -> Result<Handed, CarrierError> {
    Err(CarrierError::Silent("no answer".to_owned()))
}

pub(crate) fn refused() -> Result<Handed, CarrierError> {
    Err(CarrierError::Refused("never".to_owned()))
}

#[async_trait]
impl Carrier for Told {
    fn name(&self) -> &str {
        self.name
    }

    fn goes_to(&self, to: &Address) -> bool {
        matches!(to, Address::Phone(_))
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let Address::Phone(phone) = &letter.to else {
            return refused();
        };
        let asked = (phone.clone(), letter.text.clone(), letter.receipt.clone());
        self.asked.lock().unwrap().push(asked);
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(Handed::Over))
    }
}
