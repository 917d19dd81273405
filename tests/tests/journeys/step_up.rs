//! What is missing is asked of whoever has entered (SPEC 3.9, 4.4 no. 4, UX 5.5).

use authenticators::MethodId;
use cards::{Bench, Card, Serving};
use http::StatusCode;
use http::header::SET_COOKIE;
use hub::Clock as _;
use identity::LevelOfAssurance::{self, High, Low, Substantial};
use jiff::SignedDuration;
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::AuthnRequest;
use serde_json::Value;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, ORIGIN, start};

use crate::logging_in::enter_with_password;

pub(crate) const CHOOSE: &str = "Elige cómo entrar";
const CONTINUE: &str = "Continúa como A*** M*** N***";
pub(crate) const STEP_UP: &str =
    "Ya has entrado como A*** M*** N***. Este servicio pide más seguridad";
pub(crate) const NOTICE: &str = "Este servicio pide un nivel de seguridad más alto";
const TOO_LONG_AGO: &str = "Ya has entrado como A*** M*** N***, pero hace demasiado tiempo";
const ANOTHER: &str = "¿Cambiamos de persona en este navegador?";
const CODE_PAGE: &str = "Escribe el código que te hemos enviado";
const BASIC: &str =
    "Tu registro es básico: con él, la forma en la que has entrado no llega al nivel que pide";
const PHONE: &str = "+34600000001";
const COOKIE: &str = "__Host-s";
const METHODS: [&str; 3] = ["password", "pin", "certificate"];
const CARDS: &str = "INSERT INTO citizens.card (document, datum) VALUES ('12345678Z', '27-03-2031')
    ON CONFLICT (document) DO UPDATE SET datum = EXCLUDED.datum";

/// A hub with its three methods, an agency of level low and a stricter one, and Ana's browser.
pub(crate) struct Story {
    pub(crate) hall: Hall,
    pub(crate) low: Agency,
    pub(crate) strict: Agency,
    pub(crate) browser: Browser,
    bench: Bench,
    _serving: Serving,
}

impl Story {
    pub(crate) async fn at(level: LevelOfAssurance) -> Self {
        let mut hall = Hall::empty().await;
        let (bench, serving) = hall.reopen_with_cards().await;
        hall.client().await.execute(CARDS, &[]).await.unwrap();
        let [low, strict] =
            ["https://una.example.test/metadata", "https://otra.example.test/metadata"]
                .map(Agency::new);
        for (agency, level) in [(&low, Low), (&strict, level)] {
            hall.join(agency, level).await;
            hall.set(agency, |record| {
                record.allow_sso = true;
                record.methods = Some(METHODS.map(MethodId::named).to_vec());
            })
            .await;
        }
        let browser = hall.browser();
        Self { hall, low, strict, browser, bench, _serving: serving }
    }

    /// Ana has entered with her password at the agency of level low, a minute ago.
    pub(crate) async fn after_password(level: LevelOfAssurance) -> Self {
        let mut story = Self::at(level).await;
        let low = story.low.clone();
        let choose = story.come(&low, "_login").await;
        let told = low.read(&enter_with_password(&mut story.browser, &choose).await);
        assert_eq!(told.level.as_deref(), Some(Low.uri()));
        story.hall.clock.wait(SignedDuration::from_mins(1));
        story
    }

    pub(crate) fn request(&self, agency: &Agency, id: &str) -> AuthnRequest {
        agency.request(id, self.hall.clock.now())
    }

    pub(crate) async fn come(&mut self, agency: &Agency, id: &str) -> Answer {
        let request = self.request(agency, id);
        self.browser.visit(&agency.redirect(&request, None)).await
    }

    pub(crate) async fn come_to_strict(&mut self) -> Answer {
        let strict = self.strict.clone();
        self.come(&strict, "_strict").await
    }

    pub(crate) async fn choose(&mut self, page: &Answer, method: &str) -> Answer {
        let asked = self.browser.submit(&page.form("/elegir"), &[("metodo", method)]).await;
        self.browser.follow(asked).await
    }

