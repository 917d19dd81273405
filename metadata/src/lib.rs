//! What an EntityDescriptor says: an agency's, and ours.
//!
//! In reading order:
//!
//! - [`service_provider`]: [`ServiceProvider`], an agency as its metadata describes it;
//! - [`location`]: where an answer may be sent;
//! - [`lint`](mod@lint): everything that is wrong or remarkable, in plain sentences;
//! - [`publish`](mod@publish): our own descriptor, signed;
//! - [`errors`]: why a descriptor is not taken.
//!
//! Metadata says how to reach a party and which keys it has. It never sets policy.

pub mod errors;
pub mod lint;
pub mod location;
pub mod publish;
mod read;
pub mod service_provider;

pub use errors::{MetadataError, UnknownParty};
pub use lint::{Finding, Severity, lint};
pub use location::{BadLocation, Endpoints};
pub use publish::{Publication, publish};
pub use service_provider::{AssertionConsumer, ServiceProvider};

use saml::write::Namespace;

/// SAML V2.0 Metadata Extensions for Login and Discovery User Interface 1.0.
const UI: Namespace = Namespace { prefix: "mdui", uri: "urn:oasis:names:tc:SAML:metadata:ui" };
