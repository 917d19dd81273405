//! OCSP responders, one that is in order and those that are not (RFC 6960).

use jiff::{SignedDuration, Timestamp};
use openssl::hash::MessageDigest;

use crate::authority::Authority;
use crate::bench::{Bench, Office};
use crate::certificate::{self, Content, certificate, usage};
use crate::der::{self, Element, Reader};
use crate::key::{Digest, Key};
use crate::name::Name;
use crate::oid;
use crate::status::{Revocation, Revocations};

/// How a responder behaves.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Responder {
    Good,
    Issuer,
    WithoutNonce,
    Dead,
    Slow,
    Old,
    Over,
    Future,
    Stranger,
    Tampered,
    OtherAuthority,
    WrongNonce,
    OtherSerial,
    Unknown,
    TryLater,
    ServerError,
    Giant,
    Garbage,
    Expired,
    NotDelegated,
    Sha1,
}

impl Responder {
    pub(crate) const ALL: [Self; 21] = [
        Self::Good,
        Self::Issuer,
        Self::WithoutNonce,
        Self::Dead,
        Self::Slow,
        Self::Old,
        Self::Over,
        Self::Future,
        Self::Stranger,
        Self::Tampered,
        Self::OtherAuthority,
        Self::WrongNonce,
        Self::OtherSerial,
        Self::Unknown,
        Self::TryLater,
        Self::ServerError,
        Self::Giant,
        Self::Garbage,
        Self::Expired,
        Self::NotDelegated,
        Self::Sha1,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Issuer => "issuer",
            Self::WithoutNonce => "without-nonce",
            Self::Dead => "dead",
            Self::Slow => "slow",
            Self::Old => "old",
            Self::Over => "over",
            Self::Future => "future",
            Self::Stranger => "stranger",
            Self::Tampered => "tampered",
            Self::OtherAuthority => "other-authority",
            Self::WrongNonce => "wrong-nonce",
            Self::OtherSerial => "other-serial",
            Self::Unknown => "unknown",
            Self::TryLater => "try-later",
            Self::ServerError => "server-error",
            Self::Giant => "giant",
            Self::Garbage => "garbage",
            Self::Expired => "expired",
            Self::NotDelegated => "not-delegated",
            Self::Sha1 => "sha1",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|responder| responder.name() == name)
    }
}

/// What somebody asks, as far as it matters.
pub(crate) struct Question<'a> {
    pub(crate) about: Vec<CertId<'a>>,
    nonce: Option<Element<'a>>,
}

/// RFC 6960 4.1.1.
#[derive(Clone, Copy)]
pub(crate) struct CertId<'a> {
    whole: Element<'a>,
    key_hash: &'a [u8],
    /// Without zeros before it.
    pub(crate) serial: &'a [u8],
}

impl<'a> Question<'a> {
    pub(crate) fn read(octets: &'a [u8]) -> Option<Self> {
        let request = Reader(octets).next()?.is(der::SEQUENCE)?;
        let content = request.reader().next()?.is(der::SEQUENCE)?;
        let mut question = Self { about: Vec::new(), nonce: None };
        for part in content.reader() {
            if part.tag == der::SEQUENCE {
                question.about = part.reader().map(CertId::read).collect::<Option<_>>()?;
            } else if part.tag == 0xa2 {
                question.nonce = nonce(part);
            }
        }
        (!question.about.is_empty()).then_some(question)
    }
}

fn nonce(extensions: Element<'_>) -> Option<Element<'_>> {
    let kind = der::oid(oid::OCSP_NONCE);
    let mut all = extensions.reader().next()?.reader();
    all.find(|extension| extension.reader().next().is_some_and(|found| found.whole == kind))
}

impl<'a> CertId<'a> {
    fn read(request: Element<'a>) -> Option<Self> {
        let whole = request.is(der::SEQUENCE)?.reader().next()?.is(der::SEQUENCE)?;
        let mut parts = whole.reader();
        let key_hash = parts.nth(2)?.is(der::OCTETS)?.content;
        let serial = parts.next()?.is(der::INTEGER)?.content;
        let serial = serial.strip_prefix(&[0]).unwrap_or(serial);
        Some(Self { whole, key_hash, serial })
    }

    /// The same about the certificate with the next serial number.
    fn next(self) -> Vec<u8> {
        let mut serial = self.serial.to_vec();
        if let Some(last) = serial.last_mut() {
            *last = last.wrapping_add(1);
        }
        let others = self.whole.reader().take(3).map(|part| part.whole.to_vec());
        der::sequence(others.chain([der::integer(&serial)]))
    }

    fn is_of(self, key: &Key) -> bool {
        [MessageDigest::sha1(), MessageDigest::sha256()]
            .into_iter()
            .any(|digest| key.hash(digest) == self.key_hash)
    }
}

/// A responder of an authority at a moment.
pub(crate) struct Desk<'a> {
    pub(crate) bench: &'a Bench,
    pub(crate) office: &'a Office,
    pub(crate) responder: Responder,
    pub(crate) revoked: &'a Revocations,
    pub(crate) now: Timestamp,
}

/// RFC 6960 4.2.1: why there is no answer.
const MALFORMED_REQUEST: u8 = 1;
const TRY_LATER: u8 = 3;
const UNAUTHORIZED: u8 = 6;

