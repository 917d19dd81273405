//! Keys made once for each test process: nothing secret lies in the repository.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::OnceLock;

use jiff::Timestamp;
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509Name};

/// A key and a certificate that names it.
#[derive(Clone)]
pub struct Pair {
    /// PKCS#8, PEM.
    pub key: Vec<u8>,
    /// PEM.
    pub certificate: Vec<u8>,
    /// DER in base64, as metadata carries it.
    pub base64: String,
}

/// A fresh RSA-2048 pair; takes some tenths of a second.
#[must_use]
pub fn generate(name: &str) -> Pair {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    pair(&key, &certificate(name, &key))
}

fn pair(key: &PKey<Private>, certificate: &X509) -> Pair {
    Pair {
        key: key.private_key_to_pem_pkcs8().unwrap(),
        certificate: certificate.to_pem().unwrap(),
        base64: openssl::base64::encode_block(&certificate.to_der().unwrap()),
    }
}

/// The pair of the agency; the same for all tests of a process.
#[must_use]
pub fn agency() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| generate("agency"))
}

/// The pair of somebody whom nobody knows.
#[must_use]
pub fn stranger() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| generate("stranger"))
}

/// The folder of the hub's key ring.
#[must_use]
pub fn ring() -> &'static Path {
    static RING: OnceLock<PathBuf> = OnceLock::new();
    RING.get_or_init(|| {
        let ring = folder().join("ring");
        fs::create_dir_all(&ring).unwrap();
        fs::write(ring.join("stamp"), "production").unwrap();
        add(&ring, "hub", &generate("hub"));
        write_secret(&ring.join("pairwise"), "7a".repeat(32).as_bytes());
        ring
    })
}

/// Puts a key into the folder of a key ring.
pub fn add(ring: &Path, name: &str, pair: &Pair) {
    write_secret(&ring.join(format!("{name}.key")), &pair.key);
    fs::write(ring.join(format!("{name}.crt")), &pair.certificate).unwrap();
}

/// The file with the pepper of the passwords.
#[must_use]
pub fn pepper() -> &'static Path {
    static PEPPER: OnceLock<PathBuf> = OnceLock::new();
    PEPPER.get_or_init(|| {
        let file = folder().join("pepper");
        write_secret(&file, "5f".repeat(32).as_bytes());
        file
    })
}

fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("zaguan-hall-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    })
}

fn write_secret(file: &Path, text: &[u8]) {
    fs::write(file, text).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A certificate that names a key and is signed with it.
#[must_use]
pub fn certificate(name: &str, key: &PKey<Private>) -> X509 {
    certificate_within(name, key, [&long_ago(), &Asn1Time::from_str("20450101000000Z").unwrap()])
}

/// A fresh pair whose certificate ends then.
#[must_use]
pub fn ending(name: &str, end: Timestamp) -> Pair {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let end = Asn1Time::from_unix(end.as_second()).unwrap();
    pair(&key, &certificate_within(name, &key, [&long_ago(), &end]))
}

/// A fresh pair whose certificate begins then, and ends in 2045.
#[must_use]
pub fn beginning(name: &str, beginning: Timestamp) -> Pair {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let beginning = Asn1Time::from_unix(beginning.as_second()).unwrap();
    let end = Asn1Time::from_str("20450101000000Z").unwrap();
    pair(&key, &certificate_within(name, &key, [&beginning, &end]))
}

fn long_ago() -> Asn1Time {
    Asn1Time::from_str("20250101000000Z").unwrap()
}

fn certificate_within(
    name: &str,
    key: &PKey<Private>,
    [beginning, end]: [&Asn1TimeRef; 2],
) -> X509 {
    let mut subject = X509Name::builder().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(&subject).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(beginning).unwrap();
    builder.set_not_after(end).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}
