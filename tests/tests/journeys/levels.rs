//! The worked cases of SPEC 4.5, row by row.

use authenticators::MethodId;
use cards::Card;
use http::StatusCode;
use identity::Comparison;
use identity::LevelOfAssurance::{self, High, Low, Substantial};
use identity::RegistrationLevel::Advanced;
use metadata::ProviderName;
use saml::Dialect;
use saml::request::{AuthnRequest, RequestedContext};
use tests::hall::agency::Told;

use crate::logging_in::enter_with_password;
use crate::step_up::{CHOOSE, NOTICE, STEP_UP, Story, fell_short, offered, reached};

const BASIC: &str = "UPDATE citizens.person SET level = 'basic'";
const NOBODY: &str = "DELETE FROM citizens.release; DELETE FROM citizens.person";
/// What a kit calls itself.
const NAME: &str = "Q2826000H_E04975701";
const NEW_PHONE: &str = "Tu teléfono es nuevo en tu registro.";
const TOO_LITTLE: &str = "No da el nivel de seguridad que pide este servicio.";
const NOT_SUBSTANTIAL: &str = "LOA_NOT_REACHED: required substantial, obtained low";

async fn asking(
    story: &mut Story,
    comparison: Comparison,
    level: LevelOfAssurance,
) -> tests::hall::browser::Answer {
    let classes = vec![level.uri().to_owned()];
    let (strict, now) = (story.strict.clone(), hub::Clock::now(&story.hall.clock));
    let request = strict.requiring("_asking", now, RequestedContext { comparison, classes });
    story.browser.visit(&strict.redirect(&request, None)).await
}

fn told(story: &Story, page: &tests::hall::browser::Answer) -> Told {
    story.strict.read(page)
}

#[tokio::test]
async fn t_l1_basic_reaches_low_with_a_pin() {
    let mut story = Story::at(Low).await;
    story.execute(BASIC).await;
    let choose = story.come_to_strict().await;
    let back = story.enter_pin(&choose).await;
    reached(&told(&story, &back), Low);
    let about = "low, by factors possession, dynamic and registration basic";
    story.assert_found(&[["level_reached", about, "keep"]]).await;
}

#[tokio::test]
async fn t_l2_basic_is_told_after_the_pin_that_substantial_takes_a_higher_registration() {
    let mut story = Story::at(Substantial).await;
    story.execute(BASIC).await;
    let strict = story.strict.clone();
    let shared = ["password", "pin"].map(MethodId::named).to_vec();
    story.hall.set(&strict, |record| record.methods = Some(shared)).await;
    let choose = story.come_to_strict().await;
    let notice = story.enter_pin(&choose).await;
    assert_eq!(notice.heading(), NOTICE);
    assert!(notice.body.contains("Tu registro es básico"), "{}", notice.body);
    let back = story.press(&notice, "/cancelar", &[]).await;
    fell_short(&told(&story, &back), NOT_SUBSTANTIAL);
    let about = "low, by factors possession, dynamic and registration basic";
    story.assert_found(&[["level_reached", about, "decline"]]).await;
}

#[tokio::test]
async fn t_l3_advanced_reaches_substantial_with_password_and_code() {
    let mut story = Story::at(Substantial).await;
    let choose = story.come_to_strict().await;
    let code = enter_with_password(&mut story.browser, &choose).await;
    let back = story.type_code(&code).await;
    reached(&told(&story, &back), Substantial);
    let about = "substantial, by factors knowledge, possession, dynamic and registration advanced";
    story.assert_found(&[["level_reached", about, "keep"]]).await;
}

#[tokio::test]
async fn t_l4_the_password_reaches_low_and_a_substantial_service_asks_only_for_the_code() {
    let mut story = Story::after_password(Substantial).await;
    let about = "low, by factors knowledge and registration advanced";
    story.assert_found(&[["level_reached", about, "keep"]]).await;
    assert_eq!(story.hall.post.all_sms(hub::Clock::now(&story.hall.clock)).await, []);
    let page = story.come_to_strict().await;
    assert_eq!(page.heading(), STEP_UP);
    let code = story.choose(&page, "password").await;
    let back = story.type_code(&code).await;
    reached(&told(&story, &back), Substantial);
    story.assert_found(&[["session", "it does not reach the level", "drop"]]).await;
}

