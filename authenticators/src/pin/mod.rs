//! A PIN of one use by SMS: Cl@ve PIN (SPEC 5.3, AUTH-23 to AUTH-27; ADR 0027).
//!
//! In reading order:
//!
//! - [`login`]: what happens when somebody signs in;
//! - [`pins`]: the PINs of this house: made, sent, looked at, held and released;
//! - `secret`: what is typed, and the access code that it makes;
//! - `views`: the pages;
//! - `store`: the table `credentials.pin`.
//!
//! **Who does not hold the document learns nothing.** Document and contrast datum come first, and a wrong
//! datum and an unknown document are told the same. Only who shows the right one is told whether its holder
//! is registered, has a phone, or is blocked.
//!
//! **A PIN is short, so it is hard to get at.** It lives ten minutes, enters once, has three tries, belongs
//! to the attempt that asked for it, and enters only after it was sent: who guesses has to send the person an
//! SMS for every three guesses. Five wrong ones in an hour block for half an hour. All of it is counted by
//! single statements on one row, so that a hundred at once get no more than one by one.
//!
//! **The PIN itself is nowhere.** It comes from a seed, which only the browser's own key unlocks, and from
//! the house's key; the table holds an HMAC. So the SMS can carry it a minute later, and who reads the
//! database cannot.

use identity::{Factors, LevelOfAssurance};
use pages::{Language, Pack};
use serde::Deserialize;

use self::login::Login;
pub use self::pins::Pins;
use crate::contract::{Authenticator, Blueprint, ConfigError, MethodId, Ports, Profile, Section};

pub mod login;
pub mod pins;
mod secret;
mod store;
#[cfg(test)]
mod tests;
mod views;

/// The PIN by SMS, as the house needs to know it.
pub const BLUEPRINT: Blueprint = Blueprint {
    id: METHOD,
    path: "pin",
    selected_idp: "PIN24H",
    exclusion: "http://es.minhafp.clave/AEATIdP",
    profile: Profile {
        least: WITHOUT_KEY,
        factors: WITH_KEY,
        ceiling: LevelOfAssurance::Substantial,
    },
    pack: Pack {
        templates: &[
            ("pin/document.html", include_str!("templates/document.html")),
            ("pin/datum.html", include_str!("templates/datum.html")),
            ("pin/obtain.html", include_str!("templates/obtain.html")),
            ("pin/wait.html", include_str!("templates/wait.html")),
            ("pin/code.html", include_str!("templates/code.html")),
            ("pin/own.html", include_str!("templates/own.html")),
            ("pin/sent.html", include_str!("templates/sent.html")),
        ],
        messages: &[
            (Language::Es, include_str!("messages/es.ftl")),
            (Language::Ca, include_str!("messages/ca.ftl")),
            (Language::Gl, include_str!("messages/gl.ftl")),
            (Language::Eu, include_str!("messages/eu.ftl")),
            (Language::En, include_str!("messages/en.ftl")),
        ],
        samples: views::samples,
    },
    migrations: &[("V1__pin", include_str!("migrations/V1__pin.sql"))],
    is_optional: false,
    build,
};

const METHOD: MethodId = MethodId::new("pin");

/// What the PIN shows by itself: the phone. Document and contrast datum are no factors (SPEC 0.2 no. 5).
const WITHOUT_KEY: Factors = Factors::POSSESSION.union(Factors::DYNAMIC);
/// And what it shows with the user key.
const WITH_KEY: Factors = WITHOUT_KEY.union(Factors::KNOWLEDGE);

fn build(section: &Section, ports: &Ports) -> Result<Box<dyn Authenticator>, ConfigError> {
    Ok(Box::new(Login::new(Pins::open(section, ports)?, ports)))
}

/// The section `[method.pin]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Whether people choose a key with every PIN.
    #[serde(default)]
    user_key: UserKey,
    /// How long whoever may have an app waits for it before the SMS can be asked for, in seconds.
    #[serde(default = "a_minute")]
    sms_wait: u16,
}

/// Whether people choose a key with every PIN.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum UserKey {
    /// Never.
    Off,
    /// Where the agency asks for more than the PIN alone is worth, and the key makes up for it.
    #[default]
    Optional,
    /// Always.
    Required,
}

fn a_minute() -> u16 {
    60
}
