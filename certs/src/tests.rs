use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use openssl::x509::X509;

use crate::{
    Certificate, CertificateError, EcdsaForm, FileError, KeyError, KeyKind, KeyRing, KeyRingError,
    SignatureScheme, SigningKey, Token, TokenSettings,
};
use crate::{ContentCipher, DecryptionKey, KeyTransport, OaepHash};

const DATA: &[u8] = b"what is signed";
const RSA: [SignatureScheme; 3] =
    [SignatureScheme::RsaSha256, SignatureScheme::RsaSha384, SignatureScheme::RsaSha512];
const PSS: [SignatureScheme; 3] =
    [SignatureScheme::PssSha256, SignatureScheme::PssSha384, SignatureScheme::PssSha512];
const ECDSA: [SignatureScheme; 3] =
    [SignatureScheme::EcdsaSha256, SignatureScheme::EcdsaSha384, SignatureScheme::EcdsaSha512];

fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

fn ec(curve: Nid) -> PKey<Private> {
    let group = EcGroup::from_curve_name(curve).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn x509(key: &PKey<Private>) -> X509 {
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(1_700_000_000).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(4_102_444_799).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

fn certificate(key: &PKey<Private>) -> Certificate {
    Certificate::from_der(x509(key).to_der().unwrap()).unwrap()
}

fn verifies(certificate: &Certificate, scheme: SignatureScheme, signature: &[u8]) -> bool {
    certificate.public_key().unwrap().verify(scheme, DATA, signature, EcdsaForm::Der)
}

#[test]
fn the_end_of_a_certificate_is_read_as_openssl_wrote_it() {
    let key = ec(Nid::X9_62_PRIME256V1);
    // RFC 5280, 4.1.2.5: two digits of a year until 2049, four from 2050 on.
    for end in [
        "1950-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00Z",
        "2028-02-29T12:30:45Z",
        "2049-12-31T23:59:59Z",
        "2050-01-01T00:00:00Z",
        "9999-12-30T22:00:00Z",
    ] {
        let end: Timestamp = end.parse().unwrap();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(-700_000_000).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(end.as_second()).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        let certificate = Certificate::from_der(builder.build().to_der().unwrap()).unwrap();
        assert_eq!(certificate.not_after().unwrap(), end);
    }
}

#[test]
fn a_certificate_without_an_end_ends_after_all_others() {
    let key = ec(Nid::X9_62_PRIME256V1);
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_str("99991231235959Z").unwrap()).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    let certificate = Certificate::from_der(builder.build().to_der().unwrap()).unwrap();
    assert_eq!(certificate.not_after().unwrap(), Timestamp::MAX);
}

#[test]
fn a_certificate_cut_anywhere_has_no_end_and_does_no_harm() {
    let der = x509(&ec(Nid::X9_62_PRIME256V1)).to_der().unwrap();
    let (_, after) = crate::validity::of(&der).unwrap();
    assert_eq!(after, "2099-12-31T23:59:59Z".parse().unwrap());
    for length in 0..der.len() {
        assert_eq!(crate::validity::of(&der[..length]), None);
    }
}

#[test]
fn a_signature_verifies_by_its_own_scheme_alone() {
    let (rsa, ec) = (rsa(2048), ec(Nid::SECP384R1));
    let (rsa_certificate, ec_certificate) = (certificate(&rsa), certificate(&ec));
    for made in RSA.into_iter().chain(PSS).chain(ECDSA) {
        let key = if ECDSA.contains(&made) { &ec } else { &rsa };
        let mut signer = Signer::new(made.digest(), key).unwrap();
        if PSS.contains(&made) {
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
        }
        let signature = signer.sign_oneshot_to_vec(DATA).unwrap();
        for tried in RSA.into_iter().chain(PSS).chain(ECDSA) {
            let certificate =
                if ECDSA.contains(&tried) { &ec_certificate } else { &rsa_certificate };
            assert_eq!(
                verifies(certificate, tried, &signature),
                tried == made,
                "{made:?} {tried:?}"
            );
        }
        assert!(!verifies(&rsa_certificate, made, &[]));
        assert!(!verifies(&ec_certificate, made, b"\x30\x06\x02\x01\x00\x02\x01\x00"));
    }
}

#[test]
fn pss_takes_a_salt_as_long_as_the_digest_alone() {
    let key = rsa(2048);
    let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
    signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
    signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(20)).unwrap();
    let signature = signer.sign_oneshot_to_vec(DATA).unwrap();
    assert!(!verifies(&certificate(&key), SignatureScheme::PssSha256, &signature));
}