#[tokio::test]
async fn t_l5_for_high_certificates_alone_are_offered_and_the_password_is_listed_as_unavailable() {
    let mut story = Story::at(High).await;
    let choose = story.come_to_strict().await;
    assert_eq!((choose.heading().as_str(), offered(&choose)), (CHOOSE, vec!["certificate"]));
    assert!(choose.body.contains("Contraseña"), "{}", choose.body);
    assert_eq!(choose.body.matches(TOO_LITTLE).count(), 2, "the password and the PIN");
    let shown = story.show(&choose, Card::DnieAuthentication).await;
    let back = story.browser.press_on(shown).await;
    reached(&told(&story, &back), High);
    story
        .assert_found(&[
            ["attainable", "password", "drop"],
            ["attainable", "pin", "drop"],
            ["attainable", "certificate", "keep"],
        ])
        .await;
}

#[tokio::test]
async fn t_l6_a_certificate_in_a_file_is_as_good_as_an_advanced_registration() {
    for registered in ["", BASIC, NOBODY] {
        let mut story = Story::at(Substantial).await;
        let strict = story.strict.clone();
        story.hall.set(&strict, |record| record.registration = Some(Advanced)).await;
        story.execute(registered).await;
        let choose = story.come_to_strict().await;
        let shown = story.show(&choose, Card::FnmtPerson).await;
        let back = story.browser.press_on(shown).await;
        reached(&told(&story, &back), Substantial);
        let about = "substantial, by factors possession, dynamic and registration none";
        let findings = [["registration_level", "none", "keep"], ["level_reached", about, "keep"]];
        story.assert_found(&findings).await;
    }
}

#[tokio::test]
async fn t_l7_a_certificate_needs_no_registration() {
    let mut story = Story::at(Low).await;
    story.execute(NOBODY).await;
    let choose = story.come_to_strict().await;
    let shown = story.show(&choose, Card::FnmtPerson).await;
    let back = story.browser.press_on(shown).await;
    reached(&told(&story, &back), Substantial);
    story.assert_found(&[["standing", "certified", "keep"]]).await;
}

#[tokio::test]
async fn t_l8_who_is_not_registered_is_told_how_to_be() {
    let mut story = Story::at(Low).await;
    story.execute(NOBODY).await;
    let choose = story.come_to_strict().await;
    let page = story.choose(&choose, "pin").await;
    let page = story.press(&page, "/pin", &[("documento", "12345678Z")]).await;
    let datum = [("dia", "27"), ("mes", "3"), ("ano", "2031")];
    let refused = story.press(&page, "/pin", &datum).await;
    assert_eq!(refused.heading(), "Todavía no estás registrado");
    assert!(refused.body.contains("Puedes registrarte en una oficina de registro"));
    let journey = choose.form("/elegir").action.replace("/elegir", "");
    let choose = story.browser.visit(&journey).await;
    let back = story.press(&choose, "/cancelar", &[]).await;
    let told = told(&story, &back);
    assert_eq!(told.assertion_id, None);
    let message = told.message.as_deref();
    assert_eq!(message, Some("AUTHN_FAILED: the user was not authenticated"));
    let tried = "SELECT method FROM hub.trace WHERE attempt IS NOT NULL";
    let tried = story.hall.client().await.query_one(tried, &[]).await.unwrap();
    assert_eq!(tried.get::<_, &str>(0), "pin", "the trace says what was tried in vain");
    story.assert_found(&[["attainable", "pin", "keep"]]).await;
}

#[tokio::test]
async fn t_l9_a_pin_without_the_key_is_too_little_for_substantial_unless_the_old_table_is_in_force()
{
    let mut story = Story::at(Substantial).await;
    let low = story.low.clone();
    let choose = story.come(&low, "_login").await;
    reached(&low.read(&story.enter_pin(&choose).await), Low);
    let page = story.come_to_strict().await;
    assert_eq!(page.heading(), STEP_UP);
    assert_eq!(offered(&page), ["password", "pin", "certificate"], "the PIN with the key does");
    let back = story.press(&page, "/cancelar", &[]).await;
    fell_short(&told(&story, &back), NOT_SUBSTANTIAL);
    story.assert_found(&[["step_up", "pin", "keep"], ["step_up", "not shown", "decline"]]).await;
    let legacy =
        hub::Policy::EMBEDDED.replace("legacy_clave_levels = false", "legacy_clave_levels = true");
    story.activate(&legacy).await;
    let strict = story.strict.clone();
    let page = story.come(&strict, "_legacy").await;
    let back = story.press(&page, "/seguir", &[("respuesta", "continuar")]).await;
    reached(&told(&story, &back), Substantial);
    let about = "substantial, by factors possession, dynamic and registration advanced";
    story.assert_found(&[["level_reached", about, "keep"]]).await;
}

