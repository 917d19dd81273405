//! The hub put together: what every request may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use authenticators::accesses::Accesses;
use authenticators::notices::Notices;
use authenticators::{Authenticator, Blueprint, ConfigError, MethodId, Ports, Section};
use citizens::{IdentitySource, Registry};
use jiff::Timestamp;
use messages::Outbox;
use pages::{Language, Pages};
use saml::EntityId;

use crate::clock::{Clock, Entropy};
use crate::current::CurrentDirectory;
use crate::fault::Fault;
use crate::http::RESERVED_STEPS;
use crate::keys::CurrentKeys;
use crate::node::Node;
use crate::pairwise::Pairwise;
use crate::policy::CurrentPolicy;
use crate::published::Published;
use crate::store::{Environment, Store};

/// What every request may use. Nothing in it is changed by a request but what PostgreSQL keeps;
/// so any node serves any request.
pub struct Hub {
    /// Who we are.
    pub settings: Settings,
    /// The schema `hub`.
    pub store: Store,
    /// Who is registered, and how they stand.
    pub citizens: Registry,
    /// What goes to phones and mailboxes.
    pub outbox: Outbox,
    /// Who knows what is printed on people's cards.
    pub identities: Arc<dyn IdentitySource>,
    /// The methods, in the order in which they are offered.
    pub methods: Vec<Method>,
    /// What decides.
    pub policy: CurrentPolicy,
    /// When people entered before, and from which browsers.
    pub accesses: Accesses,
    /// What people are told of that.
    pub notices: Notices,
    /// Everything with HTML.
    pub pages: Arc<Pages>,
    /// What we sign with, and what metadata shows beside it.
    pub keys: CurrentKeys,
    /// What agencies call people by.
    pub pairwise: Pairwise,
    /// Time.
    pub clock: Box<dyn Clock>,
    /// Randomness.
    pub entropy: Box<dyn Entropy>,
    /// Who may send citizens to us.
    pub directory: CurrentDirectory,
    /// Our metadata, signed.
    pub published: Published,
    /// What this process knows of itself.
    pub node: Node,
}

/// Who we are.
#[derive(Debug)]
pub struct Settings {
    /// Our entityID.
    pub entity_id: EntityId,
    /// Our origin, `https://host[:port]`, without a slash at the end.
    pub origin: String,
    /// Host (and port) below which each visit to the certificate host has a name of its own.
    pub certificate_host: Option<String>,
    /// Our name in each language.
    pub names: BTreeMap<Language, String>,
    /// Production, or the demonstration.
    pub environment: Environment,
}

impl Settings {
    /// Where requests are sent to, by both bindings.
    #[must_use]
    pub fn sso_url(&self) -> String {
        format!("{}/saml/sso", self.origin)
    }

    /// Where messages about leaving are sent to, by both bindings.
    #[must_use]
    pub fn slo_url(&self) -> String {
        format!("{}/saml/slo", self.origin)
    }

    /// Where kits of the dialect `clave2` send their requests to, by POST (SPEC SAML-04).
    #[must_use]
    pub fn clave2_url(&self) -> String {
        format!("{}/Proxy2/ServiceProvider", self.origin)
    }

    /// Host and port, as the address bar shows them.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host)
    }

    /// Our name in `language`, else in Spanish.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        let name = self.names.get(&language).or_else(|| self.names.get(&Language::Es));
        name.map_or("Zaguán", String::as_str)
    }
}

/// A method that is on.
pub struct Method {
    /// What it is.
    pub blueprint: &'static Blueprint,
    /// What does it.
    pub authenticator: Box<dyn Authenticator>,
}

/// Makes every method of the list from its section of the configuration; an optional one only if it is among
/// those that are `named`.
///
/// # Errors
/// [`ConfigError`] if one cannot be made, two share a name or an address, or a section belongs to
/// none of them.
pub fn methods<'a>(
    list: impl IntoIterator<Item = &'static Blueprint>,
    sections: impl Fn(&str) -> Section,
    named: impl IntoIterator<Item = &'a str>,
    ports: &Ports,
) -> Result<Vec<Method>, ConfigError> {
    let named: Vec<&str> = named.into_iter().collect();
    let mut made: Vec<Method> = Vec::new();
    for blueprint in list {
        let (id, path) = (blueprint.id.as_str(), blueprint.path);
        if blueprint.is_optional && !named.contains(&id) {
            continue;
        }
        let taken = made.iter().any(|m| m.blueprint.id == blueprint.id || m.blueprint.path == path);
        if taken || RESERVED_STEPS.contains(&path) {
            return Err(ConfigError(format!("the name or the path of method {id} is taken")));
        }
        let authenticator = (blueprint.build)(&sections(id), ports)
            .map_err(|error| ConfigError(format!("method {id}: {error}")))?;
        made.push(Method { blueprint, authenticator });
    }
    for name in named {
        if !made.iter().any(|method| method.blueprint.id.as_str() == name) {
            return Err(ConfigError(format!("there is no method {name}")));
        }
    }
    Ok(made)
}

impl Hub {
    /// Forgets what is of no use any more, the methods' too, and makes room for the days to come.
    ///
    /// # Errors
    /// [`Fault`]: the next time comes in ten minutes.
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        self.store.keep_house(now).await?;
        self.accesses.keep_house(now).await?;
        self.notices.keep_house(now).await?;
        self.outbox.keep_house(now).await?;
        for method in &self.methods {
            method.authenticator.keep_house(now).await?;
        }
        Ok(())
    }

    /// The method with this name.
    #[must_use]
    pub fn method(&self, id: &MethodId) -> Option<&Method> {
        self.methods.iter().find(|method| method.blueprint.id == *id)
    }
}
