//! Frame and page together, as HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};
use tera::{Context, Tera};
use thiserror::Error;

use crate::forms::KEPT;
use crate::language::PerLanguage;
use crate::messages::{Catalogue, MessageError, OWN};
use crate::page::presentable;
use crate::{Frame, Language, Limit, Pack, Page, assets};

mod functions;

/// The templates of this crate.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("components.html", include_str!("../templates/components.html")),
    ("accesses.html", include_str!("../templates/accesses.html")),
    ("disown.html", include_str!("../templates/disown.html")),
    ("frame.html", include_str!("../templates/frame.html")),
    ("choose.html", include_str!("../templates/choose.html")),
    ("continue.html", include_str!("../templates/continue.html")),
    ("leave.html", include_str!("../templates/leave.html")),
    ("left.html", include_str!("../templates/left.html")),
    ("telling.html", include_str!("../templates/telling.html")),
    ("replace.html", include_str!("../templates/replace.html")),
    ("step-up.html", include_str!("../templates/step-up.html")),
    ("release.html", include_str!("../templates/release.html")),
    ("limit.html", include_str!("../templates/limit.html")),
    ("returning.html", include_str!("../templates/returning.html")),
    ("refusal.html", include_str!("../templates/refusal.html")),
    ("shortfall.html", include_str!("../templates/shortfall.html")),
    ("help.html", include_str!("../templates/help.html")),
    ("privacy.html", include_str!("../templates/privacy.html")),
    ("accessibility.html", include_str!("../templates/accessibility.html")),
];

/// What to answer, with 500, when not even the page for our own faults can be made.
pub const LAST_RESORT: &str = "<!doctype html><html lang=\"es\"><head><meta charset=\"utf-8\">\
    <title>Tenemos un problema</title></head><body><main><h1>Tenemos un problema</h1>\
    <p>Algo ha fallado en nuestro sistema. Prueba otra vez dentro de unos minutos.</p>\
    <p lang=\"en\">Something in our system has failed. Try again in a few minutes.</p>\
    </main></body></html>";

