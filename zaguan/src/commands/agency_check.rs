//! Looks at metadata and touches nothing: what is wrong with it, and what it would change.

use std::io::{Write, stdout};

use hub::directory::Directory;
use hub::fault::chain;
use hub::{Clock as _, Environment, SystemClock};
use jiff::Timestamp;
use metadata::{
    Aggregate, Endpoints, Finding, Member, MetadataError, ServiceProvider, Severity, Summary,
};

use crate::commands::{Error, progress, say, store};
use crate::config::Config;
use crate::fetch;

/// Without a configuration there is no database to compare with, and production's rules hold.
pub(super) async fn run(config: Option<&Config>, from: &str) -> Result<(), Error> {
    let environment = config.map_or(Environment::Production, |config| config.environment.into());
    let xml = fetch::document(config, from).await?;
    let directory = match config {
        Some(config) => directory(config, environment).await,
        None => Err("there is no configuration".into()),
    };
    let check = Check {
        known: directory.as_ref().ok(),
        endpoints: environment.endpoints(),
        now: SystemClock.now(),
    };
    let judged = match metadata::aggregate(&xml, None) {
        Ok(aggregate) => check.aggregate(&aggregate),
        Err(MetadataError::NotMetadata) => check.one(&xml),
        Err(cause) => Err(format!("{from} is not read: {cause}").into()),
    };
    if let Err(cause) = &directory {
        let cause = chain(cause.as_ref());
        say(&format!("It was not compared with the agencies that are known: {cause}."))?;
    }
    judged
}

struct Check<'d> {
    /// The agencies that are known, if that can be told.
    known: Option<&'d Directory>,
    endpoints: Endpoints,
    now: Timestamp,
}

impl Check<'_> {
    fn one(&self, xml: &[u8]) -> Result<(), Error> {
        let findings = metadata::lint(xml, self.endpoints, self.now);
        let read = ServiceProvider::read_with(xml, self.endpoints);
        let name = read.as_ref().map_or("unknown", |party| party.entity_id.as_str());
        let mut out = stdout().lock();
        tell(&mut out, name, &findings)?;
        if let Ok(party) = &read {
            self.compare(&mut out, party)?;
        }
        let summary = Summary::new(&findings);
        writeln!(out, "Found: {}.", counts(&summary))?;
        if summary.errors > 0 {
            return Err("with this metadata the agency cannot be added, or cannot work: whoever made it has to mend it".into());
        }
        Ok(())
    }

    fn aggregate(&self, aggregate: &Aggregate<'_>) -> Result<(), Error> {
        let mut out = stdout().lock();
        let all = aggregate.lint(self.now);
        tell(&mut out, "the aggregate", &all)?;
        let mut summary = Summary::new(&all);
        let bar = progress(aggregate.len() as u64);
        for member in aggregate.members(self.endpoints) {
            let findings = member.lint(self.now);
            summary.add(&member, &findings);
            bar.suspend(|| self.member(&mut out, &member, &findings))?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        let Summary { entities, service_providers, usable, .. } = summary;
        writeln!(
            out,
            "Of {entities} entities {service_providers} are service providers, and {usable} of those can be used. Found: {}.",
            counts(&summary)
        )?;
        if usable == 0 {
            return Err(
                "no entity of the aggregate can be used: whoever made it has to mend it".into()
            );
        }
        Ok(())
    }

    fn member(
        &self,
        out: &mut impl Write,
        member: &Member<'_, '_>,
        findings: &[Finding],
    ) -> Result<(), Error> {
        let name = member.entity_id();
        tell(out, name.as_ref().map_or("unknown", |name| name.as_str()), findings)?;
        let known = self.known.zip(name).is_some_and(|(known, name)| known.find(&name).is_some());
        if known && let Ok(Some(described)) = member.read() {
            self.compare(out, &described.service_provider)?;
        }
        Ok(())
    }

    /// What would change for an agency that is known.
    fn compare(&self, out: &mut impl Write, party: &ServiceProvider) -> Result<(), Error> {
        let name = party.entity_id.as_str();
        let Some(agency) = self.known.and_then(|known| known.find(&party.entity_id)) else {
            return Ok(());
        };
        let differences = metadata::compare(&agency.metadata, party);
        if differences.is_empty() {
            writeln!(out, "{name}: known, and nothing would change.")?;
        }
        for difference in differences {
            writeln!(out, "{name}: would change: {}: {difference}", difference.risk())?;
        }
        Ok(())
    }
}

fn tell(out: &mut impl Write, name: &str, findings: &[Finding]) -> Result<(), Error> {
    for finding in findings {
        writeln!(out, "{name}: {finding}")?;
    }
    Ok(())
}

fn counts(summary: &Summary) -> String {
    let some = |count: usize, what: Severity| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    format!(
        "{}, {}, {}",
        some(summary.errors, Severity::Error),
        some(summary.warnings, Severity::Warning),
        some(summary.notes, Severity::Note)
    )
}

async fn directory(config: &Config, environment: Environment) -> Result<Directory, Error> {
    Ok(store(config).await?.load_directory(environment.endpoints(), &Directory::empty()).await?)
}
