//! What `agency-set` is told, and the record that it makes of the one there is.

use std::collections::BTreeMap;

use authenticators::{BUILT_IN, MethodId};
use clap::Args;
use hub::agency::{AgencyRecord, Encryption, ReleaseManner, ServiceCode, ServiceRecord};
use hub::{Clock as _, SystemClock};
use identity::{CertificateKind, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use metadata::ProviderName;
use saml::attributes::full_name;
use saml::{Deviation, Dialect, Signed};

use crate::commands::Error;

/// What is to be different; what is not named stays.
#[derive(Debug, Args)]
pub(crate) struct RecordChange {
    /// Not for the agency as such but for this service of it: the code behind the ; of its provider name.
    #[arg(long)]
    service: Option<String>,
    /// Takes the terms of its own away from the service.
    #[arg(long, requires = "service")]
    forget: bool,
    /// The least level of assurance: low, substantial or high; of a service also agency.
    #[arg(long)]
    level: Option<String>,
    /// The least registration: any, basic or advanced; of a service also agency.
    #[arg(long)]
    registration: Option<String>,
    /// The methods that may be offered, between commas, or all; of a service also agency.
    #[arg(long)]
    methods: Option<String>,
    /// The attributes agreed beyond the minimum, between commas, or all, or none; of a service also agency.
    #[arg(long)]
    attributes: Option<String>,
    /// Whether an earlier login may be used: yes or no; of a service also agency.
    #[arg(long)]
    sso: Option<String>,
    /// Whether people are asked before their data go out, or told: asks or informs.
    #[arg(long, conflicts_with = "service")]
    release: Option<String>,
    /// Whether people who come with an earlier login are asked the first time: yes or no.
    #[arg(long, conflicts_with = "service")]
    announce: Option<String>,
    /// Its name for people in one language: es=Tráfico; es= takes it away.
    #[arg(long = "name")]
    names: Vec<String>,
    /// From when requests are accepted: a date, an instant, now, or none.
    #[arg(long)]
    from: Option<String>,
    /// Until when: a date, an instant, now, or none.
    #[arg(long)]
    until: Option<String>,
    /// The addresses for answers by which the service is known as well, between commas, or none.
    #[arg(long, requires = "service")]
    addresses: Option<String>,
    /// Whether it is kept from asking for now: yes or no.
    #[arg(long, conflicts_with = "service")]
    suspended: Option<String>,
    /// Which parts of its answers are signed: both, response or assertion.
    #[arg(long, conflicts_with = "service")]
    signed: Option<String>,
    /// How its answers are encrypted: metadata, never, or as in aes256-gcm/sha1.
    #[arg(long, conflicts_with = "service")]
    encryption: Option<String>,
    /// How it speaks: strict or clave2.
    #[arg(long, conflicts_with = "service")]
    dialect: Option<String>,
    /// By what name it is known in the dialect clave2: NIF and DIR3 code, joined by _.
    #[arg(long, conflicts_with = "service")]
    provider_name: Option<String>,
    /// What it is forgiven: names between commas, or none.
    #[arg(
        long,
        conflicts_with = "service",
        long_help = "What it is forgiven: inclusive_c14n, empty_reference, or none"
    )]
    deviations: Option<String>,
    /// Whom to write to: e-mail addresses between commas, or none.
    #[arg(long, conflicts_with = "service")]
    contacts: Option<String>,
    /// The further origins to which its address for answers sends people on, between commas, or none.
    #[arg(long, conflicts_with = "service")]
    form_action: Option<String>,
    /// Where people return to after it asked us to end their session, in the dialect clave2: addresses between
    /// commas, or none.
    #[arg(long, conflicts_with = "service")]
    logout_return: Option<String>,
    /// The kinds of certificates that it accepts beside those of persons: names between commas, or none.
    #[arg(
        long,
        conflicts_with = "service",
        long_help = "The kinds of certificates that it accepts beside those of persons: representative, entity-representative, employee, foreigner, or none"
    )]
    certificates: Option<String>,
}

/// Methods of releases to come (DESIGN §1). A record may name them already, so that nothing else is offered
/// until there is one.
const TO_COME: [MethodId; 2] = [MethodId::new("mobile"), MethodId::new("passkey")];

/// In a service's record: as for the agency.
const AS_AGENCY: &str = "agency";

impl RecordChange {
    /// Makes another record of the one there is.
    pub(super) fn of(&self, known: &AgencyRecord) -> Result<AgencyRecord, Error> {
        match &self.service {
            None => self.of_agency(known),
            Some(code) => self.of_service(known, &ServiceCode::parse(code)?),
        }
    }

