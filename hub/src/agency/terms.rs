//! What holds for one service: its own record, and the agency's where that says nothing.

use std::collections::BTreeMap;

use authenticators::MethodId;
use identity::{CertificateKind, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use saml::Dialect;

use crate::agency::record::{AgencyRecord, Period, ReleaseManner, ServiceCode, ServiceRecord};

/// What holds for a request.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The least level that is accepted.
    pub level: LevelOfAssurance,
    /// The least registration that is accepted of registered citizens; nothing: any.
    pub registration: Option<RegistrationLevel>,
    /// The methods that may be offered; nothing: all.
    pub methods: Option<&'a [MethodId]>,
    /// The attributes agreed beyond the minimum data set; nothing: all.
    pub attributes: Option<&'a [String]>,
    /// The kinds of certificates that are accepted beside those of a person.
    pub certificates: &'a [CertificateKind],
    /// Whether an earlier login may be used.
    pub allow_sso: bool,
    /// Whether people who come with an earlier login are asked the first time.
    pub announce_sso: bool,
    /// Whether people are asked before their data go out, or told.
    pub release: ReleaseManner,
    /// How the agency speaks.
    pub dialect: Dialect,
    suspended: bool,
    periods: [Period; 2],
    names: [Option<&'a BTreeMap<String, String>>; 2],
}

impl<'a> Terms<'a> {
    /// Of an agency, or of its service with this code.
    #[must_use]
    pub fn of(record: &'a AgencyRecord, service: Option<&ServiceCode>) -> Self {
        let service: Option<&ServiceRecord> =
            service.and_then(|code| record.services.iter().find(|one| one.code == *code));
        let methods = service.and_then(|service| service.methods.as_ref());
        let methods = methods.or(record.methods.as_ref());
        let attributes = service.and_then(|service| service.attributes.as_ref());
        let attributes = attributes.or(record.attributes.as_ref());
        Self {
            level: service.and_then(|service| service.level).unwrap_or(record.level),
            registration: service.and_then(|service| service.registration).or(record.registration),
            methods: methods.map(Vec::as_slice),
            attributes: attributes.map(Vec::as_slice),
            certificates: &record.certificates,
            allow_sso: service.and_then(|service| service.allow_sso).unwrap_or(record.allow_sso),
            announce_sso: record.announce_sso,
            release: record.release,
            dialect: record.dialect,
            suspended: record.suspended,
            periods: [record.active, service.map(|service| service.active).unwrap_or_default()],
            names: [service.map(|service| &service.names), Some(&record.names)]
                .map(|names| names.filter(|names| !names.is_empty())),
        }
    }

    /// Whether it may ask at this instant.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        !self.suspended && self.periods.iter().all(|period| period.holds(now))
    }

    /// Whether this method may be offered.
    #[must_use]
    pub fn allows(&self, method: &MethodId) -> bool {
        self.methods.is_none_or(|allowed| allowed.contains(method))
    }

    /// Whether this attribute is agreed, beyond those that everybody gets.
    #[must_use]
    pub fn agrees(&self, attribute: &str) -> bool {
        self.attributes.is_none_or(|agreed| agreed.iter().any(|one| one == attribute))
    }

    /// The time in which both the agency and its service may ask.
    pub(super) fn period(&self) -> Period {
        let [agency, service] = self.periods;
        let until = agency.until.into_iter().chain(service.until).min();
        Period { from: agency.from.max(service.from), until }
    }

    /// What the operator calls it, by language: the service, then the agency.
    pub(super) fn names(&self) -> [Option<&'a BTreeMap<String, String>>; 2] {
        self.names
    }

    /// What the operator calls it: in this language, else in Spanish; nothing if it has no name there.
    #[must_use]
    pub fn name(&self, language: &str) -> Option<&'a str> {
        let of = |names: &'a BTreeMap<String, String>| {
            let name = names.get(language).or_else(|| names.get("es"));
            name.or_else(|| names.values().next()).map(String::as_str)
        };
        self.names.iter().flatten().find_map(|names| of(names))
    }
}
