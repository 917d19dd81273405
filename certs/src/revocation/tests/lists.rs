use proptest::prelude::*;

use super::*;
use crate::der::{explicit, implicit, write};

/// A list to be: of now, by the issuer of all tests, unless it says otherwise.
#[derive(Clone)]
struct List {
    issuer: Vec<u8>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
    algorithm: &'static str,
}

impl List {
    fn new(entries: Vec<Vec<u8>>) -> Self {
        Self {
            issuer: root().name().to_vec(),
            this_update: now() - 1.hour(),
            next_update: Some(now() + 24.hours()),
            entries,
            extensions: vec![pki::extension("2.5.29.20", false, &[2, 1, 9])],
            algorithm: pki::ECDSA_SHA256,
        }
    }

    fn scoped(scope: &[Vec<u8>]) -> Self {
        let scope = pki::extension("2.5.29.28", true, &pki::sequence(scope));
        Self { extensions: vec![scope], ..Self::new(vec![entry(&[5], None)]) }
    }

    fn content(&self) -> Vec<u8> {
        let entries =
            if self.entries.is_empty() { Vec::new() } else { pki::sequence(&self.entries) };
        pki::sequence(&[
            vec![2, 1, 1],
            pki::algorithm(self.algorithm),
            self.issuer.clone(),
            generalized(self.this_update),
            self.next_update.map(generalized).unwrap_or_default(),
            entries,
            write(explicit(0), &pki::sequence(&self.extensions)),
        ])
    }

    fn written(&self) -> Vec<u8> {
        pki::sealed(&self.content(), &root().draft.key, self.algorithm)
    }

    fn read(&self) -> Result<Crl, CrlError> {
        Crl::read(&self.written(), &root().certificate(), now())
    }

    fn refused(&self) -> CrlError {
        self.read().unwrap_err()
    }
}

fn at() -> Timestamp {
    "2026-05-03T10:00:00Z".parse().unwrap()
}

/// With a reason, if there is one.
fn entry(serial: &[u8], reason: Option<u8>) -> Vec<u8> {
    let reason =
        reason.map(|code| pki::sequence(&[pki::extension("2.5.29.21", false, &[0x0a, 1, code])]));
    pki::sequence(&[write(2, serial), generalized(at()), reason.unwrap_or_default()])
}

#[test]
fn what_is_in_the_list_no_longer_stands() {
    let entries = vec![
        entry(&[0, 0xff], None),
        entry(&[5], Some(1)),
        entry(&[1, 0], Some(6)),
        entry(&[0x7f], Some(9)),
    ];
    let list = List::new(entries).read().unwrap();
    let status = |serial: &[u8]| list.status(&numbered(serial)).unwrap();
    let revoked = |reason| Status::Revoked { at: at(), reason };
    assert_eq!(status(&[0, 0xff]), revoked(None));
    assert_eq!(status(&[5]), revoked(Some(Reason::KeyCompromise)));
    assert_eq!(status(&[1, 0]), revoked(Some(Reason::Hold)));
    assert_eq!(status(&[0x7f]), revoked(Some(Reason::PrivilegeWithdrawn)));
    for serial in [&[4][..], &[6], &[1, 1], &[1, 0, 0], &[0, 0xfe]] {
        assert_eq!(status(serial), Status::Good, "{serial:?}");
    }
    assert_eq!(list.fresh_until(), now() + 24.hours());
    let of_another = other().issue(&Draft { serial: vec![5], ..holder() });
    assert_eq!(list.status(&of_another), Err(CrlError::Other));
}

#[test]
fn an_empty_list_revokes_nobody() {
    let list = List::new(Vec::new()).read().unwrap();
    assert_eq!(list.status(&numbered(&[5])), Ok(Status::Good));
}

#[test]
fn a_list_is_read_in_both_forms() {
    let der = List::new(vec![entry(&[5], None)]).written();
    let pem = openssl::x509::X509Crl::from_der(&der).unwrap().to_pem().unwrap();
    let list = Crl::read(&pem, &root().certificate(), now()).unwrap();
    assert!(matches!(list.status(&numbered(&[5])), Ok(Status::Revoked { .. })));
}

#[test]
fn a_list_is_of_now() {
    let with = |this, next| List { this_update: this, next_update: next, ..List::new(Vec::new()) };
    let (hour, day) = (now() - 1.hour(), Some(now() + 24.hours()));
    assert_eq!(with(hour, None).refused(), CrlError::Stale);
    assert_eq!(with(hour, Some(now())).refused(), CrlError::Stale);
    assert_eq!(with(now() + 61.seconds(), day).refused(), CrlError::Stale);
    assert!(with(now() + 60.seconds(), day).read().is_ok());
    assert!(with(now() - 2_000.hours(), day).read().is_ok(), "its issuer says how long");
}

#[test]
fn a_list_is_signed_by_the_issuer_itself() {
    let list = List::new(vec![entry(&[5], None)]);
    let read = |by: &Certificate| Crl::read(&list.written(), by, now()).map(|_| ());
    assert_eq!(read(&other().certificate()), Err(CrlError::Issuer));
    assert_eq!(read(&Authority::root("AC RAÍZ").certificate()), Err(CrlError::Signature));
    let mut silent = root().draft.clone();
    silent.extensions = vec![pki::basic_constraints(true), pki::key_usage(0x0400)];
    assert_eq!(read(&silent.signed_by_itself().certificate()), Err(CrlError::Issuer));
    let weak = List { algorithm: pki::ECDSA_SHA1, ..list.clone() };
    assert_eq!(weak.refused(), CrlError::Signature);
}

