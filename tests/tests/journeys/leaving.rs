//! Leaving: single logout, from an agency's request or the hub's own page to the truth about each agency (SPEC 3.8,
//! T-S13, SAML Core 3.7).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::KeyRing;
use http::StatusCode;
use hub::Environment;
use hub::journey::session::SessionKey;
use identity::{LevelOfAssurance, SpanishId};
use jiff::{SignedDuration, Timestamp};
use metadata::ProviderName;
use saml::binding::Binding;
use saml::name_id::{PERSISTENT, UNSPECIFIED};
use saml::request::NameIdPolicy;
use saml::status::{SecondCode, Status, TopCode};
use saml::{Dialect, EntityId, LogoutRequest, MessageId, NameId};
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, ORIGIN, keys, start};

use crate::logging_in::enter_with_password;

const COOKIE: &str = "__Host-s";
const LEFT: &str = "Has salido";
const PARTLY: &str = "Has salido de Zaguán, pero no de todos los servicios";
const TELLING: &str = "Cerrando tu sesión";
const USED: &str = "Esta petición ya se ha usado";
const STALE: &str = "La petición ya no es válida";
const UNTRUSTED: &str = "Un organismo nos ha enviado una petición que no podemos aceptar";

/// Three agencies, and a browser that has entered at all of them.
struct Visited {
    hall: Hall,
    agencies: [Agency; 3],
    told: [Told; 3],
    browser: Browser,
}

impl Visited {
    /// The first is told by redirect, the second by POST, the third as said.
    async fn open(third: Option<Binding>) -> Self {
        let hall = Hall::empty().await;
        let agencies = ["una", "dos", "tres"]
            .map(|name| Agency::new(&format!("https://{name}.example.test/metadata")));
        let [first, second, last] = agencies;
        let last = Agency { logout: third, ..last };
        let agencies = [first.told_by(Binding::Redirect), second.told_by(Binding::Post), last];
        for (agency, name) in agencies.iter().zip(["Una", "Dos", "Tres"]) {
            hall.join(agency, LevelOfAssurance::Low).await;
            hall.set(agency, |record| {
                record.allow_sso = true;
                record.announce_sso = false;
                record.names.insert("es".to_owned(), name.to_owned());
            })
            .await;
        }
        let mut browser = hall.browser();
        let request = agencies[0].request("_login", start());
        let choose = browser.visit(&agencies[0].redirect(&request, None)).await;
        let first = agencies[0].read(&enter_with_password(&mut browser, &choose).await);
        hall.clock.wait(SignedDuration::from_mins(1));
        let second = Self::enter(&hall, &mut browser, &agencies[1]).await;
        let last = Self::enter(&hall, &mut browser, &agencies[2]).await;
        Self { hall, agencies, told: [first, second, last], browser }
    }

    async fn enter(hall: &Hall, browser: &mut Browser, agency: &Agency) -> Told {
        let request = agency.request("_visit", hall.hub.clock.now());
        let told = agency.read(&browser.visit(&agency.redirect(&request, None)).await);
        assert!(told.assertion_id.is_some());
        told
    }

    fn request(&self, agency: usize, id: &str) -> LogoutRequest {
        let now = self.hall.hub.clock.now();
        self.agencies[agency].logout_request(id, &self.told[agency], now)
    }

    /// The first agency asks, by redirect.
    async fn first_asks(&mut self) -> Answer {
        let request = self.request(0, "_leave");
        self.browser.visit(&self.agencies[0].logout_redirect(&request, Some("estado"))).await
    }

    /// An agency is told, and says so.
    async fn tell(&mut self, agency: usize, page: &Answer, status: Status) -> Answer {
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, TELLING));
        let agency = self.agencies[agency].clone();
        let request = agency.read_farewell(page);
        agency.answer_farewell(&mut self.browser, &request, status).await
    }

    async fn skip(&mut self, page: &Answer) -> Answer {
        let answer = self.browser.submit(&page.form("/saltar"), &[]).await;
        self.browser.follow(answer).await
    }

    /// The person leaves from the hub's own page.
    async fn leave(&mut self, how: &str) -> Answer {
        let page = self.browser.get("/salir").await;
        let answer = self.browser.submit(&page.form("/salir"), &[("respuesta", how)]).await;
        self.browser.follow(answer).await
    }

    /// At an agency the person has to enter anew.
    async fn assert_out(&mut self) {
        let request = self.agencies[0].request("_after", self.hall.hub.clock.now());
        let page = self.browser.visit(&self.agencies[0].redirect(&request, None)).await;
        assert_eq!(page.heading(), "Elige cómo entrar");
    }
}

fn status(told: &saml::LogoutResponse) -> (TopCode, Option<SecondCode>) {
    (told.status.top, told.status.second)
}

