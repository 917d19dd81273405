//! The words of the pages: Fluent messages, complete in five languages.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde_json::Value;
use thiserror::Error;
use unic_langid::LanguageIdentifier;

use crate::Language;
use crate::language::PerLanguage;

/// The messages of this crate.
pub(crate) const OWN: &[(Language, &str)] = &[
    (Language::Es, include_str!("../messages/es.ftl")),
    (Language::Ca, include_str!("../messages/ca.ftl")),
    (Language::Gl, include_str!("../messages/gl.ftl")),
    (Language::Eu, include_str!("../messages/eu.ftl")),
    (Language::En, include_str!("../messages/en.ftl")),
];

/// Why the words cannot be used. The fault is in a message file, or in who asks for a message.
#[derive(Debug, Error, Eq, PartialEq)]
pub enum MessageError {
    /// A file is not Fluent.
    #[error("messages in {language:?} cannot be read: {problem}")]
    Syntax {
        /// The file's language.
        language: Language,
        /// What the parser says.
        problem: String,
    },
    /// Two files have the same key.
    #[error("a message in {language:?} is there twice: {problem}")]
    Twice {
        /// The files' language.
        language: Language,
        /// What Fluent says.
        problem: String,
    },
    /// Nobody wrote this message, not in Spanish either.
    #[error("there is no message {key}")]
    Missing {
        /// The key.
        key: String,
    },
    /// The message asks for an argument that was not given.
    #[error("message {key} in {language:?} cannot be filled: {problem}")]
    Arguments {
        /// The language.
        language: Language,
        /// The key.
        key: String,
        /// What Fluent says.
        problem: String,
    },
}

/// A message's text, and the language it was found in.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) language: Language,
}

/// All messages of this crate and of the methods.
pub(crate) struct Catalogue(PerLanguage<FluentBundle<FluentResource>>);

impl Catalogue {
    pub(crate) fn new(files: &[&[(Language, &'static str)]]) -> Result<Self, MessageError> {
        PerLanguage::try_new(|language| bundle(language, files)).map(Self)
    }

    /// The message (or, with `key.attribute`, one of its attributes) in this language; in Spanish
    /// where this language does not have it.
    pub(crate) fn say(
        &self,
        language: Language,
        key: &str,
        args: &BTreeMap<String, Value>,
    ) -> Result<Said, MessageError> {
        match self.say_in(language, key, args)? {
            Some(said) => Ok(said),
            None => self
                .say_in(Language::Es, key, args)?
                .ok_or_else(|| MessageError::Missing { key: key.to_owned() }),
        }
    }

    fn say_in(
        &self,
        language: Language,
        key: &str,
        args: &BTreeMap<String, Value>,
    ) -> Result<Option<Said>, MessageError> {
        let bundle = self.0.of(language);
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, a)| (id, Some(a)));
        let message = bundle.get_message(id);
        let pattern = message.and_then(|message| match attribute {
            None => message.value(),
            Some(name) => message.get_attribute(name).map(|found| found.value()),
        });
        let Some(pattern) = pattern else {
            return Ok(None);
        };
        let args: FluentArgs<'_> =
            args.iter().map(|(name, value)| (name.as_str(), fluent(value))).collect();
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut problems).into_owned();
        match problems.first() {
            None => Ok(Some(Said { text, language })),
            Some(problem) => Err(MessageError::Arguments {
                language,
                key: key.to_owned(),
                problem: problem.to_string(),
            }),
        }
    }
}

