//! Namespaces: declared, declared again, taken away, and written strangely.

use super::{Mutation, Scene, prefix_of};
use crate::dice::Dice;
use crate::markup::{Attribute, inserted, replaced};

pub(super) const ALL: [Mutation; 7] = [
    Mutation::text("declare a namespace", declare),
    Mutation::text("bind a used prefix again", bind_again),
    Mutation::text("change a namespace", change),
    Mutation::text("remove a declaration", remove),
    Mutation::text("move a declaration to the root", hoist),
    Mutation::text("rename a prefix everywhere", rename),
    Mutation::text("a prefix becomes the default namespace", make_default),
];

const PREFIXES: [&str; 12] =
    ["", "a", "b", "ds", "saml2", "saml2p", "saml", "xml", "xmlns", "xsi", "ec", "ñ"];

const URIS: [&str; 30] = [
    "urn:a",
    "urn:b",
    "",
    "http://www.w3.org/2000/09/xmldsig#",
    "http://www.w3.org/2000/09/xmldsig# ",
    "http://www.w3.org/2000/09/xmldsig&#35;",
    "urn:oasis:names:tc:SAML:2.0:protocol",
    "urn:oasis:names:tc:SAML:2.0:assertion",
    "urn:oasis:names:tc:SAML:2.0:assertion&#32;",
    "&#117;rn:oasis:names:tc:SAML:2.0:assertion",
    "URN:oasis:names:tc:SAML:2.0:assertion",
    "urn:oasis:names:tc:SAML:1.0:assertion",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "relative",
    "./relative",
    "//relative/x",
    "#relative",
    "http://a.example/é",
    "http://a.example/%zz",
    "http://a.example/?a=1&amp;b=2",
    "http://a.example/?a=1&#38;b=2",
    "http://a.example/%41",
    "http://a.example/a#b#c",
    "urn:",
    "a+1-.:b",
    "1a:b",
    "urn:a\n",
    "urn:a&#10;b",
];

const IN_URIS: [&str; 24] = [
    "/", "//", ":", ":80", "@", "?", "#", "%", "%4", "%41", "[", "]", "[::1]", "&amp;", "=", "+",
    ";", "$", "*", "~", "..", "\\", "|", "{x}",
];

fn declaration(dice: &mut Dice, prefix: &str) -> String {
    let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
    format!(" {name}=\"{}\"", dice.text(&URIS))
}

fn declare(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let prefix = dice.text(&PREFIXES);
    let declaration = declaration(dice, prefix);
    Some(inserted(scene.text, scene.any(dice).name.end, &declaration))
}

fn bind_again(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let prefix = prefix_of(scene.name(element)).trim_end_matches(':').to_owned();
    let declaration = declaration(dice, &prefix);
    Some(inserted(scene.text, element.name.end, &declaration))
}

fn any_declaration<'s>(dice: &mut Dice, scene: &'s Scene<'_>) -> Option<&'s Attribute> {
    let declarations: Vec<&Attribute> = scene
        .elements
        .iter()
        .flat_map(|element| &element.attributes)
        .filter(|attribute| attribute.declares(scene.text))
        .collect();
    dice.one_of(&declarations).copied()
}

fn change(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let name = any_declaration(dice, scene)?.value.clone();
    Some(if dice.one_in(2) {
        replaced(scene.text, name, dice.text(&URIS))
    } else {
        inserted(scene.text, scene.place_in(dice, &name), dice.text(&IN_URIS))
    })
}

fn remove(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, any_declaration(dice, scene)?.whole(), ""))
}

fn hoist(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let declaration = any_declaration(dice, scene)?.whole();
    let piece = format!(" {}", scene.piece(declaration.clone()));
    let text = replaced(scene.text, declaration, "");
    Some(inserted(&text, scene.root().name.end, &piece))
}

fn any_prefix<'s>(dice: &mut Dice, scene: &'s Scene<'_>) -> Option<&'s str> {
    let prefix = prefix_of(scene.name(scene.any(dice)));
    (!prefix.is_empty()).then_some(prefix)
}

fn rename(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let old = any_prefix(dice, scene)?;
    let new = dice.text(&PREFIXES[1..]);
    let bare = old.trim_end_matches(':');
    Some(
        scene
            .text
            .replace(&format!("<{old}"), &format!("<{new}:"))
            .replace(&format!("</{old}"), &format!("</{new}:"))
            .replace(&format!("xmlns:{bare}="), &format!("xmlns:{new}=")),
    )
}

fn make_default(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let old = any_prefix(dice, scene)?;
    let bare = old.trim_end_matches(':');
    Some(
        scene
            .text
            .replace(&format!("<{old}"), "<")
            .replace(&format!("</{old}"), "</")
            .replace(&format!("xmlns:{bare}="), "xmlns="),
    )
}
