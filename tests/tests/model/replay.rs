//! The same events at the real hub: two nodes over one PostgreSQL, and after each event what the machine
//! says is what is there.
//!
//! A request that is to wait between its decision and its first write waits for the row of its journey,
//! which a transaction of the test holds. A crash ends that request's connection to the database.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::future::Future;
use std::time::Duration;

use authenticators::Section;
use authenticators::password::Passwords;
use axum::Router;
use axum::body::Body;
use certs::KeyRing;
use citizens::{CitizenId, Release};
use http::header::{CONTENT_TYPE, ORIGIN as FROM};
use http::{Request, StatusCode};
use hub::agency::ReleaseManner;
use hub::journey::JourneyId;
use hub::journey::browser::BrowserKey;
use hub::journey::session::BOUNCE;
use hub::{Hub, SystemEntropy};
use identity::{LevelOfAssurance, SpanishId};
use jiff::SignedDuration;
use pages::Guard;
use saml::attributes::{DATE_OF_BIRTH, FAMILY_NAME, FIRST_NAME, PERSON_IDENTIFIER, REGISTER_TYPE};
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, ORIGIN, PASSWORD, keys, nod, start};
use tokio::task::JoinSet;
use tokio_postgres::Client;

use crate::checker::{Explored, Machine as _};
use crate::machine::{
    self, Act, Action, Data, Event, Model, Outcome, Phase, Scenario, Stage, Status, Worker,
};

/// No method of this build reaches anything.
const STRICTER: &str = "[[rule]]\nmethod = \"palm\"\nfactors = \"knowledge\"\n\
                        registration = [\"basic\", \"advanced\"]\nloa = \"low\"\n";
const MINIMUM: [&str; 3] = [PERSON_IDENTIFIER, FAMILY_NAME, FIRST_NAME];
const LONGEST: Duration = Duration::from_secs(20);

/// A kind of step: what was sent at which stage, and what it was told.
pub(crate) type Kind = (Act, &'static str, &'static str, bool);

/// Paths that have every kind of step in them that is not `covered` yet, each as short as can be; steps that
/// change nothing are taken on the way.
pub(crate) fn paths(scenario: Scenario, covered: &mut HashSet<Kind>) -> Vec<Vec<Action>> {
    let model = Model { scenario, without: None, together: true };
    let mut first: HashMap<Kind, (usize, Action, bool)> = HashMap::new();
    let explored = Explored::of(&model, &[], crate::MOST, |step, at| {
        if let Some(kind) = kind_of(step.before, step.action, step.effect) {
            let is_idle = step.before == step.after;
            first.entry(kind).or_insert((at, step.action, is_idle));
        }
    });
    first.retain(|kind, _| !covered.contains(kind));
    let (idle, moving): (Vec<_>, Vec<_>) = first.into_values().partition(|(.., is_idle)| *is_idle);
    let mut ways: Vec<_> =
        moving.into_iter().map(|(at, action, _)| explored.path(at, action)).collect();
    // The longest have most of the others in them.
    ways.sort_by_key(|way| Reverse(way.len()));
    let mut paths: Vec<Vec<Action>> = Vec::new();
    for way in ways {
        let kinds = kinds_on(&model, &way);
        if kinds.iter().any(|kind| !covered.contains(kind)) {
            covered.extend(kinds);
            paths.push(way);
        }
    }
    for (at, action, _) in idle {
        let mut way = explored.path(at, action);
        way.pop();
        if let Some(path) = paths.iter_mut().find(|path| path.starts_with(&way)) {
            path.insert(way.len(), action);
        } else {
            way.push(action);
            paths.push(way);
        }
    }
    for path in &paths {
        covered.extend(kinds_on(&model, path));
    }
    paths
}

fn kinds_on(model: &Model, path: &[Action]) -> Vec<Kind> {
    let mut state = model.start();
    let mut kinds = Vec::new();
    for action in path {
        let (after, effect) = model.step(&state, *action);
        kinds.extend(kind_of(&state, *action, &effect));
        state = after;
    }
    kinds
}

