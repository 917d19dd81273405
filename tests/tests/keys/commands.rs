//! The commands through the binary: what they do, what they say, what they refuse.

use std::fs;

use certs::Certificate;
use tests::database::{self, TestDatabase};
use tests::hall::agency::Agency;
use tests::hall::keys;
use tests::operator::{Ended, Operator};
use tests::soft_token::{MODULE, SoftToken};

use crate::fingerprints;

async fn operator() -> (TestDatabase, Operator) {
    let database = database::fresh().await;
    let operator = Operator::at("ZAGUAN_DEFAULT_BINARY", &database);
    (database, operator)
}

fn well(ended: &Ended) -> &str {
    assert!(ended.well, "{ended:?}");
    &ended.said
}

fn refused(ended: &Ended) -> &str {
    assert!(!ended.well, "{ended:?}");
    ended.complained.strip_prefix("zaguan: ").unwrap().trim_end()
}

/// The 16 letters by which a command called a key.
fn key_in(said: &str) -> String {
    let (_, rest) = said.split_once("Key ").unwrap();
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// The states of the keys as `key-list` shows them.
fn listed(operator: &Operator) -> Vec<(String, String)> {
    let list = operator.run(&["key-list"]);
    let words = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    };
    well(&list).lines().map(words).collect()
}

fn state(name: &str, key: &str) -> (String, String) {
    (name.to_owned(), key.to_owned())
}

/// As if so much time had passed.
async fn let_pass(database: &TestDatabase, interval: &str) {
    let age = format!(
        "UPDATE hub.key SET published_at = published_at - interval '{interval}',
                            activated_at = activated_at - interval '{interval}'"
    );
    database.connect().await.execute(&age, &[]).await.unwrap();
}

#[tokio::test]
async fn a_key_goes_from_next_to_active_to_retiring_to_retired() {
    let (database, operator) = operator().await;
    let none = operator.run(&["key-list"]);
    assert_eq!(well(&none), "There are no keys yet: make one with key-next.\n");
    assert_eq!(
        refused(&operator.run(&["key-activate"])),
        "there is no next key: make one with key-next"
    );

    let made = operator.run(&["key-next", "--by", "Ana"]);
    let first = key_in(well(&made));
    let ring = operator.ring();
    let name = well(&made).split(", ").nth(1).unwrap().split(' ').next().unwrap();
    let folder = ring.display();
    assert_eq!(
        well(&made),
        format!("Key {first}, {name} in {folder}, is the first one and signs from now on.\n")
    );
    assert!(ring.join(format!("{name}.key")).exists() && name.ends_with(&first[..8]));

    let next = operator.run(&["key-next", "--kind", "p-256", "--by", "Ana"]);
    let second = key_in(well(&next));
    assert!(
        well(&next).contains("is the next one. Every node publishes it within 2 seconds.\n"),
        "{next:?}"
    );
    let third = operator.run(&["key-next"]);
    assert_eq!(
        refused(&third),
        format!(
            "key {second} is the next one already: activate it with key-activate, or take it back \
             with key-retire KEY={second}"
        )
    );
    assert_eq!(fs::read_dir(&ring).unwrap().count(), 6, "no key was made for nothing");
    let metadata = operator.run(&["metadata"]);
    assert_eq!(fingerprints(well(&metadata)).len(), 2);

    let moment = format!(
        "key {second} was published a moment ago, and not every node shows it yet: try again in 5 seconds"
    );
    assert_eq!(refused(&operator.run(&["key-activate", "--anyway"])), moment);
    let_pass(&database, "5 seconds").await;
    let early = operator.run(&["key-activate"]);
    let (before, after) = refused(&early).split_once(" since ").unwrap();
    assert_eq!(before, format!("key {second} stands in our metadata"));
    let days = ", and agencies have 30 days to fetch it: wait until ";
    assert!(after.contains(days) && after.ends_with(" UTC, or go on with ANYWAY=yes"), "{after}");

    operator.configure("keys.published_for = 0");
    let active = operator.run(&["key-activate", "--by", "Eva"]);
    assert_eq!(
        well(&active),
        format!(
            "Key {second} signs within 2 seconds on every node that has its files; the others say at \
             /readyz that they lack them, and go on with the old one. Key {first} retires: it stays in \
             our metadata until key-retire. Back again: key-activate KEY={first}\n"
        )
    );
    assert_eq!(listed(&operator), [state("active", &second), state("retiring", &first)]);
    let list = operator.run(&["key-list"]);
    let lines: Vec<_> = well(&list).lines().collect();
    assert!(lines[0].contains(", by Eva; fetched by 0 of 0 agencies; its certificate ends 20"));
    assert!(lines[1].contains(", by Ana; fetched by 0 of 0 agencies; its certificate ends 20"));

    for command in [&["key-retire"][..], &["key-retire", "--anyway"]] {
        let early = operator.run(command);
        let (before, until) = refused(&early).split_once(" until ").unwrap();
        assert_eq!(before, format!("answers signed with key {first} may be on their way"));
        assert!(until.ends_with(" UTC: try again then"), "{until}");
    }
    let_pass(&database, "15 minutes").await;
    let gone = operator.run(&["key-retire", "--by", "Leo"]);
    assert_eq!(
        well(&gone),
        format!(
            "Key {first} is not in our metadata any more, on every node within 2 seconds. When every \
             node is ready (/readyz), nothing needs its private half: it can be destroyed.\n"
        )
    );
    let metadata = operator.run(&["metadata"]);
    let shown = fingerprints(well(&metadata));
    assert!(shown.len() == 1 && shown[0].starts_with(&second), "{shown:?}");
    assert_eq!(listed(&operator), [state("active", &second), state("retired", &first)]);
    retired_is_for_ever(&operator, &first, &second, name);
}

