use std::fmt;

use jiff::{SignedDuration, Timestamp};
use openssl::sha::sha1;

use super::is_begun;
use super::sources::Unreadable;
use super::status::{Reason, Status};
use crate::certificate::Certificate;
use crate::der::{
    self, ENUMERATED, INTEGER, NULL, OCTET_STRING, OID, Reader, SEQUENCE, explicit, implicit,
};
use crate::parts::{
    BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, Extensions, KEY_USAGE, KeyUsage, Parts, Sealed,
};

/// Far above any real answer.
const LONGEST: usize = 64 * 1024;
/// Certificates that an answer may bring.
const MOST_SIGNERS: usize = 5;
/// SPEC 5.5: an answer is fresh for this long, whatever it says.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// SHA-1 as DER names it. It names the issuer here, and signs nothing; responders know no other.
const SHA1: [u8; 9] = [OID, 5, 0x2b, 0x0e, 0x03, 0x02, 0x1a, NULL, 0];
const SHA1_OID: &str = "1.3.14.3.2.26";
/// `id-pkix-ocsp-nonce` as DER.
const NONCE: [u8; 11] = [OID, 9, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];
const NONCE_OID: &str = "1.3.6.1.5.5.7.48.1.2";
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const SIGNS_ANSWERS: &str = "1.3.6.1.5.5.7.3.9";
const EXTENDED_REVOCATION: &str = "1.3.6.1.5.5.7.48.1.9";

/// A question to a responder (RFC 6960), and all that its answer has to match.
pub struct OcspQuestion {
    /// As it is sent: `application/ocsp-request`.
    pub body: Vec<u8>,
    nonce: [u8; 32],
    id: CertId,
    issuer: Vec<u8>,
}

/// What a responder answered, and it may be believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Answered {
    /// What it says.
    pub status: Status,
    /// Until when that may be repeated.
    pub fresh_until: Timestamp,
}

/// Why an answer is worth nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum OcspError {
    /// Not an answer.
    #[error("the answer cannot be read")]
    Unreadable,
    /// An answer that says that there is none (RFC 6960, 4.2.1).
    #[error("the responder says that it cannot answer ({0})")]
    Refused(u8),
    /// Not signed by whom it must be.
    #[error("the answer is signed by somebody who may not")]
    Responder,
    /// A signature that is wrong or weak.
    #[error("the answer's signature does not hold")]
    Signature,
    /// Of another certificate.
    #[error("the answer is about another certificate")]
    Other,
    /// To another question.
    #[error("the answer is to another question")]
    Nonce,
    /// Too old, ended, or not begun.
    #[error("the answer is not of now")]
    Stale,
    /// Something critical in it that we do not understand.
    #[error("the answer has a critical extension that is not understood")]
    CriticalExtension,
}

impl OcspQuestion {
    /// Whether `certificate`, issued by `issuer`, still stands. An answer that repeats a nonce has to repeat this.
    pub fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: [u8; 32],
    ) -> Result<Self, Unreadable> {
        let certificate = Parts::of(certificate).ok_or(Unreadable)?;
        let above = Parts::of(issuer).ok_or(Unreadable)?;
        let id = CertId {
            issuer_name: sha1(certificate.issuer),
            issuer_key: sha1(above.key),
            serial: certificate.serial.to_vec(),
        };
        Ok(Self { body: request(&id, nonce), nonce, id, issuer: issuer.der().to_vec() })
    }

    /// What the answer says, if it is to this question, fresh, and signed by the issuer or by whom it named for that.
    pub fn read(&self, answer: &[u8], now: Timestamp) -> Result<Answered, OcspError> {
        let basic = basic(answer)?;
        let issuer =
            Certificate::from_der(self.issuer.clone()).map_err(|_| OcspError::Unreadable)?;
        let mut from = Reader::inside(basic, SEQUENCE).ok_or(OcspError::Unreadable)?;
        let sealed = Sealed::read(&mut from).ok_or(OcspError::Unreadable)?;
        let signers = signers(&mut from).ok_or(OcspError::Unreadable)?;
        let content = sealed.content().and_then(Content::read).ok_or(OcspError::Unreadable)?;
        verify(&sealed, content.responder, &issuer, &signers, now)?;
        self.accept(&content, now)
    }

    fn accept(&self, content: &Content<'_>, now: Timestamp) -> Result<Answered, OcspError> {
        if !content.extensions.are_understood(&[NONCE_OID, EXTENDED_REVOCATION]) {
            return Err(OcspError::CriticalExtension);
        }
        if content.extensions.value(NONCE_OID).is_some_and(|nonce| !self.is_ours(nonce)) {
            return Err(OcspError::Nonce);
        }
        // Of two answers about one certificate neither is taken.
        let mut ours = content.answers.iter().filter(|answer| answer.id == self.id);
        let (Some(answer), None) = (ours.next(), ours.next()) else {
            return Err(OcspError::Other);
        };
        if !answer.extensions.are_understood(&[]) {
            return Err(OcspError::CriticalExtension);
        }
        let fresh_until = fresh_until(answer);
        let is_begun = is_begun(answer.this_update, now) && is_begun(content.produced_at, now);
        if !is_begun || fresh_until <= now {
            return Err(OcspError::Stale);
        }
        Ok(Answered { status: answer.status, fresh_until })
    }

    /// RFC 9654 has an OCTET STRING in the value; some responders leave that out.
    fn is_ours(&self, value: &[u8]) -> bool {
        value == self.nonce || Reader::new(value).take(OCTET_STRING) == Some(&self.nonce)
    }
}

