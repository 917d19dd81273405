//! Certificates of every kind for the tests of this crate, written octet by octet: also such as nobody issues.

use jiff::Timestamp;
use openssl::asn1::Asn1Object;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;

use crate::certificate::Certificate;
use crate::der::{self, BIT_STRING, OCTET_STRING, OID, SEQUENCE, SET, explicit, implicit};

pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const TELETEX: u8 = 0x14;
pub(crate) const BMP: u8 = 0x1e;

pub(crate) const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
pub(crate) const ECDSA_SHA1: &str = "1.2.840.10045.4.1";
pub(crate) const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
pub(crate) const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
pub(crate) const RSA_MD5: &str = "1.2.840.113549.1.1.4";

pub(crate) fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

pub(crate) fn ec() -> PKey<Private> {
    on_curve(Nid::X9_62_PRIME256V1)
}

pub(crate) fn on_curve(curve: Nid) -> PKey<Private> {
    let group = EcGroup::from_curve_name(curve).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

pub(crate) fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    der::write(SEQUENCE, &parts.concat())
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    der::write(OID, Asn1Object::from_str(text).unwrap().as_slice())
}

/// RDNs of one attribute each.
pub(crate) fn name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> = attributes.iter().map(|one| rdn(&[*one])).collect();
    sequence(&rdns)
}

pub(crate) fn rdn(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let mut all: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(kind, tag, text)| sequence(&[oid(kind), der::write(*tag, &encoded(*tag, text))]))
        .collect();
    all.sort();
    der::write(SET, &all.concat())
}

fn encoded(tag: u8, text: &str) -> Vec<u8> {
    match tag {
        TELETEX => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
        BMP => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

pub(crate) fn extension(kind: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { vec![1, 1, 0xff] } else { Vec::new() };
    sequence(&[oid(kind), critical, der::write(OCTET_STRING, value)])
}

/// Bits of the first octet, and of the second if it is not 0.
pub(crate) fn key_usage(bits: u16) -> Vec<u8> {
    let [first, second] = bits.to_be_bytes();
    let octets = if second == 0 { vec![first] } else { vec![first, second] };
    let unused = u8::try_from(octets.last().unwrap().trailing_zeros()).unwrap();
    extension("2.5.29.15", true, &der::write(BIT_STRING, &[vec![unused], octets].concat()))
}

pub(crate) const DIGITAL_SIGNATURE: u16 = 0x8000;
pub(crate) const NON_REPUDIATION: u16 = 0x4000;
pub(crate) const KEY_ENCIPHERMENT: u16 = 0x2000;
pub(crate) const SIGNS_ALL: u16 = 0x0600;

pub(crate) fn oids(kind: &str, all: &[&str]) -> Vec<u8> {
    extension(kind, false, &sequence(&all.iter().map(|one| oid(one)).collect::<Vec<_>>()))
}

pub(crate) fn purposes(all: &[&str]) -> Vec<u8> {
    oids("2.5.29.37", all)
}

pub(crate) fn policies(all: &[&str]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = all.iter().map(|one| sequence(&[oid(one)])).collect();
    extension("2.5.29.32", false, &sequence(&all))
}

/// Statements without content, and the types.
pub(crate) fn statements(all: &[&str], types: &[&str]) -> Vec<u8> {
    let mut list: Vec<Vec<u8>> = all.iter().map(|one| sequence(&[oid(one)])).collect();
    if !types.is_empty() {
        let types = sequence(&types.iter().map(|one| oid(one)).collect::<Vec<_>>());
        list.push(sequence(&[oid("0.4.0.1862.1.6"), types]));
    }
    extension("1.3.6.1.5.5.7.1.3", false, &sequence(&list))
}

/// A directory name beside the subject.
pub(crate) fn beside(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let email = der::write(implicit(1), b"alguien@example.org");
    extension("2.5.29.17", false, &sequence(&[email, der::write(explicit(4), &name(attributes))]))
}

pub(crate) fn basic_constraints(is_authority: bool) -> Vec<u8> {
    let content = if is_authority { vec![1, 1, 0xff] } else { Vec::new() };
    extension("2.5.29.19", true, &der::write(SEQUENCE, &content))
}

fn url(text: &str) -> Vec<u8> {
    der::write(implicit(6), text.as_bytes())
}

pub(crate) fn responders(urls: &[&str]) -> Vec<u8> {
    let all = urls.iter().map(|one| sequence(&[oid("1.3.6.1.5.5.7.48.1"), url(one)]));
    let issuer = sequence(&[oid("1.3.6.1.5.5.7.48.2"), url("http://ca.example.org/ca.crt")]);
    let all: Vec<Vec<u8>> = std::iter::once(issuer).chain(all).collect();
    extension("1.3.6.1.5.5.7.1.1", false, &sequence(&all))
}

/// A `DistributionPointName` in `[0]`.
pub(crate) fn point_name(urls: &[&str]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = urls.iter().map(|one| url(one)).collect();
    der::write(explicit(0), &der::write(explicit(0), &names.concat()))
}

/// One distribution point.
pub(crate) fn points(urls: &[&str]) -> Vec<u8> {
    extension("2.5.29.31", false, &sequence(&[sequence(&[point_name(urls)])]))
}

/// A certificate to be.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    /// `UTCTime`.
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) key: PKey<Private>,
    pub(crate) extensions: Vec<Vec<u8>>,
    /// As the issuer signs it.
    pub(crate) algorithm: &'static str,
}

