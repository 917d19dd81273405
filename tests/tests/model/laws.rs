//! What holds at every step, whatever happens in whatever order.

use crate::checker::{Law, Transition};
use crate::machine::{Act, Agency, Answer, By, Data, Finish, Model, Outcome, Stage};

pub(crate) const PROOF: &str = "an assertion needs a proof of this journey, or a live session";
pub(crate) const ADMITTED: &str = "the agency and the policy in force admit what is asserted";
pub(crate) const STANDING: &str =
    "nobody is asserted whose standing had ended when the request came";
pub(crate) const ONCE: &str = "a request is answered once, with one entry in the trace";
pub(crate) const SAME: &str = "an answer that is fixed stays as it is";
pub(crate) const STALE: &str = "nothing stale changes anything";
pub(crate) const ITS_BROWSER: &str = "nothing of a journey goes to another browser";
pub(crate) const SHOWN: &str = "nothing goes out that was not shown";
pub(crate) const UNAWARES: &str = "nobody takes the place of somebody else unasked";
pub(crate) const KEPT_BACK: &str = "nothing goes out that was kept back";

type Step<'a> = Transition<'a, Model>;

/// All of them.
pub(crate) fn all() -> Vec<Law<Model>> {
    let law = |name, holds| Law { name, holds };
    vec![
        law(PROOF, proof),
        law(ADMITTED, admitted),
        law(STANDING, standing),
        law(ONCE, once),
        law(SAME, same),
        law(STALE, stale),
        law(ITS_BROWSER, its_browser),
        law(SHOWN, |step| granted(step).is_none_or(|(_, sent, _)| step.before.seen.covers(sent))),
        law(UNAWARES, unawares),
        law(KEPT_BACK, |step| {
            granted(step).is_none_or(|(_, sent, it)| sent.common(it.kept_back) == Data::NONE)
        }),
    ]
}

/// The assertion that a step fixed.
fn granted(step: &Step<'_>) -> Option<(By, Data, Finish)> {
    let fixed = step.effect.fixed?;
    match fixed.answer {
        Answer::Granted { by, sent } => Some((by, sent, fixed)),
        Answer::Declined(_) => None,
    }
}

fn proof(step: &Step<'_>) -> bool {
    let (Some((by, ..)), Some(worker)) = (granted(step), step.effect.wrote) else {
        return true;
    };
    match by {
        By::Session => step.before.session && worker.browser == 0,
        By::Login => match worker.stage {
            Stage::Authenticating { .. } => worker.act == Act::Right,
            Stage::Replacing { .. } => worker.act == Act::Replace,
            Stage::Releasing { by, .. } => {
                by == By::Login && matches!(worker.act, Act::Send { .. })
            }
            Stage::Arrived
            | Stage::Choosing { .. }
            | Stage::Continuing
            | Stage::Explaining { .. }
            | Stage::Returning(_) => false,
        },
    }
}

fn unawares(step: &Step<'_>) -> bool {
    let (Some((By::Login, ..)), Some(worker)) = (granted(step), step.effect.wrote) else {
        return true;
    };
    let row = step.after.journeys[usize::from(worker.journey)];
    let replaces = step.before.others_session && step.before.session && worker.browser == 0;
    !replaces || row.is_some_and(|row| row.warned)
}

fn admitted(step: &Step<'_>) -> bool {
    let in_force = step.before;
    let agreed = if in_force.agency == Agency::GetsMore { Data::BOTH } else { Data::BIRTH };
    granted(step).is_none_or(|(_, sent, _)| {
        let may_ask = !matches!(in_force.agency, Agency::Suspended | Agency::Removed);
        may_ask && !in_force.stricter && agreed.covers(sent)
    })
}

fn standing(step: &Step<'_>) -> bool {
    granted(step).is_none() || step.effect.wrote.is_some_and(|one| one.came_in_good_standing)
}

/// What holds only as far as nothing happens within the last request.
pub(crate) fn standing_at_the_commit(step: &Step<'_>) -> bool {
    granted(step).is_none() || step.before.good_standing
}

fn once(step: &Step<'_>) -> bool {
    let answered = step.after.journeys.iter().flatten();
    let answered = answered.filter(|row| matches!(row.stage, Stage::Returning(_))).count();
    let (ledger, trace) = (step.after.ledger, step.after.trace);
    ledger <= 1 && trace == ledger && answered == usize::from(ledger)
}

fn same(step: &Step<'_>) -> bool {
    let mut rows = step.before.journeys.iter().zip(&step.after.journeys);
    rows.all(|rows| match rows {
        (Some(before), Some(after)) if matches!(before.stage, Stage::Returning(_)) => {
            before == after
        }
        _ => true,
    })
}

fn stale(step: &Step<'_>) -> bool {
    step.effect.wrote.is_none_or(|worker| {
        let row = step.before.journeys[usize::from(worker.journey)];
        let stands = row.is_some_and(|row| row.version == worker.version);
        stands && (worker.act == Act::Enter || worker.form == worker.version)
    })
}

fn its_browser(step: &Step<'_>) -> bool {
    let Some((browser, journey, outcome)) = step.effect.told else {
        return true;
    };
    let owner = step.after.journeys[usize::from(journey)].and_then(|row| row.owner);
    match outcome {
        Outcome::Page(_)
        | Outcome::Answer(_)
        | Outcome::Wrong
        | Outcome::Refused
        | Outcome::Expired => owner == Some(browser),
        // The agency of a request that was answered in another journey.
        Outcome::Ended => owner.is_none_or(|owner| owner == browser),
        Outcome::NotFound
        | Outcome::NotYours
        | Outcome::Forged
        | Outcome::StepDone
        | Outcome::AgencyGone
        | Outcome::Busy => true,
    }
}
