//! What people are told of what was done in their name, and «no he sido yo» (SPEC AUTH-10, AUTH-11).

use http::StatusCode;
use hub::Clock as _;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, PASSWORD};
use tests::post::Brought;

use crate::logging_in::enter_with_password;

async fn choose(hall: &Hall, agency: &Agency, browser: &mut Browser, id: &str) -> Answer {
    let request = agency.request(id, hall.clock.now());
    browser.visit(&agency.redirect(&request, None)).await
}

async fn enter(hall: &Hall, agency: &Agency, browser: &mut Browser, id: &str) -> Answer {
    let page = choose(hall, agency, browser, id).await;
    enter_with_password(browser, &page).await
}

/// Types a wrong password once, with as much patience as it takes.
async fn fail(hall: &Hall, agency: &Agency, id: &str) {
    hall.clock.wait(SignedDuration::from_mins(1));
    let mut browser = hall.browser();
    let page = choose(hall, agency, &mut browser, id).await;
    let asked = browser.submit(&page.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let answer = type_in(&mut browser, &page, "No es esta, no").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// With the datum of the card, if it is asked.
async fn type_in(browser: &mut Browser, page: &Answer, password: &str) -> Answer {
    let typed = [("documento", ANA), ("clave", password)];
    let answer = browser.submit(&page.form("/clave"), &typed).await;
    if answer.status != StatusCode::SEE_OTHER {
        return answer;
    }
    let page = browser.follow(answer).await;
    let Some(form) = page.find_form("/clave") else { return page };
    let datum = [("dia", "1"), ("mes", "2"), ("ano", "2030")];
    browser.submit(&form, &[&typed[..], &datum[..]].concat()).await
}

/// What people got, after every node has told what was to be told.
async fn told(hall: &Hall) -> Vec<Brought> {
    let now = hall.clock.now();
    while hall.hub.notices.tell(now).await.unwrap() > 0 {}
    hall.post.brought(now).await
}

/// The path in the link of a notice.
fn link(notice: &Brought) -> String {
    let link = notice.text.lines().find_map(|line| line.strip_prefix("https://hub.example.test"));
    link.unwrap().to_owned()
}

/// Nothing of what the hall was opened with is told any more.
async fn open() -> (Hall, Agency) {
    let (hall, agency) = Hall::open().await;
    let set = told(&hall).await;
    assert_eq!(set.len(), 1, "Ana's password was set: {set:?}");
    assert_eq!(set[0].subject.as_deref(), Some("Se ha cambiado una forma de entrar: Contraseña"));
    (hall, agency)
}

#[tokio::test]
async fn a_login_from_a_new_browser_is_told_by_mail_and_once() {
    let (hall, agency) = open().await;
    let mut browser = hall.browser();
    enter(&hall, &agency, &mut browser, "_1").await;
    let notices = told(&hall).await;
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].to.as_str(), notices[0].purpose.as_str()), ("ana@example.es", "notice"));
    assert_eq!(notices[0].subject.as_deref(), Some("Has entrado desde un navegador nuevo"));
    assert!(notices[0].text.contains("el 2 de marzo de 2026, 10:15 (hora peninsular)"));
    assert!(!notices[0].text.contains("example.test/metadata"), "not where");
    enter(&hall, &agency, &mut browser, "_2").await;
    assert_eq!(told(&hall).await, [], "it is no new one any more");
    enter(&hall, &agency, &mut hall.browser(), "_3").await;
    assert_eq!(told(&hall).await.len(), 1, "and this is another one");
}

#[tokio::test]
async fn two_nodes_do_not_tell_the_same() {
    let (hall, agency) = open().await;
    enter(&hall, &agency, &mut hall.browser(), "_1").await;
    let (one, other) = (hall.hub.notices.clone(), hall.hub.notices.clone());
    let now = hall.clock.now();
    let (first, second) = tokio::join!(one.tell(now), other.tell(now));
    assert_eq!(first.unwrap() + second.unwrap(), 1);
    assert_eq!(hall.post.brought(now).await.len(), 1);
}

#[tokio::test]
async fn what_was_done_without_the_phone_goes_to_the_phone_if_there_is_no_mailbox() {
    let (hall, agency) = open().await;
    hall.client().await.execute("UPDATE citizens.person SET email = NULL", &[]).await.unwrap();
    enter(&hall, &agency, &mut hall.browser(), "_1").await;
    let notices = told(&hall).await;
    assert_eq!((notices[0].to.as_str(), notices[0].subject.as_deref()), ("+34600000001", None));
    assert!(notices[0].text.starts_with("Han entrado con tus claves desde un navegador nuevo"));
}

