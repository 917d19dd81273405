//! Who somebody is, as told to an agency.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A natural person. Its `Debug` shows nothing of them.
#[derive(Clone, Eq, PartialEq, Deserialize, Serialize)]
pub struct Identity {
    /// NIF, or for a person from another country of the Union `CC/ES/id` (eIDAS attribute profile
    /// 2.2.3).
    pub identifier: String,
    /// Given name or names.
    pub given_name: String,
    /// All surnames, as one text.
    pub family_name: String,
    /// The first of two surnames, where they are known apart.
    pub first_surname: Option<String>,
    /// Date of birth, where known.
    pub date_of_birth: Option<Date>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(redacted)")
    }
}
