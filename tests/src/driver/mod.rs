//! Many citizens at once: each with a browser of its own, one login after the other, and with the
//! patience of people when something breaks.
//!
//! A [`Load`] is what comes to a hub, or to a proxy before several; [`Load::begin`] lets it come, and
//! what came of it stands in the [`Report`]. Every answer is read as its agency reads it, and no
//! assertion is forgotten.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a load that cannot begin, or that gets a wrong answer, ends its test"
)]

mod judge;
pub mod line;
mod login;
pub mod pin;
mod report;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use http::StatusCode;
use tokio::runtime::{self, Runtime};
use tokio::task::JoinSet;

pub use self::report::{Left, Login, Report, Trouble};
use crate::driver::judge::Judge;
use crate::driver::line::Line;
use crate::hall::agency::Agency;

/// Whatever a load is waited for comes within this time.
const PATIENCE: Duration = Duration::from_mins(1);

/// What comes to a hub.
#[derive(Clone)]
pub struct Load {
    /// Where browsers connect, without TLS: to a hub, or to a proxy before several.
    pub at: SocketAddr,
    /// The hub's origin, as it stands in its own addresses.
    pub origin: String,
    /// Who sends the citizens, one after the other; their metadata is with the hub.
    pub agencies: Vec<Agency>,
    /// Document and password of citizens. Each has a browser of its own: the method counts the tries
    /// that are under way for a document.
    pub people: Vec<(String, String)>,
    /// How they prove who they are.
    pub manner: Manner,
    /// What they do when a login breaks.
    pub habit: Habit,
}

/// How people prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With document and password, each time without a session in the browser that they always have.
    Password,
    /// With the PIN by SMS, likewise. In the place of the password stand the datum of the card and the phone;
    /// what goes to phones are lines of this file.
    Pin(&'static Path),
    /// With a certificate, likewise: a proxy says at the certificate host which.
    Certificate(&'static Proxy),
    /// By the method [`nod`](crate::hall::nod), likewise.
    Nod,
    /// By that method, each time in a browser that was never there.
    Stranger,
    /// By that method once, and afterwards by the session that it began.
    Session,
}

impl Manner {
    /// The cookies that are still there at the next login; nothing: all are.
    fn keeps(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Session => None,
            Self::Stranger => Some(&[]),
            Self::Password | Self::Pin(_) | Self::Certificate(_) | Self::Nod => Some(&["__Host-d"]),
        }
    }

    /// What they fill in, by the last part of the form's address.
    fn filled(self, (document, password): &(String, String)) -> Filled<'_> {
        let release = ("/datos", vec![("respuesta", "enviar")]);
        let [choice, proof] = match self {
            Self::Password => [
                ("/elegir", vec![("metodo", "password")]),
                // Whoever lost three tries to what broke is asked for the datum of the card as well.
                (
                    "/clave",
                    vec![
                        ("documento", document.as_str()),
                        ("clave", password.as_str()),
                        ("dia", "1"),
                        ("mes", "2"),
                        ("ano", "2030"),
                    ],
                ),
            ],
            // On its pages they look what is asked.
            Self::Pin(_) => [("/elegir", vec![("metodo", "pin")]), ("/pin", Vec::new())],
            Self::Certificate(_) => {
                [("/elegir", vec![("metodo", "certificate")]), ("/certificado", Vec::new())]
            }
            Self::Nod | Self::Stranger | Self::Session => {
                [("/elegir", vec![("metodo", "nod")]), ("/venia", Vec::new())]
            }
        };
        [choice, proof, release, ("/seguir", vec![("respuesta", "continuar")])]
    }
}

/// Where a proxy in front of the certificate host reaches it, and what it says of each browser.
#[derive(Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Where the certificate host listens.
    pub at: SocketAddr,
    /// The header with the certificate, and its value.
    pub header: (String, String),
}

/// Forms, by the last part of their address, with what is filled in.
type Filled<'a> = [(&'static str, Vec<(&'static str, &'a str)>); 4];

/// What people do when a page does not come, or says that something is wrong with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// They load it again, until it comes; a form that they had sent is sent again.
    Reload,
    /// They leave the page open, and begin anew elsewhere. What they left can be looked at later.
    Leave,
    /// The first person reloads, the second leaves, and so on.
    Both,
}

