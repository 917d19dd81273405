//! The hub put together from its configuration.

use std::sync::Arc;
use std::time::Duration;

use authenticators::accesses::Accesses;
use authenticators::hashing::Pepper;
use authenticators::notices::Notices;
use authenticators::{Blueprint, Keys, Ports, Section};
use certs::{KeyRing, Token, TokenSettings};
use citizens::{IdentitySource, Registry, TableSource, Watched};
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use hub::{
    CurrentDirectory, CurrentKeys, CurrentPolicy, Directory, Environment, Hub, Node, Pairwise,
    Published, Settings, Store,
};
use messages::Outbox;
use pages::Pages;
use saml::EntityId;
use tokio::time::timeout;
use tokio_postgres::NoTls;

use crate::commands::Error;
use crate::config::{self, Config};
use crate::fetch::Asking;
use crate::identity_source::Service;

/// How long a request waits for a connection, or for one to be made.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection may lie before it is asked whether it is still good, and how long that may take.
const IDLE: Duration = Duration::from_secs(1);

/// Connections to the database; none is made yet.
pub(crate) fn pool(config: &Config) -> Result<Pool, Error> {
    let mut connection: tokio_postgres::Config = config.database.url.parse()?;
    connection.application_name("zaguan").connect_timeout(PATIENCE);
    // A database that has gone without a word is given up as soon as one that refuses.
    connection.keepalives_idle(PATIENCE).tcp_user_timeout(PATIENCE);
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(connection, NoTls, recycling);
    let pool = Pool::builder(manager)
        .max_size(config.database.connections)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .runtime(Runtime::Tokio1)
        .pre_recycle(Hook::async_fn(|client, metrics| {
            Box::pin(still_good(client, metrics.last_used()))
        }))
        .build()?;
    Ok(pool)
}

/// Asks a connection that lay for a while whether it still is one, before somebody asks it something: a
/// firewall may have forgotten it, or whoever used it last went away before the answer came. Under load
/// nobody is asked.
async fn still_good(client: &ClientWrapper, idle: Duration) -> Result<(), HookError> {
    if idle < IDLE {
        return Ok(());
    }
    match timeout(IDLE, client.simple_query("")).await {
        Ok(answered) => answered.map(drop).map_err(HookError::Backend),
        Err(_) => Err(HookError::message("the connection has gone silent")),
    }
}

/// The same to a database that is stamped for this environment: another one's is not touched.
pub(crate) async fn stamped(config: &Config) -> Result<Pool, Error> {
    let pool = pool(config)?;
    let client = pool.get().await?;
    hub::store::stamp(&client, config.environment.into()).await?;
    drop(client);
    Ok(pool)
}

/// Everything that serves requests, checked: stamps agree, the directory is loaded.
pub(crate) async fn hub(
    config: &Config,
    blueprints: &'static [Blueprint],
) -> Result<Arc<Hub>, Error> {
    let environment = Environment::from(config.environment);
    let pool = stamped(config).await?;
    let ring = key_ring(config)?;
    let ports = ports(config, &pool, blueprints)?;
    let named = config.method.keys().map(String::as_str);
    let methods = hub::hub::methods(blueprints, |id| section(config, id), named, &ports)?;
    let store = Store::new(pool);
    let pairwise = Pairwise::open(&config.key_ring, &store).await?;
    let none = Directory::empty();
    let directory = store.load_directory(environment.endpoints(), &none).await?;
    let directory = CurrentDirectory::new(directory);
    let keys = CurrentKeys::load(&store, ring).await?;
    let policy = CurrentPolicy::load(&store).await?;
    let (accesses, notices) = (Accesses::new(ports.credentials.clone()), Notices::new(&ports));
    Ok(Arc::new(Hub {
        settings: settings(config)?,
        store,
        citizens: ports.citizens,
        accesses,
        notices,
        outbox: ports.outbox,
        identities: ports.identities,
        methods,
        policy,
        pages: ports.words,
        keys,
        pairwise,
        clock: Box::new(hub::SystemClock),
        entropy: Box::new(hub::SystemEntropy),
        directory,
        published: Published::default(),
        node: Node::new(config.limits.requests()),
    }))
}

/// What methods may use of the house.
pub(crate) fn ports(
    config: &Config,
    pool: &Pool,
    blueprints: &'static [Blueprint],
) -> Result<Ports, Error> {
    let packs: Vec<_> = blueprints.iter().map(|blueprint| blueprint.pack).collect();
    #[cfg(feature = "demonstration")]
    let packs = [packs, vec![pages::samples::PACK]].concat();
    let pepper = Pepper::read(&config.pepper_file)
        .map_err(|error| format!("pepper_file {}: {error}", config.pepper_file.display()))?;
    let keys = Keys::new(pepper);
    Ok(Ports {
        citizens: Registry::new(pool.clone()),
        credentials: pool.clone(),
        identities: identity_source(config, pool)?,
        outbox: config.messages.outbox(Outbox::new(pool.clone(), keys.key("messages/1")?)),
        keys,
        words: Arc::new(Pages::new(&packs)?),
        host: settings(config)?.host().to_owned(),
        web: Arc::new(Asking::new(config.environment.into())),
    })
}

/// Who knows what is printed on people's cards.
fn identity_source(config: &Config, pool: &Pool) -> Result<Arc<dyn IdentitySource>, Error> {
    Ok(match &config.identity_source {
        config::IdentitySource::Table => Arc::new(Watched::new(TableSource::new(pool.clone()))),
        config::IdentitySource::Http(service) => {
            Arc::new(Watched::new(Service::new(service, config.environment.into())?))
        }
    })
}

/// The keys that this node holds.
pub(crate) fn key_ring(config: &Config) -> Result<KeyRing, Error> {
    let environment = Environment::from(config.environment);
    Ok(KeyRing::open(&config.key_ring, environment.name(), token(config))?)
}

/// The token that some of them are in, if the configuration knows one. Nothing is asked of it yet.
fn token(config: &Config) -> Option<Arc<Token>> {
    let pkcs11 = config.pkcs11.as_ref()?;
    Some(Arc::new(Token::new(TokenSettings {
        module: pkcs11.module.clone(),
        label: pkcs11.token.clone(),
        pin_file: pkcs11.pin_file.clone(),
        sessions: pkcs11.sessions,
    })))
}

/// Who we are.
pub(crate) fn settings(config: &Config) -> Result<Settings, Error> {
    Ok(Settings {
        entity_id: EntityId::new(&config.entity_id)?,
        origin: config.base_url.clone(),
        certificate_host: config.certificate_host.as_ref().map(|place| place.name.clone()),
        names: config.names.clone(),
        environment: config.environment.into(),
    })
}

/// The methods of this build that are on.
pub(crate) fn methods_on(config: &Config) -> impl Iterator<Item = &'static Blueprint> {
    let is_on = |one: &&Blueprint| !one.is_optional || config.method.contains_key(one.id.as_str());
    authenticators::BUILT_IN.iter().filter(is_on)
}

/// A method's own section of the configuration; empty when there is none.
pub(crate) fn section(config: &Config, method: &str) -> Section {
    config.method.get(method).cloned().map(Section::new).unwrap_or_default()
}
