//! Single sign-on, rule by rule (SPEC 3.9, SSO-1 to SSO-8, T-S14).

use http::StatusCode;
use identity::{LevelOfAssurance, RegistrationLevel};
use jiff::SignedDuration;
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::{AuthnRequest, RequestedContext};
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, nod, start};

use crate::logging_in::enter_with_password;

const CHOOSE: &str = "Elige cómo entrar";
const CONTINUE: &str = "Continúa como A*** M*** N***";
const COOKIE: &str = "__Host-s";

/// Two agencies that let an earlier login be used, and a browser that entered at the first.
struct Twice {
    hall: Hall,
    first: Agency,
    second: Agency,
    browser: Browser,
    told: Told,
}

impl Twice {
    async fn open() -> Self {
        Self::in_hall(Hall::empty().await, "password").await
    }

    async fn in_hall(hall: Hall, method: &str) -> Self {
        let [first, second] =
            ["https://una.example.test/metadata", "https://otra.example.test/metadata"]
                .map(Agency::new);
        for agency in [&first, &second] {
            hall.join(agency, LevelOfAssurance::Low).await;
            hall.set(agency, |record| record.allow_sso = true).await;
        }
        let mut browser = hall.browser();
        let choose = browser.visit(&first.redirect(&first.request("_login", start()), None)).await;
        let back = if method == "password" {
            enter_with_password(&mut browser, &choose).await
        } else {
            let asked = browser.submit(&choose.form("/elegir"), &[("metodo", method)]).await;
            let asked = browser.follow(asked).await;
            let proved = browser.submit(&asked.form("/venia"), &[]).await;
            browser.follow(proved).await
        };
        let told = first.read(&back);
        assert!(told.assertion_id.is_some());
        hall.clock.wait(SignedDuration::from_mins(1));
        Self { hall, first, second, browser, told }
    }

    fn request(&self, agency: &Agency, id: &str) -> AuthnRequest {
        agency.request(id, self.hall.hub.clock.now())
    }

    async fn come(&mut self, agency: &Agency, request: &AuthnRequest) -> Answer {
        self.browser.visit(&agency.redirect(request, Some("r"))).await
    }

    async fn come_to_second(
        &mut self,
        change: impl FnOnce(AuthnRequest) -> AuthnRequest,
    ) -> Answer {
        let second = self.second.clone();
        let request = change(self.request(&second, "_second"));
        self.come(&second, &request).await
    }

    async fn execute(&self, sql: &str) {
        self.hall.client().await.batch_execute(sql).await.unwrap();
    }

    /// At the second agency the person chooses anew, and reads why.
    async fn assert_choice(&mut self, hint: &str) {
        let page = self.come_to_second(|request| request).await;
        assert_eq!(page.heading(), CHOOSE);
        assert!(page.body.contains(hint), "{hint} in {}", page.body);
    }
}

#[tokio::test]
async fn at_a_new_agency_one_page_asks_and_afterwards_none() {
    let mut twice = Twice::open().await;
    let second = twice.second.clone();
    let page = twice.come_to_second(|request| request).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, CONTINUE));
    let form = page.form("/seguir");
    let answer = twice.browser.submit(&form, &[("respuesta", "continuar")]).await;
    let told = second.read(&twice.browser.follow(answer).await);
    assert_eq!(told.level, twice.told.level);
    assert_eq!(told.attributes, twice.told.attributes);
    assert_ne!(told.name, twice.told.name, "each agency has a name of its own");

    twice.hall.clock.wait(SignedDuration::from_mins(1));
    for (agency, before) in [(second, told), (twice.first.clone(), twice.told.clone())] {
        let request = twice.request(&agency, "_again");
        let told = agency.read(&twice.come(&agency, &request).await);
        assert_eq!(told.name, before.name, "the same in one session");
        assert_ne!(told.assertion_id, before.assertion_id);
        twice.hall.clock.wait(SignedDuration::from_mins(1));
    }
    let reused = "SELECT array_agg(reused ORDER BY id), count(DISTINCT attempt) FROM hub.trace";
    let row = twice.hall.client().await.query_one(reused, &[]).await.unwrap();
    assert_eq!(row.get::<_, Vec<bool>>(0), [false, true, true, true]);
    assert_eq!(row.get::<_, i64>(1), 1, "the trace leads to the login that there was");
}