impl fmt::Debug for OcspQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcspQuestion").finish_non_exhaustive()
    }
}

fn fresh_until(answer: &Single<'_>) -> Timestamp {
    let longest = answer.this_update.checked_add(FRESH).unwrap_or(answer.this_update);
    answer.next_update.map_or(longest, |next| next.min(longest))
}

/// Which certificate, as questions and answers name it (RFC 6960, 4.1.1).
#[derive(Debug, Eq, PartialEq)]
struct CertId {
    issuer_name: [u8; 20],
    issuer_key: [u8; 20],
    serial: Vec<u8>,
}

impl CertId {
    fn write(&self) -> Vec<u8> {
        let mut content = der::write(SEQUENCE, &SHA1);
        content.extend(der::write(OCTET_STRING, &self.issuer_name));
        content.extend(der::write(OCTET_STRING, &self.issuer_key));
        // The sign has an octet of its own where the first bit is taken.
        let sign: &[u8] = if self.serial.first().is_some_and(|b| *b >= 0x80) { &[0] } else { &[] };
        content.extend(der::write(INTEGER, &[sign, &self.serial].concat()));
        der::write(SEQUENCE, &content)
    }

    /// `Some(None)` if it names the issuer by another digest than ours.
    #[expect(clippy::option_option, reason = "another's and broken are two answers")]
    fn read(from: &mut Reader<'_>) -> Option<Option<Self>> {
        let mut id = from.enter(SEQUENCE)?;
        let digest = id.enter(SEQUENCE)?.oid()?;
        let issuer_name = id.take(OCTET_STRING)?.try_into().ok();
        let issuer_key = id.take(OCTET_STRING)?.try_into().ok();
        let serial = id.natural()?.to_vec();
        id.end()?;
        let is_ours = digest == SHA1_OID;
        Some(
            issuer_name.zip(issuer_key).filter(|_| is_ours).map(|(issuer_name, issuer_key)| Self {
                issuer_name,
                issuer_key,
                serial,
            }),
        )
    }
}

/// RFC 6960, 4.1.1, with a nonce (RFC 9654).
fn request(id: &CertId, nonce: [u8; 32]) -> Vec<u8> {
    let list = der::write(SEQUENCE, &der::write(SEQUENCE, &id.write()));
    let value = der::write(OCTET_STRING, &der::write(OCTET_STRING, &nonce));
    let extension = der::write(SEQUENCE, &[NONCE.as_slice(), &value].concat());
    let extensions = der::write(explicit(2), &der::write(SEQUENCE, &extension));
    der::write(SEQUENCE, &der::write(SEQUENCE, &[list, extensions].concat()))
}

/// The `BasicOCSPResponse` in an answer.
fn basic(answer: &[u8]) -> Result<&[u8], OcspError> {
    if answer.len() > LONGEST {
        return Err(OcspError::Unreadable);
    }
    let mut from = Reader::inside(answer, SEQUENCE).ok_or(OcspError::Unreadable)?;
    match from.take(ENUMERATED) {
        Some(&[0]) => response(from).ok_or(OcspError::Unreadable),
        Some(&[status]) => Err(OcspError::Refused(status)),
        Some(_) | None => Err(OcspError::Unreadable),
    }
}

fn response(mut from: Reader<'_>) -> Option<&[u8]> {
    let mut response = from.enter(explicit(0))?.enter(SEQUENCE)?;
    from.end()?;
    let is_basic = response.oid()? == BASIC;
    let basic = response.take(OCTET_STRING)?;
    is_basic.then_some(basic)
}

/// The certificates that come with an answer.
fn signers(from: &mut Reader<'_>) -> Option<Vec<Certificate>> {
    let Some(certificates) = from.optional(explicit(0))? else {
        from.end()?;
        return Some(Vec::new());
    };
    from.end()?;
    let mut list = Reader::inside(certificates, SEQUENCE)?;
    let mut all = Vec::new();
    while !list.is_at_end() {
        let der = list.whole_of(SEQUENCE)?.whole;
        all.push(Certificate::from_der(der.to_vec()).ok()?);
    }
    (all.len() <= MOST_SIGNERS).then_some(all)
}

/// What a responder says (RFC 6960, 4.2.1).
struct Content<'a> {
    responder: Responder<'a>,
    produced_at: Timestamp,
    answers: Vec<Single<'a>>,
    extensions: Extensions<'a>,
}

