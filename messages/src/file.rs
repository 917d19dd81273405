//! The outbox of the demonstration: a file with every message, for people and programs to read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use async_trait::async_trait;
use serde_json::json;

use crate::carrier::{Carrier, CarrierError, Handed, Letter};
use crate::message::Address;

/// Writes each message as a line of JSON: `at`, `to`, `purpose`, `subject`, `text`, `code`.
#[derive(Debug)]
pub struct OutboxFile(PathBuf);

impl OutboxFile {
    /// At the end of this file, which is made where it is not there.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

#[async_trait]
impl Carrier for OutboxFile {
    fn name(&self) -> &'static str {
        "outbox-file"
    }

    fn goes_to(&self, _: &Address) -> bool {
        true
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let (Address::Phone(to) | Address::Mail(to)) = &letter.to;
        let line = json!({
            "at": letter.at.to_string(),
            "to": to,
            "purpose": letter.purpose,
            "subject": letter.subject,
            "text": letter.text,
            "code": letter.code,
        });
        // One write for each line: nodes write to the same file.
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.0)
            .map_err(|error| CarrierError::Away(error.to_string()))?;
        file.write_all(format!("{line}\n").as_bytes())
            .map_err(|error| CarrierError::Away(error.to_string()))?;
        Ok(Handed::ToThem)
    }
}
