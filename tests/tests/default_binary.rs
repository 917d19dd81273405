//! What runs in production holds nothing of the demonstration.

#![cfg(test)]

use std::env;
use std::fs;
use std::path::PathBuf;

/// Words that only code of the demonstration has.
const DEMONSTRATION: [&str; 3] =
    ["demonstration-seed", "citizens of the demonstration are ready", "contrast_datum"];

fn has(binary: &[u8], word: &str) -> bool {
    binary.windows(word.len()).any(|part| part == word.as_bytes())
}

fn read(variable: &str) -> Vec<u8> {
    let path =
        env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run 'make test'"));
    fs::read(PathBuf::from(path)).unwrap()
}

#[test]
fn the_default_build_holds_nothing_of_the_demonstration() {
    let demonstration = read("ZAGUAN_BINARY");
    let default = read("ZAGUAN_DEFAULT_BINARY");
    for word in DEMONSTRATION {
        assert!(has(&demonstration, word), "the word {word:?} would be found if it were there");
        assert!(!has(&default, word), "{word:?}");
    }
}
