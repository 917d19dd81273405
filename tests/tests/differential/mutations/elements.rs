//! Whole elements: removed, moved, copied, wrapped, renamed, and taken from another message.

use std::ops::Range;

use super::{Mutation, Scene, prefix_of};
use crate::dice::Dice;
use crate::markup::{Element, inserted, replaced, scan};

pub(super) const ALL: [Mutation; 14] = [
    Mutation::text("remove an element", remove),
    Mutation::text("empty an element", empty),
    Mutation::text("repeat an element", repeat),
    Mutation::text("move an element", displace),
    Mutation::text("copy an element elsewhere", copy),
    Mutation::text("wrap an element", wrap),
    Mutation::text("unwrap an element", unwrap),
    Mutation::text("rename an element", rename),
    Mutation::text("another closing tag", close_otherwise),
    Mutation::text("swap two elements", swap),
    Mutation::text("insert an element", insert),
    Mutation::text("wrap the message in a forged one", forge_around),
    Mutation::text("splice an element of another message", splice),
    Mutation::text("splice two messages", splice_at_a_tag),
];

const NAMES: [&str; 16] = [
    "AuthnRequest",
    "Response",
    "Issuer",
    "Signature",
    "SignedInfo",
    "Reference",
    "Object",
    "Extensions",
    "Subject",
    "NameIDPolicy",
    "RequestedAuthnContext",
    "AuthnContextClassRef",
    "AuthnContextDeclRef",
    "Scoping",
    "issuer",
    "x",
];

/// What may stand where nobody expects it.
const STRANGERS: [&str; 12] = [
    "<x/>",
    "<x xmlns=\"\"/>",
    "<x xmlns=\"urn:x\"></x>",
    "<saml2p:Extensions xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\"></saml2p:Extensions>",
    "<saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://evil.example</saml2:Issuer>",
    "<Issuer>https://evil.example</Issuer>",
    "<saml2:Subject xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>",
    "<saml2:AuthnContextClassRef xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">urn:evil</saml2:AuthnContextClassRef>",
    "<saml2p:NameIDPolicy xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" Format=\"urn:evil\"/>",
    "<saml2p:RequestedAuthnContext xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" Comparison=\"exact\"/>",
    "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"x\"/>",
    "<saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:Assertion\">https://evil.example</saml2:Issuer>",
];

fn remove(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, scene.inner(dice)?.whole(), ""))
}

fn empty(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, scene.any(dice).content.clone()?, ""))
}

fn repeat(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.inner(dice)?;
    Some(inserted(scene.text, element.end, scene.piece(element.whole())))
}

fn displace(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.inner(dice)?;
    moved(dice, scene, element)
}

/// To somewhere outside itself.
pub(super) fn moved(dice: &mut Dice, scene: &Scene<'_>, element: &Element) -> Option<String> {
    let whole = element.whole();
    let to = scene.between_tags(dice)?;
    if to > whole.start && to < whole.end {
        return None;
    }
    let piece = scene.piece(whole.clone()).to_owned();
    Some(if to <= whole.start {
        inserted(&replaced(scene.text, whole, ""), to, &piece)
    } else {
        replaced(&inserted(scene.text, to, &piece), whole, "")
    })
}

fn copy(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let piece = scene.piece(scene.inner(dice)?.whole());
    Some(inserted(scene.text, scene.between_tags(dice)?, piece))
}

fn wrap(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let prefix = if dice.one_in(2) { prefix_of(scene.name(element)) } else { "" };
    let name = format!("{prefix}{}", dice.text(&NAMES));
    let piece = scene.piece(element.whole());
    Some(replaced(scene.text, element.whole(), &format!("<{name}>{piece}</{name}>")))
}

fn unwrap(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let content = scene.piece(element.content.clone()?);
    Some(replaced(scene.text, element.whole(), content))
}

fn rename(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let name = scene.name(element);
    let local = element.local(scene.text);
    let new = match dice.below(4) {
        0 => local.to_owned(),
        1 => format!("{}{local}", prefix_of(scene.name(scene.any(dice)))),
        2 => format!("{name}x"),
        _ => format!("{}{}", prefix_of(name), dice.text(&NAMES)),
    };
    let closing = format!("</{name}");
    let tail = element.open.end..element.end;
    let body = scene.piece(tail.clone());
    let body = match body.rfind(&closing) {
        Some(at) => replaced(body, at..at + closing.len(), &format!("</{new}")),
        None => body.to_owned(),
    };
    Some(replaced(&replaced(scene.text, tail, &body), element.name.clone(), &new))
}

