//! Many at once: how long they wait, how many come through, and what stays in memory.

use std::env;
use std::time::Instant;

use tests::driver::{Manner, Report};

use crate::office::{Office, well};
use crate::say;

/// Logins of each crowd; after as many again memory is asked.
const LOGINS: usize = 3000;
/// Logins after which memory must not have grown; `ZAGUAN_BENCH_LOGINS` says another number.
const MANY: usize = 10_000;

pub(crate) fn of_many(office: &mut Office) {
    office.start_again();
    let idle = office.resident();
    say("\n| many at once, full, encrypted | half within | 99 % within | logins a second |");
    say("|---|---:|---:|---:|");
    for browsers in [16, 64] {
        let report = office.load(&office.sealed, Manner::Nod, browsers).run(LOGINS);
        row(&format!("{browsers} browsers, one node"), &[report]);
    }
    office.start();
    let begun = office
        .addresses()
        .into_iter()
        .map(|at| office.load_at(at, &office.sealed, Manner::Nod, 32).begin());
    let coming: Vec<_> = begun.collect();
    let reports: Vec<_> = coming
        .into_iter()
        .map(|coming| {
            coming.passes(LOGINS / 2);
            coming.end()
        })
        .collect();
    row("64 browsers, two nodes", &reports);
    of_memory(office, idle);
}

/// Browsers, hub and PostgreSQL share the machine, so the number a second is one of all three.
fn row(what: &str, reports: &[Report]) {
    reports.iter().for_each(well);
    let each = |share| reports.iter().map(|report| report.percentile(share)).max();
    let [half, most] = [50, 99].map(|share| each(share).unwrap_or_default().as_millis());
    let rate: f64 = reports
        .iter()
        .map(|report| {
            f64::from(u32::try_from(report.logins.len()).unwrap()) / report.took.as_secs_f64()
        })
        .sum();
    say(&format!("| {what} | {half} ms | {most} ms | {rate:.0} |"));
}

fn of_memory(office: &mut Office, idle: u64) {
    let many = env::var("ZAGUAN_BENCH_LOGINS").ok().and_then(|number| number.parse().ok());
    let many = many.unwrap_or(MANY);
    office.start_again();
    say("\n| memory of a node | MiB | bound |\n|---|---:|---:|");
    say(&format!("| idle, before any password was hashed | {idle} | 64 |"));
    let begun = Instant::now();
    for (part, what) in [(many / 10, "a tenth of them"), (many - many / 10, "all")] {
        well(&office.load(&office.sealed, Manner::Nod, 16).run(part));
        say(&format!("| {many} logins: after {what} | {} | no growth |", office.resident()));
    }
    say(&format!("\nThe {many} logins took {:.0} s.", begun.elapsed().as_secs_f64()));
}
