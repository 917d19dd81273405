//! The operators' commands through the binary: what they do, what they say, how they fail.

#![cfg(test)]

use std::env;
use std::process::Command;

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

/// The code by which what waits is approved: the last word before the bracket.
fn code(ended: &Ended) -> String {
    let said = well(ended);
    let code = said.split("CHANGE=").nth(1).unwrap_or_else(|| panic!("nothing waits: {said}"));
    code.split_whitespace().next().unwrap().to_owned()
}

/// Adds an agency, and approves of it.
fn join(operator: &Operator, agency: &Agency) {
    let added = operator.run(&["agency-add", &operator.file("new.xml", &agency.metadata())]);
    well(&operator.run(&["agency-approve", &code(&added)]));
}

const KNOWN: &str = "Every node knows within 2 seconds. agency-rollback undoes it.\n";

#[tokio::test]
async fn an_agency_is_added_approved_listed_set_removed_and_brought_back() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let id = agency.entity_id.as_str();
    let metadata = operator.file("agency.xml", &agency.metadata());
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);

    let added = operator.run(&["agency-add", &metadata]);
    let code = code(&added);
    let key: String = fingerprint(&agency).chars().take(16).collect();
    let waits = format!(
        "  grave    The agency is new.\n  grave    It is answered at {}.\n  grave    It signs with the key {key}.\n\
         {id} is new and waits for one operator to approve:\n    \
         make agency-approve CHANGE={code}    (or: make agency-reject CHANGE={code})\n",
        agency.consumer
    );
    assert_eq!(well(&added), waits);
    let line = format!("-            -       new        {id}  waits as {code}\n");
    assert_eq!(well(&operator.run(&["agency-list"])), line);
    assert_eq!(well(&operator.run(&["agency-add", &metadata])), waits, "added again, it waits on");
    let added = format!(
        "{id} was added, with level low, all methods and all attributes that it requests. \
         agency-set changes that.\nagency-show says at which address of its own it fetches our \
         metadata.\n{KNOWN}"
    );
    let small = code.to_lowercase();
    assert_eq!(
        well(&operator.run(&["agency-approve", &small])),
        added,
        "read out, and written down"
    );
    let again = operator.run(&["agency-approve", &code]);
    assert!(!again.well);
    let why = format!(
        "zaguan: nothing waits for approval as {code}: agency-list shows what does, with its code now\n"
    );
    assert_eq!(again.complained, why);

    let set = format!(
        "  safe     The least level is substantial and was low.\n{id} was changed.\n{KNOWN}"
    );
    assert_eq!(well(&operator.run(&["agency-set", id, "--level", "substantial"])), set);
    let renewed = operator.run(&["agency-add", &metadata]);
    assert_eq!(well(&renewed), format!("{id}: nothing is other than it was.\n"));
    let line = format!("substantial  strict  active     {id}\n");
    assert_eq!(well(&operator.run(&["agency-list"])), line);

    let removed = format!(
        "{id} was removed. No node accepts it after 2 seconds. agency-rollback brings it back.\n"
    );
    assert_eq!(well(&operator.run(&["agency-remove", id])), removed);
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);
    let back = format!("{id} is back, with the record and the metadata that it had.\n{KNOWN}");
    assert_eq!(well(&operator.run(&["agency-rollback", id])), back);
    assert_eq!(well(&operator.run(&["agency-list"])), line, "with its record");
}

#[tokio::test]
async fn what_was_added_by_mistake_goes_and_what_only_waited_is_rejected() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let id = agency.entity_id.as_str();
    let metadata = operator.file("agency.xml", &agency.metadata());
    well(&operator.run(&["agency-add", &metadata]));
    let rejected = format!("{id} was not an agency yet: what waited of it is rejected.\n");
    assert_eq!(well(&operator.run(&["agency-remove", id])), rejected);
    join(&operator, &agency);
    let address = own_address(&operator, id);
    let gone =
        format!("{id} is gone, as it was not there before. agency-rollback brings it back.\n");
    assert_eq!(well(&operator.run(&["agency-rollback", id])), gone);
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);
    well(&operator.run(&["agency-rollback", id]));
    assert_eq!(own_address(&operator, id), address, "it fetches our metadata where it did");
}

