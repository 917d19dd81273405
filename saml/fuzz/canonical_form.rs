//! The canonical forms, and the line ends before them.

use roxmltree::{Document, Node};
use saml::c14n::{Form, canonicalize};
use saml::gate::Limits;
use saml::read::{normalize_line_ends, parse_gated};

/// A document and the last element in it, in both forms.
pub fn canonical(xml: &[u8]) -> bool {
    let normal = normalize_line_ends(xml.to_vec());
    assert!(!normal.contains(&b'\r'), "a carriage return is left");
    assert_eq!(normalize_line_ends(normal.clone()), normal);
    let Ok(document) = parse_gated(&normal, &Limits::METADATA) else {
        return false;
    };
    let root = document.root_element();
    let last = root.descendants().rfind(Node::is_element).unwrap_or(root);
    for element in [root, last] {
        for form in [
            Form::exclusive(Vec::new()),
            Form::exclusive(vec!["#default", "a", "xs"]),
            Form::inclusive(),
        ] {
            check(element, &form);
        }
    }
    true
}

/// The form means what the element means, and is its own form. The gate may find more namespaces in
/// it than it lets pass: they are repeated where an element is taken out of its context.
fn check(element: Node<'_, '_>, form: &Form<'_>) {
    let canonical = canonicalize(element, form);
    let again = Document::parse(&canonical).expect("a canonical form is well-formed");
    assert_eq!(canonicalize(again.root_element(), form), canonical, "canonical is not idempotent");
    assert_eq!(meaning(again.root_element()), meaning(element), "the canonical form means another");
}

/// What a reader of the tree sees, each element on a line: names, attributes but those that an
/// ancestor of the first element may lend it, and the text between tags.
fn meaning(element: Node<'_, '_>) -> Vec<String> {
    element
        .descendants()
        .map(|node| match node.text().filter(|_| node.is_text()) {
            Some(text) => format!("{text:?}"),
            None => start_tag(node, node == element),
        })
        .filter(|line| !line.is_empty())
        .fold(Vec::new(), joined)
}

/// Comments are left out, so text on both sides of one becomes one text.
fn joined(mut lines: Vec<String>, line: String) -> Vec<String> {
    match lines.last_mut() {
        Some(last) if last.starts_with('"') && line.starts_with('"') => {
            last.pop();
            last.push_str(line.get(1..).unwrap_or_default());
        }
        _ => lines.push(line),
    }
    lines
}

fn start_tag(node: Node<'_, '_>, is_first: bool) -> String {
    if !node.is_element() {
        return String::new();
    }
    let attributes = node.attributes().filter(|one| {
        let lent = one.namespace() == Some("http://www.w3.org/XML/1998/namespace");
        !(is_first && lent)
    });
    let mut attributes: Vec<_> =
        attributes.map(|one| (one.namespace(), one.name(), one.value())).collect();
    attributes.sort_unstable();
    // The tree tells `xmlns=""` from no default namespace; names do not.
    let namespace = node.tag_name().namespace().filter(|uri| !uri.is_empty());
    let name = (namespace, node.tag_name().name());
    let children = node.children().filter(Node::is_element).count();
    format!("<{name:?} {attributes:?} {children}>")
}
