//! The house as others see it from the street: the hub's own program with real TLS, agencies on
//! software not written here, and a visitor who is `curl`.
//!
//! Each test has a house of its own: a database, keys, and a loopback address that no other test
//! process has. Every process ends with its test, also when that panics or is killed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on has failed"
)]

mod cards;
mod process;
mod visitor;

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::{env, fs};

use tokio::runtime;

pub use self::cards::Wallet;
pub use self::process::{Process, run};
pub use self::visitor::{Page, Visitor};
use crate::database::{self, TestDatabase};
use crate::hall::keys;

/// The first port at a test's address: below those that systems give out by themselves.
const FIRST_PORT: u16 = 21443;
/// Citizens with passwords; the first row is [`CITIZEN`].
const CITIZENS: &str = include_str!("../../demonstration/citizens.csv");

/// A registered person: document and password.
pub const CITIZEN: (&str, &str) = ("00000000T", "tren-azul-de-noche");

/// A running hub.
#[derive(Debug)]
pub struct House {
    /// Its origin.
    pub url: String,
    hub: Option<Process>,
    config: PathBuf,
    address: Ipv4Addr,
    port: u16,
    folder: Folder,
    database: TestDatabase,
}

/// One more hub of a house, with the same origin, database and keys, at an address of its own: as
/// behind a load balancer.
#[derive(Debug)]
pub struct Node {
    hub: Option<Process>,
    config: PathBuf,
    address: Ipv4Addr,
    port: u16,
    folder: PathBuf,
}

/// Where an agency stands: names and keys that whoever moves in needs.
#[derive(Debug)]
pub struct Plot {
    /// Its origin.
    pub url: String,
    /// Its host.
    pub host: String,
    /// The address it listens on.
    pub address: Ipv4Addr,
    /// The port it listens on.
    pub port: u16,
    /// The TLS certificate and key, without `.pem` and `.key`.
    pub tls: PathBuf,
    /// The certificate and key for messages, without `.pem` and `.key`.
    pub signer: PathBuf,
    /// A file with the hub's metadata.
    pub hub: PathBuf,
    /// A folder of its own that everybody may look into.
    pub folder: PathBuf,
}

impl House {
    /// A hub that runs, with the demonstration's citizens and no agency.
    #[must_use]
    pub fn open() -> Self {
        let folder = Folder::fresh();
        let address = own_address();
        let port = own_ports();
        run(task("demo-pki").arg(&folder.path).arg("trafico"));
        let database = blocking(database::fresh());
        let config = folder.path.join("hub.toml");
        fs::write(&config, configuration(&folder.path, address, port, database.url())).unwrap();
        run(zaguan(&config).arg("migrate"));
        keys::add(&folder.path.join("key-ring"), "hub", &keys::generate("hub"));
        run(zaguan(&config).args(["key-next", "--from", "hub"]));
        let citizens = folder.path.join("citizens.csv");
        let first: Vec<_> = CITIZENS.lines().take(2).collect();
        fs::write(&citizens, first.join("\n")).unwrap();
        run(zaguan(&config).arg("demonstration-seed").arg(citizens));
        let url = format!("https://hub.localhost:{port}");
        let mut house = Self { url, hub: None, config, address, port, folder, database };
        house.start();
        house
    }

    /// Starts the hub of a house that is closed.
    pub fn start(&mut self) {
        self.launch();
        self.await_start();
    }

    /// The same, without waiting.
    pub fn launch(&mut self) {
        self.hub = Some(Process::start("hub", zaguan(&self.config).arg("run"), &self.folder.path));
    }

    /// The same, with a log of all that it can say.
    pub fn start_telling_all(&mut self) {
        let mut hub = zaguan(&self.config);
        hub.arg("run").env("RUST_LOG", "trace");
        self.hub = Some(Process::start("hub", &hub, &self.folder.path));
        self.await_start();
    }

    /// The same, with these variables in its environment.
    pub fn start_in(&mut self, environment: &[(&str, &str)]) {
        let mut hub = zaguan(&self.config);
        hub.arg("run").envs(environment.iter().copied());
        self.hub = Some(Process::start("hub", &hub, &self.folder.path));
        self.await_start();
    }

    /// Starts it anew with these lines in its configuration as well.
    pub fn reconfigure(&mut self, lines: &str) {
        self.close();
        self.say(lines);
        self.start();
    }

