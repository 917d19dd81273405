//! The drill: everything is lost and put back from a backup, with the hub's own program and a real
//! PostgreSQL. Afterwards nobody is a stranger to anybody, and nothing is answered twice.

#![cfg(test)]

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use certs::Certificate;
use hub::{Clock as _, SystemClock};
use jiff::SignedDuration;
use openssl::sha::sha256;
use saml::name_id::PERSISTENT;
use saml::request::{AuthnRequest, NameIdPolicy};
use saml::{Assertion, EntityId, NameId, Received, Response, TrustedKeys};
use serde_json::{Value, json};
use tests::database::{self, TestDatabase};
use tests::hall::agency::Agency;
use tests::street::{House, Page, Visitor};
use tokio::runtime::{self, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::FromSqlOwned;

const MANY: &str = "document,given_name,first_surname,second_surname,birth_date,level,phone,email
12345678Z,Ana,Muñoz,Núñez,1980-02-29,advanced,+34600000091,ana@example.es
X1234567L,Leo,Li,,1990-12-31,basic,+34600000092,leo@example.es
";

/// A house with three citizens and two agencies, and a folder for backups.
struct Drill {
    house: House,
    agency: Agency,
    /// The certificate of the key that signed before everything was lost.
    certificate: Vec<u8>,
}

impl Drill {
    fn begin() -> Self {
        let house = House::open();
        let citizens = house.file("more.csv");
        fs::write(&citizens, MANY).unwrap();
        let imported = house.operate(&["citizen-import", citizens.to_str().unwrap()]);
        assert!(imported.status.success(), "{imported:?}");
        let agency = Agency::new("https://sede.example.test/metadata");
        let other = Agency::new("https://otra.example.test/metadata");
        for agency in [&agency, &other] {
            let _ = house.join(&agency.metadata());
        }
        let certificate = fs::read(house.file("key-ring/hub.crt")).unwrap();
        Self { house, agency, certificate }
    }

    fn backup(&self, name: &str) -> Output {
        self.house.operate(&["backup", self.house.file(name).to_str().unwrap()])
    }

    fn restore(&self, name: &str) -> Output {
        self.house.operate(&["restore", self.house.file(name).to_str().unwrap()])
    }

    /// The address that carries a request for a persistent name.
    fn address(&self, id: &str) -> String {
        let request = AuthnRequest {
            destination: Some(format!("{}/saml/sso", self.house.url)),
            name_id_policy: Some(NameIdPolicy {
                format: Some(PERSISTENT.to_owned()),
                ..NameIdPolicy::default()
            }),
            ..self.agency.request(id, SystemClock.now())
        };
        format!("{}{}", self.house.url, self.agency.redirect(&request, None))
    }

    /// A login from the address of a request; what the agency is told, by the key of before.
    fn log_in(&self, address: &str) -> Assertion {
        let visitor = self.house.visitor();
        let back = visitor.prove(&visitor.get(address));
        let response = self.verified(&back.response());
        assert_eq!(response.envelope.destination, self.agency.consumer);
        response.assertion.unwrap()
    }

    fn verified(&self, response: &str) -> Response {
        let hub = EntityId::new(&format!("{}/saml/metadata", self.house.url)).unwrap();
        let certificate = Certificate::from_pem(&self.certificate).unwrap();
        let keys = TrustedKeys::new(hub, vec![Arc::new(certificate)]).unwrap();
        let value = saml::binding::post_value(response.as_bytes());
        let value = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let received = Received::from_post(format!("SAMLResponse={value}").as_bytes()).unwrap();
        received.open::<Response>(&keys).unwrap().message().clone()
    }

    fn manifest(&self, name: &str) -> Value {
        let text = fs::read(self.house.file(name).join("manifest.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// What the manifest counts, counted in the database.
    fn counts(&self) -> Value {
        let count = |sql: &str| ask::<i64>(self.house.database(), sql);
        json!({
            "agencies": count("SELECT count(*) FROM hub.agency"),
            "citizens": count("SELECT count(*) FROM citizens.person"),
            "trace": count("SELECT count(*) FROM hub.trace"),
            "generation": count("SELECT number FROM hub.generation"),
        })
    }

    /// That nothing was put anywhere by a restore that was refused.
    fn assert_untouched(&self, what: &str) {
        let schemas = "SELECT count(*) FROM pg_namespace
                       WHERE nspname IN ('hub', 'citizens', 'credentials', 'messages')";
        assert_eq!(ask::<i64>(self.house.database(), schemas), 0, "{what}");
        assert!(!self.house.file("key-ring").exists(), "{what}");
        assert!(!self.house.file("pepper").exists(), "{what}");
        let left = fs::read_dir(self.house.file("")).unwrap().map(|entry| entry.unwrap());
        let left: Vec<_> = left.map(|entry| entry.file_name().into_string().unwrap()).collect();
        assert!(!left.iter().any(|name| name.ends_with(".restored")), "{what}: {left:?}");
    }
}

fn runtime() -> Runtime {
    runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn ask<T: FromSqlOwned>(database: &TestDatabase, sql: &str) -> T {
    runtime().block_on(async { database.connect().await.query_one(sql, &[]).await.unwrap().get(0) })
}

fn said(output: &Output) -> &str {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn name(assertion: &Assertion) -> &NameId {
    assert_eq!(assertion.name_id.format.as_deref(), Some(PERSISTENT));
    &assertion.name_id
}

#[test]
fn everything_is_lost_and_nobody_is_a_stranger_afterwards() {
    let mut drill = Drill::begin();
    let answered = drill.address("_answered");
    let before = drill.log_in(&answered);
    let underway = drill.house.visitor();
    let choose = underway.get(&drill.address("_underway"));
    assert_eq!(choose.answer.heading(), "Elige cómo entrar");

    let (written, logins) = backup_while_people_log_in(&drill, "backup");
    assert!(
        said(&written).contains("agencies: 2 (generation 5), citizens: 3, entries of the trace: "),
        "{written:?}"
    );
    assert!(logins > 0, "nobody logged in meanwhile");
    assert_kept_from_others(&drill.house.file("backup"));

    drill.house.close();
    drill.house.lose_everything();
    let restored = drill.restore("backup");
    let manifest = drill.manifest("backup");
    assert_eq!(drill.counts(), manifest["counts"]);
    let trace = "SELECT count(*) FROM hub.trace";
    let ledger = "SELECT count(*) FROM hub.ledger";
    let database = drill.house.database();
    assert_eq!(ask::<i64>(database, trace), ask::<i64>(database, ledger), "one instant");
    assert_eq!(ask::<i64>(database, "SELECT count(*) FROM hub.journey"), 0);
    assert_tells(said(&restored), &manifest);
    let mode = |file: &str| fs::metadata(drill.house.file(file)).unwrap().permissions().mode();
    for secret in ["pepper", "key-ring/pairwise", "key-ring/hub.key"] {
        assert_eq!(mode(secret) & 0o777, 0o600, "{secret}");
    }

    assert!(drill.house.operate(&["migrate"]).status.success());
    drill.house.start();
    let after = drill.log_in(&drill.address("_after"));
    assert!(name(&after) == name(&before), "the agency knows them no more");
    assert_eq!(after.attributes.len(), before.attributes.len());
    assert_not_answered_again(&drill.house.visitor(), &answered);
    let gone = underway.get(&choose.url);
    assert_eq!(gone.answer.status.as_u16(), 403);
    assert_eq!(gone.answer.heading(), "No puedes empezar desde esta página");
    assert!(!drill.house.said().contains(&before.name_id.value), "a name is in the log");
}

/// What the backup said, and how many logins ended while it was written.
fn backup_while_people_log_in(drill: &Drill, name: &str) -> (Output, usize) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let people = scope.spawn(|| {
            let mut logins = 0;
            while !done.load(Ordering::SeqCst) {
                let _ = drill.log_in(&drill.address(&format!("_meanwhile-{logins}")));
                logins += 1;
            }
            logins
        });
        let written = drill.backup(name);
        done.store(true, Ordering::SeqCst);
        (written, people.join().unwrap())
    })
}

fn assert_kept_from_others(backup: &Path) {
    assert_eq!(fs::metadata(backup).unwrap().permissions().mode() & 0o777, 0o700);
    let mut folders = vec![backup.to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                assert!(fs::metadata(path).unwrap().len() > 0);
            }
        }
    }
    // Manifest and its hash, dump, pairwise key, stamp, key and certificate, pepper, TLS key and chain.
    assert_eq!(files, 10);
}

/// An operator is told from when on the hub may run again: as long after now as a request can live.
fn assert_tells(said: &str, manifest: &Value) {
    let taken_at = manifest["taken_at"].as_str().unwrap();
    let taken_at = taken_at.split('.').next().unwrap().replace('T', " ");
    assert!(said.contains(&format!("The backup of {taken_at} UTC")), "{said}");
    assert!(said.contains("one lives for 7 minutes"), "{said}");
    let instant = said.rsplit("that is ").next().unwrap().trim().trim_end_matches(" UTC.");
    let instant: jiff::civil::DateTime = instant.parse().unwrap();
    let instant = instant.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let wait = instant.duration_since(SystemClock.now());
    assert!(wait <= SignedDuration::from_mins(7) && wait > SignedDuration::from_mins(6), "{wait}");
    assert!(
        said.contains("The TLS certificate and key that are there stay as they are."),
        "{said}"
    );
}

fn assert_not_answered_again(visitor: &Visitor, address: &str) {
    let page: Page = visitor.prove(&visitor.get(address));
    assert_eq!(page.answer.heading(), "Esta operación ya ha terminado");
    assert_eq!(page.answer.status.as_u16(), 410);
}

/// What is done to a backup.
type Damage = fn(&Path);

const DAMAGES: [(&str, Damage, &str); 15] = [
    (
        "an edited manifest",
        |backup| edit(backup, "\"citizens\": 3", "\"citizens\": 4"),
        "the backup's file manifest.json is not as it was written",
    ),
    (
        "no manifest",
        |backup| remove(backup, "manifest.json"),
        "manifest.json: No such file or directory",
    ),
    (
        "no hash of the manifest",
        |backup| remove(backup, "manifest.sha256"),
        "manifest.sha256: No such file or directory",
    ),
    (
        "a dump cut short",
        |backup| cut(&backup.join("database.dump")),
        "the backup's file database.dump is not as it was written",
    ),
    (
        "one octet of the dump changed",
        |backup| flip(&backup.join("database.dump")),
        "the backup's file database.dump is not as it was written",
    ),
    (
        "no dump",
        |backup| remove(backup, "database.dump"),
        "the backup lacks its file database.dump",
    ),
    (
        "another pairwise key",
        |backup| flip(&backup.join("keys/key_ring/pairwise")),
        "the backup's file keys/key_ring/pairwise is not as it was written",
    ),
    (
        "no pepper",
        |backup| remove(backup, "keys/pepper_file"),
        "the backup lacks its file keys/pepper_file",
    ),
    ("a link instead of a key", link_to_itself, "the backup lacks its file keys/key_ring/hub.key"),
    (
        "a key too many",
        |backup| fs::write(backup.join("keys/key_ring/other.key"), "x").unwrap(),
        "the backup holds keys/key_ring/other.key, which is not its own",
    ),
    (
        "a file out of the backup",
        |backup| rewrite(backup, |manifest| manifest["files"][0]["path"] = json!("../pepper")),
        "the manifest names \"../pepper\", which is no file of a backup",
    ),
    (
        "a mode that is none",
        |backup| rewrite(backup, |manifest| manifest["files"][0]["mode"] = json!("4755")),
        "an impossible mode",
    ),
    (
        "another form",
        |backup| rewrite(backup, |manifest| manifest["format"] = json!(2)),
        "wrote this backup in form 2; this release reads form 1",
    ),
    (
        "another environment",
        |backup| rewrite(backup, |manifest| manifest["environment"] = json!("production")),
        "this is a backup of production, and the configuration says demonstration",
    ),
    (
        "a dump that is none",
        no_dump_at_all,
        "pg_restore did not do it: input file does not appear to be a valid archive",
    ),
];

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_changed() {
    let mut drill = Drill::begin();
    assert!(drill.backup("backup").status.success());
    drill.house.close();
    drill.house.lose_everything();
    for (what, damage, words) in DAMAGES {
        let damaged = drill.house.file("damaged");
        copy(&drill.house.file("backup"), &damaged);
        damage(&damaged);
        let complained = refused(&drill.restore("damaged"));
        assert!(complained.contains(words), "{what}: {complained}");
        assert_eq!(complained.lines().count(), 1, "{what}: {complained}");
        drill.assert_untouched(what);
        fs::remove_dir_all(damaged).unwrap();
    }
    let whole = drill.restore("backup");
    assert!(said(&whole).contains("is restored. It holds agencies: 2 "), "{whole:?}");
}

#[test]
fn what_is_there_is_never_overwritten() {
    let mut drill = Drill::begin();
    assert!(drill.backup("backup").status.success());
    let again = refused(&drill.backup("backup"));
    assert!(again.contains("backup is there already: say a new folder"), "{again}");
    fs::create_dir(drill.house.file(".other.unfinished")).unwrap();
    let other = refused(&drill.backup("other"));
    assert!(other.contains("another backup is under way, or was killed"), "{other}");
    drill.house.close();

    let used = refused(&drill.restore("backup"));
    let schemas = "it has the schemas citizens, credentials, hub, messages";
    assert!(used.contains(schemas), "{used}");

    drill.house.lose_everything();
    let pepper = drill.house.file("pepper");
    fs::write(&pepper, "5f".repeat(32)).unwrap();
    let another = refused(&drill.restore("backup"));
    assert!(another.contains("pepper is there and is another one than in the backup"), "{another}");
    fs::remove_file(&pepper).unwrap();
    drill.assert_untouched("another pepper");

    let stranger = drill.house.file("key-ring/old.key");
    fs::create_dir_all(stranger.parent().unwrap()).unwrap();
    fs::write(&stranger, "old").unwrap();
    let beside = refused(&drill.restore("backup"));
    assert!(beside.contains("old.key is there and not in the backup"), "{beside}");
    assert_eq!(fs::read_dir(drill.house.file("key-ring")).unwrap().count(), 1);
    fs::remove_dir_all(drill.house.file("key-ring")).unwrap();

    let runtime = runtime();
    let node = runtime.block_on(drill.house.database().connect());
    let connected = refused(&drill.restore("backup"));
    assert!(connected.contains("somebody else is connected"), "{connected}");
    drop((node, runtime));
    drill.assert_untouched("a node is connected");
    assert!(drill.restore("backup").status.success());
}

#[test]
fn a_backup_that_fails_leaves_nothing_behind() {
    let drill = Drill::begin();
    let pairwise = drill.house.file("key-ring/pairwise");
    let right = fs::read(&pairwise).unwrap();
    fs::write(&pairwise, "00".repeat(32)).unwrap();
    let wrong = refused(&drill.backup("backup"));
    assert!(wrong.contains("is not the pairwise key of this database"), "{wrong}");
    fs::write(&pairwise, right).unwrap();
    fs::remove_file(drill.house.file("pepper")).unwrap();
    let missing = refused(&drill.backup("backup"));
    assert!(missing.contains("pepper: No such file or directory"), "{missing}");
    for name in ["backup", ".backup.unfinished"] {
        assert!(!drill.house.file(name).exists(), "{name}");
    }
}

/// A backup reads the ledger for long: housekeeping gives way, and no login waits behind it.
#[tokio::test]
async fn housekeeping_gives_way_to_a_backup() {
    let database = database::fresh().await;
    let (reader, keeper) = (database.connect().await, database.connect().await);
    keeper.batch_execute("SELECT hub.keep_ledger(current_date)").await.unwrap();
    reader.batch_execute("BEGIN; SELECT count(*) FROM hub.ledger").await.unwrap();
    // With nothing to make or drop there is nothing to wait for.
    keeper.batch_execute("SELECT hub.keep_ledger(current_date)").await.unwrap();
    let later = "SELECT hub.keep_ledger(current_date + 9)";
    let refused = keeper.batch_execute(later).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::LOCK_NOT_AVAILABLE));
    reader.batch_execute("ROLLBACK").await.unwrap();
    keeper.batch_execute(later).await.unwrap();
}

