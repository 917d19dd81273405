//! Attributes: their order, number, quotes, prefixes and values.

use super::{Mutation, Scene};
use crate::dice::Dice;
use crate::markup::{Attribute, Element, inserted, replaced};

pub(super) const ALL: [Mutation; 7] = [
    Mutation::text("remove an attribute", remove),
    Mutation::text("repeat an attribute", repeat),
    Mutation::text("swap two attributes", swap),
    Mutation::text("insert an attribute", insert),
    Mutation::text("rename an attribute", rename),
    Mutation::text("change a value", change),
    Mutation::text("something around a value", around),
];

const NEW: [&str; 18] = [
    "xml:lang=\"es\"",
    "xml:space=\"preserve\"",
    "xml:base=\"http://a.example/\"",
    "xml:id=\"x\"",
    "xsi:type=\"x\"",
    "x=\"\"",
    "x='\"'",
    "Z=\"&lt;&amp;&gt;&quot;&apos;\"",
    "é=\"é\"",
    "saml2:Destination=\"https://evil.example\"",
    "saml2p:ID=\"_evil\"",
    "destination=\"https://evil.example\"",
    "AssertionConsumerServiceURL=\"https://evil.example\"",
    "AssertionConsumerServiceIndex=\"1\"",
    "IsPassive=\"true\"",
    "IsPassive=\" 1\n\"",
    "ProviderName=\"&#xD;&#xA;&#9;x\"",
    "Consent=\"x\"",
];

const VALUES: [&str; 22] = [
    "",
    " ",
    "true",
    "false",
    "1",
    "0",
    "TRUE",
    "true\u{a0}",
    "\u{85}1",
    " true\n",
    "2.0",
    "2.00",
    "1.1",
    "https://evil.example/acs",
    "a\tb",
    "a\r\nb",
    "a&#13;&#10;b",
    "&#x26;lt;",
    "&amp;#38;",
    "&quot;",
    "\u{1f600}",
    "a&#0;b",
];

const AROUND: [&str; 10] =
    [" ", "\n", "\t", "&#32;", "&#10;", "&#13;", "\u{a0}", "\u{3000}", "\u{85}", "\u{feff}"];

fn any<'s>(dice: &mut Dice, scene: &'s Scene<'_>) -> Option<(&'s Element, &'s Attribute)> {
    let element = if dice.one_in(2) { scene.root() } else { scene.any(dice) };
    dice.one_of(&element.attributes).map(|attribute| (element, attribute))
}

fn remove(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, any(dice, scene)?.1.whole(), ""))
}

fn repeat(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let (element, attribute) = any(dice, scene)?;
    let piece = format!(" {}", scene.piece(attribute.whole()));
    let piece = if dice.one_in(2) {
        piece.replacen(' ', &format!(" {}", dice.text(&["saml2p:", "saml2:", "a:", "xml:"])), 1)
    } else {
        piece
    };
    Some(inserted(scene.text, element.name.end, &piece))
}

fn swap(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let (element, one) = any(dice, scene)?;
    let after: Vec<&Attribute> = element
        .attributes
        .iter()
        .filter(|attribute| attribute.name.start > one.name.start)
        .collect();
    let other = dice.one_of(&after)?.whole();
    let text = replaced(scene.text, other.clone(), scene.piece(one.whole()));
    Some(replaced(&text, one.whole(), scene.piece(other)))
}

fn insert(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = if dice.one_in(2) { scene.root() } else { scene.any(dice) };
    let new = dice.text(&NEW);
    Some(inserted(scene.text, element.name.end, &format!(" {new}")))
}

fn rename(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let (_, attribute) = any(dice, scene)?;
    let name = scene.piece(attribute.name.clone());
    let new = match dice.below(4) {
        0 => name.to_lowercase(),
        1 => format!("{name}x"),
        2 => format!("{}{name}", dice.text(&["saml2p:", "saml2:", "xml:", "xmlns:", ":"])),
        _ => scene.piece(any(dice, scene)?.1.name.clone()).to_owned(),
    };
    Some(replaced(scene.text, attribute.name.clone(), &new))
}

fn change(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, any(dice, scene)?.1.value.clone(), dice.text(&VALUES)))
}

fn around(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let value = scene.value(dice)?;
    let what = dice.text(&AROUND);
    let at = match dice.below(3) {
        0 => value.start,
        1 => value.end,
        _ => scene.place_in(dice, &value),
    };
    Some(inserted(scene.text, at, what))
}
