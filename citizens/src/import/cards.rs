//! What is printed on people's cards, for installations whose source of contrast data is the table.

use std::collections::HashMap;
use std::io::Read;
use std::pin::pin;

use identity::{ContrastDatum, SpanishId};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

use super::table::{self, Row};
use super::{BadRow, ImportError, Problem};
use crate::store::StoreError;

#[cfg(test)]
mod tests;

/// Takes every card of the file, or none, in one transaction. What was known of these documents is
/// replaced; other documents are left alone. `progress` is told the number of rows sent so far.
///
/// The file is CSV in UTF-8 with the columns `document` and `datum`: of a DNI the date of validity
/// (`27-03-2031`), or of issue when it is permanent; of a NIE the support number (`E01234567`).
///
/// # Errors
/// [`ImportError`] with every bad row; nothing has changed then.
pub async fn import_cards(
    client: &mut Client,
    file: impl Read,
    progress: impl FnMut(u64),
) -> Result<ImportedCards, ImportError> {
    let (cards, bad) = read(file)?;
    if !bad.is_empty() {
        return Err(ImportError::Rows(bad));
    }
    let transaction = client.transaction().await.map_err(StoreError::from)?;
    stage(&transaction, &cards, progress).await?;
    let imported = replace(&transaction).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(imported)
}

/// What an import of cards did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ImportedCards {
    /// Documents of which nothing was known.
    pub added: u64,
    /// Documents of which something else was known, or the same.
    pub replaced: u64,
}

const NAMES: [&str; 2] = ["document", "datum"];

/// A good row.
struct Card {
    document: SpanishId,
    datum: ContrastDatum,
}

fn read(file: impl Read) -> Result<(Vec<Card>, Vec<BadRow>), ImportError> {
    let mut seen = HashMap::new();
    table::read(file, &NAMES, |row| {
        let card = card(row)?;
        match seen.insert(card.document.clone(), row.line) {
            None => Ok(card),
            Some(before) => {
                seen.insert(card.document, before);
                Err(Problem::DocumentRepeated(before))
            }
        }
    })
}

fn card(row: &Row<'_>) -> Result<Card, Problem> {
    let document = SpanishId::parse(row.field("document")).map_err(Problem::Document)?;
    let datum =
        ContrastDatum::parse(document.kind(), row.field("datum")).map_err(Problem::Datum)?;
    if datum.is_permanent_validity() {
        return Err(Problem::Permanent);
    }
    Ok(Card { document, datum })
}

/// Sends the rows to a table that lives as long as the transaction.
async fn stage(
    transaction: &Transaction<'_>,
    cards: &[Card],
    mut progress: impl FnMut(u64),
) -> Result<(), StoreError> {
    const TABLE: &str =
        "CREATE TEMPORARY TABLE incoming_card (document text, datum text) ON COMMIT DROP";
    transaction.batch_execute(TABLE).await?;
    let sink = transaction.copy_in("COPY incoming_card FROM STDIN (FORMAT binary)").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &[Type::TEXT, Type::TEXT]));
    for (sent, Card { document, datum }) in (1..).zip(cards) {
        writer.as_mut().write(&[&document.as_str(), &datum.as_str()]).await?;
        progress(sent);
    }
    writer.as_mut().finish().await?;
    Ok(())
}

/// In the order of the documents, so that two imports at once do not wait for each other in a circle.
async fn replace(transaction: &Transaction<'_>) -> Result<ImportedCards, StoreError> {
    const SQL: &str = "WITH written AS (
             INSERT INTO citizens.card AS known (document, datum)
             SELECT document, datum FROM incoming_card ORDER BY document
             ON CONFLICT (document) DO UPDATE SET datum = excluded.datum
             RETURNING xmax = 0 AS is_new)
         SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written";
    let row = transaction.query_one(SQL, &[]).await?;
    let (added, replaced): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok(ImportedCards { added: added.unsigned_abs(), replaced: replaced.unsigned_abs() })
}
