//! What the holder is called.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Defect;
use super::document::{has_form, without_remark};
use super::subject::{COMMON_NAME, GIVEN_NAME, SURNAME, Subject};

/// Where FNMT and the public administrations put the parts of a name beside the subject.
const GIVEN_BESIDE: [&str; 4] = [
    "1.3.6.1.4.1.5734.1.1",
    "2.16.724.1.3.5.3.1.6",
    "2.16.724.1.3.5.7.1.6",
    "2.16.724.1.3.5.7.2.6",
];
const FIRST_BESIDE: [&str; 4] = [
    "1.3.6.1.4.1.5734.1.2",
    "2.16.724.1.3.5.3.1.7",
    "2.16.724.1.3.5.7.1.7",
    "2.16.724.1.3.5.7.2.7",
];
const SECOND_BESIDE: [&str; 4] = [
    "1.3.6.1.4.1.5734.1.3",
    "2.16.724.1.3.5.3.1.8",
    "2.16.724.1.3.5.7.1.8",
    "2.16.724.1.3.5.7.2.8",
];
/// What the DNIe has behind the name, and says that there is a comma in it.
const OF_DNIE: [&str; 4] =
    ["(AUTENTICACIÓN)", "(AUTENTICACION)", "(FIRMA)", "(AUTENTICACIO\u{301}N)"];

/// A person's names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Names {
    pub(super) given: String,
    pub(super) family: String,
    /// Where it is known apart.
    pub(super) first_surname: Option<String>,
}

/// The names, from the place that says the most; what the others say must not contradict it.
pub(super) fn names(subject: &Subject) -> Result<Names, Defect> {
    // CATCert has the number behind the surname too.
    let (given, surname) = (subject.only(GIVEN_NAME)?, subject.only(SURNAME)?.map(without_number));
    let common = subject.every(COMMON_NAME).next().unwrap_or_default();
    let apart = beside(subject)?;
    let names = match apart.or_else(|| of_dnie(common, surname)) {
        Some(names) => names,
        None => plain(given, surname, common).ok_or(Defect::NoDocument)?,
    };
    if agree(&names, given, surname) { Ok(names) } else { Err(Defect::DocumentsDisagree) }
}

/// Name, first and second surname, each by itself.
fn beside(subject: &Subject) -> Result<Option<Names>, Defect> {
    let given = subject.only_beside(&GIVEN_BESIDE)?;
    let first = subject.only_beside(&FIRST_BESIDE)?;
    let second = subject.only_beside(&SECOND_BESIDE)?;
    let (Some(given), Some(first)) = (given, first) else {
        return Ok(None);
    };
    let family = second.map_or_else(|| first.to_owned(), |second| format!("{first} {second}"));
    Ok(Some(Names { given: given.to_owned(), family, first_surname: Some(first.to_owned()) }))
}

/// `APELLIDO1 APELLIDO2, NOMBRE (AUTENTICACIÓN)`, with the first surname alone as the surname.
fn of_dnie(common: &str, surname: Option<&str>) -> Option<Names> {
    if !OF_DNIE.iter().any(|end| common.ends_with(end)) {
        return None;
    }
    let (family, given) = without_remark(common).split_once(',')?;
    let (family, given) = (family.trim(), given.trim());
    (!family.is_empty() && !given.is_empty()).then(|| Names {
        given: given.to_owned(),
        family: family.to_owned(),
        first_surname: surname.map(ToOwned::to_owned),
    })
}

/// Given name and surname as they are; where one is missing, what the common name has beside the other.
fn plain(given: Option<&str>, surname: Option<&str>, common: &str) -> Option<Names> {
    let rest = without_number(common);
    let (given, family) = match (given, surname) {
        (Some(given), Some(surname)) => (given, surname),
        (Some(given), None) => (given, beside_of(rest, given)?),
        (None, Some(surname)) => (beside_of(rest, surname)?, surname),
        (None, None) => return None,
    };
    Some(Names { given: given.to_owned(), family: family.to_owned(), first_surname: None })
}

/// A common name without the number at its beginning or end, and without what announces that.
fn without_number(common: &str) -> &str {
    let mut left = without_remark(common);
    if let Some((number, rest)) = left.split_once(' ')
        && has_form(number)
    {
        left = rest;
    }
    let Some((rest, number)) = left.rsplit_once([' ', ':', '-']) else {
        return left;
    };
    if !has_form(number) {
        return left;
    }
    let rest = rest.trim_end_matches([' ', ':', '-']);
    let announced = ["NIF", "DNI", "NIE"].iter().find_map(|word| rest.strip_suffix(word));
    announced.unwrap_or(rest).trim_end_matches([' ', '-'])
}

/// The words before or behind these.
fn beside_of<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let before = text.strip_suffix(words).and_then(|rest| rest.strip_suffix(' '));
    let behind = || text.strip_prefix(words).and_then(|rest| rest.strip_prefix(' '));
    before.or_else(behind).map(str::trim).filter(|rest| !rest.is_empty())
}

/// Whether given name and surname of the subject are the same: of the surname, the first may stand alone.
fn agree(names: &Names, given: Option<&str>, surname: Option<&str>) -> bool {
    let family = folded(&names.family);
    let is_first = |surname: &str| {
        family.strip_prefix(surname).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    given.is_none_or(|given| folded(given) == folded(&names.given))
        && surname.is_none_or(|surname| is_first(&folded(surname)))
}

/// Without case and accents, in which issuers are not consistent.
fn folded(name: &str) -> String {
    name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}
