//! From the file to persons: everything about a row that can be judged without the database.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, StringRecord};
use identity::{RegistrationLevel, SpanishId, is_invisible};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{BadRow, ImportError, Problem};

#[cfg(test)]
mod tests;

/// A good row.
pub(super) struct Person {
    pub(super) line: i64,
    pub(super) document: SpanishId,
    pub(super) given_name: String,
    pub(super) first_surname: String,
    pub(super) second_surname: Option<String>,
    pub(super) birth_date: Date,
    pub(super) level: RegistrationLevel,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// Every row of the file: the good ones and the bad ones.
pub(super) fn read(
    file: impl Read,
    now: Timestamp,
) -> Result<(Vec<Person>, Vec<BadRow>), ImportError> {
    let bytes = whole(file)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let columns = Columns::read(reader.byte_headers().map_err(unreadable)?)?;
    let today = now.to_zoned(TimeZone::UTC).date();
    let (mut people, mut bad) = (Vec::new(), Vec::new());
    let mut seen = Seen::default();
    for record in reader.into_byte_records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, |position| line_of(position, &bytes));
        let judged = person(&columns, record, line, today)
            .and_then(|person| seen.admit(&person, line).map(|()| person));
        match judged {
            Ok(person) => people.push(person),
            Err(problem) => bad.push(BadRow { line, problem }),
        }
    }
    Ok((people, bad))
}

/// In bytes; room for half a million rows.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

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

const NAMES: [&str; 8] = [
    "document",
    "given_name",
    "first_surname",
    "second_surname",
    "birth_date",
    "level",
    "phone",
    "email",
];

/// Where each column stands in this file.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    fn read(header: &ByteRecord) -> Result<Self, ImportError> {
        let (mut places, mut unknown, mut repeated) = (HashMap::new(), Vec::new(), Vec::new());
        for (place, title) in header.iter().enumerate() {
            let title = String::from_utf8_lossy(title).trim().to_owned();
            match NAMES.into_iter().find(|name| *name == title) {
                None => unknown.push(title),
                Some(name) if places.contains_key(name) => repeated.push(title),
                Some(name) => {
                    places.insert(name, place);
                }
            }
        }
        let missing: Vec<String> =
            NAMES.into_iter().filter(|name| !places.contains_key(name)).map(String::from).collect();
        if missing.is_empty() && unknown.is_empty() && repeated.is_empty() {
            Ok(Self(places))
        } else {
            Err(ImportError::Columns { missing, unknown, repeated })
        }
    }

    /// The field of this column, trimmed.
    fn field<'a>(&self, record: &'a StringRecord, column: &'static str) -> &'a str {
        self.0.get(column).and_then(|place| record.get(*place)).unwrap_or_default().trim()
    }
}

fn person(
    columns: &Columns,
    record: ByteRecord,
    line: u64,
    today: Date,
) -> Result<Person, Problem> {
    if record.len() != NAMES.len() {
        return Err(Problem::Fields { expected: NAMES.len(), found: record.len() });
    }
    let record = StringRecord::from_byte_record(record).map_err(|_| Problem::Encoding)?;
    let field = |column| columns.field(&record, column);
    Ok(Person {
        line: i64::try_from(line).unwrap_or(i64::MAX),
        document: SpanishId::parse(field("document")).map_err(Problem::Document)?,
        given_name: name("given_name", field("given_name"))?,
        first_surname: name("first_surname", field("first_surname"))?,
        second_surname: optional(field("second_surname"), |text| name("second_surname", text))?,
        birth_date: birth_date(field("birth_date"), today)?,
        level: RegistrationLevel::from_name(field("level")).ok_or(Problem::Level)?,
        phone: optional(field("phone"), phone)?,
        email: optional(field("email"), email)?,
    })
}

fn optional(
    text: &str,
    read: impl Fn(&str) -> Result<String, Problem>,
) -> Result<Option<String>, Problem> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Kept as given: a name is what its bearer says it is.
fn name(column: &'static str, text: &str) -> Result<String, Problem> {
    const LONGEST: usize = 100;
    if text.is_empty() {
        Err(Problem::Empty(column))
    } else if text.chars().count() > LONGEST {
        Err(Problem::TooLong { column, longest: LONGEST })
    } else if text.chars().any(is_invisible) {
        Err(Problem::Invisible(column))
    } else {
        Ok(text.to_owned())
    }
}

/// Between 1880, before anybody alive, and today.
fn birth_date(text: &str, today: Date) -> Result<Date, Problem> {
    let date: Date = text.parse().map_err(|_| Problem::BirthDate)?;
    let as_asked = text.len() == "yyyy-mm-dd".len() && text == date.to_string();
    if as_asked && date.year() >= 1880 && date <= today {
        Ok(date)
    } else {
        Err(Problem::BirthDate)
    }
}

/// ITU-T E.164: a plus sign and at most 15 digits, the first not zero.
fn phone(text: &str) -> Result<String, Problem> {
    let digits = text.strip_prefix('+').ok_or(Problem::Phone)?;
    let well_formed = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit());
    if well_formed { Ok(text.to_owned()) } else { Err(Problem::Phone) }
}

/// Only what every address has; whether it works, a message to it will tell. At most 254
/// characters (RFC 5321 4.5.3.1.3).
fn email(text: &str) -> Result<String, Problem> {
    let (local, domain) = text.rsplit_once('@').ok_or(Problem::Email)?;
    let well_formed = text.len() <= 254
        && !local.is_empty()
        && !domain.is_empty()
        && !text.chars().any(|c| c.is_whitespace() || is_invisible(c));
    if well_formed { Ok(text.to_owned()) } else { Err(Problem::Email) }
}

/// What the rows before have used up, and on which line.
#[derive(Default)]
struct Seen {
    documents: HashMap<SpanishId, u64>,
    phones: HashMap<String, u64>,
}

impl Seen {
    fn admit(&mut self, person: &Person, line: u64) -> Result<(), Problem> {
        if let Some(before) = self.documents.get(&person.document) {
            return Err(Problem::DocumentRepeated(*before));
        }
        if let Some(before) = person.phone.as_ref().and_then(|phone| self.phones.get(phone)) {
            return Err(Problem::PhoneRepeated(*before));
        }
        self.documents.insert(person.document.clone(), line);
        if let Some(phone) = &person.phone {
            self.phones.insert(phone.clone(), line);
        }
        Ok(())
    }
}
