//! Several logins at once: whatever the order in which the steps of several tabs come, at whichever node,
//! each tab gets its own answer, and nothing of another's.
//!
//! What must come out is told by what was typed in which tab and when, not by what the hub thinks.

mod round;
mod schedule;
mod tab;
mod town;

use std::collections::{BTreeMap, HashMap};

use identity::LevelOfAssurance;
use jiff::SignedDuration;
use proptest::test_runner::{Config, TestError, TestRunner};
use saml::NameId;
use tokio::runtime;

use self::round::{Round, Traced};
use self::schedule::{At, Schedule, Who, schedules};
use self::tab::{End, Fine, Login, Tab};
use self::town::Town;

/// Schedules of each kind.
const CASES: u32 = 64;
/// What a level is called, in the order of levels.
const LEVELS: [LevelOfAssurance; 2] = [LevelOfAssurance::Low, LevelOfAssurance::Substantial];

#[test]
fn three_tabs_of_one_browser_in_any_order_each_get_their_own_answer() {
    whatever_the_order(&[(Who::Ana, At::Low), (Who::Ana, At::Substantial), (Who::Ana, At::Anew)]);
}

#[test]
fn two_people_at_two_browsers_in_any_order_are_never_taken_for_each_other() {
    whatever_the_order(&[
        (Who::Ana, At::Low),
        (Who::Leo, At::Low),
        (Who::Ana, At::Substantial),
        (Who::Leo, At::Substantial),
    ]);
}

fn whatever_the_order(places: &'static [(Who, At)]) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let town = runtime.block_on(Town::open());
    let config = Config {
        cases: CASES,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let done = TestRunner::new(config).run(&schedules(places), |schedule| {
        runtime.block_on(carry_out(&town, &schedule));
        Ok(())
    });
    match done {
        Ok(()) => {}
        Err(TestError::Fail(reason, schedule)) => panic!("{reason}\n{schedule:?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

async fn carry_out(town: &Town, schedule: &Schedule) {
    let number = town.begin().await;
    let mut round = Round::new(town, number, schedule).await;
    round.run(&schedule.steps).await;
    let mut names = Names::default();
    let trace = round.trace().await;
    for tab in &round.tabs {
        let traced = trace.get(&tab.request).map_or(&[][..], Vec::as_slice);
        judge(town, tab, traced, &mut names);
    }
    look_in_again(&mut round, &mut names).await;
}

/// What one tab ended with.
fn judge(town: &Town, tab: &Tab, traced: &[Traced], names: &mut Names) {
    let Some(end) = &tab.end else {
        assert!(tab.is_left && traced.is_empty(), "whoever left is told nothing: {traced:?}");
        return;
    };
    let [traced] = traced else { panic!("one entry, not {traced:?}") };
    assert_eq!(traced.agency, town.agency(tab.habits.at).entity_id);
    town.assert_new(&traced.response_id);
    if let Some((told, _)) = &end.told {
        assert_eq!(told.in_response_to, tab.request);
        assert_eq!(told.relay_state, tab.habits.relay_state);
        assert_eq!(told.response_id, traced.response_id);
        assert_eq!(told.assertion_id, traced.assertion_id);
    }
    if let Some((login, of_another_tab)) = end.login {
        assert!(!(of_another_tab && tab.habits.at == At::Anew), "a new login was asked for");
        assert_eq!((traced.outcome.as_str(), traced.reused), ("GRANTED", of_another_tab));
        judge_granted(town, tab, (end, login), traced, names);
    } else {
        assert_ne!(traced.outcome, "GRANTED");
        assert_eq!((&traced.assertion_id, &traced.level, traced.reused), (&None, &None, false));
    }
}

fn judge_granted(
    town: &Town,
    tab: &Tab,
    (end, login): (&End, Login),
    traced: &Traced,
    names: &mut Names,
) {
    let at = tab.habits.at;
    town.assert_new(traced.assertion_id.as_deref().unwrap());
    let level = LEVELS.iter().position(|level| Some(level.name()) == traced.level.as_deref());
    let level = level.expect("low or substantial");
    let asked = usize::from(at == At::Substantial);
    assert!(asked <= level && level <= login.typed.proves(), "{level} by {login:?} at {at:?}");
    let Some((told, fine)) = &end.told else { return };
    assert_eq!(told.status, ("Success".to_owned(), None));
    assert_eq!(told.level.as_deref(), Some(LEVELS[level].uri()));
    let person = town.person(tab.habits.who);
    let known: BTreeMap<_, _> =
        told.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let told_of = ["PersonIdentifier", "FirstName", "FamilyName"].map(|name| known[name]);
    assert_eq!(told_of, [person.document, person.given_name, person.family_name]);
    let typed = login.typed.last.unwrap();
    assert_eq!(fine.instant.as_deref(), Some(format!("{typed:.0}").as_str()));
    names.are(tab.habits.who, at, login, (told.name.as_ref().unwrap(), fine));
}

/// What people and sessions were called, and by whom.
#[derive(Default)]
struct Names {
    whose: HashMap<String, (Who, At)>,
    in_login: HashMap<(Who, At, usize), (String, Option<String>)>,
}

impl Names {
    /// One name and one index for one login at one agency, and never the same at another or for another.
    fn are(&mut self, who: Who, at: At, login: Login, (name, fine): (&NameId, &Fine)) {
        let index = fine.session_index.clone().unwrap();
        for called in [&name.value, &index] {
            let whose = *self.whose.entry(called.clone()).or_insert((who, at));
            assert_eq!(whose, (who, at), "{called} is another's");
        }
        let now = (name.value.clone(), Some(index));
        let known = self.in_login.entry((who, at, login.number)).or_insert_with(|| now.clone());
        assert_eq!(*known, now, "one name in one session");
    }

    fn knows(&self, who: Who, at: At, login: Login) -> bool {
        self.in_login.contains_key(&(who, at, login.number))
    }
}

/// Whoever comes again without a page is answered by the last login of their browser, and by no other.
async fn look_in_again(round: &mut Round<'_>, names: &mut Names) {
    let town = round.town;
    let last = |(who, logins): (&Who, &Vec<Login>)| Some((*who, *logins.last()?));
    let logins: Vec<_> = round.logins.iter().filter_map(last).collect();
    for (who, login) in logins {
        for at in [At::Low, At::Substantial] {
            town.hall.clock.wait(SignedDuration::from_secs(6));
            let (agency, id) = (town.agency(at), format!("_{}-{who:?}{at:?}", round.number));
            let page = round.look_in(who, agency, &id).await;
            let (told, fine) = (agency.read(&page), Fine::of(&agency.answer(&page)));
            assert_eq!(told.in_response_to, id);
            town.assert_new(&told.response_id);
            let is_enough = at == At::Low || login.typed.proves() == 1;
            let is_known = names.knows(who, at, login);
            assert!(told.assertion_id.is_some() || !(is_known && is_enough), "{told:?}");
            assert!(told.assertion_id.is_none() || is_enough, "{told:?}");
            if let Some(name) = &told.name {
                town.assert_new(told.assertion_id.as_deref().unwrap());
                let document = town.person(who).document;
                assert!(told.attributes.contains(&("PersonIdentifier".into(), document.into())));
                names.are(who, at, login, (name, &fine));
            }
            let traced = round.trace().await.remove(&id).unwrap();
            let reused = traced.iter().map(|one| one.reused).collect::<Vec<_>>();
            assert_eq!(reused, [told.assertion_id.is_some()]);
        }
    }
}
