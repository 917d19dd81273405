//! The policy as a file: activated by command, swapped on all nodes, in force on the way out.

#![cfg(test)]

use std::sync::Arc;

use axum::Router;
use certs::KeyRing;
use http::StatusCode;
use hub::agency::{ServiceCode, ServiceRecord};
use hub::store::ActivationError;
use hub::store::policies::digest;
use hub::{Hub, Policy};
use identity::LevelOfAssurance::{Low, Substantial};
use identity::RegistrationLevel::Advanced;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, keys, start};
use tests::operator::{Ended, Operator};

/// The policy of every build, and the password counts for more, also of who is registered at basic level.
fn password_is_substantial() -> String {
    let rule = "[[rule]]\nmethod = \"password\"\nfactors = \"knowledge\"\n\
                registration = [\"basic\", \"advanced\"]\nloa = \"substantial\"\n\n";
    Policy::EMBEDDED.replace("# Row L1,", &format!("{rule}# Row L1,"))
}

/// Only the password counts for anything.
const ONLY_THE_PASSWORD: &str = "[[rule]]\nmethod = \"password\"\nfactors = \"knowledge\"\n\
                                 registration = [\"basic\", \"advanced\"]\nloa = \"low\"\n";

/// Activates a policy, of which no node has heard yet.
async fn activate(hall: &Hall, text: &str) -> i64 {
    let compared = hall.rows("policy").await;
    hall.hub.store.activate_policy(text, compared, "Ana", start()).await.unwrap()
}

async fn another_node(hall: &Hall) -> (Arc<Hub>, Router) {
    hall.another_node(KeyRing::open(keys::ring(), "production", None).unwrap()).await
}

async fn ready(node: &Arc<Hub>) -> (StatusCode, String) {
    let answer = Browser::new(hub::http::admin(Arc::clone(node))).get("/readyz").await;
    (answer.status, answer.body)
}

