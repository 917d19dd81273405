//! What goes to phones and mailboxes: taken on budgets, brought by one carrier or the next, forgotten.
//!
//! On a real PostgreSQL, by the clock of the test.
#![cfg(test)]

mod budgets;
mod carriers;
mod kannel;
mod mail;
mod postmen;
mod room;
