//! What a login with a certificate costs: with what its issuer answered before, and asked each time.

use std::fs;
use std::sync::Arc;

use cards::{Bench, Card};
use hub::{Clock as _, SystemClock};
use tests::driver::{Load, Manner, Proxy};

use crate::office::{Office, Spent, free};
use crate::say;

/// Logins of which a cost is the average.
const LOGINS: usize = 300;
const HEADER: &str = "x-client-certificate";

pub(crate) fn of_certificates(unit: f64, office: &mut Office) {
    let (bench, listener) = Bench::listening(SystemClock.now(), "127.0.0.1:0").unwrap();
    let serving = bench.serve(listener, Arc::new(|| SystemClock.now())).unwrap();
    let believed = office.house.file("believed");
    fs::create_dir(&believed).unwrap();
    for (number, authority) in bench.authorities().iter().enumerate() {
        fs::write(believed.join(format!("{number}.pem")), authority.to_pem().unwrap()).unwrap();
    }
    let before = fs::read_to_string(office.house.file("hub.toml")).unwrap();
    say("\n| with a certificate, encrypted | hub µs | u | PostgreSQL u |\n|---|---:|---:|---:|");
    for (kept, what) in
        [(3600, "its issuer was asked within the hour"), (0, "its issuer is asked each time")]
    {
        let at = free();
        let lines = format!(
            "certificate_host.name = \"x509.localhost\"\ncertificate_host.listen = \"{at}\"\n\
             certificate_host.tls = {{ mode = \"proxy\", header = \"{HEADER}\", from = [\"127.0.0.1\"] }}\n\
             method.certificate = {{ authorities = \"{}\", answers_kept = {kept} }}\n",
            believed.display(),
        );
        fs::write(office.house.file("hub.toml"), format!("{lines}{before}")).unwrap();
        office.start_again();
        let pem = bench.card(Card::FnmtPerson).certificate_pem();
        let value = pem.replace('\n', "%0A").replace(' ', "%20").replace('+', "%2B");
        let proxy = Box::leak(Box::new(Proxy { at, header: (HEADER.to_owned(), value) }));
        let asked = serving.questions(Card::FnmtPerson);
        let Spent { hub, database } = office.cost_of(&load(office, proxy), LOGINS);
        let asked = serving.questions(Card::FnmtPerson) - asked;
        assert_eq!(asked == 1, kept > 0, "{asked} questions");
        let [us, units, theirs] = [hub * 1e6, hub / unit, database / unit];
        say(&format!("| full, two signatures; {what} | {us:.0} | {units:.2} | {theirs:.2} |"));
    }
    fs::write(office.house.file("hub.toml"), before).unwrap();
    office.start_again();
}

fn load(office: &Office, proxy: &'static Proxy) -> Load {
    office.load(&office.sealed, Manner::Certificate(proxy), 1)
}