#[tokio::test]
async fn it_was_not_me_ends_the_sessions_and_blocks_the_password() {
    let (hall, agency) = open().await;
    hall.set(&agency, |record| record.allow_sso = true).await;
    let mut thief = hall.browser();
    enter(&hall, &agency, &mut thief, "_1").await;
    let path = link(&told(&hall).await[0]);
    hall.clock.wait(SignedDuration::from_mins(1));

    let mut holder = hall.browser();
    let page = holder.get(&path).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "¿No has sido tú?"));
    assert!(
        !page.body.contains("Ana") && !page.body.contains(ANA),
        "it tells nobody who it is about"
    );
    let again = holder.get(&path).await;
    assert_eq!(again.status, StatusCode::OK, "who only looks changes nothing");
    let done = holder.submit(&page.form(&path), &[]).await;
    assert_eq!(done.heading(), "Hemos cerrado tus sesiones y bloqueado la clave");

    let page = choose(&hall, &agency, &mut thief, "_2").await;
    assert_eq!(page.heading(), "Elige cómo entrar", "the session counts no more");
    let asked = thief.submit(&page.form("/elegir"), &[("metodo", "password")]).await;
    let page = thief.follow(asked).await;
    let refused = type_in(&mut thief, &page, PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "and the password neither");

    let over = holder.submit(&again.form(&path), &[]).await;
    assert_eq!(
        (over.status, over.heading().as_str()),
        (StatusCode::GONE, "Este enlace ya no vale")
    );
    assert_eq!(holder.get(&path).await.status, StatusCode::GONE);
    let lock = told(&hall).await;
    assert_eq!(lock[0].subject.as_deref(), Some("Hemos bloqueado una forma de entrar: Contraseña"));
}

#[tokio::test]
async fn a_link_is_good_for_thirty_days_and_an_invented_one_never() {
    let (hall, agency) = open().await;
    enter(&hall, &agency, &mut hall.browser(), "_1").await;
    let path = link(&told(&hall).await[0]);
    let mut browser = hall.browser();
    for invented in ["/no-he-sido-yo/x", "/no-he-sido-yo/AAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(browser.get(invented).await.status, StatusCode::GONE, "{invented}");
    }
    hall.clock.wait(SignedDuration::from_hours(24 * 30));
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn no_other_site_can_press_the_button() {
    let (hall, agency) = open().await;
    enter(&hall, &agency, &mut hall.browser(), "_1").await;
    let path = link(&told(&hall).await[0]);
    let mut browser = hall.browser();
    let refused = browser.post_from_elsewhere(&path, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&path).await.status, StatusCode::OK, "nothing was used up");
}

#[tokio::test]
async fn the_wrong_password_that_locks_is_told_and_none_before() {
    let (hall, agency) = open().await;
    for id in ["_1", "_2", "_3", "_4"] {
        fail(&hall, &agency, id).await;
    }
    assert_eq!(told(&hall).await, []);
    fail(&hall, &agency, "_5").await;
    let lock = told(&hall).await;
    assert_eq!(lock.len(), 1);
    assert_eq!(lock[0].subject.as_deref(), Some("Hemos bloqueado una forma de entrar: Contraseña"));
    hall.clock.wait(SignedDuration::from_mins(20));
    fail(&hall, &agency, "_6").await;
    assert_eq!(told(&hall).await, [], "it was locked already");
}

#[tokio::test]
async fn after_a_login_the_last_one_is_told_and_what_failed_since_waits_to_be_read() {
    let (hall, agency) = open().await;
    let mut browser = hall.browser();
    let first = enter(&hall, &agency, &mut browser, "_1").await;
    assert!(first.body.contains("Es la primera vez que entras"));
    assert!(first.body.contains("data-auto-continue"));
    hall.clock.wait(SignedDuration::from_hours(1));
    let second = enter(&hall, &agency, &mut browser, "_2").await;
    assert!(second.body.contains("La última vez entraste el 2 de marzo de 2026, 10:15"));
    assert!(second.body.contains("data-auto-continue"));
    fail(&hall, &agency, "_3").await;
    fail(&hall, &agency, "_4").await;
    hall.clock.wait(SignedDuration::from_mins(1));
    let third = enter(&hall, &agency, &mut browser, "_5").await;
    assert!(third.body.contains("ha intentado entrar 2 veces con tu documento"), "{}", third.body);
    assert!(!third.body.contains("data-auto-continue"), "nobody presses for them");
    assert!(agency.read(&third).assertion_id.is_some());
    hall.clock.wait(SignedDuration::from_mins(1));
    let fourth = enter(&hall, &agency, &mut browser, "_6").await;
    assert!(!fourth.body.contains("ha intentado entrar"), "it was told once");
}