fn edit(backup: &Path, from: &str, to: &str) {
    let file = backup.join("manifest.json");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

/// A manifest that is changed together with its hash: by somebody, not by something.
fn rewrite(backup: &Path, change: impl FnOnce(&mut Value)) {
    let file = backup.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    change(&mut manifest);
    let text = serde_json::to_vec(&manifest).unwrap();
    let hash = hexadecimal(&sha256(&text));
    fs::write(file, text).unwrap();
    fs::write(backup.join("manifest.sha256"), format!("{hash}  manifest.json\n")).unwrap();
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |digits, octet| digits + &format!("{octet:02x}"))
}

fn remove(backup: &Path, name: &str) {
    fs::remove_file(backup.join(name)).unwrap();
}

fn cut(file: &Path) {
    let length = fs::metadata(file).unwrap().len();
    fs::File::options().write(true).open(file).unwrap().set_len(length - 1).unwrap();
}

fn flip(path: &Path) {
    let mut file = fs::File::options().read(true).write(true).open(path).unwrap();
    let middle = file.metadata().unwrap().len() / 2;
    let mut octet = [0];
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.read_exact(&mut octet).unwrap();
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[octet[0] ^ 1]).unwrap();
}

fn link_to_itself(backup: &Path) {
    let key = backup.join("keys/key_ring/hub.key");
    let elsewhere = backup.with_file_name("elsewhere.key");
    fs::rename(&key, &elsewhere).unwrap();
    symlink(elsewhere, key).unwrap();
}

fn no_dump_at_all(backup: &Path) {
    let text = b"no dump";
    fs::write(backup.join("database.dump"), text).unwrap();
    rewrite(backup, |manifest| {
        let files = manifest["files"].as_array_mut().unwrap();
        let dump = files.iter_mut().find(|file| file["path"] == "database.dump").unwrap();
        dump["sha256"] = json!(hexadecimal(&sha256(text)));
        dump["size"] = json!(text.len());
    });
}

fn copy(from: &PathBuf, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, copied).unwrap();
        }
    }
}
