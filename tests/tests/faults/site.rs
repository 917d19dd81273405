//! Hubs on one database, behind `HAProxy` as an operator would set it up.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use tests::driver::{Habit, Load, Manner, Trouble};
use tests::hall::agency::Agency;
use tests::hall::keys;
use tests::street::{Folder, Process, own_address, own_ports, run, zaguan};

/// The hub's origin. `HAProxy` ends TLS in the field; here browsers come without.
const ORIGIN: &str = "https://hub.example.test";
const ENTITY_ID: &str = "https://hub.example.test/saml/metadata";
/// Citizens, each with one browser.
const PEOPLE: u32 = 10;

/// What people read who sent a form again that had arrived the first time: they go on where they are.
pub(crate) fn step_done() -> Trouble {
    Trouble::Page(409, "Este paso ya está hecho".to_owned())
}

/// What people read who come again before the wait after a look at their password is over: whoever looked did not
/// live to say how it ended.
pub(crate) fn too_early() -> Trouble {
    Trouble::Page(422, "Entra con tu contraseña".to_owned())
}

/// What people read whose journey went with the database, or whose browser got the page and not the
/// cookie that came along: to begin anew at the agency.
pub(crate) fn gone() -> Trouble {
    Trouble::Page(403, "No puedes empezar desde esta página".to_owned())
}

/// A folder with what all nodes share, and the nodes.
pub(crate) struct Site {
    pub(crate) agency: Agency,
    address: Ipv4Addr,
    /// Where the proxy listens; at the next port it says what it did.
    street: u16,
    people: Vec<(String, String)>,
    nodes: Vec<Node>,
    /// Ends first.
    proxy: Option<Process>,
    /// Goes last.
    pub(crate) folder: Folder,
}

/// A process of the hub.
struct Node {
    name: &'static str,
    config: PathBuf,
    listen: SocketAddr,
    hub: Option<Process>,
}

impl Site {
    /// A migrated database with citizens, and an agency; nobody serves them yet.
    pub(crate) fn on(database: &str) -> Self {
        let folder = Folder::fresh();
        let ring = folder.path.join("key-ring");
        fs::create_dir(&ring).unwrap();
        fs::write(ring.join("stamp"), "demonstration").unwrap();
        fs::copy(keys::ring().join("pairwise"), ring.join("pairwise")).unwrap();
        keys::add(&ring, "hub", &keys::generate("hub"));
        let agency = Agency::new("https://sede.example.test/metadata");
        let (address, street, people) = (own_address(), own_ports(), Vec::new());
        let mut site =
            Self { agency, folder, address, street, people, nodes: Vec::new(), proxy: None };
        for name in ["one", "two"] {
            let node = site.node(name, database);
            site.nodes.push(node);
        }
        site.operate(&["migrate"]);
        site.operate(&["key-next", "--from", "hub"]);
        site.register();
        let metadata = site.folder.path.join("agency.xml");
        fs::write(&metadata, site.agency.metadata()).unwrap();
        site.operate(&["agency-add", metadata.to_str().unwrap()]);
        site
    }

    /// Both nodes and the proxy before them.
    pub(crate) fn open(&mut self) {
        for node in 0..self.nodes.len() {
            self.start(node);
        }
        self.balance();
    }

    /// The same, with nodes whose log goes where there is no room.
    pub(crate) fn open_without_logs(&mut self) {
        for Node { name, config, hub, .. } in &mut self.nodes {
            let node = zaguan(config);
            let mut silent = Command::new("sh");
            silent.args(["-c", "exec \"$0\" \"$@\" run >/dev/full 2>&1"]);
            silent.arg(node.get_program()).args(node.get_args());
            *hub = Some(Process::start(name, &silent, &self.folder.path));
        }
        self.balance();
    }

    /// Starts the proxy when all nodes listen.
    fn balance(&mut self) {
        self.await_start();
        let config = self.folder.path.join("haproxy.cfg");
        let at = self.at();
        fs::write(&config, self.balancing(at)).unwrap();
        let mut haproxy = Command::new("haproxy");
        haproxy.arg("-db").arg("-f").arg(&config);
        let proxy = Process::start("haproxy", &haproxy, &self.folder.path);
        proxy.listens(at);
        self.proxy = Some(proxy);
    }

    /// Starts a node.
    pub(crate) fn start(&mut self, node: usize) {
        let folder = self.folder.path.clone();
        let Node { name, config, hub, .. } = &mut self.nodes[node];
        *hub = Some(Process::start(name, zaguan(config).arg("run"), &folder));
    }

    /// Waits until all nodes listen.
    pub(crate) fn await_start(&self) {
        for Node { hub, listen, .. } in &self.nodes {
            hub.as_ref().unwrap().listens(*listen);
        }
    }

