//! The code by SMS that follows the password where it takes one (T-L2 to T-L4, SPEC 5.3).

use authenticators::Section;
use authenticators::password::Passwords;
use http::StatusCode;
use hub::Clock as _;
use identity::LevelOfAssurance::{Low, Substantial};
use identity::SpanishId;
use jiff::SignedDuration;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, start};

use crate::logging_in::enter_with_password;

const LEO: &str = "X1234567L";
const LEOS_PHONE: &str = "+34600000002";
const CODE_PAGE: &str = "Escribe el código que te hemos enviado";

/// A hub, and an agency that wants substantial.
async fn strict() -> (Hall, Agency) {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.level = Substantial).await;
    (hall, agency)
}

/// Ana, after her password.
async fn at_the_code(hall: &Hall, agency: &Agency, id: &str) -> (Browser, Answer) {
    let mut browser = hall.browser();
    let now = hall.clock.now();
    let choose = browser.visit(&agency.redirect(&agency.request(id, now), None)).await;
    let page = enter_with_password(&mut browser, &choose).await;
    assert_eq!(page.heading(), CODE_PAGE);
    (browser, page)
}

async fn type_in(browser: &mut Browser, page: &Answer, code: &str) -> Answer {
    let answered = browser.submit(&page.form_with("codigo"), &[("codigo", code)]).await;
    browser.follow(answered).await
}

async fn ask_again(browser: &mut Browser, page: &Answer) -> Answer {
    let form = page.form_without("/clave", "codigo");
    let answered = browser.submit(&form, &[("otro", "si")]).await;
    browser.follow(answered).await
}

/// Eight digits, and not these.
fn another(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:08}", (number + 1) % 100_000_000)
}

