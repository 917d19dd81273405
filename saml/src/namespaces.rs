//! The namespaces of SAML and XML signature, with the prefix we write each with.

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
/// `xml:lang` and `xml:id`; bound by definition, never declared.
pub const XML: Namespace = Namespace { prefix: "xml", uri: "http://www.w3.org/XML/1998/namespace" };
