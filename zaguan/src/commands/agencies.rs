//! The operators' tasks about agencies. What applies and what waits, the registrar says.

use hub::agency::compare::Difference;
use hub::registrar::{Outcome, Registrar};
use hub::{Clock as _, Environment, Store, SystemClock, SystemEntropy};
use saml::EntityId;

use crate::commands::record::RecordChange;
use crate::commands::{Error, say, show, store, warn};
use crate::config::Config;

/// The registrar of this configuration, at this instant.
pub(super) fn registrar<'a>(config: &Config, store: &'a Store) -> Registrar<'a> {
    Registrar {
        store,
        endpoints: Environment::from(config.environment).endpoints(),
        approval: config.approval(),
        entropy: &SystemEntropy,
        now: SystemClock.now(),
    }
}

pub(super) async fn approve(
    config: &Config,
    code: Option<&str>,
    entity: Option<&str>,
    by: &str,
) -> Result<(), Error> {
    let store = store(config).await?;
    let only = entity.map(EntityId::new).transpose()?;
    let Some(code) = code else {
        return show::waiting(&store, only.as_ref(), config.approval()).await;
    };
    let approved = registrar(config, &store).approve(code, only.as_ref(), by, |_| {}).await?;
    if let [(id, outcome)] = approved.as_slice() {
        tell(id, outcome)?;
    } else {
        let count = |is: fn(&Outcome) -> bool| approved.iter().filter(|(_, one)| is(one)).count();
        say(&format!(
            "{} agencies are in force, {} wait for another operator, {} cannot be so now and go on waiting, {} are outdated.",
            count(|one| matches!(one, Outcome::Applied { .. })),
            count(|one| matches!(one, Outcome::Waiting { .. })),
            count(|one| matches!(one, Outcome::Refused(_))),
            count(|one| *one == Outcome::Outdated)
        ))?;
    }
    let mut is_well = true;
    for (id, outcome) in &approved {
        match outcome {
            Outcome::Refused(why) => warn(&format!("{id} goes on waiting: {why}"))?,
            Outcome::Outdated => warn(&format!(
                "{id} was changed since this was proposed, and does not wait any longer: bring it again; what comes from a source comes by itself"
            ))?,
            Outcome::Unchanged
            | Outcome::Renewed
            | Outcome::Removed
            | Outcome::Applied { .. }
            | Outcome::Waiting { .. } => continue,
        }
        is_well = false;
    }
    if is_well { Ok(()) } else { Err("not all of it was approved; why, is told above".into()) }
}

pub(super) async fn reject(config: &Config, code: &str, by: &str) -> Result<(), Error> {
    let store = store(config).await?;
    let ids = registrar(config, &store).reject(code, by).await?;
    let what = match ids.as_slice() {
        [one] => one.to_string(),
        many => format!("{} agencies", many.len()),
    };
    say(&format!("{what}: what waited as {code} is forgotten, and nothing was changed."))
}

pub(super) async fn remove(config: &Config, entity: &str, by: &str) -> Result<(), Error> {
    let store = store(config).await?;
    if registrar(config, &store).remove(&EntityId::new(entity)?, by).await? {
        return say(&format!(
            "{entity} was removed. No node accepts it after 2 seconds. agency-rollback brings it back."
        ));
    }
    say(&format!("{entity} was not an agency yet: what waited of it is rejected."))
}

pub(super) async fn roll_back(
    config: &Config,
    entity: &str,
    to: Option<i64>,
    by: &str,
) -> Result<(), Error> {
    let store = store(config).await?;
    let id = EntityId::new(entity)?;
    let outcome = registrar(config, &store).roll_back(&id, to, by).await?;
    if let Outcome::Applied { is_new: true, .. } = outcome {
        say(&format!("{id} is back, with the record and the metadata that it had."))?;
        return say(KNOWN);
    }
    tell(&id, &outcome)
}

pub(super) async fn set(
    config: &Config,
    entity: &str,
    change: &RecordChange,
    by: &str,
) -> Result<(), Error> {
    let store = store(config).await?;
    let registrar = registrar(config, &store);
    let id = EntityId::new(entity)?;
    let known = registrar.known(&id).await?;
    let record = change.of(&known.1.record)?;
    for remark in change.remarks() {
        warn(&remark)?;
    }
    let outcome = registrar.set_record(&id, known, record, by).await?;
    tell(&id, &outcome)
}

/// What became of it, what is other than before, and what to do now.
pub(super) fn tell(id: &EntityId, outcome: &Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Unchanged => say(&format!("{id}: nothing is other than it was.")),
        Outcome::Renewed => {
            say(&format!("{id}: nothing is other than it was; it holds for longer."))
        }
        Outcome::Removed => say(&format!(
            "{id} is gone, as it was not there before. agency-rollback brings it back."
        )),
        // Whoever asked tells these at the end, with what failed.
        Outcome::Refused(_) | Outcome::Outdated => Ok(()),
        Outcome::Applied { is_new, differences, dropped } => {
            if *is_new {
                let level = "with level low, all methods and all attributes that it requests";
                say(&format!("{id} was added, {level}. agency-set changes that."))?;
                say("agency-show says at which address of its own it fetches our metadata.")?;
            } else {
                each(differences)?;
                say(&format!("{id} was changed."))?;
            }
            dropped_too(dropped.as_deref())?;
            say(KNOWN)
        }
        Outcome::Waiting { code, is_new, differences, missing, dropped } => {
            dropped_too(dropped.as_deref())?;
            each(differences)?;
            let what = if *is_new { "is new and" } else { "is as it was; what is new" };
            let who = match missing {
                1 => "one operator".to_owned(),
                more => format!("{more} different operators"),
            };
            say(&format!("{id} {what} waits for {who} to approve:"))?;
            say(&format!(
                "    make agency-approve CHANGE={code}    (or: make agency-reject CHANGE={code})"
            ))
        }
    }
}

const KNOWN: &str = "Every node knows within 2 seconds. agency-rollback undoes it.";

/// What waited compares with what is past.
fn dropped_too(code: Option<&str>) -> Result<(), Error> {
    match code {
        None => Ok(()),
        Some(code) => say(&format!(
            "What waited as {code} waits no longer: bring it again; what comes from a source comes by itself."
        )),
    }
}

fn each(differences: &[Difference]) -> Result<(), Error> {
    for difference in differences {
        say(&format!("  {:<8} {}", show::risk(difference.risk), difference.sentence))?;
    }
    Ok(())
}
