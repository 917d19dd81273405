//! The journey as a machine: what the hub's functions do to what is stored, and in what order.
//!
//! A request is a [`Worker`]: it loads the row ([`Action::Load`]: `Hub::enter`, `Hub::enter_by_form`),
//! decides by what its node knows ([`Action::Decide`]: `Hub::bind`, `choose`, `answer`, `continue_with`,
//! `release`, `cancel`, `admit_as_known`), perhaps keeps what was shown ([`Action::Keep`]:
//! `Hub::keep_release`), and commits ([`Action::Commit`]: `Store::advance`, `hub.finish`). Between any two
//! of these another request, another node or the world may act, and the node may crash.

use crate::checker::Machine;

/// Attributes beyond those that always go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Data(u8);

impl Data {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BIRTH: Self = Self(1);
    pub(crate) const REGISTER: Self = Self(2);
    pub(crate) const BOTH: Self = Self(3);

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn covers(self, other: Self) -> bool {
        other.without(self) == Self::NONE
    }

    pub(crate) fn names(self) -> Vec<&'static str> {
        let all = [(Self::BIRTH, "DateOfBirth"), (Self::REGISTER, "RegisterType")];
        all.into_iter().filter(|(one, _)| self.covers(*one)).map(|(_, name)| name).collect()
    }
}

/// What goes out by the agency's record, or is shown, and what of it the person may keep back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Shown {
    pub(crate) data: Data,
    pub(crate) optional: Data,
}

/// The one change that an agency may go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Agency {
    /// It is as it was.
    First,
    /// Nothing changed that matters here.
    Touched,
    Suspended,
    Removed,
    /// It gets one attribute more.
    GetsMore,
    /// People are told what goes out, and no longer asked.
    Informs,
}

/// By what somebody was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum By {
    Login,
    Session,
}

/// Why it is no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Status {
    Cancelled,
    Expired,
    NotAllowed,
    Passive,
    Level,
    Standing,
}

/// The answer, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Answer {
    Granted { by: By, sent: Data },
    Declined(Status),
}

/// `hub::journey::stage::Stage`, and the row that no browser has come for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    Arrived,
    /// `below`: by whoever had entered before, whose session is too little here.
    Choosing {
        below: bool,
    },
    Continuing,
    Authenticating {
        below: bool,
    },
    Explaining {
        status: Status,
        others: bool,
    },
    Replacing {
        below: bool,
    },
    Releasing {
        by: By,
        shown: Shown,
    },
    Returning(Answer),
}

impl Stage {
    fn is_below(self) -> bool {
        match self {
            Self::Choosing { below }
            | Self::Authenticating { below }
            | Self::Replacing { below } => below,
            Self::Arrived
            | Self::Continuing
            | Self::Explaining { .. }
            | Self::Releasing { .. }
            | Self::Returning(_) => false,
        }
    }
}

/// What a browser sends: a GET, or the form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Act {
    Enter,
    Choose,
    Right,
    Wrong,
    Refused,
    ChooseAgain,
    GoOn,
    Other,
    Send { keep_back: bool },
    NotMe,
    Replace,
    Stay,
    Cancel,
}

impl Act {
    const FORMS: [Self; 13] = [
        Self::Choose,
        Self::Right,
        Self::Wrong,
        Self::Refused,
        Self::ChooseAgain,
        Self::GoOn,
        Self::Other,
        Self::Send { keep_back: false },
        Self::Send { keep_back: true },
        Self::NotMe,
        Self::Replace,
        Self::Stay,
        Self::Cancel,
    ];

    fn fits(self, stage: Stage) -> bool {
        match self {
            Self::Enter => stage == Stage::Arrived,
            Self::Choose => matches!(stage, Stage::Choosing { .. }),
            Self::NotMe => stage == Stage::Choosing { below: true },
            Self::Right | Self::Wrong | Self::Refused => {
                matches!(stage, Stage::Authenticating { .. })
            }
            Self::ChooseAgain => matches!(
                stage,
                Stage::Authenticating { .. } | Stage::Explaining { others: true, .. }
            ),
            Self::Replace | Self::Stay => matches!(stage, Stage::Replacing { .. }),
            Self::GoOn | Self::Other => stage == Stage::Continuing,
            Self::Send { .. } => matches!(stage, Stage::Releasing { .. }),
            Self::Cancel => !matches!(stage, Stage::Arrived | Stage::Returning(_)),
        }
    }