#[tokio::test]
async fn the_instant_of_the_login_stays_that_of_the_login() {
    let mut twice = Twice::open().await;
    let first = twice.first.clone();
    let instant = |page: &Answer| {
        first.answer(page).split("AuthnInstant=\"").nth(1).unwrap()[..20].to_owned()
    };
    let request = twice.request(&first, "_again");
    let page = twice.come(&first, &request).await;
    assert_eq!(instant(&page), "2026-03-02T09:15:00Z");
}

#[tokio::test]
async fn an_agency_may_go_without_the_page_and_any_person_may_say_no() {
    let mut twice = Twice::open().await;
    let page = twice.come_to_second(|request| request).await;
    let other = twice.browser.submit(&page.form("/seguir"), &[("respuesta", "otra")]).await;
    let choose = twice.browser.follow(other).await;
    assert_eq!(choose.heading(), CHOOSE);
    let second = twice.second.clone();
    let before = twice.browser.cookies.get(COOKIE).cloned();
    let told = second.read(&enter_with_password(&mut twice.browser, &choose).await);
    assert!(told.assertion_id.is_some());
    assert_ne!(twice.browser.cookies.get(COOKIE), before.as_ref(), "a fresh one at each login");
    assert_eq!(twice.hall.rows("session").await, 1, "the one before is over");

    let third = Agency::new("https://tercera.example.test/metadata");
    twice.hall.join(&third, LevelOfAssurance::Low).await;
    let announces_nothing = |record: &mut hub::AgencyRecord| {
        record.allow_sso = true;
        record.announce_sso = false;
    };
    twice.hall.set(&third, announces_nothing).await;
    let request = twice.request(&third, "_third");
    let told = third.read(&twice.come(&third, &request).await);
    assert!(told.assertion_id.is_some());
}

#[tokio::test]
async fn sso_1_a_request_that_wants_a_new_login_gets_one() {
    let mut twice = Twice::open().await;
    let page = twice.come_to_second(|request| AuthnRequest { force_authn: true, ..request }).await;
    assert_eq!(page.heading(), CHOOSE);
    assert!(page.body.contains("pide que demuestres otra vez quién eres"));
}

#[tokio::test]
async fn sso_2_so_does_an_agency_whose_record_wants_one() {
    let mut twice = Twice::open().await;
    let second = twice.second.clone();
    twice.hall.set(&second, |record| record.allow_sso = false).await;
    twice.assert_choice("pide que demuestres otra vez quién eres").await;
}

#[tokio::test]
async fn sso_3_a_session_ends_an_hour_after_its_last_use_and_eight_after_the_login() {
    let mut twice = Twice::open().await;
    let first = twice.first.clone();
    // Used within each hour it lives on, until eight hours are over.
    for hour in 0..8 {
        twice.hall.clock.wait(SignedDuration::from_mins(58));
        let now = twice.hall.hub.clock.now();
        twice.hall.hub.store.keep_house(now).await.unwrap();
        let request = twice.request(&first, &format!("_{hour}"));
        let page = twice.come(&first, &request).await;
        assert!(first.read(&page).assertion_id.is_some(), "{hour}");
    }
    twice.hall.clock.wait(SignedDuration::from_mins(15));
    let request = twice.request(&first, "_late");
    assert_eq!(twice.come(&first, &request).await.heading(), CHOOSE);

    let mut idle = Twice::open().await;
    idle.hall.clock.wait(SignedDuration::from_mins(59));
    idle.assert_choice("").await;
}

