//! Distinguished names, in every way that issuers write them.

use crate::{der, oid};

/// How a text stands in a name (RFC 5280 4.1.2.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Utf8,
    Printable,
    /// UTF-16, most significant octet first.
    Bmp,
    /// ISO 8859-1, which is what issuers take T.61 for.
    Teletex,
}

#[derive(Clone)]
struct Attribute {
    kind: &'static str,
    text: String,
    form: Form,
}

/// A sequence of sets of attributes.
#[derive(Clone, Default)]
pub(crate) struct Name(Vec<Vec<Attribute>>);

impl Name {
    pub(crate) fn with(mut self, kind: &'static str, text: impl Into<String>) -> Self {
        let form = match kind {
            oid::COUNTRY | oid::SERIAL_NUMBER => Form::Printable,
            _ => Form::Utf8,
        };
        self.0.push(vec![Attribute { kind, text: text.into(), form }]);
        self
    }

    /// The same with whatever was UTF-8 in another form.
    pub(crate) fn written(mut self, form: Form) -> Self {
        for attribute in self.0.iter_mut().flatten().filter(|found| found.form == Form::Utf8) {
            attribute.form = form;
        }
        self
    }

    /// The same with the last `count` attributes in one set.
    pub(crate) fn together(mut self, count: usize) -> Self {
        let last = self.0.split_off(self.0.len().saturating_sub(count));
        self.0.push(last.into_iter().flatten().collect());
        self
    }

    /// The same with another text for an attribute, where it stands.
    pub(crate) fn but(mut self, kind: &str, text: &str) -> Self {
        for attribute in self.0.iter_mut().flatten().filter(|found| found.kind == kind) {
            text.clone_into(&mut attribute.text);
        }
        self
    }

    pub(crate) fn without(mut self, kind: &str) -> Self {
        for set in &mut self.0 {
            set.retain(|found| found.kind != kind);
        }
        self.0.retain(|set| !set.is_empty());
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        der::sequence(self.0.iter().map(|set| der::set(set.iter().map(Attribute::der))))
    }
}

impl Attribute {
    fn der(&self) -> Vec<u8> {
        let text = match self.form {
            Form::Utf8 => der::element(0x0c, self.text.as_bytes()),
            Form::Printable => der::element(0x13, self.text.as_bytes()),
            Form::Bmp => {
                let units = self.text.encode_utf16().flat_map(u16::to_be_bytes);
                der::element(0x1e, &units.collect::<Vec<_>>())
            }
            Form::Teletex => {
                let octets = self.text.chars().map(|letter| u8::try_from(letter).unwrap());
                der::element(0x14, &octets.collect::<Vec<_>>())
            }
        };
        der::sequence([der::oid(self.kind), text])
    }
}
