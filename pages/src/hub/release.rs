//! «Datos que enviamos»: what goes out to the agency, seen before it goes (UX 5.6).

use std::fmt;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::Page;
use crate::page::legible;

/// The page on which the person sees what the agency would receive, and sends it or does not.
#[derive(Clone, Eq, PartialEq)]
pub struct Release {
    /// Path that the form posts to: `respuesta` is `enviar` or `no`, and each ticked box is there
    /// under its [`AttributeKind::checkbox`].
    pub action: String,
    /// What goes out, in order.
    pub attributes: Vec<ReleasedAttribute>,
    /// Whether the person is told or asked.
    pub manner: ReleaseManner,
    /// Why the page is shown.
    pub because: ReleaseReason,
}

/// One attribute that goes out.
#[derive(Clone, Eq, PartialEq)]
pub struct ReleasedAttribute {
    /// Which one.
    pub kind: AttributeKind,
    /// Its value as it goes out; the page says codes in words.
    pub value: String,
    /// Whether it goes only if the person ticks its box.
    pub is_optional: bool,
}

/// Whether the person is told or asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReleaseManner {
    /// The agency receives them by law; the page says so.
    Informs,
    /// They go only if the person agrees.
    Asks,
}

/// Why the page is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReleaseReason {
    /// Nothing of the person has been sent to this agency yet.
    FirstTime,
    /// What would go now did not go the last time: it was not wanted, or it was kept back.
    NewAttributes,
    /// The last time was over a year ago.
    LongAgo,
}

/// The attributes that people are shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AttributeKind {
    /// The number of the document.
    PersonIdentifier,
    /// The given name.
    FirstName,
    /// All surnames.
    FamilyName,
    /// The first surname alone.
    FirstSurname,
    /// `YYYY-MM-DD`.
    DateOfBirth,
    /// `BASIC` or `ADVANCED`.
    RegistrationLevel,
    /// The number of the company for which the person acts.
    LegalPersonIdentifier,
    /// Its name.
    LegalName,
    /// The id of the method.
    Method,
}

impl AttributeKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::PersonIdentifier,
        Self::FirstName,
        Self::FamilyName,
        Self::FirstSurname,
        Self::DateOfBirth,
        Self::RegistrationLevel,
        Self::LegalPersonIdentifier,
        Self::LegalName,
        Self::Method,
    ];

    /// Name of its checkbox where it is optional. The form brings it, as `si`, only if it is ticked.
    #[must_use]
    pub fn checkbox(self) -> &'static str {
        match self {
            Self::PersonIdentifier => "enviar-documento",
            Self::FirstName => "enviar-nombre",
            Self::FamilyName => "enviar-apellidos",
            Self::FirstSurname => "enviar-primer-apellido",
            Self::DateOfBirth => "enviar-nacimiento",
            Self::RegistrationLevel => "enviar-registro",
            Self::LegalPersonIdentifier => "enviar-nif-de-empresa",
            Self::LegalName => "enviar-empresa",
            Self::Method => "enviar-forma",
        }
    }

    /// Key of what it is called.
    fn label(self) -> &'static str {
        match self {
            Self::PersonIdentifier => "attribute-person-identifier",
            Self::FirstName => "attribute-first-name",
            Self::FamilyName => "attribute-family-name",
            Self::FirstSurname => "attribute-first-surname",
            Self::DateOfBirth => "attribute-date-of-birth",
            Self::RegistrationLevel => "attribute-registration",
            Self::LegalPersonIdentifier => "attribute-legal-person-identifier",
            Self::LegalName => "attribute-legal-name",
            Self::Method => "way-in",
        }
    }

    /// Key of the message that says this value, where it is a code of ours.
    fn words(self, value: &str) -> Option<String> {
        match (self, value) {
            (Self::RegistrationLevel, "BASIC") => Some("registration-basic".to_owned()),
            (Self::RegistrationLevel, "ADVANCED") => Some("registration-advanced".to_owned()),
            (Self::Method, method) => Some(format!("method-{method}")),
            _ => None,
        }
    }
}

