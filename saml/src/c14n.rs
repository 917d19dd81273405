//! Exclusive XML canonicalisation 1.0 without comments, of one element and what is below it.
//!
//! <https://www.w3.org/TR/xml-exc-c14n/>. The tree comes from our gate, so there are no document
//! types; comments, where metadata has them, are left out; processing instructions are kept for
//! completeness.

use std::ptr;

use roxmltree::{Node, NodeId};

/// How an element is to be canonicalised.
#[derive(Clone, Debug, Default)]
pub struct Exclusive<'p> {
    /// `InclusiveNamespaces PrefixList`: prefixes written although unused; `#default` is one.
    pub prefixes: Vec<&'p str>,
    /// The element that the enveloped-signature transform leaves out.
    pub without: Option<NodeId>,
}

/// The canonical form of `element`.
#[must_use]
pub fn canonicalize(element: Node<'_, '_>, how: &Exclusive<'_>) -> String {
    let out = String::with_capacity(2048);
    let mut writer = Writer { out, how, apex: element.id(), rendered: Vec::new() };
    writer.element(element);
    writer.out
}

/// Appends text as canonical XML writes it (Canonical XML 1.0 section 2.3).
pub(crate) fn escape_text(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

/// Appends an attribute's value as canonical XML writes it.
pub(crate) fn escape_attribute(value: &str, out: &mut String) {
    escape(value, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn escape(text: &str, out: &mut String, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| replacement(byte).is_some()) {
        let (plain, after) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(after.bytes().next().and_then(&replacement).unwrap_or_default());
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// A namespace declaration: prefix (empty for the default) and URI.
type Declaration<'a> = (&'a str, &'a str);

struct Writer<'a, 'p> {
    out: String,
    how: &'a Exclusive<'p>,
    /// The element that all of this is about: nothing above it is written.
    apex: NodeId,
    /// Declarations already written and in force, outermost first.
    rendered: Vec<Declaration<'a>>,
}

impl<'a, 'p: 'a> Writer<'a, 'p> {
    fn element(&mut self, element: Node<'a, '_>) {
        let name = element_name(element);
        let in_force = self.rendered.len();
        self.out.push('<');
        self.out.push_str(name);
        self.namespaces(element, name);
        self.attributes(element);
        self.out.push('>');
        for child in element.children() {
            self.child(child);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(in_force);
    }

    fn child(&mut self, child: Node<'a, '_>) {
        if child.is_element() {
            if self.how.without != Some(child.id()) {
                self.element(child);
            }
        } else if child.is_text() {
            escape_text(child.text().unwrap_or_default(), &mut self.out);
        } else if let Some(instruction) = child.pi() {
            self.out.push_str("<?");
            self.out.push_str(instruction.target);
            if let Some(value) = instruction.value {
                self.out.push(' ');
                self.out.push_str(value);
            }
            self.out.push_str("?>");
        }
    }

    /// Writes what the element visibly uses, or the prefix list names, and no ancestor wrote.
    fn namespaces(&mut self, element: Node<'a, '_>, name: &'a str) {
        let mut needed: Vec<Declaration<'a>> = vec![in_scope(element, prefix_of(name))];
        for attribute in element.attributes() {
            let prefix = prefix_of(attribute_name(element, attribute.range().start));
            if !prefix.is_empty() {
                needed.push(in_scope(element, prefix));
            }
        }
        for listed in self.listed(element) {
            let prefix = if *listed == "#default" { "" } else { listed };
            let declaration = in_scope(element, prefix);
            if prefix.is_empty() || !declaration.1.is_empty() {
                needed.push(declaration);
            }
        }
        needed.sort_unstable();
        needed.dedup();
        for declaration in needed {
            self.namespace(declaration);
        }
    }

    /// The prefix list, where it can mean something else than at the parent. Elsewhere all of it is
    /// written already, and looking again at each element would be dear.
    fn listed(&self, element: Node<'a, '_>) -> &'a [&'p str] {
        let written = element.parent().filter(|_| element.id() != self.apex);
        let is_new = |parent: Node<'_, '_>| {
            !parent.namespaces().map(ptr::from_ref).eq(element.namespaces().map(ptr::from_ref))
        };
        if !self.how.prefixes.is_empty() && written.is_none_or(is_new) {
            &self.how.prefixes
        } else {
            &[]
        }
    }

    fn namespace(&mut self, (prefix, uri): Declaration<'a>) {
        // `xml` is bound by definition and never declared.
        let written = self.rendered.iter().rev().find(|(known, _)| *known == prefix);
        if prefix == "xml" || written.map_or("", |(_, uri)| uri) == uri {
            return;
        }
        self.rendered.push((prefix, uri));
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape_attribute(uri, &mut self.out);
        self.out.push('"');
    }

    /// In order of namespace URI (none first), then of local name.
    fn attributes(&mut self, element: Node<'a, '_>) {
        let mut sorted: Vec<_> = element.attributes().collect();
        sorted.sort_unstable_by_key(|attribute| {
            (attribute.namespace().unwrap_or_default(), attribute.name())
        });
        for attribute in sorted {
            self.out.push(' ');
            self.out.push_str(attribute_name(element, attribute.range().start));
            self.out.push_str("=\"");
            escape_attribute(attribute.value(), &mut self.out);
            self.out.push('"');
        }
    }
}

/// What a prefix means at this element; an empty URI where it means nothing.
fn in_scope<'a>(element: Node<'a, '_>, prefix: &'a str) -> Declaration<'a> {
    let key = (!prefix.is_empty()).then_some(prefix);
    (prefix, element.lookup_namespace_uri(key).unwrap_or_default())
}

/// The name as it is written: the tree keeps the meaning of a prefix, not the prefix.
fn element_name<'a>(element: Node<'a, '_>) -> &'a str {
    written_name(element, element.range().start + 1)
}

fn attribute_name<'a>(element: Node<'a, '_>, start: usize) -> &'a str {
    written_name(element, start)
}

fn written_name<'a>(element: Node<'a, '_>, start: usize) -> &'a str {
    let text = element.document().input_text().get(start..).unwrap_or_default();
    let ends = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '/' | '>' | '=');
    text.split(ends).next().unwrap_or_default()
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
