use roxmltree::{Document, Node};

use super::oracle::{Record, assert_libxml2_agrees};
use super::random_xml::{Dice, sample};
use crate::c14n::{Form, canonicalize};
use crate::read::normalize_line_ends;

const DOCUMENTS: usize = 24_000;

fn marked<'a, 'x>(document: &'a Document<'x>, mark: &str) -> Node<'a, 'x> {
    document.descendants().find(|node| node.attribute("mark") == Some(mark)).unwrap()
}

/// One random document, canonicalised by us: mostly as everybody does, sometimes inclusively.
fn record(dice: &mut Dice) -> Record {
    let inclusive = dice.one_in(4);
    let sample = sample(dice);
    let normalized = normalize_line_ends(sample.document.clone().into_bytes());
    let normalized = String::from_utf8(normalized).unwrap();
    let document =
        Document::parse(&normalized).unwrap_or_else(|error| panic!("{error}: {}", sample.document));
    let apex = if sample.apex { marked(&document, "apex") } else { document.root_element() };
    let without = sample.without.then(|| marked(&document, "without").id());
    let form = if inclusive { Form::inclusive() } else { Form::exclusive(sample.prefixes.clone()) };
    let how = Form { without, ..form };
    Record {
        inclusive,
        ours: canonicalize(apex, &how),
        apex: if sample.apex { "apex" } else { "" }.to_owned(),
        without: if sample.without { "without" } else { "" }.to_owned(),
        prefixes: sample.prefixes.iter().map(|&prefix| prefix.to_owned()).collect(),
        document: sample.document,
    }
}

#[test]
fn canonicalisation_equals_that_of_libxml2() {
    let mut dice = Dice(20_260_302);
    let records: Vec<Record> = (0..DOCUMENTS).map(|_| record(&mut dice)).collect();
    assert!(records.iter().filter(|record| !record.without.is_empty()).count() > DOCUMENTS / 8);
    assert_libxml2_agrees("random", &records);
}

#[test]
fn canonicalising_what_is_canonical_changes_nothing() {
    let mut dice = Dice(7);
    for _ in 0..2_000 {
        let Record { ours: once, .. } = record(&mut dice);
        let document = Document::parse(&once).unwrap();
        let again = canonicalize(document.root_element(), &Form::default());
        let thrice =
            canonicalize(Document::parse(&again).unwrap().root_element(), &Form::default());
        assert_eq!(again, thrice);
    }
}

#[test]
fn an_unused_namespace_is_written_only_if_listed() {
    let text = r#"<a xmlns="urn:a" xmlns:b="urn:b"><c><b:d/></c></a>"#;
    let document = Document::parse(text).unwrap();
    let inner = document.root_element().first_element_child().unwrap();
    let plain = canonicalize(inner, &Form::default());
    assert_eq!(plain, r#"<c xmlns="urn:a"><b:d xmlns:b="urn:b"></b:d></c>"#);
    let listed = Form::exclusive(vec!["b"]);
    let expected = r#"<c xmlns="urn:a" xmlns:b="urn:b"><b:d></b:d></c>"#;
    assert_eq!(canonicalize(inner, &listed), expected);
}

#[test]
fn inclusive_canonicalisation_is_idempotent() {
    let mut dice = Dice(8);
    for _ in 0..2_000 {
        let once = Record { inclusive: true, ..record(&mut dice) }.document;
        let canonical = |text: &str| {
            let normalized = normalize_line_ends(text.as_bytes().to_vec());
            let normalized = String::from_utf8(normalized).unwrap();
            canonicalize(Document::parse(&normalized).unwrap().root_element(), &Form::inclusive())
        };
        let twice = canonical(&once);
        assert_eq!(canonical(&twice), twice);
    }
}

#[test]
fn inclusive_canonicalisation_brings_what_is_in_scope_and_xml_attributes() {
    let text = r#"<a xmlns="urn:a" xmlns:b="urn:b" xml:lang="es" xml:space="preserve"><c xml:lang="gl"/></a>"#;
    let document = Document::parse(text).unwrap();
    let inner = document.root_element().first_element_child().unwrap();
    let expected = r#"<c xmlns="urn:a" xmlns:b="urn:b" xml:lang="gl" xml:space="preserve"></c>"#;
    assert_eq!(canonicalize(inner, &Form::inclusive()), expected);
}
