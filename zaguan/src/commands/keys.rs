//! The operators' tasks about our signing keys.

use certs::{KeyKind, KeyRing, SigningKey};
use hub::fault::chain;
use hub::keys::rollover::{self, KeyRecord, State, Terms, called};
use hub::{Clock as _, SystemClock};
use jiff::{SignedDuration, Timestamp};

use crate::commands::{Error, say, store};
use crate::compose;
use crate::config::Config;

/// Letters of a common name (RFC 5280, appendix A).
const LONGEST_SUBJECT: usize = 64;

/// Which key is to be the next one.
pub(super) struct New {
    pub(super) kind: KeyKind,
    pub(super) token: Option<String>,
    pub(super) from: Option<String>,
}

pub(super) async fn next(config: &Config, new: New, by: &str) -> Result<(), Error> {
    let store = store(config).await?;
    let ring = compose::key_ring(config)?;
    // Before a key is made that nobody would take.
    if new.from.is_none() {
        rollover::may_publish(&store.keys().await?, None)?;
    }
    let now = SystemClock.now();
    let (name, key) = match &new.from {
        Some(name) => (name.clone(), ring.named(name)?),
        None => made(config, &ring, &new, now)?,
    };
    key.prove()?;
    let fingerprint = key.certificate().fingerprint();
    let key_is = format!("Key {}, {name} in {},", called(&fingerprint), ring.folder().display());
    match store.publish_key(key.certificate(), by, now).await {
        Ok(State::Active) => say(&format!("{key_is} is the first one and signs from now on.")),
        Ok(_) => say(&format!(
            "{key_is} is the next one. Every node publishes it within 2 seconds.\n\
             Put its files into the key ring of every other node. When the agencies have fetched our \
             metadata (key-list shows how many) and have had {}, it can sign: key-activate",
            match config.keys.published_for {
                0 => "a moment".to_owned(),
                1 => "a day".to_owned(),
                days => format!("{days} days"),
            }
        )),
        Err(refused) if new.from.is_none() => {
            say(&format!("{key_is} was made and is not published: key-next FROM={name}"))?;
            Err(refused.into())
        }
        Err(refused) => Err(refused.into()),
    }
}

fn made(
    config: &Config,
    ring: &KeyRing,
    new: &New,
    now: Timestamp,
) -> Result<(String, SigningKey), Error> {
    let subject = subject(config);
    let created = match (&new.token, ring.token()) {
        (None, _) => ring.create(new.kind, subject, now)?,
        (Some(wanted), Some(token)) if token.label() == wanted => {
            ring.create_in(token, new.kind, subject, now)?
        }
        (Some(_), Some(token)) => {
            let label = token.label();
            return Err(
                format!("the token of the configuration is {label}: say TOKEN={label}").into()
            );
        }
        (Some(_), None) => {
            return Err("the configuration has no token: give it a section [pkcs11]".into());
        }
    };
    Ok((created.name, created.key))
}

/// For whom the certificate is: our host, where that is short enough.
fn subject(config: &Config) -> &str {
    let origin = config.base_url.as_str();
    let host = origin.strip_prefix("https://").unwrap_or(origin);
    if host.len() <= LONGEST_SUBJECT { host } else { "SAML" }
}

pub(super) async fn list(config: &Config) -> Result<(), Error> {
    let store = store(config).await?;
    let (keys, agencies) = (store.keys().await?, store.count_agencies().await?);
    if keys.is_empty() {
        return say("There are no keys yet: make one with key-next.");
    }
    let ring = compose::key_ring(config)?;
    for key in &keys {
        say(&line(key, agencies, &ring)?)?;
    }
    Ok(())
}

fn line(key: &KeyRecord, agencies: i64, ring: &KeyRing) -> Result<String, Error> {
    let (state, called, by) = (key.state.name(), key.called(), &key.by);
    let since = match key.state {
        State::Next => format!("since {}", day(key.published_at)),
        State::Retiring => {
            format!("active last {}", day(key.activated_at.unwrap_or(key.published_at)))
        }
        State::Active => {
            format!("active since {}", day(key.activated_at.unwrap_or(key.published_at)))
        }
        State::Retired => {
            let at = day(key.retired_at.unwrap_or(key.published_at));
            return Ok(format!("{state:<8} {called}  since {at}, by {by}"));
        }
    };
    let ends = day(key.certificate.not_after()?);
    let here = match ring.find(&key.fingerprint) {
        Ok(Some(_)) => String::new(),
        Ok(None) => ", not on this node".to_owned(),
        Err(why) => format!(", not usable on this node: {}", chain(&why)),
    };
    let seen = key.seen;
    Ok(format!(
        "{state:<8} {called}  {since}, by {by}; fetched by {seen} of {agencies} agencies; \
         its certificate ends {ends}{here}"
    ))
}

pub(super) async fn activate(
    config: &Config,
    asked: Option<&str>,
    anyway: bool,
    by: &str,
) -> Result<(), Error> {
    let store = store(config).await?;
    let keys = store.keys().await?;
    let key = rollover::to_activate(&keys, asked)?;
    let ring = compose::key_ring(config)?;
    let Some(held) = ring.find(&key.fingerprint)? else {
        let (key, folder) = (key.called(), ring.folder().display());
        return Err(format!("key {key} is not in {folder}: put its files there first").into());
    };
    held.prove()?;
    let terms = terms(config, anyway, by);
    store.activate_key(&key.fingerprint, terms, SystemClock.now()).await?;
    let before = keys.iter().find(|key| key.state == State::Active);
    let retiring = before.map_or(String::new(), |key| {
        format!(
            " Key {0} retires: it stays in our metadata until key-retire. Back again: key-activate KEY={0}",
            key.called()
        )
    });
    say(&format!(
        "Key {} signs within 2 seconds on every node that has its files; the others say at /readyz that \
         they lack them, and go on with the old one.{retiring}",
        key.called()
    ))
}

pub(super) async fn retire(
    config: &Config,
    asked: Option<&str>,
    anyway: bool,
    by: &str,
) -> Result<(), Error> {
    let store = store(config).await?;
    let keys = store.keys().await?;
    let key = rollover::to_retire(&keys, asked)?;
    store.retire_key(&key.fingerprint, terms(config, anyway, by), SystemClock.now()).await?;
    say(&format!(
        "Key {} is not in our metadata any more, on every node within 2 seconds. \
         When every node is ready (/readyz), nothing needs its private half: it can be destroyed.",
        key.called()
    ))
}

fn terms<'a>(config: &Config, anyway: bool, by: &'a str) -> Terms<'a> {
    let days = i64::from(config.keys.published_for);
    Terms { published_for: SignedDuration::from_hours(24 * days), anyway, by }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