/// Why there is no page. Ours, or a method's, never the visitor's.
#[derive(Debug, Error)]
pub enum PageError {
    /// A template does not compile, or lacks a value.
    #[error("the template cannot be used")]
    Template(#[from] tera::Error),
    /// The messages cannot be read, or one is missing.
    #[error("the messages cannot be used")]
    Message(#[from] MessageError),
    /// A method's template would not be escaped.
    #[error("template {0} must end in .html")]
    NotHtml(String),
    /// Two templates have the same name: one would silently replace the other.
    #[error("two templates are called {0}")]
    Twice(String),
}

/// The value of a page that errors name as a time of day, to the second.
const UNTIL: &str = "until";
/// And the one that messages name as a day and a time.
const AT: &str = "at";

/// Every template and every message, ready to render.
pub struct Pages {
    catalogue: Arc<Catalogue>,
    // One engine for each language: its `t` knows what to speak without being told in every call.
    engines: PerLanguage<Tera>,
}

impl Pages {
    /// The pages of this crate and of these methods.
    ///
    /// # Errors
    /// Says which template or message cannot be read, or is there twice.
    pub fn new(packs: &[Pack]) -> Result<Self, PageError> {
        let files: Vec<_> =
            std::iter::once(OWN).chain(packs.iter().map(|pack| pack.messages)).collect();
        let catalogue = Arc::new(Catalogue::new(&files)?);
        let templates: Vec<(&str, &str)> =
            TEMPLATES.iter().chain(packs.iter().flat_map(|pack| pack.templates)).copied().collect();
        check_names(&templates)?;
        let engines =
            PerLanguage::try_new(|language| engine(language, &catalogue, templates.clone()))?;
        Ok(Self { catalogue, engines })
    }

    /// The page in its frame, as HTML.
    ///
    /// # Errors
    /// A template that asks for a value or message that is not there.
    pub fn render(&self, frame: &Frame<'_>, page: &Page) -> Result<String, PageError> {
        let context = Context::from_serialize(&self.view(frame, page)?)?;
        Ok(self.engines.of(frame.language).render(&page.template, &context)?)
    }

    /// The words of a message, for what is not a page. An instant among the arguments, as text, is the time
    /// on the clock if it is called `until`, and with its day if it is called `at`.
    ///
    /// # Errors
    /// When nobody wrote the message, or it asks for an argument that is not there.
    pub fn say(
        &self,
        language: Language,
        key: &str,
        args: &[(&str, Value)],
    ) -> Result<String, PageError> {
        let mut args: BTreeMap<String, Value> =
            args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.tell_time(language, &mut args)?;
        Ok(self.catalogue.say(language, key, &args)?.text)
    }

    fn tell_time(
        &self,
        language: Language,
        args: &mut BTreeMap<String, Value>,
    ) -> Result<(), PageError> {
        if let Some(until) = args.get(UNTIL).and_then(Value::as_str) {
            let time = functions::wall_clock(until)?;
            let said = self.catalogue.say(language, "clock-exact", &time)?;
            args.insert(UNTIL.to_owned(), Value::from(said.text));
        }
        if let Some(at) = args.get(AT).and_then(Value::as_str) {
            let time = functions::wall_clock(at)?;
            let said = self.catalogue.say(language, "moment", &time)?;
            args.insert(AT.to_owned(), Value::from(said.text));
        }
        Ok(())
    }

    fn view<'a>(&self, frame: &Frame<'a>, page: &'a Page) -> Result<View<'a>, PageError> {
        Ok(View {
            language: frame.language.code(),
            languages: Language::ALL.map(|l| Choice { code: l.code(), name: l.own_name() }),
            service: frame.service,
            agency: frame.agency.map(presentable).unwrap_or_default(),
            asks: frame.asks.map(|level| format!("assurance-{}", level.name())).unwrap_or_default(),
            host: frame.host,
            path: frame.path,
            guard: hidden_fields(frame),
            cancel: frame.cancel.unwrap_or_default(),
            other_ways: frame.other_ways.unwrap_or_default(),
            limit: frame.limit.as_ref().map(LimitView::of),
            demonstration: frame.demonstration,
            style: assets::STYLE.path,
            script: assets::SCRIPT.path,
            icon: assets::ICON.path,
            values: &page.values,
            errors: self.errors(frame.language, page)?,
        })
    }

    fn errors(&self, language: Language, page: &Page) -> Result<Vec<ErrorText>, PageError> {
        let mut args: BTreeMap<String, Value> =
            page.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        self.tell_time(language, &mut args)?;
        page.errors
            .iter()
            .map(|error| {
                let said = self.catalogue.say(language, &error.message, &args)?;
                Ok(ErrorText {
                    field: error.field.clone(),
                    language: said.language.code(),
                    text: said.text,
                })
            })
            .collect()
    }
}

/// What every form of the page carries.
fn hidden_fields(frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let kept = frame.kept.map(|kept| (KEPT, kept.to_owned()));
    frame.guard.iter().flat_map(crate::Guard::fields).chain(kept).collect()
}

/// What the templates see.
#[derive(Serialize)]
struct View<'a> {
    language: &'static str,
    languages: [Choice; 5],
    service: &'a str,
    agency: String,
    asks: String,
    host: &'a str,
    path: &'a str,
    guard: Vec<(&'static str, String)>,
    cancel: &'a str,
    other_ways: &'a str,
    limit: Option<LimitView>,
    demonstration: bool,
    style: &'static str,
    script: &'static str,
    icon: &'static str,
    values: &'a Map<String, Value>,
    errors: Vec<ErrorText>,
}

/// Until when, as an instant and in seconds from now.
#[derive(Serialize)]
struct LimitView {
    until: String,
    left: i64,
    more: String,
}

impl LimitView {
    fn of(limit: &Limit) -> Self {
        let Limit { until, left, more } = limit;
        Self {
            until: until.to_string(),
            left: left.as_secs().max(0),
            more: more.clone().unwrap_or_default(),
        }
    }
}

#[derive(Serialize)]
struct Choice {
    code: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct ErrorText {
    field: String,
    language: &'static str,
    text: String,
}

fn engine(
    language: Language,
    catalogue: &Arc<Catalogue>,
    templates: Vec<(&str, &str)>,
) -> Result<Tera, PageError> {
    let mut engine = Tera::new();
    functions::register(&mut engine, language, catalogue);
    engine.add_raw_templates(templates)?;
    Ok(engine)
}

fn check_names(templates: &[(&str, &str)]) -> Result<(), PageError> {
    let mut known = BTreeSet::new();
    for (name, _) in templates {
        if !escaped(name) {
            return Err(PageError::NotHtml((*name).to_owned()));
        }
        if !known.insert(name) {
            return Err(PageError::Twice((*name).to_owned()));
        }
    }
    Ok(())
}

/// Tera escapes by the end of the name.
fn escaped(name: &str) -> bool {
    name.strip_suffix(".html").is_some_and(|stem| !stem.is_empty())
}

#[cfg(test)]
mod tests;
