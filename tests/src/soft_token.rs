//! A token in software: `SoftHSM` of Debian, with a token for each test.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that cannot begin has failed"
)]

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use certs::{Token, TokenSettings};
use uuid::Uuid;

/// Where Debian puts the module.
pub const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// The user's PIN.
pub const PIN: &str = "271828";

/// A token, and the file with its PIN.
#[derive(Debug)]
pub struct SoftToken {
    /// Its label.
    pub label: String,
    /// The file with the PIN.
    pub pin_file: PathBuf,
    folder: PathBuf,
}

impl SoftToken {
    /// A new token without keys.
    #[must_use]
    pub fn new() -> Self {
        let label = format!("test-{}", &Uuid::new_v4().simple().to_string()[..20]);
        initialise(&["--free"], &label, PIN);
        let folder = folder_of(&label);
        let pin_file = folder.with_extension("pin");
        let token = Self { label, pin_file, folder };
        token.write_pin(PIN, 0o600);
        token
    }

    /// Makes it anew, with another PIN: what was in it is gone.
    pub fn make_anew(&self, pin: &str) {
        initialise(&["--token", &self.label], &self.label, pin);
    }

    /// Puts a PIN into the file.
    pub fn write_pin(&self, pin: &str, mode: u32) {
        fs::write(&self.pin_file, format!("{pin}\n")).unwrap();
        fs::set_permissions(&self.pin_file, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// How the hub reaches it.
    #[must_use]
    pub fn open(&self, sessions: usize) -> Token {
        Token::new(TokenSettings {
            module: MODULE.into(),
            label: self.label.clone(),
            pin_file: self.pin_file.clone(),
            sessions,
        })
    }

    /// Pulls it out.
    pub fn pull_out(&self) {
        fs::rename(&self.folder, self.away()).unwrap();
    }

    /// Puts it back.
    pub fn put_back(&self) {
        fs::rename(self.away(), &self.folder).unwrap();
    }

    /// Outside the folder of tokens: `SoftHSM` looks at all that is in it.
    fn away(&self) -> PathBuf {
        tokens().with_file_name(format!("away-{}", self.label))
    }
}

impl Default for SoftToken {
    fn default() -> Self {
        Self::new()
    }
}

fn initialise(which: &[&str], label: &str, pin: &str) {
    let output = Command::new("softhsm2-util")
        .arg("--init-token")
        .args(which)
        .args(["--label", label, "--so-pin", "314159", "--pin", pin])
        .output()
        .unwrap_or_else(|error| panic!("softhsm2-util does not start (make setup): {error}"));
    assert!(output.status.success(), "{output:?}");
}

/// Where `make test` lets `SoftHSM` keep its tokens.
fn tokens() -> PathBuf {
    let Some(file) = env::var_os("SOFTHSM2_CONF") else {
        panic!("SOFTHSM2_CONF is not set: run 'make test'");
    };
    let text = fs::read_to_string(file).unwrap();
    let folder = text.lines().find_map(|line| line.strip_prefix("directories.tokendir = "));
    PathBuf::from(folder.unwrap())
}

/// The folder whose token has this label.
fn folder_of(label: &str) -> PathBuf {
    let has_label = |folder: &Path| {
        let object = fs::read(folder.join("token.object")).unwrap_or_default();
        object.windows(label.len()).any(|window| window == label.as_bytes())
    };
    let folders = fs::read_dir(tokens()).unwrap().map(|entry| entry.unwrap().path());
    folders.into_iter().find(|folder| has_label(folder)).unwrap()
}
