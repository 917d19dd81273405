//! Whether a failure of the database may pass by itself.

use std::error::Error;
use std::io;

use tokio_postgres::error::SqlState;

/// Whether asking again in a moment may help, without anybody's doing: the connection broke or was not
/// made, or the server refused for the moment.
#[must_use]
pub fn is_passing(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        Some(refusal) => refuses_for_now(refusal.code()),
        None => error.is_closed() || error.source().is_some_and(<dyn Error>::is::<io::Error>),
    }
}

/// Whether this is how a server refuses that stops, starts, follows another one, has no room, or made
/// two wait for each other (PostgreSQL, appendix A).
#[must_use]
pub fn refuses_for_now(state: &SqlState) -> bool {
    /// Connections; a transaction that lost; resources, of which the disk is one; an operator's doing;
    /// the system around it.
    const CLASSES: [&str; 5] = ["08", "40", "53", "57", "58"];
    let code = state.code();
    CLASSES.iter().any(|class| code.starts_with(class))
        || *state == SqlState::READ_ONLY_SQL_TRANSACTION
        || *state == SqlState::LOCK_NOT_AVAILABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_stops_is_read_only_or_full_refuses_for_now() {
        let passing =
            ["57P01", "57P02", "57P03", "53100", "53300", "58030", "40P01", "25006", "55P03"];
        for code in passing {
            assert!(refuses_for_now(&SqlState::from_code(code)), "{code}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_statement_or_a_row_does_not_pass() {
        for code in ["42P01", "42501", "23505", "22001", "28P01", "ZG001"] {
            assert!(!refuses_for_now(&SqlState::from_code(code)), "{code}");
        }
    }
}
