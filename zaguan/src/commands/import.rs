//! Metadata on its way in: from a file, an address, a query service; once, or again and again.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use certs::Certificate;
use clap::Args;
use hub::registrar::{Contents, Followed, LeftOut, Outcome, Registrar};
use hub::store::sources::Source;
use jiff::SignedDuration;
use saml::EntityId;

use crate::commands::agencies::{registrar, tell};
use crate::commands::{Error, progress, say, store, warn};
use crate::config::Config;
use crate::fetch;

/// How long nobody else looks at a source that somebody is looking at.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// Agencies of many that are told one by one.
const SHOWN: usize = 20;

/// What is to be added.
#[derive(Debug, Args)]
pub(crate) struct Addition {
    /// A file, or an https address: of one agency, or an aggregate of many. With --entity the base
    /// address of a query service (MDQ).
    metadata: String,
    /// Asks a query service for this agency: its entityID.
    #[arg(long)]
    entity: Option<String>,
    /// A certificate (PEM) whose key must have signed the metadata.
    #[arg(long)]
    signer: Option<PathBuf>,
    /// An address is not looked at again and again.
    #[arg(long)]
    once: bool,
}

pub(super) async fn add(config: &Config, addition: &Addition, by: &str) -> Result<(), Error> {
    let store = store(config).await?;
    let registrar = registrar(config, &store);
    let asked = addition.entity.as_deref().map(EntityId::new).transpose()?;
    let from = match &asked {
        Some(id) => metadata::query_address(&addition.metadata, id),
        None => addition.metadata.clone(),
    };
    let signer = addition.signer.as_ref().map(signer).transpose()?;
    let document = fetch::document(Some(config), &from).await?;
    let contents = open(&registrar, &document, signer.as_ref()).await;
    let contents = contents
        .map_err(|why| format!("nothing was added: {}", hub::fault::chain(why.as_ref())))?;
    for remark in &contents.remarks {
        warn(&format!("{remark}"))?;
    }
    // Of one alone, all that is wrong was told already.
    if contents.remarks.is_empty() {
        leave_out(&contents.left_out)?;
    }
    if contents.arrivals.is_empty() {
        return Err("nothing was added: the metadata has to be mended by whoever made it; agency-check looks at it again".into());
    }
    let is_another =
        |id: &EntityId| contents.arrivals.iter().any(|one| one.metadata.entity_id != *id);
    if asked.as_ref().is_some_and(is_another) {
        return Err("nothing was added: the service answered with the metadata of another; ask it for the entityID that it knows".into());
    }
    let follows = fetch::is_address(&from) && !addition.once;
    if follows {
        registrar.begin_to_follow(&from, signer.as_ref(), &contents.freshness).await?;
    }
    let source = follows.then_some(from.as_str());
    let bar = progress(contents.arrivals.len() as u64);
    let taken = registrar
        .take_in(&contents.arrivals, by, source, |done| bar.set_position(done as u64))
        .await;
    bar.finish_and_clear();
    let refused = told(&taken?)?;
    if follows {
        say(&format!("{from} is looked at again and again; agency-sources shows when."))?;
    }
    all_taken_in(refused)
}

fn all_taken_in(refused: usize) -> Result<(), Error> {
    match refused {
        0 => Ok(()),
        1 => Err("one agency was not taken in; why, is told above".into()),
        many => Err(format!("{many} agencies were not taken in; why, is told above").into()),
    }
}

/// Looks at all sources that are due, or at one in any case.
pub(super) async fn refresh(
    config: &Config,
    address: Option<&str>,
    anyway: bool,
) -> Result<(), Error> {
    let store = store(config).await?;
    let (mut looked, mut failed, mut refused) = (0, 0, 0);
    loop {
        let registrar = registrar(config, &store);
        let Some(source) = store.take_due_source(address, LEASE, registrar.now).await? else {
            break;
        };
        looked += 1;
        match look_at(config, &registrar, source, anyway).await? {
            Some(some) => refused += some,
            None => failed += 1,
        }
        if address.is_some() {
            break;
        }
    }
    if address.is_some() && looked == 0 {
        return Err("this address is not followed: agency-sources shows those that are".into());
    }
    match failed {
        0 if looked == 0 => say("No source is due: agency-sources shows when each of them is."),
        0 => all_taken_in(refused),
        failed => {
            Err(format!("{failed} of {looked} sources were not good; what was known stays").into())
        }
    }
}