    /// It could be done for ever, so it is done so often at most as the scenario says.
    fn is_detour(self) -> bool {
        matches!(self, Self::Wrong | Self::Refused | Self::ChooseAgain | Self::Stay)
    }
}

/// What a request is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Outcome {
    /// The page of a stage, or the way to it.
    Page(Stage),
    /// The way to the answer, or the answer.
    Answer(Answer),
    Wrong,
    Refused,
    NotFound,
    NotYours,
    Forged,
    StepDone,
    Ended,
    Expired,
    AgencyGone,
    Busy,
}

/// A row of `hub.journey`, with what its browser has on its screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Journey {
    pub(crate) version: u8,
    pub(crate) owner: Option<u8>,
    pub(crate) stage: Stage,
    /// The session with which its browser came: a new login ends it.
    pub(crate) earlier: bool,
    /// The person was asked whether to go on though somebody else had entered.
    pub(crate) warned: bool,
    /// What the page of the data showed, if it was loaded at this version.
    pub(crate) page: Option<Shown>,
    /// It was answered after the time of the others was over.
    pub(crate) answered_late: bool,
}

/// A row of `citizens.release`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Release {
    pub(crate) shown: Data,
    pub(crate) withheld: Data,
}

/// What a node has not heard of yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Behind {
    agency: bool,
    policy: bool,
}

impl Behind {
    pub(crate) const NOTHING: Self = Self { agency: false, policy: false };
}

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Worker {
    pub(crate) browser: u8,
    pub(crate) node: u8,
    pub(crate) journey: u8,
    pub(crate) act: Act,
    /// The version of the form; 0: it has none.
    pub(crate) form: u8,
    /// What it loaded.
    pub(crate) version: u8,
    pub(crate) stage: Stage,
    /// What the page of its form showed, if that was the one of the data.
    page: Option<Shown>,
    /// It read the clock after the time of the journeys was over.
    pub(crate) late: bool,
    /// How the person stood when it came.
    pub(crate) came_in_good_standing: bool,
    /// Its first write was undone, and it tries once more: overtaken, it looked for what is new.
    pub(crate) again: bool,
    pub(crate) phase: Phase,
}

/// How far it has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Phase {
    Loaded,
    /// What was shown is to be kept before it goes out.
    Keeping(Release, Finish),
    Advancing(Stage),
    Finishing(Finish),
}

/// `hub::store::Finish`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Finish {
    pub(crate) answer: Answer,
    /// Versions by which it was decided.
    agency: bool,
    policy: bool,
    /// What the person does not let go out.
    pub(crate) kept_back: Data,
}

/// Everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact that changes by itself")]
pub(crate) struct State {
    pub(crate) agency: Agency,
    /// The policy is another one by now, by which no method of this build reaches the level.
    pub(crate) stricter: bool,
    pub(crate) behind: [Behind; 2],
    pub(crate) good_standing: bool,
    /// The first browser's session from before.
    pub(crate) session: bool,
    /// It is somebody else's than that of the one who enters.
    pub(crate) others_session: bool,
    /// The time of all journeys is over that have not been answered.
    pub(crate) late: bool,
    pub(crate) release: Option<Release>,
    /// What the person has seen of their data: no row, but what the laws speak of.
    pub(crate) seen: Data,
    pub(crate) journeys: [Option<Journey>; 2],
    /// Rows of the one request in `hub.ledger` and `hub.trace`.
    pub(crate) ledger: u8,
    pub(crate) trace: u8,
    pub(crate) workers: [Option<Worker>; 2],
    detours: u8,
    events: u8,
}

/// What may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Action {
    Load {
        browser: u8,
        node: u8,
        journey: u8,
        act: Act,
        form: u8,
    },
    Decide(u8),
    Keep(u8),
    Commit(u8),
    Crash(u8),
    Event(Event),
    /// A node hears of everything that is new.
    Hear(u8),
}

/// What the world does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Event {
    Agency(Agency),
    Policy,
    StandingEnds,
    SessionEnds,
    TimePasses,
}

