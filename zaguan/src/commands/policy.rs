//! The operators' tasks about the policy.

use std::fs::File;
use std::io::{Read as _, Write as _, stderr, stdout};
use std::path::Path;

use authenticators::{BUILT_IN, Blueprint};
use hub::policy::compare::{self, Change, Known};
use hub::policy::{Policy, file};
use hub::store::Activated;
use hub::{Clock as _, Directory, Environment, Store, SystemClock};

use crate::commands::{Error, say, store};
use crate::compose;
use crate::config::Config;

/// Prints the file of the policy in force, or of an earlier one, octet for octet; what it is, on
/// standard error.
pub(super) async fn show(config: &Config, version: Option<&str>) -> Result<(), Error> {
    let store = store(config).await?;
    let activated = match version {
        None => store.load_policy().await?.1,
        Some(Policy::EMBEDDED_VERSION) => None,
        Some(version) => Some(numbered(&store, version).await?),
    };
    let (text, what) = match &activated {
        None => {
            (Policy::EMBEDDED, format!("{}, the policy of this build", Policy::EMBEDDED_VERSION))
        }
        Some(Activated { id, text, at, by, sha256 }) => {
            (text.as_str(), format!("policy-{id}, activated {at} by {by}, SHA-256 {sha256}"))
        }
    };
    stdout().write_all(text.as_bytes())?;
    stdout().flush()?;
    writeln!(stderr(), "{what}")?;
    Ok(())
}

async fn numbered(store: &Store, version: &str) -> Result<Activated, Error> {
    let id = version.strip_prefix("policy-").unwrap_or(version);
    let found = match id.parse() {
        Ok(id) => store.policy_numbered(id).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        "there is no such policy: they are called default-2, policy-1 and so on".into()
    })
}

/// Says what is wrong with a file and what it would change, and touches nothing.
pub(super) async fn check(config: &Config, from: &Path) -> Result<(), Error> {
    let store = store(config).await?;
    let newest = store.load_policy().await?.1;
    let text = read(from)?;
    compared(config, &store, newest.as_ref(), &text).await
}

/// The same, and puts it in force.
pub(super) async fn activate(config: &Config, from: &Path, by: &str) -> Result<(), Error> {
    let store = store(config).await?;
    let newest = store.load_policy().await?.1;
    let text = read(from)?;
    let (in_force, number) = match &newest {
        None => (Policy::EMBEDDED, 0),
        Some(activated) => (activated.text.as_str(), activated.id),
    };
    if in_force == text {
        let version = version(number);
        return say(&format!("This is {version}, which is in force already: nothing was changed."));
    }
    compared(config, &store, newest.as_ref(), &text).await?;
    let id = store.activate_policy(&text, number, by, SystemClock.now()).await?;
    say(&format!(
        "policy-{id} is in force on every node within 2 seconds.\n\
         Back again: make policy-show VERSION={} >old.toml, then make policy-activate FILE=old.toml",
        version(number)
    ))
}

fn version(number: i64) -> String {
    match number {
        0 => Policy::EMBEDDED_VERSION.to_owned(),
        number => format!("policy-{number}"),
    }
}

fn read(from: &Path) -> Result<String, Error> {
    let name = from.display();
    let mut octets = Vec::new();
    let most = file::LONGEST as u64 + 1;
    File::open(from)
        .and_then(|file| file.take(most).read_to_end(&mut octets))
        .map_err(|cause| format!("{name} cannot be read: {cause}"))?;
    if octets.len() > file::LONGEST {
        return Err(
            format!("{name} has more than {} octets, which no policy has", file::LONGEST).into()
        );
    }
    String::from_utf8(octets).map_err(|_| format!("{name} is not text in UTF-8").into())
}

/// Reads a policy and says what it changes.
async fn compared(
    config: &Config,
    store: &Store,
    newest: Option<&Activated>,
    text: &str,
) -> Result<(), Error> {
    let after = match Policy::read(text, 0) {
        Ok(policy) => policy,
        Err(bad) => {
            say(&bad.to_string())?;
            return Err("this is no policy: nothing was changed".into());
        }
    };
    let known = |blueprint: &'static Blueprint| (&blueprint.id, &blueprint.profile);
    let built_in: Vec<Known<'_>> = BUILT_IN.iter().map(known).collect();
    let methods: Vec<Known<'_>> = compose::methods_on(config).map(known).collect();
    for warning in after.warnings(&built_in) {
        say(&format!("Mind {warning}."))?;
    }
    let before = match newest {
        None => Policy::embedded()?,
        Some(Activated { id, text, .. }) => match Policy::read(text, *id) {
            Ok(policy) => policy,
            // A newer release activated it: then this one cannot say, and may replace it all the same.
            Err(_) => {
                return say(&format!(
                    "policy-{id} is not understood by this release, so what changes cannot be said."
                ));
            }
        },
    };
    let in_force = before.version();
    let changes = compare::changes(&before, &after, &methods);
    tell_changes(in_force, &changes)?;
    for (method, count) in compare::elsewhere(&before, &after, &built_in) {
        let method = method.as_str();
        say(&format!("{method}, which this build does not have: {count} of 96 cases change."))?;
    }
    for change in compare::times(&before, &after) {
        say(&change)?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let endpoints = Environment::from(config.environment).endpoints();
    let directory = store.load_directory(endpoints, &Directory::empty()).await?;
    let agencies = directory.agencies().map(AsRef::as_ref);
    let reach = compare::reach(&before, &after, &methods, agencies);
    if reach.is_empty() {
        return say("Every agency and service lets in the same people by the same methods.");
    }
    for one in reach {
        say(&one.to_string())?;
    }
    Ok(())
}

fn tell_changes(in_force: &str, changes: &[Change]) -> Result<(), Error> {
    if changes.is_empty() {
        return say(&format!(
            "No method of this build counts for more or less than by {in_force}."
        ));
    }
    say(&format!("Compared with {in_force}:"))?;
    for change in changes {
        say(&change.to_string())?;
    }
    Ok(())
}
