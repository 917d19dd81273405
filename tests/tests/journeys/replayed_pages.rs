//! Back, double submits, every earlier page and cookie again: a clear page, no second assertion.

use http::StatusCode;
use jiff::SignedDuration;
use tests::code_card;
use tests::hall::{ANA, Hall, PASSWORD, start};

use crate::card_answer;

#[tokio::test]
async fn every_earlier_form_with_every_earlier_cookie_after_the_end() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let mut earlier = Vec::new();
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    };
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let pick = [("metodo", "password")];
    earlier.push((browser.clone(), choose.form("/elegir"), owned(&pick)));
    earlier.push((browser.clone(), choose.form("/cancelar"), Vec::new()));
    let asked = browser.submit(&choose.form("/elegir"), &pick).await;
    let page = browser.follow(asked).await;
    let wrong = [("documento", ANA), ("clave", "wrong password here")];
    earlier.push((browser.clone(), page.form("/clave"), owned(&wrong)));
    let again = browser.submit(&page.form("/clave"), &wrong).await;
    hall.clock.wait(SignedDuration::from_secs(2));
    let right = [("documento", ANA), ("clave", PASSWORD)];
    earlier.push((browser.clone(), page.form("/clave"), owned(&right)));
    earlier.push((browser.clone(), again.form("/clave"), owned(&right)));
    earlier.push((browser.clone(), again.form("/otra"), Vec::new()));
    earlier.push((browser.clone(), again.form("/cancelar"), Vec::new()));
    let proved = browser.submit(&again.form("/clave"), &right).await;
    let way_back = proved.location();
    let told = agency.read(&browser.follow(proved).await);

    let last = again.form("/clave").field("version").map(str::to_owned);
    for (mut tab, form, fields) in earlier {
        let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let replayed = tab.submit(&form, &fields).await;
        if form.field("version").map(str::to_owned) == last && !form.action.ends_with("/otra") {
            assert_eq!(replayed.location(), way_back, "pressed twice: {}", form.action);
        } else {
            assert_eq!(replayed.status, StatusCode::GONE, "{}", form.action);
            assert_eq!(replayed.heading(), "Esta operación ya ha terminado");
            assert!(
                replayed.body.contains("https://sede.example.test/\""),
                "the way to the agency"
            );
        }
    }
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
    let same =
        agency.read(&browser.visit(&choose.form("/elegir").action.replace("/elegir", "")).await);
    assert_eq!(same.assertion_id, told.assertion_id, "loading the return again gives the same one");
}

#[tokio::test]
async fn the_return_page_is_the_same_for_two_minutes_and_then_gone() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let cancelled = browser.submit(&choose.form("/cancelar"), &[]).await;
    let way_back = cancelled.location().unwrap();
    let first = browser.get(&way_back).await;
    hall.clock.wait(SignedDuration::from_secs(120));
    let second = browser.get(&way_back).await;
    let response = |page: &tests::hall::browser::Answer| {
        page.form("/acs").field("SAMLResponse").unwrap().to_owned()
    };
    assert_eq!(response(&first), response(&second), "octet by octet");
    hall.clock.wait(SignedDuration::from_secs(1));
    let gone = browser.get(&way_back).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(gone.heading(), "Esta operación ya ha terminado");
    assert!(gone.body.contains("Sede de Ejemplo"));
    assert!(!gone.body.contains("SAMLResponse"));
}

#[tokio::test]
async fn an_address_of_a_step_that_is_behind_or_ahead() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let arrived = browser.get(&agency.redirect(&agency.request("_r", start()), None)).await;
    let link = arrived.location().unwrap();
    browser.get(&link).await;
    for ahead in ["clave", "volver", code_card::BLUEPRINT.path, "nada"] {
        let answer = browser.get(&format!("{link}/{ahead}")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{ahead}");
        assert!(answer.body.contains(&link), "the page leads to the step that is next");
    }
}

#[tokio::test]
async fn a_form_of_one_method_does_not_answer_another() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let method = "card";
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
    let card = browser.follow(asked).await;
    let mut form = card.form(code_card::BLUEPRINT.path);
    form.action = form.action.replace(code_card::BLUEPRINT.path, "clave");
    let crossed = browser.submit(&form, &[("documento", ANA), ("clave", PASSWORD)]).await;
    assert_eq!(crossed.status, StatusCode::CONFLICT);
    assert_eq!(hall.rows("ledger").await, 0);
}

#[tokio::test]
async fn a_method_that_was_not_offered_cannot_be_chosen() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    for method in ["certificate", "", "password\0", "PASSWORD"] {
        let refused = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{method:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_no_journey() {
    let (hall, _) = Hall::open().await;
    for (path, status) in [
        ("/t/0123456789abcdef0123456789abcdef", StatusCode::FORBIDDEN),
        ("/t/0123456789ABCDEF0123456789ABCDEF", StatusCode::NOT_FOUND),
        ("/t/x", StatusCode::NOT_FOUND),
        ("/t/", StatusCode::NOT_FOUND),
        ("/t/0123456789abcdef0123456789abcdef/clave/x", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(hall.browser().get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_last_form_of_a_card_proves_once() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let method = "card";
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
    let mut page = browser.follow(asked).await;
    let path = code_card::BLUEPRINT.path;
    let mut sent = Vec::new();
    while let Some(form) = page.find_form(path) {
        let filled = card_answer(&page);
        let answer: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answered = browser.submit(&form, &answer).await;
        sent.push((form, filled));
        page = browser.follow(answered).await;
    }
    assert!(agency.read(&page).assertion_id.is_some());
    let statuses = [StatusCode::GONE, StatusCode::SEE_OTHER];
    for ((form, filled), status) in sent.iter().zip(statuses) {
        let answer: Vec<_> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(browser.submit(form, &answer).await.status, status, "{}", form.action);
    }
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}
