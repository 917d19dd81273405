//! What runs in production holds nothing of the demonstration, and does not touch what is its.

#![cfg(test)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::database;

/// Words that only code of the demonstration has.
const DEMONSTRATION: [&str; 3] =
    ["demonstration-seed", "citizens of the demonstration are ready", "contrast_datum"];

fn has(binary: &[u8], word: &str) -> bool {
    binary.windows(word.len()).any(|part| part == word.as_bytes())
}

fn read(variable: &str) -> Vec<u8> {
    let path =
        env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run 'make test'"));
    fs::read(PathBuf::from(path)).unwrap()
}

#[test]
fn the_default_build_holds_nothing_of_the_demonstration() {
    let demonstration = read("ZAGUAN_BINARY");
    let default = read("ZAGUAN_DEFAULT_BINARY");
    for word in DEMONSTRATION {
        assert!(has(&demonstration, word), "the word {word:?} would be found if it were there");
        assert!(!has(&default, word), "{word:?}");
    }
}

/// What a command says when it fails, with a configuration of production.
fn fails(variable: &str, folder: &Path, database: &str, command: &[&str]) -> String {
    let config = folder.join("zaguan.toml");
    let text = format!(
        r#"
entity_id = "https://hub.example.test/saml/metadata"
base_url = "https://hub.example.test"
listen = "127.0.0.1:0"
key_ring = "keys"
tls = {{ mode = "proxy" }}
database = {{ url = "{database}" }}
"#
    );
    fs::write(&config, text).unwrap();
    let binary = env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set"));
    let output = Command::new(binary).arg("--config").arg(config).args(command).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn production_and_demonstration_leave_each_others_data_alone() {
    let database = database::fresh().await;
    let client = database.connect().await;
    let folder = env::temp_dir().join(format!("zaguan-alone-{}", uuid::Uuid::new_v4().simple()));
    fs::create_dir(&folder).unwrap();

    let seed = ["demonstration-seed", "nobody.csv"];
    let said = fails("ZAGUAN_BINARY", &folder, database.url(), &seed);
    assert!(said.contains("passwords that everybody knows are for the demonstration alone"));

    let stamp = "INSERT INTO hub.stamp (environment) VALUES ('demonstration')";
    client.batch_execute(stamp).await.unwrap();
    let lists = [&["agency-list"][..], &["agency-remove", "a"], &["citizen-import", "/dev/null"]];
    for command in lists {
        let said = fails("ZAGUAN_DEFAULT_BINARY", &folder, database.url(), command);
        assert!(said.contains("belongs to the demonstration environment"), "{said}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
