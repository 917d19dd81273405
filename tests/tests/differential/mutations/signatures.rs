//! The signature: where it stands, what it refers to, how it says it was made.

use super::{Mutation, Scene, elements, prefix_of};
use crate::dice::Dice;
use crate::markup::{Element, inserted, replaced};

pub(super) const ALL: [Mutation; 13] = [
    Mutation::text("move the signature", displace),
    Mutation::text("copy the signature", copy),
    Mutation::text("repeat a part of the signature", repeat_part),
    Mutation::text("remove a part of the signature", remove_part),
    Mutation::text("swap two parts of the signature", swap_parts),
    Mutation::text("put an object into the signature", object),
    Mutation::text("name another algorithm", algorithm),
    Mutation::text("another reference", reference),
    Mutation::text("a second reference", second_reference),
    Mutation::text("other transforms", transforms),
    Mutation::text("another prefix list", prefix_list),
    Mutation::text("something in the base64", base64),
    Mutation::text("another key info", key_info),
];

const ALGORITHMS: [&str; 34] = [
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/2000/09/xmldsig#base64",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2002/06/xmldsig-filter2",
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "http://www.w3.org/2001/04/xmldsig-more#md5",
    "http://www.w3.org/2001/04/xmlenc#ripemd160",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    " http://www.w3.org/2001/10/xml-exc-c14n#",
    "http&#58;//www.w3.org/2001/10/xml-exc-c14n#",
    "HTTP://www.w3.org/2001/04/xmlenc#sha256",
    "",
    "urn:x",
];

const URIS: [&str; 20] = [
    "",
    "#",
    "#xpointer(/)",
    "#xpointer(id('a'))",
    "#xpointer(//*)",
    "#xpointer(id('_6f1d0c2a9b7e4e0f8c53a1d4b2e69770'))",
    "#element(/1)",
    "#element(/1/1)",
    "#a",
    "#_6f1d0c2a9b7e4e0f8c53a1d4b2e69770",
    "#_evil",
    "# a",
    "#a&#32;",
    "a",
    "##a",
    "?#a",
    "http://127.0.0.1:9/x",
    "file:///etc/hostname",
    "file:///etc/hostname#a",
    "&#35;a",
];

const PREFIX_LISTS: [&str; 14] = [
    "",
    "xs",
    "saml2",
    "saml2p ds",
    "#default",
    "#default #default",
    "xml",
    "xmlns",
    "unknown xs unknown",
    "a&#32;b",
    "saml2&#9;saml2p",
    "saml2&#xA0;saml2p",
    " ds ",
    "#Default",
];

const KEY_INFOS: [&str; 6] = [
    "",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyName>x</ds:KeyName></ds:KeyInfo>",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:RetrievalMethod URI=\"#a\"/></ds:KeyInfo>",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:RetrievalMethod URI=\"file:///etc/hostname\"/></ds:KeyInfo>",
    "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"a\"><x ID=\"a\"/></ds:KeyInfo>",
];

const IN_BASE64: [&str; 16] = [
    " ",
    "\n",
    "\r\n",
    "\t",
    "&#10;",
    "&#13;",
    "<!-- x -->",
    "<?x?>",
    "<![CDATA[]]>",
    "<![CDATA[AA]]>",
    "<x/>",
    "=",
    "A",
    "\u{a0}",
    "\u{85}",
    "-",
];

/// Elements of the signature, itself not among them.
fn parts<'s>(scene: &'s Scene<'_>) -> Option<Vec<&'s Element>> {
    let signature = scene.named("Signature")?;
    let inside =
        |part: &&Element| part.open.start > signature.open.start && part.open.start < signature.end;
    Some(scene.elements.iter().filter(inside).collect())
}

fn any_part<'s>(dice: &mut Dice, scene: &'s Scene<'_>) -> Option<&'s Element> {
    dice.one_of(&parts(scene)?).copied()
}

fn displace(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    elements::moved(dice, scene, scene.named("Signature")?)
}

fn copy(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let signature = scene.piece(scene.named("Signature")?.whole());
    Some(inserted(scene.text, scene.between_tags(dice)?, signature))
}

fn repeat_part(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let part = any_part(dice, scene)?;
    Some(inserted(scene.text, part.end, scene.piece(part.whole())))
}

fn remove_part(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    Some(replaced(scene.text, any_part(dice, scene)?.whole(), ""))
}

/// Two that follow each other.
fn swap_parts(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let parts = parts(scene)?;
    let first = *dice.one_of(&parts)?;
    let second = parts.iter().find(|part| part.open.start >= first.end)?;
    let between = scene.piece(first.end..second.open.start);
    let (one, other) = (scene.piece(first.whole()), scene.piece(second.whole()));
    let swapped = format!("{other}{between}{one}");
    Some(replaced(scene.text, first.open.start..second.end, &swapped))
}

