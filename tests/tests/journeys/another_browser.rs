//! A journey belongs to the browser that came for it first.

use http::StatusCode;
use hub::journey::browser::BrowserKey;
use tests::hall::{ANA, Hall, PASSWORD, start};

#[tokio::test]
async fn the_link_of_a_journey_opens_nothing_in_another_browser() {
    let (hall, agency) = Hall::open().await;
    let mut owner = hall.browser();
    let request = agency.request("_r", start());
    let arrived = owner.get(&agency.redirect(&request, None)).await;
    let link = arrived.location().unwrap();
    let choose = owner.get(&link).await;
    assert_eq!(choose.status, StatusCode::OK);

    // Without any cookie, and with another browser's.
    let mut stranger = hall.browser();
    let refused = stranger.get(&link).await;
    assert_eq!(refused.heading(), "No puedes empezar desde esta página");
    let other = agency.request("_other", start());
    stranger.visit(&agency.redirect(&other, None)).await;
    let refused = stranger.get(&link).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "No puedes empezar desde esta página");
    let forged = stranger.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "a form of the owner's does not fit");
    assert!(!refused.body.contains("Sede de Ejemplo"), "nothing of the journey is told");

    // The owner goes on undisturbed.
    let asked = owner.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    assert_eq!(owner.follow(asked).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_assertion_is_given_to_its_browser_alone() {
    let (hall, agency) = Hall::open().await;
    let mut owner = hall.browser();
    let choose = owner.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let asked = owner.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = owner.follow(asked).await;
    let proved =
        owner.submit(&page.form("/clave"), &[("documento", ANA), ("clave", PASSWORD)]).await;
    let way_back = proved.location().unwrap();

    let mut thief = hall.browser();
    let guessed = BrowserKey::generate(&hub::SystemEntropy).unwrap();
    thief.cookies.insert(BrowserKey::COOKIE.to_owned(), guessed.to_cookie());
    let refused = thief.get(&way_back).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!refused.body.contains("SAMLResponse"));
    assert!(owner.get(&way_back).await.body.contains("SAMLResponse"));
}

#[tokio::test]
async fn an_old_cookie_opens_only_its_own_journeys() {
    let (hall, agency) = Hall::open().await;
    let mut first = hall.browser();
    first.visit(&agency.redirect(&agency.request("_first", start()), None)).await;
    let old = first.clone();
    let mut second = hall.browser();
    let arrived = second.get(&agency.redirect(&agency.request("_second", start()), None)).await;
    let link = arrived.location().unwrap();
    second.get(&link).await;
    let mut replayed = old;
    assert_eq!(replayed.get(&link).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_cookies_of_the_same_name_count_as_none() {
    let (hall, agency) = Hall::open().await;
    let mut owner = hall.browser();
    let arrived = owner.get(&agency.redirect(&agency.request("_r", start()), None)).await;
    let link = arrived.location().unwrap();
    owner.get(&link).await;
    let key = &owner.cookies[BrowserKey::COOKIE];
    let planted = format!("__Host-b={key}; __Host-b={key}");
    let request = http::Request::get(&link).header("cookie", planted);
    let refused = owner.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_posted_from_another_site_is_refused_even_with_its_guard() {
    let (hall, agency) = Hall::open().await;
    let mut owner = hall.browser();
    let choose = owner.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let form = choose.form("/elegir");
    let field = |name: &str| form.field(name).unwrap().to_owned();
    let body = format!("metodo=password&version={}&sello={}", field("version"), field("sello"));
    for (header, value) in
        [("origin", "https://evil.example.test"), ("sec-fetch-site", "cross-site")]
    {
        let key = &owner.cookies[BrowserKey::COOKIE];
        let request = http::Request::post(&form.action)
            .header("cookie", format!("__Host-b={key}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(header, value)
            .body(axum::body::Body::from(body.clone()));
        let refused = owner.clone().send(request.unwrap()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{header}");
    }
    let without_guard = owner.clone();
    let stripped = choose.form("/elegir");
    let refused = { without_guard }.submit(&stripped, &[("sello", "00")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_is_told_so_at_its_first_form() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    browser.cookies.clear();
    let told = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(told.heading(), "Tu navegador no acepta cookies");
}

#[tokio::test]
async fn a_browser_that_comes_for_a_later_page_first_gets_its_key_all_the_same() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let arrived = browser.get(&agency.redirect(&agency.request("_r", start()), None)).await;
    let link = arrived.location().unwrap();
    for page in ["clave", "volver"] {
        assert_eq!(browser.get(&format!("{link}/{page}")).await.status, StatusCode::CONFLICT);
        assert!(browser.cookies.contains_key(BrowserKey::COOKIE));
    }
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
}
