//! Factors × registration → level of assurance: the whole table, here and nowhere else.
//!
//! After SPEC 4.1–4.2 and Implementing Regulation (EU) 2015/1502: the level is the weaker of the
//! enrolment and of the authentication. The table is total: whatever it does not name is refused.

use identity::{Factors, LevelOfAssurance, RegistrationLevel};

/// The level of assurance that `factors` reach for a person registered at `registration`, or
/// `None`: refused. `None` as registration is a person whom we have not registered.
#[must_use]
pub fn level(
    factors: Factors,
    registration: Option<RegistrationLevel>,
) -> Option<LevelOfAssurance> {
    let reached = strength(factors)?;
    let cap = match registration {
        // Nobody has checked who an unregistered person is; certificates will bring their own row.
        None => return None,
        // 2015/1502, 2.1.2: remote proof by shared data is evidence assumed, not verified.
        Some(RegistrationLevel::Basic) => LevelOfAssurance::Low,
        Some(RegistrationLevel::Advanced) => LevelOfAssurance::High,
    };
    Some(reached.min(cap))
}

/// The best level that `factors` can reach at all, for deciding what to offer.
#[must_use]
pub fn attainable(factors: Factors) -> Option<LevelOfAssurance> {
    level(factors, Some(RegistrationLevel::Advanced))
}

/// 2015/1502, 2.2.1 and 2.3.1: substantial takes two categories and dynamic authentication; high,
/// protection against duplication and tampering as well.
fn strength(factors: Factors) -> Option<LevelOfAssurance> {
    let two = factors.categories() >= 2 && factors.contains(Factors::DYNAMIC);
    match factors.categories() {
        0 => None,
        _ if two && factors.contains(Factors::TAMPER_RESISTANT) => Some(LevelOfAssurance::High),
        _ if two => Some(LevelOfAssurance::Substantial),
        _ => Some(LevelOfAssurance::Low),
    }
}