/// What a step did, for the laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Effect {
    /// Which browser was told what of which journey.
    pub(crate) told: Option<(u8, u8, Outcome)>,
    /// The request that has written to its journey.
    pub(crate) wrote: Option<Worker>,
    /// The answer that was fixed.
    pub(crate) fixed: Option<Finish>,
}

/// A hub with a part left out, for proving that the laws need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Without {
    CompareAndSet,
    Ledger,
    /// `hub.finish` compares neither the agency nor the policy with those in force.
    Comparison,
    /// What was proved goes out unweighed.
    Admission,
    VersionOfTheForm,
    Lock,
    SessionInTheTransaction,
    /// The page of the data shows what the node knows that goes out, not what the stage says.
    PageOfTheStage,
    /// What was kept back goes out after all if the agency needs it by then.
    AskingAgain,
    /// Whoever enters takes the place of somebody else unasked.
    Warning,
}

/// What may happen, within bounds.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact that changes by itself")]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) journeys: u8,
    /// The first browser has a session.
    pub(crate) session: bool,
    /// Its agency wants people asked before a session is used.
    pub(crate) announced: bool,
    /// What was proved in it is too little here.
    pub(crate) short: bool,
    /// And it is somebody else's than that of the one who enters now.
    pub(crate) other: bool,
    pub(crate) passive: bool,
    /// The person was shown before what goes out.
    pub(crate) remembered: bool,
    /// The agency acts by law, and people are told what goes out.
    pub(crate) informs: bool,
    pub(crate) world: &'static [Event],
    /// How much of it at most.
    pub(crate) events: u8,
    pub(crate) detours: u8,
}

/// The hub in a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    pub(crate) scenario: Scenario,
    pub(crate) without: Option<Without>,
    /// As the replay can have it: a request loads, decides and keeps without anything between, and is held
    /// just before its first write only; of two that are held the first comes first.
    pub(crate) together: bool,
}

/// `hub::journey::release::Said`, or what is remembered of it.
#[derive(Clone, Copy)]
struct Said {
    shown: Data,
    kept: Data,
    ticked: Data,
}

/// Where a decision leads.
#[derive(Clone, Copy)]
enum Next {
    Stop(Outcome),
    Go(Phase),
}

impl Machine for Model {
    type State = State;
    type Action = Action;
    type Effect = Effect;

    fn start(&self) -> State {
        let Scenario { journeys, session, remembered, events, detours, .. } = self.scenario;
        let arrived = Journey {
            version: 0,
            owner: None,
            stage: Stage::Arrived,
            earlier: false,
            warned: false,
            page: None,
            answered_late: false,
        };
        let shown = if remembered { Data::BIRTH } else { Data::NONE };
        State {
            agency: Agency::First,
            stricter: false,
            behind: [Behind::NOTHING; 2],
            good_standing: true,
            session,
            others_session: self.scenario.other,
            late: false,
            release: remembered.then_some(Release { shown, withheld: Data::NONE }),
            seen: shown,
            journeys: [Some(arrived), (journeys == 2).then_some(arrived)],
            ledger: 0,
            trace: 0,
            workers: [None; 2],
            detours,
            events,
        }
    }

    /// Requests have no order, nodes have no names, and without a session browsers have none.
    fn alike(&self, mut state: State) -> State {
        if self.together {
            return state;
        }
        state.workers.sort();
        let first = state.workers.iter().flatten().next();
        let owner = state.journeys[0].and_then(|row| row.owner);
        let browser = owner.or(first.map(|worker| worker.browser));
        if browser == Some(1) && !self.scenario.session {
            let rows = state.journeys.iter_mut().flatten();
            rows.for_each(|row| row.owner = row.owner.map(|owner| 1 - owner));
            let workers = state.workers.iter_mut().flatten();
            workers.for_each(|worker| worker.browser = 1 - worker.browser);
        }
        let [one, other] = state.behind;
        let is_second = |worker: &Worker| worker.node == 1;
        let first = state.workers.iter().flatten().next();
        if one > other || (one == other && first.is_some_and(is_second)) {
            state.behind = [other, one];
            let workers = state.workers.iter_mut().flatten();
            workers.for_each(|worker| worker.node = 1 - worker.node);
        }
        state.workers.sort();
        state
    }

