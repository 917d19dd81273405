//! Keys in a PKCS#11 token: `SoftHSM`, as Debian has it.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use certs::{EcdsaForm, KeyError, KeyKind, KeyRing, SignatureScheme, SigningKey};
use cryptoki::context::Pkcs11;
use openssl::x509::X509;
use tests::hall::start;
use tests::soft_token::{MODULE, PIN, SoftToken};
use uuid::Uuid;

const DATA: &[u8] = b"what is signed";
const RSA: [SignatureScheme; 6] = [
    SignatureScheme::RsaSha256,
    SignatureScheme::RsaSha384,
    SignatureScheme::RsaSha512,
    SignatureScheme::PssSha256,
    SignatureScheme::PssSha384,
    SignatureScheme::PssSha512,
];
const ECDSA: [SignatureScheme; 3] =
    [SignatureScheme::EcdsaSha256, SignatureScheme::EcdsaSha384, SignatureScheme::EcdsaSha512];

/// A module is initialised once in a process: tests of one process take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key ring whose keys are in a token.
struct Keys {
    folder: PathBuf,
    token: SoftToken,
    ring: KeyRing,
}

impl Keys {
    fn new(sessions: usize) -> Self {
        let token = SoftToken::new();
        let folder = std::env::temp_dir().join(format!("zaguan-token-{}", Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("stamp"), "production").unwrap();
        let opened = Arc::new(token.open(sessions));
        let ring = KeyRing::open(&folder, "production", Some(opened)).unwrap();
        Self { folder, token, ring }
    }

    fn make(&self, kind: KeyKind) -> SigningKey {
        let token = self.ring.token().unwrap();
        self.ring.create_in(token, kind, "hub.example.test", start()).unwrap().key
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn holds(key: &SigningKey, scheme: SignatureScheme, data: &[u8], signature: &[u8]) -> bool {
    key.certificate().public_key().unwrap().verify(scheme, data, signature, EcdsaForm::Raw)
}

#[test]
fn keys_made_in_a_token_sign_in_every_way_of_their_family() {
    let _turn = turn();
    let keys = Keys::new(2);
    for (kind, schemes, bits, octets) in [
        (KeyKind::Rsa2048, &RSA[..], 2048, 256),
        (KeyKind::Rsa3072, &RSA[..], 3072, 384),
        (KeyKind::P256, &ECDSA[..], 256, 64),
    ] {
        let made = keys.make(kind);
        assert!(made.is_elsewhere());
        let x509 = X509::from_der(made.certificate().der()).unwrap();
        let public = x509.public_key().unwrap();
        assert_eq!(public.bits(), bits);
        assert!(x509.verify(&public).unwrap(), "signed by itself, in the token");

        // As after a start.
        let fingerprint = made.certificate().fingerprint();
        let key = keys.ring.find(&fingerprint).unwrap().unwrap();
        key.prove().unwrap();
        for scheme in schemes {
            let signature = key.sign(*scheme, DATA).unwrap();
            assert_eq!(signature.len(), octets);
            assert!(holds(&key, *scheme, DATA, &signature), "{kind:?} {scheme:?}");
            assert!(!holds(&key, *scheme, b"another", &signature));
        }
    }
    let files: Vec<_> = fs::read_dir(&keys.folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "key"))
        .collect();
    assert!(files.is_empty(), "a private key lies in the folder: {files:?}");
}

#[test]
fn eight_threads_share_three_sessions() {
    let _turn = turn();
    let keys = Keys::new(3);
    let key = Arc::new(keys.make(KeyKind::P256));
    let threads: Vec<_> = (0..8_u8)
        .map(|thread| {
            let key = Arc::clone(&key);
            thread::spawn(move || {
                for n in 0..25_u8 {
                    let data = [thread, n];
                    let signature = key.sign(key.scheme(), &data).unwrap();
                    assert!(holds(&key, key.scheme(), &data, &signature));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_token_that_was_pulled_out_signs_again_when_it_is_back() {
    let _turn = turn();
    let keys = Keys::new(2);
    let key = keys.make(KeyKind::Rsa2048);
    key.prove().unwrap();
    keys.token.pull_out();
    let gone = format!("no token {} is present", keys.token.label);
    for _ in 0..3 {
        assert_eq!(key.prove(), Err(KeyError::Token(gone.clone())));
    }
    keys.token.put_back();
    for _ in 0..3 {
        key.prove().unwrap();
    }
}

/// What another part of the process, or a module that was reset, does to sessions.
#[test]
fn sessions_that_were_ended_under_the_pool_are_opened_anew_and_nobody_notices() {
    let _turn = turn();
    let keys = Keys::new(3);
    let key = Arc::new(keys.make(KeyKind::P256));
    for _ in 0..10 {
        key.prove().unwrap();
        Pkcs11::new(MODULE).unwrap().finalize().unwrap();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let key = Arc::clone(&key);
                thread::spawn(move || key.prove())
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Ok(()));
        }
    }
}

#[test]
fn a_pin_that_was_refused_is_not_tried_again_until_its_file_changes() {
    let _turn = turn();
    let keys = Keys::new(2);
    let name = keys.make(KeyKind::P256).certificate().fingerprint();
    let (pin, wrong) = (&keys.token.pin_file, "161803");
    keys.token.write_pin(wrong, 0o600);
    let token = Arc::new(keys.token.open(2));
    // The module remembers the first login of this process.
    Pkcs11::new(MODULE).unwrap().finalize().unwrap();
    let anew = KeyRing::open(&keys.folder, "production", Some(token)).unwrap();
    let key = anew.find(&name).unwrap().unwrap();
    let refused = format!(
        "the token refuses the PIN of {}, which is not tried again until that file changes",
        pin.display()
    );
    let refused = Err(KeyError::Token(refused));
    assert_eq!(key.prove(), refused);
    // Had it been tried again, it would be the right one now, and the key missing.
    keys.token.make_anew(wrong);
    for _ in 0..5 {
        assert_eq!(key.prove(), refused);
    }
    keys.token.make_anew(PIN);
    keys.token.write_pin(PIN, 0o600);
    let none = "the token has 0 private keys of that name; exactly one is wanted";
    assert_eq!(key.prove(), Err(KeyError::Token(none.to_owned())));

    keys.token.write_pin(PIN, 0o644);
    Pkcs11::new(MODULE).unwrap().finalize().unwrap();
    let exposed = format!(
        "the PIN cannot be taken from its file: {} has mode 644; others must not read it nor its group write it",
        pin.display()
    );
    assert_eq!(key.prove(), Err(KeyError::Token(exposed)));
    assert!(!format!("{key:?}{:?}", anew.token()).contains(PIN));
}
