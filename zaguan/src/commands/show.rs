//! What operators are shown of agencies.

use hub::agency::compare::{Difference, list};
use hub::agency::{AgencyRecord, Period, ServiceRecord};
use hub::expiry::{Stage, endings_of};
use hub::registrar::Approval;
use hub::store::agencies::{Listed, Stored};
use hub::store::proposals::{AgencyChange, Proposal};
use hub::{Clock as _, Environment, Store, SystemClock};
use jiff::Timestamp;
use metadata::{Endpoints, Risk, ServiceProvider};
use saml::EntityId;
use saml::attributes::short_name;

use crate::commands::{Error, say, store};
use crate::config::Config;

/// A risk, in a word.
pub(super) fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Safe => "safe",
        Risk::Notable => "notable",
        Risk::Grave => "grave",
    }
}

pub(super) async fn agencies(config: &Config) -> Result<(), Error> {
    let store = store(config).await?;
    let agencies = store.list_agencies().await?;
    let waiting = store.proposals(None).await?;
    let now = SystemClock.now();
    if agencies.is_empty() && waiting.is_empty() {
        return say("There are no agencies yet: add one with agency-add.");
    }
    let endpoints = Environment::from(config.environment).endpoints();
    for agency in &agencies {
        say(&line(agency, endpoints, now))?;
    }
    let is_new = |proposal: &&Proposal| proposal.base.is_none();
    for Proposal { entity_id, code, .. } in waiting.iter().filter(is_new) {
        say(&format!("{:<12} {:<7} {:<10} {entity_id}  waits as {code}", "-", "-", "new"))?;
    }
    Ok(())
}

fn line(agency: &Listed, endpoints: Endpoints, now: Timestamp) -> String {
    let Listed { entity_id, stored, waiting, .. } = agency;
    let AgencyRecord { level, dialect, .. } = &stored.record;
    let ends = Ends::of(stored, endpoints);
    let state = state(stored, ends.metadata, now);
    let waiting = waiting.as_ref().map_or(String::new(), |code| format!("  waits as {code}"));
    let marks = ends.marks(now);
    format!("{:<12} {:<7} {state:<10} {entity_id}{waiting}{marks}", level.name(), dialect.name())
}

/// When the key of an agency ends, and its metadata; nothing of what is not read any more.
#[derive(Default)]
struct Ends {
    key: Option<Timestamp>,
    metadata: Option<Timestamp>,
}

impl Ends {
    fn of(stored: &Stored, endpoints: Endpoints) -> Self {
        let read = ServiceProvider::read_with(&stored.descriptor, endpoints);
        let (key, own) = read.map_or((None, None), |metadata| endings_of(&metadata));
        Self { key, metadata: own.into_iter().chain(stored.valid_until).min() }
    }

    /// What has to be done something about.
    fn marks(&self, now: Timestamp) -> String {
        let mark = |what: &str, end: Option<Timestamp>| {
            end.filter(|end| Stage::of(*end, now).is_some()).map(|end| {
                let ends = if end <= now { "ended" } else { "ends" };
                format!("  {what} {ends} {}", end.strftime("%Y-%m-%d"))
            })
        };
        let marks = [mark("key", self.key), mark("metadata", self.metadata)];
        marks.into_iter().flatten().collect()
    }
}

/// Whether it may ask now, in a word.
fn state(stored: &Stored, end: Option<Timestamp>, now: Timestamp) -> &'static str {
    let AgencyRecord { suspended, active, .. } = &stored.record;
    match () {
        () if *suspended => "suspended",
        () if end.is_some_and(|end| end <= now) => "expired",
        () if active.from.is_some_and(|from| from > now) => "not yet",
        () if !active.holds(now) => "ended",
        () => "active",
    }
}