    pub(crate) async fn press(
        &mut self,
        page: &Answer,
        form: &str,
        filled: &[(&str, &str)],
    ) -> Answer {
        let answer = self.browser.submit(&page.form(form), filled).await;
        self.browser.follow(answer).await
    }

    /// From a choice to where a card leads.
    pub(crate) async fn show(&mut self, choose: &Answer, card: Card) -> Answer {
        let page = self.choose(choose, "certificate").await;
        let sent = self.browser.submit(&page.form("/certificado"), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let shown = self.bench.card(card).presented();
        let back = self.hall.show(&sent.location().unwrap(), &shown).await;
        let path = back.location().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
        self.browser.visit(&path).await
    }

    /// From a choice to where a PIN leads, with the key that is chosen if one is asked for.
    pub(crate) async fn enter_pin(&mut self, choose: &Answer) -> Answer {
        let page = self.choose(choose, "pin").await;
        let page = self.press(&page, "/pin", &[("documento", "12345678Z")]).await;
        let datum = [("dia", "27"), ("mes", "3"), ("ano", "2031")];
        let page = self.press(&page, "/pin", &datum).await;
        let key = page.form("/pin").field("clave").map(|_| ("clave", "ab1z"));
        let filled: Vec<_> = [("accion", "obtener")].into_iter().chain(key).collect();
        let page = self.press(&page, "/pin", &filled).await;
        self.hall.clock.wait(SignedDuration::from_mins(1));
        let page = self.press(&page, "/pin", &[("accion", "sms")]).await;
        let pin = self.code().await;
        let filled: Vec<_> = [("pin", pin.as_str())].into_iter().chain(key).collect();
        self.press(&page, "/pin", &filled).await
    }

    pub(crate) async fn code(&self) -> String {
        self.hall.post.code(PHONE, self.hall.clock.now()).await.unwrap()
    }

    pub(crate) async fn type_code(&mut self, page: &Answer) -> Answer {
        assert_eq!(page.heading(), CODE_PAGE, "{}", page.body);
        let code = self.code().await;
        let answered = self.browser.submit(&page.form_with("codigo"), &[("codigo", &code)]).await;
        self.browser.press_on(answered).await
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.hall.client().await.batch_execute(sql).await.unwrap();
    }

    /// Another policy is in force.
    pub(crate) async fn activate(&self, policy: &str) {
        self.hall.hub.store.activate_policy(policy, 0, "Ana", start()).await.unwrap();
        assert!(self.hall.hub.refresh_policy().await.unwrap());
    }

    /// What the last entry of the trace says was found.
    pub(crate) async fn found(&self) -> Vec<[String; 3]> {
        let select = "SELECT because::text FROM hub.trace ORDER BY id DESC LIMIT 1";
        let row = self.hall.client().await.query_one(select, &[]).await.unwrap();
        let because: Value = serde_json::from_str(row.get(0)).unwrap();
        let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let findings = because.as_array().unwrap().iter();
        findings.map(|one| ["rule", "about", "effect"].map(|name| word(one, name))).collect()
    }

    pub(crate) async fn assert_found(&self, findings: &[[&str; 3]]) {
        let found = self.found().await;
        for finding in findings {
            assert!(found.iter().any(|one| one == finding), "{finding:?} in {found:?}");
        }
    }

    /// How each try with the password ended.
    async fn logins(&self) -> Vec<String> {
        let sql = "SELECT outcome FROM credentials.event
                   WHERE method = 'password' AND kind = 'login' ORDER BY id";
        let rows = self.hall.client().await.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// The methods that a page offers.
pub(crate) fn offered(page: &Answer) -> Vec<&'static str> {
    let is_there =
        |method: &&str| page.body.contains(&format!("name=\"metodo\" value=\"{method}\""));
    METHODS.into_iter().filter(is_there).collect()
}

pub(crate) fn reached(told: &Told, level: LevelOfAssurance) {
    assert_eq!(told.status, ("Success".to_owned(), None), "{told:?}");
    assert_eq!(told.level.as_deref(), Some(level.uri()));
}

/// The agency is told that the level was not reached.
pub(crate) fn fell_short(told: &Told, message: &str) {
    assert_eq!(told.status.1.as_deref(), Some("NoAuthnContext"), "{told:?}");
    assert_eq!((told.message.as_deref(), told.assertion_id.as_deref()), (Some(message), None));
}

#[tokio::test]
async fn who_entered_with_the_password_is_asked_for_the_code_alone() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, STEP_UP));
    assert!(page.form("/elegir").action.starts_with("/t/"));
    assert_eq!(offered(&page), METHODS);
    assert!(page.body.contains("Solo falta un código que enviamos a tu móvil"), "{}", page.body);
    let code = story.choose(&page, "password").await;
    assert!(code.body.contains("termina en 001"));
    assert!(code.find_form("/clave").unwrap().field("documento").is_none());
    story.hall.clock.wait(SignedDuration::from_mins(2));
    let back = story.type_code(&code).await;
    reached(&story.strict.read(&back), Substantial);
    // The last factor was shown now (SAML Core 2.7.2).
    assert!(story.strict.answer(&back).contains("AuthnInstant=\"2026-03-02T09:18:00Z\""));
    story
        .assert_found(&[
            ["session", "it does not reach the level", "drop"],
            ["step_up", "password", "keep"],
            ["step_up", "pin", "keep"],
            ["step_up", "certificate", "keep"],
            [
                "level_reached",
                "substantial, by factors knowledge, possession, dynamic and registration advanced",
                "keep",
            ],
        ])
        .await;
    assert_eq!(story.logins().await, ["proved", "proved"]);
    assert_eq!(
        story.hall.rows("session").await,
        1,
        "the new session is in the place of the old one"
    );
    // It does at both agencies now, and the page is not shown where they have been.
    story.hall.clock.wait(SignedDuration::from_mins(1));
    let low = story.low.clone();
    reached(&low.read(&story.come(&low, "_again").await), Substantial);
}