    /// What is in order and may not be meant so.
    pub(super) fn remarks(&self) -> Vec<String> {
        let named = list(self.methods.as_deref().unwrap_or_default());
        let is_to_come = |name: &String| TO_COME.iter().any(|id| id.as_str() == name);
        let remark = |name| {
            format!("Mind: this build has no method {name}; until there is one, it is not offered.")
        };
        let named = named.into_iter().filter(is_to_come);
        named
            .filter(|name| every_method().iter().all(|id| id.as_str() != name))
            .map(remark)
            .collect()
    }

    fn of_agency(&self, known: &AgencyRecord) -> Result<AgencyRecord, Error> {
        let mut record = known.clone();
        if let Some(text) = &self.level {
            record.level = level(text)?;
        }
        if let Some(text) = &self.registration {
            record.registration = registration(text)?;
        }
        if let Some(text) = &self.methods {
            record.methods = methods(text)?;
        }
        if let Some(text) = &self.attributes {
            record.attributes = attributes(text)?;
        }
        if let Some(text) = &self.sso {
            record.allow_sso = yes(text)?;
        }
        if let Some(text) = &self.release {
            let unknown = "people are asked or told: asks or informs";
            record.release = ReleaseManner::from_name(text).ok_or(unknown)?;
        }
        if let Some(text) = &self.announce {
            record.announce_sso = yes(text)?;
        }
        name(&mut record.names, &self.names)?;
        if let Some(text) = &self.from {
            record.active.from = instant(text)?;
        }
        if let Some(text) = &self.until {
            record.active.until = instant(text)?;
        }
        if let Some(text) = &self.suspended {
            record.suspended = yes(text)?;
        }
        self.form(&mut record)?;
        Ok(record)
    }

    /// How the agency is known, and how its answers are written.
    fn form(&self, record: &mut AgencyRecord) -> Result<(), Error> {
        if let Some(text) = &self.signed {
            let unknown = "what is signed is both, response or assertion";
            record.signed = Signed::from_name(text).ok_or(unknown)?;
        }
        if let Some(text) = &self.encryption {
            record.encryption = Encryption::parse(text)?;
        }
        if let Some(text) = &self.dialect {
            let unknown = "the dialects are strict and clave2";
            record.dialect = Dialect::from_name(text).ok_or(unknown)?;
            if record.dialect == Dialect::Strict {
                record.provider_name = None;
            }
        }
        if let Some(text) = &self.provider_name {
            record.provider_name = Some(ProviderName::parse(text)?);
        }
        if let Some(text) = &self.deviations {
            record.deviations = deviations(text)?;
        }
        if let Some(text) = &self.contacts {
            record.contacts = list(text);
        }
        if let Some(text) = &self.form_action {
            record.form_action_origins = list(text);
        }
        if let Some(text) = &self.logout_return {
            record.logout_returns = list(text);
        }
        if let Some(text) = &self.certificates {
            record.certificates = certificate_kinds(text)?;
        }
        Ok(())
    }

    fn of_service(&self, known: &AgencyRecord, code: &ServiceCode) -> Result<AgencyRecord, Error> {
        let mut record = known.clone();
        let place = record.services.iter().position(|service| service.code == *code);
        if self.forget {
            let place = place.ok_or_else(|| {
                format!("there is no service {code}: agency-show lists those that there are")
            })?;
            record.services.remove(place);
            return Ok(record);
        }
        let mut service = match place {
            Some(place) => record.services.remove(place),
            None => ServiceRecord::new(code.clone()),
        };
        self.change_service(&mut service)?;
        let place = place.unwrap_or(record.services.len());
        record.services.insert(place, service);
        Ok(record)
    }

    fn change_service(&self, service: &mut ServiceRecord) -> Result<(), Error> {
        if let Some(text) = &self.level {
            service.level = own(text, |text| level(text).map(Some))?;
        }
        if let Some(text) = &self.registration {
            service.registration = own(text, |text| match registration(text)? {
                Some(level) => Ok(Some(level)),
                None => Err("a service asks for basic or advanced, or is as its agency".into()),
            })?;
        }
        if let Some(text) = &self.methods {
            service.methods =
                own(text, |text| Ok(Some(methods(text)?.unwrap_or_else(every_method))))?;
        }
        if let Some(text) = &self.attributes {
            service.attributes = own(text, |text| match attributes(text)? {
                Some(names) => Ok(Some(names)),
                None => Err("say which attributes are agreed for the service, or agency".into()),
            })?;
        }
        if let Some(text) = &self.sso {
            service.allow_sso = own(text, |text| yes(text).map(Some))?;
        }
        name(&mut service.names, &self.names)?;
        if let Some(text) = &self.from {
            service.active.from = instant(text)?;
        }
        if let Some(text) = &self.until {
            service.active.until = instant(text)?;
        }
        if let Some(text) = &self.addresses {
            service.consumers = list(text);
        }
        Ok(())
    }
}

