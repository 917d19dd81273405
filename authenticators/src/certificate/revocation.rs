//! Whether a certificate still stands, as its issuer says (SPEC 5.5, step 4). Where nobody says, it does not enter.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use certs::revocation::{
    Answered, Crl, CrlError, OcspError, OcspQuestion, Reason, Sources, Status, Unreadable, sources,
};
use certs::{Certificate, CertificateError};
use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};
use openssl::error::ErrorStack;
use openssl::rand::rand_bytes;
use openssl::sha::{Sha256, sha256};
use openssl::x509::X509;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;
use tracing::warn;

use super::found::Wrong;
use super::lists::{Kept, Lists};
use super::store::{self, Revoked};
use crate::contract::{Fault, Ports};
use crate::web::{NoAnswer, Question, Web};

/// The longest answer of a responder.
const OCSP_OCTETS: usize = 64 * 1024;
/// The longest list.
const CRL_OCTETS: usize = 32 * 1024 * 1024;
/// A list is read again after so long, whatever it says of the next one.
const LISTS_KEPT: SignedDuration = SignedDuration::from_hours(1);
/// So many questions are asked of one server at once.
const AT_ONCE: usize = 16;
/// Servers that are known to be asked.
const MOST_SERVERS: usize = 1000;
/// So many answers are held.
const MOST_ANSWERS: usize = 10_000;

/// How long issuers are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience {
    /// All responders of one certificate together.
    pub(super) ocsp: Duration,
    /// And all its lists.
    pub(super) crl: Duration,
    /// A good answer does for so long, or less if it says so.
    pub(super) kept: SignedDuration,
}

/// SHA-256 of the name and key of a certificate's issuer, and of its serial number.
pub(super) type Name = [u8; 32];

/// Asks whether certificates stand.
pub(super) struct Revocation {
    pool: Pool,
    web: Arc<dyn Web>,
    patience: Patience,
    answers: Mutex<HashMap<Name, Answer>>,
    lists: Lists<Crl>,
    /// How many may still be asked at once of each server: one that is slow keeps few waiting.
    turns: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A responder's word that a certificate stands.
#[derive(Clone)]
struct Answer {
    /// SHA-256 of it, in hexadecimal.
    digest: String,
    until: Timestamp,
}

/// A certificate and who issued it.
struct Link<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    name: Name,
}

/// What is known of one certificate.
enum Said {
    /// It stands; SHA-256 of the answer that says so.
    Good(String),
    /// It does not.
    Revoked(Timestamp, Option<Reason>),
    /// Its issuer does not know it.
    Unknown,
}

