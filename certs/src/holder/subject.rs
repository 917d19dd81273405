//! What a certificate calls its holder.

use identity::is_invisible;

use super::Defect;
use crate::der::{self, Reader};
use crate::parts::{Attribute, Parts, SUBJECT_ALTERNATIVE_NAME, attributes};

/// A `directoryName` among general names (RFC 5280, 4.2.1.6).
const DIRECTORY_NAME: u8 = der::explicit(4);
/// The longest name of an issuer that people are shown.
const LONGEST_SHOWN: usize = 120;

pub(super) const COMMON_NAME: &str = "2.5.4.3";
pub(super) const SURNAME: &str = "2.5.4.4";
pub(super) const SERIAL_NUMBER: &str = "2.5.4.5";
pub(super) const ORGANISATION: &str = "2.5.4.10";
pub(super) const GIVEN_NAME: &str = "2.5.4.42";
pub(super) const PSEUDONYM: &str = "2.5.4.65";
pub(super) const ORGANISATION_IDENTIFIER: &str = "2.5.4.97";

/// The attributes of the subject, and of the directory names beside it. Each text is tidy: no character that
/// cannot be seen, and one space between words.
pub(super) struct Subject {
    own: Vec<Attribute>,
    beside: Vec<Attribute>,
}

impl Subject {
    /// Refuses invisible characters.
    pub(super) fn of(parts: &Parts<'_>) -> Result<Self, Defect> {
        Self::read(parts).ok_or(Defect::Unreadable)
    }

    fn read(parts: &Parts<'_>) -> Option<Self> {
        let mut beside = Vec::new();
        let names = parts.extensions.list(SUBJECT_ALTERNATIVE_NAME, Reader::element)?;
        for name in names.iter().filter(|name| name.tag == DIRECTORY_NAME) {
            beside.extend(attributes(name.content)?);
        }
        Some(Self { own: tidy(attributes(parts.subject)?)?, beside: tidy(beside)? })
    }

    /// Every value of an attribute of the subject.
    pub(super) fn every(&self, oid: &str) -> impl Iterator<Item = &str> {
        texts(&self.own, oid)
    }

    /// Every value of one of these attributes in the directory names beside it.
    pub(super) fn every_beside(&self, oids: &[&str]) -> impl Iterator<Item = &str> {
        oids.iter().flat_map(|oid| texts(&self.beside, oid))
    }

    /// The only value of an attribute of the subject.
    pub(super) fn only(&self, oid: &str) -> Result<Option<&str>, Defect> {
        only(self.every(oid))
    }

    /// The only value of these attributes in the directory names beside it.
    pub(super) fn only_beside(&self, oids: &[&str]) -> Result<Option<&str>, Defect> {
        only(self.every_beside(oids))
    }
}

fn texts<'a>(attributes: &'a [Attribute], oid: &str) -> impl Iterator<Item = &'a str> {
    attributes.iter().filter(move |one| one.oid == oid).map(|one| one.text.as_str())
}

fn only<'a>(mut values: impl Iterator<Item = &'a str>) -> Result<Option<&'a str>, Defect> {
    let first = values.next();
    if values.any(|other| Some(other) != first) {
        return Err(Defect::DocumentsDisagree);
    }
    Ok(first)
}

/// What is empty then is not there.
fn tidy(attributes: Vec<Attribute>) -> Option<Vec<Attribute>> {
    let mut all = Vec::new();
    for Attribute { oid, text } in attributes {
        if text.contains(is_invisible) {
            return None;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            all.push(Attribute { oid, text });
        }
    }
    Some(all)
}

/// An issuer as people are shown it, whoever wrote it: its common name, else its organisation.
pub(super) fn for_people(name: &[u8]) -> String {
    let attributes = attributes(name).unwrap_or_default();
    let first = |oid| texts(&attributes, oid).next();
    let shown = first(COMMON_NAME).or_else(|| first(ORGANISATION)).unwrap_or_default();
    let visible = shown.chars().filter(|c| !is_invisible(*c)).take(LONGEST_SHOWN);
    visible.collect::<String>().trim().to_owned()
}
