//! The PIN as its person has it: document, the datum of their card, and what comes to their phone.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::hall::browser::{Answer, Form};

/// An SMS comes within this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a person fills in on a page of the PIN. `card` is the datum and the phone, with a blank between;
/// of the messages in the outbox's file so many are from before.
pub(super) fn filled(
    page: &Answer,
    (document, card): (&str, &str),
    (outbox, seen): (&Path, usize),
) -> Option<(Form, Vec<(&'static str, String)>)> {
    let form = page.find_form("/pin")?;
    let (datum, phone) = card.split_once(' ')?;
    let has = |field: &str| page.body.contains(&format!("name=\"{field}\""));
    let says = |value: &str| page.body.contains(&format!("value=\"{value}\""));
    let fields = if has("documento") {
        vec![("documento", document.to_owned())]
    } else if has("dia") {
        let names = ["dia", "mes", "ano"].into_iter();
        names.zip(datum.split('-').map(str::to_owned)).collect()
    } else if says("obtener") {
        vec![("accion", "obtener".to_owned())]
    } else if has("pin") {
        vec![("pin", pin(outbox, phone, seen)?)]
    } else {
        vec![("accion", "sms".to_owned())]
    };
    Some((if has("pin") { page.form_with("pin") } else { form }, fields))
}

/// The codes that went to a phone, by the outbox's file.
#[must_use]
pub fn messages(outbox: &Path, phone: &str) -> Vec<String> {
    let text = fs::read_to_string(outbox).unwrap_or_default();
    let lines = text.lines().filter(|line| line.contains(phone));
    let lines = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter_map(|line| Some(line.get("code")?.as_str()?.to_owned())).collect()
}

fn pin(outbox: &Path, phone: &str, seen: usize) -> Option<String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(pin) = messages(outbox, phone).into_iter().skip(seen).next_back() {
            return Some(pin);
        }
        thread::sleep(Duration::from_millis(1));
    }
    None
}