fn own<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    if text == AS_AGENCY { Ok(None) } else { read(text) }
}

fn level(text: &str) -> Result<LevelOfAssurance, Error> {
    let unknown = || format!("there is no level {text}; there are low, substantial and high");
    Ok(LevelOfAssurance::from_name(text).ok_or_else(unknown)?)
}

fn registration(text: &str) -> Result<Option<RegistrationLevel>, Error> {
    if text == "any" {
        return Ok(None);
    }
    let unknown = || format!("there is no registration {text}; there are any, basic and advanced");
    Ok(Some(RegistrationLevel::from_name(text).ok_or_else(unknown)?))
}

fn every_method() -> Vec<MethodId> {
    BUILT_IN.iter().map(|blueprint| blueprint.id.clone()).collect()
}

fn methods(text: &str) -> Result<Option<Vec<MethodId>>, Error> {
    if text == "all" {
        return Ok(None);
    }
    let all = every_method();
    let find = |name: String| {
        let known: Vec<_> = all.iter().map(MethodId::as_str).collect();
        let unknown = format!("there is no method {name}; there are {}, and all", known.join(", "));
        all.iter().chain(&TO_COME).find(|id| id.as_str() == name).cloned().ok_or(unknown)
    };
    Ok(Some(list(text).into_iter().map(find).collect::<Result<_, _>>()?))
}

fn attributes(text: &str) -> Result<Option<Vec<String>>, Error> {
    if text == "all" {
        return Ok(None);
    }
    let find = |short: String| {
        let unknown = "is none that is ever released; an example is DateOfBirth";
        full_name(&short).ok_or_else(|| format!("the attribute {short} {unknown}"))
    };
    Ok(Some(list(text).into_iter().map(find).collect::<Result<_, _>>()?))
}

fn deviations(text: &str) -> Result<Vec<Deviation>, Error> {
    let find = |name: String| {
        let known = Deviation::ALL.map(Deviation::name).join(", ");
        let unknown = format!("there is no deviation {name}; there are {known}, and none");
        Deviation::from_name(&name).ok_or(unknown)
    };
    Ok(list(text).into_iter().map(find).collect::<Result<_, _>>()?)
}

fn certificate_kinds(text: &str) -> Result<Vec<CertificateKind>, Error> {
    let find = |name: String| {
        let asked =
            CertificateKind::from_name(&name).filter(|kind| *kind != CertificateKind::Person);
        let known =
            CertificateKind::ALL.into_iter().filter(|kind| *kind != CertificateKind::Person);
        let known: Vec<_> = known.map(CertificateKind::name).collect();
        let known = known.join(", ");
        asked.ok_or_else(|| format!("there is no kind {name}; there are {known}, and none"))
    };
    Ok(list(text).into_iter().map(find).collect::<Result<_, _>>()?)
}

fn yes(text: &str) -> Result<bool, Error> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("say yes or no".into()),
    }
}

/// A date is its first instant in UTC.
fn instant(text: &str) -> Result<Option<Timestamp>, Error> {
    match text {
        "none" => return Ok(None),
        "now" => return Ok(Some(SystemClock.now())),
        _ => {}
    }
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Some(date.to_zoned(TimeZone::UTC)?.timestamp()));
    }
    let unread = "say a date (2027-01-31), an instant (2027-01-31T12:00:00Z), now, or none";
    Ok(Some(text.parse::<Timestamp>().map_err(|_| unread)?))
}

fn name(names: &mut BTreeMap<String, String>, said: &[String]) -> Result<(), Error> {
    for one in said {
        let (language, name) = one.split_once('=').ok_or("say a name as in es=Tráfico")?;
        if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err("a language is written with two or three small letters, as in es".into());
        }
        if name.is_empty() {
            names.remove(language);
        } else {
            names.insert(language.to_owned(), name.to_owned());
        }
    }
    Ok(())
}

fn list(text: &str) -> Vec<String> {
    if text == "none" {
        return Vec::new();
    }
    text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