impl ReleasedAttribute {
    /// The value as people write it: a date as day, month, year.
    fn shown(&self) -> String {
        let is_date = self.kind == AttributeKind::DateOfBirth;
        let date = is_date.then(|| self.value.parse::<Date>().ok()).flatten();
        match date {
            Some(date) => date.strftime("%d-%m-%Y").to_string(),
            None => legible(&self.value, LONGEST_VALUE),
        }
    }

    fn into_facts(self) -> Value {
        json!({
            "label": self.kind.label(),
            "checkbox": self.kind.checkbox(),
            "words": self.kind.words(&self.value),
            "value": self.shown(),
        })
    }
}

/// Longest value shown, in characters.
const LONGEST_VALUE: usize = 200;

impl ReleaseManner {
    fn key(self) -> &'static str {
        match self {
            Self::Informs => "release-informs",
            Self::Asks => "release-asks",
        }
    }
}

impl ReleaseReason {
    fn key(self) -> &'static str {
        match self {
            Self::FirstTime => "release-first-time",
            Self::NewAttributes => "release-new-attributes",
            Self::LongAgo => "release-long-ago",
        }
    }
}

impl Release {
    /// Made-up pages: one that informs, and one that asks for everything there is.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let attribute = |kind, value: &str, is_optional| ReleasedAttribute {
            kind,
            value: value.to_owned(),
            is_optional,
        };
        let always = [
            attribute(AttributeKind::PersonIdentifier, "12345678Z", false),
            attribute(AttributeKind::FirstName, "JUANA", false),
            attribute(AttributeKind::FamilyName, "ESPAÑOLA ESPAÑOLA", false),
            attribute(AttributeKind::Method, "sample", false),
        ];
        let company = [
            attribute(AttributeKind::LegalPersonIdentifier, "B12345674", false),
            attribute(AttributeKind::LegalName, "EMPRESA DE EJEMPLO SL", false),
        ];
        let choice = [
            attribute(AttributeKind::FirstSurname, "ESPAÑOLA", true),
            attribute(AttributeKind::DateOfBirth, "1980-02-01", true),
            attribute(AttributeKind::RegistrationLevel, "ADVANCED", true),
        ];
        let informs = Self {
            action: "/t/0123456789abcdef/datos".to_owned(),
            attributes: always.to_vec(),
            manner: ReleaseManner::Informs,
            because: ReleaseReason::FirstTime,
        };
        let asks = Self {
            attributes: always.into_iter().chain(choice).collect(),
            manner: ReleaseManner::Asks,
            because: ReleaseReason::NewAttributes,
            ..informs.clone()
        };
        let mut again = Self { because: ReleaseReason::LongAgo, ..informs.clone() };
        again.attributes.push(attribute(AttributeKind::RegistrationLevel, "BASIC", false));
        let represents = Self {
            attributes: [&again.attributes[..], &company[..]].concat(),
            because: ReleaseReason::FirstTime,
            ..informs.clone()
        };
        vec![
            ("release", informs),
            ("release-asks", asks),
            ("release-long-ago", again),
            ("release-for-a-company", represents),
        ]
    }
}

/// The attributes say who the person is.
impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Release")
            .field("attributes", &self.attributes)
            .field("manner", &self.manner)
            .field("because", &self.because)
            .finish_non_exhaustive()
    }
}

/// The value says who the person is.
impl fmt::Debug for ReleasedAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReleasedAttribute")
            .field("kind", &self.kind)
            .field("is_optional", &self.is_optional)
            .finish_non_exhaustive()
    }
}

impl From<Release> for Page {
    fn from(release: Release) -> Self {
        let (optional, always): (Vec<_>, Vec<_>) =
            release.attributes.into_iter().partition(|attribute| attribute.is_optional);
        let facts = |of: Vec<ReleasedAttribute>| -> Vec<Value> {
            of.into_iter().map(ReleasedAttribute::into_facts).collect()
        };
        Page::new("release.html")
            .with("action", release.action)
            .with("manner", release.manner.key())
            .with("because", release.because.key())
            .with("always", facts(always))
            .with("optional", facts(optional))
    }
}

#[cfg(test)]
mod tests;