/// Where an agency fetches our metadata.
fn own_address(operator: &Operator, id: &str) -> String {
    let shown = operator.run(&["agency-show", id]);
    let line = well(&shown).lines().find(|line| line.contains("at its own address")).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

fn fingerprint(agency: &Agency) -> String {
    certs::Certificate::from_pem(&agency.keys.certificate).unwrap().fingerprint()
}

#[tokio::test]
async fn two_operators_approve_each_in_his_order_and_what_waited_is_told_to_wait_no_longer() {
    let database = database::fresh().await;
    let two = "approval = \"two\"";
    let operator = Operator::with("ZAGUAN_DEFAULT_BINARY", &database, two);
    let agencies = ["https://a.example.test/m", "https://b.example.test/m"].map(Agency::new);
    let both = tests::publisher::group(
        &agencies.clone().map(|one| one.metadata()),
        "2099-01-01T00:00:00Z",
    );
    let added = operator.run(&["agency-add", &operator.file("both.xml", &both)]);
    let code = code(&added);
    let run = |by: &str, command: &[&str]| operator.run(&[command, &["--by", by]].concat());
    let one = agencies[0].entity_id.as_str();
    well(&run("ana", &["agency-approve", &code, "--entity", one]));
    let waiting = run("ana", &["agency-approve"]);
    assert!(well(&waiting).contains(&format!("  {one}, approved by ana so far\n")));
    let nobody = run("ana", &["agency-approve", &code, "--entity", "https://c.example.test/m"]);
    let why = format!(
        "zaguan: nothing of https://c.example.test/m waits as {code}: agency-approve without a code shows what waits as what\n"
    );
    assert_eq!(nobody.complained, why);
    well(&run("ana", &["agency-approve", &code]));
    let again = run("Ana", &["agency-approve", &code]);
    let why = "zaguan: Ana has approved of this already: another operator has to, with BY=name\n";
    assert_eq!(again.complained, why, "however the name is written");
    let done = "2 agencies are in force, 0 wait for another operator, 0 cannot be so now and go on waiting, 0 are outdated.\n";
    assert_eq!(well(&run("leo", &["agency-approve", &code])), done);

    let renamed = agencies[0].metadata().replace("Sede de Ejemplo", "Sede Nueva");
    let brought = run("ana", &["agency-add", &operator.file("new.xml", &renamed)]);
    let code = self::code(&brought);
    let set = run("ana", &["agency-set", one, "--level", "high"]);
    let dropped = format!(
        "What waited as {code} waits no longer: bring it again; what comes from a source comes by itself.\n"
    );
    assert!(well(&set).contains(&dropped), "{set:?}");
    let machine = run("refresh", &["agency-remove", one]);
    let why = "zaguan: refresh is who looks at the sources: say another name with BY=name\n";
    assert_eq!(machine.complained, why);
}

#[tokio::test]
async fn one_agency_that_is_refused_hides_none_of_the_others() {
    let (_database, operator) = operator().await;
    let kit = Agency::new("https://a.example.test/m");
    join(&operator, &kit);
    let clave = ["--dialect", "clave2", "--provider-name", "Q2826000H_E04975701"];
    well(&operator.run(&[&["agency-set", &kit.entity_id], &clave[..]].concat()));
    let shared =
        Agency { consumer: kit.consumer.clone(), ..Agency::new("https://b.example.test/m") };
    let other = Agency::new("https://c.example.test/m");
    let group =
        tests::publisher::group(&[shared.metadata(), other.metadata()], "2099-01-01T00:00:00Z");
    let added = operator.run(&["agency-add", &operator.file("group.xml", &group)]);
    assert!(!added.well);
    assert!(added.said.contains(&format!("{} is new and waits", other.entity_id)), "{added:?}");
    let start = format!(
        "{} was not taken in: {} has one of its addresses",
        shared.entity_id, kit.entity_id
    );
    assert!(added.complained.contains(&start), "{added:?}");
    let sums_up = "zaguan: one agency was not taken in; why, is told above\n";
    assert!(added.complained.ends_with(sums_up), "{added:?}");
}

#[tokio::test]
async fn how_an_agency_speaks_and_what_it_is_forgiven_is_set_whole_or_not_at_all() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let other = Agency::new("https://otra.example.test/metadata");
    let id = agency.entity_id.as_str();
    join(&operator, &agency);
    join(&operator, &other);
    let set = |arguments: &[&str]| operator.run(&[&["agency-set", id], arguments].concat());
    let kit = ["--dialect", "clave2", "--provider-name", "q2826000h_e04975701;TASAS"];
    let speaks = "  grave    It speaks clave2 and is known by Q2826000H_E04975701.";
    assert_eq!(well(&set(&kit)), format!("{speaks}\n{id} was changed.\n{KNOWN}"));
    let forgiving = ["--deviations", "inclusive_c14n, empty_reference"];
    let forgiven = "  grave    What it is forgiven is inclusive_c14n, empty_reference.";
    assert_eq!(well(&set(&forgiving)), format!("{forgiven}\n{id} was changed.\n{KNOWN}"));

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
    refused(&strict, "a provider name is for the dialect clave2 only: say DIALECT=clave2 as well");
    refused(
        &["--methods", "palm"],
        "there is no method palm; there are certificate, password, pin, and all",
    );
    refused(
        &["--attributes", "Shoes"],
        "the attribute Shoes is none that is ever released; an example is DateOfBirth",
    );
    refused(
        &["--until", "soon"],
        "say a date (2027-01-31), an instant (2027-01-31T12:00:00Z), now, or none",
    );
    refused(
        &["--encryption", "rsa"],
        "the ways to encrypt are metadata, never, and aes128-gcm, aes192-gcm or aes256-gcm, each with /sha1 or /sha256",
    );
    let to_come = set(&["--methods", "password,mobile"]);
    let _ = well(&to_come);
    let remark = "Mind: this build has no method mobile; until there is one, it is not offered.\n";
    assert_eq!(to_come.complained, remark);
    let _ = well(&set(&["--methods", "all"]));
    assert_eq!(well(&set(&["--level", "low"])), format!("{id}: nothing is other than it was.\n"));

    let taken = operator.run(&[&["agency-set", other.entity_id.as_str()], &kit[..]].concat());
    assert_eq!(
        taken.complained,
        format!(
            "zaguan: {id} has this provider name already: look for the mistake with agency-show, or give it another one there\n"
        )
    );
    let third = Agency::new("https://sede.example.test/other");
    let shared = operator.run(&["agency-add", &operator.file("third.xml", &third.metadata())]);
    let why = format!(
        "{} was not taken in: {id} has one of its addresses for answers, and an agency of the dialect clave2 shares none: one of the two has to give it up, or to speak strict (agency-set DIALECT=strict)\n\
         zaguan: one agency was not taken in; why, is told above\n",
        third.entity_id
    );
    assert!(shared.complained.ends_with(&why), "{}", shared.complained);
    let nameless = operator.run(&["agency-set", &other.entity_id, "--dialect", "clave2"]);
    let why = "zaguan: in the dialect clave2 an agency is known by its provider name: say which\n";
    assert_eq!(nameless.complained, why);

    let plain = set(&["--dialect", "strict", "--deviations", "none"]);
    let known = "  grave    It speaks strict and is known by its entityID.";
    let forgiven = "  safe     What it is forgiven is none.";
    assert_eq!(well(&plain), format!("{known}\n{forgiven}\n{id} was changed.\n{KNOWN}"));
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
        let why =
            "zaguan: there is no agency https://x.test: agency-list shows those that there are\n";
        assert_eq!(ended.complained, why);
    }
}

