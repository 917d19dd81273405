//! What a step begins with, and what it leads to.

use authenticators::Refusal;
use jiff::Timestamp;
use saml::EntityId;

use crate::fault::Fault;
use crate::journey::browser::BrowserKey;
use crate::journey::device::DeviceKey;
use crate::journey::session::SessionKey;
use crate::journey::stage::Stage;
use crate::journey::{IDLE, JourneyId, LIFE};

/// What a browser brought beside its key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    /// Its session.
    pub(crate) session: Option<SessionKey>,
    /// Which browser it is.
    pub(crate) device: Option<DeviceKey>,
}

/// A journey in the hands of its browser, at one version.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Which.
    pub(crate) id: JourneyId,
    /// Whose.
    pub(crate) key: BrowserKey,
    /// The session that the browser has now, whatever it had when the journey began.
    pub(crate) session: Option<SessionKey>,
    /// Which browser it is, if it was here before.
    pub(crate) device: Option<DeviceKey>,
    /// The version that a step from here must find.
    pub(crate) version: i64,
}

/// A journey opened by its browser.
#[derive(Debug)]
pub(crate) struct Open {
    /// Which journey, whose, at which version.
    pub(crate) held: Held,
    /// Where it stands.
    pub(crate) stage: Stage,
    /// When the last step was taken, or more time was asked for.
    pub(crate) touched_at: Timestamp,
    /// Its time is over, and it was not finished: only the way back is left.
    pub(crate) expired: bool,
}

impl Open {
    /// Until when the step is open, and whether more time can be had: whoever takes steps, or asks for
    /// time, has [`LIFE`] in all. Nothing once the answer is fixed.
    pub(crate) fn until(&self) -> Option<(Timestamp, bool)> {
        let last = self.stage.choosing().ok()?.began_at + LIFE;
        let idle = self.touched_at + IDLE;
        Some((idle.min(last), idle < last))
    }
}

/// Why a request for a page of a journey stops here.
#[derive(Debug)]
pub(crate) enum Stop {
    /// There is no such journey, or it was forgotten long ago.
    NotFound,
    /// It belongs to another browser.
    NotYours,
    /// The browser brought no cookie at all to a journey that is under way.
    NoCookies,
    /// The form was not one of ours.
    Forged,
    /// The step was done already, or the page is an old one.
    StepDone,
    /// Its time is over.
    Expired(Box<Open>),
    /// The answer was given, or the request was answered in another journey.
    Ended(EntityId),
    /// The agency left meanwhile.
    AgencyGone,
    /// The agency's record or metadata, the policy, or the session before is another one than this node knew.
    Overtaken,
    /// The session by which it was decided is over.
    SessionOver,
    /// The method cannot go on; the person may choose again.
    Refused(Refusal, EntityId),
    /// Too much has gone wrong where the person comes from, until this instant.
    Deferred(Timestamp, EntityId),
    /// A fault of ours.
    Fault(Fault),
}

impl Moved {
    /// The answer was fixed, and no session began.
    pub(crate) fn finished(open: Open) -> Self {
        Self::Finished { open: Box::new(open), session: None, device: None }
    }
}

impl<F: Into<Fault>> From<F> for Stop {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// What a step led to.
#[derive(Debug)]
pub(crate) enum Moved {
    /// A page is to be shown; each stage has its own address.
    Asked(Box<Open>),
    /// The browser goes to this address of the certificate host, and comes back.
    Left(String),
    /// The answer is fixed; it waits at the address of the return.
    Finished {
        /// Where it stands now.
        open: Box<Open>,
        /// The session that began with it, for the browser: told once, to the request that began it.
        session: Option<SessionKey>,
        /// The name of the browser, if it had none.
        device: Option<DeviceKey>,
    },
}
