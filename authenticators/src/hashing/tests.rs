use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc;

use super::*;

const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

fn hasher(cost: Cost, workers: usize) -> Hasher {
    Hasher::start(&Pepper::from_bytes([7; 32]), cost, workers).unwrap()
}

fn secret(typed: &str) -> Secret {
    Secret::normalised(typed).unwrap()
}

async fn hash(hasher: &Hasher, typed: &str) -> String {
    hasher.place().unwrap().hash(secret(typed)).await.unwrap()
}

async fn verify(hasher: &Hasher, typed: &str, stored: Option<&str>) -> Verdict {
    hasher.place().unwrap().verify(secret(typed), stored).await.unwrap()
}

#[tokio::test]
async fn a_secret_verifies_against_its_own_hash_only() {
    let hasher = hasher(Cost::STANDARD, 2);
    let stored = hash(&hasher, "Contraseña1!").await;
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert_eq!(verify(&hasher, "Contraseña1!", Some(&stored)).await, Verdict::Right);
    assert_eq!(verify(&hasher, "Contraseña1?", Some(&stored)).await, Verdict::Wrong);
    assert_eq!(verify(&hasher, "", Some(&stored)).await, Verdict::Wrong);
}

#[tokio::test]
async fn equal_secrets_have_different_hashes() {
    let hasher = hasher(CHEAP, 1);
    assert_ne!(hash(&hasher, "igual").await, hash(&hasher, "igual").await);
}

