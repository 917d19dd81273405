//! What runs in production holds nothing of the demonstration, and does not touch what is its.

#![cfg(test)]

use std::env;
use std::fs;
use std::path::PathBuf;

use tests::database;
use tests::operator::Operator;

/// Words that only code of the demonstration has.
const DEMONSTRATION: [&str; 7] = [
    "demonstration-seed",
    "citizens of the demonstration are ready",
    "contrast_datum",
    "/muestras",
    "outbox_file",
    "messages.fixed_code",
    "sample/login.html",
];

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

#[tokio::test]
async fn production_and_demonstration_leave_each_others_data_alone() {
    let database = database::fresh().await;
    let demonstration = Operator::at("ZAGUAN_BINARY", &database);
    let ended = demonstration.run(&["demonstration-seed", "nobody.csv"]);
    let why = "passwords that everybody knows are for the demonstration alone";
    assert!(!ended.well && ended.complained.contains(why), "{ended:?}");

    let stamp = "INSERT INTO hub.stamp (environment) VALUES ('demonstration')";
    database.connect().await.batch_execute(stamp).await.unwrap();
    let production = Operator::at("ZAGUAN_DEFAULT_BINARY", &database);
    let lists = [&["agency-list"][..], &["agency-remove", "a"], &["citizen-import", "/dev/null"]];
    for command in lists {
        let ended = production.run(command);
        let why = "belongs to the demonstration environment";
        assert!(!ended.well && ended.complained.contains(why), "{ended:?}");
    }
}
