//! To the certificate host and back (DESIGN §6).
//!
//! A journey's own browser is sent there with a ticket, made when a button of the journey was pressed: 128 bits,
//! one use, five minutes. Whoever shows a certificate with a ticket gets a code: 256 bits, one use, a minute.
//! What was found is locked by that code, and only the browser whose journey it is can bring it to that
//! journey. So a link that was sent to somebody else leads nowhere: what that person shows goes, in their own
//! browser, to a journey that is not theirs.

use authenticators::{AttemptId, Input, Progress};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use openssl::sha::sha256;

use crate::clock::{Entropy, NoEntropy, random, random_id};
use crate::fault::Fault;
use crate::hub::{Hub, Method};
use crate::journey::keys::{CookieKey, LockError, Locked, NotYours, Underivable};
use crate::journey::stage::{Authenticating, Stage};
use crate::journey::{Caller, Held, JourneyId, Moved, Open, Stop, finished, under_way};
use crate::store::handovers::Hashed;

/// A ticket is good for this long.
pub const TICKET: SignedDuration = SignedDuration::from_mins(5);
/// And what it led to for this long.
pub const CODE: SignedDuration = SignedDuration::from_secs(60);

const ENCODING: u8 = 1;
const FOUND: &[u8] = b"handover";

/// 128 random bits, in an address of the certificate host.
#[derive(Clone)]
pub struct TicketKey([u8; 16]);

impl TicketKey {
    /// From an address: 16 bytes of base64url, nothing else.
    #[must_use]
    pub fn from_path(text: &str) -> Option<Self> {
        Some(Self(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        random(entropy).map(Self)
    }

    fn hashed(&self) -> Hashed {
        sha256(&self.0)
    }
}

impl std::fmt::Display for TicketKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// 256 random bits that come back from the certificate host.
pub struct CodeKey(CookieKey);

impl CodeKey {
    /// From an address; anything but 32 bytes of base64url is no code.
    #[must_use]
    pub fn from_query(text: &str) -> Option<Self> {
        CookieKey::from_cookie(text).map(Self)
    }

    fn hashed(&self) -> Result<Hashed, Underivable> {
        Ok(sha256(&self.0.derive(b"", b"id")?))
    }

    fn lock(
        &self,
        attempt: &str,
        found: &Progress,
        entropy: &dyn Entropy,
    ) -> Result<Locked, LockError> {
        self.0.lock((attempt.as_bytes(), FOUND, ENCODING), found, entropy)
    }

    fn unlock(&self, attempt: &AttemptId, found: &Locked) -> Result<Progress, NotYours> {
        self.0.unlock((attempt.as_str().as_bytes(), FOUND, ENCODING), found)
    }
}

/// Where whoever came to the certificate host goes now: to a journey, with a code if something was found.
pub struct Back {
    journey: JourneyId,
    path: &'static str,
    code: Option<CodeKey>,
}

impl Back {
    /// The address, below the hub's origin. It names nobody.
    #[must_use]
    pub fn path(&self) -> String {
        let Self { journey, path, code } = self;
        match code {
            Some(code) => format!("/t/{journey}/{path}?{CODE_FIELD}={}", code.0.to_cookie()),
            None => format!("/t/{journey}"),
        }
    }
}

/// How the code is called in an address.
pub const CODE_FIELD: &str = "codigo";

impl Hub {
    /// Lets a journey's browser go to the certificate host.
    pub(super) async fn leave(
        &self,
        held: Held,
        waiting: Authenticating,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let none = Fault::Broken("there is no certificate host");
        let host = self.settings.certificate_host.as_deref().ok_or(none)?;
        let ticket = TicketKey::generate(self.entropy.as_ref())?;
        // A name that no browser has a choice remembered for.
        let fresh = random_id(self.entropy.as_ref())?;
        let to = format!("https://{fresh}.{host}/t/{ticket}");
        let attempt = waiting.chosen.attempt.clone();
        let open = self.advance(held, Stage::Authenticating(waiting), now).await?;
        let whence = (attempt.as_str(), &open.held.id);
        self.store.keep_ticket(whence, &ticket.hashed(), now + TICKET).await?;
        Ok(Moved::Left(to))
    }

    /// What whoever comes to the certificate host with this ticket showed, handed to the method of certificates:
    /// where they go now. Nothing: there is no such ticket.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn present(
        &self,
        ticket: &TicketKey,
        presented: &[Vec<u8>],
        now: Timestamp,
    ) -> Result<Option<Back>, Fault> {
        let none = Fault::Broken("no method takes certificates");
        let (method, desk) = self.desk().ok_or(none)?;
        let path = method.blueprint.path;
        let Some(known) = self.store.use_ticket(&ticket.hashed(), now).await? else {
            return Ok(None);
        };
        let journey = known.journey;
        if !known.is_good {
            return Ok(Some(Back { journey, path, code: None }));
        }
        let found = desk.examine(presented, now).await?;
        let code = CodeKey(CookieKey::generate(self.entropy.as_ref())?);
        let locked = code.lock(&known.attempt, &found, self.entropy.as_ref())?;
        // Whoever is asked takes its time.
        let until = self.clock.now().max(now) + CODE;
        let hashed = code.hashed()?;
        let kept = self.store.hand_over(&ticket.hashed(), (&hashed, &locked), until).await?;
        Ok(Some(Back { journey, path, code: kept.then_some(code) }))
    }

    /// Gives the method what was found at the certificate host, if this code brings it to this journey.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn collect(
        &self,
        open: Open,
        caller: Caller<'_>,
        (path, code): (&str, &CodeKey),
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let (held, stage) = under_way(open)?;
        let Stage::Authenticating(waiting) = stage else {
            return finished(held, stage, now);
        };
        if self.method_of(&waiting.chosen)?.blueprint.path != path {
            return Err(Stop::StepDone);
        }
        let attempt = &waiting.chosen.attempt;
        let locked = self.store.collect(attempt.as_str(), &code.hashed()?, now).await?;
        let Some(found) = locked.and_then(|locked| code.unlock(attempt, &locked).ok()) else {
            // It was used, or is too old: the page is the one that stands there.
            let open = Open {
                held,
                stage: Stage::Authenticating(waiting),
                touched_at: now,
                expired: false,
            };
            return Ok(Moved::Asked(Box::new(open)));
        };
        let Authenticating { chosen, progress, .. } = waiting;
        self.ask(held, chosen, caller, Some((progress, Input::Handed(&found))), now).await
    }

    /// A code came to a browser whose journey it is not for: whoever has its address now, it leads nowhere any more.
    ///
    /// # Errors
    /// [`Fault`].
    pub(crate) async fn burn(&self, code: &CodeKey) -> Result<(), Fault> {
        Ok(self.store.burn(&code.hashed()?).await?)
    }

    /// The method that looks at certificates, if one is on.
    #[must_use]
    pub fn desk(&self) -> Option<(&Method, &dyn authenticators::CertificateDesk)> {
        self.methods.iter().find_map(|method| Some((method, method.authenticator.desk()?)))
    }
}