#[tokio::test]
async fn people_see_what_was_done_in_their_name_and_nobody_else_does() {
    let (hall, agency) = open().await;
    let mut browser = hall.browser();
    fail(&hall, &agency, "_1").await;
    hall.clock.wait(SignedDuration::from_mins(1));
    enter(&hall, &agency, &mut browser, "_2").await;
    let page = browser.get("/accesos").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Tus accesos"));
    let order = ["Primera vez desde un navegador", "Entraste", "Intento que no salió bien"];
    let places: Vec<_> = order.iter().map(|words| page.body.find(words).unwrap()).collect();
    assert!(places.is_sorted(), "the newest first: {}", page.body);
    let name = agency.read(&enter(&hall, &agency, &mut browser, "_3").await);
    assert!(name.assertion_id.is_some());
    assert!(page.body.contains("Sede"), "with the agency: {}", page.body);
    let stranger = hall.browser().get("/accesos").await;
    assert!(stranger.body.contains("tienes que haber entrado antes"));
    assert!(!stranger.body.contains("Entraste"));
    hall.client().await.execute("UPDATE citizens.person SET state = 'revoked'", &[]).await.unwrap();
    assert!(!browser.get("/accesos").await.body.contains("Entraste"));
}

#[tokio::test]
async fn the_browsers_lasting_name_is_kept_for_a_year_and_is_another_one_for_each_person() {
    let (hall, agency) = open().await;
    let mut browser = hall.browser();
    let page = choose(&hall, &agency, &mut browser, "_1").await;
    let asked = browser.submit(&page.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let right = [("documento", ANA), ("clave", PASSWORD)];
    let answer = browser.submit(&page.form("/clave"), &right).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    let lasting: Vec<_> = cookies
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .filter(|cookie| cookie.starts_with("__Host-d="))
        .collect();
    assert_eq!(lasting.len(), 1);
    assert!(lasting[0].ends_with("Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Lax"));
    let value = lasting[0].split(['=', ';']).nth(1).unwrap().to_owned();
    let rows =
        hall.client().await.query("SELECT name FROM credentials.browser", &[]).await.unwrap();
    let name: Vec<u8> = rows[0].get(0);
    assert_eq!((rows.len(), name.len()), (1, 32));
    assert!(!value.as_bytes().windows(8).any(|part| name.windows(8).any(|other| part == other)));
}

#[tokio::test]
async fn who_is_halfway_when_the_person_says_no_gets_no_further() {
    let (hall, agency) = open().await;
    enter(&hall, &agency, &mut hall.browser(), "_1").await;
    let path = link(&told(&hall).await[0]);
    hall.set(&agency, |record| record.level = LevelOfAssurance::Substantial).await;
    let mut thief = hall.browser();
    let page = enter(&hall, &agency, &mut thief, "_2").await;
    assert_eq!(page.heading(), "Escribe el código que te hemos enviado");
    let code = hall.post.one(hall.clock.now()).await.code.unwrap();
    hall.clock.wait(SignedDuration::from_secs(10));
    let mut holder = hall.browser();
    let form = holder.get(&path).await.form(&path);
    let done = holder.submit(&form, &[]).await;
    assert_eq!(done.heading(), "Hemos cerrado tus sesiones y bloqueado la clave");
    hall.clock.wait(SignedDuration::from_secs(10));
    let refused = thief.submit(&page.form_with("codigo"), &[("codigo", &code)]).await;
    assert_eq!(thief.follow(refused).await.heading(), "Hay que empezar de nuevo");
    assert_eq!(hall.outcomes().await, ["GRANTED"], "the one of before");
}

#[tokio::test]
async fn a_notice_that_had_no_room_comes_when_there_is() {
    let (hall, agency) = open().await;
    hall.client().await.execute("UPDATE citizens.person SET email = NULL", &[]).await.unwrap();
    hall.set(&agency, |record| record.level = LevelOfAssurance::Substantial).await;
    for id in ["_1", "_2", "_3"] {
        enter(&hall, &agency, &mut hall.browser(), id).await;
    }
    assert_eq!(hall.post.brought(hall.clock.now()).await.len(), 3, "the phone has had its three");
    hall.set(&agency, |record| record.level = LevelOfAssurance::Low).await;
    enter(&hall, &agency, &mut hall.browser(), "_4").await;
    assert_eq!(told(&hall).await, []);
    hall.clock.wait(SignedDuration::from_mins(10));
    let notices = told(&hall).await;
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].to.as_str(), notices[0].purpose.as_str()), ("+34600000001", "notice"));
}