#[test]
fn keys_that_others_can_compute_are_refused() {
    let refusal = |key: &PKey<Private>| certificate(key).public_key().err();
    assert_eq!(refusal(&rsa(1024)), Some(KeyError::RsaSize(1024)));
    assert_eq!(refusal(&rsa(2047)), Some(KeyError::RsaSize(2047)));
    assert_eq!(refusal(&rsa(2048)), None);
    for curve in [Nid::X9_62_PRIME256V1, Nid::SECP384R1, Nid::SECP521R1] {
        assert_eq!(refusal(&ec(curve)), None);
    }
    for curve in [Nid::SECP224R1, Nid::SECP256K1, Nid::BRAINPOOL_P256R1] {
        assert_eq!(refusal(&ec(curve)), Some(KeyError::Curve));
    }
}

#[test]
fn an_exponent_of_one_signs_nothing() {
    let modulus = Rsa::generate(2048).unwrap().n().to_owned().unwrap();
    let long = "18446744073709551617"; // 2⁶⁴ + 1
    for (exponent, refused) in
        [("1", true), ("2", true), ("4", true), ("3", false), ("65537", false), (long, true)]
    {
        let exponent = BigNum::from_dec_str(exponent).unwrap();
        let key = Rsa::from_public_components(modulus.to_owned().unwrap(), exponent).unwrap();
        let key = PKey::from_rsa(key).unwrap();
        let found = crate::public_key::kind_of(&key);
        assert_eq!(found.is_err(), refused);
        assert!(!refused || found == Err(KeyError::RsaExponent));
    }
}

#[test]
fn a_key_that_nothing_can_be_computed_with_is_refused() {
    let found = |modulus: BigNum, exponent: BigNum| {
        let key = Rsa::from_public_components(modulus, exponent).unwrap();
        crate::public_key::kind_of(&PKey::from_rsa(key).unwrap()).err()
    };
    let modulus = || Rsa::generate(2048).unwrap().n().to_owned().unwrap();
    let exponent = |bits: i32| {
        let mut exponent = BigNum::from_u32(1).unwrap();
        exponent.set_bit(bits - 1).unwrap();
        exponent
    };
    assert_eq!(found(modulus(), exponent(64)), None);
    assert_eq!(found(modulus(), exponent(65)), Some(KeyError::RsaExponent));
    let mut even = modulus();
    even.clear_bit(0).unwrap();
    assert_eq!(found(even, exponent(17)), Some(KeyError::RsaModulus));
}

#[test]
fn a_certificate_is_read_in_all_its_forms() {
    let x509 = x509(&rsa(2048));
    let der = Certificate::from_der(x509.to_der().unwrap()).unwrap();
    let pem = Certificate::from_pem(&x509.to_pem().unwrap()).unwrap();
    let broken = der.to_base64().as_bytes().chunks(64).fold(String::new(), |text, line| {
        text + " " + std::str::from_utf8(line).unwrap() + "\r\n\t"
    });
    assert_eq!(Certificate::from_base64(&broken).unwrap(), der);
    assert_eq!(pem, der);
    assert_eq!(der.not_after().unwrap(), "2099-12-31T23:59:59Z".parse().unwrap());
    assert_eq!(der.fingerprint().len(), 64);
    assert_eq!(format!("{der:?}"), format!("Certificate(\"{}\")", der.fingerprint()));
}

