//! What templates can call: `t`, `clock`, `exact`, `date`, `moment`, and the filter `plain`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::Language;
use crate::messages::Catalogue;

/// The clock on the wall in Madrid: Directive 2000/84/EC, as POSIX writes it, so that no time zone
/// file has to be there.
const MADRID: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

pub(super) fn register(engine: &mut Tera, language: Language, catalogue: &Arc<Catalogue>) {
    let words = Arc::clone(catalogue);
    engine.register_function("t", move |args: Kwargs, _: &State<'_>| {
        let key: &str = args.must_get("key")?;
        say(&words, language, key, &arguments(&args)?)
    });
    let times =
        [("clock", "clock"), ("exact", "clock-exact"), ("date", "date"), ("moment", "moment")];
    for (name, key) in times {
        let words = Arc::clone(catalogue);
        engine.register_function(name, move |args: Kwargs, _: &State<'_>| {
            let at: &str = args.must_get("at")?;
            say(&words, language, key, &wall_clock(at)?)
        });
    }
    engine.register_filter("plain", |text: tera::StringInput<'_>, _: Kwargs, _: &State<'_>| {
        plain(&text)
    });
}

/// The message, as text to be escaped; where it had to be Spanish, as an element that says so.
fn say(
    words: &Catalogue,
    language: Language,
    key: &str,
    args: &BTreeMap<String, Value>,
) -> TeraResult<tera::Value> {
    let said = words
        .say(language, key, args)
        .map_err(|problem| tera::Error::message(problem.to_string()))?;
    if said.language == language {
        return Ok(tera::Value::from(said.text));
    }
    let mut escaped = Vec::new();
    tera::escape_html(&said.text, &mut escaped)?;
    let text = String::from_utf8(escaped)?;
    Ok(tera::Value::safe_string(&format!("{SPANISH}{text}{END}")))
}

const SPANISH: &str = "<span lang=\"es\">";
const END: &str = "</span>";

/// Text for places that hold no elements (a title, an attribute): without the mark of a fallback.
fn plain(text: &tera::StringInput<'_>) -> tera::Value {
    text.inherit_safety(text.as_str().replace(SPANISH, "").replace(END, ""))
}

fn arguments(args: &Kwargs) -> TeraResult<BTreeMap<String, Value>> {
    args.iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)))
        .filter(|(name, _)| *name != "key")
        .map(|(name, value)| {
            let value = serde_json::to_value(value).map_err(tera::Error::message)?;
            Ok((name.to_owned(), value))
        })
        .collect()
}

/// The parts of an instant as people in Madrid read it.
pub(super) fn wall_clock(at: &str) -> TeraResult<BTreeMap<String, Value>> {
    let at: Timestamp = at.parse().map_err(tera::Error::message)?;
    let madrid = TimeZone::posix(MADRID).map_err(tera::Error::message)?;
    let there = at.to_zoned(madrid);
    Ok(BTreeMap::from([
        ("year".to_owned(), json!(there.year().to_string())),
        ("month".to_owned(), json!(there.month())),
        ("day".to_owned(), json!(there.day().to_string())),
        ("hour".to_owned(), json!(there.hour().to_string())),
        ("minute".to_owned(), json!(format!("{:02}", there.minute()))),
        ("second".to_owned(), json!(format!("{:02}", there.second()))),
    ]))
}
