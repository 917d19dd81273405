//! Writes every card to a folder, and answers about them.
//!
//! ```text
//! card-bench FOLDER                 write the cards; what answers about them is expected at port 8460
//! card-bench FOLDER --serve PORT    write them if there are none yet, and answer until Ctrl-C
//! card-bench --table                print the tables of the manual
//! ```

use std::env;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use cards::{Bench, PASSWORD};
use jiff::Timestamp;

/// Where answers are expected if nobody says where.
const PORT: &str = "8460";
const USAGE: &str = "Say: card-bench FOLDER [--serve PORT], or card-bench --table";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["--table"] => say(cards::table().trim_end()),
        [folder, "--serve", port] => serve(Path::new(folder), port),
        [folder] if !folder.starts_with('-') => write(Path::new(folder)),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nobody is left to be told that nobody can be told.
            writeln!(io::stderr(), "{sentence}").unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    written(folder, PORT)?;
    let folder = folder.display();
    say(&format!("To answer about them: make card-bench TO={folder} SERVE={PORT}"))
}

#[expect(clippy::disallowed_methods, reason = "the program's clock")]
fn written(folder: &Path, port: &str) -> Result<Bench, String> {
    let bench = Bench::new(Timestamp::now(), &base(port));
    let shown = folder.display();
    bench
        .write_to(folder)
        .map_err(|error| format!("The cards cannot be written to {shown}: {error}."))?;
    let count = bench.cards().count();
    say(&format!("{count} cards are in {shown}/cards; the password of each .p12 is {PASSWORD}."))?;
    say(&format!(
        "The authorities to believe are in {shown}/trusted. What is what: {shown}/README.md"
    ))?;
    Ok(bench)
}

#[expect(clippy::disallowed_methods, reason = "the program's clock")]
fn serve(folder: &Path, port: &str) -> Result<(), String> {
    let number: u16 = port.parse().map_err(|_| format!("SERVE is a port; '{port}' is none."))?;
    let nobody = |error| format!("Nobody can listen at port {port}: {error}.");
    let listener = TcpListener::bind(("127.0.0.1", number)).map_err(nobody)?;
    let bench = kept_or_written(folder, port)?;
    let serving = bench.serve(listener, Arc::new(Timestamp::now)).map_err(nobody)?;
    say(&format!("Responders and lists answer at {} until Ctrl-C.", serving.bench().base()))?;
    loop {
        thread::park();
    }
}

fn kept_or_written(folder: &Path, port: &str) -> Result<Bench, String> {
    let shown = folder.display();
    let bench = match Bench::kept(folder) {
        Ok(bench) => bench,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return written(folder, port),
        Err(error) => return Err(format!("{shown} cannot be read as a bench: {error}.")),
    };
    if bench.base() != base(port) {
        let there = bench.base();
        return Err(format!(
            "The cards in {shown} lead to {there}. Serve that port, or write others to a new folder."
        ));
    }
    say(&format!("The cards in {shown} are those written before."))?;
    Ok(bench)
}

fn base(port: &str) -> String {
    format!("http://127.0.0.1:{port}")
}

fn say(sentence: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{sentence}").map_err(|error| format!("Nobody listens: {error}."))
}
