use openssl::pkey::{PKey, Private};
use proptest::prelude::*;

use super::*;
use crate::der::{OCTET_STRING, explicit, implicit, write};

const NONCE: [u8; 32] = [7; 32];
const FOR_ANSWERS: &str = "1.3.6.1.5.5.7.3.9";

/// An answer to be: good, of now, with our nonce, by the issuer itself, unless it says otherwise.
struct Reply {
    serial: Vec<u8>,
    issuer: Certificate,
    status: Vec<u8>,
    produced_at: Timestamp,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    nonce: Option<Vec<u8>>,
    extra: Option<Vec<u8>>,
    responder: Vec<u8>,
    key: PKey<Private>,
    algorithm: &'static str,
    certificates: Vec<Certificate>,
    times: usize,
}

fn good() -> Vec<u8> {
    vec![implicit(0), 0]
}

fn revoked(reason: Option<u8>) -> Vec<u8> {
    let reason = reason.map(|code| write(explicit(0), &[0x0a, 1, code])).unwrap_or_default();
    write(explicit(1), &[generalized("2026-05-03T10:00:00Z".parse().unwrap()), reason].concat())
}

fn serial() -> Vec<u8> {
    vec![0, 0x9a, 0xbc, 1]
}

impl Reply {
    fn new() -> Self {
        Self {
            serial: serial(),
            issuer: root().certificate(),
            status: good(),
            produced_at: now(),
            this_update: now() - 1.hour(),
            next_update: Some(now() + 1.hour()),
            nonce: Some(write(OCTET_STRING, &NONCE)),
            extra: None,
            responder: write(explicit(1), root().name()),
            key: root().draft.key.clone(),
            algorithm: pki::ECDSA_SHA256,
            certificates: Vec::new(),
            times: 1,
        }
    }

    fn by(delegate: &Draft, certificate: Certificate) -> Self {
        Self {
            responder: write(explicit(1), &delegate.subject),
            key: delegate.key.clone(),
            certificates: vec![certificate],
            ..Self::new()
        }
    }

    fn single(&self) -> Vec<u8> {
        let issuer = crate::parts::Parts::of(&self.issuer).unwrap();
        let id = pki::sequence(&[
            pki::sequence(&[pki::oid("1.3.14.3.2.26"), vec![5, 0]]),
            write(OCTET_STRING, &openssl::sha::sha1(issuer.subject)),
            write(OCTET_STRING, &openssl::sha::sha1(issuer.key)),
            write(2, &self.serial),
        ]);
        let next = self.next_update.map(|time| write(explicit(0), &generalized(time)));
        let times = [generalized(self.this_update), next.unwrap_or_default()].concat();
        pki::sequence(&[id, self.status.clone(), times])
    }

    fn content(&self) -> Vec<u8> {
        let mut extensions: Vec<Vec<u8>> = self.extra.iter().cloned().collect();
        extensions.extend(
            self.nonce.iter().map(|nonce| pki::extension("1.3.6.1.5.5.7.48.1.2", false, nonce)),
        );
        let extensions = if extensions.is_empty() {
            Vec::new()
        } else {
            write(explicit(1), &pki::sequence(&extensions))
        };
        pki::sequence(&[
            self.responder.clone(),
            generalized(self.produced_at),
            pki::sequence(&vec![self.single(); self.times]),
            extensions,
        ])
    }

    fn written(&self) -> Vec<u8> {
        self.around(&self.content())
    }

    fn around(&self, content: &[u8]) -> Vec<u8> {
        let certificates: Vec<u8> =
            self.certificates.iter().flat_map(|one| one.der().to_vec()).collect();
        let basic = pki::sequence(&[
            content.to_vec(),
            pki::algorithm(self.algorithm),
            pki::signature(content, &self.key, self.algorithm),
            write(explicit(0), &write(0x30, &certificates)),
        ]);
        let response =
            pki::sequence(&[pki::oid("1.3.6.1.5.5.7.48.1.1"), write(OCTET_STRING, &basic)]);
        pki::sequence(&[vec![0x0a, 1, 0], write(explicit(0), &response)])
    }

    fn read(&self) -> Result<Answered, OcspError> {
        question().read(&self.written(), now())
    }
}

fn question() -> OcspQuestion {
    OcspQuestion::new(&numbered(&serial()), &root().certificate(), NONCE).unwrap()
}

