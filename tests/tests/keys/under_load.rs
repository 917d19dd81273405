//! A rollover while citizens log in through two nodes: no login is lost.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use http::StatusCode;
use hub::Hub;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use saml::EntityId;
use saml::keys::TrustedKeys;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, keys, start};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::{AT_ONCE, Folder, certificate, long_ago, opened, shown, trusted};

const AGENCIES: usize = 3;
const CITIZENS: usize = 6;
/// Logins that each citizen makes in each part of the rollover, at least.
const LOGINS: u64 = 3;

/// An agency that fetches our metadata again and again, and verifies with what it fetched last.
struct Follower {
    agency: Agency,
    path: String,
    known: Mutex<Arc<TrustedKeys>>,
}

impl Follower {
    async fn fetch(&self, node: &Router) {
        let answer = Browser::new(node.clone()).get(&self.path).await;
        assert_eq!(answer.status, StatusCode::OK);
        *self.known.lock().unwrap() = Arc::new(trusted(shown(&answer.body)));
    }

    /// Reads an answer, which must verify with the keys that are known now.
    fn judge(&self, page: &Answer, request: &str) {
        let keys = Arc::clone(&self.known.lock().unwrap());
        opened(page, &self.agency, request, &keys);
    }
}

/// What all tasks see.
struct Scene {
    nodes: [(Arc<Hub>, Router); 2],
    followers: Vec<Follower>,
    over: AtomicBool,
    /// Logins of each citizen.
    logins: Vec<AtomicU64>,
    /// Which keys signed.
    signers: Mutex<BTreeSet<String>>,
}

impl Scene {
    /// A login whose steps go to one node and the other, as a load balancer would have it.
    async fn log_in(&self, citizen: usize, number: u64) {
        let follower = &self.followers[citizen % AGENCIES];
        let node = |step: u64| &self.nodes[usize::try_from((number + step) % 2).unwrap()].1;
        let id = format!("_citizen-{citizen}-{number}");
        let address = follower.agency.redirect(&follower.agency.request(&id, start()), None);
        let mut browser = Browser::new(node(0).clone());
        let choose = browser.visit(&address).await;
        browser.turn_to(node(1));
        let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
        let form = browser.follow(asked).await.form("/venia");
        browser.turn_to(node(2));
        let proved = browser.submit(&form, &[]).await;
        let hub = &self.nodes[usize::try_from((number + 2) % 2).unwrap()].0;
        let page = browser.follow(proved).await;
        self.signers.lock().unwrap().insert(hub.keys.now().fingerprints()[0].clone());
        follower.judge(&page, &id);
        self.logins[citizen].fetch_add(1, Ordering::SeqCst);
    }

    async fn citizen(self: Arc<Self>, citizen: usize) {
        let mut number = 0;
        while !self.over.load(Ordering::SeqCst) {
            self.log_in(citizen, number).await;
            number += 1;
        }
    }

    /// As the node's own task does it, only more often; the two nodes at different moments.
    async fn keep_up(self: Arc<Self>, node: usize) {
        while !self.over.load(Ordering::SeqCst) {
            self.nodes[node].0.refresh_keys().await.unwrap();
            sleep(Duration::from_millis(if node == 0 { 40 } else { 170 })).await;
        }
    }