/// At the one button of the method that believes everybody.
async fn at_the_nod(browser: &mut Browser, agency: &Agency, id: &str) -> Answer {
    let address = agency.redirect(&agency.request(id, start()), None);
    let choose = browser.visit(&address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    browser.follow(asked).await
}

async fn proved(browser: &mut Browser, agency: &Agency, page: &Answer) -> Told {
    let proved = browser.submit(&page.form("/venia"), &[]).await;
    let page = browser.follow(proved).await;
    agency.read(&browser.press_on(page).await)
}

/// Ana's password, from the page where one chooses.
async fn enters(browser: &mut Browser, choose: &Answer) -> Answer {
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let answered = browser.submit(&page.form("/clave"), &credentials).await;
    browser.follow(answered).await
}

/// What is said without the cases in which more is shown than a password, and without the other methods.
fn of_the_password_alone(said: &str) -> String {
    let is_of_more = |line: &&str| {
        line.starts_with("password with knowledge,") || line.starts_with("password with possession")
    };
    let is_of_others =
        |line: &&str| ["pin with ", "With pin,"].iter().any(|start| line.starts_with(start));
    let lines = said.lines().filter(|line| !is_of_more(line) && !is_of_others(line));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// The versions in the trace, in the order in which they were written.
async fn versions(hall: &Hall) -> Vec<String> {
    let client = hall.client().await;
    let rows = client.query("SELECT policy FROM hub.trace ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_file_lets_a_person_into_a_service_of_level_substantial_which_declined_before() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.level = Substantial).await;
    hall.client().await.execute("UPDATE citizens.person SET level = 'basic'", &[]).await.unwrap();
    let address = |id| agency.redirect(&agency.request(id, start()), None);
    let mut before = hall.browser();
    let choose = before.visit(&address("_before")).await;
    let page = enters(&mut before, &choose).await;
    let told = agency.read(&before.press_on(page).await);
    assert_eq!(told.message.unwrap().split(':').next(), Some("LOA_NOT_REACHED"));

    activate(&hall, &password_is_substantial()).await;
    assert!(hall.hub.refresh_policy().await.unwrap());
    let mut browser = hall.browser();
    let choose = browser.visit(&address("_after")).await;
    assert!(choose.body.contains("value=\"password\"") && !choose.body.contains("value=\"nod\""));
    let told = agency.read(&enters(&mut browser, &choose).await);
    assert_eq!(told.level.as_deref(), Some("http://eidas.europa.eu/LoA/substantial"));
    assert_eq!(hall.outcomes().await, ["LOA_NOT_REACHED", "GRANTED"]);
    assert_eq!(versions(&hall).await, ["default-2", "policy-1"]);
}

#[tokio::test]
async fn all_nodes_take_it_over_and_only_once() {
    let (hall, agency) = Hall::open().await;
    let (other, _) = another_node(&hall).await;
    let nodes = [Arc::clone(&hall.hub), other];
    for node in &nodes {
        assert_eq!(node.policy.now().version(), "default-2");
        assert!(!node.refresh_policy().await.unwrap());
    }
    activate(&hall, ONLY_THE_PASSWORD).await;
    for node in &nodes {
        node.refresh_directory().await.unwrap();
        node.refresh_keys().await.unwrap();
        assert_eq!(ready(node).await.0, StatusCode::OK, "for the moment that it takes to look");
        let held = node.policy.now();
        assert!(node.refresh_policy().await.unwrap());
        assert_eq!((held.version(), node.policy.now().version()), ("default-2", "policy-1"));
        assert_eq!(ready(node).await, (StatusCode::OK, "ready\n".to_owned()));
        assert!(!node.refresh_policy().await.unwrap());
    }
    hall.set(&agency, |record| record.level = Substantial).await;
    assert!(!hall.hub.refresh_policy().await.unwrap(), "of what changed nothing is a policy");
    assert_eq!(hall.hub.policy.generation(), hall.hub.directory.now().generation());
    assert_eq!(another_node(&hall).await.0.policy.now().version(), "policy-1");
}

#[tokio::test]
async fn the_policy_in_force_decides_on_the_way_out_though_this_node_has_not_heard_of_it() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_nod(&mut browser, &agency, "_r").await;
    activate(&hall, ONLY_THE_PASSWORD).await;
    let told = proved(&mut browser, &agency, &page).await;
    assert_eq!(told.assertion_id, None);
    assert_eq!(told.message.unwrap().split(':').next(), Some("LOA_NOT_REACHED"));
    assert_eq!(
        (hall.outcomes().await, versions(&hall).await),
        (vec!["LOA_NOT_REACHED".to_owned()], vec!["policy-1".to_owned()],)
    );
}

#[tokio::test]
async fn a_policy_that_changes_nothing_for_those_under_way_costs_nobody_his_login() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_nod(&mut browser, &agency, "_r").await;
    activate(&hall, &password_is_substantial()).await;
    assert_ne!(proved(&mut browser, &agency, &page).await.assertion_id, None);
    assert_eq!(versions(&hall).await, ["policy-1"]);
}

/// As a newer release may have activated it.
#[tokio::test]
async fn a_policy_that_this_release_does_not_understand_is_not_taken_and_nobody_is_answered_by_the_old()
 {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_nod(&mut browser, &agency, "_r").await;
    activate(&hall, &format!("{ONLY_THE_PASSWORD}later = true\n")).await;
    assert!(hall.hub.refresh_policy().await.is_err());
    assert_eq!(hall.hub.policy.now().version(), "default-2");
    hall.hub.refresh_directory().await.unwrap();
    hall.hub.refresh_keys().await.unwrap();
    let sentence = "policy-1 is not understood by this release, which keeps the one before: bring this \
                    node up to date, or activate a policy that it knows: line 6: there is no key later: \
                    the keys here are method, factors, registration, loa\n";
    assert_eq!(ready(&hall.hub).await, (StatusCode::SERVICE_UNAVAILABLE, sentence.to_owned()));
    let failed = browser.submit(&page.form("/venia"), &[]).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!((hall.rows("ledger").await, hall.rows("trace").await), (0, 0));

    activate(&hall, Policy::EMBEDDED).await;
    assert!(hall.hub.refresh_policy().await.unwrap());
    assert_ne!(proved(&mut browser, &agency, &page).await.assertion_id, None);
    assert_eq!(versions(&hall).await, ["policy-2"]);
}

#[tokio::test]
async fn what_was_activated_is_never_changed_and_a_row_that_was_is_not_taken() {
    let hall = Hall::empty().await;
    activate(&hall, ONLY_THE_PASSWORD).await;
    let client = hall.client().await;
    for change in
        ["UPDATE hub.policy SET text = ''", "DELETE FROM hub.policy", "TRUNCATE hub.policy"]
    {
        assert!(client.execute(change, &[]).await.is_err(), "{change}");
    }
    let insert = "INSERT INTO hub.policy (text, activated_at, activated_by, sha256)
                  VALUES ($1, now(), 'nobody', $2)";
    client.execute(insert, &[&Policy::EMBEDDED, &digest(ONLY_THE_PASSWORD)]).await.unwrap();
    let refused = hall.hub.refresh_policy().await.unwrap_err();
    let sentence = "the text of the policy in force is not the one that was activated";
    assert_eq!(refused.to_string(), sentence);
    assert_eq!(hall.hub.policy.now().version(), "default-2");
}

#[tokio::test]
async fn who_compared_with_a_policy_that_is_no_longer_in_force_changes_nothing() {
    let hall = Hall::empty().await;
    activate(&hall, ONLY_THE_PASSWORD).await;
    let late = hall.hub.store.activate_policy(Policy::EMBEDDED, 0, "Leo", start()).await;
    assert!(matches!(late, Err(ActivationError::Overtaken)));
    assert_eq!(hall.rows("policy").await, 1);
}

fn well(ended: &Ended) -> &str {
    assert!(ended.well, "{ended:?}");
    &ended.said
}

#[tokio::test]
async fn a_policy_is_checked_activated_shown_and_taken_back_by_command() {
    let (hall, agency) = Hall::open().await;
    let taxes = ServiceRecord {
        level: Some(Substantial),
        ..ServiceRecord::new(ServiceCode::parse("TASAS").unwrap())
    };
    hall.set(&agency, |record| record.services.push(taxes)).await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database);
    let shown = operator.run(&["policy-show"]);
    assert_eq!(well(&shown), Policy::EMBEDDED);
    assert_eq!(shown.complained, "default-2, the policy of this build\n");

    let raised = operator.file("raised.toml", &password_is_substantial());
    let changes = format!(
        "Compared with default-2:\n\
         password with knowledge and registration basic: substantial, and was low.\n\
         password with knowledge and registration advanced: substantial, and was low.\n\
         With password, citizens of basic registration now get into what asks for substantial: service \
         TASAS of {}.\n",
        agency.entity_id
    );
    let checked = operator.run(&["policy-check", &raised]);
    assert_eq!(of_the_password_alone(well(&checked)), changes);
    assert_eq!(hall.rows("policy").await, 0, "it was only looked at");

    let activated = operator.run(&["--by", "Ana", "policy-activate", &raised]);
    let known = "policy-1 is in force on every node within 2 seconds.\n\
                 Back again: make policy-show VERSION=default-2 >old.toml, then make policy-activate FILE=old.toml\n";
    assert_eq!(of_the_password_alone(well(&activated)), format!("{changes}{known}"));
    let again = operator.run(&["policy-activate", &raised]);
    assert_eq!(well(&again), "This is policy-1, which is in force already: nothing was changed.\n");
    assert_eq!(hall.rows("policy").await, 1);
    let shown = operator.run(&["policy-show"]);
    assert_eq!(well(&shown), password_is_substantial());
    assert!(shown.complained.starts_with("policy-1, activated "));
    let ending = format!(" by Ana, SHA-256 {}\n", digest(&password_is_substantial()));
    assert!(shown.complained.ends_with(&ending), "{shown:?}");

    let old = operator.file("old.toml", well(&operator.run(&["policy-show", "default-2"])));
    let back = operator.run(&["policy-activate", &old]);
    let lost = format!(
        "Compared with policy-1:\n\
         password with knowledge and registration basic: low, and was substantial.\n\
         password with knowledge and registration advanced: low, and was substantial.\n\
         With password, citizens of basic registration no longer get into what asks for substantial, and \
         with no other method either: service TASAS of {}.\n\
         policy-2 is in force",
        agency.entity_id
    );
    assert!(of_the_password_alone(well(&back)).starts_with(&lost), "{back:?}");
    assert_eq!(well(&operator.run(&["policy-show", "policy-1"])), password_is_substantial());
    for unknown in ["policy-9", "policy-", "-1", "newest"] {
        let refused = operator.run(&["policy-show", "--", unknown]);
        assert!(!refused.well);
        let why =
            "zaguan: there is no such policy: they are called default-2, policy-1 and so on\n";
        assert_eq!(refused.complained, why, "{unknown}");
    }
    assert!(hall.hub.refresh_policy().await.unwrap());
    assert_eq!(hall.hub.policy.now().version(), "policy-2");
}

