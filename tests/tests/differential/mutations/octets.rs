//! Without regard for what the octets mean.

use super::Mutation;
use crate::dice::Dice;

pub(super) const ALL: [Mutation; 8] = [
    Mutation::octets("flip a bit", flip),
    Mutation::octets("replace an octet", replace),
    Mutation::octets("insert octets", insert),
    Mutation::octets("delete octets", delete),
    Mutation::octets("repeat a stretch", repeat),
    Mutation::octets("something after the end", after_the_end),
    Mutation::octets("something before the start", before_the_start),
    Mutation::octets("another encoding", encode),
];

const TASTY: [&str; 34] = [
    "\0",
    "\x01",
    "\t",
    "\n",
    "\r",
    " ",
    "\"",
    "'",
    "<",
    ">",
    "&",
    "/",
    "=",
    ":",
    "#",
    "-",
    "!",
    "?",
    ";",
    "]]>",
    "--",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{200b}",
    "\u{2028}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{feff}",
    "\u{1d4b3}",
    "é",
    "e\u{301}",
    "&#0;",
    "&amp;",
];

const TRAILERS: [&str; 14] = [
    " ",
    "\n\n",
    "\t",
    "\0",
    "x",
    "<",
    "<x/>",
    "<!-- after -->",
    "<?after?>",
    "</x>",
    "&#32;",
    "]]>",
    "\u{feff}",
    "<!DOCTYPE x>",
];

const LEADERS: [&str; 10] = [
    " ",
    "\n",
    "\u{feff}",
    "\u{feff}\u{feff}",
    "\0",
    "<!-- before -->",
    "<?before?>",
    "x",
    "<?xml version=\"1.0\"?>",
    "\u{a0}",
];

#[expect(clippy::ptr_arg, reason = "as its neighbours")]
fn flip(dice: &mut Dice, octets: &mut Vec<u8>) {
    let at = dice.below(octets.len());
    octets[at] ^= 1 << dice.below(8);
}

fn replace(dice: &mut Dice, octets: &mut Vec<u8>) {
    let at = dice.below(octets.len());
    octets.splice(at..=at, dice.text(&TASTY).bytes());
}

fn insert(dice: &mut Dice, octets: &mut Vec<u8>) {
    let at = dice.below(octets.len() + 1);
    octets.splice(at..at, dice.text(&TASTY).bytes());
}

fn delete(dice: &mut Dice, octets: &mut Vec<u8>) {
    let at = dice.below(octets.len());
    let end = (at + 1 + dice.below(8)).min(octets.len());
    octets.drain(at..end);
}

fn repeat(dice: &mut Dice, octets: &mut Vec<u8>) {
    let at = dice.below(octets.len());
    let end = (at + 1 + dice.below(40)).min(octets.len());
    let stretch = octets[at..end].to_vec();
    octets.splice(end..end, stretch);
}

fn after_the_end(dice: &mut Dice, octets: &mut Vec<u8>) {
    if dice.one_in(10) {
        octets.extend(octets.clone());
    } else {
        octets.extend(dice.text(&TRAILERS).bytes());
    }
}

fn before_the_start(dice: &mut Dice, octets: &mut Vec<u8>) {
    octets.splice(0..0, dice.text(&LEADERS).bytes());
}

/// Transcoded, told or not; a byte order mark or none.
fn encode(dice: &mut Dice, octets: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(octets).into_owned();
    let told = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>");
    let text = if dice.one_in(2) || text.starts_with("<?xml") {
        text
    } else {
        let name = dice.text(&["UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "UTF-8"]);
        format!("{}{text}", told(name))
    };
    let mark = if dice.one_in(2) { "\u{feff}" } else { "" };
    let marked = format!("{mark}{text}");
    *octets = match dice.below(3) {
        0 => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
    };
}
