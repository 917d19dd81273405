//! Whose number stands in a certificate: of the person, and of the company for which they act.
//!
//! A number may stand in several places. All of them are read, and all have to say the same.

use identity::{DocumentError, LegalId, Represented, SpanishId};

use super::Defect;
use super::subject::{
    COMMON_NAME, ORGANISATION, ORGANISATION_IDENTIFIER, SERIAL_NUMBER, SURNAME, Subject,
};

/// Where FNMT and the public administrations put the person's NIF beside the subject.
const NUMBERS_BESIDE: [&str; 4] = [
    "1.3.6.1.4.1.5734.1.4",
    "2.16.724.1.3.5.3.1.4",
    "2.16.724.1.3.5.7.1.4",
    "2.16.724.1.3.5.7.2.4",
];
/// Where FNMT puts the company's name and NIF.
const COMPANY_NAME_BESIDE: [&str; 1] = ["1.3.6.1.4.1.5734.1.6"];
const COMPANY_BESIDE: [&str; 1] = ["1.3.6.1.4.1.5734.1.7"];

/// The Union and the European Economic Area, Spain left out. Greece is written in two ways.
const COUNTRIES: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
const LONGEST_FOREIGN: usize = 50;

/// The number of a natural person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Number {
    /// DNI, NIE or NIF.
    Spanish(SpanishId),
    /// Of another country: `CC/ES/id`, or `CC/ES/PAS-id` where it is not the national number.
    Foreign(String),
}

/// The person's, if one is there and no other.
pub(super) fn number(subject: &Subject) -> Result<Number, Defect> {
    let mut found = Vec::new();
    for text in subject.every(SERIAL_NUMBER) {
        found.extend(in_serial_number(text)?);
    }
    for text in subject.every_beside(&NUMBERS_BESIDE) {
        found.push(Number::Spanish(spanish(text)?));
    }
    for text in subject.every(COMMON_NAME).chain(subject.every(SURNAME)) {
        for candidate in in_common_name(text) {
            found.push(Number::Spanish(spanish(candidate)?));
        }
    }
    let first = found.first().ok_or(Defect::NoDocument)?;
    if found.iter().any(|other| other != first) {
        return Err(Defect::DocumentsDisagree);
    }
    Ok(first.clone())
}

/// ETSI EN 319 412-1, 5.1.3: `PNOES-12345678Z`; or the number alone.
fn in_serial_number(text: &str) -> Result<Option<Number>, Defect> {
    let Some((kind, country, id)) = semantics(text) else {
        if LegalId::parse(text).is_ok() {
            return Err(Defect::NotAPerson);
        }
        return has_form(text).then(|| spanish(text).map(Number::Spanish)).transpose();
    };
    match (kind, country) {
        ("VAT" | "NTR", _) => Err(Defect::NotAPerson),
        ("IDC" | "PNO" | "TIN", "ES") => spanish(id).map(Number::Spanish).map(Some),
        ("IDC" | "PNO" | "TIN" | "PAS", _) if COUNTRIES.contains(&country) => {
            foreign(kind, country, id).map(Some)
        }
        _ => Ok(None),
    }
}

/// Three letters for the kind, two for the country, and the number behind a hyphen.
fn semantics(text: &str) -> Option<(&str, &str, &str)> {
    let (before, id) = text.split_once('-')?;
    let is_semantics = before.len() == 5 && before.bytes().all(|b| b.is_ascii_uppercase());
    is_semantics.then_some((before.get(..3)?, before.get(3..)?, id))
}

/// Numbers of different kinds may be alike and of different people: those that are not the national one say which
/// they are.
fn foreign(kind: &str, country: &str, id: &str) -> Result<Number, Defect> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-./+".contains(&b);
    if id.is_empty() || id.len() > LONGEST_FOREIGN || !id.bytes().all(is_plain) {
        return Err(Defect::WrongDocument);
    }
    let country = if country == "GR" { "EL" } else { country };
    let kind = if kind == "PNO" { String::new() } else { format!("{kind}-") };
    Ok(Number::Foreign(format!("{country}/ES/{kind}{id}")))
}

fn spanish(text: &str) -> Result<SpanishId, Defect> {
    match SpanishId::parse(text) {
        Ok(id) if has_form(text) => Ok(id),
        Err(DocumentError::Legal) => Err(Defect::NotAPerson),
        Ok(_) | Err(DocumentError::Empty | DocumentError::Form | DocumentError::Letter) => {
            Err(Defect::WrongDocument)
        }
    }
}

/// `[0-9XYZKLM][0-9]{7}[A-Z]`, whatever the letter.
pub(super) fn has_form(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'..=b'9' | b'K'..=b'M' | b'X'..=b'Z', digits @ .., b'A'..=b'Z'] => {
            digits.len() == 7 && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// What looks like a number at the end of a common name, and at its beginning, where FNMT puts a
/// representative's.
fn in_common_name(text: &str) -> impl Iterator<Item = &str> {
    let body = without_remark(text);
    let last = body.rsplit(|c: char| !c.is_alphanumeric()).next();
    let first = body.split(' ').next();
    last.into_iter().chain(first).filter(|word| has_form(word))
}

/// A common name without what stands in parentheses at its end: `(AUTENTICACIÓN)`, `(R: B12345674)`.
pub(super) fn without_remark(common_name: &str) -> &str {
    match common_name.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        Some((body, _)) => body.trim_end(),
        None => common_name,
    }
}

/// The company for which somebody acts; `None` where none is named.
pub(super) fn company(subject: &Subject) -> Result<Option<Represented>, Defect> {
    let mut found = Vec::new();
    for text in subject.every(ORGANISATION_IDENTIFIER) {
        found.push(legal(text.strip_prefix("VATES-").unwrap_or(text))?);
    }
    for text in subject.every(COMMON_NAME).filter_map(in_remark) {
        found.push(legal(text)?);
    }
    for text in subject.every_beside(&COMPANY_BESIDE) {
        found.push(legal(text)?);
    }
    let Some(first) = found.first() else {
        return Ok(None);
    };
    if found.iter().any(|other| other != first) {
        return Err(Defect::DocumentsDisagree);
    }
    let identifier = first.as_str().to_owned();
    let beside = subject.only_beside(&COMPANY_NAME_BESIDE)?;
    let name = subject.only(ORGANISATION)?.or(beside).unwrap_or(&identifier).to_owned();
    Ok(Some(Represented { identifier, name }))
}

/// Whether a common name says that somebody acts for another.
pub(super) fn names_a_company(subject: &Subject) -> bool {
    subject.every(COMMON_NAME).any(|text| in_remark(text).is_some())
}

/// `… (R: B12345674)`.
fn in_remark(common_name: &str) -> Option<&str> {
    let (_, remark) = common_name.strip_suffix(')')?.rsplit_once('(')?;
    remark.trim().strip_prefix("R:").map(str::trim)
}

fn legal(text: &str) -> Result<LegalId, Defect> {
    LegalId::parse(text).map_err(|_| Defect::WrongDocument)
}
