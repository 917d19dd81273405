//! Codes by SMS: eight digits for one person and one purpose in one attempt, and so in one journey and one browser.
//!
//! No code is stored, not even as a hash: it is made from the house's key and a nonce in its row, and
//! made again when it is compared or sent once more. What counts is in the table: how often it was
//! sent, how often it was tried, whether it was used. Each of these is taken before anything is said,
//! so that what comes at the same time counts like what comes one by one.

use citizens::{CitizenId, Contact};
use jiff::{SignedDuration, Timestamp};
use messages::{Account, Address, Fate, Message, MessageId};
use openssl::memcmp;
use openssl::rand::rand_bytes;
use pages::Language;

use crate::contract::{Attempt, AttemptId, Fault, Ports};
use crate::sms::{self, Words};

mod store;

use store::Bound;

/// How long a code is good, and how often (DESIGN §11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePolicy {
    /// So long after it was made.
    pub life: SignedDuration,
    /// So often it may be typed, right or wrong.
    pub tries: i16,
    /// So often it is sent.
    pub sends: i16,
    /// And not sooner than this after the last time.
    pub resend_after: SignedDuration,
}

impl CodePolicy {
    /// The numbers of DESIGN §11.
    pub const STANDARD: Self = Self {
        life: SignedDuration::from_mins(10),
        tries: 3,
        sends: 3,
        resend_after: SignedDuration::from_secs(60),
    };
}

/// Longer than a journey.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Digits of a code (SPEC AUTH-20).
pub const DIGITS: usize = 8;
const CODES: u64 = 100_000_000;

/// The codes of the house.
#[derive(Clone)]
pub struct Codes {
    ports: Ports,
    policy: CodePolicy,
}

/// What a code is for: it is good for nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Purpose {
    /// In one word.
    pub name: &'static str,
    /// Key of the SMS's words, with `{ $agency }` and `{ $code }`.
    pub words: &'static str,
}

/// What came of sending one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way.
    Yes(Code),
    /// The last one was too short a time ago; that one is as good.
    Early(Code),
    /// This code is not sent any more: it was often enough, or it is over, or it is somebody else's.
    NoMore,
    /// Too many messages: what was sent before is as good as it was.
    Budget {
        /// From when on there is another.
        until: Timestamp,
    },
}

/// A code that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// From when on it may be sent again.
    pub again: Timestamp,
    /// Until when it is good.
    pub expires: Timestamp,
}

/// What came of typing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the one, and is used up now.
    Right,
    /// It is not; so many tries are left.
    Wrong(i16),
    /// No try is left, or it is over, or it was used.
    Over,
}

