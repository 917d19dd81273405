//! What the agency is told when there is no assertion: signed, without assertion, RelayState echoed.

use std::sync::Arc;

use authenticators::MethodId;
use certs::Certificate;
use hub::agency::{AgencyRecord, Encryption};
use identity::{Comparison, LevelOfAssurance, RegistrationLevel};
use jiff::SignedDuration;
use saml::attributes::{CLAVE, PERSON_IDENTIFIER};
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::{AuthnRequest, NameIdPolicy, RequestedContext};
use saml::status::Status;
use saml::{EntityId, NameId, Received, Response, TrustedKeys};
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tests::hall::{ANA, ENTITY_ID, Hall, keys, start};

/// Of every character that a form, a query or a page has to write in another way.
const RELAY_STATE: &str = "/trámite?año=2026&b=%2F+ #;'\"<x/>\\é=";

/// What the agency is told: the two codes, and the word before the colon.
type Says = (&'static str, Option<&'static str>, &'static str);

/// What makes the hub say so.
enum Cause {
    /// The operator's record alone.
    Record(fn(&mut AgencyRecord)),
    /// The request alone.
    Request(fn(AuthnRequest) -> AuthnRequest),
    /// The person presses cancel.
    Cancel,
    /// The person types a wrong password, and then presses cancel.
    Fail,
    /// The person lets time pass, and is told so.
    Wait,
    /// The person proves who they are; the record says this, and the registry that of them.
    Person(fn(&mut AgencyRecord), &'static str),
}

use Cause::{Cancel, Fail, Person, Record, Request, Wait};

const NO_CONTEXT: Option<&str> = Some("NoAuthnContext");
const FAILED: Option<&str> = Some("AuthnFailed");
const NO_IDP: Option<&str> = Some("NoAvailableIDP");
const NOT_GIVEN: Option<&str> = Some("InvalidAttrNameOrValue");
const NOT_NAMED: Option<&str> = Some("InvalidNameIDPolicy");

/// SPEC 3.7, in its order, as far as today's methods go; and the two statuses that only SAML Core asks for.
const TABLE: [(Says, Cause); 21] = [
    (("Responder", FAILED, "CANCELLED"), Cancel),
    (("Responder", FAILED, "AUTHN_FAILED"), Person(|_| {}, "state = 'renounced'")),
    (("Responder", FAILED, "AUTHN_FAILED"), Person(|_| {}, "state = 'revoked'")),
    (("Responder", FAILED, "AUTHN_FAILED"), Fail),
    (("Responder", FAILED, "EXPIRED"), Wait),
    (
        ("Requester", NO_CONTEXT, "LOA_NOT_REACHED"),
        Record(|record| record.level = LevelOfAssurance::High),
    ),
    (
        ("Requester", NO_CONTEXT, "LOA_NOT_REACHED"),
        Request(|request| asking(request, Comparison::Minimum, LevelOfAssurance::High.uri())),
    ),
    (
        ("Requester", NO_CONTEXT, "LOA_NOT_REACHED"),
        Request(|request| asking(request, Comparison::Better, LevelOfAssurance::Substantial.uri())),
    ),
    (
        ("Requester", NO_CONTEXT, "REGISTRATION_LEVEL_NOT_REACHED"),
        Person(|record| record.registration = Some(RegistrationLevel::Advanced), "level = 'basic'"),
    ),
    (
        ("Requester", NO_CONTEXT, "LOA_UNKNOWN"),
        Request(|request| {
            asking(request, Comparison::Exact, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password")
        }),
    ),
    (
        ("Responder", NO_IDP, "NO_AUTHENTICATOR"),
        Record(|record| record.methods = Some(vec![MethodId::named("certificate")])),
    ),
    (("Responder", NO_IDP, "NO_AUTHENTICATOR"), Request(excluding_all)),
    (
        ("Responder", Some("NoPassive"), "PASSIVE"),
        Request(|request| AuthnRequest { is_passive: true, ..request }),
    ),
    (
        ("Requester", NOT_GIVEN, "ATTRIBUTE"),
        Request(|request| with_attributes(request, &["Shoes"], true)),
    ),
    (
        ("Requester", NOT_NAMED, "NAMEID"),
        Request(|request| {
            let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos".to_owned();
            let policy = NameIdPolicy { format: Some(format), ..NameIdPolicy::default() };
            AuthnRequest { name_id_policy: Some(policy), ..request }
        }),
    ),
    (
        ("Requester", NOT_NAMED, "NAMEID"),
        Request(|request| {
            let policy = NameIdPolicy {
                format: Some(saml::name_id::PERSISTENT.to_owned()),
                sp_name_qualifier: Some("https://group.example.test".to_owned()),
                ..NameIdPolicy::default()
            };
            AuthnRequest { name_id_policy: Some(policy), ..request }
        }),
    ),
    (
        ("Requester", Some("RequestDenied"), "SP_NOT_ALLOWED"),
        Record(|record| record.suspended = true),
    ),
    (
        ("Requester", Some("RequestDenied"), "SP_NOT_ALLOWED"),
        Record(|record| record.active.until = Some(start())),
    ),
    (
        ("Responder", None, "UNAVAILABLE"),
        Record(|record| record.encryption = Encryption::parse("aes256-gcm/sha1").unwrap()),
    ),
    (
        ("Requester", Some("UnsupportedBinding"), "BINDING"),
        Request(|request| {
            let artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact".to_owned();
            AuthnRequest { protocol_binding: Some(artifact), ..request }
        }),
    ),
    (
        ("Responder", Some("UnknownPrincipal"), "SUBJECT"),
        Request(|request| {
            let ours = request.issuer.clone().unwrap();
            let subject = Some(NameId::transient("12345678Z".to_owned(), &ours));
            AuthnRequest { subject, ..request }
        }),
    ),
];

fn asking(request: AuthnRequest, comparison: Comparison, class: &str) -> AuthnRequest {
    let requested = RequestedContext { comparison, classes: vec![class.to_owned()] };
    AuthnRequest { requested: Some(requested), ..request }
}

/// Asks for attributes of Cl@ve by their short names.
fn with_attributes(request: AuthnRequest, names: &[&str], is_required: bool) -> AuthnRequest {
    let attribute = |name: &&str| RequestedAttribute {
        name: format!("{CLAVE}{name}"),
        friendly_name: None,
        is_required,
        values: Vec::new(),
    };
    let attributes = names.iter().map(attribute).collect();
    AuthnRequest { extensions: Extensions { sp_type: None, attributes }, ..request }
}

/// Excludes every method of this hub.
fn excluding_all(request: AuthnRequest) -> AuthnRequest {
    with_attributes(request, &["GISSIdP", "AEATIdP", "TarjetaIdP", "NodIdP"], false)
}

/// A hub of its own, and the page with which it sends the person back to the agency.
async fn brought_about(cause: &Cause) -> (Hall, Agency, Answer) {
    let (hall, agency) = Hall::open().await;
    let request = agency.request("_r", start());
    let request = if let Request(change) = cause { change(request) } else { request };
    if let Record(change) | Person(change, _) = cause {
        hall.set(&agency, change).await;
    }
    let mut browser = hall.browser();
    let arrived = browser.visit(&agency.redirect(&request, Some(RELAY_STATE))).await;
    let done = match cause {
        Record(_) | Request(_) => arrived,
        Cancel => browser.submit(&arrived.form("/cancelar"), &[]).await,
        Fail => {
            let asked = browser.submit(&arrived.form("/elegir"), &[("metodo", "password")]).await;
            let page = browser.follow(asked).await;
            let wrong = [("documento", ANA), ("clave", "no-es-esta-4-Z")];
            let again = browser.submit(&page.form("/clave"), &wrong).await;
            browser.submit(&again.form("/cancelar"), &[]).await
        }
        Wait => {
            hall.clock.wait(SignedDuration::from_mins(16));
            let late = browser.submit(&arrived.form("/elegir"), &[("metodo", "password")]).await;
            assert_eq!(late.heading(), "Ha pasado demasiado tiempo");
            browser.submit(&late.form("/cancelar"), &[]).await
        }
        Person(_, set) => {
            let asked = browser.submit(&arrived.form("/elegir"), &[("metodo", "nod")]).await;
            let page = browser.follow(asked).await;
            let set = format!("UPDATE citizens.person SET {set} WHERE document = '{ANA}'");
            assert_eq!(hall.client().await.execute(&set, &[]).await.unwrap(), 1);
            browser.submit(&page.form("/venia"), &[]).await
        }
    };
    let page = browser.press_on(done).await;
    (hall, agency, page)
}

/// The status as it stands in what the hub's key covers; an assertion there is none.
fn signed_status(agency: &Agency, page: &Answer) -> Status {
    let certificate = std::fs::read(keys::ring().join("hub.crt")).unwrap();
    let certificate = Certificate::from_pem(&certificate).unwrap();
    let ours = EntityId::new(ENTITY_ID).unwrap();
    let trusted = TrustedKeys::new(ours, vec![Arc::new(certificate)]).unwrap();
    let form = page.form(&agency.consumer);
    let value = form.field("SAMLResponse").unwrap();
    let value = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let received = Received::from_post(format!("SAMLResponse={value}").as_bytes()).unwrap();
    let verified = received.open::<Response>(&trusted).unwrap();
    assert!(verified.message().assertion.is_none());
    verified.message().status.clone()
}

#[tokio::test]
async fn every_status_is_signed_without_assertion_and_echoes_the_relay_state() {
    for (number, ((top, second, token), cause)) in TABLE.iter().enumerate() {
        let (hall, agency, page) = brought_about(cause).await;
        let told = agency.read(&page);
        let codes = (told.status.0.as_str(), told.status.1.as_deref());
        assert_eq!(codes, (*top, *second), "{token}, row {number}");
        let (said, sentence) = told.message.as_deref().unwrap().split_once(": ").unwrap();
        assert_eq!(said, *token, "row {number}");
        assert!(!sentence.is_empty(), "{token}");
        assert_eq!(signed_status(&agency, &page).message, format!("{token}: {sentence}"));
        assert_eq!(told.assertion_id, None, "{token}");
        assert_eq!(told.relay_state.as_deref(), Some(RELAY_STATE), "{token}");
        assert_eq!(hall.outcomes().await, [*token]);
        assert_eq!(hall.rows("ledger").await, 1, "{token}: a declined request is used up");
    }
}

#[tokio::test]
async fn a_request_can_raise_what_the_agency_asks_but_not_lower_it() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::High).await;
    let request = agency.request("_r", start());
    let request = asking(request, Comparison::Exact, LevelOfAssurance::Low.uri());
    let mut browser = hall.browser();
    let arrived = browser.visit(&agency.redirect(&request, None)).await;
    let told = agency.read(&browser.press_on(arrived).await);
    assert_eq!(told.message.as_deref(), Some("LOA_NOT_REACHED: required high, obtained none"));
}

/// SAML Core 3.4.1.4: an assertion about anybody else would answer another question. Here the wish is
/// said by an identifier with a value.
#[tokio::test]
async fn a_request_about_a_certain_person_is_not_answered_about_anybody() {
    let (hall, agency) = Hall::open().await;
    let identifier = RequestedAttribute {
        name: PERSON_IDENTIFIER.to_owned(),
        friendly_name: None,
        is_required: false,
        values: vec!["12345678Z".to_owned()],
    };
    let extensions = Extensions { sp_type: None, attributes: vec![identifier] };
    let request = AuthnRequest { extensions, ..agency.request("_s", start()) };
    let page = hall.browser().visit(&agency.redirect(&request, None)).await;
    let told = agency.read(&page);
    assert_eq!(told.status, ("Responder".to_owned(), Some("UnknownPrincipal".to_owned())));
    assert_eq!(told.message.unwrap().split(':').next(), Some("SUBJECT"));
}
