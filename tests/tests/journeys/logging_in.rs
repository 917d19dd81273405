//! The whole path with each method, by each binding.

use http::StatusCode;
use jiff::SignedDuration;
use tests::code_card;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, start};

use crate::card_answer;

const LOW: &str = "http://eidas.europa.eu/LoA/low";

/// From the choice to the page of the return, with the password.
pub(crate) async fn enter_with_password(browser: &mut Browser, choose: &Answer) -> Answer {
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&page.form("/clave"), &credentials).await;
    browser.follow(proved).await
}

fn granted(told: &Told, request: &str, level: &str, selected_idp: &str) {
    assert_eq!(told.in_response_to, request);
    assert_eq!(told.status, ("Success".to_owned(), None));
    assert_eq!(told.level.as_deref(), Some(level));
    let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        told.attributes,
        [
            attribute("PersonIdentifier", "12345678Z"),
            attribute("FamilyName", "Muñoz Núñez"),
            attribute("FirstName", "Ana"),
            attribute("SelectedIdP", selected_idp),
        ]
    );
}

async fn arrive_by_redirect(hall: &Hall, agency: &Agency, browser: &mut Browser) -> Answer {
    let request = agency.request("_request-1", hall.hub.clock.now());
    browser.visit(&agency.redirect(&request, Some("state&=\"<1>"))).await
}

#[tokio::test]
async fn by_redirect_with_the_password() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = arrive_by_redirect(&hall, &agency, &mut browser).await;
    assert_eq!(choose.status, StatusCode::OK);
    assert_eq!(choose.heading(), "Elige cómo entrar");
    assert!(choose.body.contains("Sede de Ejemplo"));

    let back = enter_with_password(&mut browser, &choose).await;
    let told = agency.read(&back);
    granted(&told, "_request-1", LOW, "SEGSOC");
    assert_eq!(told.relay_state.as_deref(), Some("state&=\"<1>"));
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn by_post_without_relay_state() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let request = agency.request("_request-2", start());
    let arrived = browser.post_from_elsewhere("/saml/sso", &agency.form(&request, None)).await;
    assert_eq!(arrived.status, StatusCode::SEE_OTHER);
    assert!(arrived.headers.get("set-cookie").is_none(), "the cross-site answer sets no cookie");
    let choose = browser.follow(arrived).await;
    let told = agency.read(&enter_with_password(&mut browser, &choose).await);
    granted(&told, "_request-2", LOW, "SEGSOC");
    assert_eq!(told.relay_state, None);
}

/// SPEC T-S10: what would end an attribute, and 80 octets outside ASCII, by both bindings.
#[tokio::test]
async fn a_hostile_relay_state_comes_back_octet_for_octet() {
    let state = format!("\"><script>{}", "ñ".repeat(40));
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let request = agency.request("_request-1", hall.hub.clock.now());
    let choose = browser.visit(&agency.redirect(&request, Some(&state))).await;
    let page = enter_with_password(&mut browser, &choose).await;
    assert!(!page.body.contains("<script>"), "it is text in the page");
    assert_eq!(agency.read(&page).relay_state.as_deref(), Some(state.as_str()));

    let mut browser = hall.browser();
    let request = agency.request("_request-2", hall.hub.clock.now());
    let form = agency.form(&request, Some(&state));
    let arrived = browser.post_from_elsewhere("/saml/sso", &form).await;
    let choose = browser.follow(arrived).await;
    let page = enter_with_password(&mut browser, &choose).await;
    assert_eq!(agency.read(&page).relay_state.as_deref(), Some(state.as_str()));
}

#[tokio::test]
async fn with_a_method_that_is_known_to_the_tests_alone() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = arrive_by_redirect(&hall, &agency, &mut browser).await;
    let method = "card";
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
    let mut page = browser.follow(asked).await;
    let path = code_card::BLUEPRINT.path;
    let mut steps = 0;
    while page.find_form(path).is_some() && steps < 3 {
        let filled = card_answer(&page);
        let filled: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answered = browser.submit(&page.form(path), &filled).await;
        page = browser.follow(answered).await;
        steps += 1;
    }
    granted(&agency.read(&page), "_request-1", LOW, code_card::BLUEPRINT.selected_idp);
}

#[tokio::test]
async fn a_wrong_password_is_asked_again_and_the_right_one_still_counts() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = arrive_by_redirect(&hall, &agency, &mut browser).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let wrong = [("documento", ANA), ("clave", "not the password at all")];
    let again = browser.submit(&page.form("/clave"), &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!again.body.contains("not the password at all"), "a password is never sent back");
    assert_eq!(hall.rows("ledger").await, 0);

    hall.clock.wait(SignedDuration::from_secs(2));
    let right = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&again.form("/clave"), &right).await;
    granted(&agency.read(&browser.follow(proved).await), "_request-1", LOW, "SEGSOC");
}

#[tokio::test]
async fn another_method_can_be_chosen_half_way() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = arrive_by_redirect(&hall, &agency, &mut browser).await;
    let method = "card";
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
    let card = browser.follow(asked).await;
    let other = browser.submit(&card.form("/otra"), &[]).await;
    let choose = browser.follow(other).await;
    assert_eq!(choose.heading(), "Elige cómo entrar");
    granted(
        &agency.read(&enter_with_password(&mut browser, &choose).await),
        "_request-1",
        LOW,
        "SEGSOC",
    );
}

#[tokio::test]
async fn neither_the_database_nor_the_trace_names_the_person_while_a_journey_lasts() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = arrive_by_redirect(&hall, &agency, &mut browser).await;
    let _ = agency.read(&enter_with_password(&mut browser, &choose).await);
    let client = hall.client().await;
    for table in ["journey", "ledger", "trace", "agency"] {
        let rows = client
            .query(
                &format!("SELECT t::text, encode(t::text::bytea, 'escape') FROM hub.{table} t"),
                &[],
            )
            .await
            .unwrap();
        assert!(!rows.is_empty(), "{table} was written");
        for row in rows {
            let text: String = row.get(0);
            for personal in ["12345678", "Ana", "Muñoz", "600000001", "ana@example"] {
                assert!(!text.contains(personal), "{table} has {personal}");
            }
        }
    }
}