#[tokio::test]
async fn sso_4_a_session_that_does_not_reach_the_level_is_told_so() {
    let mut twice = Twice::in_hall(Hall::with(&nod::STRONG).await, "password").await;
    let second = twice.second.clone();
    twice.hall.set(&second, |record| record.level = LevelOfAssurance::Substantial).await;
    let page = twice.come_to_second(|request| request).await;
    let heading = "Ya has entrado como A*** M*** N***. Este servicio pide más seguridad";
    assert_eq!(page.heading(), heading);

    let mut strong = Twice::in_hall(Hall::with(&nod::STRONG).await, "nod").await;
    let second = strong.second.clone();
    let substantial = RequestedContext {
        comparison: identity::Comparison::Minimum,
        classes: vec![LevelOfAssurance::Substantial.uri().to_owned()],
    };
    let page = strong
        .come_to_second(|request| AuthnRequest { requested: Some(substantial), ..request })
        .await;
    let answer = strong.browser.submit(&page.form("/seguir"), &[("respuesta", "continuar")]).await;
    let told = second.read(&strong.browser.follow(answer).await);
    assert_eq!(told.level.as_deref(), Some(LevelOfAssurance::Substantial.uri()));
}

#[tokio::test]
async fn sso_5_a_session_of_an_excluded_method_is_not_used() {
    let mut twice = Twice::open().await;
    let excluded = RequestedAttribute {
        name: "http://es.minhafp.clave/GISSIdP".to_owned(),
        friendly_name: None,
        is_required: false,
        values: Vec::new(),
    };
    let page = twice
        .come_to_second(|request| {
            let attributes = vec![excluded];
            AuthnRequest {
                extensions: Extensions { attributes, ..Extensions::default() },
                ..request
            }
        })
        .await;
    let heading = "Ya has entrado como A*** M*** N***, pero este servicio no acepta la forma en la que entraste";
    assert_eq!(page.heading(), heading);
}

#[tokio::test]
async fn sso_6_a_registration_that_is_too_low_does_not_do() {
    let mut twice = Twice::open().await;
    let second = twice.second.clone();
    let advanced = Some(RegistrationLevel::Advanced);
    twice.hall.set(&second, |record| record.registration = advanced).await;
    twice.execute("UPDATE citizens.person SET level = 'basic'").await;
    let page = twice.come_to_second(|request| request).await;
    assert_eq!(page.heading(), CHOOSE);
    twice.execute("UPDATE citizens.person SET level = 'advanced'").await;
    let request = twice.request(&second, "_then");
    assert_eq!(twice.come(&second, &request).await.heading(), CONTINUE);
}

#[tokio::test]
async fn sso_7_only_the_browser_that_has_the_key_opens_a_session() {
    let mut twice = Twice::open().await;
    let key = twice.browser.cookies.get(COOKIE).unwrap().clone();
    for wrong in ["", "x", &key[1..], &"A".repeat(43)] {
        twice.browser.cookies.insert(COOKIE.to_owned(), wrong.to_owned());
        let page = twice.come_to_second(|request| request).await;
        assert_eq!(page.heading(), CHOOSE, "{wrong}");
    }
    twice.browser.cookies.remove(COOKIE);
    assert_eq!(twice.come_to_second(|request| request).await.heading(), CHOOSE);
}

#[tokio::test]
async fn sso_8_whoever_may_not_enter_any_more_does_not_enter_by_a_session_either() {
    for ended in [
        "UPDATE citizens.person SET state = 'renounced'",
        "UPDATE citizens.person SET state = 'revoked'",
        "UPDATE citizens.person SET sessions_valid_after = '2026-03-02T09:15:30Z'",
    ] {
        let mut twice = Twice::open().await;
        twice.execute(ended).await;
        assert_eq!(twice.come_to_second(|request| request).await.heading(), CHOOSE, "{ended}");
    }
    // Also when it happens while the page stands there.
    let mut twice = Twice::open().await;
    let page = twice.come_to_second(|request| request).await;
    twice.execute("UPDATE citizens.person SET state = 'renounced'").await;
    let answer = twice.browser.submit(&page.form("/seguir"), &[("respuesta", "continuar")]).await;
    assert_eq!(twice.browser.follow(answer).await.heading(), CHOOSE);
    assert_eq!(twice.hall.outcomes().await, ["GRANTED"]);
    // And when the session itself is ended.
    let mut twice = Twice::open().await;
    let page = twice.come_to_second(|request| request).await;
    twice.execute("DELETE FROM hub.session").await;
    let answer = twice.browser.submit(&page.form("/seguir"), &[("respuesta", "continuar")]).await;
    assert_eq!(twice.browser.follow(answer).await.heading(), CHOOSE);
}