#[tokio::test]
async fn every_other_agency_is_told_in_turn_under_the_names_that_it_knows() {
    let mut visited = Visited::open(Some(Binding::Post)).await;
    let page = visited.first_asks().await;
    assert_eq!(visited.hall.rows("session").await, 0, "the hub's session ends first");
    assert_eq!(visited.browser.cookies.get(COOKIE), None);

    let farewell = visited.agencies[2].read_farewell(&page);
    assert_eq!(Some(farewell.name_id), visited.told[2].name);
    assert_eq!(farewell.session_indexes, [visited.told[2].session.clone().unwrap()]);
    assert!(!visited.agencies[0].is_told(&page), "whoever asks is not told");
    let page = visited.tell(2, &page, Status::success()).await;
    let farewell = visited.agencies[1].read_farewell(&page);
    assert_eq!(Some(farewell.name_id), visited.told[1].name);
    let end = visited.tell(1, &page, Status::success()).await;

    assert_eq!((end.status, end.heading().as_str()), (StatusCode::OK, LEFT));
    let answer = visited.agencies[0].read_logout_answer(&end);
    assert_eq!(status(&answer), (TopCode::Success, None));
    assert_eq!(answer.envelope.in_response_to.as_str(), "_leave");
    assert!(end.link(&visited.agencies[0].logout_url()).unwrap().contains("&RelayState=estado&"));
    assert!(end.body.contains("data-auto-continue"), "nobody has to press");
    assert_eq!(visited.hall.outcomes().await.last().unwrap(), "LOGGED_OUT");
    visited.assert_out().await;
}

#[tokio::test]
async fn an_agency_that_does_not_answer_strands_nobody_and_the_end_says_so() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    assert!(page.body.contains("data-probe"), "{}", page.body);
    // The person was there, and came back.
    let address = page.form("/saltar").action.replace("/saltar", "");
    let back = visited.browser.get(&address).await;
    assert!(back.body.contains("Tres no nos ha contestado todavía."), "{}", back.body);
    assert!(!back.body.contains("data-auto-continue"), "nobody is sent there a second time");
    let late = visited.agencies[2].read_farewell(&back);
    let page = visited.skip(&back).await;
    assert!(!page.body.contains("no nos ha contestado"), "nobody has told it yet: {}", page.body);
    assert!(page.body.contains("data-auto-continue"), "{}", page.body);
    let end = visited.tell(1, &page, Status::authn_failed()).await;

    assert_eq!(end.heading(), PARTLY);
    assert!(!end.body.contains("data-auto-continue"), "the person reads it first");
    let answer = visited.agencies[0].read_logout_answer(&end);
    assert_eq!(status(&answer), (TopCode::Success, Some(SecondCode::PartialLogout)));
    for told in ["No ha contestado", "https://tres.example.test/", "https://dos.example.test/"] {
        assert!(end.body.contains(told), "{told} in {}", end.body);
    }
    assert_eq!(visited.hall.outcomes().await.last().unwrap(), "PARTIAL_LOGOUT");
    let because = "SELECT because::text FROM hub.trace ORDER BY id DESC LIMIT 1";
    let because: String = visited.hall.client().await.query_one(because, &[]).await.unwrap().get(0);
    assert_eq!(
        because,
        r#"[{"rule": "told", "about": "1 of 2: it did not answer", "effect": "drop"}, {"rule": "told", "about": "1 of 2: it could not end it", "effect": "drop"}]"#
    );
    // What it answers after all is told to whoever looks.
    let agency = visited.agencies[2].clone();
    let page = agency.answer_farewell(&mut visited.browser, &late, Status::success()).await;
    assert!(!page.body.contains("No ha contestado"), "{}", page.body);
}

#[tokio::test]
async fn an_agency_without_an_address_for_it_is_named_with_a_link() {
    let mut visited = Visited::open(None).await;
    let page = visited.first_asks().await;
    let end = visited.tell(1, &page, Status::success()).await;
    assert_eq!(end.heading(), PARTLY);
    assert!(end.link("https://tres.example.test/").is_some(), "{}", end.body);
    assert!(end.link("https://dos.example.test/").is_none(), "{}", end.body);
    let answer = visited.agencies[0].read_logout_answer(&end);
    assert_eq!(status(&answer).1, Some(SecondCode::PartialLogout));
}

#[tokio::test]
async fn agencies_that_are_removed_while_somebody_leaves_strand_nobody() {
    for removed in [1, 2] {
        let mut visited = Visited::open(Some(Binding::Redirect)).await;
        let page = visited.first_asks().await;
        visited.hall.remove_unheard(&visited.agencies[removed]).await;
        visited.hall.hub.refresh_directory().await.unwrap();
        let end = if removed == 2 {
            // Its answer is nobody's any more; the browser loads the page again.
            let address = page.form("/saltar").action.replace("/saltar", "");
            let page = visited.browser.get(&address).await;
            visited.tell(1, &page, Status::success()).await
        } else {
            visited.tell(2, &page, Status::success()).await
        };
        assert_eq!((end.status, end.heading().as_str()), (StatusCode::OK, PARTLY), "{removed}");
        let gone = &visited.agencies[removed].entity_id;
        assert!(end.body.contains(gone), "it is named as machines know it: {}", end.body);
        let answer = visited.agencies[0].read_logout_answer(&end);
        assert_eq!(status(&answer).1, Some(SecondCode::PartialLogout));
    }
}

#[tokio::test]
async fn who_leaves_from_our_own_page_reads_what_is_open_and_what_has_ended() {
    let mut visited = Visited::open(Some(Binding::Post)).await;
    let page = visited.browser.get("/salir").await;
    assert!(page.body.contains("A*** M*** N***"), "{}", page.body);
    for name in ["Una", "Dos", "Tres"] {
        assert!(page.body.contains(&format!(">{name}<")), "{name} in {}", page.body);
    }
    let traced = visited.hall.rows("trace").await;
    let page = visited.leave("salir").await;
    assert_eq!(visited.hall.rows("session").await, 0);
    assert_eq!(visited.browser.cookies.get(COOKIE), None);
    let page = visited.tell(2, &page, Status::success()).await;
    let page = visited.tell(1, &page, Status::success()).await;
    let end = visited.tell(0, &page, Status::success()).await;
    assert_eq!(end.heading(), LEFT);
    assert_eq!(visited.hall.rows("trace").await, traced, "nobody was answered");
    let nobody = visited.browser.get("/salir").await;
    assert_eq!(nobody.heading(), "No has entrado en este navegador");
    visited.assert_out().await;
}

