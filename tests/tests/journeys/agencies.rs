//! What the operator's record and its changes mean for people who are under way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use hub::agency::{AgencyRecord, Encryption, ServiceCode, ServiceRecord};
use identity::{LevelOfAssurance, RegistrationLevel};
use jiff::SignedDuration;
use saml::Signed;
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::AuthnRequest;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, start};

/// At the one button of the method that believes everybody.
async fn at_the_nod(browser: &mut Browser, address: &str) -> Answer {
    let choose = browser.visit(address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    browser.follow(asked).await
}

async fn proved(browser: &mut Browser, page: &Answer) -> Answer {
    let proved = browser.submit(&page.form("/venia"), &[]).await;
    let page = browser.follow(proved).await;
    browser.press_on(page).await
}

/// What the agency is told of a request at once, or after the person has read it.
async fn answered(hall: &Hall, agency: &Agency, request: &AuthnRequest) -> Told {
    let mut browser = hall.browser();
    let page = browser.visit(&agency.redirect(request, None)).await;
    agency.read(&browser.press_on(page).await)
}

/// What the agency is told if its record changes, unheard by this node, while a person is at the last
/// step.
async fn told_after(change: impl FnOnce(&mut AgencyRecord)) -> (Hall, String) {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    hall.set_unheard(&agency, change).await;
    let told = agency.read(&proved(&mut browser, &page).await);
    assert_eq!(told.assertion_id, None);
    (hall, told.message.unwrap().split(':').next().unwrap().to_owned())
}

#[tokio::test]
async fn an_agency_suspended_meanwhile_gets_no_assertion_though_this_node_has_not_heard_of_it() {
    let (hall, token) = told_after(|record| record.suspended = true).await;
    assert_eq!(token, "SP_NOT_ALLOWED");
    assert_eq!(hall.outcomes().await, ["SP_NOT_ALLOWED"]);
}

#[tokio::test]
async fn what_was_asked_for_meanwhile_counts_on_the_way_out() {
    let (hall, token) = told_after(|record| record.level = LevelOfAssurance::High).await;
    assert_eq!((token.as_str(), hall.rows("ledger").await), ("LOA_NOT_REACHED", 1));
    let only = |record: &mut AgencyRecord| {
        record.methods = Some(vec![authenticators::MethodId::named("password")]);
    };
    assert_eq!(told_after(only).await.1, "NO_AUTHENTICATOR");
}

#[tokio::test]
async fn a_change_that_matters_to_nobody_under_way_costs_nobody_his_login() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    hall.set_unheard(&agency, |record| record.contacts = vec!["a@example.es".to_owned()]).await;
    assert_ne!(agency.read(&proved(&mut browser, &page).await).assertion_id, None);
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn a_suspended_agency_is_told_so_and_nobody_is_asked_anything() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.suspended = true).await;
    let request = agency.request("_r", start());
    let page = hall.browser().visit(&agency.redirect(&request, None)).await;
    let told = agency.read(&page);
    assert_eq!(told.status, ("Requester".to_owned(), Some("RequestDenied".to_owned())));
    assert_eq!(hall.outcomes().await, ["SP_NOT_ALLOWED"]);
}

