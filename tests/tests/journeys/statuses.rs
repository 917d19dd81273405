//! What the agency is told when there is no assertion: signed, without assertion, RelayState echoed.

use identity::{Comparison, LevelOfAssurance};
use jiff::SignedDuration;
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::{AuthnRequest, NameIdPolicy, RequestedContext};
use saml::{EntityId, NameId};
use tests::hall::agency::{Agency, Told};
use tests::hall::{Hall, start};

const PASSIVE: &str = "PASSIVE";

async fn answered(hall: &Hall, agency: &Agency, request: &AuthnRequest) -> Told {
    let page = hall.browser().visit(&agency.redirect(request, Some("r"))).await;
    agency.read(&page)
}

fn declined(told: &Told, top: &str, second: &str, token: &str) {
    assert_eq!(told.status, (top.to_owned(), Some(second.to_owned())));
    assert_eq!(told.message.as_deref().unwrap().split(':').next(), Some(token));
    assert_eq!(told.assertion_id, None);
    assert_eq!(told.relay_state.as_deref(), Some("r"));
}

#[tokio::test]
async fn cancelled_by_the_person() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let request = agency.request("_r", start());
    let choose = browser.visit(&agency.redirect(&request, Some("r"))).await;
    let cancelled = browser.submit(&choose.form("/cancelar"), &[]).await;
    declined(
        &agency.read(&browser.follow(cancelled).await),
        "Responder",
        "AuthnFailed",
        "CANCELLED",
    );
    assert_eq!(hall.outcomes().await, ["CANCELLED"]);
    assert_eq!(hall.rows("ledger").await, 1, "a cancelled request is used up");
}

#[tokio::test]
async fn out_of_time_and_then_sent_back() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let request = agency.request("_r", start());
    let choose = browser.visit(&agency.redirect(&request, Some("r"))).await;
    hall.clock.wait(SignedDuration::from_mins(16));
    let late = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    assert_eq!(late.heading(), "Ha pasado demasiado tiempo");
    let back = browser.submit(&late.form("/cancelar"), &[]).await;
    declined(&agency.read(&browser.follow(back).await), "Responder", "AuthnFailed", "EXPIRED");
    assert_eq!(hall.outcomes().await, ["EXPIRED"]);
}

#[tokio::test]
async fn no_page_may_be_shown_and_there_is_no_session() {
    let (hall, agency) = Hall::open().await;
    let request = AuthnRequest { is_passive: true, ..agency.request("_r", start()) };
    declined(&answered(&hall, &agency, &request).await, "Responder", "NoPassive", PASSIVE);
}

#[tokio::test]
async fn the_agency_asks_for_more_than_any_method_can_reach() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::High).await;
    let told = answered(&hall, &agency, &agency.request("_r", start())).await;
    declined(&told, "Requester", "NoAuthnContext", "LOA_NOT_REACHED");
}

#[tokio::test]
async fn a_request_can_raise_what_the_agency_asks_but_not_lower_it() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::High).await;
    let low = RequestedContext {
        comparison: Comparison::Exact,
        classes: vec![LevelOfAssurance::Low.uri().to_owned()],
    };
    let told = answered(&hall, &agency, &agency.requiring("_r", start(), low)).await;
    declined(&told, "Requester", "NoAuthnContext", "LOA_NOT_REACHED");
}

#[tokio::test]
async fn a_context_class_that_is_no_level_of_assurance() {
    let (hall, agency) = Hall::open().await;
    let password = RequestedContext {
        comparison: Comparison::Exact,
        classes: vec!["urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned()],
    };
    let told = answered(&hall, &agency, &agency.requiring("_r", start(), password)).await;
    declined(&told, "Requester", "NoAuthnContext", "LOA_UNKNOWN");
}

#[tokio::test]
async fn a_name_id_format_that_is_not_given() {
    let (hall, agency) = Hall::open().await;
    let kerberos = "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos".to_owned();
    let policy = NameIdPolicy { format: Some(kerberos), ..NameIdPolicy::default() };
    let request = AuthnRequest { name_id_policy: Some(policy), ..agency.request("_r", start()) };
    declined(
        &answered(&hall, &agency, &request).await,
        "Requester",
        "InvalidNameIDPolicy",
        "NAMEID",
    );
}

#[tokio::test]
async fn an_answer_by_another_binding_than_post() {
    let (hall, agency) = Hall::open().await;
    let artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact".to_owned();
    let request =
        AuthnRequest { protocol_binding: Some(artifact), ..agency.request("_r", start()) };
    let told = answered(&hall, &agency, &request).await;
    assert_eq!(told.status.1.as_deref(), Some("UnsupportedBinding"));
    assert_eq!(told.assertion_id, None);
}

/// SAML Core 3.4.1.4: an assertion about anybody else would answer another question.
#[tokio::test]
async fn a_request_about_a_certain_person_is_not_answered_about_anybody() {
    let (hall, agency) = Hall::open().await;
    let ours = EntityId::new(&agency.entity_id).unwrap();
    let subject = Some(NameId::transient("12345678Z".to_owned(), &ours));
    let request = AuthnRequest { subject, ..agency.request("_r", start()) };
    let told = answered(&hall, &agency, &request).await;
    declined(&told, "Responder", "UnknownPrincipal", "SUBJECT");

    // The same wish, said by an identifier with a value.
    let identifier = RequestedAttribute {
        name: saml::attributes::PERSON_IDENTIFIER.to_owned(),
        friendly_name: None,
        is_required: false,
        values: vec!["12345678Z".to_owned()],
    };
    let extensions = Extensions { sp_type: None, attributes: vec![identifier] };
    let request = AuthnRequest { extensions, ..agency.request("_s", start()) };
    let told = answered(&hall, &agency, &request).await;
    declined(&told, "Responder", "UnknownPrincipal", "SUBJECT");
}
