//! Gives what is due to a carrier, and to the next one if that fails.
//!
//! The postmen of all nodes share the work: each message is taken up by one of them, for as long as an attempt may
//! take. If that node dies meanwhile, another one takes it up again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::carrier::{Carrier, CarrierError, Handed};
use crate::message::Address;
use crate::numbers::Event;
use crate::outbox::{Outbox, Unaddressed};
use crate::store::{Back, Due, StoreError};

/// How often the outbox is looked into when nothing on this node says that there is something in it.
const EVERY: Duration = Duration::from_secs(1);
/// Messages that one node brings at once.
const AT_ONCE: usize = 16;
/// For how long a message is this node's. No carrier may take longer than [`LONGEST_TRY`].
const LEASE: Duration = Duration::from_mins(1);
/// The longest that a carrier may be given to take a letter.
pub const LONGEST_TRY: Duration = Duration::from_secs(30);
/// A carrier that failed is asked after the others for so long.
const ILL: Duration = Duration::from_mins(1);
/// The shortest and the longest pause when nobody could bring a message; between them, half its age.
const PAUSES: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(2), SignedDuration::from_mins(15));

/// Brings what is in the outbox.
pub struct Postman {
    outbox: Outbox,
    carriers: Vec<Arc<dyn Carrier>>,
    /// Until when a carrier is asked after the others, by its name.
    ill: Mutex<BTreeMap<String, Timestamp>>,
}

impl Postman {
    /// With these carriers; the first one that goes to an address is asked first.
    #[must_use]
    pub fn new(outbox: Outbox, carriers: Vec<Arc<dyn Carrier>>) -> Self {
        for carrier in &carriers {
            outbox.numbers().know(carrier.name());
        }
        Self { outbox, carriers, ill: Mutex::default() }
    }

    /// Brings what is due until told to stop; then what it has begun, and no more.
    pub async fn work(
        self: Arc<Self>,
        clock: impl Fn() -> Timestamp,
        mut stopped: watch::Receiver<bool>,
    ) {
        let mut carrying = JoinSet::new();
        loop {
            tokio::select! {
                () = sleep(EVERY) => {}
                () = self.outbox.news().notified() => {}
                Some(_) = carrying.join_next() => {}
                _ = stopped.changed() => break,
            }
            match self.due(AT_ONCE.saturating_sub(carrying.len()), clock()).await {
                Ok(due) => {
                    for (message, now) in due {
                        carrying.spawn(Arc::clone(&self).bring(message, now));
                    }
                }
                Err(error) => tracing::error!(%error, "messages wait"),
            }
        }
        while carrying.join_next().await.is_some() {}
    }