    /// Puts these lines into the configuration of a house that is closed.
    pub fn say(&mut self, lines: &str) {
        let text = fs::read_to_string(&self.config).unwrap();
        fs::write(&self.config, format!("{lines}\n{text}")).unwrap();
    }

    /// Where it listens to citizens and agencies.
    #[must_use]
    pub fn listens_at(&self) -> SocketAddr {
        (self.address, self.port).into()
    }

    /// Waits until it listens.
    pub fn await_start(&self) {
        self.hub.as_ref().unwrap().listens((self.address, self.port).into());
    }

    /// Starts the hub of a house that is closed so that it speaks plain HTTP to a reverse proxy, at the address
    /// that is returned. At the house's own address nobody is until the proxy listens there.
    pub fn start_behind_proxy(&mut self) -> SocketAddr {
        let behind = SocketAddr::from((self.address, own_ports()));
        let text = fs::read_to_string(&self.config).unwrap();
        let changed = text.lines().map(|line| match line.split(" =").next() {
            Some("listen") => format!("listen = \"{behind}\"\n"),
            Some("tls") => "tls = { mode = \"proxy\" }\n".to_owned(),
            _ => format!("{line}\n"),
        });
        fs::write(&self.config, changed.collect::<String>()).unwrap();
        self.launch();
        self.hub.as_ref().unwrap().listens(behind);
        behind
    }

    /// Ends the hub in good order.
    pub fn close(&mut self) {
        self.hub = None;
    }

    /// A second hub, which runs.
    #[must_use]
    pub fn second(&self) -> Node {
        let [first, second, third, fourth] = self.address.octets();
        let address = Ipv4Addr::new(first, second + 64, third, fourth);
        let folder = self.folder.path.clone();
        let config = folder.join("second.toml");
        let text = configuration(&folder, address, self.port, self.database.url());
        fs::write(&config, text).unwrap();
        let mut node = Node { hub: None, config, address, port: self.port, folder };
        node.start();
        node
    }

    /// What load balancers and operators ask, without a slash at the end.
    #[must_use]
    pub fn admin(&self) -> String {
        format!("http://{}:{}", self.address, self.port + 1)
    }

    /// Loses the database, the key ring and the pepper: what comes instead is empty. The hub must be closed.
    pub fn lose_everything(&mut self) {
        assert!(self.hub.is_none(), "the hub is closed");
        self.database = blocking(database::empty());
        fs::remove_dir_all(self.file("key-ring")).unwrap();
        fs::remove_file(self.file("pepper")).unwrap();
        let url = self.database.url();
        let text = configuration(&self.folder.path, self.address, self.port, url);
        fs::write(&self.config, text).unwrap();
    }

    /// A command of an operator, run to whatever end.
    #[must_use]
    pub fn operate(&self, command: &[&str]) -> Output {
        self.command(command).output().unwrap()
    }

    /// The same, for whoever wants to look at it while it runs.
    #[must_use]
    pub fn command(&self, command: &[&str]) -> Command {
        let mut hub = zaguan(&self.config);
        hub.args(command);
        hub
    }

