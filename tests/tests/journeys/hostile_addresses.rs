//! Addresses that lead away from us, or no longer to the agency.

use http::StatusCode;
use identity::LevelOfAssurance;
use tests::hall::{ANA, Hall, PASSWORD, start};

#[tokio::test]
async fn no_link_of_a_page_leads_to_a_site_that_the_address_names() {
    let hall = Hall::empty().await;
    let mut browser = hall.browser();
    // Browsers read both as «the site evil.example».
    for path in ["//evil.example/ayuda", "/\\evil.example/ayuda"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(!page.body.contains("evil.example"), "{}", page.body);
        assert!(page.body.contains("href=\"/?lang=ca\""));
    }
}

#[tokio::test]
async fn an_address_that_left_the_metadata_meanwhile_gets_no_assertion() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let choose = browser.visit(&address).await;
    let form = choose.form_with("metodo");
    let chosen = browser.submit(&form, &[("metodo", "password")]).await;
    let page = browser.follow(chosen).await;

    let mut moved = agency.clone();
    moved.consumer = "https://sede.example.test/another".to_owned();
    hall.join(&moved, LevelOfAssurance::Low).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let refused = browser.submit(&page.form("/clave"), &credentials).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!((hall.rows("ledger").await, hall.rows("trace").await), (0, 0));
}
