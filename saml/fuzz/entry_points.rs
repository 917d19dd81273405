//! What is fuzzed: one function for each way in, to be given any octets whatever.
//!
//! Each panics if the house breaks a promise, and says otherwise whether the octets got to the end:
//! opened, read, or canonicalised. The promises are: nothing panics; nothing opens but what was
//! genuinely signed; what was signed verifies; what is read can be written, and reads the same again;
//! a canonical form means what its source means, and is its own canonical form.
//!
//! - [`redirect`], [`post`], [`clave2_post`]: the bindings, from the octets on the wire
//! - [`signature`]: a message as XML, signed or not, without the base64 around it
//! - [`request`], [`response`], [`logout`]: messages that are signed here, whatever they say
//! - [`encrypted`], [`encrypted_data`]: what is sealed inside, and the seal
//! - [`metadata`], [`aggregate`], [`certificate`]: what describes a party
//! - [`holder`], [`answer`], [`list`]: what describes a person, and whether that still stands
//! - [`canonical`]: the canonical forms
//!
//! The fuzzer calls these (`targets/`), and so does the test that replays what it found
//! (`tests/tests/fuzz_corpus.rs`).

pub mod canonical_form;
pub mod der;
pub mod descriptions;
pub mod genuine;
pub mod holders;
pub mod messages;
pub mod parties;
pub mod signing;

pub use canonical_form::canonical;
pub use descriptions::{aggregate, certificate, metadata};
pub use holders::{answer, holder, list};
pub use messages::{
    clave2_post, encrypted, encrypted_data, logout, post, redirect, request, response, signature,
};

/// An entry point.
pub type EntryPoint = fn(&[u8]) -> bool;

/// All of them, with the names of their targets and folders.
pub const ALL: [(&str, EntryPoint); 16] = [
    ("redirect", redirect),
    ("post", post),
    ("clave2_post", clave2_post),
    ("signature", signature),
    ("request", request),
    ("response", response),
    ("logout", logout),
    ("encrypted", encrypted),
    ("encrypted_data", encrypted_data),
    ("metadata", metadata),
    ("aggregate", aggregate),
    ("canonical", canonical),
    ("certificate", certificate),
    ("holder", holder),
    ("answer", answer),
    ("list", list),
];