fn delegate() -> Draft {
    let subject = pki::name(&[("2.5.4.3", UTF8, "OCSP")]);
    let extensions = vec![pki::key_usage(pki::DIGITAL_SIGNATURE), pki::purposes(&[FOR_ANSWERS])];
    Draft::new(subject, pki::ec(), extensions)
}

#[test]
fn an_answer_of_the_issuer_is_believed() {
    let found = Reply::new().read().unwrap();
    assert_eq!(found, Answered { status: Status::Good, fresh_until: now() + 1.hour() });
    let by_key = openssl::sha::sha1(crate::parts::Parts::of(&root().certificate()).unwrap().key);
    let by_key = write(explicit(2), &write(OCTET_STRING, &by_key));
    assert_eq!(Reply { responder: by_key, ..Reply::new() }.read(), Ok(found));
}

#[test]
fn what_it_says_is_told() {
    let at = "2026-05-03T10:00:00Z".parse().unwrap();
    for (status, expected) in [
        (revoked(None), Status::Revoked { at, reason: None }),
        (revoked(Some(1)), Status::Revoked { at, reason: Some(Reason::KeyCompromise) }),
        (revoked(Some(6)), Status::Revoked { at, reason: Some(Reason::Hold) }),
        (vec![implicit(2), 0], Status::Unknown),
    ] {
        assert_eq!(Reply { status, ..Reply::new() }.read().unwrap().status, expected);
    }
    for status in
        [revoked(Some(8)), revoked(Some(7)), vec![implicit(3), 0], vec![implicit(0), 1, 0]]
    {
        assert_eq!(Reply { status, ..Reply::new() }.read(), Err(OcspError::Unreadable));
    }
}

#[test]
fn an_answer_is_fresh_for_a_day_at_most() {
    let old = |hours: i64, next| Reply {
        this_update: now() - hours.hours(),
        next_update: next,
        ..Reply::new()
    };
    let week = Some(now() + 168.hours());
    assert_eq!(old(23, week).read().unwrap().fresh_until, now() + 1.hour());
    assert_eq!(old(23, None).read().unwrap().fresh_until, now() + 1.hour());
    assert_eq!(old(24, week).read(), Err(OcspError::Stale));
    assert_eq!(old(1, Some(now())).read(), Err(OcspError::Stale));
    assert_eq!(old(1, Some(now() - 1.second())).read(), Err(OcspError::Stale));
    let ahead = |seconds: i64| Reply { this_update: now() + seconds.seconds(), ..Reply::new() };
    assert_eq!(ahead(60).read().map(|found| found.status), Ok(Status::Good));
    assert_eq!(ahead(61).read(), Err(OcspError::Stale));
    let made_tomorrow = Reply { produced_at: now() + 24.hours(), ..Reply::new() };
    assert_eq!(made_tomorrow.read(), Err(OcspError::Stale));
}

#[test]
fn an_answer_is_to_this_question() {
    let with = |nonce| Reply { nonce, ..Reply::new() }.read().map(|found| found.status);
    assert_eq!(with(None), Ok(Status::Good));
    assert_eq!(with(Some(NONCE.to_vec())), Ok(Status::Good), "without its OCTET STRING");
    assert_eq!(with(Some(write(OCTET_STRING, &[8; 32]))), Err(OcspError::Nonce));
    assert_eq!(with(Some(write(OCTET_STRING, &[7; 31]))), Err(OcspError::Nonce));
    assert_eq!(with(Some(Vec::new())), Err(OcspError::Nonce));
}

#[test]
fn an_answer_is_about_this_certificate() {
    let of = |serial: &[u8]| Reply { serial: serial.to_vec(), ..Reply::new() };
    assert_eq!(of(&[0, 0x9a, 0xbc, 2]).read(), Err(OcspError::Other));
    let other = Reply { issuer: other().certificate(), ..Reply::new() };
    assert_eq!(other.read(), Err(OcspError::Other));
    assert_eq!(Reply { times: 0, ..Reply::new() }.read(), Err(OcspError::Other));
    assert_eq!(Reply { times: 2, ..Reply::new() }.read(), Err(OcspError::Other));
}

