//! The cards and authorities as the manual shows them.

use std::fmt::Write as _;

use crate::authority::Authority;
use crate::card::Card;

/// Two tables in Markdown: the cards with what a correct relying party makes of them, and the authorities.
#[must_use]
pub fn table() -> String {
    let mut text = "| card | what it is | a correct relying party |\n|---|---|---|\n".to_owned();
    for card in Card::ALL {
        let (name, what, outcome) = (card.name(), card.what(), card.outcome().words());
        writeln!(text, "| `{name}` | {what} | {outcome} |").unwrap();
    }
    text.push_str("\n| authority | what it is | believed |\n|---|---|---|\n");
    for authority in Authority::ALL {
        let believed = if authority.is_trusted() { "yes" } else { "no" };
        writeln!(text, "| `{}` | {} | {believed} |", authority.name(), authority.what()).unwrap();
    }
    text
}
