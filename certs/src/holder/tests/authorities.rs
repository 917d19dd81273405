use std::fs;
use std::path::PathBuf;

use super::*;

/// A folder of its own, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("authorities-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn pem(certificate: &Certificate) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", wrapped(certificate))
}

fn wrapped(certificate: &Certificate) -> String {
    let text = certificate.to_base64();
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\n")
}

#[test]
fn a_folder_is_read_in_every_form() {
    let folder = Folder::new("forms");
    let [one, two, three] = ["UNO", "DOS", "TRES"].map(|name| Authority::root(name).certificate());
    folder.write("a.pem", format!("UNO\n{}DOS\n{}", pem(&one), pem(&two)));
    folder.write("b.CER", three.der());
    folder.write("c.crt", pem(&one));
    folder.write("notes.txt", "no certificate");
    let read = Authorities::read(&folder.0).unwrap();
    assert_eq!(read.certificates().len(), 4);
    assert!(read.certificates().contains(&three));
}

#[test]
fn a_folder_without_authorities_is_an_error() {
    let folder = Folder::new("empty");
    assert!(matches!(Authorities::read(&folder.0), Err(AuthoritiesError::None)));
    folder.write("a.pem", "nothing");
    assert!(matches!(Authorities::read(&folder.0), Err(AuthoritiesError::Certificate { .. })));
    let gone = folder.0.join("gone");
    assert!(matches!(Authorities::read(&gone), Err(AuthoritiesError::File(_))));
}

#[test]
fn who_may_issue_nothing_is_no_authority() {
    let holder = root().issue(&fnmt());
    let all = Authorities::new(vec![root().certificate(), holder]);
    assert!(matches!(all, Err(AuthoritiesError::NotAnAuthority(_))));
    let mut silent = Authority::draft("SIN USO", key());
    silent.extensions = vec![pki::basic_constraints(true), pki::key_usage(pki::DIGITAL_SIGNATURE)];
    let silent = Authorities::new(vec![silent.signed_by_itself().certificate()]);
    assert!(matches!(silent, Err(AuthoritiesError::NotAnAuthority(_))));
}

#[test]
fn two_that_issued_each_other_are_nobodys() {
    let (one, two) = (Authority::draft("UNO", pki::ec()), Authority::draft("DOS", pki::ec()));
    let (first, second) = (one.clone().signed_by_itself(), two.clone().signed_by_itself());
    let crossed = vec![first.issue(&two), second.issue(&one)];
    assert!(matches!(Authorities::new(crossed), Err(AuthoritiesError::None)));
}

#[test]
fn a_root_that_was_renewed_is_there_twice() {
    let draft = Authority::draft("RAÍZ", pki::ec());
    let older = Draft { to: "260101000000Z", ..draft.clone() }.signed_by_itself();
    let newer = draft.signed_by_itself();
    let issued = newer.issue(&fnmt());
    for order in [[&older, &newer], [&newer, &older]] {
        let found = examine(&present(&[&issued]), &believed(&order), &Policies::standard(), now());
        assert_eq!(found.unwrap().path[1], newer.certificate());
    }
}