#[tokio::test]
async fn a_request_by_post_is_answered_by_post() {
    let mut visited = Visited::open(None).await;
    let request = visited.request(1, "_leave");
    let fields = visited.agencies[1].logout_form(&request, Some("r"));
    let arrived = visited.browser.post_from_elsewhere("/saml/slo", &fields).await;
    assert_eq!(arrived.status, StatusCode::SEE_OTHER);
    assert_eq!(visited.hall.rows("session").await, 1, "the POST from elsewhere ends nothing");
    let page = visited.browser.follow(arrived).await;
    let end = visited.tell(0, &page, Status::success()).await;
    let answer = visited.agencies[1].read_logout_answer(&end);
    assert_eq!(answer.envelope.in_response_to.as_str(), "_leave");
    assert_eq!(end.form(&visited.agencies[1].logout_url()).field("RelayState"), Some("r"));
}

#[tokio::test]
async fn a_request_that_was_answered_ends_nothing_a_second_time() {
    let mut visited = Visited::open(None).await;
    let request = visited.request(0, "_leave");
    let address = visited.agencies[0].logout_redirect(&request, None);
    visited.browser.visit(&address).await;
    let choose = visited.agencies[0].request("_anew", visited.hall.hub.clock.now());
    let choose = visited.browser.visit(&visited.agencies[0].redirect(&choose, None)).await;
    enter_with_password(&mut visited.browser, &choose).await;
    let again = visited.browser.visit(&address).await;
    assert_eq!(again.heading(), USED, "{}", again.body);
    assert_eq!(visited.hall.rows("session").await, 1);
    assert!(visited.browser.cookies.contains_key(COOKIE));
}

#[tokio::test]
async fn nobody_but_an_agency_ends_a_session_and_only_the_one_that_it_knows() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let now = visited.hall.hub.clock.now();
    let ours = visited.request(0, "_leave");
    let stranger = Agency { keys: keys::stranger().clone(), ..visited.agencies[0].clone() };
    let plain = "/saml/slo?SAMLRequest=".to_owned();
    let unsigned = visited.agencies[0].logout_redirect(&ours, None);
    let unsigned = unsigned.split("&SigAlg").next().unwrap().to_owned();
    let elsewhere = LogoutRequest {
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        ..ours.clone()
    };
    let old = LogoutRequest { issue_instant: now - SignedDuration::from_mins(7), ..ours.clone() };
    let over = LogoutRequest {
        not_on_or_after: Some(now - SignedDuration::from_secs(60)),
        ..ours.clone()
    };
    let first = &visited.agencies[0];
    let refused = [
        (stranger.logout_redirect(&ours, None), UNTRUSTED),
        (plain, UNTRUSTED),
        (unsigned, UNTRUSTED),
        (first.logout_redirect(&elsewhere, None), UNTRUSTED),
        (first.logout_redirect(&old, None), STALE),
        (first.logout_redirect(&over, None), STALE),
    ];
    for (address, heading) in refused {
        let page = visited.browser.visit(&address).await;
        assert_eq!(page.heading(), heading, "{address}");
        assert_eq!(visited.hall.rows("departure").await, 0, "{address}");
    }
    // In good order, and not about the session of this browser.
    let of_second = visited.request(1, "_x");
    let theirs = [
        LogoutRequest { session_indexes: vec!["_another".to_owned()], ..ours.clone() },
        LogoutRequest { name_id: of_second.name_id, ..ours.clone() },
        LogoutRequest { session_indexes: of_second.session_indexes, ..ours },
    ];
    for (number, request) in theirs.into_iter().enumerate() {
        let id = MessageId::new(&format!("_theirs{number}")).unwrap();
        let request = LogoutRequest { id, ..request };
        let address = visited.agencies[0].logout_redirect(&request, None);
        let page = visited.browser.visit(&address).await;
        assert_eq!(page.heading(), "No hemos cerrado nada");
        assert!(page.link("/salir").is_some(), "the one that there is can be left: {}", page.body);
        assert!(!page.body.contains("data-auto-continue"), "the person reads it first");
        let answer = visited.agencies[0].read_logout_answer(&page);
        assert_eq!(status(&answer).1, Some(SecondCode::PartialLogout));
        assert_eq!(visited.hall.rows("session").await, 1);
        assert!(visited.browser.cookies.contains_key(COOKIE));
    }
}

#[tokio::test]
async fn without_an_index_the_name_says_which_session() {
    let mut visited = Visited::open(None).await;
    let request = LogoutRequest { session_indexes: Vec::new(), ..visited.request(0, "_leave") };
    let page = visited.browser.visit(&visited.agencies[0].logout_redirect(&request, None)).await;
    assert_eq!(visited.hall.rows("session").await, 0, "{}", page.body);
}