#[tokio::test]
async fn nobodys_secret_is_always_wrong() {
    assert_eq!(verify(&hasher(CHEAP, 1), "", None).await, Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_under_another_pepper_does_not_match() {
    let other = Hasher::start(&Pepper::from_bytes([8; 32]), CHEAP, 1).unwrap();
    let stored = hash(&other, "igual").await;
    assert_eq!(verify(&hasher(CHEAP, 1), "igual", Some(&stored)).await, Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_of_another_cost_matches_and_is_told_outdated() {
    let dearer = hasher(Cost { memory: 128, ..CHEAP }, 1);
    let stored = hash(&hasher(CHEAP, 1), "igual").await;
    assert_eq!(verify(&dearer, "igual", Some(&stored)).await, Verdict::Outdated);
    assert_eq!(verify(&dearer, "otra", Some(&stored)).await, Verdict::Wrong);
}

#[tokio::test]
async fn memory_kept_from_a_dearer_hash_does_not_change_a_cheaper_one() {
    let hasher = hasher(CHEAP, 1);
    let dearer = self::hasher(Cost { memory: 256, ..CHEAP }, 1);
    let (cheap, dear) = (hash(&hasher, "a").await, hash(&dearer, "b").await);
    assert_eq!(verify(&hasher, "b", Some(&dear)).await, Verdict::Outdated);
    assert_eq!(verify(&hasher, "a", Some(&cheap)).await, Verdict::Right);
}

#[tokio::test]
async fn a_stored_text_that_is_no_hash_is_our_fault() {
    for stored in ["", "secret", "$argon2id$v=19$m=64,t=1,p=1"] {
        let answer = hasher(CHEAP, 1).place().unwrap().verify(secret("a"), Some(stored)).await;
        assert!(matches!(answer, Err(Fault::Failed(_))), "{stored}: {answer:?}");
    }
}

/// Keeps the only thread at work until told to go on.
fn occupy(hasher: &Hasher) -> (Sender<()>, tokio::task::JoinHandle<Result<(), Fault>>) {
    let (go_on, wait) = mpsc::channel();
    let place = hasher.place().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own task")]
    let handle = tokio::spawn(place.run(move |_| {
        wait.recv().unwrap();
        Ok(())
    }));
    (go_on, handle)
}

#[tokio::test]
async fn a_full_queue_is_busy_at_once_and_free_again_later() {
    let hasher = hasher(CHEAP, 1);
    let (go_on, working) = occupy(&hasher);
    let waiting: Vec<Place> = (0..QUEUE).map(|_| hasher.place().unwrap()).collect();
    assert!(matches!(hasher.place(), Err(Fault::Busy)));
    let full = Queue { places: QUEUE + 1, taken: QUEUE + 1, refused: 1 };
    assert_eq!(hasher.queue(), full);
    drop(waiting);
    assert_eq!(hasher.queue(), Queue { taken: 1, ..full });
    assert!(hasher.place().is_ok());
    go_on.send(()).unwrap();
    working.await.unwrap().unwrap();
}

#[tokio::test]
async fn work_of_a_dropped_request_is_skipped_but_keeps_its_place_until_then() {
    let hasher = hasher(CHEAP, 1);
    let (go_on, working) = occupy(&hasher);
    let (done, was_done) = mpsc::channel();
    let mut dropped = Box::pin(hasher.place().unwrap().run(move |_| {
        done.send(()).unwrap();
        Ok(())
    }));
    tokio::select! {
        biased;
        _ = &mut dropped => panic!("the only thread is occupied"),
        () = tokio::task::yield_now() => {}
    }
    drop(dropped);
    assert_eq!(hasher.places.available_permits(), QUEUE - 1);

    go_on.send(()).unwrap();
    working.await.unwrap().unwrap();
    assert_eq!(verify(&hasher, "later", None).await, Verdict::Wrong);
    assert_eq!(was_done.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

#[test]
fn every_keyboards_way_of_writing_a_letter_is_the_same_secret() {
    let composed = secret("contrase\u{f1}a \u{fb01}n");
    let decomposed = secret("contrasen\u{303}a fin");
    assert_eq!(composed.bytes(), decomposed.bytes());
    assert_ne!(composed.bytes(), secret("contrasena fin").bytes());
}

#[test]
fn a_secret_has_at_most_128_characters_after_normalisation() {
    assert!(Secret::normalised(&"ñ".repeat(128)).is_some());
    assert!(Secret::normalised(&"ñ".repeat(129)).is_none());
    assert!(Secret::normalised(&"\u{fdfa}".repeat(8)).is_none(), "one that becomes 18");
}

#[test]
fn neither_secret_nor_pepper_shows_in_debug() {
    assert_eq!(format!("{:?}", secret("clave")), "Secret(redacted)");
    assert_eq!(format!("{:?}", Pepper::from_bytes([7; 32])), "Pepper(redacted)");
}

#[test]
fn keys_derived_for_two_purposes_differ_and_are_not_the_pepper() {
    let pepper = Pepper::from_bytes([7; 32]);
    let (one, other) = (pepper.derive("one").unwrap(), pepper.derive("other").unwrap());
    assert_ne!(one, other);
    assert_ne!(one, [7; 32]);
    assert_eq!(one, pepper.derive("one").unwrap());
}

/// What a file of this text and mode gives.
fn pepper_in(text: &str, mode: u32) -> Result<Pepper, PepperError> {
    let file = std::env::temp_dir().join(format!("zaguan-pepper-{}", uuid::Uuid::new_v4()));
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    let pepper = Pepper::read(&file);
    fs::remove_file(&file).unwrap();
    pepper
}

#[test]
fn a_pepper_is_64_hexadecimal_digits_in_a_file_that_others_cannot_use() {
    let good = format!("{}\n", "0a".repeat(32));
    assert_eq!(pepper_in(&good, 0o640).unwrap().bytes(), [10; 32]);

    for mode in [0o644, 0o602, 0o601, 0o660] {
        assert!(matches!(pepper_in(&good, mode), Err(PepperError::Exposed)), "{mode:o}");
    }
    for text in ["", "0a", &"0g".repeat(32), &"0a".repeat(33), &"ñ".repeat(32), &"+a".repeat(32)] {
        assert!(matches!(pepper_in(text, 0o600), Err(PepperError::Form)), "{text}");
    }
    assert!(matches!(Pepper::read("/nowhere/pepper".as_ref()), Err(PepperError::Read(_))));
}
