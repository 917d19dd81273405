//! The operators' commands through the binary: what they do, what they say, how they fail.

#![cfg(test)]

use tests::database::{self, TestDatabase};
use tests::hall::agency::Agency;
use tests::operator::{Ended, Operator};

const NOBODY: &str = "There are no agencies yet: add one with agency-add.\n";
const HEADER: &str =
    "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n";

async fn operator() -> (TestDatabase, Operator) {
    let database = database::fresh().await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &database);
    (database, operator)
}

fn well(ended: &Ended) -> &str {
    assert!(ended.well, "{ended:?}");
    &ended.said
}

async fn citizens(database: &TestDatabase) -> i64 {
    let count = "SELECT count(*) FROM citizens.person";
    database.connect().await.query_one(count, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn an_agency_is_added_listed_set_renewed_and_removed() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let id = agency.entity_id.as_str();
    let metadata = operator.file("agency.xml", &agency.metadata());
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);

    let added = operator.run(&["agency-add", &metadata]);
    let lines: Vec<_> = well(&added).lines().collect();
    let first = format!("{id} was added, at level low. Every node uses it within 2 seconds.");
    let address = "Its address for our metadata: https://hub.example.test/saml/metadata/";
    assert_eq!(lines[0], first);
    assert!(lines[1].starts_with(address) && lines[1].len() == address.len() + 36, "{lines:?}");
    let set =
        format!("{id} now asks for level substantial, speaks strict, and is forgiven nothing.\n");
    assert_eq!(well(&operator.run(&["agency-set", id, "--level", "substantial"])), set);
    let renewed = operator.run(&["agency-add", &metadata]);
    assert!(well(&renewed).contains("has new metadata; its record stays"), "{renewed:?}");
    let listed = operator.run(&["agency-list"]);
    let line = well(&listed).trim_end();
    assert!(line.starts_with("substantial  strict  since 20") && line.ends_with(id), "{line}");
    assert_eq!(line.lines().count(), 1);

    let removed = format!("{id} was removed. No node accepts it after 2 seconds.\n");
    assert_eq!(well(&operator.run(&["agency-remove", id])), removed);
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);
}

#[tokio::test]
async fn how_an_agency_speaks_and_what_it_is_forgiven_is_set_whole_or_not_at_all() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let other = Agency::new("https://otra.example.test/metadata");
    let id = agency.entity_id.as_str();
    for (name, agency) in [("one.xml", &agency), ("other.xml", &other)] {
        well(&operator.run(&["agency-add", &operator.file(name, &agency.metadata())]));
    }
    let set = |arguments: &[&str]| operator.run(&[&["agency-set", id], arguments].concat());
    let kit = ["--dialect", "clave2", "--provider-name", "q2826000h_e04975701;TASAS"];
    let speaks = "now asks for level low, speaks clave2 as Q2826000H_E04975701, and is forgiven";
    assert_eq!(well(&set(&kit)), format!("{id} {speaks} nothing.\n"));
    let forgiving = ["--deviations", "inclusive_c14n, empty_reference"];
    let forgiven = format!("{id} {speaks} inclusive_c14n, empty_reference.\n");
    assert_eq!(well(&set(&forgiving)), forgiven);

    let refused = |arguments: &[&str], why: &str| {
        let ended = set(arguments);
        assert!(!ended.well);
        assert_eq!(ended.complained, format!("zaguan: {why}\n"));
    };
    refused(
        &["--deviations", "sha1"],
        "there is no deviation sha1; there are inclusive_c14n, empty_reference, and none",
    );
    refused(
        &["--provider-name", "12345678Z_E04975701"],
        "the part before _ is not the NIF of a public body",
    );
    let strict = ["--dialect", "strict", "--provider-name", "Q2826000H_E04975701"];
    refused(&strict, "a provider name is for the dialect clave2 only");
    assert_eq!(well(&set(&[])), forgiven, "nothing of that was done");

    let taken = operator.run(&[&["agency-set", other.entity_id.as_str()], &kit[..]].concat());
    assert!(!taken.well, "a name belongs to one agency");
    let third = Agency::new("https://sede.example.test/other");
    let shared = operator.run(&["agency-add", &operator.file("third.xml", &third.metadata())]);
    let why = format!(
        "zaguan: {id} has one of its addresses for answers, and an agency of the dialect clave2 shares none\n"
    );
    assert!(shared.complained.ends_with(&why), "{}", shared.complained);
    let nameless = operator.run(&["agency-set", &other.entity_id, "--dialect", "clave2"]);
    let why = "zaguan: in the dialect clave2 an agency is known by its provider name: say which\n";
    assert_eq!(nameless.complained, why);

    let plain = format!("{id} now asks for level low, speaks strict, and is forgiven nothing.\n");
    assert_eq!(well(&set(&["--dialect", "strict", "--deviations", "none"])), plain);
}