/// How many agencies were refused of what it brought; nothing, if that is not good.
async fn look_at(
    config: &Config,
    registrar: &Registrar<'_>,
    source: Source,
    anyway: bool,
) -> Result<Option<usize>, Error> {
    let address = source.address.clone();
    let document = fetch::document(Some(config), &address).await;
    let document = document.map_err(|error| hub::fault::chain(error.as_ref()));
    let bar = progress(0);
    let followed = registrar
        .follow(source, document, anyway, |done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
        .await;
    bar.finish_and_clear();
    match followed? {
        Followed::Same => {
            say(&format!("{address}: nothing new."))?;
            Ok(Some(0))
        }
        Followed::Failed(why) => {
            warn(&format!("{address}: {why}"))?;
            Ok(None)
        }
        Followed::Taken { outcomes, gone, left_out } => {
            leave_out(&left_out)?;
            let is_news = |(_, outcome): &&(EntityId, Outcome)| {
                !matches!(outcome, Outcome::Unchanged | Outcome::Renewed)
            };
            let news: Vec<_> = outcomes.iter().chain(&gone).filter(is_news).cloned().collect();
            let so_much = if news.is_empty() { "nothing new" } else { "new" };
            say(&format!("{address}: {so_much}."))?;
            Ok(Some(told(&news)?))
        }
    }
}

/// Lists the addresses that are followed.
pub(super) async fn sources(config: &Config) -> Result<(), Error> {
    let sources = store(config).await?.sources().await?;
    if sources.is_empty() {
        return say("No address is followed: agency-add METADATA=https://… does that.");
    }
    for source in sources {
        let Source { address, signer, next_at, good_at, failure, failures, .. } = source;
        let signed = if signer.is_some() { "signed" } else { "not signed" };
        let instant = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
        let good = good_at.map_or("never".to_owned(), instant);
        say(&format!("{address}  {signed}, good {good}, next {}", instant(next_at)))?;
        if let Some(why) = failure {
            say(&format!("  failed {failures} times since: {why}"))?;
        }
    }
    Ok(())
}

/// Follows an address no longer.
pub(super) async fn unfollow(config: &Config, address: &str) -> Result<(), Error> {
    if store(config).await?.unfollow(address).await? {
        return say(&format!(
            "{address} is not looked at any more; its agencies stay as they are."
        ));
    }
    Err("this address is not followed: agency-sources shows those that are".into())
}

async fn open(
    registrar: &Registrar<'_>,
    document: &[u8],
    signer: Option<&Arc<Certificate>>,
) -> Result<Contents, Error> {
    let bar = progress(0);
    let opened = registrar.open(document, signer, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    let opened = opened.await;
    bar.finish_and_clear();
    Ok(opened?)
}

/// Each with its first fault.
fn leave_out(left_out: &[LeftOut]) -> Result<(), Error> {
    for LeftOut { entity_id, why } in left_out.iter().take(SHOWN) {
        let who = entity_id.as_ref().map_or("an agency without a name", EntityId::as_str);
        let why = why.first().map_or("it cannot be read", String::as_str);
        warn(&format!("{who} is left out: {why}"))?;
    }
    match left_out.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => warn(&format!("and {more} more are left out: agency-check tells why")),
    }
}

/// One is told whole, of many how many became what; each that was refused is named. How many were.
fn told(outcomes: &[(EntityId, Outcome)]) -> Result<usize, Error> {
    if outcomes.len() <= SHOWN {
        let accepted =
            |(_, outcome): &&(EntityId, Outcome)| !matches!(outcome, Outcome::Refused(_));
        outcomes.iter().filter(accepted).try_for_each(|(id, outcome)| tell(id, outcome))?;
    } else {
        summed_up(outcomes)?;
    }
    let mut refused = 0;
    for (id, outcome) in outcomes {
        if let Outcome::Refused(why) = outcome {
            refused += 1;
            warn(&format!("{id} was not taken in: {why}"))?;
        }
    }
    Ok(refused)
}

fn summed_up(outcomes: &[(EntityId, Outcome)]) -> Result<(), Error> {
    let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|(_, one)| is(one)).count();
    let applied = count(|one| matches!(one, Outcome::Applied { .. }));
    let same = count(|one| matches!(one, Outcome::Unchanged | Outcome::Renewed));
    let waiting = count(|one| matches!(one, Outcome::Waiting { .. }));
    say(&format!(
        "Of {} agencies {applied} were added or changed, {same} are as they were, and {waiting} wait for approval.",
        outcomes.len()
    ))?;
    match waiting {
        0 => Ok(()),
        _ => say("make agency-approve shows what waits, and how it is approved."),
    }
}

fn signer(file: &PathBuf) -> Result<Arc<Certificate>, Error> {
    let pem = fs::read(file).map_err(|why| format!("{} cannot be read: {why}", file.display()))?;
    Ok(Arc::new(Certificate::from_pem(&pem)?))
}