#[test]
fn what_is_no_certificate_is_refused() {
    let whole = x509(&rsa(2048)).to_der().unwrap();
    let from_der = |der: &[u8]| Certificate::from_der(der.to_vec()).err();
    assert_eq!(from_der(&whole[..whole.len() - 1]), Some(CertificateError::Der));
    assert_eq!(from_der(&[whole.as_slice(), b"x"].concat()), Some(CertificateError::Der));
    assert_eq!(from_der(b""), Some(CertificateError::Der));
    assert_eq!(from_der(&[0x30, 0]), Some(CertificateError::Der));
    assert_eq!(from_der(&vec![0x30; 65_537]), Some(CertificateError::TooLarge));
    assert_eq!(Certificate::from_base64("*").err(), Some(CertificateError::Base64));
    assert_eq!(Certificate::from_pem(b"x").err(), Some(CertificateError::Pem));
    let empty = Certificate::from_der(vec![0x30, 2, 5, 0]).unwrap();
    assert_eq!(empty.public_key().err(), Some(KeyError::Unreadable));
    assert_eq!(empty.not_after().err(), Some(KeyError::Unreadable));
}

fn pem(key: &PKey<Private>) -> (Vec<u8>, Vec<u8>) {
    (key.private_key_to_pem_pkcs8().unwrap(), x509(key).to_pem().unwrap())
}

#[test]
fn what_we_sign_we_verify() {
    for (key, scheme, octets) in [
        (rsa(2048), SignatureScheme::RsaSha256, 256),
        (rsa(3072), SignatureScheme::RsaSha256, 384),
        (rsa(4096), SignatureScheme::RsaSha256, 512),
        (ec(Nid::X9_62_PRIME256V1), SignatureScheme::EcdsaSha256, 64),
        (ec(Nid::SECP384R1), SignatureScheme::EcdsaSha384, 96),
    ] {
        let (key, certificate) = pem(&key);
        let signing = SigningKey::from_pem(&key, &certificate).unwrap();
        assert_eq!(signing.scheme(), scheme);
        // Often enough for an r or s with leading zeros.
        for n in 0..if octets < 200 { 600_u32 } else { 2 } {
            let data = n.to_be_bytes();
            let signature = signing.sign(scheme, &data).unwrap();
            assert_eq!(signature.len(), octets);
            let public = signing.certificate().public_key().unwrap();
            assert!(public.verify(scheme, &data, &signature, EcdsaForm::Raw));
            assert!(!public.verify(scheme, DATA, &signature, EcdsaForm::Raw));
        }
    }
}

#[test]
fn a_key_signs_in_every_way_of_its_family_and_in_no_other() {
    use SignatureScheme::{
        EcdsaSha256, EcdsaSha384, EcdsaSha512, PssSha256, PssSha384, PssSha512, RsaSha256,
        RsaSha384, RsaSha512,
    };
    let rsa_schemes = [RsaSha256, RsaSha384, RsaSha512, PssSha256, PssSha384, PssSha512];
    let ecdsa_schemes = [EcdsaSha256, EcdsaSha384, EcdsaSha512];
    for (key, own, others) in [
        (rsa(2048), rsa_schemes.as_slice(), ecdsa_schemes.as_slice()),
        (ec(Nid::X9_62_PRIME256V1), ecdsa_schemes.as_slice(), rsa_schemes.as_slice()),
    ] {
        let (key, certificate) = pem(&key);
        let signing = SigningKey::from_pem(&key, &certificate).unwrap();
        let public = signing.certificate().public_key().unwrap();
        for scheme in own {
            let signature = signing.sign(*scheme, DATA).unwrap();
            for another in rsa_schemes.iter().chain(&ecdsa_schemes) {
                let holds = public.verify(*another, DATA, &signature, EcdsaForm::Raw);
                assert_eq!(holds, another == scheme, "{scheme:?} as {another:?}");
            }
        }
        for scheme in others {
            assert_eq!(signing.sign(*scheme, DATA), Err(KeyError::Scheme));
        }
    }
}