#[tokio::test]
async fn an_answer_counts_once_from_whom_was_asked_and_in_the_browser_that_leaves() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let farewell = visited.agencies[2].read_farewell(&page);
    // The first agency answers for the third.
    let forged = Agency { logout: Some(Binding::Redirect), ..visited.agencies[0].clone() };
    let refused = forged.answer_farewell(&mut visited.browser, &farewell, Status::success()).await;
    assert_eq!(refused.heading(), USED);
    let mut stranger = visited.hall.browser();
    let third = visited.agencies[2].clone();
    let theirs = third.answer_farewell(&mut stranger, &farewell, Status::authn_failed()).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    // It was an answer of the agency all the same, and is not taken back.
    let page = third.answer_farewell(&mut visited.browser, &farewell, Status::success()).await;
    let end = visited.tell(1, &page, Status::success()).await;
    assert_eq!(end.heading(), PARTLY);
}

#[tokio::test]
async fn a_departure_opens_in_its_browser_only_and_its_forms_are_sealed() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let skip = page.form("/saltar");
    let mut stranger = visited.hall.browser();
    stranger.get("/").await;
    let address = skip.action.replace("/saltar", "");
    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
    let refused = stranger.submit(&skip, &[]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "it has no key at all");
    let bare = skip.clone().without(&["sello"]);
    let refused = visited.browser.submit(&bare, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let next = visited.skip(&page).await;
    assert!(visited.agencies[1].is_told(&next));
    // Pressed twice: the second is of a page that was left behind.
    let again = visited.browser.submit(&skip, &[]).await;
    let again = visited.browser.follow(again).await;
    assert!(visited.agencies[1].is_told(&again), "nobody was passed over");
}

#[tokio::test]
async fn who_enters_anew_goes_on_under_the_same_names_and_all_are_told() {
    let mut visited = Visited::open(Some(Binding::Post)).await;
    let fourth = Agency::new("https://cuatro.example.test/metadata").told_by(Binding::Post);
    visited.hall.join(&fourth, LevelOfAssurance::Low).await;
    let now = visited.hall.hub.clock.now();
    let choose = visited.browser.visit(&fourth.redirect(&fourth.request("_new", now), None)).await;
    let before = visited.browser.cookies.get(COOKIE).cloned();
    let told = fourth.read(&enter_with_password(&mut visited.browser, &choose).await);
    assert_ne!(visited.browser.cookies.get(COOKIE), before.as_ref());
    assert_eq!(visited.hall.rows("session").await, 1);
    let page = visited.leave("salir").await;
    let farewell = fourth.read_farewell(&page);
    assert_eq!(
        (Some(farewell.name_id.clone()), farewell.session_indexes.first()),
        (told.name, told.session.as_ref())
    );
    let mut page = fourth.answer_farewell(&mut visited.browser, &farewell, Status::success()).await;
    for agency in [2, 1, 0] {
        let request = visited.agencies[agency].read_farewell(&page);
        assert_eq!(Some(request.name_id), visited.told[agency].name, "{agency}");
        page = visited.tell(agency, &page, Status::success()).await;
    }
    assert_eq!(page.heading(), LEFT);
}

#[tokio::test]
async fn an_agency_that_always_calls_people_the_same_is_told_that_name() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let now = visited.hall.hub.clock.now();
    let request = asks_for_the_lasting_name(&visited, now);
    let told = visited.agencies[1]
        .read(&visited.browser.visit(&visited.agencies[1].redirect(&request, None)).await);
    assert_eq!(told.name.as_ref().unwrap().format.as_deref(), Some(PERSISTENT));
    let mut browser = visited.browser.clone();
    let page = visited.leave("salir").await;
    let farewell = visited.agencies[1].read_farewell(&page);
    assert_eq!(Some(farewell.name_id), told.name.clone());

    // It asks to leave by that name alone.
    let request = visited.agencies[0].request("_login-again", now);
    let choose = browser.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut browser, &choose).await;
    let leave = LogoutRequest {
        session_indexes: Vec::new(),
        ..visited.agencies[1].logout_request("_too-early", &told, now)
    };
    browser.visit(&visited.agencies[1].logout_redirect(&leave, None)).await;
    assert_eq!(visited.hall.rows("session").await, 1, "it has not been visited in this session");
    let lasting = saml::AuthnRequest {
        id: MessageId::new("_lasting-again").unwrap(),
        ..asks_for_the_lasting_name(&visited, now)
    };
    let back = browser.visit(&visited.agencies[1].redirect(&lasting, None)).await;
    assert_eq!(visited.agencies[1].read(&back).name, told.name);
    let leave = LogoutRequest { id: MessageId::new("_by-name").unwrap(), ..leave };
    browser.visit(&visited.agencies[1].logout_redirect(&leave, None)).await;
    assert_eq!(visited.hall.rows("session").await, 0);
}

/// The second agency wants the name that it always gets.
fn asks_for_the_lasting_name(visited: &Visited, now: Timestamp) -> saml::AuthnRequest {
    let policy = NameIdPolicy { format: Some(PERSISTENT.to_owned()), ..NameIdPolicy::default() };
    saml::AuthnRequest {
        name_id_policy: Some(policy),
        ..visited.agencies[1].request("_lasting", now)
    }
}

/// A kit of Cl@ve that has visited: it is known by its name, and returns to an address of the record.
async fn kit(visited: &Visited) -> Agency {
    let kit = visited.agencies[2].clone();
    visited
        .hall
        .set(&kit, |record| {
            record.dialect = Dialect::Clave2;
            record.provider_name = Some(ProviderName::parse("Q2826000H_E04975701").unwrap());
            record.logout_returns = vec![kit.logout_url()];
        })
        .await;
    kit
}

