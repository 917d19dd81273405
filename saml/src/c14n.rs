//! XML canonicalisation 1.0 without comments, of one element and what is below it: exclusive
//! (<https://www.w3.org/TR/xml-exc-c14n/>), and inclusive (<https://www.w3.org/TR/xml-c14n>) for
//! partners with that [`Deviation`](crate::Deviation).
//!
//! The tree comes from our gate, so there are no document
//! types; comments, where metadata has them, are left out; processing instructions are kept for
//! completeness.

use std::ptr;

use roxmltree::{Attribute, Node, NodeId};

use crate::namespaces::XML;

/// How an element is to be canonicalised.
#[derive(Clone, Debug, Default)]
pub struct Form<'p> {
    /// Which namespaces are written.
    pub namespaces: Namespaces<'p>,
    /// The element that the enveloped-signature transform leaves out.
    pub without: Option<NodeId>,
}

/// Which namespaces a canonical form writes.
#[derive(Clone, Debug)]
pub enum Namespaces<'p> {
    /// Those that are visibly used, and those of the `InclusiveNamespaces PrefixList`; `#default` is
    /// one of its prefixes.
    Exclusive(Vec<&'p str>),
    /// All that are in scope; and the outermost element inherits `xml:` attributes.
    Inclusive,
}

impl Default for Namespaces<'_> {
    fn default() -> Self {
        Self::Exclusive(Vec::new())
    }
}

impl<'p> Form<'p> {
    /// Exclusive, with the prefixes of a `PrefixList`.
    #[must_use]
    pub fn exclusive(prefixes: Vec<&'p str>) -> Self {
        Self { namespaces: Namespaces::Exclusive(prefixes), without: None }
    }

    /// Inclusive.
    #[must_use]
    pub fn inclusive() -> Self {
        Self { namespaces: Namespaces::Inclusive, without: None }
    }

    /// Leaving out an element.
    #[must_use]
    pub fn without(self, element: NodeId) -> Self {
        Self { without: Some(element), ..self }
    }
}

/// The canonical form of `element`.
#[must_use]
pub fn canonicalize(element: Node<'_, '_>, how: &Form<'_>) -> String {
    let out = String::with_capacity(2048);
    let mut writer = Writer { out, how, apex: element.id(), rendered: Vec::new() };
    let inherited = match how.namespaces {
        Namespaces::Exclusive(_) => Vec::new(),
        Namespaces::Inclusive => inherited(element),
    };
    writer.element(element, &inherited);
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
    how: &'a Form<'p>,
    /// The element that all of this is about: nothing above it is written.
    apex: NodeId,
    /// Declarations already written and in force, outermost first.
    rendered: Vec<Declaration<'a>>,
}

impl<'a, 'p: 'a> Writer<'a, 'p> {
    fn element<'x: 'a>(&mut self, element: Node<'a, 'x>, inherited: &[Attribute<'a, 'x>]) {
        let name = element_name(element);
        let in_force = self.rendered.len();
        self.out.push('<');
        self.out.push_str(name);
        self.namespaces(element, name);
        self.attributes(element, inherited);
        self.out.push('>');
        for child in element.children() {
            self.child(child);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(in_force);
    }

    fn child<'x: 'a>(&mut self, child: Node<'a, 'x>) {
        if child.is_element() {
            if self.how.without != Some(child.id()) {
                self.element(child, &[]);
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

    /// Writes what the method wants of this element and no ancestor wrote.
    fn namespaces(&mut self, element: Node<'a, '_>, name: &'a str) {
        let mut needed: Vec<Declaration<'a>> = match &self.how.namespaces {
            Namespaces::Exclusive(listed) => {
                let looked_up = !listed.is_empty() && self.is_new_scope(element);
                used_or_listed(element, name, if looked_up { listed } else { &[] })
            }
            Namespaces::Inclusive if self.is_new_scope(element) => in_force(element),
            Namespaces::Inclusive => Vec::new(),
        };
        needed.sort_unstable();
        needed.dedup();
        for declaration in needed {
            self.namespace(declaration);
        }
    }

    /// Whether a namespace can mean something else here than at the parent. Where it cannot, all that
    /// is to be written of it is written already, and looking again at each element would be dear.
    fn is_new_scope(&self, element: Node<'a, '_>) -> bool {
        let written = element.parent().filter(|_| element.id() != self.apex);
        let differs = |parent: Node<'_, '_>| {
            !parent.namespaces().map(ptr::from_ref).eq(element.namespaces().map(ptr::from_ref))
        };
        written.is_none_or(differs)
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
    fn attributes<'x: 'a>(&mut self, element: Node<'a, 'x>, inherited: &[Attribute<'a, 'x>]) {
        let mut sorted: Vec<_> = element.attributes().chain(inherited.iter().copied()).collect();
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

/// What the element visibly uses, and what the prefix list names.
fn used_or_listed<'a>(
    element: Node<'a, '_>,
    name: &'a str,
    listed: &[&'a str],
) -> Vec<Declaration<'a>> {
    let mut needed = vec![in_scope(element, prefix_of(name))];
    for attribute in element.attributes() {
        let prefix = prefix_of(attribute_name(element, attribute.range().start));
        if !prefix.is_empty() {
            needed.push(in_scope(element, prefix));
        }
    }
    for listed in listed {
        let prefix = if *listed == "#default" { "" } else { listed };
        let declaration = in_scope(element, prefix);
        if prefix.is_empty() || !declaration.1.is_empty() {
            needed.push(declaration);
        }
    }
    needed
}

/// Every namespace in scope; the default one also where there is none, to undo an ancestor's.
fn in_force<'a>(element: Node<'a, '_>) -> Vec<Declaration<'a>> {
    let named =
        element.namespaces().filter_map(|namespace| Some((namespace.name()?, namespace.uri())));
    named.chain([in_scope(element, "")]).collect()
}

/// Canonical XML 1.0 section 2.4: `xml:` attributes of ancestors that are not written themselves,
/// the nearest of each name.
fn inherited<'a, 'x: 'a>(element: Node<'a, 'x>) -> Vec<Attribute<'a, 'x>> {
    let mut found: Vec<Attribute<'a, 'x>> = Vec::new();
    for attribute in element.ancestors().skip(1).flat_map(|ancestor| ancestor.attributes()) {
        let own = element.attributes().chain(found.iter().copied());
        let known =
            own.into_iter().any(|nearer| is_xml(&nearer) && nearer.name() == attribute.name());
        if is_xml(&attribute) && !known {
            found.push(attribute);
        }
    }
    found
}

fn is_xml(attribute: &Attribute<'_, '_>) -> bool {
    attribute.namespace() == Some(XML.uri)
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
