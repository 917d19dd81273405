//! One case: a genuine message, and what was done to it.

use crate::dice::Dice;
use crate::mutations::{self, Mutation};
use crate::seeds::{Seed, seeds};
use crate::signing::sign;

/// Mutations in one case at most.
const MOST: usize = 3;
/// How often another mutation is tried where one has nothing to work on.
const TRIES: usize = 50;

pub(crate) struct Case {
    pub(crate) octets: Vec<u8>,
    pub(crate) seed: &'static Seed,
    /// By their names, in order.
    pub(crate) mutations: Vec<&'static str>,
    /// How many of them came before the signature: those, the agency has signed.
    pub(crate) before: usize,
}

impl Case {
    /// The case of this number; the same for the same seed.
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut dice = Dice::of_case(seed, number);
        let genuine = dice.one_of(seeds()).unwrap();
        let count = 1 + dice.below(MOST);
        let before = if dice.one_in(2) { 0 } else { 1 + dice.below(count) };
        let (mut octets, mut names) = (genuine.template.clone().into_bytes(), Vec::new());
        for _ in 0..before {
            mutate(&mut dice, &mut octets, &mut names);
        }
        let signed = std::str::from_utf8(&octets).ok().and_then(|t| sign(t, genuine.algorithms));
        // What cannot be signed any more is left, and all is done to the genuine message instead.
        if signed.is_none() {
            names.clear();
        }
        let before = names.len();
        octets = signed.unwrap_or_else(|| genuine.signed.clone()).into_bytes();
        for _ in before..count {
            mutate(&mut dice, &mut octets, &mut names);
        }
        Self { octets, seed: genuine, mutations: names, before }
    }
}

fn mutate(dice: &mut Dice, octets: &mut Vec<u8>, names: &mut Vec<&'static str>) {
    let all: Vec<&Mutation> = mutations::all().collect();
    let other = &dice.one_of(seeds()).unwrap().signed;
    for _ in 0..TRIES {
        let mutation = dice.one_of(&all).unwrap();
        if let Some(mutated) = mutation.apply(dice, octets, other) {
            *octets = mutated;
            names.push(mutation.name);
            return;
        }
    }
}
