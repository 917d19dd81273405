//! The five languages, and which of them to speak.

use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

/// The cookie that keeps the person's choice. It says nothing about the person but this.
pub const COOKIE_NAME: &str = "__Host-l";

/// A language of the pages. Spanish comes first: it is the one every message exists in.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Spanish.
    #[default]
    Es,
    /// Catalan.
    Ca,
    /// Galician.
    Gl,
    /// Basque.
    Eu,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order in which pages list them.
    pub const ALL: [Self; 5] = [Self::Es, Self::Ca, Self::Gl, Self::Eu, Self::En];

    /// What to speak to this browser: its cookie, else its `Accept-Language`, else Spanish.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap) -> Self {
        from_cookie(headers).or_else(|| from_accept_language(headers)).unwrap_or_default()
    }

    /// The language that `?lang=` asks for in the query of an address, if it names one of ours.
    /// The caller answers 303 to the address without it, with [`Language::cookie`].
    #[must_use]
    pub fn asked_in(query: &str) -> Option<Self> {
        query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(Self::from_code)
    }

    /// The language with this code (`es`, or longer: `es-ES`), in any case.
    #[must_use]
    pub fn from_code(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| code.eq_ignore_ascii_case(language.code()))
    }

    /// The code of ISO 639-1, as `lang` wants it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::Ca => "ca",
            Self::Gl => "gl",
            Self::Eu => "eu",
            Self::En => "en",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Es => "Español",
            Self::Ca => "Català",
            Self::Gl => "Galego",
            Self::Eu => "Euskara",
            Self::En => "English",
        }
    }

    /// The `Set-Cookie` value that keeps this choice for a year.
    #[must_use]
    pub fn cookie(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Es => "__Host-l=es; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
            Self::Ca => "__Host-l=ca; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
            Self::Gl => "__Host-l=gl; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
            Self::Eu => "__Host-l=eu; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
            Self::En => "__Host-l=en; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
        })
    }
}

/// One value for each language.
#[derive(Debug, Default)]
pub(crate) struct PerLanguage<T> {
    es: T,
    ca: T,
    gl: T,
    eu: T,
    en: T,
}

impl<T> PerLanguage<T> {
    /// Makes the five; the first failure ends it.
    pub(crate) fn try_new<E>(mut make: impl FnMut(Language) -> Result<T, E>) -> Result<Self, E> {
        Ok(Self {
            es: make(Language::Es)?,
            ca: make(Language::Ca)?,
            gl: make(Language::Gl)?,
            eu: make(Language::Eu)?,
            en: make(Language::En)?,
        })
    }

    pub(crate) fn of(&self, language: Language) -> &T {
        match language {
            Language::Es => &self.es,
            Language::Ca => &self.ca,
            Language::Gl => &self.gl,
            Language::Eu => &self.eu,
            Language::En => &self.en,
        }
    }
}

fn from_cookie(headers: &HeaderMap) -> Option<Language> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
        .find_map(Language::from_code)
}

/// RFC 9110, 12.5.4: the heaviest range that names one of ours; weight 0 means "not this one".
fn from_accept_language(headers: &HeaderMap) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in headers
        .get_all(ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
    {
        let (tag, weight) = weighted(range);
        let Some(language) = Language::from_code(tag) else {
            continue;
        };
        if weight > best.map_or(0.0, |(heaviest, _)| heaviest) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

fn weighted(range: &str) -> (&str, f32) {
    let mut parts = range.split(';');
    let tag = parts.next().unwrap_or_default().trim();
    let weight = parts
        .find_map(|part| part.trim().strip_prefix("q="))
        .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    (tag, weight)
}

#[cfg(test)]
mod tests;