    async fn follow(self: Arc<Self>, agency: usize) {
        let mut turn = agency;
        while !self.over.load(Ordering::SeqCst) {
            self.followers[agency].fetch(&self.nodes[turn % 2].1).await;
            turn += 1;
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// Until each citizen has logged in some times more.
    async fn logins_pass(&self, tasks: &mut JoinSet<()>) {
        let count = |citizen: &AtomicU64| citizen.load(Ordering::SeqCst);
        let wanted: Vec<u64> = self.logins.iter().map(|done| count(done) + LOGINS).collect();
        while self.logins.iter().zip(&wanted).any(|(done, wanted)| count(done) < *wanted) {
            nobody_has_stopped(tasks);
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A task that ends before all is over has lost a login.
fn nobody_has_stopped(tasks: &mut JoinSet<()>) {
    if let Some(ended) = tasks.try_join_next() {
        ended.unwrap();
        panic!("a task has ended early");
    }
}

async fn scene(hall: &Hall, folders: &[Folder; 2]) -> Arc<Scene> {
    let mut followers = Vec::new();
    for n in 0..AGENCIES {
        let agency = Agency::new(&format!("https://sede-{n}.example.test/metadata"));
        hall.join(&agency, LevelOfAssurance::Low).await;
        let entity = EntityId::new(&agency.entity_id).unwrap();
        let path = hall.hub.store.metadata_path(&entity).await.unwrap().unwrap();
        let known = trusted(vec![certificate(keys::stranger())]);
        followers.push(Follower { agency, path, known: Mutex::new(Arc::new(known)) });
    }
    let one = hall.another_node(folders[0].ring()).await;
    let two = hall.another_node(folders[1].ring()).await;
    for follower in &followers {
        follower.fetch(&one.1).await;
    }
    Arc::new(Scene {
        nodes: [one, two],
        followers,
        over: AtomicBool::new(false),
        logins: (0..CITIZENS).map(|_| AtomicU64::new(0)).collect(),
        signers: Mutex::default(),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rollover_under_load_loses_no_login() {
    let hall = Hall::empty().await;
    let folders = [Folder::new(), Folder::new()];
    let scene = scene(&hall, &folders).await;
    let store = &hall.hub.store;
    let mut tasks = JoinSet::new();
    for citizen in 0..CITIZENS {
        tasks.spawn(Arc::clone(&scene).citizen(citizen));
    }
    for agency in 0..AGENCIES {
        tasks.spawn(Arc::clone(&scene).follow(agency));
    }
    for node in 0..2 {
        tasks.spawn(Arc::clone(&scene).keep_up(node));
    }
    let mut before = hall.hub.keys.now().fingerprints()[0].clone();
    scene.logins_pass(&mut tasks).await;
    for name in ["second", "third"] {
        let pair = keys::generate(name);
        for folder in &folders {
            keys::add(&folder.0, name, &pair);
        }
        let next = certificate(&pair).fingerprint();
        let published = long_ago() - SignedDuration::from_secs(5);
        store.publish_key(&certificate(&pair), "the test", published).await.unwrap();
        // What the five seconds are for.
        while scene.nodes.iter().any(|(node, _)| !node.keys.now().fingerprints().contains(&next)) {
            nobody_has_stopped(&mut tasks);
            sleep(Duration::from_millis(10)).await;
        }
        scene.logins_pass(&mut tasks).await;
        // Sooner or later all agencies have fetched it; until then the step is refused.
        while store.activate_key(&next, AT_ONCE, long_ago()).await.is_err() {
            nobody_has_stopped(&mut tasks);
            sleep(Duration::from_millis(10)).await;
        }
        // What a quarter of an hour is for: both nodes sign with it, and what was on its way has come.
        while scene.nodes.iter().any(|(node, _)| node.keys.now().fingerprints()[0] != next) {
            nobody_has_stopped(&mut tasks);
            sleep(Duration::from_millis(10)).await;
        }
        scene.logins_pass(&mut tasks).await;
        while store.retire_key(&before, AT_ONCE, start()).await.is_err() {
            nobody_has_stopped(&mut tasks);
            sleep(Duration::from_millis(10)).await;
        }
        scene.logins_pass(&mut tasks).await;
        before = next;
    }
    scene.over.store(true, Ordering::SeqCst);
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
    assert_eq!(scene.signers.lock().unwrap().len(), 3, "all three keys have signed");
    let logins: u64 = scene.logins.iter().map(|done| done.load(Ordering::SeqCst)).sum();
    let granted = hall.outcomes().await.iter().filter(|outcome| *outcome == "GRANTED").count();
    assert_eq!(u64::try_from(granted).unwrap(), logins, "each login that was granted has arrived");
}
