//! Codes by SMS against a real database: once, for one purpose, and nowhere to be read (SPEC AUTH-20, AUTH-22).

#![cfg(test)]

use authenticators::codes::{Checked, Codes, Purpose, Sent};
use authenticators::{AddressBlock, Attempt, AttemptId, Circumstances, password};
use citizens::{CitizenId, Contact};
use jiff::{SignedDuration, Timestamp};
use tests::conformance::{House, new_attempt, now, together};
use tests::post::Post;

const LOGIN: Purpose = Purpose { name: "login", words: "password-sms" };
const OTHER: Purpose = Purpose { name: "other", words: "password-sms" };

struct Scene {
    house: House,
    codes: Codes,
    post: Post,
    citizen: CitizenId,
}

impl Scene {
    async fn open() -> Self {
        let house = House::with(&password::BLUEPRINT).await;
        let codes = Codes::new(&house.ports);
        let post = Post::new(&house.ports.outbox);
        let citizen = house.register("12345678Z").await;
        Self { house, codes, post, citizen }
    }

    async fn send(&self, attempt: &AttemptId, purpose: Purpose, now: Timestamp) -> Sent {
        let contact = Contact { phone: Some("+34600000001".to_owned()), ..Contact::default() };
        let client = AddressBlock::default();
        let around = Circumstances { agency: "Sede", ..Circumstances::tried_out(now, &client) };
        let method = (&password::BLUEPRINT.id, &password::BLUEPRINT.profile);
        let attempt = Attempt::new(attempt.clone(), around, method);
        self.codes.send(&attempt, purpose, self.citizen, &contact).await.unwrap()
    }

    async fn code(&self, attempt: &AttemptId, purpose: Purpose) -> String {
        assert!(matches!(self.send(attempt, purpose, now()).await, Sent::Yes(_)));
        self.post.one(now()).await.code.unwrap()
    }

    async fn check(&self, attempt: &AttemptId, purpose: Purpose, code: &str) -> Checked {
        self.codes.check((attempt, self.citizen), purpose, code, now()).await.unwrap()
    }
}

fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:08}", (number + 1) % 100_000_000)
}

#[tokio::test]
async fn of_a_hundred_right_codes_at_once_one_is_right() {
    let scene = Scene::open().await;
    let attempt = new_attempt();
    let code = scene.code(&attempt, LOGIN).await;
    let all = together((0..100).map(|_| scene.check(&attempt, LOGIN, &code))).await;
    assert_eq!(all.iter().filter(|one| **one == Checked::Right).count(), 1);
    assert_eq!(all.iter().filter(|one| **one == Checked::Over).count(), 99);
    assert_eq!(scene.check(&attempt, LOGIN, &code).await, Checked::Over);
}

#[tokio::test]
async fn of_a_hundred_guesses_at_once_three_are_looked_at() {
    let scene = Scene::open().await;
    let attempt = new_attempt();
    let code = scene.code(&attempt, LOGIN).await;
    let guess = wrong(&code);
    let all = together((0..100).map(|_| scene.check(&attempt, LOGIN, &guess))).await;
    let mut looked_at: Vec<_> = all.iter().filter(|one| **one != Checked::Over).collect();
    looked_at.sort_by_key(|one| format!("{one:?}"));
    assert_eq!(
        looked_at,
        [&Checked::Wrong(1), &Checked::Wrong(2)],
        "the third says that it is over"
    );
    assert_eq!(scene.check(&attempt, LOGIN, &code).await, Checked::Over);
}

#[tokio::test]
async fn a_code_for_one_purpose_is_not_good_for_another() {
    let scene = Scene::open().await;
    let attempt = new_attempt();
    let code = scene.code(&attempt, LOGIN).await;
    let other = scene.code(&attempt, OTHER).await;
    assert_ne!(code, other);
    assert_eq!(scene.check(&attempt, OTHER, &code).await, Checked::Wrong(2));
    assert_eq!(scene.check(&new_attempt(), LOGIN, &code).await, Checked::Over);
    assert_eq!(scene.check(&attempt, LOGIN, &code).await, Checked::Right);
    assert_eq!(scene.check(&attempt, OTHER, &other).await, Checked::Right);
}

/// Two documents can be posted to one page before either has got further.
#[tokio::test]
async fn a_code_of_one_person_is_none_of_another_in_the_same_attempt() {
    let mut scene = Scene::open().await;
    let attempt = new_attempt();
    let code = scene.code(&attempt, LOGIN).await;
    let ana = scene.citizen;
    scene.citizen = scene.house.register("X1234567L").await;
    assert_eq!(scene.send(&attempt, LOGIN, now()).await, Sent::NoMore);
    assert_eq!(scene.post.brought(now()).await, []);
    assert_eq!(scene.check(&attempt, LOGIN, &code).await, Checked::Over);
    scene.citizen = ana;
    assert_eq!(scene.check(&attempt, LOGIN, &code).await, Checked::Right);
}

#[tokio::test]
async fn nothing_in_the_table_is_the_code_or_leads_to_it_without_the_pepper() {
    let scene = Scene::open().await;
    let attempt = new_attempt();
    let code = scene.code(&attempt, LOGIN).await;
    let client = scene.house.ports.credentials.get().await.unwrap();
    let row = client.query_one("SELECT code::text FROM credentials.code", &[]).await.unwrap();
    let row: String = row.get(0);
    assert!(!row.contains(&code) && !row.contains("600000001"), "{row}");
    let moved = "UPDATE credentials.code SET purpose = 'other'";
    client.execute(moved, &[]).await.unwrap();
    assert_eq!(
        scene.check(&attempt, OTHER, &code).await,
        Checked::Wrong(2),
        "it is of its purpose"
    );
}

#[tokio::test]
async fn two_sends_at_once_are_one() {
    let scene = Scene::open().await;
    let attempt = new_attempt();
    let sent = together((0..10).map(|_| scene.send(&attempt, LOGIN, now()))).await;
    assert_eq!(sent.iter().filter(|one| matches!(one, Sent::Yes(_))).count(), 1);
    assert_eq!(sent.iter().filter(|one| matches!(one, Sent::Early(_))).count(), 9);
    assert_eq!(scene.post.brought(now()).await.len(), 1);
}

#[tokio::test]
async fn what_is_over_is_forgotten() {
    let scene = Scene::open().await;
    scene.code(&new_attempt(), LOGIN).await;
    let count = || async {
        let client = scene.house.ports.credentials.get().await.unwrap();
        client
            .query_one("SELECT count(*) FROM credentials.code", &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
    };
    scene.codes.keep_house(now() + SignedDuration::from_mins(70)).await.unwrap();
    assert_eq!(count().await, 1);
    scene.codes.keep_house(now() + SignedDuration::from_mins(71)).await.unwrap();
    assert_eq!(count().await, 0);
}
