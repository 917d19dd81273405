//! A hub whose key is in a token.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use certs::{KeyKind, KeyRing};
use http::StatusCode;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, start};
use tests::soft_token::SoftToken;
use tokio::task::JoinSet;

use crate::{AT_ONCE, Folder, long_ago, opened, trusted};

/// From the agency to the address of the answer.
async fn log_in(agency: &Agency, node: &Router, request: &str) -> (Browser, Answer) {
    let address = agency.redirect(&agency.request(request, start()), None);
    let mut browser = Browser::new(node.clone());
    let choose = browser.visit(&address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let form = browser.follow(asked).await.form("/venia");
    let proved = browser.submit(&form, &[]).await;
    (browser, proved)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logins_are_answered_from_a_token_and_wait_for_one_that_was_pulled_out() {
    let (hall, agency) = Hall::open().await;
    let (folder, token) = (Folder::new(), SoftToken::new());
    let ring = KeyRing::open(&folder.0, "production", Some(Arc::new(token.open(2)))).unwrap();
    let made = ring.create_in(ring.token().unwrap(), KeyKind::Rsa2048, "hub", start()).unwrap();
    let certificate = made.key.certificate();
    hall.hub.store.publish_key(certificate, "the test", long_ago()).await.unwrap();
    let keys =
        Arc::new(trusted(vec![certs::Certificate::from_der(certificate.der().to_vec()).unwrap()]));
    let next = certificate.fingerprint();
    let anyway = hub::keys::rollover::Terms { anyway: true, ..AT_ONCE };
    hall.hub.store.activate_key(&next, anyway, start()).await.unwrap();
    let (node, router) = hall.another_node(ring).await;
    assert!(node.keys.now().active().is_elsewhere());

    let mut citizens = JoinSet::new();
    for citizen in 0..8 {
        let (agency, router, keys) = (agency.clone(), router.clone(), Arc::clone(&keys));
        citizens.spawn(async move {
            let request = format!("_citizen-{citizen}");
            let (mut browser, proved) = log_in(&agency, &router, &request).await;
            opened(&browser.follow(proved).await, &agency, &request, &keys);
        });
    }
    while let Some(done) = citizens.join_next().await {
        done.unwrap();
    }

    let (mut browser, proved) = log_in(&agency, &router, "_patient").await;
    token.pull_out();
    let begun = Instant::now();
    let fault = browser.follow(proved.clone()).await;
    assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(begun.elapsed().as_secs() < 5, "nobody waits for a token that is gone");
    assert!(!fault.body.contains("token") && !fault.body.contains("PIN"), "{}", fault.body);
    token.put_back();
    opened(&browser.follow(proved).await, &agency, "_patient", &keys);
}