fn object(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let signature = scene.named("Signature")?;
    let prefix = prefix_of(scene.name(signature));
    let inside = match dice.below(3) {
        0 => "x".to_owned(),
        1 => scene.piece(scene.root().whole()).to_owned(),
        _ => format!("<{prefix}Manifest><{prefix}Reference URI=\"\"/></{prefix}Manifest>"),
    };
    let object = format!("<{prefix}Object Id=\"o\">{inside}</{prefix}Object>");
    Some(inserted(scene.text, signature.content.clone()?.end, &object))
}

fn algorithm(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let named: Vec<_> = scene
        .elements
        .iter()
        .filter_map(|element| element.attribute(scene.text, "Algorithm"))
        .collect();
    let value = dice.one_of(&named)?.value.clone();
    let old = scene.piece(value.clone());
    // Another of the same family rather: it may be understood.
    let family = old.rsplit_once(['-', '#']).map_or(old, |(family, _)| family);
    let alike: Vec<&str> =
        ALGORITHMS.into_iter().filter(|uri| uri.starts_with(family) && *uri != old).collect();
    let among = if dice.one_in(2) { &ALGORITHMS[..] } else { &alike };
    let uri = dice.one_of(among)?;
    Some(replaced(scene.text, value, uri))
}

fn reference(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let reference = scene.named("Reference")?;
    let uri = reference.attribute(scene.text, "URI")?;
    Some(if dice.one_in(20) {
        replaced(scene.text, uri.whole(), "")
    } else {
        replaced(scene.text, uri.value.clone(), dice.text(&URIS))
    })
}

fn second_reference(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let reference = scene.named("Reference")?;
    let whole = scene.piece(reference.whole()).to_owned();
    let uri = reference.attribute(scene.text, "URI")?.value.clone();
    let start = reference.open.start;
    let second = if dice.one_in(2) {
        whole
    } else {
        replaced(&whole, uri.start - start..uri.end - start, dice.text(&URIS))
    };
    let at = if dice.one_in(2) { start } else { reference.end };
    Some(inserted(scene.text, at, &second))
}

fn transforms(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let transforms = scene.named("Transforms")?;
    let content = transforms.content.clone()?;
    let prefix = prefix_of(scene.name(transforms));
    let at = if dice.one_in(2) { content.start } else { content.end };
    let inside = match dice.below(6) {
        0 => return Some(replaced(scene.text, content, "")),
        1 => return Some(replaced(scene.text, transforms.whole(), "")),
        2 => format!("<{prefix}XPath>not(self::x)</{prefix}XPath>"),
        3 => format!("<{prefix}XPath>ancestor-or-self::*[@ID]</{prefix}XPath>"),
        4 => "<x/>".to_owned(),
        _ => String::new(),
    };
    let uri = dice.text(&ALGORITHMS);
    let uri =
        if inside.contains("XPath") { "http://www.w3.org/TR/1999/REC-xpath-19991116" } else { uri };
    let more = format!("<{prefix}Transform Algorithm=\"{uri}\">{inside}</{prefix}Transform>");
    Some(inserted(scene.text, at, &more))
}

fn prefix_list(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let prefixes = dice.text(&PREFIX_LISTS);
    let there = scene
        .elements
        .iter()
        .filter_map(|element| element.attribute(scene.text, "PrefixList"))
        .collect::<Vec<_>>();
    let keep = dice.one_in(3);
    if let Some(list) = dice.one_of(&there).filter(|_| !keep) {
        return Some(replaced(scene.text, list.value.clone(), prefixes));
    }
    let hosts: Vec<&Element> = scene
        .elements
        .iter()
        .filter(|element| {
            matches!(
                element.local(scene.text),
                "Transform" | "CanonicalizationMethod" | "DigestMethod"
            )
        })
        .collect();
    let host = dice.one_of(&hosts)?;
    let prefix = if dice.one_in(2) { "" } else { "ec" };
    let (declared, colon) = if prefix.is_empty() { ("xmlns", "") } else { ("xmlns:ec", ":") };
    let list = format!(
        "<{prefix}{colon}InclusiveNamespaces {declared}=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/>"
    );
    if let Some(content) = host.content.clone() {
        return Some(inserted(scene.text, content.end, &list));
    }
    let open = scene.piece(host.open.clone()).trim_end_matches("/>");
    let opened = format!("{open}>{list}</{}>", scene.name(host));
    Some(replaced(scene.text, host.whole(), &opened))
}

fn base64(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let name = dice.text(&["DigestValue", "SignatureValue", "X509Certificate"]);
    let content = scene.named(name)?.content.clone()?;
    let what = dice.text(&IN_BASE64);
    let at = match dice.below(3) {
        0 => content.start,
        1 => content.end,
        _ => scene.place_in(dice, &content),
    };
    Some(inserted(scene.text, at, what))
}

fn key_info(dice: &mut Dice, scene: &Scene<'_>) -> Option<String> {
    let info = dice.text(&KEY_INFOS);
    if let Some(there) = scene.named("KeyInfo") {
        return Some(replaced(scene.text, there.whole(), info));
    }
    Some(inserted(scene.text, scene.named("Signature")?.content.clone()?.end, info))
}
