//! Stories: a citizen comes from an agency, and goes back to it.

#![cfg(test)]

mod agencies;
mod another_browser;
mod certificate;
mod clave2;
mod finishing_once;
mod hashing;
mod hostile_addresses;
mod interleaving;
mod leaving;
mod levels;
mod logging_in;
mod names;
mod notices;
mod pin;
mod rejected_requests;
mod releases;
mod replayed_pages;
mod second_factor;
mod sessions;
mod shortfalls;
mod shown_data;
mod statuses;
mod step_up;
mod time;
mod waits;

use tests::code_card;
use tests::hall::CARD;
use tests::hall::browser::Answer;

/// What Ana answers to a page of the printed code card: its number, then the code that is asked.
pub(crate) fn card_answer(page: &Answer) -> Vec<(&'static str, String)> {
    card_answer_with(CARD, page)
}

/// The same with the card of this number.
pub(crate) fn card_answer_with(card: &str, page: &Answer) -> Vec<(&'static str, String)> {
    if page.body.contains("name=\"tarjeta\"") {
        return vec![("tarjeta", card.to_owned())];
    }
    let heading = page.heading();
    let is_position = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| ('A'..='E').contains(&c))
            && letters.as_str().parse::<u8>().is_ok()
    };
    let words = heading.split(|c: char| !c.is_ascii_alphanumeric());
    let position = words.into_iter().find(is_position).unwrap();
    vec![("codigo", code_card::printed(card, position))]
}
