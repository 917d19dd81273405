//! Until when a step is open, and how much more time can be had (WCAG 2.2, 2.2.1; ADR 0021).

use http::StatusCode;
use jiff::SignedDuration;
use tests::hall::browser::{Answer, Browser, Form};
use tests::hall::{ANA, Hall, PASSWORD, start};

/// Agency → the page on which people choose. It is 10:15 in Madrid.
async fn arrive(hall: &Hall, agency: &tests::hall::agency::Agency) -> (Browser, Answer) {
    let mut browser = hall.browser();
    let page = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    (browser, page)
}

/// What the page says about its end, and in how many seconds that is.
fn told(page: &Answer) -> (String, i64) {
    let part = |from: &str, to: &str| {
        let rest = page.body.split(from).nth(1).unwrap_or_default();
        rest.split(to).next().unwrap_or_default().to_owned()
    };
    let words = part("<p class=\"app-limit__until\" tabindex=\"-1\">", "</p>");
    (words, part("data-left=\"", "\"").parse().unwrap())
}

fn guard(form: &Form) -> (String, String) {
    let field = |name| form.field(name).unwrap().to_owned();
    (field("version"), field("sello"))
}

#[tokio::test]
async fn a_step_is_open_for_fifteen_minutes_after_the_last_and_says_so() {
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    assert_eq!(told(&choose), ("Puedes estar en este paso hasta las 10:30.".to_owned(), 900));

    hall.clock.wait(SignedDuration::from_mins(5));
    let link = choose.form("/elegir").action.replace("/elegir", "");
    let again = browser.get(&link).await;
    assert_eq!(told(&again), ("Puedes estar en este paso hasta las 10:30.".to_owned(), 600));

    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    assert_eq!(told(&page), ("Puedes estar en este paso hasta las 10:35.".to_owned(), 900));
    let wrong = [("documento", ANA), ("clave", "wrong password here")];
    hall.clock.wait(SignedDuration::from_mins(1));
    let wrong = browser.submit(&page.form("/clave"), &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told(&wrong), ("Puedes estar en este paso hasta las 10:36.".to_owned(), 900));
}

#[tokio::test]
async fn more_time_moves_the_end_alone_and_what_is_typed_stays_good() {
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;

    hall.clock.wait(SignedDuration::from_mins(14));
    let longer = browser.submit(&page.form("/tiempo"), &[]).await;
    assert_eq!(longer.status, StatusCode::SEE_OTHER);
    assert_eq!(longer.location(), Some(page.form("/clave").action));
    let longer = browser.follow(longer).await;
    assert_eq!(told(&longer), ("Puedes estar en este paso hasta las 10:44.".to_owned(), 900));
    assert_eq!(guard(&longer.form("/clave")), guard(&page.form("/clave")));

    // Fourteen minutes more: without that the step would have been over long ago.
    hall.clock.wait(SignedDuration::from_mins(14));
    let right = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&page.form("/clave"), &right).await;
    assert!(agency.read(&browser.follow(proved).await).assertion_id.is_some());
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn nobody_has_more_than_thirty_minutes_in_all_and_that_is_said_plainly() {
    const LAST: &str = "Puedes estar en este paso hasta las 10:45. No se puede alargar más. Si no llegas a \
                        tiempo, empieza de nuevo en la página del organismo.";
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    let more = choose.form("/tiempo");
    for _ in 0..2 {
        hall.clock.wait(SignedDuration::from_mins(10));
        let longer = browser.submit(&more, &[]).await;
        assert_eq!(longer.status, StatusCode::SEE_OTHER);
    }
    let link = choose.form("/elegir").action.replace("/elegir", "");
    let last = browser.get(&link).await;
    assert_eq!(told(&last), (LAST.to_owned(), 600));
    assert!(last.find_form("/tiempo").is_none());

    // The button of an older page changes nothing, and leads to what is said.
    hall.clock.wait(SignedDuration::from_mins(10));
    let pressed = browser.submit(&more, &[]).await;
    assert_eq!(told(&browser.follow(pressed).await), (LAST.to_owned(), 0));
    hall.clock.wait(SignedDuration::from_secs(1));
    let over = browser.submit(&more, &[]).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert_eq!(over.heading(), "Ha pasado demasiado tiempo");
    assert!(!over.body.contains("app-limit"));
}

#[tokio::test]
async fn an_idle_step_is_over_and_gets_no_more_time() {
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    hall.clock.wait(SignedDuration::from_secs(901));
    let late = browser.submit(&choose.form("/tiempo"), &[]).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(late.heading(), "Ha pasado demasiado tiempo");
}

#[tokio::test]
async fn more_time_is_for_this_browser_by_this_form_at_this_step() {
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    let more = choose.form("/tiempo");
    let (mut stranger, _) = arrive(&hall, &agency).await;
    let refused = [
        (stranger.submit(&more, &[]).await, "No hemos aceptado este formulario"),
        (
            browser.submit(&more.clone().without(&["sello"]), &[]).await,
            "No hemos aceptado este formulario",
        ),
        (browser.submit(&more, &[("version", "2")]).await, "No hemos aceptado este formulario"),
        (browser.post_from_elsewhere(&more.action, &[]).await, "No hemos aceptado este formulario"),
    ];
    for (answer, heading) in refused {
        assert_eq!((answer.status, answer.heading().as_str()), (StatusCode::FORBIDDEN, heading));
    }
    browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let behind = browser.submit(&more, &[]).await;
    assert_eq!(behind.status, StatusCode::CONFLICT);
    assert_eq!(behind.heading(), "Este paso ya está hecho");
}

#[tokio::test]
async fn where_nothing_runs_out_nothing_is_said() {
    let (hall, agency) = Hall::open().await;
    let (mut browser, choose) = arrive(&hall, &agency).await;
    let cancelled = browser.submit(&choose.form("/cancelar"), &[]).await;
    let returning = browser.follow(cancelled).await;
    let more = browser.submit(&choose.form("/tiempo"), &[]).await;
    assert_eq!(more.status, StatusCode::GONE);
    for page in [returning, more, browser.get("/ayuda").await] {
        assert!(!page.body.contains("app-limit"), "{}", page.heading());
        assert!(page.find_form("/tiempo").is_none());
    }
}
