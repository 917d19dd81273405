//! Bytes in, verified messages out; messages in, signed bytes out.
//!
//! SAML in one page. An agency sends a person's browser to us with an [`AuthnRequest`]; we send it back
//! with a [`Response`] that holds one [`Assertion`], or a [`Status`] that says why
//! there is none. Later the agency may send a [`LogoutRequest`], answered by a [`LogoutResponse`]. Each is
//! an XML element that travels through the browser, in a query (HTTP-Redirect) or a form (HTTP-POST).
//! The browser is not trusted with any of it, so everything rests on the signature, and on reading
//! nothing that is not signed:
//!
//! ```text
//! octets ─ binding ─ gate ─ Received ─ claims: for looking up keys, and for nothing else
//!                              │
//!                              ▼ open(keys of that party, from its metadata)
//!            signature ─ SignedElement ─ encryption (what is sealed inside) ─ Verified<Message>
//!
//! Message ─ write (canonical by construction) ─ sign ─ encrypt ─ sign ─ octets
//! ```
//!
//! Pure: no I/O, no clock, no randomness of its own, no idea who the parties are; time, keys and random
//! octets are parameters. In the order a message takes:
//!
//! * [`binding`]: redirect query and POST form to octets, and back
//! * [`gate`]: the linear pass over those octets before any tree is built
//! * [`read`]: the one parser, and what may be read from its tree
//! * [`received`]: [`Received`], a message in which nothing is true yet
//! * [`signature`]: our profile of XML-DSig; the only maker of [`SignedElement`]
//! * [`encryption`]: our profile of XML encryption: what is sealed inside a signed message
//! * [`verified`]: [`Verified`], made from a [`SignedElement`] and nothing else
//! * [`request`], [`extensions`]: what an `AuthnRequest` says
//! * [`response`], [`assertion`], [`status`]: what is answered
//! * [`logout`]: leaving, asked and answered
//! * [`mod@write`]: canonical by construction, and signed
//!
//! and what all of them use: [`dialect`], [`names`], [`name_id`], [`attributes`], [`keys`],
//! [`algorithms`], [`c14n`], [`namespaces`], [`errors`].
//!
//! [`Verified`] and [`SignedElement`] are declared in modules without child modules, because a
//! child could forge them.

pub mod algorithms;
pub mod assertion;
pub mod attributes;
pub mod binding;
pub mod c14n;
pub mod dialect;
pub mod encryption;
pub mod errors;
pub mod extensions;
pub mod gate;
pub mod keys;
pub mod logout;
pub mod name_id;
pub mod names;
pub mod namespaces;
pub mod read;
pub mod received;
pub mod request;
pub mod response;
pub mod signature;
pub mod status;
pub mod verified;
pub mod write;

pub use assertion::{Assertion, Attribute, AttributeValue};
pub use dialect::Dialect;
pub use encryption::{ContentSecret, Recipient};
pub use errors::{Malformed, Untrusted};
pub use keys::{Deviation, NoKeys, TrustedKeys};
pub use logout::{LogoutRequest, LogoutResponse};
pub use name_id::NameId;
pub use names::{BadName, EntityId, MessageId, RelayState};
pub use received::{Claimed, Received};
pub use request::{AuthnRequest, RequestedContext};
pub use response::{Envelope, Manner, Response, Signed, decline, respond};
pub use signature::SignedElement;
pub use status::{SecondCode, Status, TopCode};
pub use verified::{Message, Verified};

#[cfg(test)]
mod tests;