#[test]
fn a_content_key_reaches_the_holder_of_the_private_key_and_nobody_else() {
    let hashes = [OaepHash::Sha1, OaepHash::Sha256, OaepHash::Sha384, OaepHash::Sha512];
    let decryption = |key: &PKey<Private>| {
        let (key, certificate) = pem(key);
        DecryptionKey::from_pem(&key, &certificate).unwrap()
    };
    let (holder, other) = (decryption(&rsa(2048)), decryption(&rsa(2048)));
    let public = holder.certificate().public_key().unwrap();
    assert!(public.can_encrypt());
    for transport in hashes
        .iter()
        .zip([1, 2, 3, 0])
        .map(|(&hash, mask)| KeyTransport { hash, mask: hashes[mask] })
    {
        let wrapped = public.wrap_key(transport, b"sixteen octets!!").unwrap();
        assert_eq!(holder.unwrap_key(transport, &wrapped), Some(b"sixteen octets!!".to_vec()));
        assert_eq!(other.unwrap_key(transport, &wrapped), None);
        let another = KeyTransport { hash: transport.mask, ..transport };
        assert_eq!(holder.unwrap_key(another, &wrapped), None, "the hash is part of it");
        assert_eq!(holder.unwrap_key(transport, &wrapped[..255]), None, "cut at its end");
    }
    let (key, certificate) = pem(&ec(Nid::X9_62_PRIME256V1));
    assert_eq!(DecryptionKey::from_pem(&key, &certificate).err(), Some(KeyError::Encryption));
    let elliptic = x509(&ec(Nid::X9_62_PRIME256V1));
    let elliptic = Certificate::from_der(elliptic.to_der().unwrap()).unwrap();
    let elliptic = elliptic.public_key().unwrap();
    assert!(!elliptic.can_encrypt());
    let transport = KeyTransport { hash: OaepHash::Sha1, mask: OaepHash::Sha1 };
    assert_eq!(elliptic.wrap_key(transport, b"key"), Err(KeyError::Encryption));
}

#[test]
fn what_is_sealed_opens_whole_or_not_at_all() {
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Gcm, ContentCipher::Aes256Gcm] {
        let key = vec![7; cipher.key_length()];
        let sealed = cipher.seal(&key, [9; 12], b"about a person").unwrap();
        assert_eq!(sealed.len(), 12 + 14 + 16);
        assert_eq!(cipher.open(&key, &sealed), Some(b"about a person".to_vec()));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(cipher.open(&key, &changed), None, "octet {at}");
            assert_eq!(cipher.open(&key, &sealed[..at]), None, "cut at {at}");
        }
        let mut other = key.clone();
        other[0] ^= 1;
        assert_eq!(cipher.open(&other, &sealed), None);
        assert_eq!(cipher.open(&key[1..], &sealed), None);
        assert_eq!(cipher.seal(&key[1..], [9; 12], b""), None);
    }
}

#[test]
fn a_signing_key_fits_its_certificate() {
    let (key, own) = pem(&rsa(2048));
    let (_, other) = pem(&rsa(2048));
    let refusal = |key: &[u8], certificate: &[u8]| SigningKey::from_pem(key, certificate).err();
    assert_eq!(refusal(&key, &other), Some(KeyError::Mismatch));
    assert_eq!(refusal(&own, &own), Some(KeyError::Unreadable));
    let (p521, certificate) = pem(&ec(Nid::SECP521R1));
    assert_eq!(refusal(&p521, &certificate), Some(KeyError::SigningCurve));
    let (p256, _) = pem(&ec(Nid::X9_62_PRIME256V1));
    assert_eq!(refusal(&p256, &own), Some(KeyError::Mismatch));
    let shown = format!("{:?}", SigningKey::from_pem(&key, &own).unwrap());
    assert!(!shown.contains("PRIVATE") && shown.contains("Rsa"), "{shown}");
}

