//! Many persons at once, from a file: every row or none.
//!
//! The file is CSV (RFC 4180) in UTF-8 with a header naming exactly the columns
//! `document`, `given_name`, `first_surname`, `second_surname`, `birth_date`, `level`, `phone` and
//! `email`, in any order. `second_surname`, `phone` and `email` may be empty. Dates are written
//! `yyyy-mm-dd`, phones as E.164 (`+34600111222`), levels `basic` or `advanced`. Credentials and
//! contrast data do not belong into it; the latter have a file of their own ([`import_cards`]).
//!
//! A row whose person is registered with the same data counts as unchanged. With other data it is
//! a bad row: changing what is registered is not the import's job.

use std::io::{self, Read};

use jiff::Timestamp;
use thiserror::Error;
use tokio_postgres::Client;

use crate::store::StoreError;

mod cards;
mod problem;
mod rows;
mod staging;
mod table;

pub use cards::{ImportedCards, import_cards};
pub use problem::{BadRow, Problem};
pub use table::LARGEST_FILE;

/// Registers everybody in the file as active, in one transaction; `now` is when. `progress` is
/// told the number of rows sent so far. Writers of the registry wait until it is done, readers not.
pub async fn import(
    client: &mut Client,
    file: impl Read,
    now: Timestamp,
    progress: impl FnMut(u64),
) -> Result<Imported, ImportError> {
    let (people, mut bad) = rows::read(file, now)?;
    let transaction = client.transaction().await.map_err(StoreError::from)?;
    staging::stage(&transaction, &people, progress).await?;
    staging::keep_writers_out(&transaction).await?;
    bad.extend(staging::conflicts(&transaction).await?);
    if !bad.is_empty() {
        bad.sort_by_key(|row| row.line);
        return Err(ImportError::Rows(bad));
    }
    let added = staging::register(&transaction, now).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    let unchanged = u64::try_from(people.len()).unwrap_or(u64::MAX).saturating_sub(added);
    Ok(Imported { added, unchanged })
}

/// What an import did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Imported {
    /// Persons registered now.
    pub added: u64,
    /// Rows whose person was registered already, with the same data.
    pub unchanged: u64,
}

/// Why nothing was imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
    /// The file is larger than any honest one.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// The most bytes it may have.
        most: u64,
    },
    /// The header is not the one expected. Names of columns, sorted.
    #[error("{}", problem::columns(missing, unknown, repeated))]
    Columns {
        /// Columns that should be there.
        missing: Vec<String>,
        /// Columns that should not.
        unknown: Vec<String>,
        /// Columns named twice.
        repeated: Vec<String>,
    },
    /// Every bad row, in the order of the file.
    #[error("the file has {} bad rows, so nothing of it was imported", .0.len())]
    Rows(Vec<BadRow>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