fn kind_of(before: &machine::State, action: Action, effect: &machine::Effect) -> Option<Kind> {
    let (act, stage) = match action {
        Action::Load { act, journey, .. } => (act, before.journeys[usize::from(journey)]?.stage),
        Action::Commit(at) | Action::Decide(at) | Action::Crash(at) => {
            let worker = before.workers[usize::from(at)]?;
            (worker.act, worker.stage)
        }
        Action::Keep(_) | Action::Event(_) | Action::Hear(_) => return None,
    };
    let told = match effect.told {
        Some((_, _, outcome)) => crate::told(outcome),
        None if matches!(action, Action::Crash(_)) => "nothing any more",
        None => return None,
    };
    let was_changed = matches!(effect.told, Some((_, _, Outcome::StepDone | Outcome::Answer(_))));
    let is_late = matches!(action, Action::Commit(_)) && was_changed && effect.wrote.is_none();
    Some((act, crate::kind(stage), told, is_late))
}

/// The hub, and what the machine says of it.
struct World {
    model: Model,
    state: machine::State,
    hall: Hall,
    nodes: [(std::sync::Arc<Hub>, Router); 2],
    agency: Agency,
    ana: CitizenId,
    browsers: [Browser; 2],
    keys: [BrowserKey; 2],
    journeys: Vec<String>,
    looking: Client,
    session: Vec<u8>,
    before: (i64, i64),
    held: [Option<Held>; 2],
    assertions: HashMap<usize, String>,
}

/// A request that is under way.
struct Held {
    journey: u8,
    answer: JoinSet<Answer>,
    gate: Option<Client>,
}

/// Walks a path, and compares after each step.
pub(crate) async fn walk(scenario: Scenario, path: &[Action]) {
    let _on_the_way = OnTheWay(scenario.name, path);
    let mut world = World::open(scenario).await;
    for (at, action) in path.iter().enumerate() {
        let rest = path.get(at + 1..).unwrap_or_default();
        world.take(*action, rest).await;
    }
}

/// Says which way a test was on that has failed.
struct OnTheWay<'a>(&'static str, &'a [Action]);

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("on the way of {:?}: {:?}", self.0, self.1);
        }
    }
}

impl Held {
    async fn answer(mut self) -> Answer {
        self.answer.join_next().await.unwrap().unwrap()
    }
}

impl World {
    async fn open(scenario: Scenario) -> Self {
        let hall = Hall::with(if scenario.short { &nod::STRONG } else { &nod::BLUEPRINT }).await;
        let agency = Agency::new("https://sede.example.test/metadata");
        let level =
            if scenario.short { LevelOfAssurance::Substantial } else { LevelOfAssurance::Low };
        hall.join(&agency, level).await;
        let other = Agency::new("https://otra.example.test/metadata");
        hall.join(&other, LevelOfAssurance::Low).await;
        hall.set(&agency, |record| {
            record.attributes = Some(vec![DATE_OF_BIRTH.to_owned()]);
            record.allow_sso = true;
            record.announce_sso = scenario.announced;
            if scenario.informs {
                record.release = ReleaseManner::Informs;
            }
        })
        .await;
        let ana = hall.ports.citizens.find(&SpanishId::parse(ANA).unwrap()).await.unwrap().unwrap();
        let looking = hall.database.connect().await;
        hall.forget_releases().await;
        if scenario.remembered {
            let release = Release {
                at: start(),
                shown: MINIMUM.iter().chain([&DATE_OF_BIRTH]).map(|n| (*n).to_owned()).collect(),
                withheld: Vec::new(),
            };
            hall.ports.citizens.keep_release(ana, &agency.entity_id, &release).await.unwrap();
        }
        let ring = || KeyRing::open(keys::ring(), "production", None).unwrap();
        let nodes = [
            (std::sync::Arc::clone(&hall.hub), hall.router.clone()),
            hall.another_node(ring()).await,
        ];
        let keys = [(), ()].map(|()| BrowserKey::generate(&SystemEntropy).unwrap());
        let mut browsers = [hall.browser(), hall.browser()];
        for (browser, key) in browsers.iter_mut().zip(&keys) {
            browser.cookies.insert(BrowserKey::COOKIE.to_owned(), key.to_cookie());
        }
        if scenario.other {
            let advanced = "UPDATE citizens.person SET level = 'advanced'";
            looking.batch_execute(advanced).await.unwrap();
            set_password(&hall).await;
            log_in(&mut browsers[0], &other, Some(LEO)).await;
        } else if scenario.session {
            log_in(&mut browsers[0], &other, scenario.short.then_some(ANA)).await;
        }
        let session = looking.query_opt("SELECT id FROM hub.session", &[]).await.unwrap();
        let session = session.map(|row| row.get(0)).unwrap_or_default();
        let before = (hall.rows("ledger").await, hall.rows("trace").await);
        let model = Model { scenario, without: None, together: true };
        let address = agency.redirect(&asking(&agency, scenario.passive), None);
        let mut journeys = Vec::new();
        for _ in 0..scenario.journeys {
            let arrived = hall.browser().get(&address).await;
            journeys.push(arrived.location().unwrap().trim_start_matches("/t/").to_owned());
        }
        Self {
            model,
            state: model.start(),
            hall,
            nodes,
            agency,
            ana,
            browsers,
            keys,
            journeys,
            looking,
            session,
            before,
            held: [None, None],
            assertions: HashMap::new(),
        }
    }

