//! What a request says beyond SAML, in its `Extensions` (SPEC 3.3; eIDAS SAML Message Format 1.2).
//! Extensions of other makers are passed over.

use std::fmt;

use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::attributes::NAME_FORMAT_URI;
use crate::errors::Malformed;
use crate::namespaces::{EIDAS, EIDAS_NATURAL, PROTOCOL};
use crate::read::{self, MAX_URI};
use crate::write::Element;

const MAX_ATTRIBUTES: usize = 128;
const MAX_VALUES: usize = 8;
const MAX_VALUE: usize = 4096;
const MAX_FRIENDLY_NAME: usize = 256;

/// What an agency says to be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum SpType {
    /// A public body.
    Public,
    /// A private one.
    Private,
}

impl SpType {
    const ALL: [Self; 2] = [Self::Public, Self::Private];

    fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

/// An attribute that an agency asks for; in `clave2` also a way to exclude a method or to have
/// something echoed. `Debug` does not show its values.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct RequestedAttribute {
    /// A URI.
    pub name: String,
    /// For readers.
    pub friendly_name: Option<String>,
    /// Without it there shall be no answer.
    pub is_required: bool,
    /// What its value has to be, or is to be echoed: at most 8, of at most 4,096 characters.
    pub values: Vec<String>,
}

/// What `Extensions` holds that we understand.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Extensions {
    /// `SPType`.
    pub sp_type: Option<SpType>,
    /// `RequestedAttributes`: at most 128.
    pub attributes: Vec<RequestedAttribute>,
}

impl Extensions {
    /// The requested attribute of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&RequestedAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    pub(crate) fn read(request: Node<'_, '_>) -> Result<Self, Malformed> {
        let Some(extensions) = read::child(request, PROTOCOL, "Extensions")? else {
            return Ok(Self::default());
        };
        let attributes = read::child(extensions, EIDAS, "RequestedAttributes")?;
        Ok(Self {
            sp_type: sp_type(extensions)?,
            attributes: attributes.map(requested_attributes).transpose()?.unwrap_or_default(),
        })
    }

    pub(crate) fn to_element(&self) -> Option<Element> {
        let sp_type = self.sp_type.map(|kind| Element::new(EIDAS, "SPType").text(kind.name()));
        let attributes = (!self.attributes.is_empty()).then(|| {
            let each = self.attributes.iter().map(RequestedAttribute::to_element);
            Element::new(EIDAS, "RequestedAttributes").children(each)
        });
        let inside: Vec<Element> = sp_type.into_iter().chain(attributes).collect();
        (!inside.is_empty()).then(|| Element::new(PROTOCOL, "Extensions").children(inside))
    }
}

impl RequestedAttribute {
    /// The value of an attribute may stand in the namespace of eIDAS or, with some kits, of its types.
    fn read(element: Node<'_, '_>) -> Result<Self, Malformed> {
        let name = read::short_attribute(element, "Name", MAX_URI)?;
        let mut values = Vec::new();
        for child in element.children().filter(Node::is_element) {
            if !read::is(child, EIDAS, "AttributeValue")
                && !read::is(child, EIDAS_NATURAL, "AttributeValue")
            {
                continue;
            }
            if values.len() == MAX_VALUES {
                return Err(Malformed::TooMany("AttributeValue"));
            }
            values.push(read::short_text(child, "AttributeValue", MAX_VALUE)?);
        }
        Ok(Self {
            name: name.ok_or(Malformed::Missing("Name"))?,
            friendly_name: read::short_attribute(element, "FriendlyName", MAX_FRIENDLY_NAME)?,
            is_required: read::boolean(element, "isRequired")?,
            values,
        })
    }

    fn to_element(&self) -> Element {
        let value = |text: &String| Element::new(EIDAS, "AttributeValue").text(text);
        Element::new(EIDAS, "RequestedAttribute")
            .attribute("Name", self.name.as_str())
            .attribute("NameFormat", NAME_FORMAT_URI)
            .optional_attribute("FriendlyName", self.friendly_name.as_deref())
            .attribute("isRequired", if self.is_required { "true" } else { "false" })
            .children(self.values.iter().map(value))
    }
}

impl fmt::Debug for RequestedAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestedAttribute")
            .field("name", &self.name)
            .field("is_required", &self.is_required)
            .finish_non_exhaustive()
    }
}

fn sp_type(extensions: Node<'_, '_>) -> Result<Option<SpType>, Malformed> {
    let Some(element) = read::child(extensions, EIDAS, "SPType")? else {
        return Ok(None);
    };
    let said = read::short_text(element, "SPType", 16)?;
    let known = SpType::ALL.into_iter().find(|kind| kind.name() == said);
    known.map(Some).ok_or(Malformed::Value("SPType"))
}

/// An attribute asked for twice in the same way counts once; in two ways it could be read either way.
fn requested_attributes(list: Node<'_, '_>) -> Result<Vec<RequestedAttribute>, Malformed> {
    let mut attributes: Vec<RequestedAttribute> = Vec::new();
    for (count, element) in read::children(list, EIDAS, "RequestedAttribute").enumerate() {
        if count == MAX_ATTRIBUTES {
            return Err(Malformed::TooMany("RequestedAttribute"));
        }
        let attribute = RequestedAttribute::read(element)?;
        match attributes.iter().find(|known| known.name == attribute.name) {
            Some(known) if *known == attribute => {}
            Some(_) => return Err(Malformed::Contradiction("RequestedAttribute")),
            None => attributes.push(attribute),
        }
    }
    Ok(attributes)
}
