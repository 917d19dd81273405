//! The demonstration's agencies: driving licence points, taxes, and a registry that wants certificates.
//!
//! Small public services as agencies would write them, on `samael`, a SAML library that shares no
//! code with the hub. They share a program and a port; names, keys, visits and what they ask are
//! each one's own. In reading order:
//!
//! - `main`: the settings, the listener, and which agency a browser has come to.
//! - `offices`: who they are, and what they ask.
//! - `provider`: the service provider: asks the hub who somebody is, and judges the answer.
//! - `logout`: leaves everything, and hears that somebody does; `redirect`: the binding for it.
//! - `visits`: what the agency remembers: requests under way, and who is logged in.
//! - `site`: the addresses.
//! - `pages`: what a person sees.
//! - `download`: fetches the hub's metadata; `renewal`: again and again, for its keys change.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::response::IntoResponse as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use openssl::ssl::{Ssl, SslAcceptor, SslFiletype, SslMethod};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_openssl::SslStream;
use tower::ServiceExt as _;

mod download;
mod logout;
mod offices;
mod pages;
mod provider;
mod redirect;
mod renewal;
mod site;
mod visits;

use offices::{OFFICES, Office};
use provider::Identity;
use renewal::Current;

const USAGE: &str = "agency --agencies FOLDER --port 8446 --listen 127.0.0.1:8446 \
    --tls-certificate FILE --tls-key FILE [--ca FILE] [--mute NAME]..., or for the metadata of one of them alone: \
    agency metadata --agency trafico --agencies FOLDER --port 8446. In the folder are for each agency \
    NAME.key, NAME.pem, and NAME.hub, which says at what file or URL it finds the hub's metadata. One \
    that is mute gives no answer when somebody leaves";

