//! The operators' task that says what the hub would do with a request.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use hub::fault::chain;
use hub::rehearsal::{self, Rehearsal, Rehearsed};
use hub::retelling::Quoted;
use hub::{Clock as _, CurrentPolicy, Directory, Environment, Store, SystemClock};

use crate::commands::{Error, say, store};
use crate::compose;
use crate::config::Config;

/// Says what the hub would do with the request in a file. Fails if it would refuse it.
pub(super) async fn run(config: &Config, from: &Path) -> Result<(), Error> {
    let octets = read(from)?;
    let store = store(config).await?;
    let endpoints = Environment::from(config.environment).endpoints();
    let directory = store.load_directory(endpoints, &Directory::empty()).await?;
    let policy = CurrentPolicy::load(&store).await?.now();
    let settings = compose::settings(config)?;
    let rehearsal = Rehearsal {
        directory: &directory,
        policy: &policy,
        settings: &settings,
        methods: compose::methods_on(config).collect(),
        now: SystemClock.now(),
    };
    let received = rehearsal::brought(&octets).map_err(Into::into);
    let rehearsed = received.and_then(|received| rehearsal.of(received));
    let rehearsed = rehearsed.map_err(|rejected| {
        let (why, advice) = (chain(&rejected), rehearsal::advice(&rejected));
        format!("the hub would not accept this request: {why}. To do: {advice}")
    })?;
    for sentence in rehearsed.asked() {
        say(&sentence)?;
    }
    tell_answered(&store, &rehearsed).await?;
    say(&format!("By {}:", policy.version()))?;
    for sentence in rehearsed.found() {
        say(&sentence)?;
    }
    if rehearsed.is_offered() { Ok(()) } else { Err("the hub would decline this request".into()) }
}

/// Each request is answered once.
async fn tell_answered(store: &Store, rehearsed: &Rehearsed) -> Result<(), Error> {
    let facts = rehearsed.request.facts();
    let quoted = Quoted::parse(facts.request_id.as_str())?;
    for entry in store.traced(&quoted).await? {
        if entry.agency == facts.agency.as_str() && entry.request_id == facts.request_id.as_str() {
            say(&format!(
                "It was answered at {} with {}, and each request is answered once: make trace ID={}",
                entry.at, entry.outcome, entry.reference
            ))?;
        }
    }
    Ok(())
}

fn read(from: &Path) -> Result<Vec<u8>, Error> {
    let name = from.display();
    let mut octets = Vec::new();
    let most = rehearsal::LONGEST as u64 + 1;
    File::open(from)
        .and_then(|file| file.take(most).read_to_end(&mut octets))
        .map_err(|cause| format!("{name} cannot be read: {cause}"))?;
    if octets.len() > rehearsal::LONGEST {
        let most = rehearsal::LONGEST;
        return Err(format!("{name} has more than {most} octets, which no request has").into());
    }
    Ok(octets)
}