#[test]
fn a_responder_is_named_by_the_issuer() {
    let draft = delegate();
    let good = Reply::by(&draft, root().issue(&draft));
    assert_eq!(good.read().map(|found| found.status), Ok(Status::Good));
    let read = |draft: &Draft, by: &Authority| Reply::by(draft, by.issue(draft)).read();
    assert_eq!(read(&draft, other()), Err(OcspError::Responder));
    for extensions in [
        vec![pki::key_usage(pki::DIGITAL_SIGNATURE)],
        vec![pki::key_usage(pki::DIGITAL_SIGNATURE), pki::purposes(&["2.5.29.37.0"])],
        vec![pki::key_usage(pki::KEY_ENCIPHERMENT), pki::purposes(&[FOR_ANSWERS])],
        vec![pki::purposes(&[FOR_ANSWERS]), pki::extension("1.2.3", true, &[5, 0])],
    ] {
        let draft = Draft { extensions, ..draft.clone() };
        assert_eq!(read(&draft, root()), Err(OcspError::Responder));
    }
    let ended = Draft { to: "261127115959Z", ..draft.clone() };
    assert_eq!(read(&ended, root()), Err(OcspError::Responder));
    let coming = Draft { from: "261128000000Z", ..draft.clone() };
    assert_eq!(read(&coming, root()), Err(OcspError::Responder));
    let weak = Draft { algorithm: pki::ECDSA_SHA1, ..draft.clone() };
    assert_eq!(read(&weak, root()), Err(OcspError::Responder));
}

#[test]
fn a_responder_below_another_authority_of_the_same_name_is_nobodys() {
    let impostor = Authority::root("AC RAÍZ");
    let draft = delegate();
    assert_eq!(Reply::by(&draft, impostor.issue(&draft)).read(), Err(OcspError::Responder));
    let itself = Reply { key: impostor.draft.key.clone(), ..Reply::new() };
    assert_eq!(itself.read(), Err(OcspError::Signature));
}

#[test]
fn a_holder_answers_for_nobody() {
    let draft = holder();
    assert_eq!(Reply::by(&draft, root().issue(&draft)).read(), Err(OcspError::Responder));
}

#[test]
fn a_signature_must_hold_and_be_strong() {
    let weak = Reply { algorithm: pki::ECDSA_SHA1, ..Reply::new() };
    assert_eq!(weak.read(), Err(OcspError::Signature));
    let lying = Reply { status: revoked(None), ..Reply::new() };
    let mut written = lying.written();
    let at = written.windows(4).position(|four| four == b"2026").unwrap();
    written[at + 3] = b'5';
    assert_eq!(question().read(&written, now()), Err(OcspError::Signature));
}

#[test]
fn a_critical_extension_is_not_passed_over() {
    let extra = Some(pki::extension("1.2.3.4", true, &[5, 0]));
    assert_eq!(Reply { extra, ..Reply::new() }.read(), Err(OcspError::CriticalExtension));
    let extra = Some(pki::extension("1.2.3.4", false, &[5, 0]));
    assert_eq!(Reply { extra, ..Reply::new() }.read().map(|found| found.status), Ok(Status::Good));
}

#[test]
fn no_answer_is_an_answer() {
    let read = |octets: &[u8]| question().read(octets, now()).unwrap_err();
    assert_eq!(read(&pki::sequence(&[vec![0x0a, 1, 6]])), OcspError::Refused(6));
    assert_eq!(read(&pki::sequence(&[vec![0x0a, 1, 0]])), OcspError::Unreadable);
    assert_eq!(read(b"<html>"), OcspError::Unreadable);
    assert_eq!(read(&[]), OcspError::Unreadable);
    assert_eq!(read(&[Reply::new().written(), vec![0]].concat()), OcspError::Unreadable);
    let many =
        Reply { certificates: (0..6).map(|_| root().certificate()).collect(), ..Reply::new() };
    assert_eq!(many.read(), Err(OcspError::Unreadable));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What says that a revoked certificate stands is believed of nobody.
    #[test]
    fn a_changed_answer_is_never_better(at in any::<prop::sample::Index>(), octet in any::<u8>(), resigned in any::<bool>()) {
        let reply = Reply { status: revoked(Some(1)), ..Reply::new() };
        let found = if resigned {
            let mut content = reply.content();
            let at = at.index(content.len());
            content[at] = octet;
            question().read(&reply.around(&content), now())
        } else {
            let mut written = reply.written();
            let at = at.index(written.len());
            written[at] = octet;
            question().read(&written, now())
        };
        if let Ok(found) = found {
            let is_revoked = matches!(found.status, Status::Revoked { .. });
            prop_assert!(is_revoked);
        }
    }
}
