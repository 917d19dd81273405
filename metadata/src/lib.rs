//! What an EntityDescriptor says: an agency's, and ours.
//!
//! In reading order:
//!
//! - [`service_provider`]: [`ServiceProvider`], an agency as its metadata describes it;
//! - [`aggregate`](mod@aggregate): many parties in one document;
//! - [`freshness`]: how long metadata holds, and how soon to ask again;
//! - [`query`]: where a service has the metadata of one party;
//! - [`provider_name`]: how the dialect `clave2` names an agency;
//! - [`location`]: where an answer may be sent;
//! - [`lint`](mod@lint): everything that is wrong or remarkable, in plain sentences;
//! - [`compare`](mod@compare): what new metadata of a known agency would change, and how grave that is;
//! - [`publish`](mod@publish): our own descriptor, signed;
//! - [`errors`]: why a descriptor is not taken.
//!
//! Metadata says how to reach a party and which keys it has. It never sets policy.

pub mod aggregate;
pub mod compare;
pub mod errors;
pub mod freshness;
mod lines;
pub mod lint;
pub mod location;
pub mod provider_name;
pub mod publish;
pub mod query;
mod read;
pub mod service_provider;

pub use aggregate::{Aggregate, Described, Member, aggregate};
pub use compare::{Difference, Risk, compare};
pub use errors::{MetadataError, UnknownParty};
pub use freshness::Freshness;
pub use lint::{Finding, Severity, Summary, lint};
pub use location::{BadLocation, Endpoints};
pub use provider_name::{BadProviderName, ProviderName};
pub use publish::{Publication, publish};
pub use query::query_address;
pub use service_provider::{AssertionConsumer, LogoutService, ServiceProvider};

use saml::write::Namespace;

/// SAML V2.0 Metadata Extensions for Login and Discovery User Interface 1.0.
const UI: Namespace = Namespace { prefix: "mdui", uri: "urn:oasis:names:tc:SAML:metadata:ui" };
/// SAML V2.0 Metadata Profile for Algorithm Support 1.0.
const ALGORITHMS: Namespace =
    Namespace { prefix: "alg", uri: "urn:oasis:names:tc:SAML:metadata:algsupport" };
/// SAML V2.0 Metadata Extensions for Registration and Publication Information 1.0.
const PUBLICATION: Namespace =
    Namespace { prefix: "mdrpi", uri: "urn:oasis:names:tc:SAML:metadata:rpi" };
