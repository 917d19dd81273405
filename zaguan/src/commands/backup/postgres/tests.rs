//! How PostgreSQL's programs are called, and what is passed on of what they say.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use super::*;

const URL: &str = "postgresql://zaguan:s3cret%27@%2Frun%2Fa:5433,b.example.test:5434/za'guan";

fn value(server: &Server, name: &str) -> Option<String> {
    let found = server.environment.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_str().unwrap().to_owned())
}

#[test]
fn the_connection_goes_by_the_environment() {
    let server = Server::of(URL).unwrap();
    for (name, expected) in [
        ("PGUSER", Some("zaguan")),
        ("PGPASSWORD", Some("s3cret'")),
        ("PGHOST", Some("/run/a,b.example.test")),
        ("PGPORT", Some("5433,5434")),
        ("PGTARGETSESSIONATTRS", None),
    ] {
        assert_eq!(value(&server, name).as_deref(), expected, "{name}");
    }
    let patroni = Server::of(&format!("{URL}?target_session_attrs=read-write")).unwrap();
    assert_eq!(value(&patroni, "PGTARGETSESSIONATTRS").as_deref(), Some("read-write"));
}

#[test]
fn nothing_but_the_name_of_the_database_is_on_a_command_line() {
    let server = Server::of(URL).unwrap();
    assert_eq!(server.connection(), r"dbname='za\'guan'");
    assert_eq!(server.command("env").unwrap().get_args().count(), 0);
}

/// A `PGSERVICE` or `PGOPTIONS` of the operator's shell does not decide what is backed up.
#[test]
fn the_programs_see_nothing_of_the_operators_environment() {
    let server = Server::of(URL).unwrap();
    let output = server.command("env").unwrap().output().unwrap();
    let seen = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<&str> = seen.lines().filter_map(|line| line.split('=').next()).collect();
    names.sort_unstable();
    let ours = ["LC_ALL", "PATH", "PGAPPNAME", "PGCONNECT_TIMEOUT", "PGHOST", "PGPASSWORD"];
    assert_eq!(names, [&ours[..], &["PGPORT", "PGUSER"]].concat());
}

#[test]
fn a_program_that_is_missing_is_said_how_to_get() {
    let missing = program("pg_nothing").unwrap_err().to_string();
    let words = "pg_nothing is missing: install PostgreSQL's client (Debian: postgresql-client)";
    assert_eq!(missing, words);
}

#[test]
fn what_a_program_quotes_of_rows_is_not_passed_on() {
    let said = "pg_restore: while PROCESSING TOC:\n\
        pg_restore: error: COPY failed for table \"person\": ERROR:  a key is there twice\n\
        DETAIL:  Key (document)=(12345678Z) already exists.\n\
        CONTEXT:  COPY person, line 2: \"12345678Z Ana\"\n";
    let ended = |stderr: &str| Output {
        status: ExitStatus::from_raw(256),
        stdout: Vec::new(),
        stderr: stderr.as_bytes().to_vec(),
    };
    let passed = "COPY failed for table \"person\": ERROR:  a key is there twice";
    assert_eq!(complaints("pg_restore", &ended(said)), passed);
    assert_eq!(complaints("pg_restore", &ended("")), "it ended with exit status: 1");
}
