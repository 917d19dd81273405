//! Everything that is wrong or remarkable about a descriptor, in plain sentences for whoever adds
//! the agency.

use std::fmt;

use certs::{Certificate, KeyError};
use jiff::Timestamp;
use roxmltree::Node;
use saml::binding::HTTP_POST;
use saml::gate::Limits;
use saml::name_id::{PERSISTENT, TRANSIENT};
use saml::namespaces::{METADATA, SIGNATURE};
use saml::read::{attribute, boolean, children, parse_gated};

use crate::aggregate::Member;
use crate::errors::MetadataError;
use crate::freshness::Freshness;
use crate::lines::Lines;
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

/// All findings about the metadata of one agency, in the order of the document; no
/// [`Severity::Error`] among them means that
/// [`ServiceProvider::read_with`](crate::ServiceProvider::read_with) takes it and its requests can
/// be verified at the instant `now`. Those of an aggregate are given by
/// [`Aggregate::lint`](crate::Aggregate::lint) and, one by one, by [`Member::lint`].
#[must_use]
pub fn lint(xml: &[u8], endpoints: Endpoints, now: Timestamp) -> Vec<Finding> {
    let document = match parse_gated(xml, &Limits::METADATA) {
        Ok(document) => document,
        Err(cause) => return vec![unreadable(&cause.into())],
    };
    let entity = document.root_element();
    let lines = Lines::of(document.input_text());
    let mut report = Report::new(&lines);
    match read::check_kind(entity) {
        Ok(()) => {
            report.about_signature(entity);
            report.about_entity(entity, endpoints, now);
        }
        Err(cause) => report.error(entity, &cause),
    }
    report.findings()
}

/// How many members of an aggregate were looked at, and what was found.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Summary {
    /// Members of any kind.
    pub entities: usize,
    /// Those that say to be service providers of SAML 2.0.
    pub service_providers: usize,
    /// Service providers without an error.
    pub usable: usize,
    /// Findings of this severity.
    pub errors: usize,
    /// Findings of this severity.
    pub warnings: usize,
    /// Findings of this severity.
    pub notes: usize,
    /// Whether an error is about all members at once, so that none is usable.
    shut: bool,
}

impl Summary {
    /// Of what was found about the document as a whole.
    #[must_use]
    pub fn new(findings: &[Finding]) -> Self {
        let mut summary = Self { shut: has_error(findings), ..Self::default() };
        summary.count(findings);
        summary
    }

    /// Counts a member and what was found about it.
    pub fn add(&mut self, member: &Member<'_, '_>, findings: &[Finding]) {
        self.entities += 1;
        if member.is_service_provider() {
            self.service_providers += 1;
            self.usable += usize::from(!self.shut && !has_error(findings));
        }
        self.count(findings);
    }

    fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Note => self.notes += 1,
            }
        }
    }
}

fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

pub(crate) struct Report<'l> {
    lines: &'l Lines,
    findings: Vec<Finding>,
}

impl<'l> Report<'l> {
    pub(crate) fn new(lines: &'l Lines) -> Self {
        Self { lines, findings: Vec::new() }
    }