    /// Brings what is due at this instant, and says how many messages that were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn round(self: &Arc<Self>, now: Timestamp) -> Result<usize, StoreError> {
        let due = self.due(AT_ONCE, now).await?;
        let count = due.len();
        let mut carrying = JoinSet::new();
        for (message, now) in due {
            carrying.spawn(Arc::clone(self).bring(message, now));
        }
        while carrying.join_next().await.is_some() {}
        Ok(count)
    }

    async fn due(&self, most: usize, now: Timestamp) -> Result<Vec<(Due, Timestamp)>, StoreError> {
        self.outbox.store().give_up(now).await?;
        if most == 0 {
            return Ok(Vec::new());
        }
        let due = self.outbox.store().take_up(most, now + LEASE, now).await?;
        Ok(due.into_iter().map(|message| (message, now)).collect())
    }

    async fn bring(self: Arc<Self>, message: Due, now: Timestamp) {
        // Whoever comes by when the lease is over finds it as it was.
        if let Err(error) = self.try_to_bring(&message, now).await {
            tracing::error!(%error, message = %message.id.0, "what became of a message is not written down");
        }
    }

    async fn try_to_bring(&self, message: &Due, now: Timestamp) -> Result<(), StoreError> {
        let (id, tries, store) = (message.id, message.tries, self.outbox.store());
        let told = (message.purpose.as_str(), message.letter.as_slice());
        let Some(letter) = self.outbox.letter((id, tries), told) else {
            tracing::error!(message = %id.0, "a message was locked with another key than ours");
            return store.not_brought(id, tries, &Back::Failed).await;
        };
        let Some(choice) = self.choose(&letter, message, now) else {
            tracing::warn!(message = %id.0, purpose = message.purpose, "nobody is left who could bring a message");
            return store.not_brought(id, tries, &Back::Failed).await;
        };
        let Choice { carrier, is_last, mut passed } = choice;
        let name = carrier.name();
        let letter = letter.given_to(name, &self.outbox, now)?;
        // Its own time may be for each step of a longer talk.
        let carried = match timeout(LONGEST_TRY, carrier.carry(&letter)).await {
            Ok(carried) => carried,
            Err(_) => Err(CarrierError::Silent("it takes too long".to_owned())),
        };
        let error = match carried {
            Ok(handed) => return self.brought(message, name, handed).await,
            Err(error) => error,
        };
        self.outbox.numbers().count(name, Event::Failed);
        // What a carrier says of an error names nobody: see `Carrier`.
        tracing::warn!(carrier = name, message = %id.0, purpose = message.purpose, %error, "a carrier failed");
        let mut refused = message.refused.clone();
        match error {
            CarrierError::Away(_) => {
                self.falls_ill(name, now);
                passed.push(name.to_owned());
            }
            CarrierError::Silent(_) => {
                self.falls_ill(name, now);
                refused.push(name.to_owned());
            }
            CarrierError::Refused(_) => refused.push(name.to_owned()),
        }
        let at = if is_last { now + pause(message.taken_at, now) } else { now };
        let passed = if is_last { Vec::new() } else { passed };
        let back = if is_last && passed_nobody(&refused, &self.all_for(&letter.to)) {
            Back::Failed
        } else {
            Back::Due { at, passed: &passed, refused: &refused }
        };
        store.not_brought(id, tries, &back).await
    }

    async fn brought(&self, message: &Due, name: &str, handed: Handed) -> Result<(), StoreError> {
        self.outbox.numbers().count(name, Event::Handed);
        match handed {
            Handed::Over => self.outbox.store().handed(message.id, message.tries).await,
            Handed::ToThem => {
                self.outbox.numbers().count(name, Event::Delivered);
                self.outbox.store().delivered(message.id).await.map(drop)
            }
        }
    }

    /// Who is asked now: of those who go there and have not refused it, first those who have not been asked in this
    /// round, of those the healthy ones, of those in the order of the configuration.
    fn choose(&self, letter: &Unaddressed, message: &Due, now: Timestamp) -> Option<Choice<'_>> {
        let going = self.carriers.iter().filter(|carrier| {
            carrier.goes_to(letter.to()) && !is_among(&message.refused, carrier.name())
        });
        let going: Vec<_> = going.collect();
        let fresh: Vec<_> = going
            .iter()
            .filter(|carrier| !is_among(&message.passed, carrier.name()))
            .copied()
            .collect();
        // All have been asked: a round begins.
        let (asked, passed) =
            if fresh.is_empty() { (going, Vec::new()) } else { (fresh, message.passed.clone()) };
        let is_last = asked.len() == 1;
        let carrier = asked.into_iter().min_by_key(|carrier| self.is_ill(carrier.name(), now))?;
        Some(Choice { carrier: carrier.as_ref(), is_last, passed })
    }

    fn all_for(&self, to: &Address) -> Vec<&str> {
        let going = self.carriers.iter().filter(|carrier| carrier.goes_to(to));
        going.map(|carrier| carrier.name()).collect()
    }

    fn falls_ill(&self, name: &str, now: Timestamp) {
        let mut ill = self.ill.lock().unwrap_or_else(PoisonError::into_inner);
        ill.insert(name.to_owned(), now + ILL);
    }

    fn is_ill(&self, name: &str, now: Timestamp) -> bool {
        let ill = self.ill.lock().unwrap_or_else(PoisonError::into_inner);
        ill.get(name).is_some_and(|until| now < *until)
    }
}

/// Who is asked, whether nobody is left to ask after them in this round, and who has been.
struct Choice<'a> {
    carrier: &'a dyn Carrier,
    is_last: bool,
    passed: Vec<String>,
}

fn is_among(names: &[String], name: &str) -> bool {
    names.iter().any(|one| one == name)
}

/// Whether all of these refused it, so that nobody could be asked again.
fn passed_nobody(refused: &[String], all: &[&str]) -> bool {
    all.iter().all(|name| is_among(refused, name))
}

fn pause(taken_at: Timestamp, now: Timestamp) -> SignedDuration {
    let (shortest, longest) = PAUSES;
    (now.duration_since(taken_at) / 2).clamp(shortest, longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_age_of_a_message() {
        let taken_at = Timestamp::UNIX_EPOCH;
        let after = |seconds| pause(taken_at, taken_at + Duration::from_secs(seconds)).as_secs();
        assert_eq!([0, 4, 60, 600, 86_400].map(after), [2, 2, 30, 300, 900]);
    }
}