#[tokio::test]
async fn metadata_that_cannot_work_adds_nobody_and_says_why() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let plain = agency.metadata().replace(&agency.consumer, "http://127.0.0.1:8080/acs");
    for (text, why) in [
        (
            plain.as_str(),
            "error: AssertionConsumerService 0: the address does not begin with https://.",
        ),
        ("<html/>", "this is not SAML metadata: the outermost element is not an EntityDescriptor"),
        ("", "not well-formed"),
    ] {
        let ended = operator.run(&["agency-add", &operator.file("bad.xml", text)]);
        assert!(!ended.well, "{why}");
        let complained = &ended.complained;
        assert!(complained.contains("zaguan: nothing was added: "), "{why}: {complained}");
        assert!(complained.contains(why), "{why}: {complained}");
    }
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);
}

/// Of one agency, what would change if it is known.
#[tokio::test]
async fn metadata_is_checked_and_compared_and_nothing_is_touched() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let id = agency.entity_id.as_str();
    let known = agency.metadata();
    let file = operator.file("agency.xml", &known);
    let note = format!(
        "{id}: line 1: note: There is no usable key for encryption: assertions for this agency cannot be encrypted. (SAML Metadata 2.4.1.1)\n"
    );
    let found = "Found: 0 errors, 0 warnings, 1 note.\n";
    assert_eq!(well(&operator.run(&["agency-check", &file])), format!("{note}{found}"));
    assert_eq!(well(&operator.run(&["agency-list"])), NOBODY);

    join(&operator, &agency);
    let same = format!("{note}{id}: known, and nothing would change.\n{found}");
    assert_eq!(well(&operator.run(&["agency-check", &file])), same);
    let moved = known.replace(&agency.consumer, "https://elsewhere.test/acs");
    let moved = operator.run(&["agency-check", &operator.file("moved.xml", &moved)]);
    let said = well(&moved);
    let grave = format!(
        "{id}: would change: grave: Answers could go to https://elsewhere.test/acs, on a host that was not known: who holds it receives them.\n"
    );
    assert!(said.contains(&grave), "{said}");
    let added = operator.run(&["agency-check", &file]);
    assert_eq!(well(&added), same, "nothing was changed");

    let http = known.replace(&agency.consumer, "http://sede.example.test/acs");
    let refused = operator.run(&["agency-check", &operator.file("http.xml", &http)]);
    assert!(!refused.well && refused.said.ends_with("Found: 1 error, 0 warnings, 1 note.\n"));
    let why = "zaguan: with this metadata the agency cannot be added, or cannot work: whoever made it has to mend it\n";
    assert_eq!(refused.complained, why);
}

