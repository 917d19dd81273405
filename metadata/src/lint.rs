//! Everything that is wrong or remarkable about a descriptor, in plain sentences for whoever adds
//! the agency.

use std::{fmt, iter};

use jiff::Timestamp;
use roxmltree::Node;
use saml::binding::HTTP_POST;
use saml::gate::Limits;
use saml::name_id::{PERSISTENT, TRANSIENT};
use saml::namespaces::{METADATA, SIGNATURE};
use saml::read::{attribute, boolean, children, parse_gated};

use crate::errors::MetadataError;
use crate::location::Endpoints;
use crate::read::{self, Purpose};

#[cfg(test)]
mod tests;

/// One sentence about a descriptor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What it means for the agency.
    pub severity: Severity,
    /// The line it is about, from 1.
    pub line: u32,
    /// What was found and what follows from it.
    pub sentence: String,
    /// Where that is written.
    pub clause: &'static str,
}

/// What a finding means for the agency.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// With this the agency cannot be added, or cannot work.
    Error,
    /// It works, and probably not as meant.
    Warning,
    /// Good to know.
    Note,
}

/// All findings, in the order of the document; no [`Severity::Error`] among them means that
/// [`ServiceProvider::read_with`](crate::ServiceProvider::read_with) takes it and its requests can
/// be verified at the instant `now`.
#[must_use]
pub fn lint(xml: &[u8], endpoints: Endpoints, now: Timestamp) -> Vec<Finding> {
    let document = match parse_gated(xml, &Limits::METADATA) {
        Ok(document) => document,
        Err(cause) => return vec![unreadable(&cause.into())],
    };
    let entity = document.root_element();
    let mut report = Report { lines: line_starts(document.input_text()), findings: Vec::new() };
    report.about_entity(entity);
    match read::check_kind(entity).and_then(|()| read::role(entity)) {
        Ok(role) => {
            report.about_validity(entity, role, now);
            report.about_requests(role);
            report.about_signatures(entity, role);
            report.about_keys(role, now);
            report.about_consumers(role, endpoints);
            report.about_names(entity, role);
        }
        Err(cause) => report.error(entity, &cause),
    }
    report.findings.sort_by_key(|finding| finding.line);
    report.findings
}

struct Report {
    /// Where each line of the document starts: counting them anew for each finding would read the
    /// document as often as there are findings.
    lines: Vec<usize>,
    findings: Vec<Finding>,
}

impl Report {
    fn about_entity(&mut self, entity: Node<'_, '_>) {
        if read::check_kind(entity).is_err() {
            return;
        }
        if let Err(cause) = read::entity_id(entity) {
            self.error(entity, &cause);
        }
        for signature in children(entity, SIGNATURE, "Signature") {
            let sentence = "The descriptor is signed. The signature is not evaluated: whoever adds \
                            the agency vouches for it.";
            self.add(Severity::Note, signature, sentence, "SAML Metadata 3.1");
        }
    }

    fn about_validity(&mut self, entity: Node<'_, '_>, role: Node<'_, '_>, now: Timestamp) {
        match read::valid_until(entity, role) {
            Ok(Some(end)) if end <= now => self.add(
                Severity::Error,
                entity,
                &format!("The metadata ended on {end}: nothing the agency sends is accepted."),
                "SAML Metadata 2.3.2",
            ),
            Ok(Some(end)) => self.add(
                Severity::Warning,
                entity,
                &format!(
                    "The metadata ends on {end}; from then on nothing the agency sends is accepted."
                ),
                "SAML Metadata 2.3.2",
            ),
            Ok(None) => {}
            Err(cause) => self.error(entity, &cause.into()),
        }
    }

    fn about_requests(&mut self, role: Node<'_, '_>) {
        match boolean(role, "AuthnRequestsSigned") {
            Ok(true) => {}
            Ok(false) => self.add(
                Severity::Warning,
                role,
                "AuthnRequestsSigned is not true, but only signed requests are accepted.",
                "SAML Metadata 2.4.4",
            ),
            Err(cause) => self.error(role, &cause.into()),
        }
    }

