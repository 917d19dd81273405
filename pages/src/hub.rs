//! The hub's own pages, typed. Each becomes a [`Page`] and each has samples, which one test
//! renders in every language.

mod accesses;
mod choose;
mod continuing;
mod information;
mod leaving;
mod refusal;
mod release;
mod replace;
mod returning;
mod shortfall;
mod step_up;

pub use accesses::{Access, AccessKind, Accesses, Disown};
pub use choose::{Choose, Offer, SessionHint, SessionNotUsed, Unavailable, WhyNot};
pub use continuing::{Continue, mask};
pub use information::Information;
pub use leaving::{Carrier, Leave, Left, LeftSession, Telling, Told, ToldOutcome, WayBack};
pub use refusal::{Cause, Next, Refusal};
pub use release::{AttributeKind, Release, ReleaseManner, ReleaseReason, ReleasedAttribute};
pub use replace::Replace;
pub use returning::{Before, Returning};
pub use shortfall::{Shortfall, ShortfallCause};
pub use step_up::{StepUp, StepUpOffer, StepUpReason};

use crate::Page;

/// Every page of the hub, by a name of its own, with made-up facts.
#[must_use]
pub fn samples() -> Vec<(String, Page)> {
    let choose = Choose::samples().into_iter().map(named);
    let continuing = Continue::samples().into_iter().map(named);
    let release = Release::samples().into_iter().map(named);
    let returning = Returning::samples().into_iter().map(named);
    let accesses = Accesses::samples().into_iter().map(named);
    let disown = Disown::samples().into_iter().map(named);
    let step_up = StepUp::samples().into_iter().map(named);
    let replace = Replace::samples().into_iter().map(named);
    let leave = Leave::samples().into_iter().map(named);
    let telling = Telling::samples().into_iter().map(named);
    let left = Left::samples().into_iter().map(named);
    let shortfalls = Shortfall::samples().into_iter().map(named);
    let refusals =
        Refusal::samples().into_iter().map(|r| (format!("refusal-{}", r.cause.key()), r.into()));
    let information =
        Information::ALL.map(|page| (format!("information-{}", page.key()), page.into()));
    choose
        .chain(continuing)
        .chain(release)
        .chain(returning)
        .chain(shortfalls)
        .chain(refusals)
        .chain(information)
        .chain(accesses)
        .chain(disown)
        .chain(step_up)
        .chain(replace)
        .chain(leave)
        .chain(telling)
        .chain(left)
        .collect()
}

fn named<P: Into<Page>>((name, page): (&'static str, P)) -> (String, Page) {
    (name.to_owned(), page.into())
}
