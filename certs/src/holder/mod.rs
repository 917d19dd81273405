//! Whose certificate it is that somebody presents, if its issuer is believed.
//!
//! In reading order:
//!
//! * [`Presented`]: what came with the handshake.
//! * [`Authorities`]: who is believed.
//! * [`Policies`]: what a certificate of a policy is.
//! * [`examine`]: who it is, and [`Defect`]: what is wrong.

mod authorities;
mod defect;
mod document;
mod names;
mod path;
mod policies;
mod statements;
mod subject;

#[cfg(test)]
mod tests;

pub use authorities::{Authorities, AuthoritiesError, certificates_in};
pub use defect::Defect;
pub use policies::{Policies, Policy, PolicyError, Use};

use std::fmt::Write as _;

use identity::{CertificateKind, Holder, Identity};
use jiff::Timestamp;

use self::document::Number;
use self::statements::Statements;
use self::subject::{PSEUDONYM, Subject};
use crate::certificate::Certificate;
use crate::der::{Reader, SEQUENCE};
use crate::parts::{self, Parts};
use crate::revocation;

/// As many certificates as a path has, with room for some that do not belong to it.
const MOST: usize = 10;

/// What was presented: the holder's certificate, then whatever else came with it.
#[derive(Debug)]
pub struct Presented {
    certificate: Certificate,
    others: Vec<Certificate>,
}

impl Presented {
    /// At most 10 certificates of 64 KiB, the holder's first.
    pub fn new(der: &[Vec<u8>]) -> Result<Self, Defect> {
        if der.len() > MOST {
            return Err(Defect::Unreadable);
        }
        let mut all = der.iter().map(|der| Certificate::from_der(der.clone()));
        let certificate = all.next().and_then(Result::ok).ok_or(Defect::Unreadable)?;
        let others = all.collect::<Result<_, _>>().map_err(|_| Defect::Unreadable)?;
        Ok(Self { certificate, others })
    }

    /// The holder's.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The others, which whoever presented them chose.
    #[must_use]
    pub fn others(&self) -> &[Certificate] {
        &self.others
    }
}

/// Who it is, as a certificate says whose issuer is believed.
#[derive(Debug)]
pub struct Examined {
    /// The holder.
    pub holder: Holder,
    /// Whether the private key cannot leave its device.
    pub on_device: bool,
    /// The policy that decided.
    pub policy: String,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The serial number, in hexadecimal.
    pub serial: String,
    /// The holder's certificate first, the authority that is believed last.
    pub path: Vec<Certificate>,
}

/// Who it is, if the certificate itself is good. Revocation is not looked at here.
pub fn examine(
    presented: &Presented,
    authorities: &Authorities,
    policies: &Policies,
    now: Timestamp,
) -> Result<Examined, Defect> {
    let certificate = presented.certificate();
    let parts = Parts::of(certificate).ok_or(Defect::Unreadable)?;
    // Whether it was revoked is asked later, and where must be readable now.
    revocation::sources(certificate).map_err(|_| Defect::Unreadable)?;
    let issuer = subject::for_people(parts.issuer);
    let path = path::build(presented, authorities, now, &issuer)?;
    if !parts.extensions.are_understood(&UNDERSTOOD) {
        return Err(Defect::CriticalExtension);
    }
    let anchor = path.last().and_then(Parts::of).ok_or(Defect::Unreadable)?.subject;
    let said = Said::of(&parts, policies, anchor)?;
    said.refuse_other_purposes()?;
    path::inspect_usage(&parts)?;
    let (policy, row) =
        said.decided().ok_or_else(|| Defect::UnknownPolicy { issuer: issuer.clone() })?;
    let Use::Login(kind) = row.is else {
        return Err(Defect::NotForLogin);
    };
    if !path::allows(&path, policy) {
        return Err(Defect::UnknownPolicy { issuer });
    }
    let holder = holder(&said.subject, kind)?;
    let on_device = row.on_device.unwrap_or_else(|| said.is_on_device());
    let serial = hexadecimal(parts.serial);
    Ok(Examined { holder, on_device, policy: policy.to_owned(), issuer, serial, path })
}

