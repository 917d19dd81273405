//! The alphabet of SMS (GSM 03.38, now 3GPP TS 23.038), and texts that fit in it.
//!
//! A text in it has 160 characters in one SMS, any other 70. Spanish, Catalan and Galician have letters that it
//! lacks, and are read as well without their accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Each takes one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each takes two.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How an SMS is written on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Septets of the alphabet.
    Gsm,
    /// Units of 16 bits.
    Ucs2,
}

/// A text as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// The words.
    pub text: String,
    /// How they are written.
    pub coding: Coding,
}

/// The text in the alphabet, with letters that it lacks in their plain form; as it is, where that is not enough.
#[must_use]
pub fn fit(text: &str) -> Fitted {
    let text: String = text.nfc().collect();
    match text.chars().map(folded).collect::<Option<Vec<_>>>() {
        Some(parts) => Fitted { text: parts.concat(), coding: Coding::Gsm },
        None => Fitted { text, coding: Coding::Ucs2 },
    }
}

impl Fitted {
    /// How many SMS it takes. Those of a longer text have a header each.
    #[must_use]
    pub fn segments(&self) -> usize {
        let (length, (alone, each)) = match self.coding {
            Coding::Gsm => (self.text.chars().map(septets).sum(), (160, 153)),
            Coding::Ucs2 => (self.text.encode_utf16().count(), (70, 67)),
        };
        if length <= alone { 1 } else { length.div_ceil(each) }
    }
}

fn septets(c: char) -> usize {
    if EXTENSION.contains(c) { 2 } else { 1 }
}

fn is_in_it(c: char) -> bool {
    BASIC.contains(c) || EXTENSION.contains(c)
}

/// One character in the alphabet's own; nothing: it has none.
fn folded(c: char) -> Option<String> {
    if is_in_it(c) {
        return Some(c.to_string());
    }
    let plain = match c {
        '‘' | '’' | '´' | '`' => "'",
        '“' | '”' | '«' | '»' => "\"",
        '–' | '—' | '−' => "-",
        '…' => "...",
        'ª' => "a",
        'º' => "o",
        '\u{a0}' | '\u{202f}' | '\t' => " ",
        // Catalan's l·l, and what is not seen at all.
        '·' | '\u{ad}' | '\u{200b}' | '\u{2060}' => "",
        _ => return base(c),
    };
    Some(plain.to_owned())
}

/// Without its accents.
fn base(c: char) -> Option<String> {
    let base: String = std::iter::once(c).nfd().filter(|part| !is_combining_mark(*part)).collect();
    (!base.is_empty() && base.chars().all(is_in_it)).then_some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gsm(text: &str) -> Fitted {
        Fitted { text: text.to_owned(), coding: Coding::Gsm }
    }

    #[test]
    fn the_alphabet_has_127_characters_beside_its_escape() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn letters_that_it_lacks_lose_their_accents_and_others_stay() {
        let text = "Código válido aquí: ñandú, às, Peça, il·lusió, pingüino, ÍÓÚÁ — «sí»…";
        let fitted = "Codigo valido aqui: ñandu, às, Peca, illusio, pingüino, IOUA - \"si\"...";
        assert_eq!(fit(text), gsm(fitted));
        assert_eq!(fit("@hub.localhost #12345678"), gsm("@hub.localhost #12345678"));
        assert_eq!(fit("a\u{301}"), gsm("a"));
    }

    #[test]
    fn what_no_folding_helps_is_sent_as_it_is() {
        let fitted = Fitted { text: "Código 你好".to_owned(), coding: Coding::Ucs2 };
        assert_eq!(fit("Código 你好"), fitted);
    }

    #[test]
    fn the_extension_takes_two_septets_and_long_texts_have_headers() {
        assert_eq!(gsm(&"a".repeat(160)).segments(), 1);
        assert_eq!(gsm(&"€".repeat(80)).segments(), 1);
        assert_eq!(gsm(&format!("{}€", "a".repeat(159))).segments(), 2);
        assert_eq!(gsm(&"a".repeat(161)).segments(), 2);
        assert_eq!(gsm(&"a".repeat(307)).segments(), 3);
        let ucs2 = |text: String| Fitted { text, coding: Coding::Ucs2 };
        assert_eq!(ucs2("你".repeat(70)).segments(), 1);
        assert_eq!(ucs2("你".repeat(71)).segments(), 2);
        assert_eq!(ucs2("😀".repeat(36)).segments(), 2);
    }
}
