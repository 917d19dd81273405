//! What a login costs, in units of one raw RSA-2048 private operation of the same run (DESIGN §8).
//!
//! The hub is a process of its own, which serves as `zaguan run` does, without TLS as behind a proxy,
//! on loopback. What drives it are browsers in this process; each answer is read as its agency reads
//! it, and one that is not good ends the measurement. The password's hash is left out by the method
//! `nod`. A cost is time on the CPU, the kernel's part included, so that waiting counts for nothing.
//! `make bench` prints the tables.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that fails ends")]

use std::env;
use std::fs;
use std::io::{Write as _, stdout};
use std::process::ExitCode;

use tests::driver::Manner;
use tests::hall::agency::Agency;

use crate::messages::Messages;
use crate::office::{Office, Spent};

mod certificate;
mod cost;
mod crowd;
mod leaving;
mod messages;
mod office;
mod pin;
mod scale;

/// Logins of which a cost is the average.
const LOGINS: usize = 1000;

fn main() -> ExitCode {
    if let Some(ended) = office::as_node() {
        return ended;
    }
    let unit = cost::unit();
    say(&format!("{}; 1 u = one raw RSA-2048 private operation = {:.0} µs", model(), unit * 1e6));
    let messages = Messages::measured(&Agency::new("https://sede.example.test/metadata"));
    let mut office = Office::open();
    of_messages(unit, &messages);
    if is_wanted("logins") {
        of_logins(unit, &messages, &office);
    }
    if is_wanted("leaving") {
        leaving::of_leaving(unit, &office);
    }
    if is_wanted("certificates") {
        certificate::of_certificates(unit, &mut office);
    }
    if is_wanted("pins") {
        pin::of_pins(unit, &mut office);
    }
    if is_wanted("crowds") {
        crowd::of_many(&mut office);
    }
    if is_wanted("citizens") {
        scale::of_citizens(unit, &mut office);
    }
    drop(office);
    if is_wanted("agencies") {
        scale::of_agencies(unit);
    }
    ExitCode::SUCCESS
}

/// Whether a part is measured: all are, or those that `ZAGUAN_BENCH_ONLY` names, between commas.
fn is_wanted(part: &str) -> bool {
    env::var("ZAGUAN_BENCH_ONLY").map_or(true, |only| only.split(',').any(|one| one == part))
}

fn of_messages(unit: f64, messages: &Messages) {
    let row = |what: &str, seconds: f64, bound: &str| {
        say(&format!("| {what} | {:.0} | {:.2} | {bound} |", seconds * 1e6, seconds / unit));
    };
    say("\n| messages, by themselves | µs | u | bound |\n|---|---:|---:|---:|");
    row("verify a request by redirect", messages.verify_redirect, "0.15");
    row("verify a request by POST", messages.verify_post, "0.2");
    row("an answer with one signature", messages.one_signature, "1.15");
    row("an answer with two signatures", messages.two_signatures, "2.2");
    row("encrypting an assertion (AES-256-GCM, OAEP)", messages.encryption, "0.15");
    row("decrypting it", messages.decryption, "1.25");
}

fn of_logins(unit: f64, messages: &Messages, office: &Office) {
    let row = |what: &str, Spent { hub, database }: Spent, bound: &str| {
        let [us, units, theirs] = [hub * 1e6, hub / unit, database / unit];
        say(&format!("| {what} | {us:.0} | {units:.2} | {bound} | {theirs:.2} |"));
    };
    let signed = |agencies: &[Agency], what: &str| {
        for agency in agencies {
            office.operate(&["agency-set", &agency.entity_id, "--signed", what]);
        }
        office::settle();
    };
    let (plain, sealed) = (&office.plain[..], &office.sealed[..]);
    say("\n| logins | hub µs | u | bound | PostgreSQL u, bound 4.9 |\n|---|---:|---:|---:|---:|");
    signed(plain, "response");
    row("full, one signature, plain", office.cost(plain, Manner::Nod, LOGINS), "7.7");
    row("by session, one signature, plain", office.cost(plain, Manner::Session, LOGINS), "4.4");
    let full = office.cost(sealed, Manner::Nod, LOGINS);
    row("full, two signatures, AES-256-GCM", full, "9.2");
    row("the same, sixteen at once", office.cost_among(16, sealed, Manner::Nod, LOGINS), "8.5");
    let stranger = office.cost(sealed, Manner::Stranger, LOGINS);
    row("the same, each from a browser never seen", stranger, "–");
    row("by session, the same", office.cost(sealed, Manner::Session, LOGINS), "6.3");
    office.sql(
        "CREATE FUNCTION long_ago() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN NEW.at := NEW.at - interval '2 years'; RETURN NEW; END $$;
         CREATE TRIGGER long_ago BEFORE INSERT OR UPDATE ON citizens.release
         FOR EACH ROW EXECUTE FUNCTION long_ago();
         UPDATE citizens.release SET at = at",
    );
    row("full with data page, the same", office.cost(sealed, Manner::Nod, LOGINS), "11.5");
    office.sql(
        "DROP TRIGGER long_ago ON citizens.release;
         UPDATE citizens.release SET at = at + interval '2 years'",
    );
    let needed = messages.verify_redirect + messages.two_signatures + messages.encryption;
    let tax = (full.hub - needed) / unit;
    say(&format!(
        "\nHub tax: of the {:.2} u of a full login, encrypted, its messages need {:.2}; {tax:.2} u are pages, rows, and requests.",
        full.hub / unit,
        needed / unit
    ));
}

fn model() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("?");
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    format!("{model}, {cores} cores")
}

fn say(line: &str) {
    let mut out = stdout();
    writeln!(out, "{line}").unwrap();
}