/// As kits write it (SPEC SAML-61): the issuer is the address to return to, and the name is the kit's own.
fn kit_request(kit: &Agency, id: &str, returns_to: &str, now: Timestamp) -> LogoutRequest {
    LogoutRequest {
        id: MessageId::new(id).unwrap(),
        issue_instant: now,
        issuer: Some(EntityId::new(returns_to).unwrap()),
        destination: Some(format!("{ORIGIN}/Proxy2/ServiceProvider")),
        not_on_or_after: Some(now + SignedDuration::from_mins(5)),
        reason: Some("urn:oasis:names:tc:SAML:2.0:logout:user".to_owned()),
        name_id: NameId {
            format: Some(UNSPECIFIED.to_owned()),
            value: "Q2826000H_E04975701;TASAS".to_owned(),
            name_qualifier: None,
            sp_name_qualifier: Some(kit.logout_url()),
        },
        session_indexes: Vec::new(),
    }
}

/// In the fields of kits, both with the same value.
async fn kit_asks(visited: &mut Visited, kit: &Agency, request: &LogoutRequest) -> Answer {
    let posted = kit.logout_form(request, Some("estado"));
    let (message, state) = (posted[0].1.clone(), posted[1].clone());
    let fields = [
        ("logoutRequest".to_owned(), message.clone()),
        ("samlRequestLogout".to_owned(), message),
        ("country".to_owned(), "ES".to_owned()),
        state,
    ];
    let answer = visited.browser.post_from_elsewhere("/Proxy2/ServiceProvider", &fields).await;
    visited.browser.follow(answer).await
}

#[tokio::test]
async fn a_kit_of_clave_is_answered_in_its_own_fields_and_ends_the_session_of_the_browser() {
    let mut visited = Visited::open(None).await;
    let kit = kit(&visited).await;
    let now = visited.hall.hub.clock.now();
    let request = kit_request(&kit, "_lo1f09", &kit.logout_url(), now);
    let page = kit_asks(&mut visited, &kit, &request).await;
    assert_eq!(visited.hall.rows("session").await, 0);
    let page = visited.tell(1, &page, Status::success()).await;
    let end = visited.tell(0, &page, Status::success()).await;
    let form = end.form(&kit.logout_url());
    let fields: Vec<_> = form.fields().map(|(name, _)| name).collect();
    assert_eq!(fields, ["logoutResponse", "samlResponseLogout", "RelayState"]);
    assert_eq!(form.field("logoutResponse"), form.field("samlResponseLogout"));
    assert_eq!(form.field("RelayState"), Some("estado"));
    let xml = STANDARD.decode(form.field("logoutResponse").unwrap()).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    for part in [
        "InResponseTo=\"_lo1f09\"",
        "Consent=\"urn:oasis:names:tc:SAML:2.0:consent:obtained\"",
        "<saml2p:StatusMessage>urn:oasis:names:tc:SAML:2.0:status:Success</saml2p:StatusMessage>",
        "rsa-sha512",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}

#[tokio::test]
async fn a_kit_that_names_another_address_to_return_to_or_never_saw_the_person_ends_nothing() {
    let mut visited = Visited::open(None).await;
    let kit = kit(&visited).await;
    let now = visited.hall.hub.clock.now();
    let request = kit_request(&kit, "_evil", "https://evil.example.test/", now);
    let page = kit_asks(&mut visited, &kit, &request).await;
    assert!(page.link("/salir").is_some(), "the person may: {}", page.body);
    assert!(!page.body.contains("evil.example.test"), "{}", page.body);
    assert!(!page.body.contains("logoutResponse"), "{}", page.body);
    assert_eq!(page.heading(), "No hemos cerrado nada");
    assert_eq!(visited.hall.rows("session").await, 1);
    assert_eq!(visited.hall.outcomes().await.last().unwrap(), "PARTIAL_LOGOUT");

    let client = visited.hall.client().await;
    let never = "UPDATE hub.session SET agencies = array_remove(agencies, $1)";
    client.execute(never, &[&kit.entity_id]).await.unwrap();
    let request = kit_request(&kit, "_stranger", &kit.logout_url(), now);
    let page = kit_asks(&mut visited, &kit, &request).await;
    assert_eq!(visited.hall.rows("session").await, 1);
    let form = page.form(&kit.logout_url());
    let xml = STANDARD.decode(form.field("logoutResponse").unwrap()).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    assert!(xml.contains("urn:oasis:names:tc:SAML:2.0:status:PartialLogout"), "{xml}");
    assert_eq!(visited.hall.outcomes().await.last().unwrap(), "PARTIAL_LOGOUT");
}

/// A kit knows people by their document, and addresses are written down everywhere.
#[tokio::test]
async fn no_document_goes_into_an_address() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    kit(&visited).await;
    let page = visited.leave("salir").await;
    assert!(visited.agencies[1].is_told(&page), "the kit is passed over: {}", page.body);
    let page = visited.tell(1, &page, Status::success()).await;
    let end = visited.tell(0, &page, Status::success()).await;
    assert_eq!(end.heading(), PARTLY);
    assert!(end.link("https://tres.example.test/").is_some(), "{}", end.body);
}