/// What waits for approval.
pub(super) async fn waiting(
    store: &Store,
    only: Option<&EntityId>,
    approval: Approval,
) -> Result<(), Error> {
    let mut proposals = store.proposals(None).await?;
    proposals.retain(|proposal| only.is_none_or(|id| proposal.entity_id == *id));
    if proposals.is_empty() {
        return say("Nothing waits for approval.");
    }
    for part in proposals.chunk_by(|one, next| one.code == next.code) {
        let [first, ..] = part else { continue };
        let Proposal { code, at, proposed_by, .. } = first.clone();
        let at = at.strftime("%Y-%m-%d %H:%M UTC");
        say(&format!("{code}, proposed by {proposed_by} at {at}:"))?;
        // Whoever says yes has seen all of it: the gravest first, nothing left out.
        let mut part: Vec<&Proposal> = part.iter().collect();
        let gravest = |one: &Proposal| one.differences.iter().map(|found| found.risk).max();
        part.sort_by_key(|one| (one.base.is_none(), std::cmp::Reverse(gravest(one))));
        for one in part {
            let so_far = match one.approved_by.as_slice() {
                [] => String::new(),
                names => format!(", approved by {} so far", list(names)),
            };
            say(&format!("  {}{so_far}", one.entity_id))?;
            let mut differences = one.differences.clone();
            differences.sort_by_key(|found| std::cmp::Reverse(found.risk));
            each("    ", &differences)?;
        }
        let who = match approval.needed() {
            2 => "two different operators have",
            _ => "an operator has",
        };
        say(&format!("  {who} to approve: make agency-approve CHANGE={code}"))?;
    }
    Ok(())
}

fn each(indent: &str, differences: &[Difference]) -> Result<(), Error> {
    for difference in differences {
        say(&format!("{indent}{:<8} {}", risk(difference.risk), difference.sentence))?;
    }
    Ok(())
}

/// Everything about one agency.
pub(super) async fn agency(config: &Config, entity: &str) -> Result<(), Error> {
    let store = store(config).await?;
    let id = EntityId::new(entity)?;
    let endpoints = Environment::from(config.environment).endpoints();
    let now = SystemClock.now();
    let changes = store.changes_of(&id).await?;
    let proposal = store.proposals_for(&[&id]).await?.remove(&id);
    let known = store.agencies(&[&id]).await?.remove(&id);
    if known.is_none() && proposal.is_none() && changes.is_empty() {
        return Err(
            format!("there is no agency {entity}: agency-list shows those that there are").into()
        );
    }
    say(entity)?;
    if let Some((_, stored)) = &known {
        let end = Ends::of(stored, endpoints).metadata;
        field("state", state(stored, end, now))?;
        if let Some(path) = store.metadata_path(&id).await? {
            field("our metadata", &format!("at its own address {}{path}", config.base_url))?;
        }
        record(&stored.record)?;
        match ServiceProvider::read_with(&stored.descriptor, endpoints) {
            Ok(metadata) => described(&metadata, stored)?,
            Err(why) => field("metadata", &format!("not read: {why}"))?,
        }
    }
    if let Some(Proposal { code, proposed_by, differences, .. }) = &proposal {
        let how = format!("make agency-approve CHANGE={code}");
        field("waits", &format!("as {code}, proposed by {proposed_by}: {how}"))?;
        each("                ", differences)?;
    }
    for change in &changes {
        history(change)?;
    }
    Ok(())
}

fn field(name: &str, value: &str) -> Result<(), Error> {
    say(&format!("  {name:<13} {value}"))
}

