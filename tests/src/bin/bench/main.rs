//! What a login costs, in units of one raw RSA-2048 private operation of the same run (DESIGN §8).
//!
//! CPU time of this process, so that waiting for the database counts for nothing; PostgreSQL's own is
//! told apart. The hub is the real one, called without a socket; the password hash is left out by
//! the method `nod`. Requests are signed beforehand. `make bench` prints the table.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that fails ends")]

use std::fs;
use std::hint::black_box;
use std::io::{Write as _, stdout};
use std::sync::Arc;

use certs::{Certificate, DecryptionKey, SigningKey};
use hub::journey::session::BOUNCE;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use saml::attributes::{FAMILY_NAME, FIRST_NAME, PERSON_IDENTIFIER, SELECTED_IDP};
use saml::binding::post_value;
use saml::encryption::encrypt;
use saml::namespaces::ASSERTION;
use saml::write::Element;
use saml::{
    Assertion, Attribute, AuthnRequest, ContentSecret, Dialect, EntityId, Envelope, Manner,
    MessageId, NameId, Received, Recipient, Response, Signed, TrustedKeys, respond,
};
use tests::hall::agency::Agency;
use tests::hall::{Hall, keys, start};

mod scale;

const LOGINS: usize = 400;
const OPERATIONS: usize = 2000;

