mod authorities;
mod defects;
mod identities;
mod mutations;
mod policies;

use std::sync::OnceLock;

use super::*;
use crate::pki::{self, Authority, Draft, PRINTABLE, UTF8, now};

const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const COMPLIANCE: &str = "0.4.0.1862.1.1";
const ON_DEVICE: &str = "0.4.0.1862.1.4";
const FOR_SIGNATURES: &str = "0.4.0.1862.1.6.1";

const C: &str = "2.5.4.6";
const CN: &str = "2.5.4.3";
const SN: &str = "2.5.4.4";
const GN: &str = "2.5.4.42";
const SERIAL: &str = "2.5.4.5";
const ORG: &str = "2.5.4.10";
const ORG_ID: &str = "2.5.4.97";

/// One authority for all tests: making keys takes longer than using them.
fn root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(|| Authority::root("AC RAÍZ"))
}

/// Who issues the DNIe.
fn police() -> &'static Authority {
    static POLICE: OnceLock<Authority> = OnceLock::new();
    POLICE.get_or_init(|| {
        let mut draft = Authority::draft("AC RAÍZ DNIE", pki::ec());
        draft.subject = pki::name(&[
            (ORG, UTF8, "DIRECCION GENERAL DE LA POLICIA"),
            (CN, UTF8, "AC RAÍZ DNIE"),
        ]);
        draft.signed_by_itself()
    })
}

fn believed(all: &[&Authority]) -> Authorities {
    Authorities::new(all.iter().map(|one| one.certificate()).collect()).unwrap()
}

fn present(certificates: &[&Certificate]) -> Presented {
    let der: Vec<Vec<u8>> = certificates.iter().map(|one| one.der().to_vec()).collect();
    Presented::new(&der).unwrap()
}

fn look(certificate: &Certificate) -> Result<Examined, Defect> {
    examine(&present(&[certificate]), &believed(&[root(), police()]), &Policies::standard(), now())
}

/// What the authority of all tests makes of a draft is examined.
fn examined(draft: &Draft) -> Result<Examined, Defect> {
    look(&root().issue(draft))
}

/// The same of a DNIe, by its own issuer.
fn examined_dnie(draft: &Draft) -> Result<Examined, Defect> {
    look(&police().issue(draft))
}

fn defect(draft: &Draft) -> Defect {
    examined(draft).unwrap_err()
}

fn key() -> openssl::pkey::PKey<openssl::pkey::Private> {
    static KEY: OnceLock<openssl::pkey::PKey<openssl::pkey::Private>> = OnceLock::new();
    KEY.get_or_init(pki::ec).clone()
}

/// Of any subject, for logins, with these policies.
fn login(subject: Vec<u8>, policies: &[&str]) -> Draft {
    let extensions = vec![
        pki::key_usage(pki::DIGITAL_SIGNATURE),
        pki::purposes(&[CLIENT, EMAIL]),
        pki::policies(policies),
        pki::statements(&[COMPLIANCE], &[FOR_SIGNATURES]),
    ];
    Draft::new(subject, key(), extensions)
}

/// DNIe, authentication.
fn dnie() -> Draft {
    let subject = pki::name(&[
        (C, PRINTABLE, "ES"),
        (SERIAL, PRINTABLE, "12345678Z"),
        (SN, UTF8, "IBÁÑEZ"),
        (GN, UTF8, "MARÍA DEL MAR"),
        (CN, UTF8, "IBÁÑEZ DE LA PEÑA, MARÍA DEL MAR (AUTENTICACIÓN)"),
    ]);
    let extensions =
        vec![pki::key_usage(pki::DIGITAL_SIGNATURE), pki::policies(&["2.16.724.1.2.2.2.4"])];
    Draft::new(subject, key(), extensions)
}

const FNMT_PERSON: &str = "1.3.6.1.4.1.5734.3.10.1";
const NATURAL: &str = "0.4.0.194112.1.0";
const NATURAL_ON_DEVICE: &str = "0.4.0.194112.1.2";

fn fnmt_subject() -> Vec<u8> {
    pki::name(&[
        (C, PRINTABLE, "ES"),
        (SERIAL, PRINTABLE, "IDCES-12345678Z"),
        (GN, UTF8, "JUAN"),
        (SN, UTF8, "ESPAÑOL DE LA FUENTE"),
        (CN, UTF8, "ESPAÑOL DE LA FUENTE JUAN - 12345678Z"),
    ])
}

fn fnmt_beside(number: &str) -> Vec<u8> {
    pki::beside(&[
        ("1.3.6.1.4.1.5734.1.4", UTF8, number),
        ("1.3.6.1.4.1.5734.1.3", UTF8, "DE LA FUENTE"),
        ("1.3.6.1.4.1.5734.1.2", UTF8, "ESPAÑOL"),
        ("1.3.6.1.4.1.5734.1.1", UTF8, "JUAN"),
    ])
}

/// FNMT, natural person.
fn fnmt() -> Draft {
    let mut draft = login(fnmt_subject(), &[FNMT_PERSON, NATURAL]);
    draft.extensions.push(fnmt_beside("12345678Z"));
    draft
}

/// FNMT, representative.
fn representative(policy: &str) -> Draft {
    let subject = pki::name(&[
        (C, PRINTABLE, "ES"),
        (SERIAL, PRINTABLE, "IDCES-12345678Z"),
        (GN, UTF8, "JUAN"),
        (SN, UTF8, "ESPAÑOL ESPAÑOL"),
        (CN, UTF8, "12345678Z JUAN ESPAÑOL (R: B12345674)"),
        (ORG, UTF8, "PRUEBAS, S.L."),
        (ORG_ID, UTF8, "VATES-B12345674"),
    ]);
    login(subject, &[policy, NATURAL])
}

/// The attribute of the subject is replaced, or goes.
fn with_subject(draft: Draft, attributes: &[(&str, u8, &str)]) -> Draft {
    Draft { subject: pki::name(attributes), ..draft }
}
