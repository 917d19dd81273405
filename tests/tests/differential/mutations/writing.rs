//! The same thing written in another way, or so it may seem: comments, sections, document types,
//! character references, line ends, white space, quotes and encodings.

use std::fmt::Write as _;

use super::{Mutation, Scene};
use crate::dice::Dice;
use crate::markup::{inserted, replaced};

pub(super) const ALL: [Mutation; 15] = [
    Mutation::text("a comment between tags", comment),
    Mutation::text("a comment in text", comment_in_text),
    Mutation::text("a processing instruction", instruction),
    Mutation::text("a section of text", section),
    Mutation::text("a document type", document_type),
    Mutation::text("an entity in text", entity),
    Mutation::text("a character reference in text", reference_in_text),
    Mutation::text("a character reference in a value", reference_in_value),
    Mutation::text("other line ends", line_ends),
    Mutation::text("white space between tags", space),
    Mutation::text("white space in a tag", space_in_tag),
    Mutation::text("something in text", in_text),
    Mutation::text("other quotes", quotes),
    Mutation::text("close an empty element otherwise", empty),
    Mutation::text("another XML declaration", declaration),
];

const COMMENTS: [&str; 6] =
    ["<!---->", "<!-- x -->", "<!-- & < > -->", "<!--<x/>-->", "<!-- -- -->", "<!-- x --->"];

const INSTRUCTIONS: [&str; 6] = [
    "<?x?>",
    "<?x y?>",
    "<?xml-stylesheet href=\"x\"?>",
    "<?XML?>",
    "<?xml version=\"1.0\"?>",
    "<??>",
];

const SPACES: [&str; 8] = [" ", "\n", "\t", "\r\n", "\r", "\n\n\t ", "&#13;", "&#32;"];

const TEXTS: [&str; 26] = [
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "&#13;",
    "&#13;&#10;",
    "&#xD;\r\n",
    "&#10;",
    "&#9;",
    "&#32;",
    "&#160;",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{3000}",
    "\u{feff}",
    "\u{200b}",
    "&lt;",
    "&amp;amp;",
    "&gt;",
    ">",
    "]]>",
    "\"",
    "é",
    "\u{10ffff}",
];

/// The name of an entity declared in each is `e`.
const DOCUMENT_TYPES: [&str; 12] = [
    "<!DOCTYPE x>",
    "<!DOCTYPE x []>",
    "<!DOCTYPE x [<!ENTITY e \"evil\">]>",
    "<!DOCTYPE x [<!ENTITY e \"<x/>\">]>",
    "<!DOCTYPE x [<!ENTITY e \"&#38;#60;\">]>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
    "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">",
    "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]>",
    "<!DOCTYPE x [<!ATTLIST x ID ID #IMPLIED>]>",
    "<!DOCTYPE x [<!ATTLIST saml2p:AuthnRequest IsPassive CDATA \"true\">]>",
    "<!DOCTYPE x [<!ATTLIST saml2:Issuer ID ID \"a\" xml:id ID \"b\" xmlns CDATA \"urn:x\">]>",
    "<!DOCTYPE x [<!ATTLIST ds:Reference URI ID #IMPLIED>]>",
];

const DECLARATIONS: [&str; 18] = [
    "<?xml version=\"1.0\"?>",
    "<?xml version='1.0' encoding='utf-8'?>\n",
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<?xml version=\"1.0\" standalone=\"no\" ?>",
    "<?xml version=\"1.0\" encoding=\"utf8\"?>",
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
    "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>",
    "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
    "<?xml version=\"1.0\" encoding=\"UTF-7\"?>",
    "<?xml version=\"1.0\" encoding=\"x\"?>",
    "<?xml version=\"1.1\"?>",
    "<?xml version=\"1.2\"?>",
    "<?xml encoding=\"UTF-8\"?>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\" encoding=\"UTF-16\"?>",
    "<?xml version=\"1.0\"encoding=\"UTF-8\"?>",
    "<?xml version = '1.0'  encoding = \"Utf-8\"\t?>",
    "<?xml version=\"1.0\" standalone=\"x\"?>",
    "<?xml version=\"1.0\" standalone=\"yes\" encoding=\"UTF-8\"?>",
];

fn comment(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(inserted(scene.text, scene.between_tags(dice)?, dice.text(&COMMENTS)))
}

fn comment_in_text(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let text = scene.text_content(dice)?;
    Some(inserted(scene.text, scene.place_in(dice, &text), dice.text(&COMMENTS)))
}

