//! Identifiers: what a reference finds, and what somebody else believes it finds.

use super::{Mutation, Scene};
use crate::dice::Dice;
use crate::markup::{inserted, replaced};

pub(super) const ALL: [Mutation; 5] = [
    Mutation::text("rename an identifier", rename),
    Mutation::text("change an identifier", change),
    Mutation::text("the identifier on another element", repeat),
    Mutation::text("change identifier and reference together", change_both),
    Mutation::text("a second identifier on the root", second),
];

const SPELLINGS: [&str; 10] =
    ["ID", "Id", "id", "iD", "xml:id", "xml:ID", "saml2p:ID", "AssertionID", "Name", "xmlns:ID"];

const VALUES: [&str; 16] = [
    "_evil", "a", "A", "", " a", "a ", "a&#32;", "&#97;", "a:b", "1", "a b", "a\u{301}", "ª",
    "_\u{b7}", "-a", "a'b",
];

fn rename(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let id = scene.root().attribute(scene.text, "ID")?;
    Some(replaced(scene.text, id.name.clone(), dice.text(&SPELLINGS)))
}

fn change(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let id = scene.root().attribute(scene.text, "ID")?;
    Some(replaced(scene.text, id.value.clone(), dice.text(&VALUES)))
}

fn repeat(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let value = scene.piece(scene.root().attribute(scene.text, "ID")?.value.clone());
    let element = scene.inner(dice)?;
    let id = format!(" {}=\"{value}\"", dice.text(&SPELLINGS));
    Some(inserted(scene.text, element.name.end, &id))
}

/// So that the agency signs an identifier of any form.
fn change_both(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let id = scene.root().attribute(scene.text, "ID")?.value.clone();
    let uri = scene.named("Reference")?.attribute(scene.text, "URI")?.value.clone();
    let value = dice.text(&VALUES);
    let text = replaced(scene.text, uri, &format!("#{value}"));
    Some(replaced(&text, id, value))
}

fn second(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let name = dice.text(&SPELLINGS);
    let value = match dice.below(3) {
        0 => "_evil",
        1 => dice.text(&VALUES),
        _ => scene.piece(scene.root().attribute(scene.text, "ID")?.value.clone()),
    };
    Some(inserted(scene.text, scene.root().name.end, &format!(" {name}=\"{value}\"")))
}
