//! The hashing pool is full, and whoever needs no hash notices nothing of it.

use http::StatusCode;
use jiff::SignedDuration;
use tests::conformance::PasswordDriver;
use tests::hall::Hall;
use tests::hall::browser::{Answer, Browser, Form};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// More than two threads and their queue of 64 take at once.
const LOGINS: u32 = 120;

/// What was answered, in the order in which it was.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    LoggedIn,
    TurnedAway,
    Chosen,
    Continued,
    Returned,
}

async fn at_the_password(browser: &mut Browser, address: &str) -> Form {
    let choose = browser.visit(address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    browser.follow(asked).await.form("/clave")
}

async fn guess(browser: &mut Browser, form: &Form, number: u32) -> Answer {
    let document = PasswordDriver::dni(number);
    browser.submit(form, &[("documento", &document), ("clave", "no-es-esta-4-Z")]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_all_threads_hash_and_their_queue_is_full_nobody_else_waits_and_no_try_is_lost() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.allow_sso = true).await;
    let address =
        |id: &str| agency.redirect(&agency.request(id, hall.hub.clock.now()), Some("relay"));
    let mut ana = hall.browser();
    let choose = ana.visit(&address("_ana")).await;
    let asked = ana.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let asked = ana.follow(asked).await;
    let proved = ana.submit(&asked.form("/venia"), &[]).await;
    let way_back = proved.location().unwrap();
    assert!(agency.read(&ana.get(&way_back).await).assertion_id.is_some());
    // Later than an agency sends somebody back whom it does not take in.
    hall.clock.wait(SignedDuration::from_mins(1));

    let mut waiting = Vec::new();
    for number in 0..LOGINS {
        let mut browser = hall.browser();
        browser.come_from([10, 0, number.try_into().unwrap(), 1].into());
        let form = at_the_password(&mut browser, &address(&format!("_{number}"))).await;
        waiting.push((browser, form, number));
    }
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut logins = JoinSet::new();
    for (mut browser, form, number) in waiting {
        let tell = tell.clone();
        logins.spawn(async move {
            let answer = guess(&mut browser, &form, number).await;
            let event = match answer.status {
                StatusCode::SERVICE_UNAVAILABLE => Event::TurnedAway,
                _ => Event::LoggedIn,
            };
            tell.send(event).unwrap();
            (browser, form, number, answer)
        });
    }
    let mut events = Vec::new();
    while !events.contains(&Event::TurnedAway) {
        events.push(told.recv().await.unwrap());
    }

    let page = ana.clone().get(&way_back).await;
    let loaded_again = agency.read(&page);
    tell.send(Event::Returned).unwrap();
    let choose = hall.browser().visit(&address("_choose")).await;
    tell.send(Event::Chosen).unwrap();
    let entered = ana.visit(&address("_session")).await;
    tell.send(Event::Continued).unwrap();
    assert_eq!(loaded_again.in_response_to, "_ana");
    assert_eq!(choose.heading(), "Elige cómo entrar");
    assert_eq!(agency.read(&entered).in_response_to, "_session");

    let answers = logins.join_all().await;
    drop(tell);
    while let Some(event) = told.recv().await {
        events.push(event);
    }
    let last = |wanted: Event| events.iter().rposition(|event| *event == wanted).unwrap();
    let last_login = last(Event::LoggedIn);
    for event in [Event::Returned, Event::Chosen, Event::Continued] {
        assert!(last(event) < last_login, "{events:?}");
    }

    let (busy, looked): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(.., answer)| answer.status == StatusCode::SERVICE_UNAVAILABLE);
    for table in ["password_tries", "password_waits"] {
        let count = format!("SELECT count(*) FROM credentials.{table}");
        let row = hall.client().await.query_one(&count, &[]).await.unwrap();
        assert_eq!(usize::try_from(row.get::<_, i64>(0)).unwrap(), looked.len(), "{table}");
    }
    for (mut browser, form, number, answer) in busy {
        assert_eq!(answer.heading(), "Ahora no podemos comprobar tus datos");
        let again = guess(&mut browser, &form, number).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "the same page counts still");
        assert!(again.body.contains("no son correctos"), "{}", again.body);
    }
}