#[tokio::test]
async fn the_code_goes_to_whoever_has_entered_and_no_form_can_name_another() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let code = story.choose(&page, "password").await;
    let typed = story.code().await;
    let filled = [("codigo", typed.as_str()), ("documento", "X1234567L"), ("clave", "x")];
    let answered = story.browser.submit(&code.form_with("codigo"), &filled).await;
    let told = story.strict.read(&story.browser.press_on(answered).await);
    reached(&told, Substantial);
    assert_eq!(told.attributes[0], ("PersonIdentifier".to_owned(), "12345678Z".to_owned()));
    let received = story.hall.post.all_sms(story.hall.clock.now()).await;
    assert!(received.iter().all(|sms| sms.to == PHONE), "{received:?}");
}

#[tokio::test]
async fn how_old_it_is_counts_from_the_first_that_was_shown() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    story.hall.clock.wait(SignedDuration::from_mins(5));
    let page = story.choose(&page, "password").await;
    let back = story.type_code(&page).await;
    reached(&story.strict.read(&back), Substantial);
    // Two hours after the password, and not two after the code.
    story.hall.clock.wait(SignedDuration::from_mins(55));
    let strict = story.strict.clone();
    reached(&strict.read(&story.come(&strict, "_hour").await), Substantial);
    story.hall.clock.wait(SignedDuration::from_mins(59));
    reached(&strict.read(&story.come(&strict, "_two").await), Substantial);
    story.hall.clock.wait(SignedDuration::from_mins(1));
    let page = story.come(&strict, "_late").await;
    assert_eq!(page.heading(), TOO_LONG_AGO);
    assert_eq!(offered(&page), METHODS);
    assert!(!page.body.contains("Solo falta"), "the password is asked for again");
    let asked = story.choose(&page, "password").await;
    assert_eq!(asked.heading(), "Entra con tu contraseña");
    let back = story.press(&asked, "/cancelar", &[]).await;
    fell_short(&strict.read(&back), "LOA_NOT_REACHED: required substantial, obtained low");
    story
        .assert_found(&[
            ["session", "it is too old for the level", "drop"],
            ["step_up", "password", "keep"],
            ["step_up", "not shown", "decline"],
        ])
        .await;
    // What was proved before the sessions were ended counts no more, whenever the code was typed.
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let page = story.choose(&page, "password").await;
    story.type_code(&page).await;
    story.execute("UPDATE citizens.person SET sessions_valid_after = '2026-03-02T09:15:30Z'").await;
    assert_eq!(story.come_to_strict().await.heading(), CHOOSE);
}

