//! Somebody at the command line, with a configuration of production.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that cannot begin has failed"
)]

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use uuid::Uuid;

use crate::database::TestDatabase;
use crate::hall::keys::{self, Pair};

/// An operator; their folder goes with them.
pub struct Operator {
    binary: String,
    folder: PathBuf,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// With exit status zero.
    pub well: bool,
    /// Standard output.
    pub said: String,
    /// Standard error.
    pub complained: String,
}

impl Operator {
    /// At the binary that this variable names, for this database.
    #[must_use]
    pub fn at(variable: &str, database: &TestDatabase) -> Self {
        Self::with(variable, database, "")
    }

    /// In the demonstration, where metadata is fetched from this very machine; one operator has to
    /// approve, as in production.
    #[must_use]
    pub fn of_demonstration(database: &TestDatabase) -> Self {
        let more = "environment = \"demonstration\"\napproval = \"one\"";
        Self::with("ZAGUAN_BINARY", database, more)
    }

    /// With these lines more in the configuration.
    #[must_use]
    pub fn with(variable: &str, database: &TestDatabase, more: &str) -> Self {
        let binary =
            env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run 'make test'"));
        let folder = env::temp_dir().join(format!("zaguan-operator-{}", Uuid::new_v4().simple()));
        let ring = folder.join("ring");
        fs::create_dir_all(&ring).unwrap();
        fs::write(ring.join("stamp"), "production").unwrap();
        fs::copy(keys::ring().join("pairwise"), ring.join("pairwise")).unwrap();
        let (pepper, url) = (keys::pepper(), database.url());
        let config = format!(
            r#"{more}
entity_id = "https://hub.example.test/saml/metadata"
base_url = "https://hub.example.test"
listen = "127.0.0.1:0"
key_ring = "{}"
pepper_file = "{}"
tls = {{ mode = "proxy" }}
database = {{ url = "{url}" }}
"#,
            ring.display(),
            pepper.display()
        );
        fs::write(folder.join("zaguan.toml"), config).unwrap();
        Self { binary, folder }
    }

    /// The folder of their key ring, without a key at first.
    #[must_use]
    pub fn ring(&self) -> PathBuf {
        self.folder.join("ring")
    }

    /// Puts a key into it.
    pub fn put_key(&self, name: &str, pair: &Pair) {
        keys::add(&self.ring(), name, pair);
    }

    /// Says one more thing in the configuration.
    pub fn configure(&self, line: &str) {
        let path = self.folder.join("zaguan.toml");
        let config = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{line}\n{config}")).unwrap();
    }

    /// A file of theirs with this text; its path.
    #[must_use]
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    }

    /// Runs a command to its end.
    #[must_use]
    pub fn run(&self, command: &[&str]) -> Ended {
        let config = self.folder.join("zaguan.toml");
        let output =
            Command::new(&self.binary).arg("--config").arg(config).args(command).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended {
            well: output.status.success(),
            said: text(output.stdout),
            complained: text(output.stderr),
        }
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}