#[tokio::test]
async fn an_agency_that_is_not_there_is_said_to_be_missing() {
    let (_database, operator) = operator().await;
    for command in [
        &["agency-remove", "https://x.test"][..],
        &["agency-set", "https://x.test", "--level", "low"],
    ] {
        let ended = operator.run(command);
        assert!(!ended.well);
        assert_eq!(ended.complained, "zaguan: there is no agency https://x.test\n");
    }
}

#[tokio::test]
async fn metadata_that_cannot_work_adds_nobody_and_says_why() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let plain = agency.metadata().replace(&agency.consumer, "http://127.0.0.1:8080/acs");
    for (name, text) in [("http.xml", plain.as_str()), ("html.xml", "<html/>"), ("empty.xml", "")] {
        let ended = operator.run(&["agency-add", &operator.file(name, text)]);
        assert!(!ended.well, "{name}");
        assert!(ended.complained.contains("the agency was not added"), "{name}: {ended:?}");
        assert_ne!(ended.complained.lines().count(), 1, "{name}: a finding says why");
    }
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);
}

#[tokio::test]
async fn production_fetches_metadata_by_https_from_public_addresses_only() {
    let (_database, operator) = operator().await;
    for (address, why) in [
        ("http://sede.example.test/metadata", "metadata is fetched by https only"),
        ("https://127.0.0.1:1/metadata", "is not at an address that may be asked"),
        ("https://localhost:1/metadata", "is not at an address that may be asked"),
        ("https://[::1]:1/metadata", "is not at an address that may be asked"),
        ("https://169.254.169.254/latest", "is not at an address that may be asked"),
        ("https://10.0.0.1/metadata", "is not at an address that may be asked"),
        ("https://[::ffff:10.0.0.1]/metadata", "is not at an address that may be asked"),
    ] {
        let ended = operator.run(&["agency-add", address]);
        assert!(!ended.well, "{address}");
        assert!(ended.complained.contains(why), "{address}: {}", ended.complained);
    }
}

#[tokio::test]
async fn citizens_are_registered_once_however_often_they_are_imported() {
    let (database, operator) = operator().await;
    let rows = format!(
        "{HEADER}12345678Z,Ana,Muñoz,Núñez,1980-02-29,advanced,+34600000001,ana@example.es\n\
         X1234567L,Leo,Li,,1990-12-31,basic,,\n"
    );
    let file = operator.file("citizens.csv", &rows);
    let first = "2 citizens were registered; 0 were registered already, with the same data.\n";
    assert_eq!(well(&operator.run(&["citizen-import", &file])), first);
    let second = "0 citizens were registered; 2 were registered already, with the same data.\n";
    assert_eq!(well(&operator.run(&["citizen-import", &file])), second);
    assert_eq!(citizens(&database).await, 2);
}

#[tokio::test]
async fn each_bad_row_is_told_by_its_line_and_nobody_is_registered() {
    let (database, operator) = operator().await;
    let rows = format!(
        "{HEADER}12345678Z,Ana,Muñoz,,1980-02-29,advanced,,\n\
         12345678A,Eva,Gil,,1980-02-29,advanced,,\n\
         00000000T,Leo,Li,,1980-02-30,basic,,\n"
    );
    let ended = operator.run(&["citizen-import", &operator.file("citizens.csv", &rows)]);
    assert!(!ended.well);
    let lines: Vec<_> = ended.complained.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].contains('3') && lines[1].contains('4'), "{lines:?}");
    assert_eq!(lines[2], "zaguan: nobody was registered: 2 rows have to be mended first");
    for personal in ["Eva", "Leo", "12345678A"] {
        assert!(!ended.complained.contains(personal), "{personal}");
    }
    assert_eq!(citizens(&database).await, 0);
}

#[tokio::test]
async fn the_other_commands_do_what_they_say() {
    let (_database, operator) = operator().await;
    assert_eq!(well(&operator.run(&["migrate"])), "The database is up to date.\n");
    let metadata = operator.run(&["metadata"]);
    let why = "zaguan: there is no signing key yet: make one with key-next\n";
    assert!(!metadata.well);
    assert_eq!(metadata.complained, why);
    assert!(operator.run(&["key-next"]).well);
    let metadata = operator.run(&["metadata"]);
    assert!(well(&metadata).contains("entityID=\"https://hub.example.test/saml/metadata\""));
    assert!(metadata.said.contains("<ds:SignatureValue>"));
    let unlocked = operator.run(&["password-unlock", "12345678Z"]);
    assert_eq!(well(&unlocked), "The document has all its tries again.\n");
    let mistyped = operator.run(&["password-unlock", "12345678A"]);
    assert!(!mistyped.well);
}