/// A key ring with one key in a folder of its own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("zaguan-ring-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        let folder = Self(path);
        folder.write("stamp", b"production\n", 0o644);
        folder.add("one", &rsa(2048));
        folder
    }

    fn write(&self, name: &str, content: &[u8], mode: u32) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A key under this name; its fingerprint.
    fn add(&self, name: &str, key: &PKey<Private>) -> String {
        let (key, certificate) = pem(key);
        self.write(&format!("{name}.key"), &key, 0o600);
        self.write(&format!("{name}.crt"), &certificate, 0o644);
        Certificate::from_pem(&certificate).unwrap().fingerprint()
    }

    fn open(&self) -> Result<KeyRing, KeyRingError> {
        KeyRing::open(&self.0, "production", None)
    }

    fn modes(&self) -> Vec<(String, u32)> {
        let mut found: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
                (entry.file_name().into_string().unwrap(), mode)
            })
            .collect();
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_ring_finds_a_key_by_its_fingerprint_also_one_that_came_later() {
    let folder = Folder::new("found");
    let ring = folder.open().unwrap();
    let one = ring.named("one").unwrap().certificate().fingerprint();
    assert_eq!(ring.find(&one).unwrap().unwrap().certificate().fingerprint(), one);
    assert!(ring.find(&"0".repeat(64)).unwrap().is_none());
    let fingerprint = folder.add("two", &ec(Nid::X9_62_PRIME256V1));
    folder.write("broken.crt", b"junk", 0o644);
    let found = ring.find(&fingerprint).unwrap().unwrap();
    assert_eq!(found.scheme(), SignatureScheme::EcdsaSha256);
    found.prove().unwrap();
}

#[test]
fn a_ring_of_another_environment_is_not_opened() {
    let folder = Folder::new("stamp");
    let error = KeyRing::open(&folder.0, "demonstration", None).unwrap_err();
    assert!(matches!(error, KeyRingError::Stamp { found, wanted, .. }
        if found == "production" && wanted == "demonstration"));
    fs::remove_file(folder.0.join("stamp")).unwrap();
    assert!(matches!(folder.open(), Err(KeyRingError::File(FileError::Read { .. }))));
    assert!(KeyRing::open(Path::new("/nonexistent"), "production", None).is_err());
}

#[test]
fn a_key_that_others_read_or_its_group_writes_is_refused() {
    let folder = Folder::new("mode");
    let opened = folder.open().unwrap();
    for mode in [0o604, 0o644, 0o666, 0o620, 0o601] {
        let path = folder.0.join("one.key");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        for refused in [folder.open().unwrap_err(), opened.named("one").unwrap_err()] {
            assert!(matches!(refused, KeyRingError::File(FileError::Exposed { mode: found, .. })
                if found == mode));
        }
    }
    let (key, _) = pem(&rsa(2048));
    folder.write("one.key", &key, 0o640);
    let refused = folder.open().unwrap().named("one").unwrap_err();
    assert!(matches!(refused, KeyRingError::Key { source: KeyError::Mismatch, .. }));
}