    /// Which signatures the agency reads stands in the extensions of its role, or its own.
    fn about_signatures(&mut self, entity: Node<'_, '_>, role: Node<'_, '_>) {
        if let Err(cause) = read::reads(entity, role) {
            self.error(entity, &cause.into());
        }
    }

    fn about_keys(&mut self, role: Node<'_, '_>, now: Timestamp) {
        let (mut signs, mut encrypts, mut shut) = (false, false, None);
        let mut signing = 0;
        for (descriptor, key) in read::keys(role) {
            let key = match key {
                Ok(key) => key,
                Err(cause) => {
                    self.error(descriptor, &cause);
                    continue;
                }
            };
            if key.certificates.is_empty() {
                let sentence = "The KeyDescriptor holds no X509Certificate and is ignored.";
                self.add(Severity::Warning, descriptor, sentence, "SAML Metadata 2.4.1.1");
            }
            if key.purpose != Purpose::Encryption {
                signing += key.certificates.len();
            }
            for certificate in &key.certificates {
                if self.about_key(descriptor, certificate, now) {
                    signs |= key.purpose != Purpose::Encryption;
                    if key.purpose != Purpose::Signing {
                        match certificate.public_key() {
                            Ok(usable) if usable.can_encrypt() => encrypts = true,
                            _ => shut = Some(descriptor),
                        }
                    }
                }
            }
            self.about_encryption(descriptor, &key);
        }
        if let Err(cause) = read::few_signing_keys(signing) {
            self.error(role, &cause);
        }
        if !signs {
            let sentence = "There is no usable key for signing, so no request can be verified.";
            self.add(Severity::Error, role, sentence, "SAML Metadata 2.4.1.1");
        }
        if let Some(descriptor) = shut.filter(|_| !encrypts) {
            let sentence = "Nothing can be encrypted for a key that is not RSA, and the agency has no \
                            other for that.";
            self.add(Severity::Error, descriptor, sentence, "XML Encryption 1.1 section 5.5");
        } else if !encrypts {
            let sentence = "There is no usable key for encryption: assertions for this agency \
                            cannot be encrypted.";
            self.add(Severity::Note, role, sentence, "SAML Metadata 2.4.1.1");
        }
    }

    /// What the agency says to read, of which nothing may be left that is safe.
    fn about_encryption(&mut self, descriptor: Node<'_, '_>, key: &read::Key) {
        let lists_methods = children(descriptor, METADATA, "EncryptionMethod").next().is_some();
        if lists_methods && key.cipher.is_none() && key.purpose != Purpose::Signing {
            let sentence = "None of the content ciphers listed is safe (AES in GCM mode). AES-256-GCM is \
                            sent, which this agency may not read.";
            self.add(Severity::Warning, descriptor, sentence, "XML Encryption 1.1 section 5.1");
        }
    }

    /// Says whether the key can be used.
    fn about_key(
        &mut self,
        descriptor: Node<'_, '_>,
        certificate: &certs::Certificate,
        now: Timestamp,
    ) -> bool {
        if let Err(cause) = certificate.public_key() {
            let sentence = format!("The key cannot be used: {cause}.");
            self.add(Severity::Error, descriptor, &sentence, "SAML Metadata 2.4.1.1");
            return false;
        }
        if certificate.not_after().is_ok_and(|end| end <= now) {
            let sentence = "The certificate has expired. Its key is used all the same: it is \
                            trusted because it stands here.";
            let clause = "SAML Metadata Interoperability Profile 2.6.1";
            self.add(Severity::Warning, descriptor, sentence, clause);
        }
        true
    }