/// What is refused once `first` is retired and `second` signs.
fn retired_is_for_ever(operator: &Operator, first: &str, second: &str, name: &str) {
    for (command, why) in [
        (
            vec!["key-retire"],
            "no key is retiring; to take the next one back, say which: KEY=fingerprint".to_owned(),
        ),
        (
            vec!["key-retire", "--key", first],
            format!("key {first} is known already, as retired: see key-list"),
        ),
        (
            vec!["key-retire", "--key", second, "--anyway"],
            format!("key {second} is active: activate another one before it is retired"),
        ),
        (
            vec!["key-activate", "--key", second],
            format!("key {second} is active already: nothing is to be done"),
        ),
        (
            vec!["key-activate", "--key", first, "--anyway"],
            format!(
                "key {first} was retired, and a retired key does not come back: make a new one with key-next"
            ),
        ),
        (
            vec!["key-activate", "--key", "xyz"],
            "no key's fingerprint begins with \"xyz\": see key-list".to_owned(),
        ),
        (
            vec!["key-activate", "--key", ""],
            "no key's fingerprint begins with \"\": see key-list".to_owned(),
        ),
        (
            vec!["key-next", "--from", name],
            format!(
                "key {first} was retired, and a retired key does not come back: make a new one with key-next"
            ),
        ),
    ] {
        assert_eq!(refused(&operator.run(&command)), why, "{command:?}");
    }
}

#[tokio::test]
async fn a_step_is_undone_with_one_command() {
    let (database, operator) = operator().await;
    operator.configure("keys.published_for = 0");
    let first = key_in(well(&operator.run(&["key-next", "--kind", "p-256"])));
    let mistake = key_in(well(&operator.run(&["key-next", "--kind", "p-256"])));
    assert!(operator.run(&["key-retire", "--key", &mistake]).well, "a next one that was a mistake");
    let second = key_in(well(&operator.run(&["key-next", "--kind", "p-256"])));
    let_pass(&database, "5 seconds").await;
    assert!(operator.run(&["key-activate"]).well);
    assert!(operator.run(&["key-activate", "--key", &first.to_uppercase()]).well, "back again");
    let states = [state("active", &first), state("retiring", &second), state("retired", &mistake)];
    assert_eq!(listed(&operator), states);
}

#[tokio::test]
async fn agencies_that_have_not_fetched_a_key_are_named_before_it_signs() {
    let (database, operator) = operator().await;
    operator.configure("keys.published_for = 0");
    for n in 1..=23 {
        let agency = Agency::new(&format!("https://sede-{n:02}.example.test/metadata"));
        let file = operator.file("agency.xml", &agency.metadata());
        let added = operator.run(&["agency-add", &file]);
        let code = well(&added).split("CHANGE=").nth(1).unwrap().split_whitespace().next().unwrap();
        assert!(operator.run(&["agency-approve", code]).well);
    }
    let first = key_in(well(&operator.run(&["key-next", "--kind", "p-256"])));
    let second = key_in(well(&operator.run(&["key-next", "--kind", "p-256"])));
    let names: Vec<_> =
        (1..=20).map(|n| format!("  https://sede-{n:02}.example.test/metadata")).collect();
    let what_to_do = "Ask for it to be fetched, each agency at its own address (agency-show prints it), \
                      or leave them behind with ANYWAY=yes";
    let_pass(&database, "5 seconds").await;
    let head = format!("23 agencies have not fetched metadata with key {second}:");
    assert_eq!(
        refused(&operator.run(&["key-activate"])),
        format!("{head}\n{}\n  and 3 more\n{what_to_do}", names.join("\n"))
    );
    let see =
        "INSERT INTO hub.key_seen SELECT entity_id, fingerprint, now() FROM hub.agency, hub.key
                WHERE entity_id <> 'https://sede-07.example.test/metadata'";
    database.connect().await.execute(see, &[]).await.unwrap();
    let one = format!(
        "1 agency has not fetched metadata with key {second}:\n  \
         https://sede-07.example.test/metadata\n{what_to_do}"
    );
    assert_eq!(refused(&operator.run(&["key-activate"])), one);
    assert_eq!(listed(&operator), [state("active", &first), state("next", &second)]);
    let list = operator.run(&["key-list"]);
    assert!(well(&list).lines().all(|line| line.contains("; fetched by 22 of 23 agencies; ")));

    assert!(operator.run(&["key-activate", "--anyway"]).well);
    let_pass(&database, "1 hour").await;
    assert_eq!(refused(&operator.run(&["key-retire"])), one, "it does not know the successor");
    assert!(operator.run(&["key-retire", "--anyway"]).well);
}