impl Codes {
    /// With the numbers of DESIGN §11.
    #[must_use]
    pub fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), policy: CodePolicy::STANDARD }
    }

    /// Sends a person the code of this attempt, which is made if there is none yet. Where it is somebody else's
    /// there is no other.
    ///
    /// # Errors
    /// [`Fault`]; a send may be lost then, no try.
    pub async fn send(
        &self,
        attempt: &Attempt<'_>,
        purpose: Purpose,
        citizen: CitizenId,
        contact: &Contact,
    ) -> Result<Sent, Fault> {
        let (pool, now) = (&self.ports.credentials, attempt.now());
        let Some(phone) = contact.phone.clone() else {
            return Ok(Sent::NoMore);
        };
        let mut nonce = [0; 16];
        rand_bytes(&mut nonce).map_err(Fault::failed)?;
        let bound = Bound { attempt: attempt.id(), purpose: purpose.name, citizen };
        store::make(pool, bound, (&nonce, now + self.policy.life)).await?;
        let Some(row) = store::take_send(pool, bound, &self.policy, now).await? else {
            return self.not_sent(bound, now).await;
        };
        let code = self.code(bound, &row.nonce)?;
        let message = Message {
            to: Address::Phone(phone),
            purpose: "code",
            subject: None,
            text: self.words(purpose, attempt, contact, &code)?,
            code: Some(code),
            until: row.expires_at,
            account: Account {
                person: Some(citizen.0),
                agency: Some(attempt.account()),
                block: Some(attempt.client().octets()),
                is_exempt: attempt.client().is_exempt(),
            },
        };
        match self.ports.outbox.take(&message, now).await? {
            Ok(message) => {
                store::sent(pool, bound, message.0).await?;
                let again = now + self.policy.resend_after;
                Ok(Sent::Yes(Code { again, expires: row.expires_at }))
            }
            Err(refused) => {
                store::give_send_back(pool, bound).await?;
                Ok(Sent::Budget { until: refused.until })
            }
        }
    }

    async fn not_sent(&self, bound: Bound<'_>, now: Timestamp) -> Result<Sent, Fault> {
        let Some(row) = store::find(&self.ports.credentials, bound).await? else {
            return Ok(Sent::NoMore);
        };
        let again = row.sent_at.map_or(now, |at| at + self.policy.resend_after);
        if row.is_over(now) || row.sends >= self.policy.sends {
            return Ok(Sent::NoMore);
        }
        Ok(Sent::Early(Code { again, expires: row.expires_at }))
    }

    /// How far the last message with the code of this attempt has come.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn fate(
        &self,
        attempt: &AttemptId,
        purpose: Purpose,
        citizen: CitizenId,
    ) -> Result<Option<Fate>, Fault> {
        let bound = Bound { attempt, purpose: purpose.name, citizen };
        let row = store::find(&self.ports.credentials, bound).await?;
        match row.and_then(|row| row.message) {
            Some(message) => Ok(self.ports.outbox.fate(MessageId(message)).await?),
            None => Ok(None),
        }
    }

    /// Takes a try and compares, with the code that was sent to this person. Of any number of right answers at
    /// the same time one is right.
    ///
    /// # Errors
    /// [`Fault`]; the try is lost then.
    pub async fn check(
        &self,
        (attempt, citizen): (&AttemptId, CitizenId),
        purpose: Purpose,
        typed: &str,
        now: Timestamp,
    ) -> Result<Checked, Fault> {
        let pool = &self.ports.credentials;
        let bound = Bound { attempt, purpose: purpose.name, citizen };
        let Some(row) = store::take_try(pool, bound, self.policy.tries, now).await? else {
            return Ok(Checked::Over);
        };
        let code = self.code(bound, &row.nonce)?;
        let is_right = code.len() == typed.len() && memcmp::eq(code.as_bytes(), typed.as_bytes());
        if is_right && store::use_up(pool, bound, now).await? {
            return Ok(Checked::Right);
        }
        match self.policy.tries - row.tries {
            left if left > 0 && !is_right => Ok(Checked::Wrong(left)),
            _ => Ok(Checked::Over),
        }
    }

    /// The code that stands in the place of every other, where nothing is sent (SPEC F-066).
    #[must_use]
    pub fn fixed(&self) -> Option<&'static str> {
        self.ports.outbox.fixed_code()
    }

    /// Forgets codes of attempts that are over: as long as one lasts, its row says what was taken.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        Ok(store::forget(&self.ports.credentials, now - KEPT).await?)
    }

    /// Eight digits, each code as likely as any other.
    fn code(
        &self,
        Bound { attempt, purpose, .. }: Bound<'_>,
        nonce: &[u8],
    ) -> Result<String, Fault> {
        if let Some(fixed) = self.ports.outbox.fixed_code() {
            return Ok(fixed.to_owned());
        }
        let parts = [purpose.as_bytes(), attempt.as_str().as_bytes(), nonce];
        let name = self.ports.keys.name("codes/1", &parts)?;
        // 2^128 is so much more than 10^8 that no code is likelier than another by anything that counts.
        let number = name.iter().take(16).fold(0, |sum: u128, octet| sum << 8 | u128::from(*octet));
        Ok(format!("{:0DIGITS$}", number % u128::from(CODES)))
    }

    fn words(
        &self,
        purpose: Purpose,
        attempt: &Attempt<'_>,
        contact: &Contact,
        code: &str,
    ) -> Result<String, Fault> {
        let Ports { words, host, .. } = &self.ports;
        let language = spoken(contact, attempt.language());
        sms::text(
            words,
            language,
            Words { key: purpose.words, agency: attempt.agency(), host, code },
        )
    }
}

/// The language that a person wants, else the one that is being read.
#[must_use]
pub fn spoken(contact: &Contact, read: Language) -> Language {
    let wanted = contact.language.as_deref();
    Language::ALL.into_iter().find(|one| Some(one.code()) == wanted).unwrap_or(read)
}

/// The end of a phone number, as far as a page may show it.
#[must_use]
pub fn end_of(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(3)).collect()
}

/// What was typed, as digits: spaces, dots and hyphens do not count.
#[must_use]
pub fn typed_digits(typed: &str) -> Option<String> {
    const LONGEST: usize = 32;
    let digits: String = typed
        .chars()
        .take(LONGEST)
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-'))
        .collect();
    (digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Codes")
    }
}

#[cfg(test)]
mod tests;