#[test]
fn a_key_that_is_not_whole_is_told_by_what_it_lacks() {
    let folder = Folder::new("lacking");
    let ring = folder.open().unwrap();
    let refused = |name: &str| ring.named(name).unwrap_err();
    assert!(matches!(refused("two"), KeyRingError::Missing(_)));
    for outside in ["", ".", "../one", "a/b", ".one"] {
        assert!(matches!(refused(outside), KeyRingError::BadName(name) if name == outside));
    }
    folder.write("two.crt", b"junk", 0o644);
    assert!(matches!(refused("two"), KeyRingError::Certificate { .. }));
    folder.write("two.crt", &vec![b'x'; 65_537], 0o644);
    assert!(matches!(refused("two"), KeyRingError::File(FileError::TooLarge { .. })));
    let weak = folder.add("two", &rsa(1024));
    assert_eq!(weak.len(), 64);
    let unused = refused("two");
    assert!(matches!(unused, KeyRingError::Key { source: KeyError::RsaSize(1024), .. }));

    fs::remove_file(folder.0.join("one.key")).unwrap();
    assert!(matches!(refused("one"), KeyRingError::NoKey(_)));
    for text in
        ["", "label = 7", "id = \"abc\"", "id = \"\"", "id = \"xy\"", "labels = \"one\"", "\u{0}"]
    {
        folder.write("one.token", text.as_bytes(), 0o644);
        assert!(matches!(refused("one"), KeyRingError::Name(_)), "{text}");
    }
    folder.write("one.token", b"label = \"one\"\nid = \"0aFF\"", 0o644);
    assert!(matches!(refused("one"), KeyRingError::NoToken(_)));
}

#[test]
fn a_key_is_made_in_files_of_its_own_and_is_found_again() {
    let folder = Folder::new("made");
    let ring = folder.open().unwrap();
    let now: Timestamp = "2026-03-02T09:15:00Z".parse().unwrap();
    let mut files = folder.modes();
    for (kind, name, bits) in [
        (KeyKind::Rsa2048, "rsa-2048", 2048),
        (KeyKind::Rsa3072, "rsa-3072", 3072),
        (KeyKind::P256, "p-256", 256),
    ] {
        assert_eq!((kind.name(), KeyKind::from_name(name)), (name, Some(kind)));
        let made = ring.create(kind, "hub.example.test", now).unwrap();
        made.key.prove().unwrap();
        let certificate = made.key.certificate();
        let short = &certificate.fingerprint()[..8];
        assert_eq!(made.name, format!("2026-03-02-{short}"));
        let found = ring.find(&certificate.fingerprint()).unwrap().unwrap();
        found.prove().unwrap();
        assert_eq!(certificate.not_after().unwrap().to_string(), "2029-03-01T09:15:00Z");
        let x509 = X509::from_der(certificate.der()).unwrap();
        let public = x509.public_key().unwrap();
        assert_eq!(public.bits(), bits);
        assert!(x509.verify(&public).unwrap(), "signed by itself");
        files.push((format!("{}.key", made.name), 0o600));
        files.push((format!("{}.crt", made.name), 0o644));
    }
    files.sort();
    assert_eq!(folder.modes(), files, "and nothing else");
    assert_eq!(KeyKind::from_name("rsa-1024"), None);
}

#[test]
fn a_token_that_is_not_there_is_said_to_be_missing() {
    let folder = Folder::new("token");
    folder.write("pin", b"1234", 0o644);
    folder.write("one.token", b"label = \"one\"", 0o644);
    fs::remove_file(folder.0.join("one.key")).unwrap();
    let token = Token::new(TokenSettings {
        module: "/nonexistent/module.so".into(),
        label: "zaguan".to_owned(),
        pin_file: folder.0.join("pin"),
        sessions: 2,
    });
    let ring = KeyRing::open(&folder.0, "production", Some(Arc::new(token))).unwrap();
    let key = ring.named("one").unwrap();
    let why = |key: &SigningKey| key.prove().unwrap_err().to_string();
    let exposed = format!(
        "the PIN cannot be taken from its file: {0} has mode 644; others must not read it nor its group write it",
        folder.0.join("pin").display()
    );
    assert_eq!(why(&key), exposed);
    folder.write("pin", b"1234", 0o600);
    assert!(why(&key).starts_with("the PKCS#11 module /nonexistent/module.so cannot be used: "));
    assert_eq!(key.sign(SignatureScheme::EcdsaSha256, DATA), Err(KeyError::Scheme));
}