fn main() {
    let unit = per_operation(OPERATIONS, raw_private_operation());
    let of_logins = of_messages_and_logins(unit);
    let of_a_process = scale::of_a_process();
    let mut out = stdout();
    writeln!(out, "\n| with how many agencies | | bound |\n|---|---:|---:|").unwrap();
    for (what, much, bound) in of_a_process.iter().chain(&of_logins) {
        writeln!(out, "| {what} | {much} | {bound} |").unwrap();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn of_messages_and_logins(unit: f64) -> Vec<scale::Line> {
    let model = fs::read_to_string("/proc/cpuinfo").unwrap();
    let model = model.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("?");
    let mut out = stdout();
    writeln!(out, "{model}; 1 u = one raw RSA-2048 private operation = {:.0} µs\n", unit * 1e6)
        .unwrap();
    writeln!(out, "| what | µs | u | bound |\n|---|---:|---:|---:|").unwrap();
    let mut row = |what: &str, seconds: f64, bound: &str| {
        let units = seconds / unit;
        writeln!(out, "| {what} | {:.0} | {units:.2} | {bound} |", seconds * 1e6).unwrap();
    };
    let (hall, agency) = Hall::open().await;
    let redirect = agency.redirect(&agency.request("_bench", start()), None);
    let query = redirect.split_once('?').unwrap().1.to_owned();
    let form = agency.form(&agency.request("_bench", start()), None);
    let form = format!("SAMLRequest={}", form[0].1.replace('+', "%2B").replace('=', "%3D"));
    let trusted = trusted(&agency);
    let opened = |received: Received| black_box(received.open::<AuthnRequest>(&trusted).unwrap());
    row(
        "`saml`: verify a request by redirect",
        per_operation(OPERATIONS, || drop(opened(Received::from_redirect(&query).unwrap()))),
        "0.15",
    );
    row(
        "`saml`: verify a request by POST",
        per_operation(OPERATIONS, || drop(opened(Received::from_post(form.as_bytes()).unwrap()))),
        "0.2",
    );
    let costs = Costs::measured(&agency);
    row("`saml`: an answer with one signature", costs.one_signature, "1.15");
    row("`saml`: an answer with two signatures", costs.two_signatures, "2.2");
    row("`saml`: encrypting an assertion (AES-256-GCM, OAEP)", costs.encryption, "0.15");
    row("`saml`: decrypting it", costs.decryption, "1.25");
    let (ours, database) = logins(&hall, &agency, "plain").await;
    row("full login without data page, two signatures, not encrypted", ours, "");
    row("PostgreSQL's own, per full login", database, "3");
    encrypt_for(&hall, &agency).await;
    let (ours, _) = logins(&hall, &agency, "sealed").await;
    row("full login without data page, two signatures, AES-256-GCM", ours, "5.8");
    row("full login with data page, the same", shown_logins(&hall, &agency).await, "6.8");
    row("a session that will do, the same", session_logins(&hall, &agency).await, "3.8");
    scale::of_logins(unit).await
}

/// What writing an answer costs, and what reading it costs its reader: CPU seconds.
struct Costs {
    one_signature: f64,
    two_signatures: f64,
    encryption: f64,
    decryption: f64,
}

impl Costs {
    /// What decryption adds is told as the difference to the same answer without it.
    fn measured(agency: &Agency) -> Self {
        let key = agency.signing_key();
        let trusted = trusted(agency);
        let ours = [DecryptionKey::from_pem(&agency.keys.key, &agency.keys.certificate).unwrap()];
        let der = ours[0].certificate().der().to_vec();
        let recipient = Recipient::new(Arc::new(Certificate::from_der(der).unwrap()));
        let (envelope, assertion) = answer(agency);
        let written = |signed, sealed: bool| {
            let recipient = sealed.then(|| (&recipient, ContentSecret::new([7; 44])));
            let manner = Manner { signed, recipient, ..Manner::new(Dialect::Strict, &key) };
            respond(&envelope, &assertion, manner).unwrap()
        };
        let writing =
            |signed, sealed| per_operation(OPERATIONS, || drop(black_box(written(signed, sealed))));
        let reading = |sealed| {
            let xml = written(Signed::Response, sealed);
            let value =
                post_value(&xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            let form = format!("SAMLResponse={value}");
            per_operation(OPERATIONS, || {
                let received = Received::from_post(form.as_bytes()).unwrap();
                drop(black_box(received.open_with::<Response>(&trusted, &ours).unwrap()));
            })
        };
        let two_signatures = writing(Signed::Both, false);
        Self {
            one_signature: writing(Signed::Response, false),
            two_signatures,
            encryption: encrypting(&recipient),
            decryption: reading(true) - reading(false),
        }
    }
}

/// An element as long as a signed assertion, to what stands in the answer in its place.
fn encrypting(recipient: &Recipient) -> f64 {
    let element = Element::new(ASSERTION, "Assertion").text("x".repeat(4500));
    per_operation(OPERATIONS, || {
        let sealed = encrypt(&element, recipient, ContentSecret::new([7; 44])).unwrap();
        drop(black_box(sealed.to_bytes()));
    })
}

/// An answer as the hub gives it.
fn answer(agency: &Agency) -> (Envelope, Assertion) {
    let issuer = EntityId::new(tests::hall::ENTITY_ID).unwrap();
    let id = |text: &str| MessageId::new(text).unwrap();
    let attributes = [
        (PERSON_IDENTIFIER, "PersonIdentifier", "12345678Z"),
        (FAMILY_NAME, "FamilyName", "ESPAÑOLA ESPAÑOLA"),
        (FIRST_NAME, "FirstName", "CARMEN"),
        (SELECTED_IDP, "SelectedIdP", "SEGSOC"),
    ];
    let assertion = Assertion {
        id: id("_a9d0e49c2f7b4e0f8c53a1d4b2e69770"),
        not_before: Some(start()),
        not_on_or_after: start(),
        audience: agency.entity_id.clone(),
        one_time_use: false,
        name_id: NameId::transient("_t1f0d0c2a9b7e4e0f8c53a1d4b2e6977".to_owned(), &issuer),
        address: None,
        session_index: Some("_s1f0d0c2a9b7e4e0f8c53a1d4b2e6977".to_owned()),
        authn_instant: start(),
        context: LevelOfAssurance::Low.uri().to_owned(),
        authorities: Vec::new(),
        attributes: attributes
            .map(|(name, short, value)| Attribute::one(name, short, value))
            .to_vec(),
    };
    let envelope = Envelope {
        response_id: id("_r9d0e49c2f7b4e0f8c53a1d4b2e69770"),
        issued: start(),
        issuer,
        destination: agency.consumer.clone(),
        in_response_to: id("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770"),
    };
    (envelope, assertion)
}

/// Lets the agency's key be for encryption as well.
async fn encrypt_for(hall: &Hall, agency: &Agency) {
    let metadata = agency.metadata().replace(" use=\"signing\"", "");
    hall.take_in(&metadata).await;
}

/// A whole login from the request to the signed answer: CPU seconds of ours, and of PostgreSQL.
async fn logins(hall: &Hall, agency: &Agency, run: &str) -> (f64, f64) {
    let request =
        |n: usize| agency.redirect(&agency.request(&format!("_{run}-{n}"), start()), Some("state"));
    let requests: Vec<String> = (0..LOGINS + 20).map(request).collect();
    for address in &requests[..20] {
        login(hall, address).await;
    }
    let backends = backends(hall).await;
    let (ours, theirs) = (cpu("self"), all(&backends));
    for address in &requests[20..] {
        login(hall, address).await;
    }
    let logins = f64::from(u32::try_from(LOGINS).unwrap());
    ((cpu("self") - ours) / logins, (all(&backends) - theirs) / logins)
}

async fn login(hall: &Hall, address: &str) {
    let mut browser = hall.browser();
    let choose = browser.visit(address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let page = browser.follow(asked).await;
    let proved = browser.submit(&page.form("/venia"), &[]).await;
    let back = browser.follow(proved).await;
    assert!(back.find_form("/acs").is_some());
}

/// A whole login of somebody who sees what goes out: CPU seconds of ours, and of forgetting that they did.
async fn shown_logins(hall: &Hall, agency: &Agency) -> f64 {
    let client = hall.client().await;
    let forget = client.prepare("DELETE FROM citizens.release").await.unwrap();
    let request =
        |n: usize| agency.redirect(&agency.request(&format!("_shown-{n}"), start()), None);
    let requests: Vec<String> = (0..LOGINS).map(request).collect();
    let before = cpu("self");
    for address in &requests {
        client.execute(&forget, &[]).await.unwrap();
        let mut browser = hall.browser();
        let choose = browser.visit(address).await;
        let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
        let page = browser.follow(asked).await;
        let proved = browser.submit(&page.form("/venia"), &[]).await;
        let back = browser.press_on(proved).await;
        assert!(back.find_form("/acs").is_some());
    }
    (cpu("self") - before) / f64::from(u32::try_from(LOGINS).unwrap())
}

/// From a request to the signed answer where the browser has a session: CPU seconds of ours.
async fn session_logins(hall: &Hall, agency: &Agency) -> f64 {
    hall.acquaint(agency).await;
    hall.set(agency, |record| record.allow_sso = true).await;
    // So late one after the other that nobody is taken for sent back.
    let apart = BOUNCE + SignedDuration::from_secs(1);
    let at = |n: usize| start() + apart * i32::try_from(n).unwrap();
    let request =
        |n: usize| agency.redirect(&agency.request(&format!("_session-{n}"), at(n)), Some("state"));
    let requests: Vec<String> = (0..=LOGINS).map(request).collect();
    let mut browser = hall.browser();
    let choose = browser.visit(&requests[0]).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let page = browser.follow(asked).await;
    browser.submit(&page.form("/venia"), &[]).await;
    let before = cpu("self");
    for address in &requests[1..] {
        hall.clock.wait(apart);
        let back = browser.visit(address).await;
        assert!(back.find_form("/acs").is_some());
    }
    (cpu("self") - before) / f64::from(u32::try_from(LOGINS).unwrap())
}

fn raw_private_operation() -> impl FnMut() {
    let key = PKey::private_key_from_pem(&keys::agency().key).unwrap();
    move || {
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        black_box(signer.sign_oneshot_to_vec(b"one operation").unwrap());
    }
}

fn trusted(agency: &Agency) -> TrustedKeys {
    let key = SigningKey::from_pem(&agency.keys.key, &agency.keys.certificate).unwrap();
    let certificate = Certificate::from_der(key.certificate().der().to_vec()).unwrap();
    TrustedKeys::new(EntityId::new(&agency.entity_id).unwrap(), vec![Arc::new(certificate)])
        .unwrap()
}

/// CPU seconds of one call.
fn per_operation(times: usize, mut operation: impl FnMut()) -> f64 {
    operation();
    let before = cpu("self");
    for _ in 0..times {
        operation();
    }
    (cpu("self") - before) / f64::from(u32::try_from(times).unwrap())
}

async fn backends(hall: &Hall) -> Vec<String> {
    let pids = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()";
    let rows = hall.client().await.query(pids, &[]).await.unwrap();
    rows.iter().map(|row| row.get::<_, i32>(0).to_string()).collect()
}

fn all(processes: &[String]) -> f64 {
    processes.iter().map(|process| cpu(process)).sum()
}

/// User and system time of a process in seconds, by the scheduler's count of nanoseconds.
fn cpu(process: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/schedstat"));
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    let count =
        |text: &str| text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    match threads {
        Ok(threads) => threads
            .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("schedstat")).ok())
            .map(|text| count(&text) / 1e9)
            .sum(),
        Err(_) => text.map_or(0.0, |text| count(&text) / 1e9),
    }
}