    fn about_consumers(&mut self, role: Node<'_, '_>, endpoints: Endpoints) {
        let mut candidates = Vec::new();
        let mut all_good = true;
        for (service, judged) in read::consumers(role, endpoints) {
            match judged {
                Ok(candidate) => {
                    if candidate.0.location.starts_with("http:") {
                        let sentence = "The address is http on this very machine, which only the \
                                        demonstration accepts.";
                        self.add(Severity::Warning, service, sentence, "SAML Bindings 3.5.5");
                    }
                    candidates.push(candidate);
                }
                Err(cause) => {
                    all_good = false;
                    self.error(service, &cause);
                }
            }
        }
        if all_good && let Err(cause) = read::with_default(candidates) {
            self.error(role, &cause);
        }
        for service in children(role, METADATA, "AssertionConsumerService") {
            if attribute(service, "Binding") != Some(HTTP_POST) {
                let sentence = "This AssertionConsumerService is ignored: answers are sent by the \
                                HTTP-POST binding only.";
                self.add(Severity::Note, service, sentence, "SAML Metadata 2.4.4");
            }
        }
    }

    fn about_names(&mut self, entity: Node<'_, '_>, role: Node<'_, '_>) {
        match read::display_names(entity, role) {
            Ok(names) if names.is_empty() => self.add(
                Severity::Warning,
                role,
                "There is no display name: citizens are shown the host name instead.",
                "SAML Metadata UI 2.1.1",
            ),
            Ok(_) => {}
            Err(cause) => self.error(role, &cause),
        }
        match read::name_id_formats(role) {
            Ok(formats) if formats.is_empty() || formats.iter().any(|one| one == TRANSIENT || one == PERSISTENT) => {}
            Ok(_) => self.add(
                Severity::Warning,
                role,
                "Neither the transient nor the persistent NameIDFormat is among those listed, and they are the ones we send.",
                "SAML Core 8.3.7, 8.3.8",
            ),
            Err(cause) => self.error(role, &cause.into()),
        }
    }

    fn error(&mut self, at: Node<'_, '_>, cause: &MetadataError) {
        self.add(Severity::Error, at, &sentence(cause), clause(cause));
    }

    fn add(&mut self, severity: Severity, at: Node<'_, '_>, sentence: &str, clause: &'static str) {
        let lines = self.lines.partition_point(|start| *start <= at.range().start);
        let line = u32::try_from(lines).unwrap_or(u32::MAX);
        self.findings.push(Finding { severity, line, sentence: sentence.to_owned(), clause });
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
}

fn unreadable(cause: &MetadataError) -> Finding {
    Finding {
        severity: Severity::Error,
        line: 1,
        sentence: format!("The document is not read: {cause}."),
        clause: clause(cause),
    }
}

/// The cause as a sentence of its own.
fn sentence(cause: &MetadataError) -> String {
    let text = cause.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

fn clause(cause: &MetadataError) -> &'static str {
    match cause {
        MetadataError::Untrusted(_) => "SAML Metadata 3.1",
        MetadataError::Malformed(_) => "XML 1.0 and SAML Metadata, as our gate reads them",
        MetadataError::Aggregate | MetadataError::NotMetadata => "SAML Metadata 2.3",
        MetadataError::NoServiceProvider
        | MetadataError::SeveralServiceProviders
        | MetadataError::NoConsumer => "SAML Metadata 2.4.4",
        MetadataError::Consumer { .. } => "SAML Bindings 3.5.5, RFC 3986",
        MetadataError::RepeatedIndex(_) => "SAML Metadata 2.2.3",
        MetadataError::KeyUse(_)
        | MetadataError::Certificate { .. }
        | MetadataError::NoEncryptionKey(_)
        | MetadataError::TooManyKeys(_) => "SAML Metadata 2.4.1.1",
        MetadataError::DisplayName => "SAML Metadata UI 2.1.1",
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, line, sentence, clause } = self;
        write!(f, "line {line}: {severity}: {sentence} ({clause})")
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}
