//! A hub's own process with a method that believes everybody, behind no TLS, and what drives it.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use tests::driver::{Habit, Load, Manner, Report};
use tests::hall::ANA;
use tests::hall::agency::Agency;
use tests::hall::nod::METHODS;
use tests::street::{House, Process};
use tokio::runtime;

use crate::cost::{memory, of_process};

/// What this program is told to be such a node.
const NODE: &str = "node";

/// A house whose hubs are those of this program.
pub(crate) struct Office {
    pub(crate) house: House,
    pub(crate) nodes: Vec<Node>,
    /// Answers to it are not encrypted; two more are like it.
    pub(crate) plain: [Agency; 2],
    /// Answers to these are.
    pub(crate) sealed: [Agency; 2],
}

/// A running hub.
pub(crate) struct Node {
    process: Process,
    at: SocketAddr,
}

/// What a login costs, in seconds of CPU.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) hub: f64,
    pub(crate) database: f64,
}

/// The program as a node, if it was told to be one.
pub(crate) fn as_node() -> Option<ExitCode> {
    let mut arguments = env::args().skip(1);
    if arguments.next().as_deref() != Some(NODE) {
        return None;
    }
    Some(zaguan::serve_with(Path::new(&arguments.next().unwrap()), METHODS))
}

impl Office {
    /// One node; four agencies that know of each other's session; a citizen.
    pub(crate) fn open() -> Self {
        let mut house = House::open();
        house.close();
        let citizens = house.file("ana.csv");
        let header =
            "document,given_name,first_surname,second_surname,birth_date,level,phone,email";
        let row = format!("{ANA},Ana,Muñoz,Núñez,1980-02-29,advanced,,");
        fs::write(&citizens, format!("{header}\n{row}\n")).unwrap();
        let mut office = Self {
            house,
            nodes: Vec::new(),
            plain: [agency("plain"), agency("other-plain")],
            sealed: [agency("sealed"), agency("other-sealed")],
        };
        office.operate(&["citizen-import", citizens.to_str().unwrap()]);
        for agency in office.plain.clone() {
            office.join(&agency, &agency.metadata());
        }
        for agency in office.sealed.clone() {
            office.join(&agency, &agency.metadata().replace(" use=\"signing\"", ""));
        }
        office.start();
        office
    }

    pub(crate) fn join(&self, agency: &Agency, metadata: &str) {
        let file = self.house.file("metadata.xml");
        fs::write(&file, metadata).unwrap();
        self.operate(&["agency-add", file.to_str().unwrap()]);
        self.operate(&["agency-set", &agency.entity_id, "--sso", "yes"]);
    }

    /// A command of an operator, which must end well.
    pub(crate) fn operate(&self, command: &[&str]) {
        let output = self.house.operate(command);
        assert!(output.status.success(), "{command:?}: {output:?}");
    }

    /// One more node.
    pub(crate) fn start(&mut self) {
        let number = self.nodes.len();
        let [at, admin] = [free(), free()];
        let text = fs::read_to_string(self.house.file("hub.toml")).unwrap();
        let kept = text.lines().filter(|line| {
            !["listen", "admin_listen", "tls"].iter().any(|key| line.starts_with(key))
        });
        let kept = kept.collect::<Vec<_>>().join("\n");
        let own = format!("listen = \"{at}\"\nadmin_listen = \"{admin}\"\ntls.mode = \"proxy\"\n");
        let text = format!("{kept}\n{own}");
        let config = self.house.file(&format!("node-{number}.toml"));
        fs::write(&config, text).unwrap();
        let mut command = Command::new(env::current_exe().unwrap());
        command.arg(NODE).arg(&config);
        let process = Process::start("node", &command, config.parent().unwrap());
        process.listens(at);
        self.nodes.push(Node { process, at });
    }

    /// Ends all nodes, and starts one.
    pub(crate) fn start_again(&mut self) {
        self.nodes.clear();
        self.start();
    }

    pub(crate) fn load(&self, agencies: &[Agency], manner: Manner, browsers: usize) -> Load {
        self.load_at(self.nodes[0].at, agencies, manner, browsers)
    }

    /// The same at a node of several.
    pub(crate) fn load_at(
        &self,
        at: SocketAddr,
        agencies: &[Agency],
        manner: Manner,
        browsers: usize,
    ) -> Load {
        Load {
            at,
            origin: self.house.url.clone(),
            agencies: agencies.to_vec(),
            people: vec![(ANA.to_owned(), String::new()); browsers],
            manner,
            habit: Habit::Reload,
        }
    }

    /// Where the first node listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.nodes[0].at
    }

    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.at).collect()
    }

    /// What a login costs on the average of so many, one after the other; some before are not counted.
    pub(crate) fn cost(&self, agencies: &[Agency], manner: Manner, logins: usize) -> Spent {
        self.cost_among(1, agencies, manner, logins)
    }

    /// The same with so many at once.
    pub(crate) fn cost_among(
        &self,
        browsers: usize,
        agencies: &[Agency],
        manner: Manner,
        logins: usize,
    ) -> Spent {
        self.cost_of(&self.load(agencies, manner, browsers), logins)
    }

    /// The same of any load.
    pub(crate) fn cost_of(&self, load: &Load, logins: usize) -> Spent {
        let coming = load.clone().begin();
        coming.passes(20);
        let spent = self.spent_on(|| {
            let counted = coming.count();
            coming.passes(logins);
            coming.count() - counted
        });
        well(&coming.end());
        spent
    }

    /// What each of so many costs, as `what` says how many there were.
    pub(crate) fn spent_on(&self, what: impl FnOnce() -> usize) -> Spent {
        let backends = self.backends();
        let spent = || (self.hub(), backends.iter().copied().map(of_process).sum::<f64>());
        let before = spent();
        let counted = what();
        let after = spent();
        let each = f64::from(u32::try_from(counted).unwrap());
        let [hub, database] = [after.0 - before.0, after.1 - before.1].map(|spent| spent / each);
        Spent { hub, database }
    }

    fn hub(&self) -> f64 {
        self.nodes.iter().map(|node| of_process(node.process.id())).sum()
    }

    /// In MiB.
    pub(crate) fn resident(&self) -> u64 {
        memory(self.nodes[0].process.id(), "VmRSS") / 1024
    }

    fn backends(&self) -> Vec<u32> {
        let select = "SELECT pid FROM pg_stat_activity
                      WHERE datname = current_database() AND application_name = 'zaguan'";
        self.ask(async |client| {
            let rows = client.query(select, &[]).await.unwrap();
            rows.iter().map(|row| row.get::<_, i32>(0).unsigned_abs()).collect()
        })
    }

    /// Statements of the measurement's own.
    pub(crate) fn sql(&self, statements: &str) {
        self.ask(async |client| client.batch_execute(statements).await.unwrap());
    }

    fn ask<T>(&self, what: impl AsyncFnOnce(&tokio_postgres::Client) -> T) -> T {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.unwrap().block_on(async {
            let client = self.house.database().connect().await;
            what(&client).await
        })
    }
}

/// Waits until every node knows what the operator did.
pub(crate) fn settle() {
    thread::sleep(Duration::from_secs(3));
}

/// Every login ended well, and nothing broke on the way.
pub(crate) fn well(report: &Report) {
    assert!(report.troubles.is_empty(), "{report}");
    assert_eq!(report.assertions().len(), report.logins.len());
}

fn agency(name: &str) -> Agency {
    Agency::new(&format!("https://{name}.example.test/metadata"))
}

/// An address where nothing listens.
pub(crate) fn free() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}
