//! Bytes in, verified messages out; messages in, signed bytes out.
//!
//! Pure: no I/O, no clock, no randomness, no idea who the parties are. In the order a message
//! takes:
//!
//! * [`binding`]: redirect query and POST form to octets, and back
//! * [`gate`]: the linear pass over those octets before any tree is built
//! * [`read`]: the one parser, and what may be read from its tree
//! * [`received`]: [`Received`], a message in which nothing is true yet
//! * [`signature`]: our profile of XML-DSig; the only maker of [`SignedElement`]
//! * [`verified`]: [`Verified`], made from a [`SignedElement`] and nothing else
//! * [`request`]: what an `AuthnRequest` says
//! * [`response`], [`status`]: what we answer
//! * [`mod@write`]: canonical by construction, and signed
//!
//! and what all of them use: [`names`], [`keys`], [`algorithms`], [`c14n`], [`namespaces`],
//! [`errors`].
//!
//! [`Verified`] and [`SignedElement`] are declared in modules without child modules, because a
//! child could forge them.

pub mod algorithms;
pub mod binding;
pub mod c14n;
pub mod errors;
pub mod gate;
pub mod keys;
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

pub use errors::{Malformed, Untrusted};
pub use keys::{NoKeys, TrustedKeys};
pub use names::{BadName, EntityId, MessageId, RelayState};
pub use received::{Claimed, Received};
pub use request::{AuthnRequest, RequestedContext};
pub use response::{Assertion, Attribute, Envelope, NameId, decline, respond};
pub use signature::SignedElement;
pub use status::{SecondCode, Status, TopCode};
pub use verified::{Message, Verified};

#[cfg(test)]
mod tests;
