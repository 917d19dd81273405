//! What goes to people's phones and mailboxes, and the word of whether it got there.
//!
//! In reading order:
//!
//! - [`message`]: what is sent, to where, and on whose account;
//! - [`budget`] and [`ranges`]: how many there are for whom, and the numbers that nothing is sent to;
//! - [`outbox`]: what is still to be sent; its statements, and the schema `messages`, are in `store`;
//! - [`postman`]: gives what is due to a carrier, and to the next one if that fails;
//! - [`carrier`]: whoever brings it there; [`kannel`]: a gateway for SMS, with its letters fitted by [`gsm`];
//!   [`smtp`]: a mail server.
//!
//! Nothing here knows who somebody is: whoever sends says where to.

pub mod budget;
pub mod carrier;
#[cfg(feature = "demonstration")]
pub mod file;
pub mod gsm;
pub mod kannel;
pub mod message;
pub mod numbers;
pub mod outbox;
pub mod postman;
pub mod ranges;
mod seal;
pub mod smtp;
mod store;

pub use budget::Budgets;
pub use carrier::{Carrier, CarrierError, Handed, Letter};
pub use message::{Account, Address, Message, MessageId};
pub use numbers::Waiting;
pub use outbox::{Fate, Outbox, Refused};
pub use postman::Postman;
pub use ranges::Ranges;
pub use store::{StoreError, migrate};