#[tokio::test]
async fn a_broken_file_changes_nothing_and_every_mistake_is_said() {
    let (hall, _) = Hall::open().await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database);
    let generation = hall.hub.store.generation().await.unwrap();
    let broken = operator.file("broken.toml", "[[rule]]\nmethod = \"any\"\nloa = \"medium\"\n");
    let said = "line 1: this rule has no factors\nline 1: this rule has no registration\n\
                line 3: there is no loa medium: it is low, substantial or high\n";
    let why = "zaguan: this is no policy: nothing was changed\n";
    for command in ["policy-check", "policy-activate"] {
        let ended = operator.run(&[command, &broken]);
        assert_eq!(
            (ended.well, ended.said.as_str(), ended.complained.as_str()),
            (false, said, why)
        );
    }
    let long = operator.file("long.toml", &"#".repeat(64 * 1024 + 1));
    let refused = operator.run(&["policy-activate", &long]);
    let why = format!("zaguan: {long} has more than 65536 octets, which no policy has\n");
    assert_eq!((refused.well, refused.complained), (false, why));
    assert_eq!(hall.rows("policy").await, 0);
    assert_eq!(hall.hub.store.generation().await.unwrap(), generation);
}

#[tokio::test]
async fn all_agencies_are_named_on_one_line_for_each_kind_of_change() {
    let hall = Hall::empty().await;
    let sedes: Vec<_> =
        (10..32).map(|number| format!("https://sede{number}.example.test/metadata")).collect();
    for sede in &sedes {
        hall.join(&Agency::new(sede), Low).await;
    }
    let strict = Agency::new("https://sede99.example.test/metadata");
    hall.join(&strict, Low).await;
    hall.set(&strict, |record| record.registration = Some(Advanced)).await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database);
    let palm = ONLY_THE_PASSWORD.replace("password", "palm");
    let ended = operator.run(&["policy-check", &operator.file("palm.toml", &palm)]);
    let said = of_the_password_alone(well(&ended));
    let lines: Vec<_> = said.lines().collect();
    let lost = |registration| {
        format!(
            "With password, citizens of {registration} registration no longer get into what asks for low, \
             and with no other method either: "
        )
    };
    let all = sedes.join(", ");
    let (basic, advanced) = (
        format!("{}{all}.", lost("basic")),
        format!("{}{all}, {}.", lost("advanced"), strict.entity_id),
    );
    assert_eq!(
        lines,
        [
            "Mind line 1: this build has no method palm, so this rule waits for one that has.",
            "Compared with default-2:",
            "password with knowledge and registration basic: refused, and was low.",
            "password with knowledge and registration advanced: refused, and was low.",
            "palm, which this build does not have: 30 of 96 cases change.",
            &basic,
            &advanced,
        ]
    );
}

