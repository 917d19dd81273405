//! The registry of citizens on a real PostgreSQL: questions, standing, and the import.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::fmt::Write as _;

use citizens::{BadRow, CitizenId, ImportError, Imported, Problem, Registry, Standing, State};
use deadpool_postgres::Pool;
use identity::{RegistrationLevel, SpanishId};
use jiff::{Timestamp, ToSpan as _};
use uuid::Uuid;

const HEADER: &str =
    "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n";
const ANA: &str = "12345678Z,Ana,Roca,Núñez,1980-02-29,advanced,+34600000001,ana@example.es\n";
const LEO: &str = "X1234567L,Leo,Li,,1990-12-31,basic,,\n";

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn document(number: &str) -> SpanishId {
    SpanishId::parse(number).unwrap()
}

async fn import(pool: &Pool, rows: &str) -> Result<Imported, ImportError> {
    let mut client = pool.get().await.unwrap();
    citizens::import(&mut client, format!("{HEADER}{rows}").as_bytes(), now(), |_| ()).await
}

async fn bad_rows(pool: &Pool, rows: &str) -> Vec<BadRow> {
    match import(pool, rows).await {
        Err(ImportError::Rows(bad)) => bad,
        other => panic!("expected bad rows, got {other:?}"),
    }
}

async fn count(pool: &Pool) -> i64 {
    let client = pool.get().await.unwrap();
    client.query_one("SELECT count(*) FROM citizens.person", &[]).await.unwrap().get(0)
}

async fn execute(pool: &Pool, statement: &str) {
    pool.get().await.unwrap().batch_execute(statement).await.unwrap();
}

/// `count` persons with right letters, from line 2 on.
fn many(count: u32) -> String {
    (0..count).fold(String::new(), |mut rows, number| {
        let letter = b"TRWAGMYFPDXBNJZSQVHLCKE"[number as usize % 23] as char;
        writeln!(
            rows,
            "{number:08}{letter},Nombre,Apellido,Segundo,1980-01-01,basic,+346{number:08},n{number}@example.es"
        )
        .unwrap();
        rows
    })
}

#[tokio::test]
async fn who_is_registered_is_found_with_name_and_standing() {
    let database = tests::database::fresh().await;
    let registry = Registry::new(database.pool());
    assert_eq!(import(&database.pool(), &format!("{ANA}{LEO}")).await.unwrap(), added(2));

    let ana = registry.find(&document("12345678Z")).await.unwrap().unwrap();
    let identity = registry.identity(ana).await.unwrap().unwrap();
    assert_eq!(identity.identifier, "12345678Z");
    assert_eq!(identity.given_name, "Ana");
    assert_eq!(identity.family_name, "Roca Núñez");
    assert_eq!(identity.first_surname.as_deref(), Some("Roca"));
    assert_eq!(identity.date_of_birth, Some("1980-02-29".parse().unwrap()));
    assert_eq!(
        registry.standing(ana).await.unwrap(),
        Some(Standing {
            state: State::Active,
            level: RegistrationLevel::Advanced,
            sessions_valid_after: now(),
            contact_changed_at: None,
        })
    );

    let leo = registry.find(&document("X1234567L")).await.unwrap().unwrap();
    assert_eq!(registry.identity(leo).await.unwrap().unwrap().family_name, "Li");
    assert_ne!(ana, leo);
}

#[tokio::test]
async fn who_is_not_registered_is_nobody() {
    let database = tests::database::fresh().await;
    let registry = Registry::new(database.pool());
    let nobody = CitizenId(Uuid::nil());
    assert_eq!(registry.find(&document("12345678Z")).await.unwrap(), None);
    assert_eq!(registry.identity(nobody).await.unwrap(), None);
    assert_eq!(registry.standing(nobody).await.unwrap(), None);
}

#[tokio::test]
async fn standing_follows_the_registration() {
    let database = tests::database::fresh().await;
    let registry = Registry::new(database.pool());
    import(&database.pool(), ANA).await.unwrap();
    let ana = registry.find(&document("12345678Z")).await.unwrap().unwrap();
    for (name, state) in [
        ("renounced", State::Renounced),
        ("revoked", State::Revoked),
        ("pending_signature", State::PendingSignature),
        ("active", State::Active),
    ] {
        let later = now() + 1.hour();
        execute(
            &database.pool(),
            &format!(
                "UPDATE citizens.person SET state = '{name}', sessions_valid_after = '{later}'"
            ),
        )
        .await;
        let standing = registry.standing(ana).await.unwrap().unwrap();
        assert_eq!((standing.state, standing.sessions_valid_after), (state, later));
    }
}