/// The extensions of the holder's certificate that are acted on, or say nothing that must be.
const UNDERSTOOD: [&str; 8] = [
    parts::KEY_USAGE,
    parts::EXTENDED_KEY_USAGE,
    parts::BASIC_CONSTRAINTS,
    parts::CERTIFICATE_POLICIES,
    parts::SUBJECT_ALTERNATIVE_NAME,
    parts::ISSUER_ALTERNATIVE_NAME,
    parts::DISTRIBUTION_POINTS,
    parts::STATEMENTS,
];

/// What a certificate says of what it is for.
struct Said<'a> {
    subject: Subject,
    statements: Statements,
    policies: Vec<String>,
    is_authority: bool,
    table: &'a Policies,
    /// In whom the path ends, a `Name`.
    anchor: &'a [u8],
}

impl<'a> Said<'a> {
    fn of(parts: &Parts<'_>, table: &'a Policies, anchor: &'a [u8]) -> Result<Self, Defect> {
        let extensions = &parts.extensions;
        Ok(Self {
            subject: Subject::of(parts)?,
            statements: Statements::of(parts)?,
            policies: extensions
                .list(parts::CERTIFICATE_POLICIES, policy)
                .ok_or(Defect::Unreadable)?,
            is_authority: extensions.is_authority().ok_or(Defect::Unreadable)?,
            table,
            anchor,
        })
    }

    /// What a certificate is for tells a person more than what its key may not do.
    fn refuse_other_purposes(&self) -> Result<(), Defect> {
        if self.is_authority || !self.statements.are_of_a_person() {
            return Err(Defect::NotAPerson);
        }
        match self.table.find(&self.policies, self.anchor).map(|(_, row)| row.is) {
            Some(Use::Seal | Use::Server) => Err(Defect::NotAPerson),
            Some(Use::SignatureOnly) => Err(Defect::SignatureOnly),
            Some(Use::Pseudonym) => Err(Defect::Pseudonym),
            Some(Use::Login(_)) | None if self.subject.every(PSEUDONYM).next().is_some() => {
                Err(Defect::Pseudonym)
            }
            Some(Use::Login(_)) | None => Ok(()),
        }
    }

    /// The policy that decides, if the certificate is qualified where it has to be.
    fn decided(&self) -> Option<(&str, &Policy)> {
        let found = self.table.find(&self.policies, self.anchor);
        found.filter(|(_, row)| self.statements.is_qualified || !row.qualified)
    }

    /// Whether it says so, and its policies do not deny it.
    fn is_on_device(&self) -> bool {
        self.statements.on_device && !policies::deny_device(&self.policies)
    }
}

/// A `PolicyInformation`; what qualifies it is for people.
pub(super) fn policy(from: &mut Reader<'_>) -> Option<String> {
    from.enter(SEQUENCE)?.oid()
}

/// Whose it is: a person, and where the policy says so, for whom they act.
fn holder(subject: &Subject, kind: CertificateKind) -> Result<Holder, Defect> {
    let number = document::number(subject)?;
    let names = names::names(subject)?;
    // Whoever acts for another is no mere person, whatever the policy.
    let acts = kind == CertificateKind::Person && document::names_a_company(subject);
    let kind = if acts { CertificateKind::Representative } else { kind };
    let kind = match (&number, kind) {
        (Number::Foreign(_), CertificateKind::Person) => CertificateKind::Foreigner,
        (Number::Spanish(_), CertificateKind::Foreigner) => CertificateKind::Person,
        (Number::Foreign(_), CertificateKind::Foreigner) | (Number::Spanish(_), _) => kind,
        (Number::Foreign(_), _) => return Err(Defect::NoDocument),
    };
    let represents = match kind {
        CertificateKind::Representative | CertificateKind::EntityRepresentative => {
            Some(document::company(subject)?.ok_or(Defect::NoDocument)?)
        }
        CertificateKind::Person | CertificateKind::Employee | CertificateKind::Foreigner => None,
    };
    let identifier = match number {
        Number::Spanish(id) => id.into(),
        Number::Foreign(id) => id,
    };
    let identity = Identity {
        identifier,
        given_name: names.given,
        family_name: names.family,
        first_surname: names.first_surname,
        date_of_birth: None,
    };
    Ok(Holder { identity, kind, represents })
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(2 * octets.len()), |mut text, octet| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{octet:02x}");
        text
    })
}
