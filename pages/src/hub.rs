//! The hub's own pages, typed. Each becomes a [`Page`] and each has samples, which one test
//! renders in every language.

mod choose;
mod information;
mod refusal;
mod returning;

pub use choose::{Choose, Offer, Unavailable, WhyNot};
pub use information::Information;
pub use refusal::{Cause, Next, Refusal};
pub use returning::Returning;

use crate::Page;

/// Every page of the hub, by a name of its own, with made-up facts.
#[must_use]
pub fn samples() -> Vec<(String, Page)> {
    let choose = Choose::samples().into_iter().map(|(name, page)| (name.to_owned(), page.into()));
    let returning = [("returning".to_owned(), Returning::sample().into())];
    let refusals =
        Refusal::samples().into_iter().map(|r| (format!("refusal-{}", r.cause.key()), r.into()));
    let information =
        Information::ALL.map(|page| (format!("information-{}", page.key()), page.into()));
    choose.chain(returning).chain(refusals).chain(information).collect()
}
