//! What goes out is shown first: the first time, when it is more than the last time, and after a year
//! (UX 5.6, SPEC 3.3).

use http::StatusCode;
use hub::agency::ReleaseManner;
use jiff::SignedDuration;
use saml::attributes::{DATE_OF_BIRTH, FIRST_SURNAME, REGISTER_TYPE};
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, start};

use crate::logging_in::enter_with_password;

/// At an agency that nobody has met.
async fn strangers() -> (Hall, Agency) {
    let (hall, agency) = Hall::open().await;
    hall.forget_releases().await;
    (hall, agency)
}

/// A request for attributes, each with whether it is required.
fn asking(hall: &Hall, agency: &Agency, id: &str, names: &[(&str, bool)]) -> AuthnRequest {
    let asked = names.iter().map(|(name, is_required)| RequestedAttribute {
        name: (*name).to_owned(),
        friendly_name: None,
        is_required: *is_required,
        values: Vec::new(),
    });
    let extensions = Extensions { attributes: asked.collect(), ..Extensions::default() };
    AuthnRequest { extensions, ..agency.request(id, hall.hub.clock.now()) }
}

async fn proved(browser: &mut Browser, agency: &Agency, request: &AuthnRequest) -> Answer {
    let choose = browser.visit(&agency.redirect(request, Some("r"))).await;
    enter_with_password(browser, &choose).await
}

async fn sent(browser: &mut Browser, page: &Answer, ticked: &[(&str, &str)]) -> Answer {
    let filled: Vec<_> =
        [("respuesta", "enviar")].into_iter().chain(ticked.iter().copied()).collect();
    // A box that is not ticked is not in the form.
    let form = page.form("/datos").without(&[
        "enviar-nacimiento",
        "enviar-registro",
        "enviar-primer-apellido",
    ]);
    let answer = browser.submit(&form, &filled).await;
    browser.follow(answer).await
}

fn names(agency: &Agency, page: &Answer) -> Vec<String> {
    agency.read(page).attributes.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn nothing_goes_out_before_the_person_has_seen_it_and_then_not_again_for_a_year() {
    let (hall, agency) = strangers().await;
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &agency.request("_1", start())).await;
    assert_eq!((page.status, page.find_form(&agency.consumer).is_none()), (StatusCode::OK, true));
    for value in ["12345678Z", "Muñoz Núñez", "Ana"] {
        assert!(page.body.contains(value), "{value} is shown");
    }
    assert_eq!((hall.rows("ledger").await, hall.rows("trace").await), (0, 0));
    let back = sent(&mut browser, &page, &[]).await;
    assert_eq!(
        names(&agency, &back),
        ["PersonIdentifier", "FamilyName", "FirstName", "SelectedIdP"]
    );
    assert_eq!(hall.outcomes().await, ["GRANTED"]);

    let mut another = hall.browser();
    hall.clock.wait(SignedDuration::from_hours(24 * 365));
    hall.hub.store.keep_house(hall.hub.clock.now()).await.unwrap();
    let request = agency.request("_2", hall.hub.clock.now());
    let back = proved(&mut another, &agency, &request).await;
    assert!(agency.read(&back).assertion_id.is_some(), "it is the person who is remembered");
    hall.clock.wait(SignedDuration::from_secs(1));
    let request = agency.request("_3", hall.hub.clock.now());
    let page = proved(&mut hall.browser(), &agency, &request).await;
    assert!(page.find_form("/datos").is_some(), "after a year it is shown again");
}

#[tokio::test]
async fn who_sends_nothing_goes_back_without_an_assertion_and_nothing_is_remembered() {
    let (hall, agency) = strangers().await;
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &agency.request("_1", start())).await;
    let no = browser.submit(&page.form("/datos"), &[("respuesta", "no")]).await;
    let told = agency.read(&browser.follow(no).await);
    assert_eq!(told.status, ("Responder".to_owned(), Some("AuthnFailed".to_owned())));
    assert_eq!(
        (told.message.unwrap().split(':').next(), told.assertion_id),
        (Some("CANCELLED"), None)
    );
    assert_eq!(hall.outcomes().await, ["CANCELLED"]);
    let count = "SELECT count(*) FROM citizens.release";
    assert_eq!(hall.client().await.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert_eq!(hall.rows("session").await, 0);
}

#[tokio::test]
async fn what_the_agency_can_do_without_goes_out_only_if_it_is_ticked() {
    let (hall, agency) = strangers().await;
    let asked = [(DATE_OF_BIRTH, false), (FIRST_SURNAME, false), (REGISTER_TYPE, true)];
    let mut browser = hall.browser();
    let request = asking(&hall, &agency, "_1", &asked);
    let page = proved(&mut browser, &agency, &request).await;
    let form = page.form("/datos");
    assert!(
        form.field("enviar-nacimiento").is_some() && form.field("enviar-primer-apellido").is_some()
    );
    assert!(form.field("enviar-registro").is_none(), "what is required cannot be kept back");
    assert!(!page.body.contains(" checked"), "nothing is ticked beforehand");
    let back = sent(&mut browser, &page, &[("enviar-nacimiento", "si")]).await;
    let attributes = agency.read(&back).attributes;
    let beyond: Vec<_> = attributes[3..].iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        beyond,
        [("DateOfBirth", "1980-02-29"), ("RegisterType", "ADVANCED"), ("SelectedIdP", "SEGSOC")]
    );

    let request = asking(&hall, &agency, "_2", &asked);
    let back = proved(&mut hall.browser(), &agency, &request).await;
    assert_eq!(agency.read(&back).attributes, attributes, "what was kept back stays so");

    let now_required = [(DATE_OF_BIRTH, false), (FIRST_SURNAME, true), (REGISTER_TYPE, true)];
    let request = asking(&hall, &agency, "_3", &now_required);
    let page = proved(&mut hall.browser(), &agency, &request).await;
    assert!(
        page.find_form("/datos").is_some(),
        "what was kept back and is needed now is shown again"
    );
}