#[tokio::test]
async fn an_aggregate_is_checked_member_by_member() {
    let (_database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let other = Agency::new("https://otra.example.test/metadata");
    let id = agency.entity_id.as_str();
    join(&operator, &agency);
    let http = other.metadata().replace(&other.consumer, "http://otra.example.test/acs");
    let changed = agency.metadata().replace("Sede de Ejemplo", "Otro nombre");
    let group = |attributes: &str| {
        format!(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"{attributes}>\n{changed}\n{http}\n<md:EntityDescriptor entityID=\"urn:idp\"/>\n</md:EntitiesDescriptor>"
        )
    };
    let checked = operator.run(&["agency-check", &operator.file("all.xml", &group(""))]);
    let said: Vec<&str> = well(&checked).lines().collect();
    assert_eq!(
        said,
        [
            "the aggregate: line 1: note: The aggregate says no end (validUntil): an old copy of it looks like a new one. (SAML Metadata 2.3.1)".to_owned(),
            format!("{id}: line 2: note: There is no usable key for encryption: assertions for this agency cannot be encrypted. (SAML Metadata 2.4.1.1)"),
            format!("{id}: would change: safe: Citizens would be shown another name (es)."),
            format!("{}: line 3: note: There is no usable key for encryption: assertions for this agency cannot be encrypted. (SAML Metadata 2.4.1.1)", other.entity_id),
            format!("{}: line 3: error: AssertionConsumerService 0: the address does not begin with https://. (SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1)", other.entity_id),
            "Of 3 entities 2 are service providers, and 1 of those can be used. Found: 1 error, 0 warnings, 3 notes.".to_owned(),
        ]
    );
    let ended = group(" validUntil=\"2020-01-01T00:00:00Z\"");
    let ended = operator.run(&["agency-check", &operator.file("ended.xml", &ended)]);
    assert!(!ended.well && ended.said.contains("and 0 of those can be used."), "{ended:?}");
    let nobody = "zaguan: no entity of the aggregate can be used: whoever made it has to mend it\n";
    assert_eq!(ended.complained, nobody);
    let cut = operator.file("cut.xml", "<md:EntitiesDescriptor");
    let refused = operator.run(&["agency-check", &cut]);
    assert_eq!(refused.complained, format!("zaguan: {cut} is not read: not well-formed\n"));
    assert_eq!(well(&operator.run(&["agency-list"])).lines().count(), 1);
}

#[tokio::test]
async fn metadata_is_checked_without_a_database_and_that_is_said() {
    let (database, operator) = operator().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let file = operator.file("agency.xml", &agency.metadata());
    drop(database);
    let checked = operator.run(&["agency-check", &file]);
    let said = well(&checked);
    assert!(said.contains("Found: 0 errors, 0 warnings, 1 note.\n"), "{said}");
    assert!(said.contains("It was not compared with the agencies that are known: "), "{said}");
    let mut alone = Command::new(env::var("ZAGUAN_DEFAULT_BINARY").unwrap());
    alone.args(["--config", "/nonexistent", "agency-check", &file]);
    let said = String::from_utf8(alone.output().unwrap().stdout).unwrap();
    let why = "It was not compared with the agencies that are known: there is no configuration.\n";
    assert!(said.ends_with(&format!("Found: 0 errors, 0 warnings, 1 note.\n{why}")), "{said}");
    let nowhere = operator.file("none.xml", "").replace("none.xml", "nowhere.xml");
    let complained = operator.run(&["agency-check", &nowhere]).complained;
    assert!(
        complained.starts_with(&format!("zaguan: {nowhere} cannot be opened: ")),
        "{complained}"
    );
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
async fn cards_are_replaced_by_those_of_a_file_and_others_left_alone() {
    let (database, operator) = operator().await;
    let import = |rows: &str| {
        let file = operator.file("cards.csv", &format!("document,datum\n{rows}"));
        operator.run(&["card-import", &file])
    };
    let first = import("12345678Z,01-02-2030\nX1234567L,e1234567\n");
    assert_eq!(well(&first), "2 cards were added; what was known of 0 others was replaced.\n");
    let second = import("12345678Z,3/4/2031\n00000000T,05-06-2032\n");
    assert_eq!(well(&second), "1 cards were added; what was known of 1 others was replaced.\n");
    let known = ["00000000T 05-06-2032", "12345678Z 03-04-2031", "X1234567L E01234567"];
    assert_eq!(cards(&database).await, known);
}

#[tokio::test]
async fn each_bad_card_is_told_by_its_line_and_none_is_taken() {
    let (database, operator) = operator().await;
    let rows = "document,datum\n12345678Z,01-02-2030\n00000000T,01-01-9999\nX1234567L,1-2-2030\n";
    let ended = operator.run(&["card-import", &operator.file("cards.csv", rows)]);
    assert!(!ended.well);
    let lines: Vec<_> = ended.complained.lines().collect();
    assert_eq!(
        lines,
        [
            "line 3: datum is the validity of a permanent DNI, which all of them bear: give the date of issue instead",
            "line 4: datum: this does not have the form of the contrast datum of such a document",
            "zaguan: no card was taken: 2 rows have to be mended first",
        ]
    );
    assert_eq!(cards(&database).await, Vec::<String>::new());
}

async fn cards(database: &TestDatabase) -> Vec<String> {
    let sql = "SELECT document || ' ' || datum FROM citizens.card ORDER BY document";
    let rows = database.connect().await.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
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
    let unlocked = operator.run(&["pin-unlock", "12345678Z"]);
    assert_eq!(well(&unlocked), "The holder of the document can have a PIN again.\n");
    let unlocked = operator.run(&["certificate-unlock", "12345678Z"]);
    assert_eq!(well(&unlocked), "The certificates of the document's holder enter again.\n");
    for task in ["password-unlock", "pin-unlock", "certificate-unlock"] {
        let mistyped = operator.run(&[task, "12345678A"]);
        assert!(!mistyped.well, "{task}");
    }
}
