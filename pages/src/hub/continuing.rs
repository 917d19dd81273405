//! «Continúa como …»: a person who entered before goes on without entering again (UX 5.5, SPEC 3.9).

use identity::LevelOfAssurance;
use jiff::Timestamp;

use crate::Page;
use crate::page::presentable;

/// The page that offers to go on with the session that this browser has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Continue {
    /// Path that the form posts to: `respuesta` is `continuar` or `otra`.
    pub action: String,
    /// The person's name as [`mask`] leaves it.
    pub masked_name: String,
    /// The id of the method with which they entered.
    pub method: String,
    /// The level that they reached.
    pub level: LevelOfAssurance,
    /// When they entered.
    pub authenticated_at: Timestamp,
}

impl Continue {
    /// Made-up pages, one for each level.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            action: "/t/0123456789abcdef".to_owned(),
            masked_name: "C*** E***".to_owned(),
            method: "sample".to_owned(),
            level: LevelOfAssurance::Substantial,
            authenticated_at: Timestamp::constant(1_795_335_627, 0),
        };
        let low = Self { level: LevelOfAssurance::Low, ..page.clone() };
        let high = Self { level: LevelOfAssurance::High, ..page.clone() };
        vec![("continue", page), ("continue-low", low), ("continue-high", high)]
    }
}

impl From<Continue> for Page {
    fn from(page: Continue) -> Self {
        Page::new("continue.html")
            .with("action", page.action)
            .with("name", presentable(&page.masked_name))
            .with("method", page.method)
            .with("level", format!("assurance-{}", page.level.name()))
            .with("at", page.authenticated_at.to_string())
    }
}

/// What stands for the letters left out; always the same, so that it does not tell how many.
const REST: &str = "***";

/// Most words of a name that are told.
const MOST_WORDS: usize = 6;

/// A name that its owner recognizes and nobody else reads: of each word the first letter, then `***`.
#[must_use]
pub fn mask(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c.is_control());
    let masked: Vec<String> = words.filter_map(initial).take(MOST_WORDS).collect();
    if masked.is_empty() {
        return REST.to_owned();
    }
    let told: Vec<String> = masked.into_iter().map(|letter| letter + REST).collect();
    told.join(" ")
}

/// The word's first letter with the first accent written after it, if the accent is a character of its
/// own (Unicode block «Combining Diacritical Marks»); none if the word has no letter.
fn initial(word: &str) -> Option<String> {
    let mut rest = word.chars().skip_while(|c| !c.is_alphabetic());
    let letter = rest.next()?;
    let accent = rest.next().filter(|c| matches!(c, '\u{300}'..='\u{36F}'));
    Some(std::iter::once(letter).chain(accent).collect())
}

#[cfg(test)]
mod tests;