#[test]
fn a_part_of_a_list_is_refused() {
    let delta = pki::extension("2.5.29.27", true, &[2, 1, 1]);
    let delta = List { extensions: vec![delta], ..List::new(Vec::new()) };
    assert_eq!(delta.refused(), CrlError::Partial);
    for part in
        [write(implicit(3), &[6, 0x40]), write(implicit(4), &[0xff]), write(implicit(5), &[0xff])]
    {
        assert_eq!(List::scoped(&[part]).refused(), CrlError::Partial);
    }
}

#[test]
fn what_is_critical_must_be_understood() {
    let critical = pki::extension("1.2.3.4", true, &[5, 0]);
    let list = List { extensions: vec![critical.clone()], ..List::new(Vec::new()) };
    assert_eq!(list.refused(), CrlError::CriticalExtension);
    let of_another = pki::extension("2.5.29.29", true, &pki::sequence(&[]));
    for extension in [critical, of_another] {
        let one = pki::sequence(&[vec![2, 1, 5], generalized(at()), pki::sequence(&[extension])]);
        assert_eq!(List::new(vec![one]).refused(), CrlError::CriticalExtension);
    }
    for reason in [7, 8, 11] {
        assert_eq!(List::new(vec![entry(&[5], Some(reason))]).refused(), CrlError::Unreadable);
    }
}

#[test]
fn a_list_speaks_of_holders_or_of_authorities() {
    let authority = Draft { serial: vec![5], ..Authority::draft("AC", pki::ec()) };
    let authority = root().issue(&authority);
    let holders = List::scoped(&[write(implicit(1), &[0xff])]).read().unwrap();
    assert!(matches!(holders.status(&numbered(&[5])), Ok(Status::Revoked { .. })));
    assert_eq!(holders.status(&authority), Err(CrlError::Other));
    let authorities = List::scoped(&[write(implicit(2), &[0xff])]).read().unwrap();
    assert!(matches!(authorities.status(&authority), Ok(Status::Revoked { .. })));
    assert_eq!(authorities.status(&numbered(&[5])), Err(CrlError::Other));
}

#[test]
fn one_of_several_lists_speaks_only_of_the_certificates_that_point_to_it() {
    let pointing = |urls: &[&str]| {
        let extensions = [holder().extensions, vec![pki::points(urls)]].concat();
        root().issue(&Draft { serial: vec![6], extensions, ..holder() })
    };
    let (one, two) = ("http://crl.example.org/1.crl", "http://crl.example.org/2.crl");
    let list = List::scoped(&[pki::point_name(&["ldap://l/", one])]).read().unwrap();
    assert_eq!(list.status(&pointing(&[one])), Ok(Status::Good));
    assert_eq!(list.status(&pointing(&[two, one])), Ok(Status::Good));
    assert_eq!(list.status(&pointing(&[two])), Err(CrlError::Other));
    assert_eq!(list.status(&numbered(&[6])), Err(CrlError::Other));
}

#[test]
fn no_list_is_a_list() {
    let read = |octets: &[u8]| Crl::read(octets, &root().certificate(), now()).unwrap_err();
    assert_eq!(read(b""), CrlError::Unreadable);
    assert_eq!(read(b"<html>"), CrlError::Unreadable);
    assert_eq!(read(&[List::new(Vec::new()).written(), vec![0]].concat()), CrlError::Unreadable);
    assert_eq!(read(&vec![0x30; 33 * 1024 * 1024]), CrlError::TooLarge);
}

#[test]
fn a_long_list_takes_little_more_than_its_octets() {
    let entries: Vec<Vec<u8>> = (0..200_000_u32)
        .map(|n| entry(&[&[1][..], &(n.wrapping_mul(48_271)).to_be_bytes()].concat(), None))
        .collect();
    let list = List::new(entries).read().unwrap();
    for n in (0..200_000_u32).step_by(9_973) {
        let serial = [&[1][..], &(n.wrapping_mul(48_271)).to_be_bytes()].concat();
        assert!(matches!(list.status(&numbered(&serial)), Ok(Status::Revoked { .. })));
    }
    assert_eq!(list.status(&numbered(&[2, 0, 0, 0, 0])), Ok(Status::Good));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_list_panics_nobody(at in any::<prop::sample::Index>(), octet in any::<u8>(), resigned in any::<bool>()) {
        let list = List::new(vec![entry(&[5], Some(1)), entry(&[6], None)]);
        let mut octets = if resigned { list.content() } else { list.written() };
        let at = at.index(octets.len());
        let changed = octets[at] != octet;
        octets[at] = octet;
        let written =
            if resigned { pki::sealed(&octets, &root().draft.key, pki::ECDSA_SHA256) } else { octets };
        if let Ok(read) = Crl::read(&written, &root().certificate(), now()) {
            let _ = read.status(&numbered(&[5]));
            let in_signature = at > list.content().len();
            prop_assert!(resigned || !changed || in_signature);
        }
    }
}
