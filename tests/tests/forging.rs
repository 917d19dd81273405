//! What must not compile: things that are trusted because only one function can make them.
//!
//! Each file in `forging/` is given to the compiler that built this program, with the libraries
//! that were built for it, so a forgery takes a tenth of a second (`trybuild` checks every
//! dependency anew, twice: minutes). What the compiler says is compared to the letter with the
//! `.stderr` beside it; a new toolchain may word it otherwise.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

#[test]
fn an_honest_method_compiles() {
    assert_eq!(compiled("an_honest_method.rs"), "");
}

#[test]
fn a_proof_is_not_made_without_an_attempt() {
    assert_forgery("a_proof_without_an_attempt");
}

#[test]
fn an_attempt_does_not_prove_twice() {
    assert_forgery("two_proofs_of_one_attempt");
}

#[test]
fn a_message_is_not_verified_by_calling_it_so() {
    assert_forgery("a_verified_message_without_a_signature");
}

#[test]
fn the_right_to_answer_is_not_taken_without_asking_the_policy() {
    assert_forgery("a_grant_without_admission");
}

#[test]
fn a_right_to_answer_is_not_used_twice() {
    assert_forgery("two_answers_to_one_grant");
}

fn assert_forgery(name: &str) {
    let expected = fs::read_to_string(folder().join(name).with_extension("stderr")).unwrap();
    assert_eq!(compiled(&format!("{name}.rs")), expected);
}

/// What the compiler says to a file; nothing if it is content.
fn compiled(file: &str) -> String {
    let libraries = env::current_exe().unwrap().parent().unwrap().to_owned();
    let mut rustc = Command::new(Path::new(env!("CARGO")).with_file_name("rustc"));
    rustc.current_dir(folder()).arg(file);
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=short"]);
    let output = env::temp_dir().join(format!("forging-{}-{file}", std::process::id()));
    rustc.arg("-o").arg(&output);
    rustc.arg("-L").arg(format!("dependency={}", libraries.display()));
    for name in ["authenticators", "hub", "saml"] {
        let library = newest(&libraries, name);
        rustc.arg("--extern").arg(format!("{name}={}", library.display()));
    }
    let said = rustc.output().unwrap().stderr;
    let _ = fs::remove_file(output);
    String::from_utf8(said).unwrap()
}

/// Where the forgeries are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forging")
}

/// Older builds of the same library may lie beside it.
fn newest(folder: &Path, name: &str) -> PathBuf {
    let start = format!("lib{name}-");
    let is_library = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.starts_with(&start) && path.extension().is_some_and(|end| end == "rlib")
    };
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(is_library).max_by_key(|path| built(path)).unwrap()
}

fn built(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}
