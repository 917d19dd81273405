//! The PINs of this house: what signing in and the operator have in common.

use citizens::{CitizenId, Registry};
use deadpool_postgres::Pool;
use identity::SpanishId;
use jiff::{SignedDuration, Timestamp};

use super::secret;
use super::store::{self, Limit, Looked, New, Stored};
use super::{Config, METHOD, UserKey};
use crate::contract::{AttemptId, ConfigError, Fault, Ports, Section};
use crate::keys::{Keys, Name};
use crate::store::{Event, record};

/// A PIN lives so long (RES15 4.2).
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// And may be typed wrong so often, less one.
const TRIES: i16 = 3;
/// It is sent so often at most,
pub(super) const SENDS: i16 = 3;
/// and again after this.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// So long after its use the journey may be on its way still. Whoever sends the same form meanwhile changes
/// nothing in it.
const MOMENT: SignedDuration = SignedDuration::from_secs(10);
/// Five wrong in an hour block for half an hour (SPEC 2.8).
const LIMIT: Limit = Limit {
    failures: 5,
    window: SignedDuration::from_hours(1),
    pause: SignedDuration::from_mins(30),
};
/// The longest wait for the SMS, in seconds: half of the PIN's life.
const LONGEST_WAIT: u16 = 300;

/// The PINs of all citizens.
pub struct Pins {
    pub(super) pool: Pool,
    pub(super) citizens: Registry,
    pub(super) keys: Keys,
    pub(super) user_key: UserKey,
    sms_wait: SignedDuration,
}

/// Whose PIN, and to what it is bound.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) citizen: CitizenId,
    /// The attempt in which it was asked for, and its seed; nothing: asked for outside a journey.
    pub(super) to: Option<(&'a AttemptId, &'a str)>,
}

/// Why there is no PIN that could enter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Without {
    /// It was used a moment ago: by the same form, which was sent twice.
    JustUsed {
        /// When it is no such moment any more.
        until: Timestamp,
    },
    /// There is none of this binding, or it is over.
    Over,
    /// Too many were wrong.
    Blocked(Timestamp),
    /// An operator has to lift it.
    Held,
}

/// How a look ended.
pub(super) enum Look {
    /// It is the right one, and used up now.
    Right,
    /// It is not. So many tries are left; and it may have been one too many.
    Wrong { tries: i16, blocked: Option<Timestamp> },
    /// There is one, and it was not sent yet.
    Early(Stored),
    /// There was nothing to look at.
    None(Without),
}

impl Pins {
    /// The PINs that the section `[method.pin]` describes.
    ///
    /// # Errors
    /// [`ConfigError`] says what in it cannot be used.
    pub fn open(section: &Section, ports: &Ports) -> Result<Self, ConfigError> {
        let Config { user_key, sms_wait } = section.read()?;
        if sms_wait > LONGEST_WAIT {
            return Err(ConfigError(format!("sms_wait is {LONGEST_WAIT} seconds at most")));
        }
        Ok(Self {
            pool: ports.credentials.clone(),
            citizens: ports.citizens.clone(),
            keys: ports.keys.clone(),
            user_key,
            sms_wait: SignedDuration::from_secs(sms_wait.into()),
        })
    }

    /// Makes the PIN of this binding and access code; the same again changes nothing.
    pub(super) async fn make(
        &self,
        bound: Bound<'_>,
        (salt, code, keyed): (&str, &str, bool),
        now: Timestamp,
    ) -> Result<Result<Stored, Without>, Fault> {
        let name = self.name(bound)?;
        let new = New {
            citizen: bound.citizen,
            name,
            digest: self.digest(bound.citizen, name.as_ref(), code)?,
            salt,
            keyed,
            until: now + LIFE,
            next_send: now + self.sms_wait,
        };
        store::make(&self.pool, &new, TRIES, now).await?;
        self.state(bound, now).await
    }

    /// What there is of a person, and of this binding.
    pub(super) async fn state(
        &self,
        bound: Bound<'_>,
        now: Timestamp,
    ) -> Result<Result<Stored, Without>, Fault> {
        let name = self.name(bound)?;
        let Some(stored) = store::find(&self.pool, bound.citizen).await? else {
            return Ok(Err(Without::Over));
        };
        if stored.held {
            return Ok(Err(Without::Held));
        }
        if stored.blocked_until > now {
            return Ok(Err(Without::Blocked(stored.blocked_until)));
        }
        if !stored.is(name.as_ref()) {
            return Ok(Err(Without::Over));
        }
        let until = stored.used_at.map(|at| at + MOMENT);
        if let Some(until) = until.filter(|until| *until > now) {
            return Ok(Err(Without::JustUsed { until }));
        }
        Ok(if stored.lives(now) { Ok(stored) } else { Err(Without::Over) })
    }

