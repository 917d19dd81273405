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
    let Some(code) = code else {
        return show::waiting(&store, config.approval()).await;
    };
    let only = entity.map(EntityId::new).transpose()?;
    let approved = registrar(config, &store).approve(code, only.as_ref(), by, |_| {}).await?;
    let outdated = approved.iter().filter(|(_, outcome)| *outcome == Outcome::Outdated).count();
    let is_refused = |(_, outcome): &&(EntityId, Outcome)| matches!(outcome, Outcome::Refused(_));
    let refused = approved.iter().filter(is_refused).count();
    if let [(id, outcome)] = approved.as_slice() {
        tell(id, outcome)?;
    } else {
        let applied =
            |(_, outcome): &&(EntityId, Outcome)| matches!(outcome, Outcome::Applied { .. });
        let done = approved.iter().filter(applied).count();
        for (id, outcome) in &approved {
            if let Outcome::Refused(why) = outcome {
                warn(&format!("{id} goes on waiting: {why}"))?;
            }
        }
        let left = approved.len() - done - outdated - refused;
        say(&format!(
            "{done} agencies are in force, {left} wait for another operator, {outdated} are outdated."
        ))?;
    }
    if outdated > 0 {
        return Err(
            "what was changed since it was proposed does not wait any longer: propose it again"
                .into(),
        );
    }
    Ok(())
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
    registrar(config, &store).remove(&EntityId::new(entity)?, by).await?;
    say(&format!(
        "{entity} was removed. No node accepts it after 2 seconds. agency-rollback brings it back."
    ))
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
        Outcome::Refused(why) => Err(why.as_str().into()),
        Outcome::Outdated => say(&format!("{id} was changed since this was proposed.")),
        Outcome::Applied { is_new, differences } => {
            if *is_new {
                let level = "with level low, all methods and all attributes that it requests";
                say(&format!("{id} was added, {level}. agency-set changes that."))?;
                say("agency-show says at which address of its own it fetches our metadata.")?;
            } else {
                each(differences)?;
                say(&format!("{id} was changed."))?;
            }
            say("Every node knows within 2 seconds. agency-rollback undoes it.")
        }
        Outcome::Waiting { code, is_new, differences, missing } => {
            if !is_new {
                each(differences)?;
            }
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

fn each(differences: &[Difference]) -> Result<(), Error> {
    for difference in differences {
        say(&format!("  {:<8} {}", show::risk(difference.risk), difference.sentence))?;
    }
    Ok(())
}
