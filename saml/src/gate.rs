//! The gate: one linear pass over the octets before any tree is built.
//!
//! Whatever makes XML dangerous is refused here by its look, so that nothing behind the gate has
//! to be trusted to handle it: document types and entities, processing instructions, comments and
//! CDATA in messages, other encodings, and quantities that no message needs. The pass allocates
//! next to nothing and never goes back.

use crate::errors::Malformed;

/// How much is read at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Octets of the whole document.
    pub octets: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Elements in all.
    pub elements: usize,
    /// Attributes on one tag, namespace declarations included.
    pub attributes: usize,
    /// Attributes in all, namespace declarations included: what is deflated holds many in few octets,
    /// and each costs more than its octets.
    pub attributes_in_all: usize,
    /// Namespace declarations in all.
    pub namespaces: usize,
    /// Namespace declarations around an element, its own included: each name inside is looked up
    /// among them, and an element that declares one more copies them all.
    pub namespaces_in_force: usize,
    /// Octets of one namespace, and of its prefix: each name that uses it is compared by all of it.
    pub namespace_octets: usize,
    /// Whether comments may stand between tags.
    pub comments: bool,
}

impl Limits {
    /// For messages (DESIGN 5 and 11).
    pub const MESSAGE: Self = Self {
        octets: 256 * 1024,
        depth: 48,
        elements: 4096,
        attributes: 64,
        attributes_in_all: 2048,
        namespaces: 256,
        namespaces_in_force: 32,
        namespace_octets: 512,
        comments: false,
    };
    /// For the metadata of one party: comments and size allowed, the rest as strict.
    pub const METADATA: Self = Self {
        octets: 1024 * 1024,
        elements: 16_384,
        attributes_in_all: 65_536,
        namespaces: 1024,
        comments: true,
        ..Self::MESSAGE
    };
    /// For the metadata of many parties: 10,000 of them are 43 MB.
    pub const AGGREGATE: Self = Self {
        octets: 64 * 1024 * 1024,
        elements: 2_000_000,
        attributes_in_all: 6_000_000,
        namespaces: 400_000,
        ..Self::METADATA
    };
}

/// Lets octets pass as text, or says what is wrong with them. A leading byte order mark is dropped.
pub fn pass<'x>(octets: &'x [u8], limits: &Limits) -> Result<&'x str, Malformed> {
    if octets.len() > limits.octets {
        return Err(Malformed::TooLarge);
    }
    let text = std::str::from_utf8(octets).map_err(|_| Malformed::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The parser behind the gate would drop a second mark as well.
    if text.starts_with('\u{feff}') {
        return Err(Malformed::NotWellFormed);
    }
    if text.bytes().any(|byte| byte < 0x20 && !is_space(byte)) {
        return Err(Malformed::Character);
    }
    Pass {
        rest: skip_declaration(text)?,
        limits,
        open: Vec::new(),
        in_force: 0,
        elements: 0,
        attributes: 0,
        namespaces: 0,
    }
    .run()?;
    Ok(text)
}

/// What is left to look at, and what has been counted so far.
struct Pass<'x, 'l> {
    rest: &'x str,
    limits: &'l Limits,
    /// The elements not ended yet: for each, how many namespaces are in force after it.
    open: Vec<usize>,
    in_force: usize,
    elements: usize,
    attributes: usize,
    namespaces: usize,
}

