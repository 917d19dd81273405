//! One request, one answer: whoever hurries, whatever the clock does.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::Timestamp;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, start};
use tokio::task::JoinSet;

async fn at_the_password(browser: &mut Browser, address: &str) -> Answer {
    let choose = browser.visit(address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    browser.follow(asked).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_parallel_finishes_give_one_assertion() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let form = browser.follow(asked).await.form("/venia");
    let mut submits = JoinSet::new();
    for _ in 0..100 {
        let (mut tab, form) = (browser.clone(), form.clone());
        submits.spawn(async move {
            let proved = tab.submit(&form, &[]).await;
            tab.follow(proved).await
        });
    }
    let mut assertions = BTreeSet::new();
    while let Some(page) = submits.join_next().await {
        let page = page.unwrap();
        assertions.insert(agency.read(&page).assertion_id.unwrap());
    }
    assert_eq!(assertions.len(), 1);
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
    assert_eq!(hall.rows("ledger").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_double_click_on_the_right_password_gives_one_assertion() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let form = at_the_password(&mut browser, &address).await.form("/clave");
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let mut second = browser.clone();
    let (one, two) =
        tokio::join!(browser.submit(&form, &credentials), second.submit(&form, &credentials));
    let mut assertions = BTreeSet::new();
    for page in [browser.follow(one).await, second.follow(two).await] {
        assertions.insert(agency.read(&page).assertion_id.unwrap());
    }
    assert_eq!(assertions.len(), 1);
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

/// Two journeys of the same request, made by loading its address twice; both reach the password
/// before midnight, one is finished before and one after it.
#[tokio::test]
async fn the_same_request_on_both_sides_of_midnight_gives_one_assertion() {
    let (hall, agency) = Hall::open().await;
    let before: Timestamp = "2026-03-02T23:59:59Z".parse().unwrap();
    let after: Timestamp = "2026-03-03T00:00:01Z".parse().unwrap();
    hall.clock.set(before);
    let address = agency.redirect(&agency.request("_midnight", before), None);
    let mut browser = hall.browser();
    let first = at_the_password(&mut browser, &address).await;
    let second = at_the_password(&mut browser, &address).await;
    assert_ne!(first.form("/clave").action, second.form("/clave").action);

    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&first.form("/clave"), &credentials).await;
    let told = agency.read(&browser.follow(proved).await);
    assert!(told.assertion_id.is_some());

    hall.clock.set(after);
    hall.hub.store.keep_house(after).await.unwrap();
    let late = browser.submit(&second.form("/clave"), &credentials).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(late.heading(), "Esta operación ya ha terminado");
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn the_same_journey_finished_before_midnight_and_again_after_it_gives_one_assertion() {
    let (hall, agency) = Hall::open().await;
    let before: Timestamp = "2026-03-02T23:59:59Z".parse().unwrap();
    hall.clock.set(before);
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_midnight", before), None);
    let page = at_the_password(&mut browser, &address).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&page.form("/clave"), &credentials).await;
    let way_back = proved.location().unwrap();
    let told = agency.read(&browser.get(&way_back).await);

    hall.clock.set("2026-03-03T00:00:01Z".parse().unwrap());
    let again = browser.submit(&page.form("/clave"), &credentials).await;
    assert_eq!(again.location().as_deref(), Some(way_back.as_str()));
    let same = agency.read(&browser.get(&way_back).await);
    assert_eq!(same, told);
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn a_request_that_was_cancelled_cannot_be_granted_in_another_tab() {
    let (hall, agency) = Hall::open().await;
    let address = agency.redirect(&agency.request("_r", start()), None);
    let mut browser = hall.browser();
    let page = at_the_password(&mut browser, &address).await;
    let other = browser.visit(&address).await;
    browser.submit(&other.form("/cancelar"), &[]).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let late = browser.submit(&page.form("/clave"), &credentials).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(hall.outcomes().await, ["CANCELLED"]);
}

#[tokio::test]
async fn an_agency_removed_meanwhile_gets_no_assertion() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_password(&mut browser, &address).await;
    // This node has not noticed yet; the finishing transaction has.
    hall.remove_unheard(&agency).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let refused = browser.submit(&page.form("/clave"), &credentials).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(hall.rows("trace").await, 0);
}

#[tokio::test]
async fn a_person_whose_registration_was_revoked_meanwhile_gets_none() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_password(&mut browser, &address).await;
    let client = hall.client().await;
    client.batch_execute("UPDATE citizens.person SET state = 'revoked'").await.unwrap();
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let refused = browser.submit(&page.form("/clave"), &credentials).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "as for a wrong password");
    assert_eq!(hall.rows("ledger").await, 0);
}
