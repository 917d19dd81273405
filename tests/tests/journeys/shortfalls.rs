//! Not enough: the person reads what is missing before the agency is told (SPEC 4.4, UX 5.14).

use http::StatusCode;
use identity::{LevelOfAssurance, RegistrationLevel};
use tests::hall::agency::Agency;
use tests::hall::{Hall, nod, start};

use crate::logging_in::enter_with_password;

const MORE: &str = "Este servicio pide un nivel de seguridad más alto";

/// The reference of the page is that of the trace, and it says which policy decided.
async fn assert_traced(hall: &Hall, reference_in: &str, outcome: &str) {
    let client = hall.client().await;
    let row = client.query_one("SELECT reference, outcome FROM hub.trace", &[]).await.unwrap();
    let reference: String = row.get(0);
    assert!(reference_in.contains(&reference), "{reference}");
    assert_eq!(row.get::<_, String>(1), outcome);
}

#[tokio::test]
async fn what_nobody_can_reach_is_said_before_anybody_types_a_password() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::High).await;
    let mut browser = hall.browser();
    let notice = browser.visit(&agency.redirect(&agency.request("_r", start()), Some("r"))).await;
    assert_eq!((notice.status, notice.heading().as_str()), (StatusCode::FORBIDDEN, MORE));
    assert!(notice.body.contains("No hemos enviado ningún dato tuyo a"));
    assert_eq!(hall.rows("trace").await, 0, "nobody has been told");
    assert!(notice.find_form("/otra").is_none());
    let back = browser.submit(&notice.form("/cancelar"), &[]).await;
    let told = agency.read(&browser.follow(back).await);
    assert_eq!(told.status, ("Requester".to_owned(), Some("NoAuthnContext".to_owned())));
    assert_eq!((told.assertion_id, told.relay_state.as_deref()), (None, Some("r")));
    assert_traced(&hall, &notice.body, "LOA_NOT_REACHED").await;
}

#[tokio::test]
async fn who_reached_too_little_reads_what_was_reached_and_may_try_another_way() {
    let hall = Hall::with(&nod::STRONG).await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::Substantial).await;
    hall.client().await.execute("UPDATE citizens.person SET level = 'basic'", &[]).await.unwrap();
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let asked = browser.follow(asked).await;
    let proved = browser.submit(&asked.form("/venia"), &[]).await;
    let notice = browser.follow(proved).await;
    assert_eq!((notice.status, notice.heading().as_str()), (StatusCode::FORBIDDEN, MORE));
    assert!(notice.body.contains("Tu registro es básico"), "{}", notice.body);
    let reloaded = browser.get(&notice.form("/cancelar").action.replace("cancelar", "aviso")).await;
    assert_eq!(reloaded.heading(), MORE);
    let back = browser.submit(&reloaded.form("/cancelar"), &[]).await;
    let told = agency.read(&browser.follow(back).await);
    let message = told.message.unwrap();
    assert_eq!(message, "LOA_NOT_REACHED: required substantial, obtained low");
    assert_traced(&hall, &notice.body, "LOA_NOT_REACHED").await;
    let method = "SELECT method FROM hub.trace";
    let row = hall.client().await.query_one(method, &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "nod", "the try is in the trace");
    assert_eq!(hall.rows("session").await, 0);
}

#[tokio::test]
async fn a_registration_that_is_too_low_is_told_with_the_ways_to_raise_it() {
    let (hall, agency) = Hall::open().await;
    let advanced = Some(RegistrationLevel::Advanced);
    hall.set(&agency, |record| record.registration = advanced).await;
    hall.client().await.execute("UPDATE citizens.person SET level = 'basic'", &[]).await.unwrap();
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let notice = enter_with_password(&mut browser, &choose).await;
    assert_eq!(notice.heading(), "Este servicio pide un registro avanzado");
    assert!(notice.find_form("/otra").is_none(), "no other way would do");
    assert_eq!(hall.rows("trace").await, 0);
}

#[tokio::test]
async fn a_stale_notice_tells_nothing_twice() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::High).await;
    let mut browser = hall.browser();
    let notice = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let form = notice.form("/cancelar");
    let once = browser.submit(&form, &[]).await;
    let once = agency.read(&browser.follow(once).await);
    let twice = browser.submit(&form, &[]).await;
    assert_eq!(agency.read(&browser.follow(twice).await).response_id, once.response_id);
    assert_eq!(hall.outcomes().await, ["LOA_NOT_REACHED"]);
}
