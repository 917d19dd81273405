//! A certificate from what is to stand in it (RFC 5280 4.1).

use jiff::Timestamp;

use crate::key::{Digest, Key};
use crate::name::Name;
use crate::{der, oid};

/// What is signed: everything of a certificate that is not its issuer's.
pub(crate) struct Content {
    pub(crate) serial: Vec<u8>,
    pub(crate) subject: Name,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) extensions: Vec<Vec<u8>>,
}

/// Who signs.
pub(crate) struct Issuer<'a> {
    pub(crate) name: &'a Name,
    pub(crate) key: &'a Key,
    pub(crate) digest: Digest,
}

pub(crate) fn certificate(content: Content, key: &Key, issuer: &Issuer<'_>) -> Vec<u8> {
    let mut extensions = content.extensions;
    extensions.push(extension(oid::SUBJECT_KEY_IDENTIFIER, &der::octets(&key.id())));
    extensions.push(authority_key(issuer.key));
    let signed = der::sequence([
        der::explicit(0, &der::integer(&[2])),
        der::integer(&content.serial),
        issuer.key.algorithm(issuer.digest),
        issuer.name.der(),
        der::sequence([der::time(content.from), der::time(content.until)]),
        content.subject.der(),
        key.public(),
        der::explicit(3, &der::sequence(extensions)),
    ]);
    issuer.key.signed(issuer.digest, signed)
}

pub(crate) fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence([der::oid(kind), der::octets(value)])
}

pub(crate) fn critical(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence([der::oid(kind), der::truth(), der::octets(value)])
}

pub(crate) fn authority_key(key: &Key) -> Vec<u8> {
    extension(oid::AUTHORITY_KEY_IDENTIFIER, &der::sequence([der::implicit(0, &key.id())]))
}

pub(crate) fn end_entity() -> Vec<u8> {
    critical(oid::BASIC_CONSTRAINTS, &der::sequence([]))
}

pub(crate) fn authority() -> Vec<u8> {
    critical(oid::BASIC_CONSTRAINTS, &der::sequence([der::truth()]))
}

/// The bits of RFC 5280 4.2.1.3.
pub(crate) fn key_usage(bits: &[u8]) -> Vec<u8> {
    critical(oid::KEY_USAGE, &der::named_bits(bits))
}

pub(crate) mod usage {
    pub(crate) const DIGITAL_SIGNATURE: u8 = 0;
    pub(crate) const NON_REPUDIATION: u8 = 1;
    pub(crate) const KEY_ENCIPHERMENT: u8 = 2;
    pub(crate) const KEY_CERT_SIGN: u8 = 5;
    pub(crate) const CRL_SIGN: u8 = 6;
}

pub(crate) fn extended_key_usage(purposes: &[&str]) -> Vec<u8> {
    let purposes = purposes.iter().map(|purpose| der::oid(purpose));
    extension(oid::EXTENDED_KEY_USAGE, &der::sequence(purposes))
}

/// The first with where its issuer's practice statement is, as most issuers do.
pub(crate) fn policies(policies: &[&str], statement: &str) -> Vec<u8> {
    let all = policies.iter().enumerate().map(|(place, policy)| {
        let qualifier = der::sequence([der::sequence([
            der::oid(oid::CPS),
            der::element(IA5, statement.as_bytes()),
        ])]);
        let mut parts = vec![der::oid(policy)];
        parts.extend((place == 0).then_some(qualifier));
        der::sequence(parts)
    });
    extension(oid::CERTIFICATE_POLICIES, &der::sequence(all))
}

/// An e-mail address, and a name with what the subject cannot hold.
pub(crate) fn alternative_name(name: &Name) -> Vec<u8> {
    let names = [der::implicit(1, b"cards@example.test"), der::explicit(4, &name.der())];
    extension(oid::SUBJECT_ALT_NAME, &der::sequence(names))
}

/// RFC 3739 3.2.6, ETSI EN 319 412-5.
#[derive(Clone, Copy)]
pub(crate) enum Statement {
    Compliance,
    OnDevice,
    Disclosure,
    Type(&'static str),
}

pub(crate) fn statements(all: &[Statement]) -> Vec<u8> {
    let all = all.iter().map(|statement| match statement {
        Statement::Compliance => der::sequence([der::oid(oid::QC_COMPLIANCE)]),
        Statement::OnDevice => der::sequence([der::oid(oid::QC_SSCD)]),
        Statement::Disclosure => der::sequence([der::oid(oid::QC_PDS), disclosure()]),
        Statement::Type(kind) => {
            der::sequence([der::oid(oid::QC_TYPE), der::sequence([der::oid(kind)])])
        }
    });
    extension(oid::QC_STATEMENTS, &der::sequence(all))
}

fn disclosure() -> Vec<u8> {
    der::sequence([der::sequence([
        der::element(IA5, b"https://issuer.example/pds_es.pdf"),
        der::element(0x13, b"es"),
    ])])
}

/// Where a certificate's status can be asked, and its issuer's certificate had.
pub(crate) fn information(ocsp: Option<&str>, issuers: Option<&str>) -> Vec<u8> {
    let ocsp = ocsp.map(|url| der::sequence([der::oid(oid::OCSP), uri(url)]));
    let issuers = issuers.map(|url| der::sequence([der::oid(oid::CA_ISSUERS), uri(url)]));
    let all = ocsp.into_iter().chain(issuers);
    extension(oid::AUTHORITY_INFO_ACCESS, &der::sequence(all))
}

/// All addresses are of one list.
pub(crate) fn list_at(urls: &[&str]) -> Vec<u8> {
    let point = der::sequence([distribution_point(urls)]);
    extension(oid::CRL_DISTRIBUTION_POINTS, &der::sequence([point]))
}

/// RFC 5280 4.2.1.13: the distribution point that is its full name.
pub(crate) fn distribution_point(urls: &[&str]) -> Vec<u8> {
    let urls = der::joined(urls.iter().map(|url| uri(url)));
    der::explicit(0, &der::explicit(0, &urls))
}

pub(crate) fn birth(at: Timestamp) -> Vec<u8> {
    let attribute =
        der::sequence([der::oid(oid::DATE_OF_BIRTH), der::set([der::generalized_time(at)])]);
    extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES, &der::sequence([attribute]))
}

const IA5: u8 = 0x16;

fn uri(url: &str) -> Vec<u8> {
    der::implicit(6, url.as_bytes())
}