#[tokio::test]
async fn more_than_the_last_time_is_shown_again_and_what_is_not_agreed_never_goes_out() {
    let (hall, agency) = strangers().await;
    hall.set(&agency, |record| record.attributes = Some(vec![REGISTER_TYPE.to_owned()])).await;
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &agency.request("_1", start())).await;
    sent(&mut browser, &page, &[]).await;

    let asked = [(DATE_OF_BIRTH, false), (REGISTER_TYPE, true)];
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &asking(&hall, &agency, "_2", &asked)).await;
    assert!(page.body.contains("Avanzado") || page.body.contains("avanzado"), "{}", page.body);
    assert!(!page.body.contains("1980"), "what is not agreed is not even shown");
    let back = sent(&mut browser, &page, &[]).await;
    assert_eq!(
        names(&agency, &back),
        ["PersonIdentifier", "FamilyName", "FirstName", "RegisterType", "SelectedIdP"]
    );
}

#[tokio::test]
async fn an_agency_that_acts_by_law_informs_and_gets_all_that_is_agreed() {
    let (hall, agency) = strangers().await;
    hall.set(&agency, |record| record.release = ReleaseManner::Informs).await;
    let request = asking(&hall, &agency, "_1", &[(DATE_OF_BIRTH, false)]);
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &request).await;
    assert!(page.body.contains("29-02-1980") && !page.body.contains("type=\"checkbox\""));
    let back = sent(&mut browser, &page, &[]).await;
    assert!(names(&agency, &back).contains(&"DateOfBirth".to_owned()));
}

#[tokio::test]
async fn what_changed_while_the_page_was_open_is_shown_before_it_goes_out() {
    let (hall, agency) = strangers().await;
    hall.set(&agency, |record| record.attributes = Some(Vec::new())).await;
    let mut browser = hall.browser();
    let request = asking(&hall, &agency, "_1", &[(DATE_OF_BIRTH, false)]);
    let page = proved(&mut browser, &agency, &request).await;
    assert!(!page.body.contains("1980"));
    hall.set(&agency, |record| record.attributes = None).await;
    let again = sent(&mut browser, &page, &[]).await;
    assert!(again.body.contains("29-02-1980") && again.find_form("/datos").is_some());
    assert_eq!(hall.rows("trace").await, 0);
    let back = sent(&mut browser, &again, &[("enviar-nacimiento", "si")]).await;
    assert!(names(&agency, &back).contains(&"DateOfBirth".to_owned()));
}

/// Renounced between the proof and the press of the button: it is asked at the finish.
#[tokio::test]
async fn who_may_not_enter_any_more_sends_nothing() {
    let (hall, agency) = strangers().await;
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &agency.request("_1", start())).await;
    let renounced = "UPDATE citizens.person SET state = 'renounced'";
    hall.client().await.execute(renounced, &[]).await.unwrap();
    let notice = sent(&mut browser, &page, &[]).await;
    assert_eq!(notice.status, StatusCode::FORBIDDEN);
    assert_eq!(notice.heading(), "No podemos darte acceso. Pregunta en una oficina");
    let back = browser.submit(&notice.form("/cancelar"), &[]).await;
    let told = agency.read(&browser.follow(back).await);
    assert_eq!(
        (told.message.unwrap().split(':').next(), told.assertion_id),
        (Some("AUTHN_FAILED"), None)
    );
}

#[tokio::test]
async fn the_page_is_of_its_own_browser_and_step_alone() {
    let (hall, agency) = strangers().await;
    let mut browser = hall.browser();
    let page = proved(&mut browser, &agency, &agency.request("_1", start())).await;
    let address = page.form("/datos").action;
    let mut stranger = hall.browser();
    let other = stranger.get(&address).await;
    assert_eq!((other.status, other.body.contains("12345678Z")), (StatusCode::FORBIDDEN, false));
    let reloaded = browser.get(&address).await;
    assert_eq!((reloaded.status, reloaded.heading()), (StatusCode::OK, page.heading()));
    let early = browser.get(&address.replace("datos", "volver")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let back = sent(&mut browser, &page, &[]).await;
    let twice = sent(&mut browser, &page, &[]).await;
    assert_eq!(agency.read(&twice).assertion_id, agency.read(&back).assertion_id);
    assert_eq!(browser.get(&address).await.status, StatusCode::GONE);
    assert_eq!(hall.rows("trace").await, 1);
}
