//! The words of an SMS with a code: what it is for, the code, and a last line by which phones fill it in on
//! our pages alone (origin-bound one-time codes).
//!
//! One SMS holds 160 signs of the alphabet of phones, and half as many of any other; so the words are fitted
//! to that alphabet, and the agency's name is cut where there is no room.

use messages::gsm::{Coding, fit};
use pages::{Language, Pages};
use serde_json::Value;

use crate::contract::Fault;

/// Signs of one SMS.
const ROOM: usize = 160;
/// The agency's name is never cut to less.
const LEAST: usize = 12;

/// For whom, where, and with what one enters.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// Key of the message, which may name `{ $agency }` and `{ $code }`.
    pub key: &'a str,
    /// The agency's name.
    pub agency: &'a str,
    /// This hub's host, and port if the address bar shows one.
    pub host: &'a str,
    /// The code.
    pub code: &'a str,
}

/// What the phone gets.
///
/// # Errors
/// [`Fault`] when nobody wrote the words.
pub fn text(pages: &Pages, language: Language, words: Words<'_>) -> Result<String, Fault> {
    let Words { key, agency, host, code } = words;
    let host = host.split(':').next().unwrap_or_default();
    let said = |agency: &str| {
        let args = [("agency", Value::from(agency)), ("code", Value::from(code))];
        let said = pages.say(language, key, &args).map_err(Fault::failed)?;
        Ok::<_, Fault>(plain(&format!("{said}\n@{host} #{code}")))
    };
    let frame = said("")?.chars().count();
    said(&cut(&plain(agency), ROOM.saturating_sub(frame).max(LEAST)))
}

/// In the alphabet of phones, as far as it has the signs.
fn plain(text: &str) -> String {
    let one = |sign: char| {
        let fitted = fit(sign.encode_utf8(&mut [0; 4]));
        (fitted.coding == Coding::Gsm).then_some(fitted.text)
    };
    text.chars().filter_map(one).collect()
}

/// As much of a name as there is room for.
fn cut(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let short: String = name.chars().take(room.saturating_sub(3)).collect();
    format!("{}...", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(cut("Agencia Tributaria", 18), "Agencia Tributaria");
        assert_eq!(cut("Agencia Tributaria", 11), "Agencia...");
    }

    #[test]
    fn in_every_language_every_method_s_words_are_one_sms() {
        let packs: Vec<_> = crate::BUILT_IN.iter().map(|method| method.pack).collect();
        let pages = Pages::new(&packs).unwrap();
        let long = "Ministerio de Inclusión, Seguridad Social y Migraciones, Secretaría de Estado de la \
                    Seguridad Social y Pensiones, Dirección General de Ordenación";
        let messages = [("pin-sms", "k7x"), ("pin-own-sms", "k7x"), ("password-sms", "12345678")];
        for language in Language::ALL {
            for (key, code) in messages {
                for agency in ["Dirección General de Tráfico", long, ""] {
                    let words = Words { key, agency, host: "acceso.ejemplo.es:8443", code };
                    let text = text(&pages, language, words).unwrap();
                    assert_eq!(fit(&text).segments(), 1, "{language:?}: {text}");
                    let last = format!("\n@acceso.ejemplo.es #{code}");
                    assert!(text.ends_with(&last), "{language:?}: {text}");
                    assert_eq!(plain(&text), text);
                }
            }
        }
    }
}