/// Why one source has said nothing.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error(transparent)]
    Web(#[from] NoAnswer),
    #[error(transparent)]
    Ocsp(#[from] OcspError),
    #[error(transparent)]
    Crl(#[from] CrlError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("there is no randomness: {0}")]
    Random(#[from] ErrorStack),
    #[error("the list was not read to its end")]
    Interrupted(#[from] JoinError),
    #[error("somebody else has just asked in vain")]
    Shared,
    #[error("too many are waiting for it")]
    Crowded,
}

impl Revocation {
    pub(super) fn new(patience: Patience, ports: &Ports) -> Self {
        Self {
            pool: ports.credentials.clone(),
            web: Arc::clone(&ports.web),
            patience,
            answers: Mutex::default(),
            lists: Lists::new(),
            turns: Mutex::default(),
        }
    }

    /// Whether every certificate of the path below the authority that is believed still stands: SHA-256 of what was
    /// answered of the first one, or what is wrong. `issuer` is its issuer's name, for people.
    pub(super) async fn check(
        &self,
        path: &[Certificate],
        issuer: &str,
        now: Timestamp,
    ) -> Result<Result<String, Wrong>, Fault> {
        let links = links(path)?;
        let Some((first, authorities)) = links.split_first() else {
            warn!("an authority that is believed was presented as somebody's certificate");
            return Ok(Err(Wrong::Unchecked));
        };
        let names: Vec<&[u8]> = links.iter().map(|link| link.name.as_slice()).collect();
        let known = store::revoked(&self.pool, &names).await?;
        let known = |link: &Link<'_>| known.iter().find(|one| one.certificate == link.name);
        if authorities.iter().any(|link| known(link).is_some()) {
            return Ok(Err(Wrong::Authority));
        }
        if let Some(Revoked { at, reason, .. }) = known(first) {
            let issuer = issuer.to_owned();
            return Ok(Err(Wrong::Revoked { at: *at, reason: *reason, issuer }));
        }
        let (said, above) = tokio::join!(self.ask(first, now), self.ask_all(authorities, now));
        self.remember(first, said.as_ref(), now).await?;
        for (link, said) in authorities.iter().zip(&above) {
            self.remember(link, said.as_ref(), now).await?;
        }
        Ok(verdict(said, &above, authorities.len(), issuer))
    }

    /// Authorities are few and known for long, so they are asked about one after the other, in the time that one
    /// certificate has.
    async fn ask_all(&self, links: &[Link<'_>], now: Timestamp) -> Vec<Option<Said>> {
        let mut said = Vec::new();
        let asked = async {
            for link in links {
                said.push(self.ask(link, now).await);
            }
        };
        if timeout(self.patience.ocsp + self.patience.crl, asked).await.is_err() {
            warn!("the authorities of a path were not answered for in time");
        }
        said
    }

    /// What is known of one certificate: what was answered before, then what a responder answers, then what a list
    /// says.
    async fn ask(&self, link: &Link<'_>, now: Timestamp) -> Option<Said> {
        if let Some(answer) = self.answered(&link.name, now) {
            return Some(Said::Good(answer));
        }
        let Sources { ocsp, crl } = match sources(link.certificate) {
            Ok(sources) => sources,
            Err(why) => {
                warn!(%why, "nobody can be asked about a certificate");
                return None;
            }
        };
        let within = self.patience.ocsp;
        if let Ok(Some(said)) = timeout(within, self.ask_responders(link, &ocsp, now)).await {
            return Some(said);
        }
        let within = self.patience.crl;
        timeout(within, self.read_lists(link, &crl, now)).await.ok().flatten()
    }

    async fn ask_responders(
        &self,
        link: &Link<'_>,
        urls: &[String],
        now: Timestamp,
    ) -> Option<Said> {
        for url in urls {
            match self.ask_responder(link, url, now).await {
                Ok(said) => return Some(said),
                Err(why) => silent(url, &why),
            }
        }
        None
    }

    async fn ask_responder(
        &self,
        link: &Link<'_>,
        url: &str,
        now: Timestamp,
    ) -> Result<Said, Silence> {
        let mut nonce = [0; 32];
        rand_bytes(&mut nonce)?;
        let asked = OcspQuestion::new(link.certificate, link.issuer, nonce)?;
        let question = Question {
            url,
            body: Some(("application/ocsp-request", &asked.body)),
            longest: OCSP_OCTETS,
            within: self.patience.ocsp,
        };
        let turn = self.turn(url)?;
        let answer = self.web.ask(&question).await?;
        drop(turn);
        let Answered { status, fresh_until } = asked.read(&answer, now)?;
        let digest = hex(&sha256(&answer));
        if status == Status::Good {
            self.hold(link.name, Answer { digest: digest.clone(), until: fresh_until }, now);
        }
        Ok(said(status, digest))
    }

    async fn read_lists(&self, link: &Link<'_>, urls: &[String], now: Timestamp) -> Option<Said> {
        for url in urls {
            match self.read_list(link, url, now).await {
                Ok(said) => return Some(said),
                Err(why) => silent(url, &why),
            }
        }
        None
    }

    async fn read_list(&self, link: &Link<'_>, url: &str, now: Timestamp) -> Result<Said, Silence> {
        let place = (url.to_owned(), link.issuer.fingerprint());
        let fetched = self.fetch(link.issuer, url, now);
        let Kept { list, answer, .. } =
            self.lists.at(place, now, fetched).await?.ok_or(Silence::Shared)?;
        Ok(said(list.status(link.certificate)?, answer))
    }

    /// A list can be long, so it is read where nobody waits for the thread.
    async fn fetch(
        &self,
        issuer: &Certificate,
        url: &str,
        now: Timestamp,
    ) -> Result<Kept<Crl>, Silence> {
        let within = self.patience.crl;
        let question = Question { url, body: None, longest: CRL_OCTETS, within };
        let turn = self.turn(url)?;
        let octets = self.web.ask(&question).await?;
        drop(turn);
        let issuer = Certificate::from_der(issuer.der().to_vec())?;
        let read = move || {
            let list = Crl::read(&octets, &issuer, now)?;
            // An issuer that revokes in haste publishes before the day that it announced.
            let until = now.saturating_add(LISTS_KEPT).map_or(now, |at| at.min(list.fresh_until()));
            let answer = hex(&sha256(&octets));
            Ok(Kept { list: Arc::new(list), answer, octets: octets.len(), until })
        };
        spawn_blocking(read).await?
    }

    /// The right to ask a server, until it is dropped.
    fn turn(&self, url: &str) -> Result<OwnedSemaphorePermit, Silence> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= MOST_SERVERS {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        let turn = turns.entry(host_of(url).to_owned());
        let turn = turn.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Arc::clone(turn).try_acquire_owned().map_err(|_| Silence::Crowded)
    }

    /// Whatever is answered later, what was revoked for good stays so.
    async fn remember(
        &self,
        link: &Link<'_>,
        said: Option<&Said>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(Said::Revoked(at, reason)) = said else {
            return Ok(());
        };
        if reason.is_some_and(Reason::may_end) {
            return Ok(());
        }
        let until = match link.certificate.not_after() {
            Ok(end) => end.saturating_add(A_DAY),
            Err(_) => now.saturating_add(FIVE_YEARS),
        };
        let until = until.unwrap_or(Timestamp::MAX);
        let revoked = Revoked { certificate: link.name.to_vec(), at: *at, reason: *reason };
        Ok(store::remember(&self.pool, &revoked, now, until).await?)
    }

    fn answered(&self, name: &Name, now: Timestamp) -> Option<String> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(name).filter(|answer| answer.until > now).map(|answer| answer.digest.clone())
    }

    fn hold(&self, name: Name, answer: Answer, now: Timestamp) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST_ANSWERS {
            answers.retain(|_, answer| answer.until > now);
        }
        if answers.len() >= MOST_ANSWERS {
            answers.clear();
        }
        let until = answer.until.min(now.saturating_add(self.patience.kept).unwrap_or(now));
        answers.insert(name, Answer { until, ..answer });
    }
}

const A_DAY: SignedDuration = SignedDuration::from_hours(24);
const FIVE_YEARS: SignedDuration = SignedDuration::from_hours(24 * 1827);

/// What becomes of the path by what was said of the holder's certificate and of so many authorities.
fn verdict(
    said: Option<Said>,
    above: &[Option<Said>],
    authorities: usize,
    issuer: &str,
) -> Result<String, Wrong> {
    let issuer = issuer.to_owned();
    if above.iter().flatten().any(|said| !matches!(said, Said::Good(_))) {
        return Err(Wrong::Authority);
    }
    let all = above.len() == authorities && above.iter().all(Option::is_some);
    match said {
        Some(Said::Revoked(_, Some(Reason::Hold))) => Err(Wrong::Hold { issuer }),
        Some(Said::Revoked(at, reason)) => Err(Wrong::Revoked { at, reason, issuer }),
        Some(Said::Unknown) => Err(Wrong::Unknown { issuer }),
        Some(Said::Good(answer)) if all => Ok(answer),
        Some(Said::Good(_)) | None => Err(Wrong::Unchecked),
    }
}

fn said(status: Status, digest: String) -> Said {
    match status {
        Status::Good => Said::Good(digest),
        Status::Revoked { at, reason } => Said::Revoked(at, reason),
        Status::Unknown => Said::Unknown,
    }
}

fn links(path: &[Certificate]) -> Result<Vec<Link<'_>>, Fault> {
    let pairs = path.iter().zip(path.iter().skip(1));
    let link = |(certificate, issuer)| {
        let name = name_of(certificate, issuer).map_err(Fault::failed)?;
        Ok(Link { certificate, issuer, name })
    };
    pairs.map(link).collect()
}

/// As OCSP names certificates (RFC 6960, 4.1.1): no other issuer has a word on this one, whatever it calls itself.
fn name_of(certificate: &Certificate, issuer: &Certificate) -> Result<Name, ErrorStack> {
    let (x509, issuer) = (X509::from_der(certificate.der())?, X509::from_der(issuer.der())?);
    let issuer = [x509.issuer_name().to_der()?, issuer.public_key()?.public_key_to_der()?];
    let mut name = Sha256::new();
    for part in issuer {
        name.update(&(part.len() as u64).to_be_bytes());
        name.update(&part);
    }
    name.update(&x509.serial_number().to_bn()?.to_vec());
    Ok(name.finish())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut hex, octet| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

/// Addresses of lists may tell more than a log should know: their hosts do not.
fn silent(url: &str, why: &Silence) {
    let host = host_of(url);
    let why = why.to_string().replace(url, host);
    warn!(host, why, "whether a certificate stands was not answered");
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests;
