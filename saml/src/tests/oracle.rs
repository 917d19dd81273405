//! libxml2, asked for many documents at once.

use std::io::Write as _;
use std::process::Command;

/// What is compared: see `c14n_oracle.py`.
pub(crate) struct Record {
    pub(crate) document: String,
    pub(crate) apex: String,
    pub(crate) without: String,
    pub(crate) prefixes: Vec<String>,
    pub(crate) inclusive: bool,
    pub(crate) ours: String,
}

/// Fails at the first document that libxml2 canonicalises to other bytes than ours.
pub(crate) fn assert_libxml2_agrees(name: &str, records: &[Record]) {
    let path = std::env::temp_dir().join(format!("zaguan-c14n-{name}-{}", std::process::id()));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    for record in records {
        let prefixes = record.prefixes.join(" ");
        let mode = if record.inclusive { "inclusive" } else { "exclusive" };
        let Record { document, apex, without, ours, .. } = record;
        for field in [document, apex, without, &prefixes, mode, ours] {
            file.write_all(&u32::try_from(field.len()).unwrap().to_le_bytes()).unwrap();
            file.write_all(field.as_bytes()).unwrap();
        }
    }
    file.into_inner().unwrap().sync_all().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/c14n_oracle.py");
    let run = Command::new("/usr/bin/python3").arg(script).arg(&path).output();
    std::fs::remove_file(&path).unwrap();
    let run = run.expect("/usr/bin/python3 with python3-lxml is needed");
    let said = String::from_utf8_lossy(&run.stdout);
    let failed = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n{failed}");
    assert_eq!(said.trim(), records.len().to_string());
}
