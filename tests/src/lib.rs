//! What tests share: a database for each, and simulators of those the hub talks to.
//!
//! - [`database`]: a PostgreSQL database of its own for each test
//! - [`hall`]: a hub with its clock, an agency and a browser
//! - [`operator`]: somebody at the command line
//! - [`federation`]: the metadata of many parties
//! - [`soft_token`]: a PKCS#11 token for each test
//! - [`driver`]: many citizens at once, as a hub or a proxy sees them
//! - [`street`]: the hub as a running program, among others not written here
//! - [`conformance`]: what every method must do
//! - [`code_card`]: a method of the tests' own
//! - [`post`]: what was sent to people's phones and mailboxes
//! - [`wire`]: what a program says to PostgreSQL

pub mod code_card;
pub mod conformance;
pub mod database;
pub mod driver;
pub mod federation;
pub mod hall;
pub mod operator;
pub mod ports;
pub mod post;
pub mod publisher;
pub mod soft_token;
pub mod street;
pub mod wire;