#[tokio::test]
async fn who_leaves_long_after_the_last_use_is_still_told_where_they_were() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    visited.hall.clock.wait(SignedDuration::from_mins(61));
    visited.hall.hub.keep_house(visited.hall.hub.clock.now()).await.unwrap();
    let page = visited.first_asks().await;
    let page = visited.tell(2, &page, Status::success()).await;
    let end = visited.tell(1, &page, Status::success()).await;
    assert_eq!(end.heading(), LEFT);
    let answer = visited.agencies[0].read_logout_answer(&end);
    assert_eq!(status(&answer), (TopCode::Success, None));
}

#[tokio::test]
async fn what_nobody_knows_any_more_is_no_success() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    visited.hall.clock.wait(SignedDuration::from_mins(8 * 60 + 1));
    let page = visited.first_asks().await;
    assert_eq!(page.heading(), "Aquí no había ninguna sesión abierta");
    assert!(!page.body.contains("data-auto-continue"), "{}", page.body);
    let answer = visited.agencies[0].read_logout_answer(&page);
    assert_eq!(status(&answer), (TopCode::Success, Some(SecondCode::PartialLogout)));
    assert_eq!(visited.hall.outcomes().await.last().unwrap(), "PARTIAL_LOGOUT");
}

#[tokio::test]
async fn the_end_is_told_for_two_minutes_and_to_nobody_afterwards() {
    let mut visited = Visited::open(None).await;
    let page = visited.leave("salir").await;
    let address = page.form("/saltar").action.replace("/saltar", "");
    let page = visited.skip(&page).await;
    visited.skip(&page).await;
    let again = visited.browser.get(&address).await;
    assert!(again.body.contains("Dos"), "{}", again.body);
    visited.hall.clock.wait(SignedDuration::from_secs(121));
    let later = visited.browser.get(&address).await;
    assert_eq!(later.heading(), "Esta operación ya ha terminado");
    assert!(!later.body.contains("Dos"), "{}", later.body);
}

#[tokio::test]
async fn a_request_that_waited_too_long_is_not_sent_any_more() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    assert!(visited.agencies[2].is_told(&page));
    let address = page.form("/saltar").action.replace("/saltar", "");
    visited.hall.clock.wait(SignedDuration::from_mins(6));
    let next = visited.browser.get(&address).await;
    assert!(visited.agencies[1].is_told(&next), "on with the next one: {}", next.body);
}

#[tokio::test]
async fn a_browser_that_was_lost_on_the_way_finds_it_again() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let address = page.form("/saltar").action.replace("/saltar", "");
    let found = visited.browser.get("/salir").await;
    assert_eq!(found.location(), Some(address));
    let page = visited.browser.follow(found).await;
    let page = visited.skip(&page).await;
    visited.skip(&page).await;
    let nobody = visited.browser.get("/salir").await;
    assert_eq!(nobody.heading(), "No has entrado en este navegador");
}

#[tokio::test]
async fn a_departure_that_took_too_long_ends_with_what_is_known() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let address = page.form("/saltar").action.replace("/saltar", "");
    visited.hall.clock.wait(SignedDuration::from_mins(31));
    let end = visited.browser.get(&address).await;
    assert_eq!(end.heading(), PARTLY);
    for (outcome, many) in [("No ha contestado", 1), ("No ha dado tiempo a avisarle", 1)] {
        assert_eq!(end.body.matches(outcome).count(), many, "{outcome}: {}", end.body);
    }
    let answer = visited.agencies[0].read_logout_answer(&end);
    assert_eq!(status(&answer).1, Some(SecondCode::PartialLogout));
    visited.hall.clock.wait(SignedDuration::from_secs(121));
    let late = visited.browser.get(&address).await;
    assert!(!late.body.contains("SAMLResponse"), "{}", late.body);
}

#[tokio::test]
async fn any_node_goes_on_with_who_leaves() {
    let mut visited = Visited::open(Some(Binding::Post)).await;
    let ring = KeyRing::open(keys::ring(), Environment::Production.name(), None).unwrap();
    let (_, other) = visited.hall.another_node(ring).await;
    let page = visited.first_asks().await;
    visited.browser.turn_to(&other);
    let page = visited.tell(2, &page, Status::success()).await;
    let router = visited.hall.router.clone();
    visited.browser.turn_to(&router);
    let end = visited.tell(1, &page, Status::success()).await;
    assert_eq!(end.heading(), LEFT);
}

#[tokio::test]
async fn whoever_leaves_while_an_agency_is_answered_in_another_tab_is_told_of_there_or_not_let_in()
{
    let visited = Visited::open(None).await;
    let (hall, first) = (&visited.hall, &visited.agencies[0]);
    let late = late(hall).await;
    let mut were_let_in = Vec::new();
    for round in 0..=LAST {
        let now = hall.hub.clock.now();
        let mut browser = hall.browser();
        let login = first.request(&format!("_login-{round}"), now);
        let choose = browser.visit(&first.redirect(&login, None)).await;
        let told = first.read(&enter_with_password(&mut browser, &choose).await);
        let mut tab = browser.clone();
        let out = first.logout_request(&format!("_out-{round}"), &told, now);
        let (out, into) = (
            first.logout_redirect(&out, None),
            late.redirect(&late.request(&format!("_in-{round}"), now), None),
        );
        let (left, entered) = race(round, browser.visit(&out), tab.visit(&into)).await;
        let is_in = entered.heading() != "Elige cómo entrar";
        if is_in {
            assert!(late.read(&entered).assertion_id.is_some(), "{round}");
        }
        assert_eq!(late.is_told(&left), is_in, "{round}: {}", left.body);
        were_let_in.push(is_in);
        assert_eq!(hall.rows("session").await, 1, "the one of the browser that has not left");
    }
    assert_eq!((were_let_in.first(), were_let_in.last()), (Some(&false), Some(&true)));
}