    fn actions(&self, state: &State) -> Vec<Action> {
        let mut actions = Vec::new();
        for (at, worker) in (0..).zip(&state.workers) {
            let Some(worker) = worker else { continue };
            let step = match worker.phase {
                Phase::Loaded => Action::Decide(at),
                Phase::Keeping(..) => Action::Keep(at),
                Phase::Advancing(_) | Phase::Finishing(_) => Action::Commit(at),
            };
            let is_alone = worker.again || !matches!(step, Action::Commit(_));
            if self.together && (is_alone || state.workers[1].is_some()) {
                return vec![step];
            }
            actions.extend([step, Action::Crash(at)]);
        }
        if state.events > 0 {
            let events = self.scenario.world.iter().filter(|event| state.may(**event));
            actions.extend(events.map(|event| Action::Event(*event)));
        }
        for node in [0, 1] {
            if state.behind[usize::from(node)] != Behind::NOTHING {
                actions.push(Action::Hear(node));
            }
        }
        if state.workers.iter().any(Option::is_none) {
            for (journey, row) in (0..).zip(&state.journeys) {
                let Some(row) = row else { continue };
                Self::requests(state, journey, row, &mut actions);
            }
        }
        actions
    }

    fn step(&self, state: &State, action: Action) -> (State, Effect) {
        let mut after = *state;
        let mut effect = Effect::default();
        match action {
            Action::Load { browser, node, journey, act, form } => {
                if act.is_detour() {
                    after.detours -= 1;
                }
                match self.load(&mut after, (browser, node), journey, act, form) {
                    Ok(worker) => {
                        let free = after.workers.iter_mut().find(|slot| slot.is_none());
                        *free.expect("a free slot") = Some(worker);
                    }
                    Err(outcome) => effect.told = Some((browser, journey, outcome)),
                }
            }
            Action::Decide(at) => {
                let worker = state.worker(at);
                let next = self.decide(state, &worker);
                // `Hub::not_me` ends the session before it moves the journey on.
                if worker.act == Act::NotMe {
                    after.session = false;
                }
                after.go(at, worker, next, &mut effect);
            }
            Action::Keep(at) => {
                let worker = state.worker(at);
                if let Phase::Keeping(release, finish) = worker.phase {
                    after.release = Some(release);
                    after.go(at, worker, Next::Go(Phase::Finishing(finish)), &mut effect);
                }
            }
            Action::Commit(at) => {
                let worker = state.worker(at);
                match worker.phase {
                    Phase::Advancing(to) => {
                        let outcome = self.advance(&mut after, &worker, to, &mut effect);
                        after.go(at, worker, Next::Stop(outcome), &mut effect);
                    }
                    Phase::Finishing(finish) => {
                        let next = self.finish(&mut after, at, finish, &mut effect);
                        let worker = after.worker(at);
                        after.go(at, worker, next, &mut effect);
                    }
                    Phase::Loaded | Phase::Keeping(..) => {}
                }
            }
            Action::Crash(at) => after.workers[usize::from(at)] = None,
            Action::Event(event) => after.happen(event),
            Action::Hear(node) => after.behind[usize::from(node)] = Behind::NOTHING,
        }
        (after, effect)
    }
}

impl State {
    fn worker(&self, at: u8) -> Worker {
        self.workers[usize::from(at)].expect("a request under way")
    }

    fn journey(&self, at: u8) -> &Journey {
        self.journeys[usize::from(at)].as_ref().expect("a journey")
    }

    fn may(&self, event: Event) -> bool {
        match event {
            Event::Agency(_) => self.agency == Agency::First,
            Event::Policy => !self.stricter,
            Event::StandingEnds => self.good_standing,
            Event::SessionEnds => self.session,
            Event::TimePasses => !self.late,
        }
    }

    fn happen(&mut self, event: Event) {
        self.events -= 1;
        match event {
            Event::Agency(agency) => {
                self.agency = agency;
                self.behind.iter_mut().for_each(|node| node.agency = true);
            }
            Event::Policy => {
                self.stricter = true;
                self.behind.iter_mut().for_each(|node| node.policy = true);
            }
            Event::StandingEnds => self.good_standing = false,
            Event::SessionEnds => self.session = false,
            Event::TimePasses => self.late = true,
        }
    }