/// What goes wrong before the agency serves, in a sentence.
type Problem = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let done = match arguments.next_if(|first| first == "metadata") {
        Some(_) => print_metadata(arguments),
        None => serve(arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("The agencies stop: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The hub wants to know an agency before the agency can know the hub.
fn print_metadata(arguments: impl Iterator<Item = String>) -> Result<(), Problem> {
    let settings = Settings::from_arguments(arguments)?;
    let office = Office::named(settings.get("agency")?).ok_or("there is no such agency")?;
    let metadata = settings.identity(office)?.metadata()?;
    Ok(std::io::stdout().write_all(metadata.as_bytes())?)
}

async fn serve(arguments: impl Iterator<Item = String>) -> Result<(), Problem> {
    let settings = Settings::from_arguments(arguments)?;
    let tls = Arc::new(settings.tls()?);
    let (mut sites, mut keeping) = (BTreeMap::new(), JoinSet::new());
    for office in &OFFICES {
        let (identity, hub) = (settings.identity(office)?, settings.hub(office)?);
        let current = Arc::new(Current::begin(identity, hub, settings.find("ca")).await?);
        let port = settings.port()?;
        let hosts = site::hosts(Arc::clone(&current), office, port);
        for (url, pages) in [office.url(port), office.other_url(port)].into_iter().zip(hosts) {
            sites.insert(url.trim_start_matches("https://").to_owned(), pages);
        }
        keeping.spawn(async move { current.keep().await });
    }
    let listener = TcpListener::bind(settings.get("listen")?.parse::<SocketAddr>()?).await?;
    eprintln!("The agencies serve {}", sites.keys().cloned().collect::<Vec<_>>().join(", "));
    let served = Served { sites: by_name(sites), mute: Arc::new(settings.mute()?) };
    accept(listener, &tls, &served).await
}

/// What is served, and what is not.
#[derive(Clone)]
struct Served {
    sites: Router,
    /// Hosts that give no answer when somebody leaves, for whoever wants to see what follows from that.
    mute: Arc<BTreeSet<String>>,
}

impl Served {
    fn is_mute<B>(&self, request: &http::Request<B>) -> bool {
        let name = request.headers().get(HOST).and_then(|name| name.to_str().ok());
        name.is_some_and(|name| self.mute.contains(name)) && request.uri().path() == site::LOGOUT
    }
}

/// The agency whose name the browser asked for.
fn by_name(sites: BTreeMap<String, Router>) -> Router {
    let sites = Arc::new(sites);
    Router::new().fallback(move |request: Request| {
        let name = request.headers().get(HOST).and_then(|name| name.to_str().ok());
        let site = name.and_then(|name| sites.get(name).cloned());
        async move {
            match site {
                Some(site) => site.oneshot(request).await.into_response(),
                None => (StatusCode::MISDIRECTED_REQUEST, "No agency is here.").into_response(),
            }
        }
    })
}

async fn accept(
    listener: TcpListener,
    tls: &Arc<SslAcceptor>,
    served: &Served,
) -> Result<(), Problem> {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        connections.spawn(connection(stream, Arc::clone(tls), served.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection to its end. A browser that breaks it off is no news. An error of the service ends
/// it without an answer.
async fn connection(stream: TcpStream, tls: Arc<SslAcceptor>, served: Served) {
    let Ok(ssl) = Ssl::new(tls.context()) else {
        return;
    };
    let Ok(mut stream) = SslStream::new(ssl, stream) else {
        return;
    };
    if std::pin::Pin::new(&mut stream).accept().await.is_ok() {
        let service = service_fn(|request| {
            let is_mute = served.is_mute(&request);
            let sites = served.sites.clone();
            async move {
                if is_mute {
                    return Err("it is mute");
                }
                sites.oneshot(request).await.map_err(|never| match never {})
            }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        drop(connection.await);
    }
}

/// The command line: pairs of `--name value`. Of one that may not be repeated the last counts.
struct Settings(BTreeMap<String, Vec<String>>);

impl Settings {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, Problem> {
        let mut settings = BTreeMap::<String, Vec<String>>::new();
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            let (Some(name), Some(value)) = (name.strip_prefix("--"), value) else {
                return Err(format!("{name} is not understood. Say: {USAGE}").into());
            };
            settings.entry(name.to_owned()).or_default().push(value);
        }
        Ok(Self(settings))
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.last().map(String::as_str)
    }

    fn get(&self, name: &str) -> Result<&str, Problem> {
        self.find(name).ok_or_else(|| format!("--{name} is missing. Say: {USAGE}").into())
    }

    fn port(&self) -> Result<u16, Problem> {
        Ok(self.get("port")?.parse()?)
    }

    /// The hosts of the agencies that are to be mute.
    fn mute(&self) -> Result<BTreeSet<String>, Problem> {
        let port = self.port()?;
        let names = self.0.get("mute").into_iter().flatten();
        let host = |name: &String| {
            let office =
                Office::named(name).ok_or_else(|| format!("no agency is called {name}"))?;
            Ok(office.url(port).trim_start_matches("https://").to_owned())
        };
        names.map(host).collect()
    }

    fn identity(&self, office: &'static Office) -> Result<Identity, Problem> {
        let certificate = self.file(office, "pem")?;
        Identity::new(office, self.port()?, &self.file(office, "key")?, &certificate)
    }

    /// Where this agency finds the hub's metadata.
    fn hub(&self, office: &Office) -> Result<String, Problem> {
        Ok(String::from_utf8(self.file(office, "hub")?)?.trim().to_owned())
    }

    fn file(&self, office: &Office, ending: &str) -> Result<Vec<u8>, Problem> {
        let path = Path::new(self.get("agencies")?).join(office.name).with_extension(ending);
        std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn tls(&self) -> Result<SslAcceptor, Problem> {
        let mut tls = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        tls.set_certificate_chain_file(self.get("tls-certificate")?)?;
        tls.set_private_key_file(self.get("tls-key")?, SslFiletype::PEM)?;
        tls.check_private_key()?;
        Ok(tls.build())
    }
}