#[tokio::test]
async fn an_agency_that_is_answered_while_another_tab_enters_anew_is_told_as_well() {
    let visited = Visited::open(None).await;
    let (hall, first) = (&visited.hall, &visited.agencies[0]);
    let late = late(hall).await;
    let mut were_let_in = Vec::new();
    for round in 0..=LAST {
        let now = hall.hub.clock.now();
        let mut browser = hall.browser();
        let login = first.request(&format!("_login-{round}"), now);
        let choose = browser.visit(&first.redirect(&login, None)).await;
        let _ = first.read(&enter_with_password(&mut browser, &choose).await);
        let anew = first.request(&format!("_anew-{round}"), now);
        let anew = saml::AuthnRequest { force_authn: true, ..anew };
        let choose = browser.visit(&first.redirect(&anew, None)).await;
        let mut tab = browser.clone();
        let into = late.redirect(&late.request(&format!("_in-{round}"), now), None);
        let anew = enter_with_password(&mut browser, &choose);
        let (anew, entered) = race(round, anew, tab.visit(&into)).await;
        assert!(first.read(&anew).assertion_id.is_some(), "{round}");
        let is_in = entered.heading() != "Elige cómo entrar";
        if is_in {
            assert!(late.read(&entered).assertion_id.is_some(), "{round}");
        }
        let page = browser.get("/salir").await;
        assert_eq!(page.body.contains("Cuatro"), is_in, "{round}: {}", page.body);
        were_let_in.push(is_in);
    }
    assert_eq!((were_let_in.first(), were_let_in.last()), (Some(&false), Some(&true)));
}

#[tokio::test]
async fn who_presses_twice_goes_on_where_the_first_press_led() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let journey = page.form("/saltar").action;
    let same = visited.request(0, "_leave");
    let another = visited.request(0, "_leave-again");
    for request in [same, another] {
        let address = visited.agencies[0].logout_redirect(&request, Some("estado"));
        let again = visited.browser.visit(&address).await;
        assert_eq!(
            (again.heading().as_str(), again.form("/saltar").action),
            (TELLING, journey.clone())
        );
    }
    let page = visited.skip(&page).await;
    let end = visited.tell(1, &page, Status::success()).await;
    assert_eq!(end.heading(), PARTLY);
}

#[tokio::test]
async fn another_agency_that_asks_meanwhile_is_answered() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    visited.first_asks().await;
    let request = visited.request(1, "_theirs");
    let address = visited.agencies[1].logout_redirect(&request, None);
    let page = visited.browser.visit(&address).await;
    let answer = visited.agencies[1].read_logout_answer(&page);
    assert_eq!(answer.envelope.in_response_to.as_str(), "_theirs");
    assert_eq!(status(&answer).1, Some(SecondCode::PartialLogout));
}

#[tokio::test]
async fn a_request_is_brought_while_it_is_good() {
    let mut visited = Visited::open(None).await;
    let now = visited.hall.hub.clock.now();
    let short = Some(now + SignedDuration::from_secs(30));
    let request = LogoutRequest { not_on_or_after: short, ..visited.request(0, "_short") };
    let answer = visited.browser.get(&visited.agencies[0].logout_redirect(&request, None)).await;
    visited.hall.clock.wait(SignedDuration::from_secs(91));
    let late = visited.browser.follow(answer).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert_eq!(visited.hall.rows("session").await, 1);
}

#[tokio::test]
async fn whoever_walks_away_halfway_is_not_betrayed_long_afterwards() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let page = visited.first_asks().await;
    let address = page.form("/saltar").action.replace("/saltar", "");
    visited.hall.clock.wait(SignedDuration::from_mins(90));
    let late = visited.browser.get(&address).await;
    assert_eq!(late.heading(), "Esta operación ya ha terminado");
    for name in ["Dos", "Tres"] {
        assert!(!late.body.contains(name), "{name}: {}", late.body);
    }
}

#[tokio::test]
async fn whoever_may_not_enter_any_more_can_leave_here_and_nowhere_else() {
    let mut visited = Visited::open(None).await;
    let mut other = visited.hall.browser();
    let ended = "UPDATE citizens.person SET sessions_valid_after = $1";
    visited.hall.clock.wait(SignedDuration::from_secs(1));
    let now = visited.hall.hub.clock.now();
    visited.hall.client().await.execute(ended, &[&now]).await.unwrap();
    let request = visited.agencies[0].request("_other", now);
    let choose = other.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut other, &choose).await;
    let page = visited.browser.get("/salir").await;
    assert!(!page.body.contains("en otro navegador"), "{}", page.body);
    visited.leave("todas").await;
    assert_eq!(visited.hall.rows("session").await, 1, "that of the other browser");
    let request = visited.agencies[1].request("_still", visited.hall.hub.clock.now());
    let page = other.visit(&visited.agencies[1].redirect(&request, None)).await;
    assert!(visited.agencies[1].read(&page).assertion_id.is_some());
}

/// An agency that is told that somebody leaves, and is not visited yet.
async fn late(hall: &Hall) -> Agency {
    let late = Agency::new("https://cuatro.example.test/metadata").told_by(Binding::Redirect);
    hall.join(&late, LevelOfAssurance::Low).await;
    hall.set(&late, |record| {
        (record.allow_sso, record.announce_sso) = (true, false);
        record.names.insert("es".to_owned(), "Cuatro".to_owned());
    })
    .await;
    late
}