#[tokio::test]
async fn metadata_that_ends_between_arrival_and_answer_gets_no_answer_at_all() {
    let (hall, agency) = Hall::open().await;
    let until = start() + SignedDuration::from_mins(5);
    let ending = agency
        .metadata()
        .replace("<md:EntityDescriptor ", &format!("<md:EntityDescriptor validUntil=\"{until}\" "));
    hall.take_in(&ending).await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    hall.clock.set(until);
    let refused = browser.submit(&page.form("/venia"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!((hall.rows("ledger").await, hall.rows("trace").await), (0, 0));
}

#[tokio::test]
async fn an_address_withdrawn_after_the_end_is_not_answered_at() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    let proved = browser.submit(&page.form("/venia"), &[]).await;
    hall.take_in(&agency.metadata().replace(&agency.consumer, "https://other.example.test/acs"))
        .await;
    let back = browser.follow(proved).await;
    assert_eq!(back.status, StatusCode::FORBIDDEN);
    assert!(!back.body.contains("SAMLResponse"));
}

/// The answer as it is posted to the agency.
async fn answer_xml(hall: &Hall, agency: &Agency, id: &str) -> String {
    let mut browser = hall.browser();
    let page = at_the_nod(&mut browser, &agency.redirect(&agency.request(id, start()), None)).await;
    let page = proved(&mut browser, &page).await;
    let form = page.form(&agency.consumer);
    let xml = STANDARD.decode(form.field("SAMLResponse").unwrap()).unwrap();
    String::from_utf8(xml).unwrap()
}

#[tokio::test]
async fn what_is_signed_is_what_the_record_says() {
    let (hall, agency) = Hall::open().await;
    for (signed, id, count, of_response) in [
        (Signed::Both, "_both", 2, true),
        (Signed::Response, "_response", 1, true),
        (Signed::Assertion, "_assertion", 1, false),
    ] {
        hall.set(&agency, |record| record.signed = signed).await;
        let xml = answer_xml(&hall, &agency, id).await;
        assert_eq!(xml.matches("<ds:SignatureValue>").count(), count, "{signed:?}");
        let before_the_assertion = xml.split("<saml2:Assertion").next().unwrap();
        assert_eq!(before_the_assertion.contains("<ds:Signature"), of_response, "{signed:?}");
    }
}

#[tokio::test]
async fn how_an_answer_is_encrypted_is_what_the_record_says_else_what_the_metadata_says() {
    let (hall, agency) = Hall::open().await;
    let with_key = agency.metadata().replace(" use=\"signing\"", "");
    hall.take_in(&with_key).await;
    let gcm = |bits: u16| format!("http://www.w3.org/2009/xmlenc11#aes{bits}-gcm");
    assert!(answer_xml(&hall, &agency, "_metadata").await.contains(&gcm(256)));
    let by = |text| Encryption::parse(text).unwrap();
    hall.set(&agency, |record| record.encryption = by("aes128-gcm/sha256")).await;
    let xml = answer_xml(&hall, &agency, "_by").await;
    assert!(xml.contains(&gcm(128)) && xml.contains("http://www.w3.org/2001/04/xmlenc#sha256"));
    hall.set(&agency, |record| record.encryption = Encryption::Never).await;
    assert!(answer_xml(&hall, &agency, "_never").await.contains("<saml2:Assertion"));
}

#[tokio::test]
async fn an_agency_without_a_key_that_the_operator_wants_used_is_unavailable_before_anybody_types()
{
    let (hall, agency) = Hall::open().await;
    let by = Encryption::parse("aes256-gcm/sha1").unwrap();
    hall.set(&agency, |record| record.encryption = by).await;
    let request = agency.request("_r", start());
    let page = hall.browser().visit(&agency.redirect(&request, None)).await;
    assert_eq!(agency.read(&page).message.unwrap().split(':').next(), Some("UNAVAILABLE"));
}

/// A service of level substantial, known by its code and by an address of its own.
fn taxes(addresses: &[&str]) -> ServiceRecord {
    ServiceRecord {
        consumers: addresses.iter().map(|&address| address.to_owned()).collect(),
        names: [("es".to_owned(), "Tasas municipales".to_owned())].into(),
        level: Some(LevelOfAssurance::Substantial),
        ..ServiceRecord::new(ServiceCode::parse("TASAS").unwrap())
    }
}

/// The same of level high, which nobody reaches.
fn out_of_reach(addresses: &[&str]) -> ServiceRecord {
    ServiceRecord { level: Some(LevelOfAssurance::High), ..taxes(addresses) }
}

#[tokio::test]
async fn a_service_is_known_by_the_suffix_of_the_provider_name_and_asks_for_its_own_level() {
    let hall = Hall::with(&tests::hall::nod::STRONG).await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::Low).await;
    hall.set(&agency, |record| record.services.push(taxes(&[]))).await;
    let named = |name: Option<&str>, id: &str| AuthnRequest {
        provider_name: name.map(str::to_owned),
        ..agency.request(id, start())
    };
    let mut browser = hall.browser();
    let page = browser.visit(&agency.redirect(&named(None, "_agency"), None)).await;
    assert!(page.body.contains("value=\"password\"") && page.body.contains("Sede de Ejemplo"));
    let request = named(Some("Q2826000H_E04975701;tasas"), "_service");
    let page = browser.visit(&agency.redirect(&request, None)).await;
    assert!(page.body.contains("Tasas municipales"), "by its own name");
    assert!(!page.body.contains("value=\"card\"") && page.body.contains("value=\"nod\""));
    let asked = browser.submit(&page.form("/elegir"), &[("metodo", "nod")]).await;
    let page = browser.follow(asked).await;
    let told = agency.read(&proved(&mut browser, &page).await);
    assert_eq!(told.level.as_deref(), Some("http://eidas.europa.eu/LoA/substantial"));
}