#[tokio::test]
async fn that_basic_citizens_are_locked_out_is_said_though_others_still_get_in() {
    let (hall, agency) = Hall::open().await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database);
    let without = Policy::EMBEDDED.replace("[\"basic\", \"advanced\"]", "\"advanced\"");
    let without = operator.file("without.toml", &without);
    let compared = "Compared with default-2:\n\
                    password with knowledge and registration basic: refused, and was low.\n";
    let lost = format!(
        "With password, citizens of basic registration no longer get into what asks for low, and with no \
         other method either: {}.\n",
        agency.entity_id
    );
    let checked = operator.run(&["policy-check", &without]);
    assert_eq!(of_the_password_alone(well(&checked)), format!("{compared}{lost}"));
    hall.set(&agency, |record| record.registration = Some(Advanced)).await;
    let nothing = "Every agency and service lets in the same people by the same methods.\n";
    let checked = operator.run(&["policy-check", &without]);
    assert_eq!(of_the_password_alone(well(&checked)), format!("{compared}{nothing}"));
}

#[tokio::test]
async fn the_published_levels_are_warned_of_before_they_are_in_force() {
    let (hall, _) = Hall::open().await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database);
    let text =
        Policy::EMBEDDED.replace("legacy_clave_levels = false", "legacy_clave_levels = true");
    let ended = operator.run(&["policy-activate", &operator.file("legacy.toml", &text)]);
    let warning = "legacy_clave_levels takes a password alone, or a code by SMS alone, for substantial; that is weaker than Implementing Regulation (EU) 2015/1502";
    assert!(well(&ended).lines().next().unwrap().contains(warning), "{ended:?}");
    assert!(hall.hub.refresh_policy().await.unwrap());
    let warnings = hall.hub.policy_warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].sentence.starts_with(warning));
}