#[tokio::test]
async fn the_operator_says_for_how_long_a_proof_counts() {
    let mut story = Story::after_password(Low).await;
    let shorter = format!(
        "{}\n[session]\nlow_minutes = 60\nsubstantial_minutes = 10\nhigh_minutes = 1\n",
        hub::Policy::EMBEDDED
    );
    story.activate(&shorter).await;
    story.hall.clock.wait(SignedDuration::from_mins(58));
    let low = story.low.clone();
    reached(&low.read(&story.come(&low, "_hour").await), Low);
    story.hall.clock.wait(SignedDuration::from_mins(2));
    let page = story.come(&low, "_late").await;
    assert_eq!(page.heading(), TOO_LONG_AGO);
    let back = story.press(&page, "/cancelar", &[]).await;
    fell_short(&low.read(&back), "LOA_NOT_REACHED: required low, obtained none");
}

#[tokio::test]
async fn whoever_leaves_a_step_up_reached_too_little_and_did_not_change_their_mind() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let back = story.press(&page, "/cancelar", &[]).await;
    fell_short(&story.strict.read(&back), "LOA_NOT_REACHED: required substantial, obtained low");
    story
        .assert_found(&[
            ["session", "it does not reach the level", "drop"],
            ["step_up", "not shown", "decline"],
        ])
        .await;
    assert_eq!(story.hall.rows("session").await, 1, "the session goes on");
    // Out of time is another thing.
    let strict = story.strict.clone();
    let page = story.come(&strict, "_late").await;
    story.hall.clock.wait(SignedDuration::from_mins(16));
    let back = story.press(&page, "/cancelar", &[]).await;
    let message = strict.read(&back).message.unwrap();
    assert!(message.starts_with("EXPIRED"), "{message}");
}

