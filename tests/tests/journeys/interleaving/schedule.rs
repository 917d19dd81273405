//! What happens in which tab, in which order, at which node and when: what chance decides.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Who sits at a browser; each has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Ana,
    Leo,
}

/// An agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum At {
    /// Asks for low, and lets an earlier login be used.
    Low,
    /// Asks for substantial, and lets an earlier login be used.
    Substantial,
    /// Asks for low, and for a new login each time (`ForceAuthn`).
    Anew,
}

/// A tab, and what its person does in it whenever they are asked.
#[derive(Clone, Debug)]
pub(super) struct Tab {
    pub(super) who: Who,
    pub(super) at: At,
    /// The method that they choose, if it is offered.
    pub(super) method: &'static str,
    pub(super) relay_state: Option<String>,
    /// Comes by POST, without cookies.
    pub(super) by_post: bool,
    /// Would rather not go on with the session.
    pub(super) wants_another: bool,
    /// Has never been shown what goes out to this agency.
    pub(super) is_new_there: bool,
}

/// What is done in a tab.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// What comes next: sets out, loads where it was sent, or answers the page that it shows.
    On,
    /// The same, and the same form once more.
    Twice,
    /// Loads the page again.
    Reload,
    /// Goes back, and posts a form of an earlier page: the last but so many.
    Back(usize),
    /// Presses «Cancelar».
    Cancel,
    /// Nothing happens in this tab any more.
    Leave,
}

#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) tab: usize,
    pub(super) node: usize,
    /// Seconds that pass before it.
    pub(super) after: i64,
    pub(super) act: Act,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tab, node, after, act } = self;
        write!(f, "{after:>3} s later, tab {tab} at node {node}: {act:?}")
    }
}

#[derive(Clone)]
pub(super) struct Schedule {
    pub(super) tabs: Vec<Tab>,
    pub(super) steps: Vec<Step>,
}

/// One line for each tab and for each step.
impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, tab) in self.tabs.iter().enumerate() {
            writeln!(f, "tab {number}: {tab:?}")?;
        }
        for step in &self.steps {
            writeln!(f, "{step:?}")?;
        }
        Ok(())
    }
}

/// Schedules for these tabs. What is not at its end after the last step is brought there.
pub(super) fn schedules(places: &'static [(Who, At)]) -> impl Strategy<Value = Schedule> {
    let tabs: Vec<_> = places.iter().map(|(who, at)| tab(*who, *at)).collect();
    (tabs, vec(step(places.len()), 0..45)).prop_map(|(tabs, steps)| Schedule { tabs, steps })
}

fn tab(who: Who, at: At) -> impl Strategy<Value = Tab> {
    let methods: &[&str] = match who {
        Who::Ana => &["password", "card", "nod"],
        // The nod takes everybody for Ana.
        Who::Leo => &["password", "card"],
    };
    let state = prop::option::weighted(0.9, "[ -~ñ€]{1,20}");
    let habits = (any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.3));
    (select(methods), state, habits).prop_map(move |(method, relay_state, habits)| {
        let (by_post, wants_another, is_new_there) = habits;
        Tab { who, at, method, relay_state, by_post, wants_another, is_new_there }
    })
}

fn step(tabs: usize) -> impl Strategy<Value = Step> {
    let act = prop_oneof![
        60 => Just(Act::On),
        8 => Just(Act::Twice),
        8 => Just(Act::Reload),
        12 => (0..8_usize).prop_map(Act::Back),
        1 => Just(Act::Cancel),
        1 => Just(Act::Leave),
    ];
    let after = prop_oneof![4 => Just(0_i64), 4 => 1..7_i64, 1 => Just(50_i64)];
    (0..tabs, 0..2_usize, after, act).prop_map(|(tab, node, after, act)| Step {
        tab,
        node,
        after,
        act,
    })
}
