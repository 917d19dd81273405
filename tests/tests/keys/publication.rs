//! Who is shown which keys, who is known to have seen them, and nodes that lack one.

use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use hub::keys::KeysError;
use hub::keys::rollover::{EVERYWHERE, KeyRecord, Refused, State, called};
use hub::store::KeyStepError;
use identity::LevelOfAssurance;
use saml::EntityId;
use tests::hall::agency::Agency;
use tests::hall::browser::Browser;
use tests::hall::keys::{self, Pair};
use tests::hall::{Hall, start};

use crate::{AT_ONCE, Folder, certificate, fingerprints, long_ago, shown, signature_value};

async fn metadata(router: &Router, path: &str) -> String {
    let answer = Browser::new(router.clone()).get(path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/samlmetadata+xml");
    answer.body
}

async fn own_path(hall: &Hall, agency: &Agency) -> String {
    let entity = EntityId::new(&agency.entity_id).unwrap();
    hall.hub.store.metadata_path(&entity).await.unwrap().unwrap()
}

async fn seen(hall: &Hall) -> Vec<i64> {
    hall.hub.store.keys().await.unwrap().iter().map(|key: &KeyRecord| key.seen).collect()
}

/// A second key in the hall's folder, published as the next one.
async fn publish(hall: &Hall, folder: &Folder, name: &str) -> (Pair, String) {
    let pair = keys::generate(name);
    keys::add(&folder.0, name, &pair);
    let (next, published) = (certificate(&pair), long_ago() - EVERYWHERE);
    let state = hall.hub.store.publish_key(&next, "the test", published).await.unwrap();
    assert_eq!(state, State::Next);
    (pair, next.fingerprint())
}

/// Whether xmlsec1 verifies a copy of our metadata with this certificate.
fn is_signed_by(metadata: &str, folder: &Folder, certificate: &[u8]) -> bool {
    let (document, key) = (folder.0.join("metadata.xml"), folder.0.join("signer.pem"));
    std::fs::write(&document, metadata).unwrap();
    std::fs::write(&key, certificate).unwrap();
    let verified = Command::new("xmlsec1")
        .args(["--verify", "--enabled-key-data", "x509", "--pubkey-cert-pem"])
        .arg(key)
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor"])
        .arg(document)
        .output();
    verified.unwrap().status.success()
}

async fn ready(node: &Arc<hub::Hub>) -> (StatusCode, String) {
    let answer = Browser::new(hub::http::admin(Arc::clone(node))).get("/readyz").await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn metadata_shows_both_keys_during_a_rollover_and_is_signed_by_the_active_one() {
    let hall = Hall::empty().await;
    let folder = Folder::new();
    let (node, router) = hall.another_node(folder.ring()).await;
    let before = metadata(&router, "/saml/metadata").await;
    let first = shown(&before)[0].fingerprint();
    let hub_certificate = std::fs::read(keys::ring().join("hub.crt")).unwrap();
    assert!(is_signed_by(&before, &folder, &hub_certificate));
    assert_eq!(metadata(&router, "/saml/metadata").await, before, "signed once");

    let (pair, second) = publish(&hall, &folder, "second").await;
    assert!(node.refresh_keys().await.unwrap());
    let both = metadata(&router, "/saml/metadata").await;
    assert_eq!(fingerprints(&both), [first.as_str(), &second]);
    assert!(is_signed_by(&both, &folder, &hub_certificate));
    assert!(!is_signed_by(&both, &folder, &pair.certificate));

    node.store.activate_key(&second, AT_ONCE, long_ago()).await.unwrap();
    assert!(node.refresh_keys().await.unwrap());
    let turned = metadata(&router, "/saml/metadata").await;
    assert_eq!(fingerprints(&turned), [second.as_str(), &first]);
    assert!(is_signed_by(&turned, &folder, &pair.certificate));
    assert_ne!(signature_value(&turned), signature_value(&both));

    node.store.retire_key(&first, AT_ONCE, start()).await.unwrap();
    assert!(node.refresh_keys().await.unwrap());
    assert_eq!(fingerprints(&metadata(&router, "/saml/metadata").await), [second.as_str()]);
    assert!(!node.refresh_keys().await.unwrap());
}

#[tokio::test]
async fn what_an_agency_fetches_at_its_own_address_is_noted_once() {
    let (hall, agency) = Hall::open().await;
    let other = Agency::new("https://otra.example.test/metadata");
    hall.join(&other, LevelOfAssurance::Low).await;
    let path = own_path(&hall, &agency).await;
    assert_ne!(path, own_path(&hall, &other).await);
    let plain = metadata(&hall.router, "/saml/metadata").await;
    assert_eq!(seen(&hall).await, [0], "nobody knows who that was");

    let head = Request::builder().method("HEAD").uri(&path).body(Body::empty()).unwrap();
    assert_eq!(hall.browser().send(head).await.status, StatusCode::OK);
    assert_eq!(seen(&hall).await, [0], "nothing was fetched");
    for _ in 0..3 {
        assert_eq!(metadata(&hall.router, &path).await, plain);
        assert_eq!((seen(&hall).await, hall.rows("key_seen").await), (vec![1], 1));
    }
    metadata(&hall.router, &own_path(&hall, &other).await).await;
    assert_eq!(seen(&hall).await, [2]);

    let token = path.rsplit('/').next().unwrap();
    for path in [
        "/saml/metadata/".to_owned(),
        "/saml/metadata/1".to_owned(),
        format!("/saml/metadata/{}", uuid::Uuid::new_v4()),
        format!("/saml/metadata/{}", &token[1..]),
        format!("/saml/metadata/{token}x"),
        format!("/saml/metadata/{token}%00"),
        format!("/saml/metadata/{}'", &token[1..]),
    ] {
        assert_eq!(hall.browser().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    hall.remove_unheard(&agency).await;
    assert_eq!(hall.browser().get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(seen(&hall).await, [1], "who left does not count");
}

/// What counts is the last copy: one from a node that does not know the new key yet takes it back.
#[tokio::test]
async fn a_key_counts_as_fetched_when_it_is_in_the_last_copy() {
    let (hall, agency) = Hall::open().await;
    let folder = Folder::new();
    let (fast, fast_router) = hall.another_node(folder.ring()).await;
    let path = own_path(&hall, &agency).await;
    let (_, second) = publish(&hall, &folder, "second").await;
    assert!(fast.refresh_keys().await.unwrap());
    metadata(&fast_router, &path).await;
    assert_eq!(seen(&hall).await, [1, 1]);
    metadata(&hall.router, &path).await;
    assert_eq!(seen(&hall).await, [1, 0], "from a node that is behind");
    let stranded = hall.hub.store.activate_key(&second, AT_ONCE, start()).await.unwrap_err();
    let KeyStepError::Refused(Refused::Unseen { key, agencies }) = stranded else {
        panic!("{stranded:?}");
    };
    assert_eq!((key.as_str(), agencies.count), (called(&second), 1));
    assert_eq!(agencies.some, [agency.entity_id.as_str()]);
    metadata(&fast_router, &path).await;
    hall.hub.store.activate_key(&second, AT_ONCE, start()).await.unwrap();
}

#[tokio::test]
async fn a_node_that_lacks_the_active_key_is_not_ready_and_goes_on_with_the_old_one() {
    let (hall, agency) = Hall::open().await;
    let (whole, lacking) = (Folder::new(), Folder::new());
    let (_, _whole_router) = hall.another_node(whole.ring()).await;
    let (node, router) = hall.another_node(lacking.ring()).await;
    let (pair, second) = publish(&hall, &whole, "second").await;
    assert!(node.refresh_keys().await.unwrap(), "what is next is published without its key");
    node.refresh_directory().await.unwrap();
    node.refresh_policy().await.unwrap();
    assert_eq!(ready(&node).await, (StatusCode::OK, "ready\n".to_owned()));
    let path = own_path(&hall, &agency).await;
    let both = metadata(&router, &path).await;
    assert_eq!(fingerprints(&both)[1], second);

    node.store.activate_key(&second, AT_ONCE, start()).await.unwrap();
    node.refresh_directory().await.unwrap();
    assert_eq!(ready(&node).await.0, StatusCode::OK, "for the moment that it takes to look");
    for _ in 0..2 {
        let refused = node.refresh_keys().await.unwrap_err();
        assert!(matches!(refused, KeysError::Lacking(key) if key == called(&second)));
    }
    let sentence = format!(
        "the active key {} is not in the key ring of this node: put its files there\n",
        called(&second)
    );
    assert_eq!(ready(&node).await, (StatusCode::SERVICE_UNAVAILABLE, sentence));
    assert_eq!(metadata(&router, "/saml/metadata").await, both, "the old keys stay in use");

    keys::add(&lacking.0, "second", &pair);
    assert!(node.refresh_keys().await.unwrap());
    assert_eq!(ready(&node).await, (StatusCode::OK, "ready\n".to_owned()));
    assert_eq!(fingerprints(&metadata(&router, "/saml/metadata").await)[0], second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_steps_at_once_one_is_taken() {
    let hall = Hall::empty().await;
    let folder = Folder::new();
    let (_, second) = publish(&hall, &folder, "second").await;
    let first = hall.hub.keys.now().fingerprints()[0].clone();
    let activations = (0..6).map(|_| {
        let (store, key) = (hall.hub.store.clone(), second.clone());
        async move { store.activate_key(&key, AT_ONCE, start()).await }
    });
    let mut tasks = tokio::task::JoinSet::new();
    activations.for_each(|activation| drop(tasks.spawn(activation)));
    let (mut taken, mut refused) = (0, 0);
    while let Some(ended) = tasks.join_next().await {
        match ended.unwrap() {
            Ok(()) => taken += 1,
            Err(KeyStepError::Refused(Refused::Active(key))) if key == called(&second) => {
                refused += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((taken, refused), (1, 5));

    // Two keys are published at once, and the first key is activated again at once.
    let published = [keys::generate("third"), keys::generate("fourth")].map(|pair| {
        let store = hall.hub.store.clone();
        async move { store.publish_key(&certificate(&pair), "the test", start()).await }
    });
    let [one, two] = published;
    let back = hall.hub.store.activate_key(&first, AT_ONCE, start());
    let (one, two, back) = tokio::join!(one, two, back);
    back.unwrap();
    let there = |ended: &Result<State, KeyStepError>| {
        matches!(ended, Err(KeyStepError::Refused(Refused::NextThere(_))))
    };
    assert_ne!(there(&one), there(&two));
    let keys = hall.hub.store.keys().await.unwrap();
    let states: Vec<_> = keys.iter().map(|key| key.state).collect();
    assert_eq!(states, [State::Active, State::Next, State::Retiring]);
    assert_eq!((&keys[0].fingerprint, &keys[2].fingerprint), (&first, &second));
}

#[tokio::test]
async fn the_database_itself_knows_one_active_and_one_next_key() {
    let hall = Hall::empty().await;
    let folder = Folder::new();
    publish(&hall, &folder, "second").await;
    let client = hall.client().await;
    for change in [
        "UPDATE hub.key SET state = 'active', activated_at = now()",
        "UPDATE hub.key SET state = 'next'",
        "UPDATE hub.key SET state = 'retired'",
        "UPDATE hub.key SET state = 'gone'",
        "UPDATE hub.key SET state = 'active' WHERE state = 'next'",
    ] {
        assert!(client.execute(change, &[]).await.is_err(), "{change}");
    }
}