#[tokio::test]
async fn a_key_that_lies_in_the_folder_is_taken_and_one_that_does_not_is_not_activated() {
    let (database, operator) = operator().await;
    operator.configure("keys.published_for = 0");
    let (one, two) = (keys::generate("one"), keys::generate("two"));
    operator.put_key("one", &one);
    operator.put_key("two", &two);
    let first = key_in(well(&operator.run(&["key-next", "--from", "one"])));
    let fingerprint = Certificate::from_pem(&one.certificate).unwrap().fingerprint();
    assert_eq!(first, fingerprint[..16]);
    let second = key_in(well(&operator.run(&["key-next", "--from", "two"])));
    let ring = operator.ring();
    let folder = ring.display();
    for (from, why) in [
        ("one", format!("key {first} is known already, as active: see key-list")),
        ("three", format!("there is no {folder}/three.crt")),
        (
            "../ring/one",
            "\"../ring/one\" is not the name of a key: letters, digits, - _ and . are".to_owned(),
        ),
    ] {
        assert_eq!(refused(&operator.run(&["key-next", "--from", from])), why);
    }

    fs::rename(ring.join("two.crt"), ring.join("two.away")).unwrap();
    let not_here = format!("key {second} is not in {folder}: put its files there first");
    assert_eq!(refused(&operator.run(&["key-activate", "--anyway"])), not_here);
    let list = operator.run(&["key-list"]);
    assert!(well(&list).lines().nth(1).unwrap().ends_with(", not on this node"), "{list:?}");
    fs::rename(ring.join("two.away"), ring.join("two.crt")).unwrap();
    operator.put_key("two", &keys::generate("stranger"));
    fs::write(ring.join("two.crt"), &two.certificate).unwrap();
    let other = format!(
        "the key of {folder}/two.crt is not used: the private key does not belong to the certificate"
    );
    assert_eq!(refused(&operator.run(&["key-activate", "--anyway"])), other);
    let list = operator.run(&["key-list"]);
    let unusable = format!(", not usable on this node: {other}");
    assert!(well(&list).lines().nth(1).unwrap().ends_with(&unusable), "{list:?}");
    operator.put_key("two", &two);
    let_pass(&database, "5 seconds").await;
    assert!(operator.run(&["key-activate"]).well);
}

#[tokio::test]
async fn a_key_is_made_in_the_token_of_the_configuration_and_signs_there() {
    let (_database, operator) = operator().await;
    let token = SoftToken::new();
    let without = operator.run(&["key-next", "--token", &token.label]);
    let why = "the configuration has no token: give it a section [pkcs11]";
    assert_eq!(refused(&without), why);
    operator.configure(&format!(
        "pkcs11 = {{ module = \"{MODULE}\", token = \"{}\", pin_file = \"{}\" }}",
        token.label,
        token.pin_file.display()
    ));
    let another = operator.run(&["key-next", "--token", "another"]);
    let label = &token.label;
    let other = format!("the token of the configuration is {label}: say TOKEN={label}");
    assert_eq!(refused(&another), other);
    let key =
        key_in(well(&operator.run(&["key-next", "--kind", "p-256", "--token", &token.label])));
    assert_eq!(listed(&operator), [state("active", &key)]);
    let metadata = operator.run(&["metadata"]);
    assert!(fingerprints(well(&metadata))[0].starts_with(&key));

    token.write_pin("000000", 0o600);
    let why = format!(
        "the active key {key} does not sign: see to its files or its token, or activate another one: the \
         token refuses the PIN of {}, which is not tried again until that file changes",
        token.pin_file.display()
    );
    assert_eq!(refused(&operator.run(&["metadata"])), why);
}
