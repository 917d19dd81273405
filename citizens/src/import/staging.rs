//! From persons to the registry: everything about a row that only the database can judge.

use std::pin::pin;

use jiff::Timestamp;
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::rows::Person;
use super::{BadRow, Problem};
use crate::store::StoreError;

/// Sends the rows to a table that lives as long as the transaction.
pub(super) async fn stage(
    transaction: &Transaction<'_>,
    people: &[Person],
    mut progress: impl FnMut(u64),
) -> Result<(), StoreError> {
    transaction
        .batch_execute(
            "CREATE TEMPORARY TABLE incoming (
                 line bigint, document text, given_name text, first_surname text,
                 second_surname text, birth_date date, level text, phone text, email text
             ) ON COMMIT DROP",
        )
        .await?;
    let sink = transaction.copy_in("COPY incoming FROM STDIN (FORMAT binary)").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &COLUMN_TYPES));
    for (sent, person) in (1..).zip(people) {
        writer
            .as_mut()
            .write(&[
                &person.line,
                &person.document.as_str(),
                &person.given_name,
                &person.first_surname,
                &person.second_surname,
                &person.birth_date,
                &person.level.name(),
                &person.phone,
                &person.email,
            ])
            .await?;
        progress(sent);
    }
    writer.as_mut().finish().await?;
    transaction.batch_execute("ANALYZE incoming").await?;
    Ok(())
}

const COLUMN_TYPES: [Type; 9] = [
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::DATE,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
];

/// What is judged from here on stays true until the commit: imports and registrations wait.
pub(super) async fn keep_writers_out(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.batch_execute("LOCK TABLE citizens.person IN SHARE ROW EXCLUSIVE MODE").await?;
    Ok(())
}

/// Rows that contradict what is registered.
pub(super) async fn conflicts(transaction: &Transaction<'_>) -> Result<Vec<BadRow>, StoreError> {
    let mut bad = registered_otherwise(transaction).await?;
    bad.extend(phones_taken(transaction).await?);
    Ok(bad)
}

async fn registered_otherwise(transaction: &Transaction<'_>) -> Result<Vec<BadRow>, StoreError> {
    let rows = transaction
        .query(
            "SELECT line, active, differing FROM (
                 SELECT i.line, p.state = 'active' AS active, array_remove(ARRAY[
                     CASE WHEN i.given_name <> p.given_name THEN 'given_name' END,
                     CASE WHEN i.first_surname <> p.first_surname THEN 'first_surname' END,
                     CASE WHEN i.second_surname IS DISTINCT FROM p.second_surname
                          THEN 'second_surname' END,
                     CASE WHEN i.birth_date <> p.birth_date THEN 'birth_date' END,
                     CASE WHEN i.level <> p.level THEN 'level' END,
                     CASE WHEN i.phone IS DISTINCT FROM p.phone THEN 'phone' END,
                     CASE WHEN i.email IS DISTINCT FROM p.email THEN 'email' END
                 ], NULL) AS differing
                 FROM incoming i JOIN citizens.person p USING (document)
             ) known WHERE NOT active OR differing <> '{}'",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let problem = if row.try_get("active")? {
                Problem::RegisteredOtherwise(row.try_get("differing")?)
            } else {
                Problem::NotActive
            };
            Ok(BadRow { line: line(row.try_get("line")?), problem })
        })
        .collect()
}

async fn phones_taken(transaction: &Transaction<'_>) -> Result<Vec<BadRow>, StoreError> {
    let rows = transaction
        .query(
            "SELECT i.line FROM incoming i JOIN citizens.person p USING (phone)
             WHERE p.state IN ('active', 'pending_signature') AND p.document <> i.document",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(BadRow { line: line(row.try_get("line")?), problem: Problem::PhoneTaken }))
        .collect()
}

/// Registers whoever is not yet; says how many they were.
pub(super) async fn register(
    transaction: &Transaction<'_>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let added = transaction
        .execute(
            "INSERT INTO citizens.person (document, given_name, first_surname, second_surname,
                 birth_date, level, state, phone, email, registered_at, sessions_valid_after)
             SELECT document, given_name, first_surname, second_surname,
                 birth_date, level, 'active', phone, email, $1, $1
             FROM incoming i
             WHERE NOT EXISTS (SELECT FROM citizens.person p WHERE p.document = i.document)",
            &[&now],
        )
        .await?;
    Ok(added)
}

fn line(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}
