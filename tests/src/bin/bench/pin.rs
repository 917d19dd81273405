//! What a login with a PIN by SMS costs, and how long it takes while the passwords of others are hashed.

use std::fs;
use std::path::Path;

use tests::driver::{Load, Manner, Report};
use tests::hall::ANA;

use crate::leaving::{self, Person};
use crate::office::{Office, Spent, well};
use crate::say;

/// Logins of which a cost is the average, or of which half and 99 of 100 are told.
const LOGINS: usize = 300;
/// People who enter with their password meanwhile: more than there are threads to hash.
const OTHERS: usize = 16;
/// Of Ana: the datum of her card, and her phone.
const CARD: &str = "01-02-2030 +34699999999";
const PASSWORD: &str = "tren-azul-de-noche";

pub(crate) fn of_pins(unit: f64, office: &mut Office) {
    let outbox = opened(office);
    let manner = Manner::Pin(outbox);
    let Spent { hub, database } = office.cost_of(&alone(office, manner), LOGINS);
    say("\n| with a PIN by SMS, encrypted | hub µs | u | PostgreSQL u |\n|---|---:|---:|---:|");
    let [us, units, theirs] = [hub * 1e6, hub / unit, database / unit];
    say(&format!("| full, the SMS and its way included | {us:.0} | {units:.2} | {theirs:.2} |"));
    say("\n| a login with a PIN | half within | 99 % within |\n|---|---:|---:|");
    row("alone", &alone(office, manner).run(LOGINS));
    let mut hashing = office.load(&office.sealed, Manner::Password, OTHERS);
    hashing.people = people().map(|document| (document, PASSWORD.to_owned())).collect();
    let coming = hashing.begin();
    coming.passes(OTHERS);
    row("while all threads hash passwords of others", &alone(office, manner).run(LOGINS));
    well(&coming.end());
    if let Some(document) = people().next() {
        let (document, password) = (document.as_str(), PASSWORD);
        let person = Person { document, password, phone: "+34610000000", outbox };
        leaving::of_step_up(unit, office, &person);
    }
}

fn row(what: &str, report: &Report) {
    well(report);
    let [half, most] = [50, 99].map(|share| report.percentile(share).as_millis());
    say(&format!("| {what} | {half} ms | {most} ms |"));
}

fn alone(office: &Office, manner: Manner) -> Load {
    let mut load = office.load(&office.sealed, manner, 1);
    load.people = vec![(ANA.to_owned(), CARD.to_owned())];
    load
}

/// A node that sends to a file at once and counts for nobody how much, and people with passwords.
fn opened(office: &mut Office) -> &'static Path {
    let file = office.house.file("outbox.jsonl");
    let text = fs::read_to_string(office.house.file("hub.toml")).unwrap();
    let more = format!(
        "messages.outbox_file = \"{}\"\nmethod.pin.sms_wait = 0\nlimits.exempt = [\"127.0.0.0/8\"]\n",
        file.display()
    );
    fs::write(office.house.file("hub.toml"), format!("{more}{text}")).unwrap();
    let header = "document,given_name,first_surname,second_surname,birth_date,level,phone,email,contrast_datum,password";
    let rows = people().enumerate().map(|(number, document)| {
        format!(
            "{document},Eva,Sol,,1990-01-01,advanced,+3461000{number:04},,01-02-2030,{PASSWORD}"
        )
    });
    let rows = std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\n");
    let others = office.house.file("others.csv");
    fs::write(&others, rows + "\n").unwrap();
    office.operate(&["demonstration-seed", others.to_str().unwrap()]);
    office.sql(&format!(
        "UPDATE citizens.person SET phone = '+34699999999' WHERE document = '{ANA}';
         INSERT INTO citizens.card (document, datum) VALUES ('{ANA}', '01-02-2030');
         INSERT INTO citizens.release (person, agency, at, shown, withheld)
             SELECT one.id, release.agency, release.at, release.shown, release.withheld
             FROM citizens.person AS one, citizens.release ON CONFLICT DO NOTHING;
         CREATE FUNCTION counts_not() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER counts_not BEFORE INSERT ON messages.spent FOR EACH ROW EXECUTE FUNCTION counts_not();
         CREATE FUNCTION used_before() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN NEW.used_at := NEW.used_at - interval '1 hour'; RETURN NEW; END $$;
         CREATE TRIGGER used_before BEFORE UPDATE ON credentials.pin FOR EACH ROW EXECUTE FUNCTION used_before()"
    ));
    office.start_again();
    Box::leak(file.into_boxed_path())
}

fn people() -> impl Iterator<Item = String> {
    (0..OTHERS).map(|number| {
        let number = 40_000_000 + number;
        let letter = char::from(b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]);
        format!("{number:08}{letter}")
    })
}