/// The last round of a race.
const LAST: usize = 24;

/// Two tabs at once. The first sets out later each round: in the first one it is through before the other begins, in
/// the last one the other is.
async fn race(
    round: usize,
    one: impl Future<Output = Answer>,
    other: impl Future<Output = Answer>,
) -> (Answer, Answer) {
    let steps = |many: usize| tokio::time::sleep(Duration::from_millis(4 * many as u64));
    match round {
        0 => (one.await, other.await),
        LAST => {
            let other = other.await;
            (one.await, other)
        }
        _ => tokio::join!(
            async {
                steps(round).await;
                one.await
            },
            async {
                steps(LAST / 2).await;
                other.await
            },
        ),
    }
}

#[tokio::test]
async fn the_sessions_of_a_person_are_listed_and_nobody_elses() {
    let visited = Visited::open(None).await;
    visited.hall.clock.wait(SignedDuration::from_mins(1));
    let mut other = visited.hall.browser();
    let request = visited.agencies[0].request("_other", visited.hall.hub.clock.now());
    let choose = other.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut other, &choose).await;
    let (hub, now) = (&visited.hall.hub, visited.hall.hub.clock.now());
    let person = |document: &str| SpanishId::parse(document).unwrap();
    let mut lists = Vec::new();
    for document in ["12345678Z", "X1234567L"] {
        let citizen = hub.citizens.find(&person(document)).await.unwrap().unwrap();
        let (identity, _) = hub.citizens.person(citizen).await.unwrap().unwrap();
        let this = SessionKey::from_cookie(&visited.browser.cookies[COOKIE]);
        lists.push(hub.live_sessions(&identity, this.as_ref(), now).await.unwrap());
    }
    let [ana, leo] = &lists[..] else { panic!("two lists") };
    assert_eq!(leo.len(), 0);
    let told: Vec<_> =
        ana.iter().map(|one| (one.begun_at, one.is_this, one.agencies.len())).collect();
    assert_eq!(told, [(now, false, 1), (start(), true, 3)]);
    let later = now + SignedDuration::from_mins(61);
    let citizen = hub.citizens.find(&person("12345678Z")).await.unwrap().unwrap();
    let (identity, _) = hub.citizens.person(citizen).await.unwrap().unwrap();
    assert_eq!(hub.live_sessions(&identity, None, later).await.unwrap(), []);
}

#[tokio::test]
async fn sessions_that_were_ended_from_elsewhere_are_not_listed() {
    let mut visited = Visited::open(None).await;
    let mut other = visited.hall.browser();
    let request = visited.agencies[0].request("_other", visited.hall.hub.clock.now());
    let choose = other.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut other, &choose).await;
    let ended = "UPDATE citizens.person SET sessions_valid_after = $1";
    let later = visited.hall.hub.clock.now() + SignedDuration::from_secs(1);
    visited.hall.client().await.execute(ended, &[&later]).await.unwrap();
    let page = visited.browser.get("/salir").await;
    assert_eq!(page.heading(), "¿Quieres salir?");
    assert!(!page.body.contains("en otro navegador"), "{}", page.body);
}

/// They still have the session of their own browser, and with it the button.
#[tokio::test]
async fn where_not_all_sessions_could_be_closed_nobody_says_so_and_one_can_say_it_again() {
    const BREAK: &str = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER fail BEFORE UPDATE ON citizens.person EXECUTE FUNCTION fail();";
    let mut visited = Visited::open(None).await;
    let mut other = visited.hall.browser();
    let request = visited.agencies[0].request("_other", visited.hall.hub.clock.now());
    let choose = other.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut other, &choose).await;
    visited.hall.clock.wait(SignedDuration::from_secs(1));
    let client = visited.hall.client().await;
    client.batch_execute(BREAK).await.unwrap();
    let failed = visited.leave("todas").await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(visited.hall.rows("session").await, 1, "that of this browser");
    client.batch_execute("DROP TRIGGER fail ON citizens.person").await.unwrap();
    let page = visited.leave("todas").await;
    assert_eq!(page.heading(), TELLING);
    assert_eq!(visited.hall.rows("session").await, 0);
}

#[tokio::test]
async fn who_closes_all_sessions_is_out_in_every_browser_at_the_next_use() {
    let mut visited = Visited::open(None).await;
    let mut other = visited.hall.browser();
    let now = visited.hall.hub.clock.now();
    let request = visited.agencies[0].request("_other", now);
    let choose = other.visit(&visited.agencies[0].redirect(&request, None)).await;
    enter_with_password(&mut other, &choose).await;
    assert_eq!(visited.hall.rows("session").await, 2);
    let page = visited.browser.get("/salir").await;
    assert!(page.body.contains("Tienes 1 sesión abierta en otro navegador"), "{}", page.body);
    visited.hall.clock.wait(SignedDuration::from_secs(1));
    visited.leave("todas").await;
    assert_eq!(visited.hall.rows("session").await, 0);
    let request = visited.agencies[1].request("_after", visited.hall.hub.clock.now());
    let page = other.visit(&visited.agencies[1].redirect(&request, None)).await;
    assert_eq!(page.heading(), "Elige cómo entrar");
    assert_eq!(other.get("/salir").await.heading(), "No has entrado en este navegador");
}
