//! What the fuzzer found, replayed: every seed, every file of the corpus, and every crash that once
//! was, through the same functions that the fuzzer calls. They panic where a promise is broken.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

#[expect(unreachable_pub, reason = "to the fuzzer it is a library")]
#[path = "../../saml/fuzz/entry_points.rs"]
mod entry_points;

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../saml/fuzz").join(kind).join(target)
}

/// The files of a target, in order of their names; none where there is no folder.
fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(kind, target)).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A test that fails says last which file it was.
fn replay(entry_point: entry_points::EntryPoint, file: &Path) -> bool {
    eprintln!("{}", file.display());
    entry_point(&fs::read(file).unwrap())
}

#[test]
fn every_seed_gets_to_the_end() {
    for (target, entry_point) in entry_points::ALL {
        let seeds = files("seeds", target);
        assert!(seeds.len() >= 2, "{target} has seeds");
        for seed in seeds {
            assert!(replay(entry_point, &seed), "{}", seed.display());
        }
    }
}

#[test]
fn the_corpus_breaks_no_promise() {
    for (target, entry_point) in entry_points::ALL {
        let corpus = files("corpus", target);
        assert!(corpus.len() >= 20, "{target} has a corpus");
        for file in corpus {
            replay(entry_point, &file);
        }
    }
}

#[test]
fn what_once_broke_a_promise_does_so_no_more() {
    let targets = fs::read_dir(folder("crashes", "")).unwrap();
    for target in targets.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let (_, entry_point) =
            entry_points::ALL.into_iter().find(|(name, _)| *name == target).unwrap();
        for file in files("crashes", &target) {
            replay(entry_point, &file);
        }
    }
}

#[test]
fn every_entry_point_is_a_target_of_the_fuzzer() {
    let mut names: Vec<&str> = entry_points::ALL.map(|(name, _)| name).to_vec();
    names.sort_unstable();
    let targets = files("targets", "");
    let targets: Vec<_> =
        targets.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    assert_eq!(targets, names);
}