#[tokio::test]
async fn where_no_page_may_be_shown_a_session_answers_and_what_would_need_a_page_does_not() {
    let passive = |request| AuthnRequest { is_passive: true, ..request };
    let mut twice = Twice::open().await;
    let (first, second) = (twice.first.clone(), twice.second.clone());
    let request = passive(twice.request(&first, "_passive"));
    let told = first.read(&twice.come(&first, &request).await);
    assert!(told.assertion_id.is_some());

    let page = twice.come_to_second(passive).await;
    let told = second.read(&page);
    assert_eq!(told.status, ("Responder".to_owned(), Some("NoPassive".to_owned())));
    assert_eq!(
        (told.message.unwrap().split(':').next(), told.relay_state.as_deref()),
        (Some("PASSIVE"), Some("r"))
    );

    // Nor where the person would have to see first what goes out.
    twice.hall.forget_releases().await;
    twice.hall.clock.wait(SignedDuration::from_mins(1));
    let request = passive(twice.request(&first, "_unseen"));
    let told = first.read(&twice.come(&first, &request).await);
    assert_eq!((told.status.1.as_deref(), told.assertion_id), (Some("NoPassive"), None));
}

#[tokio::test]
async fn an_agency_that_sends_people_back_at_once_gets_a_page_and_no_loop() {
    let mut twice = Twice::open().await;
    let first = twice.first.clone();
    let request = twice.request(&first, "_1");
    assert!(first.read(&twice.come(&first, &request).await).assertion_id.is_some());
    twice.hall.clock.wait(SignedDuration::from_secs(4));
    let request = twice.request(&first, "_2");
    let page = twice.come(&first, &request).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.heading().contains("te ha devuelto aquí"), "{}", page.heading());
    let on = twice.browser.submit(&page.form("/seguir"), &[("respuesta", "continuar")]).await;
    assert!(first.read(&twice.browser.follow(on).await).assertion_id.is_some());
    twice.hall.clock.wait(SignedDuration::from_secs(5));
    let request = twice.request(&first, "_3");
    assert!(first.read(&twice.come(&first, &request).await).assertion_id.is_some());
}

/// The database alone tells nobody who it is.
#[tokio::test]
async fn a_session_at_rest_says_nothing_of_the_person_and_no_cookie_fixes_one() {
    let twice = Twice::open().await;
    let row = twice.hall.client().await;
    let row = row.query_one("SELECT id, content, agencies FROM hub.session", &[]).await.unwrap();
    let content: Vec<u8> = row.get(1);
    for told in ["password", "registered", "Registered", "12345678Z"] {
        assert!(!content.windows(told.len()).any(|part| part == told.as_bytes()), "{told}");
    }
    assert_eq!(row.get::<_, Vec<String>>(2), std::slice::from_ref(&twice.first.entity_id));

    // A cookie that somebody planted before the login is not the one of the session.
    let mut victim = twice.hall.browser();
    let planted = twice.browser.cookies.get(COOKIE).unwrap().clone();
    victim.cookies.insert(COOKIE.to_owned(), planted.clone());
    let request = AuthnRequest { force_authn: true, ..twice.request(&twice.second, "_v") };
    let choose = victim.visit(&twice.second.redirect(&request, None)).await;
    let back = enter_with_password(&mut victim, &choose).await;
    assert!(twice.second.read(&back).assertion_id.is_some());
    assert_ne!(victim.cookies.get(COOKIE), Some(&planted));
}

