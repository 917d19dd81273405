//! Whoever fails has cost the same hashing: the time that the hashing threads spend tells nothing.
//!
//! Alone in its program, because it reads from the system how long those threads were at work.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::time::Duration;

use authenticators::{Progress, Step};
use tests::conformance::{Driver, PasswordDriver, Secret, Visitor, new_attempt, resume, walk};
use tokio::sync::Mutex;

/// One test at a time hashes here.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn unknown_wrong_locked_and_revoked_persons_cost_the_same_hashing() {
    let _alone = ALONE.lock().await;
    let driver = PasswordDriver::new().await;
    let wrong = average(&driver, &driver.somebody().await, Secret::Wrong).await;
    assert!(wrong > Duration::from_millis(2), "no hashing was seen: {wrong:?}");

    let locked = driver.somebody().await;
    for _ in 0..driver.tries() {
        walk(&driver, &locked, Secret::Wrong).await;
    }
    let revoked = driver.somebody().await;
    driver.house().revoke(revoked.citizen.unwrap()).await;
    for (who, visitor, secret) in [
        ("right", driver.somebody().await, Secret::Right),
        ("unknown", driver.nobody(), Secret::Wrong),
        ("locked", locked, Secret::Right),
        ("revoked", revoked, Secret::Right),
    ] {
        let other = average(&driver, &visitor, secret).await;
        let ratio = other.as_secs_f64() / wrong.as_secs_f64();
        assert!((0.5..2.0).contains(&ratio), "{who}: {other:?} against {wrong:?}");
    }
}

#[tokio::test]
async fn who_comes_too_early_costs_no_hashing() {
    let _alone = ALONE.lock().await;
    let driver = PasswordDriver::new().await;
    for visitor in [driver.somebody().await, driver.nobody()] {
        let shown = walk(&driver, &visitor, Secret::Wrong).await.shown;
        let right = driver.fill(&shown[0].page, &visitor, Secret::Right).await;
        let before = hashing_time();
        for sent in [&shown[0].sent, &right] {
            let step = resume(&driver, &new_attempt(), Progress::NONE, sent).await;
            let Step::Ask { page, .. } = step else { panic!("{step:?}") };
            assert_eq!(page.errors[0].message, "password-early");
        }
        // A hash costs more than two; the threads may have been about to sleep.
        let spent = hashing_time().saturating_sub(before);
        assert!(spent < Duration::from_millis(1), "{visitor:?}: {spent:?}");
    }
}

/// Of four tries.
async fn average(driver: &PasswordDriver, visitor: &Visitor, secret: Secret) -> Duration {
    const TRIES: u32 = 4;
    let before = hashing_time();
    for _ in 0..TRIES {
        walk(driver, visitor, secret).await;
    }
    hashing_time().saturating_sub(before) / TRIES
}

/// How long the threads called `argon2-…` have been on a processor, from `/proc` (proc(5)).
fn hashing_time() -> Duration {
    let tasks = fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path());
    let hashing = tasks.filter(|task| {
        fs::read_to_string(task.join("comm")).is_ok_and(|name| name.starts_with("argon2-"))
    });
    let nanoseconds = hashing.map(|task| {
        let times = fs::read_to_string(task.join("schedstat")).unwrap();
        times.split(' ').next().unwrap().parse::<u64>().unwrap()
    });
    Duration::from_nanos(nanoseconds.sum())
}
