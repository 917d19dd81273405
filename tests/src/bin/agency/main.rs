//! The demonstration's agency: «Consulta de puntos del permiso de conducir».
//!
//! A small public service as an agency would write it, on `samael`, a SAML library that shares no
//! code with the hub. In reading order:
//!
//! - `main`: the settings, and the listener.
//! - `provider`: the service provider: asks the hub who somebody is, and judges the answer.
//! - `visits`: what the agency remembers: requests under way, and who is logged in.
//! - `site`: the addresses.
//! - `pages`: what a person sees.
//! - `download`: fetches the hub's metadata; `renewal`: again and again, for its keys change.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use openssl::ssl::{Ssl, SslAcceptor, SslFiletype, SslMethod};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_openssl::SslStream;

mod download;
mod pages;
mod provider;
mod renewal;
mod site;
mod visits;

use provider::Identity;
use renewal::Current;

const USAGE: &str = "agency --url https://trafico.localhost:8446 --listen 127.0.0.1:8446 \
    --tls-certificate FILE --tls-key FILE --certificate FILE --key FILE \
    --hub-metadata FILE|URL [--ca FILE], or for its metadata alone: \
    agency metadata --url https://trafico.localhost:8446 --certificate FILE --key FILE";

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
            eprintln!("The agency stops: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The hub wants to know an agency before the agency can know the hub.
fn print_metadata(arguments: impl Iterator<Item = String>) -> Result<(), Problem> {
    let metadata = Settings::from_arguments(arguments)?.identity()?.metadata()?;
    Ok(std::io::stdout().write_all(metadata.as_bytes())?)
}

async fn serve(arguments: impl Iterator<Item = String>) -> Result<(), Problem> {
    let settings = Settings::from_arguments(arguments)?;
    let (identity, source) = (settings.identity()?, settings.get("hub-metadata")?);
    let current = Arc::new(Current::begin(identity, source, settings.find("ca")).await?);
    let tls = Arc::new(settings.tls()?);
    let listener = TcpListener::bind(settings.get("listen")?.parse::<SocketAddr>()?).await?;
    eprintln!("The agency serves {}", settings.get("url")?);
    let site = site::routes(Arc::clone(&current));
    tokio::select! {
        ended = accept(listener, &tls, &site) => ended,
        never = current.keep() => match never {},
    }
}

async fn accept(
    listener: TcpListener,
    tls: &Arc<SslAcceptor>,
    site: &Router,
) -> Result<(), Problem> {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        connections.spawn(connection(stream, Arc::clone(tls), site.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection to its end. A browser that breaks it off is no news.
async fn connection(stream: TcpStream, tls: Arc<SslAcceptor>, site: Router) {
    let Ok(ssl) = Ssl::new(tls.context()) else {
        return;
    };
    let Ok(mut stream) = SslStream::new(ssl, stream) else {
        return;
    };
    if std::pin::Pin::new(&mut stream).accept().await.is_ok() {
        let service = TowerToHyperService::new(site);
        let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        drop(served.await);
    }
}

/// The command line: pairs of `--name value`.
struct Settings(BTreeMap<String, String>);

impl Settings {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, Problem> {
        let mut settings = BTreeMap::new();
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            let (Some(name), Some(value)) = (name.strip_prefix("--"), value) else {
                return Err(format!("{name} is not understood. Say: {USAGE}").into());
            };
            settings.insert(name.to_owned(), value);
        }
        Ok(Self(settings))
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn get(&self, name: &str) -> Result<&str, Problem> {
        self.find(name).ok_or_else(|| format!("--{name} is missing. Say: {USAGE}").into())
    }

    fn identity(&self) -> Result<Identity, Problem> {
        let read = |name| Ok::<_, Problem>(std::fs::read(self.get(name)?)?);
        Identity::new(self.get("url")?, &read("key")?, &read("certificate")?)
    }

    fn tls(&self) -> Result<SslAcceptor, Problem> {
        let mut tls = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        tls.set_certificate_chain_file(self.get("tls-certificate")?)?;
        tls.set_private_key_file(self.get("tls-key")?, SslFiletype::PEM)?;
        tls.check_private_key()?;
        Ok(tls.build())
    }
}