    /// Ends a node at once, whatever it is doing.
    pub(crate) fn kill(&mut self, node: usize) {
        self.nodes[node].hub.take().unwrap().end_by("KILL");
    }

    /// The load of this site's citizens, through the proxy.
    pub(crate) fn load(&self, habit: Habit) -> Load {
        Load {
            at: self.at(),
            origin: ORIGIN.to_owned(),
            agencies: vec![self.agency.clone()],
            manner: Manner::Password,
            people: self.people.clone(),
            habit,
        }
    }

    /// Where the proxy listens.
    pub(crate) fn at(&self) -> SocketAddr {
        (self.address, self.street).into()
    }

    /// How many requests the proxy has sent to each node.
    pub(crate) fn requests_of_nodes(&self) -> [u64; 2] {
        let text = asked((self.address, self.street + 1).into(), "/statistics;csv");
        ["ready,one,", "ready,two,"].map(|row| {
            let row = text.lines().find(|line| line.starts_with(row)).unwrap();
            // The eighth column: `stot`.
            row.split(',').nth(7).unwrap().parse().unwrap()
        })
    }

    /// An operator's command.
    pub(crate) fn operate(&self, command: &[&str]) {
        run(zaguan(&self.nodes[0].config).args(command));
    }

    /// Which directory each node uses.
    pub(crate) fn generations(&self) -> [i64; 2] {
        [0, 1].map(|node| {
            let admin = (self.address, self.nodes[node].listen.port() + 1).into();
            let text = asked(admin, "/metrics");
            let line = text.lines().find(|line| line.starts_with("zaguan_directory_generation "));
            line.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
        })
    }

    fn node(&self, name: &'static str, database: &str) -> Node {
        let folder = self.folder.path.display();
        let port = own_ports();
        let (listen, admin) = (SocketAddr::from((self.address, port)), port + 1);
        let (address, pepper) = (self.address, keys::pepper().display());
        let text = format!(
            r#"environment = "demonstration"
entity_id = "{ENTITY_ID}"
base_url = "{ORIGIN}"
listen = "{listen}"
admin_listen = "{address}:{admin}"
key_ring = "{folder}/key-ring"
pepper_file = "{pepper}"
names.es = "Zaguán"
tls.mode = "proxy"
database.url = "{database}"
method.password = {{ workers = 1 }}
"#
        );
        let config = self.folder.path.join(format!("{name}.toml"));
        fs::write(&config, text).unwrap();
        Node { name, config, listen, hub: None }
    }

    fn register(&mut self) {
        let header = "document,given_name,first_surname,second_surname,birth_date,level,phone,email,contrast_datum,password";
        let mut rows = vec![header.to_owned()];
        for n in 0..PEOPLE {
            let number = 40_000_000 + n;
            let letters = b"TRWAGMYFPDXBNJZSQVHLCKE";
            let letter = char::from(letters[usize::try_from(number % 23).unwrap()]);
            let (document, password) =
                (format!("{number}{letter}"), format!("trece-olas-lentas-{n}"));
            rows.push(format!(
                "{document},Ana,Gil,Paz,1980-02-2{},basic,+346000001{n:02},a{n}@example.test,01-02-2030,{password}",
                n % 9
            ));
            self.people.push((document, password));
        }
        let file = self.folder.path.join("citizens.csv");
        fs::write(&file, rows.join("\n")).unwrap();
        self.operate(&["demonstration-seed", file.to_str().unwrap()]);
    }

    /// As the manual has it (several-nodes.md).
    fn balancing(&self, at: SocketAddr) -> String {
        let servers: Vec<_> = self.nodes.iter().map(|node| (node.name, node.listen)).collect();
        let line = |(name, listen): &(&str, SocketAddr), more: &str| {
            format!("    server {name} {listen}{more}\n")
        };
        let checked: String = servers
            .iter()
            .map(|one| {
                line(one, &format!(" check port {} inter 500ms fall 2 rise 1", one.1.port() + 1))
            })
            .collect();
        let unchecked: String = servers.iter().map(|one| line(one, "")).collect();
        format!(
            "global\n    maxconn 512\ndefaults\n    mode http\n    timeout connect 2s\n    timeout client 60s\n    timeout server 60s\n    retries 1\n    option redispatch\n\
             frontend street\n    bind {at}\n    use_backend whoever if {{ nbsrv(ready) lt 1 }}\n    default_backend ready\n\
             frontend statistics\n    bind {}:{}\n    stats enable\n    stats uri /statistics\n\
             backend ready\n    balance roundrobin\n    option httpchk GET /readyz\n    http-check expect status 200\n{checked}\
             # Nobody is ready: the hub's own page says more than the proxy's.\n\
             backend whoever\n    balance roundrobin\n{unchecked}",
            self.address,
            self.street + 1
        )
    }
}

/// What stands at an address that is asked without a browser.
fn asked(at: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}
