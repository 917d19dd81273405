//! The other side: `oracle.py` as one child process that lives as long as the run.

use std::io::{BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::agency::agency;
use crate::kinds::{KINDS, Reading};

/// What libxml2 and xmlsec1 say of one message.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Verdict {
    #[serde(rename = "verdict")]
    word: String,
    /// Whether the signature that holds covers the root.
    #[serde(default)]
    pub(crate) root: bool,
    #[serde(default)]
    pub(crate) read: Reading,
    /// In the programs' own words, for whoever reads what was kept.
    #[serde(default)]
    #[expect(dead_code, reason = "it is printed")]
    why: String,
}

impl Verdict {
    /// One word: malformed, unsigned, refused or verified.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// A signature in it was made with a key of the agency, whatever it covers.
    pub(crate) fn verified(&self) -> bool {
        self.word == "verified"
    }
}

pub(crate) struct Oracle {
    child: Child,
    asked: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    pub(crate) fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential/oracle.py");
        let paths = |kind: &crate::kinds::Kind| -> Vec<&str> {
            kind.values.iter().map(|(_, path)| *path).collect()
        };
        let setting = json!({
            "keys": agency().public_keys,
            "kinds": KINDS.iter().map(paths).collect::<Vec<_>>(),
        });
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(setting.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("/usr/bin/python3 with python3-lxml and python3-xmlsec is needed");
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { asked: child.stdin.take(), answers, child }
    }

    /// Sends messages, each with the number of its kind. It works on them while we do.
    pub(crate) fn ask<'m>(&mut self, messages: impl ExactSizeIterator<Item = (usize, &'m [u8])>) {
        let mut batch = number(messages.len()).to_vec();
        for (kind, octets) in messages {
            batch.extend(number(kind));
            batch.extend(number(octets.len()));
            batch.extend(octets);
        }
        self.asked.as_mut().unwrap().write_all(&batch).expect("the oracle listens");
    }

    /// The verdict on the next of the messages sent.
    pub(crate) fn answer(&mut self) -> Verdict {
        let mut length = [0; 4];
        self.answers.read_exact(&mut length).expect("the oracle answers");
        let mut answer = vec![0; usize::try_from(u32::from_le_bytes(length)).unwrap()];
        self.answers.read_exact(&mut answer).expect("the oracle answers to the end");
        serde_json::from_slice(&answer).unwrap()
    }
}

impl Drop for Oracle {
    /// It ends when nothing more can be asked.
    fn drop(&mut self) {
        drop(self.asked.take());
        let _ = self.child.wait();
    }
}

fn number(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap().to_le_bytes()
}