    /// In the order of the document.
    pub(crate) fn findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.line);
        self.findings
    }

    pub(crate) fn has_error(&self) -> bool {
        has_error(&self.findings)
    }

    /// What is said of an `EntityDescriptor` wherever it stands.
    pub(crate) fn about_entity(
        &mut self,
        entity: Node<'_, '_>,
        endpoints: Endpoints,
        now: Timestamp,
    ) {
        if let Err(cause) = read::entity_id(entity) {
            self.error(entity, &cause);
        }
        match read::role(entity) {
            Ok(role) => {
                self.about_validity(entity, role, now);
                self.about_requests(role);
                self.about_signatures(entity, role);
                self.about_keys(role, now);
                self.about_consumers(role, endpoints);
                self.about_logout(role, endpoints);
                self.about_names(entity, role);
            }
            Err(cause) => self.error(entity, &cause),
        }
    }

    /// What is said of an `EntitiesDescriptor` as a whole.
    pub(crate) fn about_group(
        &mut self,
        group: Node<'_, '_>,
        freshness: &Freshness,
        now: Timestamp,
    ) {
        self.about_signature(group);
        match freshness.valid_until {
            Some(end) if end <= now => self.about_end_of_group(group, end),
            Some(end) => self.add(
                Severity::Note,
                group,
                &format!("The aggregate ends on {end}; it has to be fetched again before."),
                "SAML Metadata 2.3.1",
            ),
            None => self.add(
                Severity::Note,
                group,
                "The aggregate says no end (validUntil): an old copy of it looks like a new one.",
                "SAML Metadata 2.3.1",
            ),
        }
    }

    /// Of a group that has ended; `at` may be a member of it.
    pub(crate) fn about_end_of_group(&mut self, at: Node<'_, '_>, end: Timestamp) {
        self.add(
            Severity::Error,
            at,
            &format!("The group ended on {end}: nothing that its members send is accepted."),
            "SAML Metadata 2.3.1",
        );
    }

    fn about_signature(&mut self, root: Node<'_, '_>) {
        for signature in children(root, SIGNATURE, "Signature") {
            let sentence = "The metadata is signed. Whether the signature holds, and by whose key, is \
                            not looked at here.";
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
        let mut unusable = Vec::new();
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
                match certificate.public_key() {
                    Ok(usable) => {
                        self.about_certificate(descriptor, certificate, now);
                        signs |= key.purpose != Purpose::Encryption;
                        if key.purpose != Purpose::Signing {
                            encrypts |= usable.can_encrypt();
                            shut = if usable.can_encrypt() { shut } else { Some(descriptor) };
                        }
                    }
                    Err(cause) => unusable.push((descriptor, key.purpose, cause)),
                }
            }
            self.about_encryption(descriptor, &key);
        }
        for (descriptor, purpose, cause) in unusable {
            let other = (signs || purpose == Purpose::Encryption)
                && (encrypts || purpose == Purpose::Signing);
            self.about_unusable_key(descriptor, &cause, other);
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

    /// Where there is another key for what this one is for, the agency can work without it.
    fn about_unusable_key(
        &mut self,
        descriptor: Node<'_, '_>,
        cause: &KeyError,
        is_there_another: bool,
    ) {
        let (severity, sentence) = if is_there_another {
            (Severity::Warning, format!("The key cannot be used and is ignored: {cause}."))
        } else {
            (Severity::Error, format!("The key cannot be used: {cause}."))
        };
        self.add(severity, descriptor, &sentence, "SAML Metadata 2.4.1.1");
    }

    fn about_certificate(
        &mut self,
        descriptor: Node<'_, '_>,
        certificate: &Certificate,
        now: Timestamp,
    ) {
        if certificate.not_after().is_ok_and(|end| end <= now) {
            let sentence = "The certificate has expired. Its key is used all the same: it is \
                            trusted because it stands here.";
            let clause = "SAML Metadata Interoperability Profile 2.6.1";
            self.add(Severity::Note, descriptor, sentence, clause);
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

    fn about_consumers(&mut self, role: Node<'_, '_>, endpoints: Endpoints) {
        let mut candidates = Vec::new();
        let mut all_good = true;
        for (service, judged) in read::consumers(role, endpoints) {
            match judged {
                Ok(candidate) => {
                    self.about_http(service, &candidate.0.location);
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

    fn about_http(&mut self, service: Node<'_, '_>, location: &str) {
        if location.starts_with("http:") {
            let sentence = "The address is http on this very machine, which only the demonstration \
                            accepts.";
            self.add(Severity::Warning, service, sentence, "SAML Bindings 3.5.5");
        }
    }

    /// Nothing here keeps an agency from being added.
    fn about_logout(&mut self, role: Node<'_, '_>, endpoints: Endpoints) {
        let mut usable = false;
        for (service, judged) in read::logout(role, endpoints) {
            match judged {
                Ok(read) => {
                    usable = true;
                    self.about_http(service, &read.location);
                }
                Err(cause) => {
                    let left_out = format!("{} It is left out.", sentence(&cause));
                    self.add(Severity::Warning, service, &left_out, clause(&cause));
                }
            }
        }
        if let Some(service) = read::surplus_logout(role) {
            let sentence = "There are more than 10 SingleLogoutService elements with the HTTP-Redirect \
                            or the HTTP-POST binding; from this one on they are left out.";
            self.add(Severity::Warning, service, sentence, "SAML Metadata 2.4.2");
        }
        let mut listed = children(role, METADATA, "SingleLogoutService");
        if let Some(service) = listed.next().filter(|_| !usable) {
            let sentence = "None of the SingleLogoutService elements can be used: it takes one with the \
                            HTTP-Redirect or the HTTP-POST binding for the agency to be told when \
                            somebody leaves.";
            self.add(Severity::Warning, service, sentence, "SAML Metadata 2.4.2");
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

    pub(crate) fn error(&mut self, at: Node<'_, '_>, cause: &MetadataError) {
        self.add(Severity::Error, at, &sentence(cause), clause(cause));
    }

    fn add(&mut self, severity: Severity, at: Node<'_, '_>, sentence: &str, clause: &'static str) {
        let line = self.lines.at(at);
        self.findings.push(Finding { severity, line, sentence: sentence.to_owned(), clause });
    }
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
        MetadataError::Aggregate | MetadataError::NotMetadata | MetadataError::RepeatedEntity => {
            "SAML Metadata 2.3"
        }
        MetadataError::NoServiceProvider
        | MetadataError::SeveralServiceProviders
        | MetadataError::NoConsumer => "SAML Metadata 2.4.4",
        MetadataError::Consumer { .. } | MetadataError::Logout { .. } => {
            "SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1"
        }
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