    async fn take(&mut self, action: Action, rest: &[Action]) {
        assert!(
            self.model.actions(&self.state).contains(&action),
            "{action:?} in {:?}",
            self.state
        );
        let before = self.state;
        let (after, effect) = self.model.step(&before, action);
        self.state = after;
        let told = effect.told.map(|(_, _, outcome)| outcome);
        match action {
            Action::Load { browser, node, journey, act, form } => {
                // So late after an answer that nobody is taken for sent back at once.
                if before.journeys[usize::from(journey)].unwrap().stage == Stage::Arrived {
                    self.hall.clock.wait(BOUNCE + SignedDuration::from_secs(1));
                }
                let request = self.request((browser, node), journey, act, form);
                let slot = (0..2).find(|at| before.workers[*at] != after.workers[*at]);
                match slot {
                    None => {
                        let answer = request.await;
                        self.assert_told((journey, node), act, &answer, told.unwrap());
                    }
                    Some(slot) => self.hold(slot, journey, request, rest).await,
                }
            }
            Action::Decide(at) | Action::Commit(at) => {
                let worker = before.workers[usize::from(at)].unwrap();
                if matches!(action, Action::Commit(_)) {
                    self.open_gate(at).await;
                }
                if let Some(outcome) = told {
                    let held = self.held[usize::from(at)].take().unwrap();
                    let answer = held.answer().await;
                    let place = (worker.journey, worker.node);
                    self.assert_told(place, worker.act, &answer, outcome);
                }
            }
            Action::Keep(_) => {}
            Action::Crash(at) => self.crash(at).await,
            Action::Event(event) => self.happen(event).await,
            Action::Hear(node) => {
                let node = &self.nodes[usize::from(node)].0;
                node.refresh_directory().await.unwrap();
                node.refresh_policy().await.unwrap();
            }
        }
        let is_gated = |held: &Held| {
            self.held.iter().flatten().any(|one| one.gate.is_some() && one.journey == held.journey)
        };
        let runs_ahead =
            |worker: &Worker| matches!(worker.phase, Phase::Loaded | Phase::Keeping(..));
        // What runs by itself is compared when it was told something.
        let stands = self.held.iter().flatten().all(is_gated)
            && !self.state.workers.iter().flatten().any(runs_ahead);
        if stands {
            self.assert_stored().await;
        }
    }