#[tokio::test]
async fn a_service_is_known_by_its_address_for_answers() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.services.push(out_of_reach(&[&agency.consumer]))).await;
    let request = agency.request("_r", start());
    let told = answered(&hall, &agency, &request).await;
    assert_eq!(told.message.unwrap().split(':').next(), Some("LOA_NOT_REACHED"));
}

#[tokio::test]
async fn a_person_of_basic_registration_is_not_let_in_where_advanced_is_asked() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.registration = Some(RegistrationLevel::Advanced)).await;
    let ana = hall.client().await;
    ana.batch_execute("UPDATE citizens.person SET level = 'basic'").await.unwrap();
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    let told = agency.read(&proved(&mut browser, &page).await);
    let token = told.message.unwrap().split(':').next().map(str::to_owned);
    assert_eq!(token.as_deref(), Some("REGISTRATION_LEVEL_NOT_REACHED"));
}

#[tokio::test]
async fn an_attribute_that_is_required_and_not_agreed_is_refused_and_the_minimum_never_is() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.attributes = Some(Vec::new())).await;
    let asking = |short: &str, id: &str| AuthnRequest {
        extensions: Extensions {
            attributes: vec![RequestedAttribute {
                name: saml::attributes::full_name(short).unwrap(),
                friendly_name: None,
                is_required: true,
                values: Vec::new(),
            }],
            ..Extensions::default()
        },
        ..agency.request(id, start())
    };
    let page = hall.browser().visit(&agency.redirect(&asking("DateOfBirth", "_a"), None)).await;
    assert_eq!(agency.read(&page).message.unwrap().split(':').next(), Some("ATTRIBUTE"));
    let minimum = asking("PersonIdentifier", "_b");
    let page = hall.browser().visit(&agency.redirect(&minimum, None)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("value=\"nod\""));
}

#[tokio::test]
async fn a_request_that_names_one_service_and_another_ones_address_is_rejected() {
    let (hall, agency) = Hall::open().await;
    let lax = ServiceRecord::new(ServiceCode::parse("AVISOS").unwrap());
    hall.set(&agency, |record| record.services = vec![out_of_reach(&[&agency.consumer]), lax])
        .await;
    let named = |name: &str, id: &str| AuthnRequest {
        provider_name: Some(name.to_owned()),
        ..agency.request(id, start())
    };
    let request = named("Q2826000H_E04975701;AVISOS", "_two");
    let page = hall.browser().visit(&agency.redirect(&request, None)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.body.contains("SAMLResponse"));
    let request = named("Q2826000H_E04975701;TASAS", "_one");
    let told = answered(&hall, &agency, &request).await;
    assert_eq!(told.message.unwrap().split(':').next(), Some("LOA_NOT_REACHED"));
}

#[tokio::test]
async fn an_answer_that_was_fixed_is_not_given_out_once_the_agency_is_suspended() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request("_r", start()), None);
    let page = at_the_nod(&mut browser, &address).await;
    let proved = browser.submit(&page.form("/venia"), &[]).await;
    hall.set(&agency, |record| record.suspended = true).await;
    let back = browser.follow(proved).await;
    assert_eq!(back.status, StatusCode::FORBIDDEN);
    assert!(!back.body.contains("SAMLResponse"));
}
