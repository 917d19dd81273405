//! What is looked at: each scenario is bounded, and all that can happen within its bounds does.

use crate::machine::{Agency, Event, Scenario};

const AGENCY: &[Event] = &[
    Event::Agency(Agency::Touched),
    Event::Agency(Agency::Suspended),
    Event::Agency(Agency::Removed),
    Event::Agency(Agency::GetsMore),
    Event::Agency(Agency::Informs),
];
const OVERTAKEN: &[Event] = &[Event::Agency(Agency::Touched), Event::Policy];
const WORLD: &[Event] = &[
    Event::Agency(Agency::Suspended),
    Event::Policy,
    Event::StandingEnds,
    Event::SessionEnds,
    Event::TimePasses,
];

const LOGIN: Scenario = Scenario {
    name: "a login, and the agency changes",
    journeys: 1,
    session: false,
    announced: true,
    short: false,
    other: false,
    passive: false,
    remembered: false,
    informs: false,
    world: AGENCY,
    events: 1,
    detours: 0,
};

/// All of them.
pub(crate) const ALL: [Scenario; 11] = [
    LOGIN,
    Scenario {
        name: "a login with a detour, overtaken twice",
        world: OVERTAKEN,
        events: 2,
        detours: 1,
        ..LOGIN
    },
    Scenario { name: "the same, and people are told", informs: true, ..LOGIN },
    Scenario { name: "a login, and two things happen", world: WORLD, events: 2, ..LOGIN },
    Scenario {
        name: "a session that is asked about",
        session: true,
        remembered: true,
        world: WORLD,
        events: 2,
        ..LOGIN
    },
    Scenario { name: "a session, and data not yet shown", session: true, ..LOGIN },
    Scenario {
        name: "a session that will do at once",
        session: true,
        announced: false,
        remembered: true,
        events: 1,
        ..LOGIN
    },
    Scenario {
        name: "no page may be shown",
        session: true,
        announced: false,
        passive: true,
        remembered: true,
        world: WORLD,
        events: 2,
        ..LOGIN
    },
    Scenario {
        name: "a session that is too little",
        session: true,
        short: true,
        remembered: true,
        world: WORLD,
        events: 1,
        detours: 1,
        ..LOGIN
    },
    Scenario {
        name: "a session of somebody else that is too little",
        session: true,
        short: true,
        other: true,
        remembered: true,
        world: WORLD,
        events: 1,
        detours: 1,
        ..LOGIN
    },
    Scenario {
        name: "one request in two journeys",
        journeys: 2,
        session: true,
        announced: false,
        remembered: true,
        world: &[Event::SessionEnds],
        events: 1,
        ..LOGIN
    },
];

/// Those that are replayed: smaller, as each step is one of the real hub.
pub(crate) const REPLAYED: [Scenario; 8] = [
    Scenario { name: "login", detours: 1, ..LOGIN },
    Scenario { name: "told", informs: true, ..LOGIN },
    Scenario { name: "world", world: WORLD, detours: 1, ..LOGIN },
    Scenario { name: "session", session: true, remembered: true, world: WORLD, events: 1, ..LOGIN },
    Scenario {
        name: "passive",
        session: true,
        announced: false,
        passive: true,
        remembered: true,
        world: WORLD,
        ..LOGIN
    },
    Scenario {
        name: "short",
        session: true,
        short: true,
        remembered: true,
        world: WORLD,
        detours: 1,
        ..LOGIN
    },
    Scenario {
        name: "another",
        session: true,
        short: true,
        other: true,
        remembered: true,
        world: WORLD,
        detours: 1,
        ..LOGIN
    },
    Scenario {
        name: "twice",
        journeys: 2,
        session: true,
        announced: false,
        remembered: true,
        world: &[Event::SessionEnds],
        ..LOGIN
    },
];