    /// Sends a request whose steps follow, and holds it before its first write unless that is next.
    async fn hold(
        &mut self,
        slot: usize,
        journey: u8,
        request: impl Future<Output = Answer> + Send + 'static,
        rest: &[Action],
    ) {
        let mut ahead =
            rest.iter().filter(|action| !matches!(action, Action::Decide(_) | Action::Keep(_)));
        let at = u8::try_from(slot).unwrap();
        let decides =
            rest.iter().take_while(|action| matches!(action, Action::Decide(_) | Action::Keep(_)));
        let (mut state, mut stops) = (self.state, false);
        for action in decides {
            let (after, effect) = self.model.step(&state, *action);
            (state, stops) = (after, effect.told.is_some());
        }
        let is_held = self.held.iter().flatten().any(|held| held.journey == journey);
        let goes_on = stops || (ahead.next() == Some(&Action::Commit(at)) && !is_held);
        let mut gate = None;
        if !goes_on && !is_held {
            let client = self.hall.database.connect().await;
            let lock = format!(
                "BEGIN; SELECT 1 FROM hub.journey WHERE id = '\\x{}' FOR UPDATE",
                self.journeys[usize::from(journey)]
            );
            client.batch_execute(&lock).await.unwrap();
            gate = Some(client);
        }
        let others = self.held.iter().flatten().count();
        let mut answer = JoinSet::new();
        answer.spawn(request);
        self.held[slot] = Some(Held { journey, answer, gate });
        if !goes_on {
            self.until_waiting(others + 1).await;
        } else if others == 0 {
            // It may be done already: what is stored is compared when it was told so.
            self.held[slot].as_mut().unwrap().gate = None;
        }
    }

