//! Where things stand in a text that may no longer be XML. A mutator cannot use a parser: the next
//! mutation has to find its way in what the last one broke.

use std::ops::Range;

pub(crate) struct Element {
    /// From `<` to the `>` that ends the opening tag.
    pub(crate) open: Range<usize>,
    pub(crate) name: Range<usize>,
    /// Namespace declarations included.
    pub(crate) attributes: Vec<Attribute>,
    /// Between the tags; nothing for `<a/>`.
    pub(crate) content: Option<Range<usize>>,
    /// After the closing tag.
    pub(crate) end: usize,
}

pub(crate) struct Attribute {
    pub(crate) name: Range<usize>,
    /// Without the quotes.
    pub(crate) value: Range<usize>,
}

impl Element {
    pub(crate) fn whole(&self) -> Range<usize> {
        self.open.start..self.end
    }

    pub(crate) fn name<'t>(&self, text: &'t str) -> &'t str {
        &text[self.name.clone()]
    }

    /// The name without its prefix.
    pub(crate) fn local<'t>(&self, text: &'t str) -> &'t str {
        let name = self.name(text);
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    pub(crate) fn attribute(&self, text: &str, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| text[attribute.name.clone()] == *name)
    }
}

impl Attribute {
    /// From the name to the closing quote.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.name.start..self.value.end + 1
    }

    /// Whether it declares a namespace.
    pub(crate) fn declares(&self, text: &str) -> bool {
        let name = &text[self.name.clone()];
        name == "xmlns" || name.starts_with("xmlns:")
    }
}

/// The elements, in the order of their opening tags.
pub(crate) fn scan(text: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start..];
        if let Some(after) = past_other_markup(rest) {
            at = start + after;
        } else if rest.starts_with("</") {
            at = after(text, start, ">");
            if let Some(index) = open.pop() {
                let content = elements[index].open.end..start;
                elements[index].content = Some(content);
                elements[index].end = at;
            }
        } else {
            let element = opening_tag(text, start);
            at = element.open.end;
            if !text[..at].ends_with("/>") {
                open.push(elements.len());
            }
            elements.push(element);
        }
    }
    for index in open {
        let content = elements[index].open.end..text.len();
        elements[index].content = Some(content);
        elements[index].end = text.len();
    }
    elements
}

/// A text with one stretch of it replaced.
pub(crate) fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}

pub(crate) fn inserted(text: &str, at: usize, what: &str) -> String {
    replaced(text, at..at, what)
}

/// Comments, sections, instructions and document types: how long one is.
fn past_other_markup(rest: &str) -> Option<usize> {
    let end = if rest.starts_with("<!--") {
        "-->"
    } else if rest.starts_with("<![CDATA[") {
        "]]>"
    } else if rest.starts_with("<?") {
        "?>"
    } else if rest.starts_with("<!DOCTYPE") && rest.contains("]>") {
        "]>"
    } else if rest.starts_with("<!") {
        ">"
    } else {
        return None;
    };
    Some(after(rest, 0, end))
}

fn after(text: &str, from: usize, end: &str) -> usize {
    text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
}

fn opening_tag(text: &str, start: usize) -> Element {
    let mut at = start + 1 + name_length(&text[start + 1..]);
    let name = start + 1..at;
    let mut attributes = Vec::new();
    while let Some(attribute) = attribute(text, at) {
        at = attribute.value.end + 1;
        attributes.push(attribute);
    }
    let end = after(text, at, ">");
    Element { open: start..end, name, attributes, content: None, end }
}

fn attribute(text: &str, at: usize) -> Option<Attribute> {
    let start = at + spaces(&text[at..]);
    let end = start + name_length(&text[start..]);
    let mut at = end + spaces(&text[end..]);
    if start == end || !text[at..].starts_with('=') {
        return None;
    }
    at += 1 + spaces(&text[at + 1..]);
    let quote = text[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let length = text[at + 1..].find(quote)?;
    Some(Attribute { name: start..end, value: at + 1..at + 1 + length })
}

fn name_length(text: &str) -> usize {
    text.find([' ', '\t', '\r', '\n', '/', '>', '=', '<', '"', '\'']).unwrap_or(text.len())
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len()
}