#[tokio::test]
async fn only_what_the_person_can_show_with_their_registration_is_offered() {
    let mut story = Story::after_password(Substantial).await;
    story.execute("UPDATE citizens.person SET level = 'basic'").await;
    let page = story.come_to_strict().await;
    assert_eq!(page.heading(), STEP_UP);
    assert_eq!(offered(&page), ["certificate"]);
    assert!(page.body.contains(BASIC), "{}", page.body);
    // Nor can it be asked for by hand.
    let form = page.form("/elegir");
    let refused = story.browser.submit(&form, &[("metodo", "password")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let back = story.press(&page, "/cancelar", &[]).await;
    fell_short(&story.strict.read(&back), "LOA_NOT_REACHED: required substantial, obtained low");
    story
        .assert_found(&[
            ["attainable", "password", "keep"],
            ["step_up", "password", "drop"],
            ["step_up", "pin", "drop"],
            ["step_up", "certificate", "keep"],
        ])
        .await;
}

#[tokio::test]
async fn whom_no_method_helps_reads_how_the_registration_is_raised() {
    let mut story = Story::after_password(Substantial).await;
    let strict = story.strict.clone();
    let only = vec![MethodId::named("password"), MethodId::named("pin")];
    story.hall.set(&strict, |record| record.methods = Some(only)).await;
    story.execute("UPDATE citizens.person SET level = 'basic'").await;
    let notice = story.come_to_strict().await;
    assert_eq!((notice.status, notice.heading().as_str()), (StatusCode::FORBIDDEN, NOTICE));
    assert!(notice.body.contains("Tu registro es básico"), "{}", notice.body);
    assert!(notice.find_form("/otra").is_none());
    let back = story.press(&notice, "/cancelar", &[]).await;
    fell_short(&strict.read(&back), "LOA_NOT_REACHED: required substantial, obtained low");
    story
        .assert_found(&[
            ["step_up", "password", "drop"],
            ["step_up", "pin", "drop"],
            ["step_up", "nothing that they could show", "decline"],
        ])
        .await;
}

#[tokio::test]
async fn a_certificate_of_the_same_person_lifts_the_session_without_a_question() {
    let mut story = Story::after_password(High).await;
    let page = story.come_to_strict().await;
    assert_eq!(offered(&page), ["certificate"]);
    assert!(!page.body.contains(BASIC), "no registration would have lifted a password to high");
    let before = story.browser.cookies.get(COOKIE).cloned();
    let shown = story.show(&page, Card::DnieAuthentication).await;
    let back = story.browser.press_on(shown).await;
    reached(&story.strict.read(&back), High);
    assert_ne!(story.browser.cookies.get(COOKIE), before.as_ref());
    assert_eq!(story.hall.rows("session").await, 1);
}

#[tokio::test]
async fn another_persons_certificate_takes_over_only_after_a_warning() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let warned = story.show(&page, Card::WithTilde).await;
    assert_eq!((warned.status, warned.heading().as_str()), (StatusCode::OK, ANOTHER));
    assert!(warned.body.contains("A*** M*** N***"), "{}", warned.body);
    assert_eq!(story.hall.outcomes().await, ["GRANTED"], "nothing was answered yet");
    // No: all is as it was.
    let again = story.press(&warned, "/cambio", &[("respuesta", "no")]).await;
    assert_eq!(again.heading(), STEP_UP);
    assert_eq!(story.hall.rows("session").await, 1);
    // Yes: the other session is over, and nothing of it carries over.
    let warned = story.show(&again, Card::WithTilde).await;
    let answered = story.browser.submit(&warned.form("/cambio"), &[("respuesta", "cambiar")]).await;
    let back = story.browser.press_on(answered).await;
    let told = story.strict.read(&back);
    reached(&told, Substantial);
    assert_eq!(told.attributes[0], ("PersonIdentifier".to_owned(), "87654321X".to_owned()));
    story.assert_found(&[["another_person", "they go on", "keep"]]).await;
    let sessions = "SELECT agencies FROM hub.session";
    let rows = story.hall.client().await.query(sessions, &[]).await.unwrap();
    let agencies: Vec<Vec<String>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(agencies, [[story.strict.entity_id.clone()]]);
}

#[tokio::test]
async fn who_is_warned_may_also_leave_and_both_stay_who_they_are() {
    let mut story = Story::after_password(Low).await;
    let low = story.low.clone();
    let anew = AuthnRequest { force_authn: true, ..story.request(&low, "_anew") };
    let choose = story.browser.visit(&low.redirect(&anew, None)).await;
    assert_eq!(choose.heading(), CHOOSE);
    let warned = story.show(&choose, Card::WithTilde).await;
    assert_eq!(warned.heading(), ANOTHER);
    let back = story.press(&warned, "/cancelar", &[]).await;
    assert!(low.read(&back).message.unwrap().starts_with("CANCELLED"));
    story.hall.clock.wait(SignedDuration::from_mins(1));
    let told = low.read(&story.come(&low, "_still").await);
    assert_eq!(told.attributes[0], ("PersonIdentifier".to_owned(), "12345678Z".to_owned()));
}

#[tokio::test]
async fn nobody_is_warned_of_a_session_that_is_over() {
    for over in [
        "DELETE FROM hub.session",
        "UPDATE citizens.person SET state = 'renounced'",
        "DELETE FROM citizens.release; DELETE FROM citizens.person",
    ] {
        let mut story = Story::after_password(Substantial).await;
        story.execute(over).await;
        let choose = story.come_to_strict().await;
        assert_eq!(choose.heading(), CHOOSE, "{over}");
        let shown = story.show(&choose, Card::WithTilde).await;
        assert_ne!(shown.heading(), ANOTHER, "{over}");
        let back = story.browser.press_on(shown).await;
        reached(&story.strict.read(&back), Substantial);
    }
}

#[tokio::test]
async fn whoever_is_somebody_else_says_so_and_the_session_is_over() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let answered = story.browser.submit(&page.form("/no-soy"), &[]).await;
    let cookie = answered
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .find_map(|line| line.to_str().ok().filter(|line| line.starts_with(COOKIE)));
    assert_eq!(cookie, Some("__Host-s=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"));
    story.browser.cookies.remove(COOKIE);
    assert_eq!(story.hall.rows("session").await, 0);
    let choose = story.browser.follow(answered).await;
    assert_eq!(choose.heading(), CHOOSE);
    assert!(!choose.body.contains("A*** M*** N***"), "nothing of who it was");
    // The page that was there does nothing any more.
    let late = story.browser.submit(&page.form("/no-soy"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let shown = story.show(&choose, Card::WithTilde).await;
    assert_ne!(shown.heading(), ANOTHER);
}

#[tokio::test]
async fn whoever_is_somebody_else_ends_the_session_also_where_it_was_not_asked_for() {
    let mut story = Story::after_password(Substantial).await;
    story.execute("UPDATE citizens.person SET level = 'basic'").await;
    let strict = story.strict.clone();
    let anew = AuthnRequest { force_authn: true, ..story.request(&strict, "_anew") };
    let choose = story.browser.visit(&strict.redirect(&anew, None)).await;
    let notice = enter_with_password(&mut story.browser, &choose).await;
    let page = story.press(&notice, "/otra", &[]).await;
    assert_eq!(page.heading(), STEP_UP);
    assert_eq!(story.hall.rows("session").await, 1);
    story.browser.submit(&page.form("/no-soy"), &[]).await;
    assert_eq!(story.hall.rows("session").await, 0);
    assert_eq!(story.browser.cookies.get(COOKIE).map(String::as_str).unwrap_or_default(), "");
}

#[tokio::test]
async fn what_was_proved_counts_only_while_it_is_the_browsers_living_session() {
    const OVER: &str = "Hay que empezar de nuevo";
    for (over, at_choice, at_code) in [
        ("DELETE FROM hub.session", "Entra con tu contraseña", OVER),
        (
            "UPDATE citizens.person SET sessions_valid_after = '2026-03-02T09:15:30Z'",
            "Entra con tu contraseña",
            OVER,
        ),
        ("UPDATE citizens.person SET state = 'renounced'", "Entra con tu contraseña", OVER),
    ] {
        let mut story = Story::after_password(Substantial).await;
        let page = story.come_to_strict().await;
        story.execute(over).await;
        let asked = story.choose(&page, "password").await;
        assert_eq!(asked.heading(), at_choice, "{over}");
        let mut story = Story::after_password(Substantial).await;
        let page = story.come_to_strict().await;
        let code = story.choose(&page, "password").await;
        story.execute(over).await;
        let refused = story.type_code(&code).await;
        assert_eq!(refused.heading(), at_code, "{over}");
        assert_eq!(story.hall.outcomes().await, ["GRANTED"]);
    }
    // The browser has another session by now, or none.
    for cookie in [None, Some("A".repeat(43))] {
        let mut story = Story::after_password(Substantial).await;
        let page = story.come_to_strict().await;
        match cookie {
            Some(other) => story.browser.cookies.insert(COOKIE.to_owned(), other),
            None => story.browser.cookies.remove(COOKIE),
        };
        let asked = story.choose(&page, "password").await;
        assert_eq!(asked.heading(), "Entra con tu contraseña");
    }
}

#[tokio::test]
async fn who_entered_in_another_tab_meanwhile_reads_that_and_not_that_the_code_is_wrong() {
    let mut story = Story::after_password(Substantial).await;
    let page = story.come_to_strict().await;
    let here = story.choose(&page, "password").await;
    let another = story.come(&story.strict.clone(), "_another").await;
    let shown = story.show(&another, Card::DnieAuthentication).await;
    let back = story.browser.press_on(shown).await;
    reached(&story.strict.read(&back), High);
    let refused = story.type_code(&here).await;
    assert_eq!(refused.heading(), "Hay que empezar de nuevo");
    let said = "Desde que escribiste la contraseña, tu sesión se ha cerrado, o has entrado otra vez \
                en otra pestaña";
    assert!(refused.body.contains(said));
    // What they showed there is more than enough here.
    story.hall.clock.wait(SignedDuration::from_mins(1));
    let journey = here.form("/clave").action.replace("/clave", "");
    let back = story.browser.visit(&journey).await;
    reached(&story.strict.read(&back), High);
}

#[tokio::test]
async fn what_is_shown_in_one_tab_is_not_asked_for_in_the_other() {
    for reloads in [false, true] {
        let mut story = Story::after_password(Substantial).await;
        let page = story.come_to_strict().await;
        let other = story.come(&story.strict.clone(), "_other").await;
        assert_eq!(other.heading(), STEP_UP);
        let code = story.choose(&page, "password").await;
        let back = story.type_code(&code).await;
        let told = story.strict.read(&back);
        reached(&told, Substantial);
        story.hall.clock.wait(SignedDuration::from_mins(1));
        let back = if reloads {
            let step_up = other.form("/elegir").action.replace("/elegir", "/subir");
            story.browser.visit(&step_up).await
        } else {
            story.choose(&other, "password").await
        };
        let again = story.strict.read(&back);
        assert_eq!((again.in_response_to.as_str(), &again.name), ("_other", &told.name));
        reached(&again, Substantial);
        assert_eq!(story.hall.post.all_sms(story.hall.clock.now()).await.len(), 1);
    }
}

#[tokio::test]
async fn a_cookie_that_was_stolen_before_the_step_up_is_worth_nothing_after_it() {
    let mut story = Story::after_password(Substantial).await;
    let stolen = story.browser.cookies[COOKIE].clone();
    let page = story.come_to_strict().await;
    let code = story.choose(&page, "password").await;
    let back = story.type_code(&code).await;
    reached(&story.strict.read(&back), Substantial);
    assert_ne!(story.browser.cookies[COOKIE], stolen);
    let mut thief = story.hall.browser();
    thief.cookies.insert(COOKIE.to_owned(), stolen);
    for (agency, id) in [(&story.low, "_low"), (&story.strict, "_thief")] {
        let request = story.request(agency, id);
        let page = thief.visit(&agency.redirect(&request, None)).await;
        assert_eq!(page.heading(), CHOOSE, "{id}");
        assert!(!page.body.contains("A*** M*** N***"), "{id}");
    }
    assert_eq!(thief.get("/salir").await.heading(), "No has entrado en este navegador");
}

#[tokio::test]
async fn a_page_that_says_what_is_missing_says_it_of_no_session_that_is_over() {
    for over in ["DELETE FROM hub.session", ""] {
        let mut story = Story::after_password(Substantial).await;
        let page = story.come_to_strict().await;
        let step_up = page.form("/elegir").action.replace("/elegir", "/subir");
        assert_eq!(story.browser.visit(&step_up).await.heading(), STEP_UP);
        if over.is_empty() {
            story.browser.cookies.remove(COOKIE);
        } else {
            story.execute(over).await;
        }
        let choose = story.browser.visit(&step_up).await;
        assert_eq!(choose.heading(), CHOOSE, "{over}");
        assert!(!choose.body.contains("A*** M*** N***"), "nothing of who it was");
        let back = story.press(&choose, "/cancelar", &[]).await;
        let message = story.strict.read(&back).message;
        assert_eq!(message.as_deref(), Some("CANCELLED: authentication cancelled by the user"));
    }
}

#[tokio::test]
async fn whoever_asks_for_a_new_login_gets_a_whole_one() {
    let mut story = Story::after_password(Substantial).await;
    let strict = story.strict.clone();
    let anew = AuthnRequest { force_authn: true, ..story.request(&strict, "_anew") };
    let choose = story.browser.visit(&strict.redirect(&anew, None)).await;
    assert_eq!(choose.heading(), CHOOSE);
    let asked = story.choose(&choose, "password").await;
    assert_eq!(asked.heading(), "Entra con tu contraseña");
    story.hall.set(&strict, |record| record.allow_sso = false).await;
    assert_eq!(story.come(&strict, "_then").await.heading(), CHOOSE);
}

#[tokio::test]
async fn a_method_that_the_agency_leaves_out_is_told_and_the_others_are_offered() {
    let mut story = Story::after_password(Low).await;
    let excluded = RequestedAttribute {
        name: "http://es.minhafp.clave/GISSIdP".to_owned(),
        friendly_name: None,
        is_required: false,
        values: Vec::new(),
    };
    let strict = story.strict.clone();
    let extensions = Extensions { attributes: vec![excluded], ..Extensions::default() };
    let request = AuthnRequest { extensions, ..story.request(&strict, "_r") };
    let page = story.browser.visit(&strict.redirect(&request, None)).await;
    let told = "Ya has entrado como A*** M*** N***, pero este servicio no acepta la forma en la que \
                entraste";
    assert_eq!(page.heading(), told);
    assert_eq!(offered(&page), ["pin", "certificate"]);
    let back = story.enter_pin(&page).await;
    reached(&strict.read(&back), Low);
    story
        .assert_found(&[
            ["session", "its method is left out", "drop"],
            ["step_up", "pin", "keep"],
            ["step_up", "certificate", "keep"],
        ])
        .await;
}

#[tokio::test]
async fn a_login_that_fell_short_leads_to_what_the_same_person_can_show() {
    let mut story = Story::at(Substantial).await;
    story.execute("UPDATE citizens.person SET level = 'basic'").await;
    let choose = story.come_to_strict().await;
    let notice = enter_with_password(&mut story.browser, &choose).await;
    assert_eq!(notice.heading(), NOTICE);
    assert!(notice.body.contains(BASIC), "{}", notice.body);
    let page = story.press(&notice, "/otra", &[]).await;
    assert_eq!(page.heading(), STEP_UP);
    assert_eq!(offered(&page), ["certificate"]);
    assert!(page.body.contains(BASIC), "{}", page.body);
    let back = story.press(&page, "/cancelar", &[]).await;
    fell_short(&story.strict.read(&back), "LOA_NOT_REACHED: required substantial, obtained low");
    story
        .assert_found(&[
            ["level_reached", "low, by factors knowledge and registration basic", "drop"],
            ["step_up", "certificate", "keep"],
            ["step_up", "not shown", "decline"],
        ])
        .await;
    let tried = "SELECT method FROM hub.trace";
    let row = story.hall.client().await.query_one(tried, &[]).await.unwrap();
    assert_eq!(row.get::<_, Option<&str>>(0), Some("password"), "the try is in the trace");
    // Another person's certificate is not taken for theirs.
    let strict = story.strict.clone();
    let choose = story.come(&strict, "_again").await;
    let notice = enter_with_password(&mut story.browser, &choose).await;
    let page = story.press(&notice, "/otra", &[]).await;
    let warned = story.show(&page, Card::WithTilde).await;
    assert_eq!(warned.heading(), ANOTHER);
    // «No soy» forgets it.
    let page = story.press(&warned, "/cambio", &[("respuesta", "no")]).await;
    let choose = story.press(&page, "/no-soy", &[]).await;
    assert_eq!(choose.heading(), CHOOSE);
    let shown = story.show(&choose, Card::WithTilde).await;
    reached(&strict.read(&story.browser.press_on(shown).await), Substantial);
}

#[tokio::test]
async fn a_session_that_reaches_enough_needs_no_step_up() {
    let mut story = Story::after_password(Low).await;
    let page = story.come_to_strict().await;
    assert_eq!(page.heading(), CONTINUE);
    // The page of a step-up is no page of another stage.
    let path = page.form("/seguir").action.replace("seguir", "subir");
    assert_eq!(story.browser.get(&path).await.status, StatusCode::CONFLICT);
    let path = path.replace("subir", "cambio");
    assert_eq!(story.browser.get(&path).await.status, StatusCode::CONFLICT);
}
