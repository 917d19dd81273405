//! What tests share: a database for each, and simulators of those the hub talks to.
//!
//! - [`database`]: a PostgreSQL database of its own for each test

pub mod database;
