//! Visits every state that a machine can reach, breadth first, and looks at every step between them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// What is looked at: a first state, what may happen in a state, and what it leads to.
pub(crate) trait Machine {
    type State: Copy + Eq + Hash;
    type Action: Copy;
    type Effect;

    /// Where everything begins.
    fn start(&self) -> Self::State;
    /// The same for every state that differs from this one in names only.
    fn alike(&self, state: Self::State) -> Self::State;
    /// All that may happen next.
    fn actions(&self, state: &Self::State) -> Vec<Self::Action>;
    /// What happens then.
    fn step(&self, state: &Self::State, action: Self::Action) -> (Self::State, Self::Effect);
}

/// One step of a machine.
pub(crate) struct Transition<'a, M: Machine> {
    pub(crate) before: &'a M::State,
    pub(crate) action: M::Action,
    pub(crate) effect: &'a M::Effect,
    pub(crate) after: &'a M::State,
}

/// What every step must keep.
pub(crate) struct Law<M: Machine> {
    pub(crate) name: &'static str,
    pub(crate) holds: fn(&Transition<'_, M>) -> bool,
}

/// All that a machine can do.
pub(crate) struct Explored<M: Machine> {
    /// How many states there are.
    pub(crate) states: usize,
    /// How many steps lead from one to one.
    pub(crate) transitions: usize,
    /// The law that is broken by the fewest steps, and these.
    pub(crate) broken: Option<(&'static str, Vec<M::Action>)>,
    trail: Vec<(usize, Option<M::Action>)>,
}

impl<M: Machine> Explored<M> {
    /// Looks at all of it, or until a law is broken or so many states are known. `visit` is told of every step, and of the state from
    /// which it was taken as [`Explored::path`] knows it.
    pub(crate) fn of(
        machine: &M,
        laws: &[Law<M>],
        most: usize,
        mut visit: impl FnMut(&Transition<'_, M>, usize),
    ) -> Self {
        let start = machine.alike(machine.start());
        let mut known = HashMap::from([(start, 0)]);
        let mut states = vec![start];
        let mut explored = Self { states: 0, transitions: 0, broken: None, trail: vec![(0, None)] };
        let mut next = 0;
        while let Some(before) = states.get(next).copied()
            && states.len() < most
        {
            for action in machine.actions(&before) {
                let (after, effect) = machine.step(&before, action);
                explored.transitions += 1;
                let transition =
                    Transition { before: &before, action, effect: &effect, after: &after };
                if let Some(law) = laws.iter().find(|law| !(law.holds)(&transition)) {
                    explored.broken = Some((law.name, explored.path(next, action)));
                    explored.states = states.len();
                    return explored;
                }
                visit(&transition, next);
                let alike = machine.alike(after);
                if let Entry::Vacant(entry) = known.entry(alike) {
                    entry.insert(states.len());
                    states.push(alike);
                    explored.trail.push((next, Some(action)));
                }
            }
            next += 1;
        }
        explored.states = states.len();
        explored
    }

    /// The fewest steps to a state, and one more from there.
    pub(crate) fn path(&self, mut state: usize, last: M::Action) -> Vec<M::Action> {
        let mut path = vec![last];
        while let (before, Some(action)) = self.trail[state] {
            path.push(action);
            state = before;
        }
        path.reverse();
        path
    }
}