    async fn until_waiting(&self, requests: usize) {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND backend_type = 'client backend' AND wait_event_type = 'Lock'";
        let wanted = i64::try_from(requests).unwrap();
        let begun = std::time::Instant::now();
        loop {
            let count: i64 = self.looking.query_one(waiting, &[]).await.unwrap().get(0);
            if count == wanted {
                return;
            }
            assert!(begun.elapsed() < LONGEST, "{count} requests wait, not {wanted}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn open_gate(&mut self, at: u8) {
        let gate = self.held[usize::from(at)].as_mut().and_then(|held| held.gate.take());
        if let Some(gate) = gate {
            gate.batch_execute("COMMIT").await.unwrap();
        }
    }

    /// The node loses its connection while it writes, and nobody hears of the request again.
    async fn crash(&mut self, at: u8) {
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                   WHERE datname = current_database() AND backend_type = 'client backend' AND wait_event_type = 'Lock'";
        let cut: i64 = self.looking.query_one(cut, &[]).await.unwrap().get(0);
        assert_eq!(cut, 1);
        let mut held = self.held[usize::from(at)].take().unwrap();
        let gate = held.gate.take().unwrap();
        let answer = held.answer().await;
        assert!(answer.status.is_server_error(), "{}", answer.status);
        gate.batch_execute("COMMIT").await.unwrap();
    }

    async fn happen(&mut self, event: Event) {
        let (hall, agency) = (&self.hall, &self.agency);
        match event {
            Event::Agency(machine::Agency::Removed) => hall.remove_unheard(agency).await,
            Event::Agency(change) => {
                hall.set_unheard(agency, |record| match change {
                    machine::Agency::Touched => record.contacts = vec!["a@example.es".to_owned()],
                    machine::Agency::Suspended => record.suspended = true,
                    machine::Agency::GetsMore => {
                        let both = [DATE_OF_BIRTH, REGISTER_TYPE].map(str::to_owned);
                        record.attributes = Some(both.to_vec());
                    }
                    machine::Agency::Informs => record.release = ReleaseManner::Informs,
                    machine::Agency::First | machine::Agency::Removed => unreachable!(),
                })
                .await;
            }
            Event::Policy => {
                hall.hub.store.activate_policy(STRICTER, 0, "Ana", start()).await.unwrap();
            }
            Event::StandingEnds => {
                self.sql("UPDATE citizens.person SET state = 'revoked'").await;
            }
            Event::SessionEnds => self.sql("DELETE FROM hub.session").await,
            Event::TimePasses => hall.clock.wait(SignedDuration::from_mins(16)),
        }
    }

    async fn sql(&self, statement: &str) {
        self.looking.batch_execute(statement).await.unwrap();
    }

    /// What a browser sends. Its cookies stay as they are, whatever comes back.
    fn request(
        &self,
        (browser, node): (u8, u8),
        journey: u8,
        act: Act,
        form: u8,
    ) -> impl Future<Output = Answer> + Send + use<> {
        let mut sender = self.browsers[usize::from(browser)].clone();
        sender.turn_to(&self.nodes[usize::from(node)].1);
        let id = self.journeys[usize::from(journey)].clone();
        let was_there = self.state.journeys[usize::from(journey)].unwrap().stage != Stage::Arrived;
        let (path, said) = match act {
            Act::Enter => ("", vec![]),
            Act::Choose => ("/elegir", vec![("metodo", "nod")]),
            Act::Right => ("/venia", vec![]),
            Act::Wrong => ("/venia", vec![("venia", "no")]),
            Act::Refused => ("/venia", vec![("venia", "nunca")]),
            Act::ChooseAgain => ("/otra", vec![]),
            Act::GoOn => ("/seguir", vec![("respuesta", "continuar")]),
            Act::Other => ("/seguir", vec![("respuesta", "otra")]),
            Act::NotMe => ("/no-soy", vec![]),
            Act::Replace => ("/cambio", vec![("respuesta", "cambiar")]),
            Act::Stay => ("/cambio", vec![("respuesta", "no")]),
            Act::Send { keep_back: true } => ("/datos", vec![("respuesta", "enviar")]),
            Act::Send { keep_back: false } => ("/datos", self.ticked(journey)),
            Act::Cancel => ("/cancelar", vec![]),
        };
        let journey = JourneyId::from_path(&id).unwrap();
        let secret = self.keys[usize::from(browser)].form_secret(&journey).unwrap();
        let guard = Guard::issue(&secret, &id, form.into());
        let mut body = String::new();
        for (name, value) in said {
            write!(body, "{name}={value}&").unwrap();
        }
        for (name, value) in guard.fields() {
            write!(body, "{name}={value}&").unwrap();
        }
        let body = body.trim_end_matches('&').to_owned();
        let cookies: Vec<_> = sender.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let post = Request::post(format!("/t/{id}{path}"))
            .header("cookie", cookies.join("; "))
            .header(FROM, ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        async move {
            match act {
                Act::Enter if was_there => sender.visit(&format!("/t/{id}")).await,
                Act::Enter => sender.get(&format!("/t/{id}")).await,
                Act::Choose
                | Act::Right
                | Act::Wrong
                | Act::Refused
                | Act::ChooseAgain
                | Act::GoOn
                | Act::Other
                | Act::Send { .. }
                | Act::NotMe
                | Act::Replace
                | Act::Stay
                | Act::Cancel => sender.send(post).await,
            }
        }
    }

    /// The boxes on the page of the data, all ticked.
    fn ticked(&self, journey: u8) -> Vec<(&'static str, &'static str)> {
        let row = self.state.journeys[usize::from(journey)].unwrap();
        let mut said = vec![("respuesta", "enviar")];
        let page = row.page.map_or(Data::NONE, |page| page.optional);
        said.extend(boxes(page).into_iter().map(|name| (name, "si")));
        said
    }

    fn assert_told(
        &mut self,
        (journey, node): (u8, u8),
        act: Act,
        answer: &Answer,
        outcome: Outcome,
    ) {
        let why = format!("{act:?} at {node}: {outcome:?}");
        let refused = |status, heading: &str| {
            assert_eq!((answer.status, answer.heading().as_str()), (status, heading), "{why}");
        };
        let place = answer.location();
        let place = place.as_deref().map(|to| to.rsplit('/').next().unwrap());
        match outcome {
            Outcome::Page(stage) => self.assert_page(journey, stage, answer, &why),
            Outcome::Answer(_) if place.is_some() => {
                assert_eq!(
                    (answer.status, place),
                    (StatusCode::SEE_OTHER, Some("volver")),
                    "{why}"
                );
            }
            Outcome::Answer(fixed) => self.assert_answer(journey, fixed, answer),
            Outcome::Wrong => assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}"),
            Outcome::Refused => refused(StatusCode::FORBIDDEN, "Cerrado"),
            Outcome::NotFound | Outcome::NotYours => {
                refused(StatusCode::FORBIDDEN, "No puedes empezar desde esta página");
            }
            Outcome::StepDone => refused(StatusCode::CONFLICT, "Este paso ya está hecho"),
            Outcome::Ended => refused(StatusCode::GONE, "Esta operación ya ha terminado"),
            Outcome::Expired => {
                assert_eq!(answer.status, StatusCode::GONE, "{why}");
                assert!(answer.find_form("/cancelar").is_some(), "{why}: the way back");
            }
            Outcome::Forged | Outcome::AgencyGone => {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{why}");
            }
            Outcome::Busy => assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{why}"),
        }
        let withholds = !matches!(outcome, Outcome::Answer(_)) || place.is_some();
        assert!(!withholds || !answer.body.contains("SAMLResponse"), "{why}");
    }

    fn assert_page(&self, journey: u8, stage: Stage, answer: &Answer, why: &str) {
        let id = &self.journeys[usize::from(journey)];
        if let Some(to) = answer.location() {
            let step = match stage {
                Stage::Choosing { below: true } => "/subir",
                Stage::Authenticating { .. } => "/venia",
                Stage::Explaining { .. } => "/aviso",
                Stage::Replacing { .. } => "/cambio",
                Stage::Releasing { .. } => "/datos",
                Stage::Arrived
                | Stage::Choosing { below: false }
                | Stage::Continuing
                | Stage::Returning(_) => "",
            };
            assert_eq!(to, format!("/t/{id}{step}"), "{why}");
            return;
        }
        let form = match stage {
            Stage::Choosing { below: false } => "/elegir",
            Stage::Choosing { below: true } => "/no-soy",
            Stage::Continuing => "/seguir",
            Stage::Replacing { .. } => "/cambio",
            Stage::Authenticating { .. } => "/venia",
            Stage::Explaining { .. } => "/cancelar",
            Stage::Releasing { shown, .. } => {
                let labels =
                    [("Fecha de nacimiento", Data::BIRTH), ("Nivel de registro", Data::REGISTER)];
                for (label, one) in labels {
                    let is_there = answer.body.contains(label);
                    assert_eq!(is_there, shown.data.covers(one), "{why}: {label}");
                    let name = boxes(one)[0];
                    let has_box = answer.body.contains(name);
                    assert_eq!(has_box, shown.optional.covers(one), "{why}: {name}");
                }
                "/datos"
            }
            Stage::Arrived | Stage::Returning(_) => unreachable!(),
        };
        assert!(answer.find_form(form).is_some(), "{why}:\n{}", answer.body);
    }

    fn assert_answer(&mut self, journey: u8, fixed: machine::Answer, answer: &Answer) {
        let told = self.agency.read(answer);
        match fixed {
            machine::Answer::Granted { sent, .. } => {
                let names = ["DateOfBirth", "RegisterType"];
                let there: Vec<_> = told.attributes.iter().map(|(name, _)| name.as_str()).collect();
                let there: Vec<_> = names.into_iter().filter(|name| there.contains(name)).collect();
                assert_eq!(there, sent.names());
                let id = told.assertion_id.unwrap();
                let known = self.assertions.entry(journey.into()).or_insert_with(|| id.clone());
                assert_eq!(*known, id, "the same one, however often it is asked for");
            }
            machine::Answer::Declined(status) => {
                assert_eq!(told.assertion_id, None);
                let word = told.message.unwrap().split(':').next().unwrap().to_owned();
                assert_eq!(word, token(status));
            }
        }
    }

    async fn assert_stored(&self) {
        let state = &self.state;
        let (ledger, trace) = (self.hall.rows("ledger").await, self.hall.rows("trace").await);
        let counted = (ledger - self.before.0, trace - self.before.1);
        assert_eq!(counted, (state.ledger.into(), state.trace.into()), "{state:?}");
        for (id, row) in self.journeys.iter().zip(state.journeys.iter().flatten()) {
            let select = format!("SELECT version, finished FROM hub.journey WHERE id = '\\x{id}'");
            let found = self.looking.query_one(&select, &[]).await.unwrap();
            let finished = matches!(row.stage, Stage::Returning(_));
            let stored: (i64, bool) = (found.get(0), found.get(1));
            assert_eq!(stored, (row.version.into(), finished), "{state:?}");
            if let Stage::Returning(answer) = row.stage {
                let word = match answer {
                    machine::Answer::Granted { .. } => "GRANTED",
                    machine::Answer::Declined(status) => token(status),
                };
                assert_eq!(self.hall.outcomes().await.last().map(String::as_str), Some(word));
            }
        }
        let session = "SELECT count(*) FROM hub.session WHERE id = $1";
        let sessions: i64 = self.looking.query_one(session, &[&self.session]).await.unwrap().get(0);
        assert_eq!(sessions, i64::from(state.session), "{state:?}");
        let release = self.hall.ports.citizens.release(self.ana, &self.agency.entity_id).await;
        let known = release.unwrap().map(|release| (data(&release.shown), data(&release.withheld)));
        assert_eq!(known, state.release.map(|one| (one.shown, one.withheld)), "{state:?}");
    }
}

fn data(names: &[String]) -> Data {
    let has = |name| names.iter().any(|one| one == name);
    let only = |yes, data| if yes { data } else { Data::NONE };
    only(has(DATE_OF_BIRTH), Data::BIRTH).and(only(has(REGISTER_TYPE), Data::REGISTER))
}

fn boxes(data: Data) -> Vec<&'static str> {
    let all = [(Data::BIRTH, "enviar-nacimiento"), (Data::REGISTER, "enviar-registro")];
    all.into_iter().filter(|(one, _)| data.covers(*one)).map(|(_, name)| name).collect()
}

fn token(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "CANCELLED",
        Status::Expired => "EXPIRED",
        Status::NotAllowed => "SP_NOT_ALLOWED",
        Status::Passive => "PASSIVE",
        Status::Level => "LOA_NOT_REACHED",
        Status::Standing => "AUTHN_FAILED",
    }
}