impl Desk<'_> {
    pub(crate) fn answer(&self, question: Option<&Question<'_>>) -> Vec<u8> {
        let Some(question) = question else { return failure(MALFORMED_REQUEST) };
        if self.responder == Responder::TryLater {
            return failure(TRY_LATER);
        }
        if !question.about.iter().all(|about| about.is_of(&self.office.key)) {
            return failure(UNAUTHORIZED);
        }
        let bytes = der::sequence([der::oid(oid::OCSP_BASIC), der::octets(&self.basic(question))]);
        der::sequence([der::enumerated(0), der::explicit(0, &bytes)])
    }

    fn basic(&self, question: &Question<'_>) -> Vec<u8> {
        let (key, certificate) = self.signer();
        let weak = self.responder == Responder::Sha1;
        let digest = if weak { Digest::Sha1 } else { Digest::Sha256 };
        let [content, algorithm, mut signature] =
            key.signed_parts(digest, self.content(key, question));
        if self.responder == Responder::Tampered {
            signature.last_mut().into_iter().for_each(|octet| *octet ^= 1);
        }
        let mut parts = vec![content, algorithm, signature];
        let certificates = certificate.map(|der| der::explicit(0, &der::sequence([der])));
        parts.extend(certificates);
        der::sequence(parts)
    }

    /// The key that signs, and the certificate that lets it, if it is not the issuer's own.
    fn signer(&self) -> (&Key, Option<Vec<u8>>) {
        if self.responder == Responder::Issuer {
            return (&self.office.key, None);
        }
        (&self.office.responder, Some(self.delegation(self.delegated_by())))
    }

    fn delegated_by(&self) -> &Office {
        if self.responder == Responder::Stranger {
            self.bench.office(Authority::Unknown)
        } else if self.responder == Responder::OtherAuthority {
            self.bench.office(Authority::Catalan)
        } else {
            self.office
        }
    }

    fn delegation(&self, by: &Office) -> Vec<u8> {
        let day = SignedDuration::from_hours(24);
        let expired = self.responder == Responder::Expired;
        let [from, until] = if expired { [-60 * day, -day] } else { [-day, 30 * day] };
        let other = self.responder == Responder::NotDelegated;
        let purpose = if other { oid::CLIENT_AUTH } else { oid::OCSP_SIGNING };
        let content = Content {
            serial: by.serial(self.responder.name()),
            subject: self.name(),
            from: self.now + from,
            until: self.now + until,
            extensions: vec![
                certificate::end_entity(),
                certificate::key_usage(&[usage::DIGITAL_SIGNATURE]),
                certificate::extended_key_usage(&[purpose]),
                certificate::extension(oid::OCSP_NO_CHECK, &der::null()),
            ],
        };
        certificate(content, &self.office.responder, &by.issuer(Digest::Sha256))
    }

    fn name(&self) -> Name {
        Name::default()
            .with(oid::COUNTRY, "ES")
            .with(oid::COMMON_NAME, format!("OCSP {} (PRUEBAS)", self.office.authority.name()))
    }

    /// RFC 6960 4.2.1: what is signed.
    fn content(&self, key: &Key, question: &Question<'_>) -> Vec<u8> {
        let by_key =
            self.responder == Responder::Issuer || self.office.authority == Authority::Dnie;
        let who = if by_key {
            der::explicit(2, &der::octets(&key.id()))
        } else {
            der::explicit(1, &self.name().der())
        };
        let [this_update, _] = self.times();
        let singles = question.about.iter().map(|&about| self.single(about));
        let mut parts = vec![who, der::generalized_time(this_update), der::sequence(singles)];
        let nonce = self.nonce(question);
        parts.extend(nonce.map(|nonce| der::explicit(1, &der::sequence([nonce]))));
        der::sequence(parts)
    }

    fn single(&self, about: CertId<'_>) -> Vec<u8> {
        let other = self.responder == Responder::OtherSerial;
        let id = if other { about.next() } else { about.whole.whole.to_vec() };
        let [this_update, next_update] = self.times();
        der::sequence([
            id,
            self.status(about),
            der::generalized_time(this_update),
            der::explicit(0, &der::generalized_time(next_update)),
        ])
    }

    fn times(&self) -> [Timestamp; 2] {
        let hour = SignedDuration::from_hours(1);
        let [this, next] = if self.responder == Responder::Old {
            [-25, 7 * 24]
        } else if self.responder == Responder::Over {
            [-3, -1]
        } else if self.responder == Responder::Future {
            [1, 12]
        } else {
            [0, 12]
        };
        [self.now + this * hour, self.now + next * hour]
    }

    fn status(&self, about: CertId<'_>) -> Vec<u8> {
        let holder = self.bench.holder(self.office.authority, about.serial);
        match holder.filter(|_| self.responder != Responder::Unknown) {
            None => der::implicit(2, &[]),
            Some(holder) => self.revoked.get(&holder).map_or(der::implicit(0, &[]), revoked),
        }
    }

    /// What goes back of the nonce: all of it, nothing, or another.
    fn nonce(&self, question: &Question<'_>) -> Option<Vec<u8>> {
        let nonce = question.nonce?.whole.to_vec();
        if self.responder == Responder::WrongNonce {
            return Some(certificate::extension(oid::OCSP_NONCE, &der::octets(&[0x5a; 32])));
        }
        (self.responder != Responder::WithoutNonce).then_some(nonce)
    }
}

fn revoked(revocation: &Revocation) -> Vec<u8> {
    let reason = revocation.reason.map(|reason| der::explicit(0, &der::enumerated(reason.code())));
    let time = der::generalized_time(revocation.at);
    der::explicit(1, &[time, reason.unwrap_or_default()].concat())
}

fn failure(status: u8) -> Vec<u8> {
    der::sequence([der::enumerated(status)])
}