/// What the record says when the person presses counts, at every node.
#[tokio::test]
async fn an_agency_that_came_to_want_a_new_login_gets_one_though_the_page_was_there_before() {
    for (heard, page_is) in [(true, "/seguir"), (false, "/seguir"), (true, "/datos")] {
        let mut twice = Twice::open().await;
        let second = twice.second.clone();
        if page_is == "/datos" {
            twice.hall.forget_releases().await;
            twice.hall.set(&second, |record| record.announce_sso = false).await;
        }
        let page = twice.come_to_second(|request| request).await;
        let no_more = |record: &mut hub::AgencyRecord| record.allow_sso = false;
        if heard {
            twice.hall.set(&second, no_more).await;
        } else {
            twice.hall.set_unheard(&second, no_more).await;
        }
        let said = if page_is == "/datos" { "enviar" } else { "continuar" };
        let answer = twice.browser.submit(&page.form(page_is), &[("respuesta", said)]).await;
        let choose = twice.browser.follow(answer).await;
        assert_eq!(choose.heading(), CHOOSE, "{page_is}, heard: {heard}");
        assert_eq!(twice.hall.outcomes().await, ["GRANTED"]);
    }
}

/// Somebody else logged in, in another tab of the same browser.
#[tokio::test]
async fn a_page_of_one_person_answers_for_nobody_once_another_one_has_logged_in() {
    let mut twice = Twice::open().await;
    let second = twice.second.clone();
    let page = twice.come_to_second(|request| request).await;
    let request = AuthnRequest { force_authn: true, ..twice.request(&second, "_tab") };
    let choose = twice.come(&second, &request).await;
    let before = twice.browser.cookies.get(COOKIE).cloned();
    enter_with_password(&mut twice.browser, &choose).await;
    assert_ne!(twice.browser.cookies.get(COOKIE), before.as_ref());
    let answer = twice.browser.submit(&page.form("/seguir"), &[("respuesta", "continuar")]).await;
    assert_eq!(twice.browser.follow(answer).await.heading(), CHOOSE);
    assert_eq!(twice.hall.rows("session").await, 1, "the one of before is over");
}

/// Who has the key of a journey, from a machine that many use, does not get the session with it.
#[tokio::test]
async fn the_key_of_a_session_is_told_once_and_not_by_the_page_of_the_return() {
    let twice = Twice::open().await;
    let mut browser = twice.hall.browser();
    let request = twice.request(&twice.second, "_once");
    let choose = browser.visit(&twice.second.redirect(&request, None)).await;
    let mut thief = browser.clone();
    let back = enter_with_password(&mut browser, &choose).await;
    assert!(browser.cookies.contains_key(COOKIE) && back.headers.get("set-cookie").is_none());
    let address = choose.form("/elegir").action.replace("elegir", "volver");
    assert_eq!(thief.get(&address).await.status, StatusCode::OK);
    assert!(!thief.cookies.contains_key(COOKIE));
}

#[tokio::test]
async fn of_whoever_may_not_enter_any_more_no_name_is_shown_and_of_whom_nothing_is_known_none_is_asked()
 {
    let mut twice = Twice::open().await;
    let second = twice.second.clone();
    twice.hall.set(&second, |record| record.allow_sso = false).await;
    twice.execute("UPDATE citizens.person SET state = 'revoked'").await;
    let page = twice.come_to_second(|request| request).await;
    assert_eq!((page.heading().as_str(), page.body.contains("A***")), (CHOOSE, false));
    twice.execute("DELETE FROM credentials.card; DELETE FROM credentials.password; DELETE FROM citizens.person")
        .await;
    let request = twice.request(&second, "_gone");
    assert_eq!(twice.come(&second, &request).await.heading(), CHOOSE);
}