    /// The number of the hub's process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.hub.as_ref().unwrap().id()
    }

    /// A file of the house: `key-ring`, `pepper`, `pki`, or what a test puts there.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path.join(name)
    }

    /// The database, for looking at it.
    #[must_use]
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// What the hub has said until now, also before it was closed.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(self.file("hub.log")).unwrap()
    }

    /// A visitor without cookies.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.folder.path, self.address)
    }

    /// A plot for an agency that is called `trafico`, `hacienda` or `certificado`.
    #[must_use]
    pub fn plot(&self, name: &str) -> Plot {
        let folder = self.folder.path.join(name);
        fs::create_dir(&folder).unwrap();
        open_to_all(&folder);
        let hub = folder.join("hub.xml");
        let metadata = self.visitor().get(&format!("{}/saml/metadata", self.url));
        fs::write(&hub, metadata.answer.body).unwrap();
        open_to_all(&hub);
        let host = format!("{name}.localhost");
        let port = own_ports();
        Plot {
            url: format!("https://{host}:{port}"),
            host,
            address: self.address,
            port,
            tls: self.folder.path.join("pki/agencies"),
            signer: self.folder.path.join("agencies/trafico"),
            hub,
            folder,
        }
    }

    /// An agency joins by its own metadata, and the running hub takes it in. Returns what the
    /// command remarked about the metadata.
    #[must_use]
    pub fn join(&self, metadata: &str) -> String {
        let descriptor = self.folder.path.join("agency.xml");
        fs::write(&descriptor, metadata).unwrap();
        let remarks = self.taken_in(zaguan(&self.config).arg("agency-add").arg(descriptor)).stderr;
        String::from_utf8(remarks).unwrap()
    }

    /// The operator changes the record of the agency that joined last, and the running hub knows it.
    pub fn set(&self, record: &[&str]) {
        let descriptor = fs::read_to_string(self.folder.path.join("agency.xml")).unwrap();
        let entity = descriptor.split("entityID=\"").nth(1).unwrap().split('"').next().unwrap();
        let _ = self.taken_in(zaguan(&self.config).args(["agency-set", entity]).args(record));
    }

    /// Runs a command that changes the directory, and waits until the running hub uses that.
    fn taken_in(&self, command: &mut Command) -> Output {
        let hub = self.hub.as_ref().unwrap();
        let in_use = || hub.said().matches("a new directory is in use").count();
        let before = in_use();
        let ended = run(command);
        hub.until("the directory to be in use", || in_use() > before);
        ended
    }
}

impl Node {
    /// Starts it when it is closed.
    pub fn start(&mut self) {
        let hub = Process::start("second", zaguan(&self.config).arg("run"), &self.folder);
        hub.listens((self.address, self.port).into());
        self.hub = Some(hub);
    }

    /// Ends it in good order.
    pub fn close(&mut self) {
        self.hub = None;
    }

    /// What load balancers and operators ask, without a slash at the end.
    #[must_use]
    pub fn admin(&self) -> String {
        format!("http://{}:{}", self.address, self.port + 1)
    }

    /// The same visitor, whom the load balancer sends here.
    #[must_use]
    pub fn visited_by(&self, visitor: &Visitor) -> Visitor {
        visitor.at(self.address)
    }
}

/// The program under test, with the demonstration compiled in.
#[must_use]
pub fn zaguan(config: &Path) -> Command {
    let binary = env::var_os("ZAGUAN_BINARY")
        .unwrap_or_else(|| panic!("ZAGUAN_BINARY is not set: run 'make test', which builds it"));
    let mut command = Command::new(binary);
    command.arg("--config").arg(config);
    command
}

fn task(name: &str) -> Command {
    Command::new(root().join("tasks").join(name))
}

/// The folder of the whole repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn configuration(folder: &Path, address: Ipv4Addr, port: u16, database: &str) -> String {
    let folder = folder.display();
    let admin = port + 1;
    format!(
        r#"environment = "demonstration"
entity_id = "https://hub.localhost:{port}/saml/metadata"
base_url = "https://hub.localhost:{port}"
listen = "{address}:{port}"
admin_listen = "{address}:{admin}"
key_ring = "{folder}/key-ring"
pepper_file = "{folder}/pepper"
names.es = "Zaguán"
tls = {{ mode = "own", certificate = "{folder}/pki/hub.pem", key = "{folder}/pki/hub.key" }}
database.url = "{database}"
method.password = {{ workers = 1 }}
"#
    )
}

/// Of the 16 million loopback addresses, the one with this process's number (22 bits at most), so
/// that test processes never meet. A second node's is 64 · 2¹⁶ further.
#[must_use]
pub fn own_address() -> Ipv4Addr {
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 64 + high, middle, low)
}

/// The first of two ports that no other test of this process has.
#[must_use]
pub fn own_ports() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(FIRST_PORT);
    NEXT.fetch_add(2, Ordering::Relaxed)
}

/// For what is asynchronous in a test that is not: a test of processes blocks all the time.
fn blocking<T>(future: impl Future<Output = T>) -> T {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

/// Whatever the umask: other users' programs may look.
pub fn open_to_all(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A folder that goes with its test. Apache's own user has to be able to walk through, so it is not
/// below the repository, which may lie in somebody's home.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// An empty one.
    #[must_use]
    pub fn fresh() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("zaguan-street-{}-{number}", std::process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        open_to_all(&path);
        Self { path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
