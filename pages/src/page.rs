//! What is shown, what stands around it, and what a method brings.

use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Guard, Language};

/// What a method brings to the pages: its templates and its words.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// Name (`password/login.html`: it must end in `.html`, so that everything is escaped) and text.
    pub templates: &'static [(&'static str, &'static str)],
    /// Fluent messages, one text per language. A key that another pack has is an error.
    pub messages: &'static [(Language, &'static str)],
    /// Its pages by name, with made-up facts: every template at least once, and once with errors if there
    /// can be any.
    pub samples: fn() -> Vec<(&'static str, Page)>,
}

/// One page, as facts: which template, with which values. It holds keys of messages, never their
/// text, so the same page can be shown in another language; and it can be stored.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Name of the template.
    pub template: String,
    /// What the template reads as `values`.
    pub values: Map<String, Value>,
    /// What was wrong with the form, in the order of its fields.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

impl Page {
    /// A page without values.
    #[must_use]
    pub fn new(template: impl Into<String>) -> Self {
        Self { template: template.into(), values: Map::new(), errors: Vec::new() }
    }

    /// The page with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// The page with one more error.
    #[must_use]
    pub fn with_error(mut self, field: &str, message: &str) -> Self {
        self.errors.push(FieldError { field: field.to_owned(), message: message.to_owned() });
        self
    }
}

/// Only the template is told: the values may be what a person typed.
impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("template", &self.template).finish_non_exhaustive()
    }
}

/// Something to correct in one field.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's `name`, which is its `id` too.
    pub field: String,
    /// Key of the message; its arguments are the page's values, where `until`, an instant, is the time
    /// on the clock.
    pub message: String,
}

/// What stands around every page.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The language to speak.
    pub language: Language,
    /// The service's name in that language (configuration `[names]`).
    pub service: &'a str,
    /// The agency's name as its metadata has it. It is cleaned here, and always text.
    pub agency: Option<&'a str>,
    /// The least level of assurance that it accepts, said in a word beside its name.
    pub asks: Option<LevelOfAssurance>,
    /// Host (and port) of this hub, as the address bar shows it.
    pub host: &'a str,
    /// Path of this page, without query: where its form posts to and its languages link to.
    pub path: &'a str,
    /// Hidden fields of the forms on this page.
    pub guard: Option<Guard>,
    /// What the forms on this page bring back, locked: for pages of which nothing is kept here.
    pub kept: Option<&'a str>,
    /// Path that «Cancelar y volver a …» posts to, where there is a way back.
    pub cancel: Option<&'a str>,
    /// Path that «Elegir otra forma de entrar» posts to, where there is a choice.
    pub other_ways: Option<&'a str>,
    /// Until when this step is open, where there is an end to it.
    pub limit: Option<Limit>,
    /// Whether to show the band of the demonstration.
    pub demonstration: bool,
}

impl<'a> Frame<'a> {
    /// A frame with nothing but the service around the page.
    #[must_use]
    pub fn new(language: Language, service: &'a str, host: &'a str, path: &'a str) -> Self {
        Self {
            language,
            service,
            agency: None,
            asks: None,
            host,
            path,
            guard: None,
            kept: None,
            cancel: None,
            other_ways: None,
            limit: None,
            demonstration: false,
        }
    }
}

/// Until when a step is open (WCAG 2.2, 2.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Limit {
    /// The end.
    pub until: Timestamp,
    /// How long that is from now, for a script whose clock may be wrong.
    pub left: SignedDuration,
    /// Path that «Necesito más tiempo» posts to; nothing when no more can be had.
    pub more: Option<String>,
}

/// Longest agency name shown, in characters.
const LONGEST_NAME: usize = 120;

/// An agency's name fit to be shown: cleaned of what steers text, and not longer than a heading can be.
#[must_use]
pub fn presentable(name: &str) -> String {
    legible(name, LONGEST_NAME)
}

/// What somebody else wrote, fit to be shown: no control characters, none that turn the direction of the
/// text around it, spaces single, and not longer than this many characters.
pub(crate) fn legible(text: &str, longest: usize) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !steers_text(*c))
        .collect();
    let words = visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return words;
    }
    let mut cut: String = words.chars().take(longest - 1).collect();
    cut.push('…');
    cut
}

/// Characters without a shape of their own that change how others are read (Unicode UAX 9, and the
/// invisible ones with which two different names look the same).
fn steers_text(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests;