fn close_otherwise(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let element = scene.any(dice);
    let tag = element.content.as_ref()?.end..element.end;
    let name = scene.name(element);
    let prefix = prefix_of(scene.name(scene.any(dice)));
    let local = element.local(scene.text);
    let new = match dice.below(8) {
        0 => format!("</:{name}>"),
        1 => format!("</{name}:>"),
        2 => format!("</{prefix}{local}>"),
        3 => format!("</ {name}>"),
        4 => format!("</{name} a=\"b\">"),
        5 => format!("</{name}/>"),
        6 => format!("</{name}\n\t >"),
        _ => "</>".to_owned(),
    };
    Some(replaced(scene.text, tag, &new))
}

fn swap(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let one = scene.inner(dice)?;
    let beside: Vec<Range<usize>> = scene
        .elements
        .iter()
        .filter(|other| other.open.start >= one.end)
        .map(Element::whole)
        .collect();
    let other = dice.one_of(&beside)?.clone();
    let (first, second) = (scene.piece(one.whole()), scene.piece(other.clone()));
    let text = replaced(scene.text, other, first);
    Some(replaced(&text, one.whole(), second))
}

fn insert(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let at = scene.between_tags(dice)?;
    let stranger = dice.text(&STRANGERS);
    Some(inserted(scene.text, at, stranger))
}

/// Signature wrapping: a forged message with the genuine one, or its signature, somewhere inside.
fn forge_around(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let genuine = scene.piece(scene.root().whole());
    let signature = scene.named("Signature")?;
    let prefix = prefix_of(scene.name(signature));
    let signature = scene.piece(signature.whole());
    let unsigned = genuine.replacen(signature, "", 1);
    let inner = if dice.one_in(2) { genuine } else { unsigned.as_str() };
    let inner = match dice.below(3) {
        0 => inner.to_owned(),
        1 => format!("<x>{inner}</x>"),
        _ => format!("<{prefix}Object>{inner}</{prefix}Object>"),
    };
    let beside = match dice.below(4) {
        0 => inner,
        1 => format!("{signature}{inner}"),
        2 => format!("{inner}{signature}"),
        _ => inserted(signature, signature.rfind("</")?, &inner),
    };
    let forged = with_other_id(dice, &unsigned.replace("ejemplo", "evil"));
    let elements = scan(&forged);
    let content = elements.first()?.content.clone()?;
    let places = [content.start, content.end, elements.get(1)?.end];
    let forged = inserted(&forged, *dice.one_of(&places)?, &beside);
    Some(replaced(scene.text, scene.root().whole(), &forged))
}

fn with_other_id(dice: &mut Dice, text: &str) -> String {
    let elements = scan(text);
    match elements.first().and_then(|root| root.attribute(text, "ID")) {
        Some(id) if dice.one_in(2) => replaced(text, id.value.clone(), "_evil"),
        _ => text.to_owned(),
    }
}

fn splice(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let others = scan(scene.other);
    let ours = scene.any(dice);
    let local = ours.local(scene.text);
    let alike = others.iter().find(|element| element.local(scene.other) == local);
    let theirs = alike.filter(|_| !dice.one_in(4)).or_else(|| dice.one_of(&others))?;
    let piece = &scene.other[theirs.whole()];
    Some(if dice.one_in(2) {
        replaced(scene.text, ours.whole(), piece)
    } else {
        inserted(scene.text, scene.between_tags(dice)?, piece)
    })
}

/// The start of one and the end of the other, cut where the same tag begins.
fn splice_at_a_tag(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let ours = scene.inner(dice)?;
    let others = scan(scene.other);
    let local = ours.local(scene.text);
    let theirs = others.iter().find(|element| element.local(scene.other) == local)?;
    Some(format!("{}{}", &scene.text[..ours.open.start], &scene.other[theirs.open.start..]))
}