#[tokio::test]
async fn ten_thousand_rows_are_imported_and_the_second_time_unchanged() {
    let database = tests::database::fresh().await;
    let mut client = database.pool().get().await.unwrap();
    let file = format!("{HEADER}{}", many(10_000));
    let mut told = Vec::new();
    let first = citizens::import(&mut client, file.as_bytes(), now(), |rows| told.push(rows)).await;
    assert_eq!(first.unwrap(), added(10_000));
    assert_eq!((told.first(), told.last(), told.len()), (Some(&1), Some(&10_000), 10_000));
    assert_eq!(count(&database.pool()).await, 10_000);

    let second = citizens::import(&mut client, file.as_bytes(), now() + 1.hour(), |_| ()).await;
    assert_eq!(second.unwrap(), Imported { added: 0, unchanged: 10_000 });
    assert_eq!(count(&database.pool()).await, 10_000);
}

#[tokio::test]
async fn one_bad_row_among_ten_thousand_is_named_and_nothing_is_imported() {
    let database = tests::database::fresh().await;
    let mut lines: Vec<String> = many(10_000).lines().map(str::to_owned).collect();
    lines[7_775] = lines[7_775].replacen(|c: char| c.is_ascii_uppercase(), "Ñ", 1);
    lines[8_000] = lines[8_000].replace(",basic,", ",medium,");
    assert_eq!(
        bad_rows(&database.pool(), &lines.join("\n")).await,
        [
            BadRow { line: 7_777, problem: Problem::Document(identity::DocumentError::Form) },
            BadRow { line: 8_002, problem: Problem::Level },
        ]
    );
    assert_eq!(count(&database.pool()).await, 0);
}

#[tokio::test]
async fn what_the_file_and_what_the_registry_contradicts_is_told_at_once() {
    let database = tests::database::fresh().await;
    import(&database.pool(), ANA).await.unwrap();
    let rows = "00000000T,Eva,Roca,,1970-01-01,basic,+34600000001,\n\
                00000001R,Eva,Roca,,1970-01-01,high,,\n\
                12345678Z,Ana,Roca,,1980-02-29,advanced,+34600000002,ana@example.es\n";
    let differing = vec!["second_surname".to_owned(), "phone".to_owned()];
    assert_eq!(
        bad_rows(&database.pool(), rows).await,
        [
            BadRow { line: 2, problem: Problem::PhoneTaken },
            BadRow { line: 3, problem: Problem::Level },
            BadRow { line: 4, problem: Problem::RegisteredOtherwise(differing) },
        ]
    );
    assert_eq!(count(&database.pool()).await, 1);
}

#[tokio::test]
async fn who_left_is_not_brought_back_by_an_import_and_leaves_the_phone_free() {
    let database = tests::database::fresh().await;
    import(&database.pool(), ANA).await.unwrap();
    execute(&database.pool(), "UPDATE citizens.person SET state = 'renounced'").await;
    assert_eq!(
        bad_rows(&database.pool(), ANA).await,
        [BadRow { line: 2, problem: Problem::NotActive }]
    );
    let heir = "00000000T,Eva,Roca,,1970-01-01,basic,+34600000001,\n";
    assert_eq!(import(&database.pool(), heir).await.unwrap(), added(1));
}

#[tokio::test]
async fn the_database_itself_keeps_one_phone_to_one_person() {
    let database = tests::database::fresh().await;
    import(&database.pool(), &format!("{ANA}{LEO}")).await.unwrap();
    let client = database.pool().get().await.unwrap();
    let error =
        client.execute("UPDATE citizens.person SET phone = '+34600000001'", &[]).await.unwrap_err();
    assert_eq!(error.as_db_error().unwrap().constraint(), Some("person_phone"));
}

#[tokio::test]
async fn the_same_file_imported_by_four_at_once_is_added_once() {
    let database = tests::database::fresh().await;
    let rows = many(500);
    let pool = database.pool();
    let at_once = || async {
        let outcome = import(&pool, &rows).await.unwrap();
        assert_eq!(outcome.added + outcome.unchanged, 500);
        outcome.added
    };
    let (one, two, three, four) = tokio::join!(at_once(), at_once(), at_once(), at_once());
    assert_eq!(one + two + three + four, 500);
    assert_eq!(count(&pool).await, 500);
}

#[tokio::test]
async fn migrating_again_and_by_several_at_once_changes_nothing() {
    let database = tests::database::fresh().await;
    import(&database.pool(), ANA).await.unwrap();
    let pool = database.pool();
    let again = || async {
        citizens::migrate(&mut pool.get().await.unwrap()).await.unwrap();
    };
    tokio::join!(again(), again(), again());
    assert_eq!(count(&pool).await, 1);
}

#[tokio::test]
async fn a_failing_database_is_reported_without_the_row() {
    let database = tests::database::fresh().await;
    execute(
        &database.pool(),
        "ALTER TABLE citizens.person ADD CONSTRAINT nobody CHECK (given_name <> 'Ana')",
    )
    .await;
    let error = import(&database.pool(), ANA).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the registry's database failed: new row for relation \"person\" violates check \
         constraint \"nobody\" (23514)"
    );
    assert!(!format!("{error:?}").contains("Ana"));
}

fn added(added: u64) -> Imported {
    Imported { added, unchanged: 0 }
}