async fn logins(hall: &Hall) -> Vec<String> {
    let sql = "SELECT outcome FROM credentials.event WHERE kind = 'login' ORDER BY id";
    let rows = hall.client().await.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn an_advanced_person_reaches_substantial_with_password_and_code() {
    let (hall, agency) = strict().await;
    let (mut browser, page) = at_the_code(&hall, &agency, "_r").await;
    assert!(page.body.contains("termina en 001") && !page.body.contains("600000001"));
    assert!(page.body.contains("hasta las 10:25"), "ten minutes, in Madrid: {}", page.body);
    let sms = hall.post.one(hall.clock.now()).await;
    let code = sms.code.unwrap();
    assert_eq!((sms.to.as_str(), sms.purpose.as_str()), ("+34600000001", "code"));
    assert!(code.len() == 8 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let last = format!("\n@hub.example.test #{code}");
    assert!(sms.text.starts_with("Tu codigo para entrar en ") && sms.text.ends_with(&last));
    hall.clock.wait(SignedDuration::from_mins(2));
    let back = type_in(&mut browser, &page, &format!(" {code} ")).await;
    let told = agency.read(&back);
    assert_eq!(told.level.as_deref(), Some("http://eidas.europa.eu/LoA/substantial"));
    assert_eq!(logins(&hall).await, ["halfway", "proved"]);
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn where_the_password_is_enough_nobody_is_sent_a_code() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let back = enter_with_password(&mut browser, &choose).await;
    let told = agency.read(&back);
    assert_eq!(told.level.as_deref(), Some("http://eidas.europa.eu/LoA/low"));
    assert_eq!(hall.post.brought(start()).await, []);
}

#[tokio::test]
async fn a_basic_person_is_told_why_not_and_is_sent_no_code_that_would_not_help() {
    let (hall, agency) = strict().await;
    hall.client().await.execute("UPDATE citizens.person SET level = 'basic'", &[]).await.unwrap();
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let notice = enter_with_password(&mut browser, &choose).await;
    assert_eq!(notice.status, StatusCode::FORBIDDEN);
    assert_eq!(notice.heading(), "Este servicio pide un nivel de seguridad más alto");
    assert!(notice.body.contains("Tu registro es básico"), "{}", notice.body);
    assert_eq!(hall.post.brought(start()).await, []);
    let back = browser.submit(&notice.form("/cancelar"), &[]).await;
    let told = agency.read(&browser.follow(back).await);
    assert_eq!(told.message.unwrap(), "LOA_NOT_REACHED: required substantial, obtained low");
}

#[tokio::test]
async fn who_gave_no_phone_is_told_what_to_do() {
    let (hall, agency) = strict().await;
    hall.client().await.execute("UPDATE citizens.person SET phone = NULL", &[]).await.unwrap();
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let refused = enter_with_password(&mut browser, &choose).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "No tenemos tu número de teléfono");
}

#[tokio::test]
async fn three_wrong_codes_end_it_and_the_right_one_comes_too_late() {
    let (hall, agency) = strict().await;
    let (mut browser, page) = at_the_code(&hall, &agency, "_r").await;
    let code = hall.post.one(hall.clock.now()).await.code.unwrap();
    let wrong = another(&code);
    let first = type_in(&mut browser, &page, &wrong).await;
    assert_eq!(first.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(first.body.contains("El código no es correcto. Te quedan 2 intentos"));
    let second = type_in(&mut browser, &first, &wrong).await;
    assert!(second.body.contains("El código no es correcto. Te queda 1 intento"));
    let third = type_in(&mut browser, &second, &wrong).await;
    assert_eq!(
        (third.status, third.heading().as_str()),
        (StatusCode::FORBIDDEN, "Este código ya no vale")
    );
    let late = type_in(&mut browser, &second, &code).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "that page is an old one");
    assert_eq!(logins(&hall).await, ["halfway", "wrong", "wrong", "over"]);
    assert_eq!(hall.rows("session").await, 0);
}

/// Who has a phone of their own and somebody else's password posts both documents to one page at once.
#[tokio::test]
async fn a_code_to_ones_own_phone_enters_as_nobody_else() {
    let (hall, agency) = strict().await;
    hall.client()
        .await
        .batch_execute("UPDATE citizens.person SET level = 'advanced'")
        .await
        .unwrap();
    let leo = SpanishId::parse(LEO).unwrap();
    let leo = hall.ports.citizens.find(&leo).await.unwrap().unwrap();
    let passwords = Passwords::open(&Section::default(), &hall.ports).unwrap();
    passwords.set(leo, PASSWORD, hall.clock.now()).await.unwrap();
    for round in 0..12 {
        hall.clock.wait(SignedDuration::from_mins(11));
        let mut browser = hall.browser();
        let request = agency.request(&format!("_{round}"), hall.clock.now());
        let choose = browser.visit(&agency.redirect(&request, None)).await;
        let chosen = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
        let page = browser.follow(chosen).await;
        let form = page.form("/clave");
        let mut own = browser.clone();
        let post = async |browser: &mut Browser, document: &str| {
            let answer =
                browser.submit(&form, &[("documento", document), ("clave", PASSWORD)]).await;
            browser.follow(answer).await
        };
        let (own, other) = tokio::join!(post(&mut own, LEO), post(&mut browser, ANA));
        // Or the one without a code of theirs got further: then nobody is asked.
        let page = [own, other].into_iter().find(|page| page.heading() == CODE_PAGE);
        let Some(page) = page else { continue };
        let brought = hall.post.brought(hall.clock.now()).await;
        let Some(sms) = brought.into_iter().find(|sms| sms.to == LEOS_PHONE) else { continue };
        let entered = type_in(&mut browser, &page, &sms.code.unwrap()).await;
        if entered.status == StatusCode::OK && entered.heading() != CODE_PAGE {
            let told = agency.read(&browser.press_on(entered).await);
            assert_eq!(told.attributes[0], ("PersonIdentifier".to_owned(), LEO.to_owned()));
        }
    }
}

#[tokio::test]
async fn what_is_no_code_costs_no_try() {
    let (hall, agency) = strict().await;
    let (mut browser, mut page) = at_the_code(&hall, &agency, "_r").await;
    let code = hall.post.one(hall.clock.now()).await.code.unwrap();
    for (typed, said) in [
        ("", "Escribe el código del SMS"),
        ("1234567", "El código tiene 8 números"),
        ("abcdefgh", "El código tiene 8 números"),
        ("123456789", "El código tiene 8 números"),
    ] {
        page = type_in(&mut browser, &page, typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(said), "{typed}");
    }
    let told = agency.read(&type_in(&mut browser, &page, &code).await);
    assert!(told.assertion_id.is_some());
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let (hall, agency) = strict().await;
    let (mut browser, page) = at_the_code(&hall, &agency, "_r").await;
    let code = hall.post.one(hall.clock.now()).await.code.unwrap();
    hall.clock.wait(SignedDuration::from_mins(10));
    let late = type_in(&mut browser, &page, &code).await;
    assert_eq!(late.heading(), "Este código ya no vale");
}

#[tokio::test]
async fn the_same_code_comes_again_after_a_minute_and_three_times_at_most() {
    let (hall, agency) = strict().await;
    let (mut browser, page) = at_the_code(&hall, &agency, "_r").await;
    let code = hall.post.one(hall.clock.now()).await.code;
    hall.clock.wait(SignedDuration::from_secs(59));
    let early = ask_again(&mut browser, &page).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Puedes pedirlo a partir de las 10:16:00"), "{}", early.body);
    hall.clock.wait(SignedDuration::from_secs(1));
    let again = ask_again(&mut browser, &early).await;
    assert!(again.body.contains("Te hemos enviado otro SMS con el mismo código"));
    assert_eq!(hall.post.one(hall.clock.now()).await.code, code);
    hall.clock.wait(SignedDuration::from_mins(1));
    let third = ask_again(&mut browser, &again).await;
    assert_eq!(hall.post.one(hall.clock.now()).await.code, code);
    hall.clock.wait(SignedDuration::from_mins(1));
    let no_more = ask_again(&mut browser, &third).await;
    assert!(no_more.body.contains("Ya te hemos enviado todos los SMS de este intento"));
    assert_eq!(hall.post.brought(hall.clock.now()).await, []);
    let told = agency.read(&type_in(&mut browser, &no_more, &code.unwrap()).await);
    assert!(told.assertion_id.is_some(), "what was sent stays good");
}

#[tokio::test]
async fn a_phone_gets_three_codes_in_ten_minutes_whatever_is_begun_anew() {
    let (hall, agency) = strict().await;
    for id in ["_1", "_2", "_3"] {
        at_the_code(&hall, &agency, id).await;
    }
    let mut browser = hall.browser();
    let now = hall.clock.now();
    let choose = browser.visit(&agency.redirect(&agency.request("_4", now), None)).await;
    let refused = enter_with_password(&mut browser, &choose).await;
    assert_eq!(refused.heading(), "Has pedido demasiados códigos");
    assert!(refused.body.contains("Podrás pedir otro a las 10:25"), "{}", refused.body);
    assert_eq!(hall.post.brought(now).await.len(), 3);
    hall.clock.wait(SignedDuration::from_mins(10));
    at_the_code(&hall, &agency, "_5").await;
}

#[tokio::test]
async fn a_code_of_one_journey_is_not_good_in_another() {
    let (hall, agency) = strict().await;
    let (_, _) = at_the_code(&hall, &agency, "_one").await;
    let of_one = hall.post.one(hall.clock.now()).await.code.unwrap();
    let (mut browser, page) = at_the_code(&hall, &agency, "_two").await;
    let of_two = hall.post.one(hall.clock.now()).await.code.unwrap();
    assert_ne!(of_one, of_two);
    let wrong = type_in(&mut browser, &page, &of_one).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = agency.read(&type_in(&mut browser, &wrong, &of_two).await);
    assert!(told.assertion_id.is_some());
}

#[tokio::test]
async fn the_code_alone_is_no_way_in() {
    let (hall, agency) = strict().await;
    let (_, page) = at_the_code(&hall, &agency, "_r").await;
    let code = hall.post.one(hall.clock.now()).await.code.unwrap();
    let mut thief = hall.browser();
    let stolen = type_in(&mut thief, &page, &code).await;
    assert_eq!(stolen.status, StatusCode::BAD_REQUEST, "another browser has no cookie");
    assert_eq!(logins(&hall).await, ["halfway"]);
}

#[tokio::test]
async fn a_message_speaks_the_language_of_the_account() {
    let (hall, agency) = strict().await;
    hall.client().await.execute("UPDATE citizens.person SET language = 'eu'", &[]).await.unwrap();
    at_the_code(&hall, &agency, "_r").await;
    assert!(hall.post.one(hall.clock.now()).await.text.contains("Ez eman inori"));
}

#[tokio::test]
async fn a_policy_that_takes_the_password_for_substantial_asks_for_no_code() {
    let (hall, agency) = strict().await;
    let legacy =
        hub::Policy::EMBEDDED.replace("legacy_clave_levels = false", "legacy_clave_levels = true");
    hall.hub.store.activate_policy(&legacy, 0, "Ana", start()).await.unwrap();
    assert!(hall.hub.refresh_policy().await.unwrap());
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let told = agency.read(&enter_with_password(&mut browser, &choose).await);
    assert_eq!(told.level.as_deref(), Some("http://eidas.europa.eu/LoA/substantial"));
    assert_eq!(hall.post.brought(start()).await, []);
}

#[tokio::test]
async fn the_right_password_gives_the_tries_back_and_the_wrong_one_sends_nothing() {
    let (hall, agency) = strict().await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let wrong = [("documento", ANA), ("clave", "No es esta, no")];
    let page = browser.submit(&page.form("/clave"), &wrong).await;
    assert_eq!(hall.post.brought(start()).await, []);
    hall.clock.wait(SignedDuration::from_secs(2));
    let right = [("documento", ANA), ("clave", PASSWORD)];
    let page = browser.submit(&page.form("/clave"), &right).await;
    assert_eq!(browser.follow(page).await.heading(), CODE_PAGE);
    let tries = "SELECT count(*) FROM credentials.password_tries";
    let row = hall.client().await.query_one(tries, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn an_agency_of_level_low_is_not_told_more_than_was_asked_of_the_person() {
    let (hall, agency) = strict().await;
    hall.set(&agency, |record| record.level = Low).await;
    let mut browser = hall.browser();
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    enter_with_password(&mut browser, &choose).await;
    assert_eq!(logins(&hall).await, ["proved"]);
}