fn asking(agency: &Agency, is_passive: bool) -> AuthnRequest {
    let attribute = |name: &str| RequestedAttribute {
        name: name.to_owned(),
        friendly_name: None,
        is_required: false,
        values: Vec::new(),
    };
    AuthnRequest {
        is_passive,
        extensions: Extensions {
            attributes: [DATE_OF_BIRTH, REGISTER_TYPE].map(attribute).to_vec(),
            ..Extensions::default()
        },
        ..agency.request("_r", start())
    }
}

/// Somebody else than Ana, with her password.
const LEO: &str = "X1234567L";

async fn set_password(hall: &Hall) {
    let leo = hall.ports.citizens.find(&SpanishId::parse(LEO).unwrap()).await.unwrap().unwrap();
    let passwords = Passwords::open(&Section::default(), &hall.ports).unwrap();
    passwords.set(leo, PASSWORD, start()).await.unwrap();
}

/// A login at another agency, which leaves a session.
async fn log_in(browser: &mut Browser, agency: &Agency, with_password: Option<&str>) {
    let choose = browser.visit(&agency.redirect(&agency.request("_s", start()), None)).await;
    let method = if with_password.is_some() { "password" } else { "nod" };
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
    let page = browser.follow(asked).await;
    let proved = match with_password {
        Some(document) => {
            let filled = [("documento", document), ("clave", PASSWORD)];
            browser.submit(&page.form("/clave"), &filled).await
        }
        None => browser.submit(&page.form("/venia"), &[]).await,
    };
    let page = browser.follow(proved).await;
    let sent = browser.submit(&page.form("/datos"), &[("respuesta", "enviar")]).await;
    assert!(agency.read(&browser.follow(sent).await).assertion_id.is_some());
}