impl Habit {
    fn leaves(self, number: usize) -> bool {
        match self {
            Self::Reload => false,
            Self::Leave => true,
            Self::Both => number % 2 == 1,
        }
    }
}

/// A load that comes.
pub struct Coming {
    scene: Arc<Scene>,
    runtime: Runtime,
    browsers: JoinSet<()>,
    begun: Instant,
}

/// What all browsers see.
struct Scene {
    load: Load,
    judges: Vec<Judge>,
    enough: AtomicBool,
    report: Mutex<Report>,
}

impl Load {
    /// Lets it come until it is told to end.
    #[must_use]
    pub fn begin(self) -> Coming {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let judges = runtime.block_on(self.judges());
        let enough = AtomicBool::new(false);
        let scene = Arc::new(Scene { load: self, judges, enough, report: Mutex::default() });
        let mut browsers = JoinSet::new();
        for (number, person) in scene.load.people.iter().enumerate() {
            let leaves = scene.load.habit.leaves(number);
            let logins = login::again_and_again(Arc::clone(&scene), person.clone(), leaves);
            browsers.spawn_on(logins, runtime.handle());
        }
        Coming { scene, runtime, browsers, begun: Instant::now() }
    }

    /// Lets it come until so many logins have ended well.
    #[must_use]
    pub fn run(self, logins: usize) -> Report {
        let coming = self.begin();
        coming.passes(logins);
        coming.end()
    }

    /// What a page that was left shows now, in the browser in which it stands: the id of its assertion, or
    /// status and heading.
    ///
    /// # Errors
    /// Whatever else than the answer is there.
    pub fn look_at(&self, left: &Left) -> Result<String, Trouble> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let judges = self.judges().await;
            let mut line = Line::new(self.at, &self.origin);
            line.cookies.clone_from(&left.cookies);
            let page = line.get(&format!("{}/volver", left.journey)).await?;
            let judge = judges.iter().find(|judge| judge.is_for(&page));
            let judge = judge.ok_or_else(|| Trouble::page(&page))?;
            Ok(judge.read(&page, &left.request).assertion)
        })
    }

    async fn judges(&self) -> Vec<Judge> {
        let mut line = Line::new(self.at, &self.origin);
        let metadata = line.get("/saml/metadata").await.unwrap();
        assert_eq!(metadata.status, StatusCode::OK, "{}", metadata.body);
        self.agencies.iter().map(|agency| Judge::with(&metadata.body, agency)).collect()
    }
}

impl Coming {
    /// Waits until so many more logins have ended well.
    pub fn passes(&self, logins: usize) {
        let wanted = self.scene.report().logins.len() + logins;
        self.until(&format!("{logins} logins"), |report| report.logins.len() >= wanted);
    }

    /// How often something has broken until now.
    #[must_use]
    pub fn troubles(&self) -> usize {
        self.scene.report().troubles.values().sum()
    }

    /// How often this has been seen until now.
    #[must_use]
    pub fn times(&self, trouble: &Trouble) -> usize {
        self.scene.report().times(trouble)
    }

    /// Waits until something stands in the report.
    pub fn until(&self, what: &str, done: impl Fn(&Report) -> bool) {
        let begun = Instant::now();
        while !done(&self.scene.report()) {
            let report = self.scene.report();
            assert!(begun.elapsed() < PATIENCE, "waited for {what} in vain: {:?}", report.troubles);
            drop(report);
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// How many logins have ended well.
    #[must_use]
    pub fn count(&self) -> usize {
        self.scene.report().logins.len()
    }

    /// Waits until each browser has ended its login.
    #[must_use]
    pub fn end(mut self) -> Report {
        self.scene.enough.store(true, Ordering::SeqCst);
        self.runtime.block_on(async {
            while let Some(ended) = self.browsers.join_next().await {
                ended.unwrap();
            }
        });
        let mut report = std::mem::take(&mut *self.scene.report());
        report.took = self.begun.elapsed();
        report
    }
}

impl Scene {
    fn report(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
