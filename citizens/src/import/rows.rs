//! From the file to persons: everything about a row that can be judged without the database.

use std::collections::HashMap;
use std::io::Read;

use identity::{RegistrationLevel, SpanishId, is_invisible};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::table::{self, Row};
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
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut seen = Seen::default();
    table::read(file, &NAMES, |row| {
        let person = person(row, today)?;
        seen.admit(&person, row.line)?;
        Ok(person)
    })
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

fn person(row: &Row<'_>, today: Date) -> Result<Person, Problem> {
    let field = |column| row.field(column);
    Ok(Person {
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
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