/// What these files lack or have too much, compared with the Spanish one: a sentence for each key,
/// attribute, argument or variant. Where one chooses by number, each language has the plurals that it needs,
/// and no others; where it chooses by name, each has the same names, or needs no choice. A method's tests ask
/// that there is nothing.
#[must_use]
pub fn gaps(files: &[(Language, &str)]) -> Vec<String> {
    let in_language = |language| {
        let texts = files.iter().filter(|(of, _)| *of == language).map(|(_, text)| *text);
        texts.flat_map(outline).collect::<BTreeMap<_, _>>()
    };
    let spanish = in_language(Language::Es);
    let mut gaps = Vec::new();
    for language in Language::ALL {
        let theirs = in_language(language);
        for (key, entry) in &spanish {
            match theirs.get(key) {
                None => gaps.push(format!("{language:?} lacks {key}")),
                Some(found) if found.arguments != entry.arguments => {
                    gaps.push(format!("{language:?} has other arguments in {key}"));
                }
                Some(found) if !found.chooses_like(entry, language) => {
                    gaps.push(format!("{language:?} chooses otherwise in {key}"));
                }
                Some(_) => {}
            }
        }
        let surplus = theirs.keys().filter(|key| !spanish.contains_key(*key));
        gaps.extend(surplus.map(|key| format!("{language:?} has {key}, and Spanish has not")));
    }
    gaps
}

/// What a key or attribute is made of.
#[derive(Default)]
struct Entry {
    arguments: BTreeSet<String>,
    variants: BTreeSet<String>,
}

/// The plural categories of CLDR.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Entry {
    fn chooses_like(&self, spanish: &Self, language: Language) -> bool {
        let has_plurals = self.variants.iter().map(String::as_str).eq(plurals(language));
        if spanish.variants.iter().any(|variant| variant != "other" && is_plural(variant)) {
            return has_plurals;
        }
        has_plurals || self.variants.is_empty() || self.variants == spanish.variants
    }
}

fn is_plural(variant: &str) -> bool {
    PLURALS.contains(&variant)
}

/// The categories that whole numbers below a million have (CLDR 42, cardinals), in order. Spanish and Catalan
/// have `many` for a million and more.
fn plurals(language: Language) -> impl Iterator<Item = &'static str> {
    match language {
        Language::Es | Language::Ca | Language::Gl | Language::Eu | Language::En => {
            ["one", "other"].into_iter()
        }
    }
}

/// Each key and attribute (`key.attribute`) of a Fluent text, with the arguments that it names and the
/// variants among which it chooses. Fluent is written line by line: a message starts at the margin, its
/// attributes with a dot, a variant with a bracket.
fn outline(text: &str) -> Vec<(String, Entry)> {
    let mut entries: Vec<(String, Entry)> = Vec::new();
    let mut message = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split_once(" =").map(|(name, _)| name).unwrap_or_default();
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.clone_into(&mut message);
            entries.push((message.clone(), Entry::default()));
        } else if let Some(attribute) = name.trim_start().strip_prefix('.') {
            entries.push((format!("{message}.{attribute}"), Entry::default()));
        }
        if let Some((_, entry)) = entries.last_mut() {
            entry.arguments.extend(named_arguments(line));
            entry.variants.extend(variant(line));
        }
    }
    entries
}

/// The name of the variant that begins in this line.
fn variant(line: &str) -> Option<String> {
    let line = line.trim_start();
    let rest = line.strip_prefix('*').unwrap_or(line).strip_prefix('[')?;
    rest.split_once(']').map(|(name, _)| name.to_owned())
}

fn named_arguments(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    })
}

fn bundle(
    language: Language,
    files: &[&[(Language, &'static str)]],
) -> Result<FluentBundle<FluentResource>, MessageError> {
    let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Names are cleaned of direction marks before they get here; Fluent's own marks around each
    // argument would end up in what people copy.
    bundle.set_use_isolating(false);
    let ours = files.iter().flat_map(|file| file.iter()).filter(|(of, _)| *of == language);
    for (_, text) in ours {
        let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, problems)| {
            MessageError::Syntax { language, problem: first(&problems) }
        })?;
        bundle
            .add_resource(resource)
            .map_err(|problems| MessageError::Twice { language, problem: first(&problems) })?;
    }
    Ok(bundle)
}

fn first<P: ToString>(problems: &[P]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

fn fluent(value: &Value) -> FluentValue<'_> {
    match value {
        Value::String(text) => FluentValue::from(text.as_str()),
        Value::Number(number) => number.as_f64().map_or(FluentValue::None, FluentValue::from),
        Value::Bool(true) => FluentValue::from("true"),
        Value::Bool(false) => FluentValue::from("false"),
        Value::Null | Value::Array(_) | Value::Object(_) => FluentValue::None,
    }
}

#[cfg(test)]
mod tests;
