//! Document and password, with a code by SMS where it takes two factors: Cl@ve Permanente (SPEC 5.2).
//!
//! In reading order:
//!
//! - [`login`]: what happens when somebody signs in;
//! - `second`: the code by SMS that follows the password where it is too little;
//! - [`passwords`]: what both signing in and setting a password need, and the setting;
//! - [`policy`]: what a password must be, and the numbers;
//! - `waits`: what has to be waited for after wrong ones, and the tables of it;
//! - `store`: the table `credentials.password`.
//!
//! **Who does not know the password learns nothing.** Whether a document is registered, has a
//! password, is locked or may not enter: for any well-formed document the same statements run in
//! the same order, one hash is computed, and the same page is answered (SPEC AUTH-10). A locked
//! person's right password is refused with these words too.
//!
//! **A wrong one has to be waited for, and five in a row lock.** A look is taken before the hash and
//! given back only by the right password. The next look at the same document from the same block of
//! addresses comes 2, 4, 8 and 16 seconds later, and what comes before that is not looked at and
//! counts nothing: a hundred guesses at once get one look. Somebody elsewhere waits for nobody. Who
//! gets too much wrong from one block, whatever the documents, waits as well
//! ([`AddressLimit`](crate::AddressLimit)).
//!
//! **Who knows a number alone locks nobody.** After three wrong ones the contrast datum is asked as
//! well, and only tries with the right one bring the lock nearer; the answer does not say which of the
//! two was wrong. While nobody can say what is printed on the card, nothing counts. Setting, renewing
//! and unlocking by the person are still to come; until then a lock is for the operator to lift.

use identity::LevelOfAssurance;
use pages::{Language, Pack};
use serde::Deserialize;

use self::login::Login;
pub use self::passwords::{Passwords, SetError};
pub use self::policy::{PasswordPolicy, Weakness};
use self::second::Second;
use crate::codes::Codes;
use crate::contract::{Authenticator, Blueprint, ConfigError, MethodId, Ports, Profile, Section};

pub mod login;
pub mod passwords;
pub mod policy;
mod second;
mod store;
#[cfg(test)]
mod tests;
mod waits;

/// Document and password, with the code by SMS where it takes that, as the house needs to know it.
pub const BLUEPRINT: Blueprint = Blueprint {
    id: METHOD,
    path: "clave",
    selected_idp: "SEGSOC",
    exclusion: "http://es.minhafp.clave/GISSIdP",
    profile: Profile {
        least: second::ONE,
        factors: second::BOTH,
        ceiling: LevelOfAssurance::Substantial,
    },
    pack: Pack {
        templates: &[
            ("password/login.html", include_str!("templates/login.html")),
            ("password/code.html", include_str!("templates/code.html")),
        ],
        messages: &[
            (Language::Es, include_str!("messages/es.ftl")),
            (Language::Ca, include_str!("messages/ca.ftl")),
            (Language::Gl, include_str!("messages/gl.ftl")),
            (Language::Eu, include_str!("messages/eu.ftl")),
            (Language::En, include_str!("messages/en.ftl")),
        ],
        samples: login::samples,
    },
    migrations: &[
        ("V1__password", include_str!("migrations/V1__password.sql")),
        ("V2__waits", include_str!("migrations/V2__waits.sql")),
    ],
    is_optional: false,
    build,
};

const METHOD: MethodId = MethodId::new("password");

fn build(section: &Section, ports: &Ports) -> Result<Box<dyn Authenticator>, ConfigError> {
    let second = Second::new(Codes::new(ports));
    Ok(Box::new(Login::new(Passwords::open(section, ports)?, second)))
}

/// The section `[method.password]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Hashing threads, of 19 MiB each.
    #[serde(default = "two")]
    workers: usize,
}

fn two() -> usize {
    2
}
