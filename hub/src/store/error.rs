//! What can go wrong between us and the database.

use citizens::passing::{is_passing, refuses_for_now};
use tokio_postgres::error::SqlState;

/// A fault of ours or of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection in time.
    #[error("no connection to the database")]
    Pool(#[from] deadpool_postgres::PoolError),
    /// No answer in time.
    #[error("the database does not answer")]
    Silent,
    /// Reading what was stored broke off.
    #[error("reading what is stored was interrupted")]
    Interrupted,
    /// The database refused a statement, for the reason with this code (PostgreSQL, appendix A).
    /// Its own words are not kept: they may quote the row.
    #[error("the database refused a statement ({})", .0.as_ref().map_or("no code", SqlState::code))]
    Refused(Option<SqlState>),
    /// The connection broke.
    #[error("the connection to the database broke")]
    Connection(#[source] tokio_postgres::Error),
    /// A migration failed.
    #[error("the schema could not be migrated")]
    Migration(#[from] refinery::Error),
    /// A value could not be written or read as JSON.
    #[error("a row could not be encoded")]
    Json(#[from] serde_json::Error),
    /// A column of an agency's record holds what this release does not know.
    #[error("the column {0} of an agency's record is not understood")]
    Record(&'static str),
    /// A column of a key of ours holds what this release does not know.
    #[error("the column {0} of a signing key is not understood")]
    Key(&'static str),
    /// A policy is not what was activated.
    #[error("the text of the policy in force is not the one that was activated")]
    Policy,
    /// The database belongs to another environment.
    #[error("this database belongs to the {0} environment")]
    Stamp(String),
}

impl StoreError {
    /// Whether trying again in a moment may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Pool(_) | Self::Silent | Self::Connection(_) => true,
            Self::Refused(state) => state.as_ref().is_some_and(refuses_for_now),
            Self::Interrupted
            | Self::Migration(_)
            | Self::Json(_)
            | Self::Record(_)
            | Self::Key(_)
            | Self::Policy
            | Self::Stamp(_) => false,
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(refusal) => Self::Refused(Some(refusal.code().clone())),
            None if is_passing(&error) => Self::Connection(error),
            None => Self::Refused(None),
        }
    }
}
