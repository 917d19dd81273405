//! The file as a table: bounded, with the columns that it has to have, each row with its line.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, StringRecord};

use super::{BadRow, ImportError, Problem};

/// In bytes; room for half a million rows.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// A row and where its columns stand.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    record: StringRecord,
    /// The line on which it begins.
    pub(super) line: u64,
}

impl Row<'_> {
    /// The field of this column, trimmed.
    pub(super) fn field(&self, column: &'static str) -> &str {
        let place = self.columns.0.get(column);
        place.and_then(|place| self.record.get(*place)).unwrap_or_default().trim()
    }
}

/// Every row of the file, by these columns: the good ones as `judge` reads them, and the bad ones.
pub(super) fn read<T>(
    file: impl Read,
    names: &[&'static str],
    mut judge: impl FnMut(&Row<'_>) -> Result<T, Problem>,
) -> Result<(Vec<T>, Vec<BadRow>), ImportError> {
    let bytes = whole(file)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let columns = Columns::read(reader.byte_headers().map_err(unreadable)?, names)?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for record in reader.into_byte_records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, |position| line_of(position, &bytes));
        match row(&columns, record, line).and_then(|row| judge(&row)) {
            Ok(row) => good.push(row),
            Err(problem) => bad.push(BadRow { line, problem }),
        }
    }
    Ok((good, bad))
}

fn row(columns: &Columns, record: ByteRecord, line: u64) -> Result<Row<'_>, Problem> {
    let (expected, found) = (columns.0.len(), record.len());
    if found != expected {
        return Err(Problem::Fields { expected, found });
    }
    let record = StringRecord::from_byte_record(record).map_err(|_| Problem::Encoding)?;
    Ok(Row { columns, record, line })
}

fn whole(file: impl Read) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let length =
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(ImportError::Unreadable)?;
    if u64::try_from(length).is_ok_and(|length| length <= LARGEST_FILE) {
        Ok(bytes)
    } else {
        Err(ImportError::TooLarge { most: LARGEST_FILE })
    }
}

fn unreadable(error: csv::Error) -> ImportError {
    ImportError::Unreadable(error.into())
}

/// The line on which a record begins. The reader's own count stops before the end of the line above
/// and before empty lines, which it skips.
fn line_of(position: &csv::Position, bytes: &[u8]) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped = bytes
        .iter()
        .skip(from)
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|byte| **byte == b'\n')
        .count();
    position.line().saturating_add(u64::try_from(skipped).unwrap_or(0))
}

/// Where each column stands in this file.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    fn read(header: &ByteRecord, names: &[&'static str]) -> Result<Self, ImportError> {
        let (mut places, mut unknown, mut repeated) = (HashMap::new(), Vec::new(), Vec::new());
        for (place, title) in header.iter().enumerate() {
            let title = String::from_utf8_lossy(title).trim().to_owned();
            match names.iter().find(|name| **name == title) {
                None => unknown.push(title),
                Some(name) if places.contains_key(*name) => repeated.push(title),
                Some(name) => {
                    places.insert(*name, place);
                }
            }
        }
        let missing: Vec<String> = names
            .iter()
            .filter(|name| !places.contains_key(*name))
            .map(|name| (*name).to_owned())
            .collect();
        if missing.is_empty() && unknown.is_empty() && repeated.is_empty() {
            Ok(Self(places))
        } else {
            Err(ImportError::Columns { missing, unknown, repeated })
        }
    }
}