#[tokio::test]
async fn t_l11_a_new_phone_counts_for_low_and_a_certificate_lifts_it() {
    let mut story = Story::at(Substantial).await;
    let cooling = hub::Policy::EMBEDDED
        .replace("unmatched = \"refuse\"", "unmatched = \"refuse\"\ncooling_hours = 48");
    story.activate(&cooling).await;
    let yesterday = "UPDATE citizens.person SET contact_changed_at = '2026-03-01T09:15:00Z'";
    story.execute(yesterday).await;
    let choose = story.come_to_strict().await;
    let code = enter_with_password(&mut story.browser, &choose).await;
    let notice = story.type_code(&code).await;
    fell_short(&told(&story, &notice), NOT_SUBSTANTIAL);
    story
        .assert_found(&[
            ["cooling", "substantial", "drop"],
            [
                "level_reached",
                "low, by factors knowledge, possession, dynamic and registration advanced",
                "decline",
            ],
        ])
        .await;
    let strict = story.strict.clone();
    let choose = story.come(&strict, "_again").await;
    let code = enter_with_password(&mut story.browser, &choose).await;
    let typed = story.code().await;
    let answered = story.browser.submit(&code.form_with("codigo"), &[("codigo", &typed)]).await;
    let notice = story.browser.follow(answered).await;
    assert!(notice.body.contains(NEW_PHONE), "{}", notice.body);
    let page = story.press(&notice, "/otra", &[]).await;
    assert_eq!((page.heading().as_str(), offered(&page)), (STEP_UP, vec!["certificate"]));
    assert!(page.body.contains(NEW_PHONE), "{}", page.body);
    let shown = story.show(&page, Card::FnmtPerson).await;
    let back = story.browser.press_on(shown).await;
    reached(&told(&story, &back), Substantial);
    story
        .assert_found(&[["cooling", "substantial", "drop"], ["step_up", "password", "drop"]])
        .await;
    // Two days after the change it counts like any other.
    let mut story = Story::at(Substantial).await;
    story.activate(&cooling).await;
    let before = "UPDATE citizens.person SET contact_changed_at = '2026-02-28T09:15:00Z'";
    story.execute(before).await;
    let choose = story.come_to_strict().await;
    let code = enter_with_password(&mut story.browser, &choose).await;
    let back = story.type_code(&code).await;
    reached(&told(&story, &back), Substantial);
}

#[tokio::test]
async fn t_l12_where_exactly_low_is_asked_a_card_is_not_on_offer() {
    let mut story = Story::at(Low).await;
    let choose = asking(&mut story, Comparison::Exact, Low).await;
    assert_eq!(offered(&choose), ["password", "pin"]);
    let by_hand = [("metodo", "certificate")];
    let refused = story.browser.submit(&choose.form("/elegir"), &by_hand).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let back = story.press(&choose, "/cancelar", &[]).await;
    assert_eq!(told(&story, &back).assertion_id, None);
    story
        .assert_found(&[
            ["requested_level", "exactly low", "keep"],
            ["attainable", "password", "keep"],
            ["attainable", "certificate", "drop"],
        ])
        .await;
    let mut story = Story::at(Low).await;
    let choose = asking(&mut story, Comparison::Exact, Low).await;
    let back = enter_with_password(&mut story.browser, &choose).await;
    reached(&told(&story, &back), Low);
    story.assert_found(&[["requested_level", "exactly low", "keep"]]).await;
}

#[tokio::test]
async fn t_l13_better_and_maximum_are_no_comparisons_of_clave() {
    for comparison in [Comparison::Better, Comparison::Maximum] {
        let mut story = Story::at(Low).await;
        let strict = story.strict.clone();
        story
            .hall
            .set(&strict, |record| {
                record.dialect = Dialect::Clave2;
                record.provider_name = Some(ProviderName::parse(NAME).unwrap());
            })
            .await;
        let classes = vec![Low.uri().to_owned()];
        let now = hub::Clock::now(&story.hall.clock);
        let request = AuthnRequest {
            provider_name: Some(NAME.to_owned()),
            ..strict.requiring("_asking", now, RequestedContext { comparison, classes })
        };
        let form = strict.form(&request, None);
        let posted = story.browser.post_from_elsewhere("/saml/sso", &form).await;
        let answered = story.browser.follow(posted).await;
        let told = told(&story, &answered);
        assert_eq!(told.status.1.as_deref(), Some("NoAuthnContext"), "{told:?}");
        story.assert_found(&[["requested_level", "none that we know", "decline"]]).await;
    }
}
