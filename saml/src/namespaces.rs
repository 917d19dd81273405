//! The namespaces of SAML, XML signature, XML encryption and eIDAS, with the prefix we write each with.

use crate::write::Namespace;

/// SAML 2.0 protocol messages.
pub const PROTOCOL: Namespace =
    Namespace { prefix: "saml2p", uri: "urn:oasis:names:tc:SAML:2.0:protocol" };
/// SAML 2.0 assertions.
pub const ASSERTION: Namespace =
    Namespace { prefix: "saml2", uri: "urn:oasis:names:tc:SAML:2.0:assertion" };
/// SAML 2.0 metadata.
pub const METADATA: Namespace =
    Namespace { prefix: "md", uri: "urn:oasis:names:tc:SAML:2.0:metadata" };
/// XML signature.
pub const SIGNATURE: Namespace =
    Namespace { prefix: "ds", uri: "http://www.w3.org/2000/09/xmldsig#" };
/// Exclusive canonicalisation, whose `InclusiveNamespaces` stands in transforms.
pub const EXCLUSIVE_C14N: Namespace =
    Namespace { prefix: "ec", uri: "http://www.w3.org/2001/10/xml-exc-c14n#" };
/// XML encryption.
pub const ENCRYPTION: Namespace =
    Namespace { prefix: "xenc", uri: "http://www.w3.org/2001/04/xmlenc#" };
/// What XML encryption 1.1 added: the mask generation function.
pub const ENCRYPTION_11: Namespace =
    Namespace { prefix: "xenc11", uri: "http://www.w3.org/2009/xmlenc11#" };
/// eIDAS extensions of requests and metadata.
pub const EIDAS: Namespace =
    Namespace { prefix: "eidas", uri: "http://eidas.europa.eu/saml-extensions" };
/// The types of a natural person's attributes in eIDAS.
pub const EIDAS_NATURAL: Namespace =
    Namespace { prefix: "eidas-natural", uri: "http://eidas.europa.eu/attributes/naturalperson" };
/// XML Schema, whose `string` is the type of most values.
pub const SCHEMA: Namespace = Namespace { prefix: "xs", uri: "http://www.w3.org/2001/XMLSchema" };
/// Where the attribute `xsi:type` is from.
pub const SCHEMA_INSTANCE: Namespace =
    Namespace { prefix: "xsi", uri: "http://www.w3.org/2001/XMLSchema-instance" };
/// `xml:lang` and `xml:id`; bound by definition, never declared.
pub const XML: Namespace = Namespace { prefix: "xml", uri: "http://www.w3.org/XML/1998/namespace" };
