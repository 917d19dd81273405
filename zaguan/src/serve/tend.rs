//! What a node sees to while it serves: what is new, what ends, what is old, and what time it is.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hub::Hub;
use hub::expiry::{Lines, Told};
use hub::fault::chain;
use hub::keys::rollover::called;
use messages::Postman;
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often a node looks for a new directory, new keys and a new policy.
const DIRECTORY: Duration = Duration::from_secs(1);
/// How often a node asks whether a source is due.
const SOURCES: Duration = Duration::from_mins(1);
/// How long a look at all of those may take; then what is left has its turn again.
const REFRESH: Duration = Duration::from_mins(10);
/// How often people are told what happened in their name.
const NOTICES: Duration = Duration::from_secs(2);
/// How often the ledger's partitions, old journeys and what ends are seen to.
const HOUSEKEEPING: Duration = Duration::from_mins(10);
/// How often a node looks at its clock.
const CLOCK: Duration = Duration::from_secs(1);
/// At every how many of these looks it is compared with the database's, and told of if it is wrong.
const COMPARED: (u32, u32) = (5, 300);

/// Looks for a new directory, new keys and a new policy until told to stop. What cannot be loaded leaves the old in
/// use, and the node not ready.
pub(super) async fn keep_up(
    hub: Arc<Hub>,
    mut news: watch::Receiver<()>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut every = interval(DIRECTORY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            // Whether or not anybody can tell: the clock above is enough.
            Ok(()) = news.changed() => {}
            _ = stopped.changed() => return,
        }
        match hub.refresh_directory().await {
            Ok(true) => tracing::info!(
                agencies = hub.directory.now().len(),
                generation = hub.directory.now().generation(),
                "a new directory is in use"
            ),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the directory could not be loaded");
            }
        }
        match hub.refresh_keys().await {
            Ok(true) => tracing::info!(
                active = hub.keys.now().fingerprints().first().map(|key| called(key)),
                published = hub.keys.now().fingerprints().len(),
                "new keys are in use"
            ),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the old keys stay in use");
            }
        }
        match hub.refresh_policy().await {
            Ok(true) => tell_policy(&hub),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "the old policy stays in use");
            }
        }
    }
}

/// Which policy decides, and what the operator has to know of it.
pub(super) fn tell_policy(hub: &Hub) {
    tracing::info!(version = hub.policy.now().version(), "a policy is in use");
    for warning in hub.policy_warnings() {
        tracing::warn!(%warning, "about the policy");
    }
}

/// Lets the sources that are due be looked at, by a process of its own: reading the metadata of a whole
/// federation takes memory that serving must not need, and whatever it does to that process, people go
/// on logging in.
pub(super) async fn keep_sources(hub: Arc<Hub>, file: PathBuf, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(SOURCES);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        match hub.store.is_source_due(hub.clock.now()).await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => {
                tracing::error!(error = %chain(&error), "whether a source is due is not known");
                continue;
            }
        }
        tokio::select! {
            looked = refresh(&file) => match looked {
                Ok((true, said)) => tracing::info!(said, "sources were looked at"),
                Ok((false, said)) => tracing::warn!(said, "a source was not good"),
                Err(error) => tracing::error!(%error, "the sources could not be looked at"),
            },
            _ = stopped.changed() => return,
        }
    }
}

/// Whether all was well, and what was said, as much of it as a line of a log takes.
async fn refresh(file: &Path) -> io::Result<(bool, String)> {
    const LONGEST: usize = 2000;
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    command.arg("--config").arg(file).arg("agency-refresh").kill_on_drop(true);
    let output = timeout(REFRESH, command.stdin(Stdio::null()).output());
    let output = output.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    // What is wrong comes first: the line may be cut.
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said).chars().take(LONGEST).collect();
    Ok((output.status.success(), said))
}

/// Tells the log what ends, until told to stop.
pub(super) async fn keep_warning(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(HOUSEKEEPING);
    let mut told = Told::default();
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        let now = hub.clock.now();
        let warnings = hub.warnings(now);
        for line in (Lines { endings: &told.due(&warnings, now), now }).to_string().lines() {
            tracing::warn!("{line}");
        }
    }
}

/// Tells people what happened in their name, until told to stop.
pub(super) async fn keep_telling(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(NOTICES);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        if let Err(fault) = hub.notices.tell(hub.clock.now()).await {
            tracing::error!(error = %chain(&fault), "people could not be told what happened");
        }
    }
}

/// Sees to the ledger's partitions and forgets old journeys until told to stop.
pub(super) async fn keep_house(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        if hub.node.time.too_far().is_some() {
            tracing::warn!("nothing is tidied up while the clock is wrong");
            continue;
        }
        if let Err(error) = hub.keep_house(hub.clock.now()).await {
            tracing::error!(error = %chain(&error), "housekeeping failed");
        }
    }
}

/// Brings messages until told to stop, and then what it has begun.
pub(super) async fn keep_posting(
    hub: Arc<Hub>,
    postman: Arc<Postman>,
    stopped: watch::Receiver<bool>,
) {
    postman.work(move || hub.clock.now(), stopped).await;
}

/// Looks at the clock until told to stop: whether it has jumped, and whether it agrees with the database's.
pub(super) async fn keep_time(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut every = interval(CLOCK);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (compared, told) = COMPARED;
    for look in 0_u32.. {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.changed() => return,
        }
        let jump = hub.node.time.look(hub.clock.now(), Instant::now());
        if let Some(jump) = jump {
            tracing::warn!(seconds = jump.as_secs(), "the clock has jumped");
        }
        if jump.is_none() && !look.is_multiple_of(compared) {
            continue;
        }
        // Where the database does not answer, other lines say so.
        let is_known = hub.compare_clocks().await.is_ok();
        if let Some(warning) = hub.node.time.warning()
            && is_known
            && (jump.is_some() || look.is_multiple_of(told))
        {
            tracing::warn!("{warning}");
        }
    }
}
