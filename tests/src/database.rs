//! A database of its own for each test, cloned from one that is migrated once.
//!
//! `make test` starts a private PostgreSQL, migrates the database `zaguan_template` there, and says in
//! `ZAGUAN_TEST_DATABASE` how to reach it. A clone takes some tens of milliseconds.

use std::str::FromStr as _;
use std::{env, thread};

use deadpool_postgres::{Manager, Pool};
use tokio::runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Error, NoTls};
use uuid::Uuid;

/// A connection string to the private PostgreSQL, to a database that is never written to.
const SERVER: &str = "ZAGUAN_TEST_DATABASE";
/// The migrated database that all others are made after. Nobody may be connected to it.
const TEMPLATE: &str = "zaguan_template";
/// Connections to one test's database, at most; the server has 300.
const CONNECTIONS: usize = 24;

/// A migrated, empty database. Dropping it drops the database, whoever is still connected.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: String,
    server: Config,
    pool: Pool,
}

/// Makes a database that no other test sees. It carries no environment's stamp yet.
///
/// # Panics
///
/// If there is no PostgreSQL to make it in: `make test` starts one.
pub async fn fresh() -> TestDatabase {
    let Ok(url) = env::var(SERVER) else {
        complain(&format!("{SERVER} is not set: run 'make test', which starts a PostgreSQL"));
    };
    match clone_of_template(&url).await {
        Ok(database) => database,
        Err(error) => complain(&format!("no database could be made for this test: {error:?}")),
    }
}

/// Makes a database in which nobody was yet: without schemas.
///
/// # Panics
///
/// If there is no PostgreSQL to make it in.
pub async fn empty() -> TestDatabase {
    let database = fresh().await;
    let drop = "DROP SCHEMA hub, citizens, credentials, messages CASCADE";
    if let Err(error) = database.connect().await.batch_execute(drop).await {
        complain(&format!("the database could not be emptied: {error:?}"));
    }
    database
}

impl TestDatabase {
    /// The connection string, as the hub's configuration takes it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection outside the pool, for looking at what the code under test has written.
    ///
    /// # Panics
    ///
    /// If the database cannot be reached.
    pub async fn connect(&self) -> Client {
        let mut config = self.server.clone();
        match connect(config.dbname(&self.name)).await {
            Ok((client, _)) => client,
            Err(error) => complain(&format!("the test's database is not reached: {error:?}")),
        }
    }

    /// Connections to it. All callers share one pool.
    #[must_use]
    pub fn pool(&self) -> Pool {
        self.pool.clone()
    }
}

impl Drop for TestDatabase {
    /// As good as it gets: a database that stays behind goes with the server, when all tests are
    /// done.
    fn drop(&mut self) {
        self.pool.close();
        let server = self.server.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A thread and runtime of its own: the test's may be ending, and may not be blocked.
        let dropped = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(execute(&server, &statement)))
        });
        drop(dropped.join());
    }
}

async fn clone_of_template(url: &str) -> Result<TestDatabase, Error> {
    let server = Config::from_str(url)?;
    let name = format!("test_{}", Uuid::new_v4().simple());
    execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await?;
    let url = format!("{}/{name}", url.rsplit_once('/').map_or(url, |(before, _)| before));
    let manager = Manager::new(Config::from_str(&url)?, NoTls);
    let Ok(pool) = Pool::builder(manager).max_size(CONNECTIONS).build() else {
        complain("a pool without time limits needs no runtime, and yet cannot be built");
    };
    Ok(TestDatabase { name, url, server, pool })
}

async fn execute(server: &Config, statement: &str) -> Result<(), Error> {
    let (client, connection) = connect(server).await?;
    let done = client.batch_execute(statement).await;
    drop(client);
    drop(connection.await);
    done
}

async fn connect(config: &Config) -> Result<(Client, JoinHandle<Result<(), Error>>), Error> {
    let (client, connection) = config.connect(NoTls).await?;
    #[expect(clippy::disallowed_methods, reason = "it ends by itself when its client is dropped")]
    let connection = tokio::spawn(connection);
    Ok((client, connection))
}

#[expect(clippy::panic, reason = "a test that cannot begin has to say so")]
fn complain(problem: &str) -> ! {
    panic!("{problem}")
}
