//! What describes a person, and whether that still stands: certificates, answers of responders, and lists.
//!
//! The octets are what is signed. The authority signs whatever they are, so that they reach what is behind
//! the signature.

use std::sync::OnceLock;

use certs::Certificate;
use certs::holder::{Authorities, Policies, Presented, examine};
use certs::revocation::{Crl, OcspQuestion, Reason, Status, sources};
use identity::is_invisible;
use jiff::Timestamp;

use super::der::{ALGORITHM, element, natural, sealed, sequence, signature};
use super::parties;

/// The serial number of which answers and lists speak.
pub const SERIAL: [u8; 3] = [0x9a, 0xbc, 1];
/// What an answer repeats.
pub const NONCE: [u8; 32] = [7; 32];

/// When it is: in the time of the authority's certificate.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_798_761_600).expect("2027")
}

/// What an authority says of somebody.
pub fn holder(content: &[u8]) -> bool {
    assert!(look(content.to_vec()).is_none(), "nobody has signed it");
    look(sealed(content)).is_some()
}

fn look(der: Vec<u8>) -> Option<()> {
    let presented = Presented::new(&[der]).ok()?;
    let _ = sources(presented.certificate());
    let found = examine(&presented, authorities(), policies(), now()).ok()?;
    let identity = &found.holder.identity;
    for text in [&identity.identifier, &identity.given_name, &identity.family_name] {
        assert!(!text.is_empty() && !text.contains(is_invisible), "{text:?}");
    }
    assert!(!found.issuer.contains(is_invisible) && !found.serial.is_empty());
    assert_eq!(&found.path[0], presented.certificate());
    assert!(sources(presented.certificate()).is_ok_and(|found| found.ocsp.len() <= 3));
    Some(())
}

/// What a responder says.
pub fn answer(content: &[u8]) -> bool {
    let question = OcspQuestion::new(someone(), authority(), NONCE).expect("both can be read");
    assert!(question.read(content, now()).is_err(), "nobody has signed it");
    let basic = sequence(&[content, &ALGORITHM, &signature(content)]);
    // id-pkix-ocsp-basic.
    let kind = [6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
    let response = element(0xa0, &sequence(&[&kind, &element(4, &basic)]));
    let Ok(found) = question.read(&sequence(&[&[0x0a, 1, 0], &response]), now()) else {
        return false;
    };
    assert!(found.fresh_until > now());
    assert!(found.fresh_until.duration_since(now()).as_hours() <= 24);
    true
}

/// A list of what no longer stands.
pub fn list(content: &[u8]) -> bool {
    assert!(Crl::read(content, authority(), now()).is_err(), "nobody has signed it");
    let Ok(list) = Crl::read(&sealed(content), authority(), now()) else {
        return false;
    };
    assert!(list.fresh_until() > now());
    if let Ok(Status::Revoked { reason, .. }) = list.status(someone()) {
        assert!(content.windows(SERIAL.len()).any(|octets| octets == SERIAL));
        let _ = reason.is_some_and(Reason::may_end);
    }
    true
}

fn authority() -> &'static Certificate {
    parties::ec().certificate()
}

fn authorities() -> &'static Authorities {
    static ALL: OnceLock<Authorities> = OnceLock::new();
    ALL.get_or_init(|| {
        let copy = Certificate::from_der(authority().der().to_vec()).unwrap();
        Authorities::new(vec![copy]).unwrap()
    })
}

fn policies() -> &'static Policies {
    static ALL: OnceLock<Policies> = OnceLock::new();
    // Those of one issuer only are taken of this authority too.
    ALL.get_or_init(|| Policies::new(Policies::standard().iter().cloned().collect()).unwrap())
}

/// Whoever has the serial number.
fn someone() -> &'static Certificate {
    static SOMEONE: OnceLock<Certificate> = OnceLock::new();
    SOMEONE.get_or_init(|| Certificate::from_der(sealed(&content(&issuer(), &[]))).unwrap())
}

/// What is signed of a certificate, with this subject and these extensions.
pub fn content(subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let times = [b"261201000000Z", b"300101000000Z"].map(|time| element(0x17, time));
    let all: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    let extensions = if all.is_empty() { Vec::new() } else { element(0xa3, &sequence(&all)) };
    sequence(&[
        &element(0xa0, &[2, 1, 2]),
        &natural(&SERIAL),
        &ALGORITHM,
        &issuer(),
        &sequence(&[&times[0], &times[1]]),
        subject,
        &key(),
        &extensions,
    ])
}

/// The authority's name: its common name alone.
pub fn issuer() -> Vec<u8> {
    let attribute = sequence(&[&[6, 3, 0x55, 4, 3], &element(0x0c, b"worthless test key")]);
    sequence(&[&element(0x31, &attribute)])
}

/// The authority's, which is as good as any.
pub fn key() -> Vec<u8> {
    let der = authority().der();
    // Behind its algorithm, ecPublicKey on P-256.
    let start = der.windows(4).position(|octets| octets == [0x30, 0x59, 0x30, 0x13]).unwrap();
    der[start..start + 0x5b].to_vec()
}