/// Who says that they answer.
#[derive(Clone, Copy)]
enum Responder<'a> {
    /// By name, a `Name` with its tag.
    Name(&'a [u8]),
    /// By the SHA-1 of its key.
    Key(&'a [u8]),
}

/// What is said of one certificate.
struct Single<'a> {
    id: CertId,
    status: Status,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    extensions: Extensions<'a>,
}

impl<'a> Content<'a> {
    fn read(mut from: Reader<'a>) -> Option<Self> {
        // RFC 6960, 4.2.1: there is one version, which need not be written.
        if from.optional(explicit(0))?.is_some_and(|version| version != [INTEGER, 1, 0]) {
            return None;
        }
        let responder = from.element()?;
        let responder = match responder.tag {
            tag if tag == explicit(1) => Responder::Name(responder.content),
            tag if tag == explicit(2) => {
                Responder::Key(Reader::new(responder.content).take(OCTET_STRING)?)
            }
            _ => return None,
        };
        let produced_at = from.time()?;
        let mut list = from.enter(SEQUENCE)?;
        let mut answers = Vec::new();
        while !list.is_at_end() {
            answers.extend(Single::read(&mut list)?);
        }
        let extensions = extensions(&mut from)?;
        Some(Self { responder, produced_at, answers, extensions })
    }
}

impl<'a> Single<'a> {
    /// `Some(None)` if it names its certificate in another way than we do.
    #[expect(clippy::option_option, reason = "another's and broken are two answers")]
    fn read(list: &mut Reader<'a>) -> Option<Option<Self>> {
        let mut from = list.enter(SEQUENCE)?;
        let id = CertId::read(&mut from)?;
        let status = status(&mut from)?;
        let this_update = from.time()?;
        let next_update = match from.optional(explicit(0))? {
            Some(time) => Some(Reader::new(time).time()?),
            None => None,
        };
        let extensions = extensions(&mut from)?;
        Some(id.map(|id| Self { id, status, this_update, next_update, extensions }))
    }
}

fn status(from: &mut Reader<'_>) -> Option<Status> {
    let status = from.element()?;
    match status.tag {
        tag if tag == implicit(0) && status.content.is_empty() => Some(Status::Good),
        tag if tag == implicit(2) && status.content.is_empty() => Some(Status::Unknown),
        tag if tag == explicit(1) => {
            let mut revoked = Reader::new(status.content);
            let at = revoked.time()?;
            let reason = match revoked.optional(explicit(0))? {
                Some(reason) => Some(Reason::read(Reader::new(reason))?),
                None => None,
            };
            revoked.end()?;
            Some(Status::Revoked { at, reason })
        }
        _ => None,
    }
}

/// The last thing there: extensions in `[1]`.
fn extensions<'a>(from: &mut Reader<'a>) -> Option<Extensions<'a>> {
    let extensions = from.optional(explicit(1))?;
    from.end()?;
    extensions.map_or(Some(Extensions::default()), Extensions::read)
}

/// RFC 6960, 4.2.2.2: the issuer itself, or whom it named for that with a certificate of its own.
fn verify(
    sealed: &Sealed<'_>,
    responder: Responder<'_>,
    issuer: &Certificate,
    signers: &[Certificate],
    now: Timestamp,
) -> Result<(), OcspError> {
    let is_responder = |certificate: &&Certificate| {
        Parts::of(certificate).is_some_and(|parts| match responder {
            Responder::Name(name) => parts.subject == name,
            Responder::Key(key) => sha1(parts.key) == key,
        })
    };
    let mut any = false;
    for signer in std::iter::once(issuer).chain(signers).filter(is_responder) {
        if signer == issuer || is_delegate(signer, issuer, now).unwrap_or(false) {
            if sealed.is_by(signer) {
                return Ok(());
            }
            any = true;
        }
    }
    Err(if any { OcspError::Signature } else { OcspError::Responder })
}

/// Whether the issuer itself gave this certificate, for answers, and its time is now.
fn is_delegate(signer: &Certificate, issuer: &Certificate, now: Timestamp) -> Option<bool> {
    let (parts, above) = (Parts::of(signer)?, Parts::of(issuer)?);
    let may_sign = |usage: KeyUsage| {
        usage.allows(KeyUsage::DIGITAL_SIGNATURE) || usage.allows(KeyUsage::NON_REPUDIATION)
    };
    let purposes = parts.extensions.purposes()?.unwrap_or_default();
    let in_time = is_begun(parts.not_before, now) && now <= parts.not_after;
    Some(
        in_time
            && parts.issuer == above.subject
            && parts.sealed.is_by(issuer)
            && purposes.iter().any(|purpose| purpose == SIGNS_ANSWERS)
            && parts.extensions.key_usage()?.is_none_or(may_sign)
            && parts.extensions.are_understood(&[KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS]),
    )
}
