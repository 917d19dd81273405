//! A policy as a file: TOML, bounded, and refused with every mistake and its line.

use std::collections::BTreeMap;
use std::ops::Range;

use authenticators::MethodId;
use identity::{Factors, LevelOfAssurance, RegistrationLevel};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::policy::rules::{PolicyRule, REGISTRATIONS, Remark, Rules, registration_name};
use crate::policy::times::{COOLING_HOURS, MOST_MINUTES, Times};

/// Octets of a file.
pub const LONGEST: usize = 64 * 1024;

/// Rules of a file.
pub const MOST_RULES: usize = 200;

/// Letters of a method's name.
const LONGEST_METHOD: usize = 64;

/// What is not a policy; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentences(.0))]
pub struct BadPolicy(pub Vec<Remark>);

fn sentences(remarks: &[Remark]) -> String {
    let lines: Vec<_> = remarks.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PolicyFile {
    pub(super) rules: Rules,
    pub(super) times: Times,
    /// The line of `legacy_clave_levels = true`, if it is said.
    pub(super) legacy: Option<usize>,
}

/// Keys and values, each with its place.
type Table = BTreeMap<Spanned<String>, Spanned<Value>>;

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    rule: Vec<Spanned<Table>>,
    #[serde(default)]
    defaults: Table,
    #[serde(default)]
    session: Table,
}

/// What `[defaults]` says.
#[derive(Default)]
struct Defaults {
    /// The line of `legacy_clave_levels = true`.
    legacy: Option<usize>,
    cooling: Option<u8>,
}

/// The keys of `[session]`, for the levels from the lowest to the highest.
const MINUTES: [&str; 3] = ["low_minutes", "substantial_minutes", "high_minutes"];

/// Reads a file whole.
///
/// # Errors
/// [`BadPolicy`] with all that is wrong; where it is no TOML, with the first of it.
pub(super) fn read(text: &str) -> Result<PolicyFile, BadPolicy> {
    if text.len() > LONGEST {
        return Err(one(
            1,
            format!("a policy has at most {LONGEST} octets; this is {}", text.len()),
        ));
    }
    let mut reading = Reading { text, problems: Vec::new() };
    let keys: BTreeMap<Spanned<String>, Value> = reading.toml()?;
    for key in keys.keys() {
        if !["rule", "defaults", "session"].contains(&key.get_ref().as_str()) {
            reading.unknown(key, "rule, defaults, session");
        }
    }
    let written: Written = reading.toml()?;
    if written.rule.len() > MOST_RULES {
        let line = written.rule.get(MOST_RULES).map_or(1, |rule| reading.line(rule.span()));
        return Err(one(line, format!("a policy has at most {MOST_RULES} rules")));
    }
    let Defaults { legacy, cooling } = reading.defaults(&written.defaults);
    let times = Times::new(reading.session(&written.session), cooling);
    let mut rules: Vec<_> = written.rule.iter().filter_map(|rule| reading.rule(rule)).collect();
    if written.rule.is_empty() {
        reading.wrong(1, "there is no rule, so nobody could log in: [[rule]] begins one");
    }
    if !reading.problems.is_empty() {
        reading.problems.sort();
        return Err(BadPolicy(reading.problems));
    }
    if let Some(line) = legacy {
        add_legacy(&mut rules, line);
    }
    let rules = Rules::new(rules).map_err(BadPolicy)?;
    Ok(PolicyFile { rules, times, legacy })
}

/// The external table that Cl@ve has published (SPEC 4.2), where it is above 2015/1502: the password
/// alone and the code by SMS alone are substantial for a person of advanced registration. They stand just
/// above the first rule of level low.
fn add_legacy(rules: &mut Vec<PolicyRule>, line: usize) {
    let is_low = |rule: &PolicyRule| rule.level == LevelOfAssurance::Low;
    let place = rules.iter().position(is_low).unwrap_or(rules.len());
    let row = |method, factors| PolicyRule {
        line,
        method: Some(MethodId::new(method)),
        factors,
        registrations: vec![Some(RegistrationLevel::Advanced)],
        level: LevelOfAssurance::Substantial,
        is_legacy: true,
    };
    let rows = [row("password", Factors::KNOWLEDGE), row("pin", Factors::POSSESSION)];
    rules.splice(place..place, rows);
}

