//! Cards to test with: every certificate that people come with, and every defect, made by one program;
//! and the responders that answer about them.
//!
//! ```
//! # use cards::{Bench, Card, Defect, Outcome};
//! let now = "2026-05-03T10:00:00Z".parse().unwrap();
//! let (bench, listener) = Bench::listening(now, "127.0.0.1:0").unwrap();
//! let serving = bench.serve(listener, std::sync::Arc::new(move || now)).unwrap();
//! let expired = bench.card(Card::Expired);
//! assert_eq!(expired.outcome(), Outcome::Refused(Defect::Expired));
//! assert_eq!(serving.questions(Card::Expired), 0);
//! ```
//!
//! - [`Card`]: the list of cards; what each is, and what a correct relying party makes of it
//! - [`Authority`]: the list of authorities, and which of them are to be believed
//! - [`Bench`]: all of them made, in force at one moment; and written to a folder
//! - [`Made`]: one card with its key, as DER, PEM and PKCS#12
//! - [`Serving`]: the responders and lists, which count, can die, and can be told that a card is revoked
//!
//! Certificates, lists and answers are written here octet by octet, because the libraries that write
//! them do not write most of what is wrong with these. The tests have OpenSSL and NSS read them.
//!
//! What cannot go wrong on a machine that works, as making a key, ends the program if it does.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a bench that cannot be made ends"
)]

mod authority;
mod bench;
mod card;
mod certificate;
mod der;
mod folder;
mod key;
mod layout;
mod list;
mod made;
mod name;
mod oid;
mod people;
mod responder;
mod serving;
mod status;
mod table;

pub use authority::Authority;
pub use bench::Bench;
pub use card::{Card, Defect, Kind, Level, Outcome};
pub use made::{Made, PASSWORD};
pub use people::{Company, Person};
pub use serving::{Clock, Serving};
pub use status::Reason;
pub use table::table;