impl Draft {
    pub(crate) fn new(subject: Vec<u8>, key: PKey<Private>, extensions: Vec<Vec<u8>>) -> Self {
        Self {
            serial: vec![0x00, 0x9a, 0xbc, 0x01],
            issuer: Vec::new(),
            subject,
            from: "250101000000Z",
            to: "300101000000Z",
            key,
            extensions,
            algorithm: ECDSA_SHA256,
        }
    }

    /// What is to be signed.
    pub(crate) fn content(&self) -> Vec<u8> {
        let times = [self.from, self.to].map(|time| der::write(0x17, time.as_bytes()));
        let mut parts = vec![
            der::write(explicit(0), &[2, 1, 2]),
            der::write(2, &self.serial),
            algorithm(self.algorithm),
            self.issuer.clone(),
            sequence(&times),
            self.subject.clone(),
            self.key.public_key_to_der().unwrap(),
        ];
        if !self.extensions.is_empty() {
            parts.push(der::write(explicit(3), &sequence(&self.extensions)));
        }
        sequence(&parts)
    }

    pub(crate) fn signed_by(&self, key: &PKey<Private>) -> Certificate {
        Certificate::from_der(sealed(&self.content(), key, self.algorithm)).unwrap()
    }
}

pub(crate) fn algorithm(text: &str) -> Vec<u8> {
    let parameters = if text.starts_with("1.2.840.113549") { vec![5, 0] } else { Vec::new() };
    sequence(&[oid(text), parameters])
}

pub(crate) fn sealed(content: &[u8], key: &PKey<Private>, how: &str) -> Vec<u8> {
    sequence(&[content.to_vec(), algorithm(how), signature(content, key, how)])
}

/// A `BIT STRING`.
pub(crate) fn signature(content: &[u8], key: &PKey<Private>, how: &str) -> Vec<u8> {
    let digest = match how {
        ECDSA_SHA1 | RSA_SHA1 => MessageDigest::sha1(),
        RSA_MD5 => MessageDigest::md5(),
        _ => MessageDigest::sha256(),
    };
    let signature = Signer::new(digest, key).unwrap().sign_oneshot_to_vec(content).unwrap();
    der::write(BIT_STRING, &[vec![0], signature].concat())
}

/// An authority with its key.
#[derive(Clone)]
pub(crate) struct Authority {
    pub(crate) draft: Draft,
    pub(crate) der: Vec<u8>,
}

impl Authority {
    pub(crate) fn root(common_name: &str) -> Self {
        Self::draft(common_name, ec()).signed_by_itself()
    }

    pub(crate) fn draft(common_name: &str, key: PKey<Private>) -> Draft {
        let subject = name(&[
            ("2.5.4.6", PRINTABLE, "ES"),
            ("2.5.4.10", UTF8, "Autoridad de Pruebas"),
            ("2.5.4.3", UTF8, common_name),
        ]);
        Draft::new(subject, key, vec![basic_constraints(true), key_usage(SIGNS_ALL)])
    }

    pub(crate) fn certificate(&self) -> Certificate {
        Certificate::from_der(self.der.clone()).unwrap()
    }

    pub(crate) fn name(&self) -> &[u8] {
        &self.draft.subject
    }

    pub(crate) fn issue(&self, draft: &Draft) -> Certificate {
        Draft { issuer: self.name().to_vec(), ..draft.clone() }.signed_by(&self.draft.key)
    }

    pub(crate) fn authorise(&self, draft: Draft) -> Self {
        let der = self.issue(&draft).der().to_vec();
        Self { draft, der }
    }
}

impl Draft {
    pub(crate) fn signed_by_itself(self) -> Authority {
        let issued = Self { issuer: self.subject.clone(), ..self.clone() };
        Authority { der: issued.signed_by(&self.key).der().to_vec(), draft: self }
    }
}
