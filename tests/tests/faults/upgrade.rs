//! What the release before stored goes on in this one: its journeys, by the golden files of the hub.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, start};
use tests::street::root;

/// The cookie and the journey of the golden files.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const JOURNEY: [u8; 16] = [7; 16];
const PATH: &str = "/t/07070707070707070707070707070707";

/// All sets of golden files.
fn sets() -> impl Iterator<Item = PathBuf> {
    let sets = fs::read_dir(root().join("hub/encodings")).unwrap();
    sets.map(|set| set.unwrap().path())
}

/// A browser that stands where a stage of the release before says, and the page there.
async fn goes_on(hall: &Hall, set: &Path, stage: &str) -> (Browser, Answer) {
    let text = fs::read_to_string(set.join(format!("{stage}.box"))).unwrap();
    let locked = STANDARD.decode(text.trim()).unwrap();
    let client = hall.client().await;
    client.batch_execute("DELETE FROM hub.journey; DELETE FROM hub.ledger").await.unwrap();
    let insert = "INSERT INTO hub.journey (id, version, stage, finished, created_at, touched_at)
                  VALUES ($1, 3, $2, $3, $4, $4)";
    let finished = stage.starts_with("returning");
    client.execute(insert, &[&&JOURNEY[..], &locked, &finished, &start()]).await.unwrap();
    let mut browser = hall.browser();
    browser.cookies.insert("__Host-b".to_owned(), KEY.to_owned());
    let page = browser.visit(PATH).await;
    (browser, page)
}

#[tokio::test]
async fn journeys_that_the_release_before_began_go_on() {
    for set in sets() {
        // The trace keeps what one set has led to, and would not have it twice.
        let (hall, agency) = Hall::open().await;
        let (mut browser, choose) = goes_on(&hall, &set, "choosing").await;
        let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
        let asked = browser.follow(asked).await;
        let proved = browser.submit(&asked.form("/venia"), &[]).await;
        let told = agency.read(&browser.press_on(proved).await);
        assert_eq!(told.in_response_to, "_golden");
        assert!(told.assertion_id.is_some(), "{told:?}");

        let (mut browser, asked) = goes_on(&hall, &set, "authenticating").await;
        let credentials = [("documento", ANA), ("clave", PASSWORD)];
        let proved = browser.submit(&asked.form("/clave"), &credentials).await;
        let told = agency.read(&browser.press_on(proved).await);
        assert!(told.assertion_id.is_some(), "{told:?}");

        let (mut browser, explained) = goes_on(&hall, &set, "explaining").await;
        assert_eq!(explained.status, StatusCode::FORBIDDEN);
        let told = agency.read(&browser.press_on(explained).await);
        assert_eq!(told.status, ("Responder".to_owned(), Some("NoPassive".to_owned())));

        let (_, back) = goes_on(&hall, &set, "returning-granted").await;
        assert_eq!(agency.read(&back).assertion_id.as_deref(), Some("_assertion"));
        let (_, back) = goes_on(&hall, &set, "returning-declined").await;
        assert_eq!(agency.read(&back).assertion_id, None);
    }
}