fn record(record: &AgencyRecord) -> Result<(), Error> {
    let AgencyRecord { level, registration, methods, attributes, allow_sso, .. } = record;
    names(&record.names)?;
    field("level", level.name())?;
    field("registration", registration.map_or("any", |level| level.name()))?;
    field(
        "methods",
        &methods.as_ref().map_or("all".to_owned(), |all| {
            list(&all.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())
        }),
    )?;
    field("attributes", &attributes.as_ref().map_or("all".to_owned(), |all| short(all)))?;
    field("sso", if *allow_sso { "yes" } else { "no" })?;
    field("announce", if record.announce_sso { "yes" } else { "no" })?;
    field("release", record.release.name())?;
    field("signed", record.signed.name())?;
    field("encryption", &record.encryption.to_string())?;
    let known_by = record.provider_name.as_ref().map_or("its entityID", |name| name.as_str());
    field("dialect", &format!("{}, known by {known_by}", record.dialect.name()))?;
    let forgiven: Vec<_> = record.deviations.iter().map(|one| one.name().to_owned()).collect();
    field("deviations", &list(&forgiven))?;
    field("accepted", &period(record.active))?;
    field("contacts", &list(&record.contacts))?;
    field("form action", &list(&record.form_action_origins))?;
    field("returns", &list(&record.logout_returns))?;
    let kinds: Vec<_> = record.certificates.iter().map(|kind| kind.name().to_owned()).collect();
    field("certificates", &list(&kinds))?;
    record.services.iter().try_for_each(service)
}

fn names(names: &std::collections::BTreeMap<String, String>) -> Result<(), Error> {
    names.iter().try_for_each(|(language, name)| field("name", &format!("{language}: {name}")))
}

fn short(attributes: &[String]) -> String {
    list(&attributes.iter().map(|name| short_name(name).to_owned()).collect::<Vec<_>>())
}

fn period(Period { from, until }: Period) -> String {
    let from = from.map_or("ever".to_owned(), |from| from.to_string());
    let until = until.map_or("further notice".to_owned(), |until| until.to_string());
    format!("from {from} until {until}")
}

fn service(service: &ServiceRecord) -> Result<(), Error> {
    field("service", service.code.as_str())?;
    let own = |name: &str, value: Option<String>| match value {
        Some(value) => say(&format!("    {name:<13} {value}")),
        None => Ok(()),
    };
    for (language, name) in &service.names {
        own("name", Some(format!("{language}: {name}")))?;
    }
    own("level", service.level.map(|level| level.name().to_owned()))?;
    own("registration", service.registration.map(|level| level.name().to_owned()))?;
    let methods = service.methods.as_ref();
    own(
        "methods",
        methods.map(|all| list(&all.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())),
    )?;
    own("attributes", service.attributes.as_ref().map(|all| short(all)))?;
    own("sso", service.allow_sso.map(|yes| if yes { "yes" } else { "no" }.to_owned()))?;
    let limited = service.active != Period::default();
    own("accepted", limited.then(|| period(service.active)))?;
    let addresses = (!service.consumers.is_empty()).then(|| list(&service.consumers));
    own("addresses", addresses)
}

/// What its metadata says.
fn described(metadata: &ServiceProvider, stored: &Stored) -> Result<(), Error> {
    for consumer in &metadata.consumers {
        let default = if consumer.is_default { " (default)" } else { "" };
        field("answers at", &format!("{}{default}", consumer.location))?;
    }
    for certificate in &metadata.signing {
        field("signs with", &key(certificate))?;
    }
    for recipient in &metadata.encryption {
        field("encrypted for", &key(&recipient.certificate))?;
    }
    let end = metadata.valid_until.into_iter().chain(stored.valid_until).min();
    field("metadata", &end.map_or("without an end".to_owned(), |end| format!("ends {end}")))?;
    stored.source.as_ref().map_or(Ok(()), |source| field("followed at", source))
}

fn key(certificate: &certs::Certificate) -> String {
    let fingerprint = certificate.fingerprint();
    let short = fingerprint.get(..16).unwrap_or_default();
    match certificate.not_after() {
        Ok(end) => format!("{short}…, certificate until {end}"),
        Err(why) => format!("{short}…, {why}"),
    }
}

fn history(change: &AgencyChange) -> Result<(), Error> {
    let AgencyChange { id, at, what, proposed_by, approved_by, differences, .. } = change;
    let at = at.strftime("%Y-%m-%d %H:%M UTC");
    let yes = match approved_by.as_slice() {
        [] => String::new(),
        names => format!(", approved by {}", list(names)),
    };
    field(&format!("change {id}"), &format!("{at}  {what} by {proposed_by}{yes}"))?;
    each("                ", differences)
}
