//! The same mutated messages, given to our verifier and to libxml2 with xmlsec1.
//!
//! Two parsers that read one message differently are how most attacks on SAML begin, and neither
//! of the two notices it alone. So genuine messages are mutated, before and after they are signed,
//! and each goes to both sides. The sides may disagree in one way only: what our profile does not
//! take, for a reason on the list in [`reviewed`]. That we accept what xmlsec1 does not verify, or
//! that both accept and read different values, is a failure.
//!
//! The cases come from a number, so that each comes back: `ZAGUAN_DIFFERENTIAL_SEED`, and as many as
//! `ZAGUAN_DIFFERENTIAL_CASES` says (`make fuzz-differential` runs many). Disagreements are kept below
//! `ZAGUAN_DIFFERENTIAL_FOUND`; those from which something was learnt are in `vectors/`.

#![cfg(test)]

mod agency;
mod cases;
mod comparison;
mod dice;
mod kinds;
mod markup;
mod mutations;
mod oracle;
mod reviewed;
mod seeds;
mod signing;
mod vectors;

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use crate::agency::agency;
use crate::cases::Case;
use crate::comparison::{Found, Outcome, compare};
use crate::kinds::KINDS;
use crate::oracle::Oracle;
use crate::reviewed::is_reviewed;
use crate::seeds::seeds;

const SEED: u64 = 20_260_302;
const CASES: u64 = 40_000;
/// Sent to the oracle at once; while it works on them, so do we.
const BATCH: u64 = 64;

#[test]
fn both_sides_accept_every_genuine_message_and_read_the_same() {
    let mut oracle = Oracle::start();
    oracle.ask(seeds().iter().map(|seed| (seed.kind, seed.signed.as_bytes())));
    for seed in seeds() {
        let ours = KINDS[seed.kind].open(seed.signed.as_bytes(), &agency().trusted);
        let theirs = oracle.answer();
        let outcome = compare(&ours, &theirs);
        assert_eq!(outcome, Outcome::BothAccept, "{}\n{ours:?}\n{theirs:?}", seed.signed);
    }
}

#[test]
fn a_disagreement_is_seen() {
    let mut oracle = Oracle::start();
    let (full, small) = (&seeds()[0], &seeds()[seeds().len() - 1]);
    let messages = [&full.signed, &small.signed, &full.template];
    oracle.ask(messages.iter().map(|message| (full.kind, message.as_bytes())));
    let theirs = messages.map(|_| oracle.answer());
    let ours = KINDS[full.kind].open(full.signed.as_bytes(), &agency().trusted);
    assert_eq!(compare(&ours, &theirs[1]), Outcome::ReadDifferently);
    assert_eq!(compare(&ours, &theirs[2]), Outcome::WeAlone);
    let refused = compare(&Err(saml::Untrusted::Digest), &theirs[0]);
    assert_eq!(refused.name(), "OracleAlone Digest");
    assert!(!is_reviewed(&refused));
}

#[test]
fn whatever_is_done_to_messages_both_sides_agree_or_we_are_stricter_for_a_known_reason() {
    let mut run =
        Run { oracle: Oracle::start(), found: Found::in_its_folder(), tally: Tally::default() };
    let (seed, cases) =
        (number("ZAGUAN_DIFFERENTIAL_SEED", SEED), number("ZAGUAN_DIFFERENTIAL_CASES", CASES));
    run.over(seed, cases);
    eprintln!("{}", run.tally.told());
    let failures = &run.tally.failures;
    assert!(
        failures.is_empty(),
        "kept in {}:\n{}",
        run.found.folder().display(),
        failures.join("\n")
    );
    if cases >= CASES {
        run.tally.assert_that_enough_was_tried(cases);
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |text| text.parse().expect(variable))
}

struct Run {
    oracle: Oracle,
    found: Found,
    tally: Tally,
}

impl Run {
    fn over(&mut self, seed: u64, cases: u64) {
        let batch = |from: u64| -> Vec<Case> {
            (from..cases.min(from + BATCH)).map(|number| Case::new(seed, number)).collect()
        };
        let mut next = batch(0);
        let mut from = 0;
        while !next.is_empty() {
            let these = next;
            from += BATCH;
            self.oracle.ask(these.iter().map(|case| (case.seed.kind, case.octets.as_slice())));
            next = batch(from);
            for case in these {
                self.judge(&case);
            }
        }
    }

    fn judge(&mut self, case: &Case) {
        let ours = KINDS[case.seed.kind].open(&case.octets, &agency().trusted);
        let theirs = self.oracle.answer();
        let outcome = compare(&ours, &theirs);
        self.tally.count(case, &outcome);
        if outcome.is_agreement() {
            return;
        }
        let kept = self.found.keep(&outcome, case, &ours, &theirs);
        if let (false, Some(path)) = (is_reviewed(&outcome), kept) {
            let line = format!("{}: {}", outcome.name(), path.display());
            self.tally.failures.push(line);
        }
    }
}

#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<String, u64>,
    mutations: BTreeMap<&'static str, u64>,
    /// Accepted by both although mutated, by whether the agency signed the mutation.
    accepted_before: u64,
    accepted_after: u64,
    failures: Vec<String>,
}

impl Tally {
    fn count(&mut self, case: &Case, outcome: &Outcome) {
        *self.outcomes.entry(outcome.name()).or_default() += 1;
        for name in BTreeSet::from_iter(&case.mutations) {
            *self.mutations.entry(name).or_default() += 1;
        }
        if *outcome == Outcome::BothAccept {
            if case.before == case.mutations.len() {
                self.accepted_before += 1;
            } else {
                self.accepted_after += 1;
            }
        }
    }

    /// A run in which nothing is accepted, or nothing mutated, proves nothing.
    fn assert_that_enough_was_tried(&self, cases: u64) {
        let least = |share: u64| cases / share;
        assert!(self.accepted_before > least(20), "{}", self.accepted_before);
        assert!(self.accepted_after > least(40), "{}", self.accepted_after);
        for mutation in mutations::all() {
            let times = self.mutations.get(mutation.name).copied().unwrap_or_default();
            assert!(times > least(400), "'{}' was done {times} times", mutation.name);
        }
    }

    fn told(&self) -> String {
        let counts = |counts: &mut dyn Iterator<Item = (String, u64)>| {
            counts.map(|(name, count)| format!("{count:8} {name}")).collect::<Vec<_>>().join("\n")
        };
        let outcomes = counts(&mut self.outcomes.clone().into_iter());
        let mutations =
            counts(&mut self.mutations.iter().map(|(name, count)| ((*name).to_owned(), *count)));
        format!(
            "{outcomes}\n\naccepted by both, all mutations signed: {}, others: {}\n\n{mutations}",
            self.accepted_before, self.accepted_after
        )
    }
}
