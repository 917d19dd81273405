//! Leaving: single logout, from an agency's request or the hub's own page to the truth about each agency (SPEC 3.8,
//! T-S13, SAML Core 3.7).

use http::StatusCode;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use saml::LogoutRequest;
use saml::binding::Binding;
use saml::name_id::PERSISTENT;
use saml::request::NameIdPolicy;
use saml::status::{SecondCode, Status, TopCode};
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, start};

use crate::logging_in::enter_with_password;

const COOKIE: &str = "__Host-s";
const LEFT: &str = "Has salido";
const PARTLY: &str = "Has salido de Zaguán, pero no de todos los servicios";
const TELLING: &str = "Cerrando tu sesión";
const STALE: &str = "La petición ha caducado";

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
    assert!(back.body.contains("¿no ha contestado Tres?"), "{}", back.body);
    assert!(!back.body.contains("data-auto-continue"), "nobody is sent there a second time");
    let late = visited.agencies[2].read_farewell(&back);
    let page = visited.skip(&back).await;
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
        r#"[{"rule": "told", "about": "https://tres.example.test/metadata: it did not answer", "effect": "drop"}, {"rule": "told", "about": "https://dos.example.test/metadata: it could not end it", "effect": "drop"}]"#
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
    assert_eq!(again.heading(), STALE, "{}", again.body);
    assert_eq!(visited.hall.rows("session").await, 1);
    assert!(visited.browser.cookies.contains_key(COOKIE));
}

#[tokio::test]
async fn nobody_but_an_agency_ends_a_session_and_only_the_one_that_it_knows() {
    let mut visited = Visited::open(Some(Binding::Redirect)).await;
    let now = visited.hall.hub.clock.now();
    let ours = visited.request(0, "_leave");
    let stranger =
        Agency { keys: tests::hall::keys::stranger().clone(), ..visited.agencies[0].clone() };
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
        (stranger.logout_redirect(&ours, None), "No podemos confiar en esta petición"),
        (plain, "Esta petición no se puede leer"),
        (unsigned, "No podemos confiar en esta petición"),
        (first.logout_redirect(&elsewhere, None), "No podemos confiar en esta petición"),
        (first.logout_redirect(&old, None), STALE),
        (first.logout_redirect(&over, None), STALE),
        // Another agency's name for the person, signed by this one.
        (
            first.logout_redirect(&visited.request(1, "_x"), None),
            "No podemos confiar en esta petición",
        ),
    ];
    for (address, heading) in refused {
        let page = visited.browser.visit(&address).await;
        assert_eq!(page.heading(), heading, "{address}");
        assert_eq!(visited.hall.rows("departure").await, 0, "{address}");
    }
    // In good order, and about a session that is not this browser's.
    let theirs = LogoutRequest { session_indexes: vec!["_another".to_owned()], ..ours };
    let page = visited.browser.visit(&visited.agencies[0].logout_redirect(&theirs, None)).await;
    assert_eq!(page.heading(), "Aquí no había ninguna sesión abierta");
    assert_eq!(visited.hall.rows("session").await, 1);
    assert!(visited.browser.cookies.contains_key(COOKIE));
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
    assert_eq!(refused.heading(), STALE);
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
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
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
    let policy = NameIdPolicy { format: Some(PERSISTENT.to_owned()), ..NameIdPolicy::default() };
    let request = saml::AuthnRequest {
        name_id_policy: Some(policy),
        ..visited.agencies[1].request("_lasting", now)
    };
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
        ..visited.agencies[1].logout_request("_by-name", &told, now)
    };
    browser.visit(&visited.agencies[1].logout_redirect(&leave, None)).await;
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
    assert!(page.body.contains("Tienes una sesión abierta en otro navegador"), "{}", page.body);
    visited.hall.clock.wait(SignedDuration::from_secs(1));
    visited.leave("todas").await;
    assert_eq!(visited.hall.rows("session").await, 0);
    let request = visited.agencies[1].request("_after", visited.hall.hub.clock.now());
    let page = other.visit(&visited.agencies[1].redirect(&request, None)).await;
    assert_eq!(page.heading(), "Elige cómo entrar");
    assert_eq!(other.get("/salir").await.heading(), "No has entrado en este navegador");
}