    /// Takes one of its sends, if there is one to take now.
    pub(super) async fn take_send(
        &self,
        bound: Bound<'_>,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let name = self.name(bound)?;
        let digest = self.digest(bound.citizen, name.as_ref(), code)?;
        let whose = (bound.citizen, name.as_ref());
        Ok(store::take_send(&self.pool, whose, &digest, (SENDS, PAUSE), now).await?)
    }

    /// It is on its way: from now on it enters.
    pub(super) async fn posted(&self, bound: Bound<'_>, now: Timestamp) -> Result<(), Fault> {
        let name = self.name(bound)?;
        Ok(store::posted(&self.pool, (bound.citizen, name.as_ref()), now).await?)
    }

    /// Gives a send back that did not take place.
    pub(super) async fn give_send_back(
        &self,
        bound: Bound<'_>,
        next: Timestamp,
    ) -> Result<(), Fault> {
        let name = self.name(bound)?;
        Ok(store::give_send_back(&self.pool, (bound.citizen, name.as_ref()), next).await?)
    }

    /// Looks at an access code, and uses the PIN up if it is the right one.
    pub(super) async fn look(
        &self,
        bound: Bound<'_>,
        code: &str,
        now: Timestamp,
    ) -> Result<Look, Fault> {
        let name = self.name(bound)?;
        let digest = self.digest(bound.citizen, name.as_ref(), code)?;
        let whose = (bound.citizen, name.as_ref());
        let looked = store::look(&self.pool, whose, &digest, &LIMIT, now).await?;
        Ok(match looked {
            Some(Looked { right: true, .. }) => Look::Right,
            Some(Looked { tries, blocked_until, .. }) => {
                Look::Wrong { tries, blocked: Some(blocked_until).filter(|until| *until > now) }
            }
            None => self.state(bound, now).await?.map_or_else(Look::None, Look::Early),
        })
    }

    /// Ends whatever PIN a person has; they get no other one until [`unlock`](Self::unlock).
    pub(super) async fn hold(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault> {
        self.tell(None, Some(citizen), ("lock", "done"), now).await?;
        Ok(store::hold(&self.pool, citizen, now).await?)
    }

    /// Lifts whatever keeps the holder of a document from having a PIN, as an operator may after having
    /// made sure of the person. The PIN that lives, if one does, ends.
    ///
    /// # Errors
    /// [`Fault`]; what kept them still does then.
    pub async fn unlock(&self, document: &SpanishId, now: Timestamp) -> Result<(), Fault> {
        let citizen = self.citizens.find(document).await?;
        self.tell(None, citizen, ("unlock", "done"), now).await?;
        if let Some(citizen) = citizen {
            store::release(&self.pool, citizen).await?;
        }
        Ok(())
    }

    /// Forgets the PINs of which nothing counts any more.
    pub(super) async fn forget(&self, now: Timestamp) -> Result<(), Fault> {
        Ok(store::forget(&self.pool, now - LIMIT.window).await?)
    }

    /// Writes down what happened; it is committed when this returns.
    pub(super) async fn tell(
        &self,
        attempt: Option<&AttemptId>,
        citizen: Option<CitizenId>,
        (kind, outcome): (&str, &str),
        at: Timestamp,
    ) -> Result<(), Fault> {
        let event = Event { at, attempt, citizen, method: &METHOD, kind, outcome };
        Ok(record(&self.pool, &event).await?)
    }

    fn name(&self, bound: Bound<'_>) -> Result<Option<Name>, Fault> {
        bound.to.map(|(attempt, seed)| secret::name(&self.keys, attempt, seed)).transpose()
    }

    /// What is stored of an access code: it is good for this person, and this attempt, alone.
    fn digest(&self, citizen: CitizenId, name: Option<&Name>, code: &str) -> Result<Name, Fault> {
        let binding = name.map_or(&[][..], Name::as_slice);
        self.keys.name("pin/digest/1", &[citizen.0.as_bytes(), binding, code.as_bytes()])
    }
}
