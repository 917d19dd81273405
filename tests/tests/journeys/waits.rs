//! Who gets passwords wrong has to wait, and reads until when.

use std::time::Duration;

use http::StatusCode;
use jiff::{SignedDuration, ToSpan as _};
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD, start};
use tokio::time::{sleep, timeout};

const RIGHT: [(&str, &str); 2] = [("documento", ANA), ("clave", PASSWORD)];
const WRONG: [(&str, &str); 2] = [("documento", ANA), ("clave", "no-es-esta-4-Z")];

async fn at_the_password(agency: &Agency, browser: &mut Browser) -> Answer {
    let choose = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    browser.follow(asked).await
}

#[tokio::test]
async fn who_comes_too_early_reads_in_each_language_when_to_come_and_enters_then() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_password(&agency, &mut browser).await;
    let mut page = browser.submit(&page.form("/clave"), &WRONG).await;
    for (language, sentence) in [
        ("es", "Todavía no puedes volver a probar. Podrás hacerlo a partir de las 10:15:02"),
        ("ca", "Encara no ho pots tornar a provar. Ho podràs fer a partir de les 10:15:02"),
        ("gl", "Aínda non podes probar outra vez. Poderás facelo a partir das 10:15:02"),
        (
            "eu",
            "Oraindik ezin duzu berriro saiatu. Ordu honetatik aurrera egin ahal izango duzu: 10:15:02",
        ),
        ("en", "You cannot try again yet. You can do so from 10:15:02"),
    ] {
        browser.cookies.insert("__Host-l".to_owned(), language.to_owned());
        page = browser.submit(&page.form("/clave"), &RIGHT).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{language}");
        assert_eq!(page.body.matches(sentence).count(), 2, "{language}: {}", page.body);
        assert!(!page.body.contains(PASSWORD));
    }
    assert_eq!(hall.rows("trace").await, 0);

    hall.clock.wait(SignedDuration::from_secs(2));
    let proved = browser.submit(&page.form("/clave"), &RIGHT).await;
    assert!(agency.read(&browser.follow(proved).await).assertion_id.is_some());
}

/// Whoever types it; a page that was loaded again, or a journey that begins anew, asks for it all the same.
#[tokio::test]
async fn after_three_wrong_passwords_the_page_asks_for_the_date_on_the_card_and_says_why() {
    const WHY: &str = "Para que nadie pueda bloquearla";
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let mut page = at_the_password(&agency, &mut browser).await;
    for (wait, asks) in [(2, false), (4, false), (8, true)] {
        page = browser.submit(&page.form("/clave"), &WRONG).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = (page.body.contains("name=\"dia\""), page.body.contains(WHY));
        assert_eq!(seen, (asks, asks), "{}", page.body);
        hall.clock.wait(SignedDuration::from_secs(wait));
    }

    let page = at_the_password(&agency, &mut browser).await;
    assert!(!page.body.contains("name=\"dia\""));
    let asked = browser.submit(&page.form("/clave"), &RIGHT).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let path = asked.location().unwrap();
    let page = browser.follow(asked).await;
    let again = browser.visit(&path).await;
    for page in [&page, &again] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("name=\"dia\"") && page.body.contains(WHY), "{}", page.body);
        assert!(page.body.contains(ANA) && !page.body.contains(PASSWORD));
    }
    let date = [("dia", "1"), ("mes", "2"), ("ano", "2030")];
    let proved = browser.submit(&again.form("/clave"), &[&RIGHT[..], &date].concat()).await;
    assert!(agency.read(&browser.follow(proved).await).assertion_id.is_some());
}

#[tokio::test]
async fn who_guesses_elsewhere_makes_nobody_wait_at_home() {
    let (hall, agency) = Hall::open().await;
    let (mut stranger, mut ana) = (hall.browser(), hall.browser());
    stranger.come_from([198, 51, 100, 1].into());
    ana.come_from([192, 0, 2, 1].into());
    let guesses = at_the_password(&agency, &mut stranger).await;
    let page = at_the_password(&agency, &mut ana).await;
    let wrong = stranger.submit(&guesses.form("/clave"), &WRONG).await;
    assert!(wrong.body.contains("no son correctos"), "{}", wrong.body);
    let early = stranger.submit(&wrong.form("/clave"), &WRONG).await;
    assert!(early.body.contains("Todavía no puedes"), "{}", early.body);
    let proved = ana.submit(&page.form("/clave"), &RIGHT).await;
    assert!(agency.read(&ana.follow(proved).await).assertion_id.is_some());
}

#[tokio::test]
async fn where_too_much_goes_wrong_everybody_reads_until_when_and_the_same_page_counts_then() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_password(&agency, &mut browser).await;
    let page = browser.submit(&page.form("/clave"), &WRONG).await;
    // Who comes from nowhere in particular is one block.
    let much = "UPDATE credentials.failures SET until = $1";
    let until = start() + 100.seconds();
    assert_eq!(hall.client().await.execute(much, &[&until]).await.unwrap(), 1);

    hall.clock.wait(SignedDuration::from_secs(99));
    let form = page.form("/clave");
    let refused = browser.submit(&form, &RIGHT).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.heading(), "Demasiados intentos");
    assert!(refused.body.contains("10:17"), "{}", refused.body);
    assert_eq!(hall.rows("trace").await, 0);

    let mut elsewhere = hall.browser();
    elsewhere.come_from([192, 0, 2, 1].into());
    let other = at_the_password(&agency, &mut elsewhere).await;
    let wrong = elsewhere.submit(&other.form("/clave"), &WRONG).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    hall.clock.wait(SignedDuration::from_secs(1));
    let proved = browser.submit(&form, &RIGHT).await;
    assert!(agency.read(&browser.follow(proved).await).assertion_id.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_guesses_and_goes_before_the_answer_has_guessed_all_the_same() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = at_the_password(&agency, &mut browser).await;
    // Long before a password has been compared.
    let gone =
        timeout(Duration::from_millis(3), browser.submit(&page.form("/clave"), &WRONG)).await;
    assert!(gone.is_err(), "who is answered has not gone");
    let client = hall.client().await;
    let settled = "SELECT (SELECT sum(counted) FROM credentials.failures),
                          (SELECT count(*) FROM credentials.password_waits WHERE under_way),
                          (SELECT count(*) FROM credentials.event WHERE outcome = 'wrong')";
    for _ in 0..500 {
        let row = client.query_one(settled, &[]).await.unwrap();
        let told: (Option<i64>, i64, i64) = (row.get(0), row.get(1), row.get(2));
        if told == (Some(1), 0, 1) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("the guess was not counted");
}