impl<'x> Pass<'x, '_> {
    fn run(mut self) -> Result<(), Malformed> {
        while let Some(at) = self.rest.find('<') {
            self.skip(at + 1);
            match self.rest.bytes().next() {
                Some(b'!') => self.declaration()?,
                Some(b'?') => return Err(Malformed::ProcessingInstruction),
                Some(b'/') => self.end_tag()?,
                Some(_) => self.start_tag()?,
                None => return Err(Malformed::NotWellFormed),
            }
        }
        if self.open.is_empty() && self.elements > 0 {
            Ok(())
        } else {
            Err(Malformed::NotWellFormed)
        }
    }

    fn declaration(&mut self) -> Result<(), Malformed> {
        let comment = self.rest.strip_prefix("!--").filter(|_| self.limits.comments);
        let (_, rest) = comment
            .ok_or(Malformed::Declaration)?
            .split_once("-->")
            .ok_or(Malformed::NotWellFormed)?;
        self.rest = rest;
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), Malformed> {
        self.skip(1);
        // Whether it is that of the opening tag, the parser sees; it passes over a leading colon.
        self.name()?;
        self.skip_spaces();
        self.rest = self.rest.strip_prefix('>').ok_or(Malformed::NotWellFormed)?;
        self.in_force = self.open.pop().ok_or(Malformed::NotWellFormed)?;
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), Malformed> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(Malformed::TooManyElements);
        }
        if self.open.len() >= self.limits.depth {
            return Err(Malformed::TooDeep);
        }
        let outside = self.in_force;
        self.name()?;
        if self.attributes()? {
            self.in_force = outside;
        } else {
            self.open.push(outside);
        }
        Ok(())
    }

    /// Reads attributes up to the end of the tag; says whether it was an empty element.
    fn attributes(&mut self) -> Result<bool, Malformed> {
        let mut count = 0;
        let mut default_declared = false;
        loop {
            let spaced = self.skip_spaces();
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return Ok(false);
            }
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                return Ok(true);
            }
            if !spaced {
                return Err(Malformed::NotWellFormed);
            }
            count += 1;
            self.attributes += 1;
            let in_all = self.attributes > self.limits.attributes_in_all;
            if in_all || count > self.limits.attributes {
                return Err(Malformed::TooManyAttributes);
            }
            let (name, value) = self.attribute()?;
            self.count_namespace(name, value, &mut default_declared)?;
        }
    }

    fn attribute(&mut self) -> Result<(&'x str, &'x str), Malformed> {
        let name = self.name()?;
        self.skip_spaces();
        self.rest = self.rest.strip_prefix('=').ok_or(Malformed::NotWellFormed)?;
        self.skip_spaces();
        let quote = match self.rest.bytes().next() {
            Some(b'"') => '"',
            Some(b'\'') => '\'',
            _ => return Err(Malformed::NotWellFormed),
        };
        self.skip(1);
        let (value, rest) = self.rest.split_once(quote).ok_or(Malformed::NotWellFormed)?;
        if value.contains('<') {
            return Err(Malformed::NotWellFormed);
        }
        self.rest = rest;
        Ok((name, value))
    }

    /// Namespaces in XML 1.0 forbids three: the default namespace declared twice on a tag, an
    /// attribute `p:xmlns`, and a prefix undeclared. Parsers disagree on each, and on names that
    /// are no absolute URI, so none comes by.
    fn count_namespace(
        &mut self,
        name: &str,
        value: &str,
        default_declared: &mut bool,
    ) -> Result<(), Malformed> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix != "xmlns" && local != "xmlns" {
            return Ok(());
        }
        self.namespaces += 1;
        self.in_force += 1;
        let in_all = self.namespaces > self.limits.namespaces;
        if in_all || self.in_force > self.limits.namespaces_in_force {
            return Err(Malformed::TooManyNamespaces);
        }
        if name.len().max(value.len()) > self.limits.namespace_octets {
            return Err(Malformed::TooLong("a namespace"));
        }
        let is_default = prefix.is_empty();
        let repeated = is_default && std::mem::replace(default_declared, true);
        let misplaced = !is_default && local == "xmlns";
        let undeclared = !is_default && value.is_empty();
        if repeated || misplaced || undeclared || !(value.is_empty() || is_absolute_uri(value)) {
            return Err(Malformed::NamespaceDeclaration);
        }
        Ok(())
    }

    /// A name up to what ends it: at most one colon, and that inside.
    fn name(&mut self) -> Result<&'x str, Malformed> {
        let end = self
            .rest
            .find([' ', '\t', '\r', '\n', '/', '>', '=', '<'])
            .ok_or(Malformed::NotWellFormed)?;
        let (name, rest) = self.rest.split_at_checked(end).ok_or(Malformed::NotWellFormed)?;
        self.rest = rest;
        let (prefix, local) = name.split_once(':').unwrap_or(("x", name));
        if prefix.is_empty() || local.is_empty() || local.contains(':') {
            return Err(Malformed::NotWellFormed);
        }
        Ok(name)
    }

    fn skip_spaces(&mut self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let skipped = rest.len() < self.rest.len();
        self.rest = rest;
        skipped
    }

    /// Skips octets that are known to be there and to end between characters.
    fn skip(&mut self, octets: usize) {
        self.rest = self.rest.get(octets..).unwrap_or("");
    }
}

/// Canonical XML 1.0 section 2.1: a document with a relative namespace URI has no canonical form.
/// The characters are those of RFC 3986 without `&`: a reference in a namespace's name is kept as
/// it is written by one parser and resolved by the next.
fn is_absolute_uri(name: &str) -> bool {
    const MARKS: &[u8] = b"-._~:/?#@!$'()*+,;=%";
    let Some((scheme, rest)) = name.split_once(':') else {
        return false;
    };
    let scheme = scheme.as_bytes();
    let in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let escaped = |after: &str| {
        after.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(in_scheme)
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || MARKS.contains(&byte))
        && rest.split('%').skip(1).all(escaped)
        && rest.matches('#').count() <= 1
        && rest.strip_prefix("//").is_none_or(begins_with_host)
}

/// A host and perhaps a port; no user, and no port that is empty, on which parsers differ.
fn begins_with_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    !host.is_empty()
        && host.bytes().all(in_host)
        && (1..=5).contains(&port.len())
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// The XML declaration may say version 1.0, and UTF-8 or nothing.
fn skip_declaration(text: &str) -> Result<&str, Malformed> {
    let Some(after) = text.strip_prefix("<?xml").filter(|after| after.starts_with(is_space_char))
    else {
        return Ok(text);
    };
    let (declaration, rest) = after.split_once("?>").ok_or(Malformed::NotWellFormed)?;
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    let mut left = declaration.trim_matches(is_space_char);
    while !left.is_empty() {
        let (name, value, after) = pseudo_attribute(left).ok_or(Malformed::NotWellFormed)?;
        if !expected.any(|next| next == name) {
            return Err(Malformed::NotWellFormed);
        }
        match name {
            "version" if value != "1.0" => return Err(Malformed::NotWellFormed),
            "encoding" if !value.eq_ignore_ascii_case("utf-8") => return Err(Malformed::NotUtf8),
            "standalone" if !matches!(value, "yes" | "no") => return Err(Malformed::NotWellFormed),
            _ => left = after.trim_start_matches(is_space_char),
        }
    }
    Ok(rest)
}

/// `name = "value"` and what follows it.
fn pseudo_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = text.split_once('=')?;
    let after = after.trim_start_matches(is_space_char);
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, rest) = after.get(1..)?.split_once(quote)?;
    Some((name.trim_end_matches(is_space_char), value, rest))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_space_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}