fn instruction(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let at = match scene.text_content(dice) {
        Some(text) if dice.one_in(2) => scene.place_in(dice, &text),
        _ => scene.between_tags(dice)?,
    };
    Some(inserted(scene.text, at, dice.text(&INSTRUCTIONS)))
}

fn section(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let text = scene.text_content(dice)?;
    let (one, other) = (scene.place_in(dice, &text), scene.place_in(dice, &text));
    let part = one.min(other)..one.max(other);
    let section = format!("<![CDATA[{}]]>", scene.piece(part.clone()));
    Some(replaced(scene.text, part, &section))
}

fn document_type(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(inserted(scene.text, scene.root().open.start, dice.text(&DOCUMENT_TYPES)))
}

fn entity(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let place = match scene.text_content(dice) {
        Some(text) if dice.one_in(2) => scene.place_in(dice, &text),
        _ => {
            let value = scene.value(dice)?;
            scene.place_in(dice, &value)
        }
    };
    let text = inserted(scene.text, place, dice.text(&["&e;", "&amp;e;", "&nbsp;", "&e"]));
    let declared = dice.text(&DOCUMENT_TYPES);
    Some(if dice.one_in(4) { text } else { inserted(&text, scene.root().open.start, declared) })
}

fn reference_in_text(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let text = scene.text_content(dice)?;
    Some(with_reference(dice, scene, text))
}

fn reference_in_value(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let value = scene.value(dice)?;
    Some(with_reference(dice, scene, value))
}

/// One character written by its number.
fn with_reference(dice: &mut Dice, scene: &Scene<'_>, range: std::ops::Range<usize>) -> String {
    let at = scene.place_in(dice, &range);
    let Some(character) = scene.text[at..range.end].chars().next() else {
        return scene.text.to_owned();
    };
    let number = u32::from(character);
    let reference = match dice.below(5) {
        0 => format!("&#{number};"),
        1 => format!("&#x{number:x};"),
        2 => format!("&#x{number:X};"),
        3 => format!("&#000{number};"),
        _ => format!("&#X{number:x};"),
    };
    replaced(scene.text, at..at + character.len_utf8(), &reference)
}

fn line_ends(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let new = dice.text(&["\r\n", "\r", "\n\r", "\r\r\n", "&#13;\n", "\u{85}", "\u{2028}"]);
    Some(if scene.text.contains("\r\n") {
        scene.text.replace("\r\n", if dice.one_in(2) { "\n" } else { new })
    } else if scene.text.contains('\n') {
        scene.text.replace('\n', new)
    } else {
        scene.text.replace("><", &format!(">{new}<"))
    })
}

fn space(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(inserted(scene.text, scene.between_tags(dice)?, dice.text(&SPACES)))
}

fn space_in_tag(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let mut places = vec![element.name.end, element.open.end - 1, element.end - 1];
    for attribute in &element.attributes {
        places.extend([
            attribute.name.start,
            attribute.name.end,
            attribute.value.start - 1,
            attribute.value.end + 1,
        ]);
    }
    let at = *dice.one_of(&places)?;
    scene.text.is_char_boundary(at).then(|| inserted(scene.text, at, dice.text(&SPACES)))
}

fn in_text(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let text = scene.text_content(dice)?;
    let at = match dice.below(3) {
        0 => text.start,
        1 => text.end,
        _ => scene.place_in(dice, &text),
    };
    Some(inserted(scene.text, at, dice.text(&TEXTS)))
}

fn quotes(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let value = scene.value(dice)?;
    let quote = if dice.one_in(2) { "'" } else { "\"" };
    let with = format!("{quote}{}{quote}", scene.piece(value.clone()));
    Some(replaced(scene.text, value.start - 1..value.end + 1, &with))
}

fn empty(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let empty: Vec<_> = scene
        .elements
        .iter()
        .filter(|element| element.content.as_ref().is_none_or(std::ops::Range::is_empty))
        .collect();
    let element = *dice.one_of(&empty)?;
    let open = scene.piece(element.open.clone()).trim_end_matches(['/', '>']);
    let mut new = open.to_owned();
    if element.content.is_some() {
        new.push_str(dice.text(&["/>", " />", "\n/>"]));
    } else {
        write!(new, "></{}>", scene.name(element)).unwrap();
    }
    Some(replaced(scene.text, element.whole(), &new))
}

fn declaration(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let new = dice.text(&DECLARATIONS);
    let old = scene.text.find("?>").filter(|_| scene.text.starts_with("<?xml"));
    Some(replaced(scene.text, 0..old.map_or(0, |end| end + 2), new))
}
