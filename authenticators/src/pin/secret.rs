//! What is typed: the PIN, and the user key.
//!
//! The *access code* is what proves: the user key and the PIN together, as SHA-256 makes one text of
//! them. Where a key is asked and there is a script the browser makes it, so that neither leaves it in the clear; else the
//! house does.

use openssl::sha::sha256;

use crate::chance;
use crate::contract::{AttemptId, Fault};
use crate::keys::{Keys, Name};

/// The letters without ñ, and the digits that are like no letter.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Signs of a PIN.
const LENGTH: usize = 3;
/// Signs of a user key.
const KEY_LENGTH: usize = 4;
/// Hexadecimal digits of a SHA-256.
const DIGEST: usize = 64;

/// What a PIN and its salt come from: known to the browser that asked, under lock, and useless without
/// the house's key. The same attempt with the same seed and the same key has the same PIN, however often it asks.
pub(super) fn seed() -> Result<String, Fault> {
    chance::code(b"0123456789abcdef", 32)
}

/// The PIN of a seed, and of the user key that was sealed for it: whoever chooses another key has to read
/// another SMS.
pub(super) fn pin(
    keys: &Keys,
    binding: &[u8],
    seed: &str,
    sealed_key: &str,
) -> Result<String, Fault> {
    let bits = keys.name("pin/code/1", &[binding, seed.as_bytes(), sealed_key.as_bytes()])?;
    // 256 is a multiple of 32, so each sign is as likely as any other.
    let sign = |octet: &u8| ALPHABET.get(usize::from(octet % 32)).copied().map(char::from);
    Ok(bits.iter().filter_map(sign).take(LENGTH).collect())
}

/// The salt of a seed.
pub(super) fn salt(keys: &Keys, seed: &str) -> Result<String, Fault> {
    Ok(hex(&keys.name("pin/salt/1", &[seed.as_bytes()])?).chars().take(32).collect())
}

/// The name of a PIN that is bound to an attempt.
pub(super) fn name(keys: &Keys, attempt: &AttemptId, seed: &str) -> Result<Name, Fault> {
    keys.name("pin/name/1", &[attempt.as_str().as_bytes(), seed.as_bytes()])
}

/// A PIN as it is compared; nothing if it has not the form of one.
pub(super) fn read_pin(typed: &str) -> Option<String> {
    let pin: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'))
        .map(|c| c.to_ascii_lowercase())
        .take(LENGTH + 1)
        .collect();
    let signs = pin.bytes().all(|sign| ALPHABET.contains(&sign));
    (pin.len() == LENGTH && signs).then_some(pin)
}

/// A user key as it is compared; nothing if it has not the form of one.
pub(super) fn read_key(typed: &str) -> Option<String> {
    let key = typed.trim();
    let fits = key.len() == KEY_LENGTH && key.bytes().all(|sign| sign.is_ascii_alphanumeric());
    fits.then(|| key.to_ascii_lowercase())
}

/// What stands for the user key once it is salted.
pub(super) fn sealed_key(salt: &str, key: &str) -> String {
    hex(&sha256([salt, key].concat().as_bytes()))
}

/// The access code: of a sealed user key, or of none (`""`), and a PIN.
pub(super) fn access_code(salt: &str, sealed_key: &str, pin: &str) -> String {
    hex(&sha256([salt, sealed_key, pin].concat().as_bytes()))
}

/// A digest that a script has made; nothing if it has not the form of one.
pub(super) fn read_digest(typed: &str) -> Option<&str> {
    let fits =
        typed.len() == DIGEST && typed.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    fits.then_some(typed)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        text.extend(
            [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16)).iter().flatten(),
        );
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::hashing::Pepper;

    fn keys() -> Keys {
        Keys::new(Pepper::from_bytes([7; 32]))
    }

    #[test]
    fn there_are_thirty_two_signs() {
        let signs: BTreeSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(signs.len(), 32);
        assert!(!"0189ñ".bytes().any(|sign| signs.contains(&sign)));
    }

    #[test]
    fn a_seed_has_one_pin_and_another_attempt_has_another() {
        let keys = keys();
        let pins = |binding: &[u8]| {
            (0..20).map(|n| pin(&keys, binding, &format!("{n}"), "").unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(pins(b"one"), pins(b"one"));
        assert_ne!(pins(b"one"), pins(b"two"));
        for pin in pins(b"one") {
            assert_eq!(read_pin(&pin), Some(pin));
        }
    }

    #[test]
    fn every_sign_is_as_likely_as_any_other() {
        let keys = keys();
        let pins: String =
            (0..4000).map(|n| pin(&keys, b"", &format!("{n}"), "").unwrap()).collect();
        assert_eq!(pins.len(), 12_000);
        for sign in ALPHABET {
            let times = pins.bytes().filter(|one| one == sign).count();
            assert!((275..475).contains(&times), "{} came {times} times", char::from(*sign));
        }
    }

    #[test]
    fn a_pin_is_read_in_either_case_and_with_spaces() {
        for typed in ["abc", "ABC", " a b c ", "a-b.c", "Ab\u{a0}c"] {
            assert_eq!(read_pin(typed).as_deref(), Some("abc"), "{typed}");
        }
        for typed in ["", "ab", "abcd", "ab1", "ab0", "abñ", "a\u{301}bc", "ａｂｃ"] {
            assert_eq!(read_pin(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_user_key_has_four_letters_or_digits() {
        assert_eq!(read_key(" Ab1z "), Some("ab1z".to_owned()));
        for typed in ["", "abc", "abcde", "ab c", "añb1", "ñññ"] {
            assert_eq!(read_key(typed), None, "{typed}");
        }
    }

    /// The script makes the same (`tests/browser/stories/pin.mjs`).
    #[test]
    fn the_access_code_is_what_the_browser_makes() {
        let sealed = sealed_key("0f", "ab1z");
        assert_eq!(sealed, hex(&sha256(b"0fab1z")));
        assert_eq!(
            access_code("0f", &sealed, "abc"),
            hex(&sha256(format!("0f{sealed}abc").as_bytes()))
        );
        assert_eq!(read_digest(&sealed), Some(sealed.as_str()));
        assert_eq!(read_digest(&sealed.to_uppercase()), None);
        assert_eq!(read_digest("-"), None);
    }
}