    /// The agency as a node knows it: `Hub::agency_of`.
    fn agency_at(&self, node: u8) -> Agency {
        if self.behind[usize::from(node)].agency { Agency::First } else { self.agency }
    }

    /// Whether a node knows the stricter policy.
    fn stricter_at(&self, node: u8) -> bool {
        self.stricter && !self.behind[usize::from(node)].policy
    }

    /// The request goes on, or is told something and ends.
    fn go(&mut self, at: u8, worker: Worker, next: Next, effect: &mut Effect) {
        self.workers[usize::from(at)] = match next {
            Next::Go(phase) => Some(Worker { phase, ..worker }),
            Next::Stop(outcome) => {
                effect.told = Some((worker.browser, worker.journey, outcome));
                None
            }
        };
    }
}

impl Model {
    /// Every request that a browser can make: for a page, or with a form that it was given at this
    /// version of the journey or one of the two before.
    fn requests(state: &State, journey: u8, row: &Journey, actions: &mut Vec<Action>) {
        let back = if matches!(row.stage, Stage::Returning(_)) { 2 } else { 1 };
        let oldest = row.version.saturating_sub(back).max(1);
        for (browser, node) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let load = |act, form| Action::Load { browser, node, journey, act, form };
            actions.push(load(Act::Enter, 0));
            let acts = Act::FORMS.into_iter().filter(|act| state.detours > 0 || !act.is_detour());
            for act in acts {
                for form in oldest..=row.version {
                    let stands = form == row.version;
                    // There is no other form in this stage than that of its page.
                    let unseen = matches!(row.stage, Stage::Releasing { .. }) && row.page.is_none();
                    if !(stands && unseen) {
                        actions.push(load(act, form));
                    }
                }
            }
        }
    }

    /// `Hub::enter` and `Hub::enter_by_form`: what can be said from the row alone.
    fn load(
        &self,
        state: &mut State,
        (browser, node): (u8, u8),
        journey: u8,
        act: Act,
        form: u8,
    ) -> Result<Worker, Outcome> {
        let row = *state.journey(journey);
        let is_lockless = self.is_without(Without::Lock);
        let worker = Worker {
            browser,
            node,
            journey,
            act,
            form,
            version: row.version,
            stage: row.stage,
            page: row.page.filter(|_| act != Act::Cancel),
            late: state.late,
            came_in_good_standing: state.good_standing,
            again: false,
            phase: Phase::Loaded,
        };
        if row.stage == Stage::Arrived {
            return if state.late { Err(Outcome::NotFound) } else { Ok(worker) };
        }
        if row.owner != Some(browser) && !is_lockless {
            return Err(if act == Act::Enter { Outcome::NotYours } else { Outcome::Forged });
        }
        if let Stage::Returning(_) = row.stage
            && row.answered_late != state.late
        {
            return Err(Outcome::Ended);
        }
        if act == Act::Enter {
            return Err(self.page(state, node, journey));
        }
        let returning = matches!(row.stage, Stage::Returning(_));
        let in_time = form == row.version || (form + 1 == row.version && returning);
        if !in_time && !self.is_without(Without::VersionOfTheForm) {
            return Err(if returning { Outcome::Ended } else { Outcome::StepDone });
        }
        let expired = state.late && !returning;
        if expired && act != Act::Cancel {
            return Err(Outcome::Expired);
        }
        match row.stage {
            _ if act.fits(row.stage) => Ok(worker),
            Stage::Returning(_) if act == Act::ChooseAgain => Err(Outcome::Ended),
            Stage::Returning(answer) => Err(Outcome::Answer(answer)),
            Stage::Arrived
            | Stage::Choosing { .. }
            | Stage::Continuing
            | Stage::Authenticating { .. }
            | Stage::Explaining { .. }
            | Stage::Replacing { .. }
            | Stage::Releasing { .. } => Err(Outcome::StepDone),
        }
    }

    /// `http::stages::page_of`, and `Hub::respond`.
    fn page(&self, state: &mut State, node: u8, journey: u8) -> Outcome {
        let row = *state.journey(journey);
        let agency = state.agency_at(node);
        match row.stage {
            Stage::Returning(answer) => {
                let granted = matches!(answer, Answer::Granted { .. });
                let gone = agency == Agency::Removed || (granted && agency == Agency::Suspended);
                return if gone { Outcome::AgencyGone } else { Outcome::Answer(answer) };
            }
            _ if state.late => return Outcome::Expired,
            Stage::Choosing { .. } | Stage::Releasing { .. } if agency == Agency::Removed => {
                return Outcome::AgencyGone;
            }
            Stage::Releasing { shown, .. } => {
                let mut page = shown;
                if self.is_without(Without::PageOfTheStage) {
                    let known = self.terms(agency);
                    page.data = shown.data.common(known.data);
                    page.optional = shown.data.common(known.optional);
                }
                state.seen = state.seen.and(page.data);
                let row = state.journeys[usize::from(journey)].as_mut();
                row.expect("a journey").page = Some(page);
            }
            Stage::Arrived
            | Stage::Choosing { .. }
            | Stage::Continuing
            | Stage::Authenticating { .. }
            | Stage::Replacing { .. }
            | Stage::Explaining { .. } => {}
        }
        Outcome::Page(row.stage)
    }

    /// What goes out by the record: `release::going_out`.
    pub(crate) fn terms(&self, agency: Agency) -> Shown {
        let data = if agency == Agency::GetsMore { Data::BOTH } else { Data::BIRTH };
        let informs = self.scenario.informs || agency == Agency::Informs;
        Shown { data, optional: if informs { Data::NONE } else { data } }
    }

    /// What follows from what was loaded, and from what the node and the database say now.
    fn decide(&self, state: &State, worker: &Worker) -> Next {
        let advance = |stage| Next::Go(Phase::Advancing(stage));
        let below = worker.stage.is_below();
        let asks_method =
            matches!(worker.act, Act::Choose | Act::Right | Act::Wrong | Act::Refused);
        if asks_method && state.agency_at(worker.node) == Agency::Removed {
            return Next::Stop(Outcome::AgencyGone);
        }
        match worker.act {
            Act::Enter => self.bind(state, worker),
            Act::Choose | Act::Wrong => advance(Stage::Authenticating { below }),
            Act::Right | Act::Replace => self.admit(state, worker, By::Login),
            Act::GoOn if state.session => self.admit(state, worker, By::Session),
            Act::Refused | Act::ChooseAgain | Act::Stay => advance(Stage::Choosing { below }),
            Act::GoOn | Act::Other | Act::NotMe => advance(Stage::Choosing { below: false }),
            Act::Send { .. } => match worker.stage {
                Stage::Releasing { by, .. } => self.admit(state, worker, by),
                Stage::Arrived
                | Stage::Choosing { .. }
                | Stage::Continuing
                | Stage::Authenticating { .. }
                | Stage::Explaining { .. }
                | Stage::Replacing { .. }
                | Stage::Returning(_) => Next::Stop(Outcome::StepDone),
            },
            Act::Cancel => {
                let status = if let Stage::Explaining { status, .. } = worker.stage {
                    status
                } else if worker.late {
                    Status::Expired
                } else if below {
                    Status::Level
                } else {
                    Status::Cancelled
                };
                Self::decline(state, worker, status)
            }
        }
    }

    /// `Hub::bind`, `Policy::decide` and `Hub::go_on`.
    fn bind(&self, state: &State, worker: &Worker) -> Next {
        let Worker { browser, node, .. } = *worker;
        let Scenario { announced, passive, .. } = self.scenario;
        let agency = state.agency_at(node);
        let session = browser == 0 && state.session;
        let counts = session && state.good_standing && !state.stricter_at(node);
        let continues = counts && !self.scenario.short;
        match agency {
            Agency::Removed => return Next::Stop(Outcome::AgencyGone),
            Agency::Suspended => return Self::decline(state, worker, Status::NotAllowed),
            Agency::First | Agency::Touched | Agency::GetsMore | Agency::Informs => {}
        }
        if passive && (!continues || announced) {
            return Self::decline(state, worker, Status::Passive);
        }
        Next::Go(Phase::Advancing(if continues && announced {
            Stage::Continuing
        } else if continues {
            return self.admit(state, worker, By::Session);
        } else if state.stricter_at(node) {
            Stage::Explaining { status: Status::Level, others: false }
        } else {
            Stage::Choosing { below: counts }
        }))
    }

    /// `Hub::admit`, `Hub::admit_as_known`, `Policy::admit` and `Hub::release_due`.
    fn admit(&self, state: &State, worker: &Worker, by: By) -> Next {
        let node = worker.node;
        let agency = state.agency_at(node);
        if agency == Agency::Removed {
            return Next::Stop(Outcome::AgencyGone);
        }
        let no = match (agency, state.good_standing, state.stricter_at(node)) {
            _ if self.is_without(Without::Admission) => None,
            (Agency::Suspended, _, _) => Some(Status::NotAllowed),
            (_, false, _) => Some(Status::Standing),
            (_, _, true) => Some(Status::Level),
            _ => None,
        };
        match no {
            Some(_) if by == By::Session => return self.choose_instead(state, worker),
            Some(Status::NotAllowed) => return Self::decline(state, worker, Status::NotAllowed),
            Some(status) => {
                // Nothing reaches the level, but somebody else may have more luck than whose session it is.
                let own = worker.stage.is_below() && !self.scenario.other;
                let others = status == Status::Standing || own;
                return Next::Go(Phase::Advancing(Stage::Explaining { status, others }));
            }
            None => {}
        }
        let replaces = self.scenario.other && worker.browser == 0 && state.session;
        if worker.act == Act::Right && replaces && !self.is_without(Without::Warning) {
            let below = worker.stage.is_below();
            return Next::Go(Phase::Advancing(Stage::Replacing { below }));
        }
        let going = self.terms(agency);
        let said = Self::said(worker);
        let known = |Release { shown, withheld }: Release| Said {
            shown,
            kept: withheld,
            ticked: going.data.without(withheld),
        };
        let asks = said.is_none() || !self.is_without(Without::AskingAgain);
        let seen = said.or(state.release.map(known)).filter(|Said { shown, kept, .. }| {
            let needed = going.data.without(going.optional);
            shown.covers(going.data) && !(asks && kept.common(needed) != Data::NONE)
        });
        let Some(Said { kept, ticked, .. }) = seen else {
            if self.scenario.passive {
                return Self::decline(state, worker, Status::Passive);
            }
            return Next::Go(Phase::Advancing(Stage::Releasing { by, shown: going }));
        };
        // What may be kept back goes out only if it was ticked, or was not kept back before.
        let withheld = going.optional.without(ticked);
        let sent = going.data.without(withheld);
        let finish = Finish {
            answer: Answer::Granted { by, sent },
            agency: agency != Agency::First,
            policy: state.stricter_at(node),
            kept_back: kept,
        };
        Next::Go(match said {
            Some(_) => Phase::Keeping(Release { shown: going.data, withheld }, finish),
            None => Phase::Finishing(finish),
        })
    }

    /// What was shown, as the stage says, and what of the page the person kept back.
    fn said(worker: &Worker) -> Option<Said> {
        let (Act::Send { keep_back }, Stage::Releasing { shown, .. }) = (worker.act, worker.stage)
        else {
            return None;
        };
        let boxes = worker.page.unwrap_or(shown).optional;
        let kept = if keep_back { boxes } else { Data::NONE };
        Some(Said { shown: shown.data, kept, ticked: boxes.without(kept) })
    }

    /// A session that would have done does not any more.
    fn choose_instead(&self, state: &State, worker: &Worker) -> Next {
        if self.scenario.passive {
            return Self::decline(state, worker, Status::Passive);
        }
        Next::Go(Phase::Advancing(Stage::Choosing { below: false }))
    }

    /// `Hub::decline`.
    fn decline(state: &State, worker: &Worker, status: Status) -> Next {
        let agency = state.agency_at(worker.node);
        if agency == Agency::Removed {
            return Next::Stop(Outcome::AgencyGone);
        }
        Next::Go(Phase::Finishing(Finish {
            answer: Answer::Declined(status),
            agency: agency != Agency::First,
            policy: false,
            kept_back: Data::NONE,
        }))
    }

    /// `Store::advance`.
    fn advance(
        &self,
        state: &mut State,
        worker: &Worker,
        to: Stage,
        effect: &mut Effect,
    ) -> Outcome {
        if !self.write(state, worker, to) {
            return Outcome::StepDone;
        }
        effect.wrote = Some(*worker);
        match worker.act {
            Act::Wrong => Outcome::Wrong,
            Act::Refused => Outcome::Refused,
            Act::Enter
            | Act::Choose
            | Act::Right
            | Act::ChooseAgain
            | Act::GoOn
            | Act::Other
            | Act::Send { .. }
            | Act::NotMe
            | Act::Replace
            | Act::Stay
            | Act::Cancel => Outcome::Page(to),
        }
    }

    /// The function `hub.finish`, and what `Hub::finish` and `Hub::admit` make of what it says.
    fn finish(&self, state: &mut State, at: u8, finish: Finish, effect: &mut Effect) -> Next {
        let before = *state;
        let worker = before.worker(at);
        if !self.write(state, &worker, Stage::Returning(finish.answer)) {
            let row = before.journey(worker.journey);
            return Next::Stop(match row.stage {
                _ if row.owner != Some(worker.browser) => Outcome::NotYours,
                Stage::Returning(_) if row.answered_late != worker.late => Outcome::Ended,
                Stage::Returning(answer) => Outcome::Answer(answer),
                Stage::Arrived
                | Stage::Choosing { .. }
                | Stage::Continuing
                | Stage::Authenticating { .. }
                | Stage::Explaining { .. }
                | Stage::Replacing { .. }
                | Stage::Releasing { .. } => Outcome::StepDone,
            });
        }
        let in_force = (before.agency != Agency::First, before.stricter);
        let by = match finish.answer {
            Answer::Granted { by, .. } => Some(by),
            Answer::Declined(_) => None,
        };
        let compares = by.is_some() && !self.is_without(Without::Comparison);
        let checks_session = !self.is_without(Without::SessionInTheTransaction);
        let undone = if before.agency == Agency::Removed {
            Some(Next::Stop(Outcome::AgencyGone))
        } else if compares && in_force != (finish.agency, finish.policy) {
            Some(Next::Go(Phase::Loaded))
        } else if by == Some(By::Session) && checks_session && !before.session {
            Some(self.choose_instead(&before, &worker))
        } else if before.ledger > 0 && !self.is_without(Without::Ledger) {
            Some(Next::Stop(Outcome::Ended))
        } else {
            None
        };
        match undone {
            // Overtaken: the node looks for what is new, and decides anew, once.
            Some(Next::Go(Phase::Loaded)) => {
                *state = before;
                if worker.again {
                    return Next::Stop(Outcome::Busy);
                }
                state.behind[usize::from(worker.node)] = Behind::NOTHING;
                let again = Worker { again: true, ..worker };
                state.workers[usize::from(at)] = Some(again);
                Next::Go(Phase::Loaded)
            }
            Some(next) => {
                *state = before;
                if let Next::Go(_) = next {
                    state.workers[usize::from(at)] = Some(Worker { again: true, ..worker });
                }
                next
            }
            None => {
                state.ledger += 1;
                state.trace += 1;
                // A new session comes in the place of the one with which the browser came.
                if by == Some(By::Login) && before.journey(worker.journey).earlier {
                    state.session = false;
                }
                effect.wrote = Some(worker);
                effect.fixed = Some(finish);
                Next::Stop(Outcome::Answer(finish.answer))
            }
        }
    }

    /// Compare-and-set of the row.
    fn write(&self, state: &mut State, worker: &Worker, to: Stage) -> bool {
        let session = worker.browser == 0 && state.session;
        let row = state.journeys[usize::from(worker.journey)].as_mut().expect("a journey");
        let finished = matches!(row.stage, Stage::Returning(_));
        let stands = row.version == worker.version && !finished;
        if !stands && !self.is_without(Without::CompareAndSet) {
            return false;
        }
        *row = Journey {
            version: row.version + 1,
            owner: row.owner.filter(|_| worker.act != Act::Enter).or(Some(worker.browser)),
            stage: to,
            earlier: if worker.act == Act::Enter { session } else { row.earlier },
            warned: row.warned || worker.act == Act::Replace,
            page: None,
            answered_late: worker.late && matches!(to, Stage::Returning(_)),
        };
        true
    }

    fn is_without(&self, part: Without) -> bool {
        self.without == Some(part)
    }
}