fn one(line: usize, sentence: impl Into<String>) -> BadPolicy {
    BadPolicy(vec![Remark::new(line, sentence)])
}

struct Reading<'t> {
    text: &'t str,
    problems: Vec<Remark>,
}

impl Reading<'_> {
    fn toml<T: serde::de::DeserializeOwned>(&self) -> Result<T, BadPolicy> {
        toml::from_str(self.text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line(span));
            // On one line, whatever the parser says.
            let said = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            one(line, format!("this is not the form of a policy: {said}"))
        })
    }

    fn line(&self, span: Range<usize>) -> usize {
        self.text.get(..span.start).unwrap_or_default().matches('\n').count() + 1
    }

    fn wrong(&mut self, line: usize, sentence: impl Into<String>) {
        self.problems.push(Remark::new(line, sentence));
    }

    fn unknown(&mut self, key: &Spanned<String>, known: &str) {
        let line = self.line(key.span());
        let key = shown(key.get_ref());
        self.wrong(line, format!("there is no key {key}: the keys here are {known}"));
    }

    fn defaults(&mut self, table: &Table) -> Defaults {
        let mut said = Defaults::default();
        for (key, value) in table {
            let line = self.line(value.span());
            match (key.get_ref().as_str(), value.get_ref()) {
                ("unmatched", Value::String(word)) if word == "refuse" => {}
                ("unmatched", _) => {
                    self.wrong(
                        line,
                        "what no rule matches can only be refused: unmatched = \"refuse\"",
                    );
                }
                ("legacy_clave_levels", Value::Boolean(on)) => said.legacy = on.then_some(line),
                ("legacy_clave_levels", _) => {
                    self.wrong(line, "legacy_clave_levels is true or false");
                }
                ("cooling_hours", value) => {
                    said.cooling = whole(value).filter(|hours| COOLING_HOURS.contains(hours));
                    if said.cooling.is_none() {
                        let (least, most) = (COOLING_HOURS.start(), COOLING_HOURS.end());
                        let sentence = format!("cooling_hours is a number from {least} to {most}");
                        self.wrong(line, sentence);
                    }
                }
                _ => self.unknown(key, "unmatched, legacy_clave_levels, cooling_hours"),
            }
        }
        said
    }

    /// The minutes for which a proof counts for each level.
    fn session(&mut self, table: &Table) -> [u16; 3] {
        for key in table.keys() {
            if !MINUTES.contains(&key.get_ref().as_str()) {
                self.unknown(key, &MINUTES.join(", "));
            }
        }
        let mut minutes = LevelOfAssurance::ALL.map(|level| Times::default().minutes(level));
        let mut below: Option<(&str, u16)> = None;
        for (key, place) in MINUTES.into_iter().zip(&mut minutes) {
            let line = table.get(key).map_or(1, |value| self.line(value.span()));
            if let Some(value) = table.get(key) {
                match whole(value.get_ref()).filter(|one| (1..=MOST_MINUTES).contains(one)) {
                    Some(said) => *place = said,
                    None => self.wrong(line, format!("{key} is a number from 1 to {MOST_MINUTES}")),
                }
            }
            if let Some((lower, most)) = below.filter(|(_, most)| *place > *most) {
                let sentence = format!(
                    "a proof counts for a higher level no longer than for a lower one: {key} is {place}, and \
                     {lower} is {most}"
                );
                self.wrong(line, sentence);
            }
            below = Some((key, *place));
        }
        minutes
    }

    fn rule(&mut self, table: &Spanned<Table>) -> Option<PolicyRule> {
        let line = self.line(table.span());
        let before = self.problems.len();
        let table = table.get_ref();
        for key in table.keys() {
            if !["method", "factors", "registration", "loa"].contains(&key.get_ref().as_str()) {
                self.unknown(key, "method, factors, registration, loa");
            }
        }
        let method = self.words(table, line, "method").and_then(|word| self.method(&word));
        let factors = self.words(table, line, "factors").and_then(|words| self.factors(&words));
        let registrations = self.words(table, line, "registration");
        let registrations = registrations.map(|words| self.registrations(&words));
        let level = self.words(table, line, "loa").and_then(|word| self.level(&word));
        if self.problems.len() > before {
            return None;
        }
        let method = match method? {
            Which::Any => None,
            Which::This(method) => Some(method),
        };
        let registrations = registrations?;
        let (factors, level) = (factors?, level?);
        Some(PolicyRule { line, method, factors, registrations, level, is_legacy: false })
    }

    /// The one word or the several of a key; nothing, if that is said to be wrong already.
    fn words(&mut self, table: &Table, line: usize, key: &str) -> Option<Words> {
        let Some(value) = table.get(key) else {
            self.wrong(line, format!("this rule has no {key}"));
            return None;
        };
        let line = self.line(value.span());
        let several = ["factors", "registration"].contains(&key);
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let words = match value.get_ref().as_array() {
            Some(list) if several => list.iter().map(word).collect(),
            Some(_) => None,
            None => word(value.get_ref()).map(|word| vec![word]),
        };
        let words =
            words.filter(|words| !words.is_empty() && words.len() <= Factors::every().count());
        if words.is_none() {
            let form =
                if several { "a word in quotes, or a list of some" } else { "one word in quotes" };
            self.wrong(line, format!("{key} is {form}"));
        }
        words.map(|words| Words { line, words })
    }

    fn method(&mut self, words: &Words) -> Option<Which> {
        let name = words.words.first()?;
        let is_named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if name.is_empty() || name.len() > LONGEST_METHOD || !name.chars().all(is_named) {
            let name = shown(name);
            let sentence = format!(
                "{name} is no name of a method: it has up to {LONGEST_METHOD} small letters, digits, _ and -, \
                 or is any"
            );
            self.wrong(words.line, sentence);
            return None;
        }
        Some(if name == "any" { Which::Any } else { Which::This(MethodId::named(name)) })
    }

    fn factors(&mut self, words: &Words) -> Option<Factors> {
        let mut all = Factors::NONE;
        for word in &words.words {
            let Some(factor) = Factors::from_name(word) else {
                let known = Factors::every().fold(Factors::NONE, Factors::union);
                let known: Vec<_> = known.names().collect();
                let (word, known) = (shown(word), known.join(", "));
                self.wrong(
                    words.line,
                    format!("there is no factor {word}: the factors are {known}"),
                );
                return None;
            };
            all = all | factor;
        }
        if all.categories() == 0 {
            self.wrong(
                words.line,
                "a level takes at least one of knowledge, possession and inherence; the others only say \
                 how good they are",
            );
        }
        Some(all)
    }

    fn registrations(&mut self, words: &Words) -> Vec<Option<RegistrationLevel>> {
        let mut all = Vec::new();
        for word in &words.words {
            let found = REGISTRATIONS.into_iter().find(|one| registration_name(*one) == word);
            match found {
                Some(registration) if all.contains(&registration) => {}
                Some(registration) => all.push(registration),
                None => {
                    let word = shown(word);
                    let sentence =
                        format!("there is no registration {word}: it is none, basic or advanced");
                    self.wrong(words.line, sentence);
                }
            }
        }
        all
    }

    fn level(&mut self, words: &Words) -> Option<LevelOfAssurance> {
        let word = words.words.first()?;
        let level = LevelOfAssurance::from_name(word);
        if level.is_none() {
            let word = shown(word);
            self.wrong(
                words.line,
                format!("there is no loa {word}: it is low, substantial or high"),
            );
        }
        level
    }
}

/// A whole number that fits.
fn whole<N: TryFrom<i64>>(value: &Value) -> Option<N> {
    value.as_integer().and_then(|number| N::try_from(number).ok())
}

enum Which {
    Any,
    This(MethodId),
}

struct Words {
    line: usize,
    words: Vec<String>,
}

/// A word of the file as it may stand in a sentence: short, and nothing that steers a terminal.
fn shown(word: &str) -> String {
    const LETTERS: usize = 40;
    let is_longer = word.chars().count() > LETTERS;
    let word: String = word.chars().take(LETTERS).collect();
    let word = word.escape_debug().to_string();
    if is_longer { format!("{word}…") } else { word }
}
